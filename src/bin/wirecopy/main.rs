//! The command line: parse, run one subcommand, turn the outcome into an exit code.

mod args;
mod cmd;
mod exit;
mod fetch;
mod global;
mod graph;
mod interrupt;
mod kept;
mod memory_flags;
mod progress;
mod settings;
mod show;
mod show_bench;
mod summary;

use clap::Parser;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    let args = args::Args::parse();
    args.global.color.write_global();
    exit::report(args.run())
}
