//! Files that end in `.zip`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wirecopy_fuzz::read(".zip", bytes));
