//! Fuzzes the reader of `.xlsx` files.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wirecopy_fuzz::check(".xlsx", bytes));
