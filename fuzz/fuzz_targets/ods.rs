//! Fuzzes the reader of `.ods` files.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wirecopy_fuzz::check(".ods", bytes));
