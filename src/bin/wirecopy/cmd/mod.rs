//! The subcommands, one file each; flags become the library's settings there.

pub(crate) mod evaluate;
pub(crate) mod explain;
pub(crate) mod scan;
pub(crate) mod synth;

use crate::args::{Args, Command};
use crate::exit::Outcome;

/// Runs the subcommand that the user named.
pub(crate) fn run(args: Args) -> anyhow::Result<Outcome> {
    match args.command {
        Command::Scan(scan) => scan.run(&args.global),
        Command::Explain(explain) => explain.run(&args.global),
        Command::Evaluate(evaluate) => evaluate.run(&args.global),
        Command::Synth(synth) => synth.run(&args.global),
    }
}
