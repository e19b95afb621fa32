//! Fuzzes the reader of `.tar` files.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wirecopy_fuzz::check(".tar", bytes));
