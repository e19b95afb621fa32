//! The tests that run the program, or the library from outside. They are one test program, which links once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // tests fail by panics

mod attribution;
mod bad_input;
mod bench;
mod boilerplate;
mod command_line;
mod counting;
mod deduplicator;
mod docs;
mod every_pair;
mod exports;
mod exports_broken;
mod find;
mod floors;
mod golden;
mod index;
mod input_broken;
mod input_containers;
mod input_formats;
mod language;
mod order;
mod outputs;
mod page;
mod rewrite;
#[cfg(feature = "parquet")]
mod rewrite_parquet;
mod scan;
mod seeds;
#[cfg(feature = "serve")]
mod serve;
mod shown_index;
mod source_rules;
mod sources;
mod support;
mod synth;
mod targets;
mod templates;
