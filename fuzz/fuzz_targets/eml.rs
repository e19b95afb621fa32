//! Fuzzes the reader of `.eml` files.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wirecopy_fuzz::check(".eml", bytes));
