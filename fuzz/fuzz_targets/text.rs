//! Files that end in `.txt`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wirecopy_fuzz::read(".txt", bytes));
