//! The subcommands, one file each; flags become the library's settings there.

pub(crate) mod synth;

use crate::args::{Args, Command};
use crate::exit::Outcome;

/// Runs the subcommand that the user named.
pub(crate) fn run(args: Args) -> anyhow::Result<Outcome> {
    match args.command {
        Command::Synth(synth) => synth.run(&args.global),
    }
}
