//! Fuzzes the readers of the exports of press archives, which are known by their content alone.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wirecopy_fuzz::check("", bytes));
