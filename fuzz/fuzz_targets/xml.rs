//! Fuzzes the reader of `.xml` files.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wirecopy_fuzz::check(".xml", bytes));
