//! Fuzzes the reader of `.docx` files. Its seeds are not compressed, so that changes reach the text.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wirecopy_fuzz::check(".docx", bytes));
