//! Fuzzes the reader of `.csv` files.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wirecopy_fuzz::check(".csv", bytes));
