//! Files that end in `.jsonl`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wirecopy_fuzz::read(".jsonl", bytes));
