//! Files that end in `.warc`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wirecopy_fuzz::read(".warc", bytes));
