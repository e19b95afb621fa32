//! Every test that runs the binary or the library from outside, in one program: it links once, not once a file.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test fails by a panic

mod attribution;
mod bad_input;
mod bench;
mod boilerplate;
mod contract;
mod docs;
mod every_pair;
mod golden;
mod input_broken;
mod input_formats;
mod outputs;
mod page;
mod scan;
mod seeds;
mod support;
mod synth;
mod templates;
