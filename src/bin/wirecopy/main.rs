//! The command line: parse, run one subcommand, turn the outcome into an exit code.

mod args;
mod cmd;
mod config;
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

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    exit::report(config::parse(std::env::args_os().collect()).and_then(|args| {
        args.global.color.write_global();
        args.run()
    }))
}
