//! The program `wirecopy`: parses the command line, runs one subcommand, and turns its result into an exit code.

mod args;
mod bench_view;
mod browser;
mod cmd;
mod command_line;
mod command_page;
mod config;
mod credits;
mod exit;
mod explanation;
mod file_list;
mod find_view;
mod flag_names;
mod global;
mod graph;
mod help;
mod inspect_json;
mod interrupt;
mod memory_flags;
mod numbers;
mod pair_view;
mod progress;
mod reread;
mod rewrite;
mod rewrite_flags;
mod score_view;
mod screen;
mod settings;
mod summary;
mod survey;
mod targets;
mod version;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[allow(dead_code)] // in that library
fn main() -> std::process::ExitCode {
    run(std::env::args_os().collect()).into()
}

/// Runs the program with the words of a command line, and returns its exit code.
#[allow(unreachable_pub)] // the Python package compiles these sources as a library, and calls this
pub fn run(words: Vec<std::ffi::OsString>) -> u8 {
    let report = std::panic::take_hook();
    // the panic of a decoder of others costs its file, and is told there
    std::panic::set_hook(Box::new(move |info| {
        if !wirecopy::input::fence::is_inside() {
            report(info);
        }
    }));
    exit::report(config::parse(words).and_then(|args| {
        args.global.color.write_global();
        args.run()
    }))
}
