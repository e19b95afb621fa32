//! Fuzzes the reader of `.arrow` files.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wirecopy_fuzz::check(".arrow", bytes));
