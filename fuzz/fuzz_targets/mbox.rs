//! Fuzzes the reader of `.mbox` files.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wirecopy_fuzz::check(".mbox", bytes));
