//! Fuzzes the reader of `.warc` files.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wirecopy_fuzz::check(".warc", bytes));
