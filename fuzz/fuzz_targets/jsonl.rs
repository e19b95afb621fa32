//! Fuzzes the reader of `.jsonl` files.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wirecopy_fuzz::check(".jsonl", bytes));
