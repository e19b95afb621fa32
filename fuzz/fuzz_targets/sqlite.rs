//! Fuzzes the reader of `.sqlite` files.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wirecopy_fuzz::check(".sqlite", bytes));
