//! Fuzzes the reader of `.rtf` files.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wirecopy_fuzz::check(".rtf", bytes));
