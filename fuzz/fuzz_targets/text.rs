//! Fuzzes the reader of `.txt` files.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wirecopy_fuzz::check(".txt", bytes));
