//! `wirecopy completions`: writes the script with which a shell completes the command line.

use crate::args::Args;
use crate::exit::{Outcome, Stdout};
use anyhow::Context;
use clap::CommandFactory;
use std::io::{self, Write};

/// Flags of `completions`.
#[derive(Debug, clap::Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: clap_complete::Shell,
}

impl CompletionsArgs {
    /// Writes the script to stdout.
    pub(crate) fn run(self) -> anyhow::Result<Outcome> {
        // clap_complete panics if its writer fails, and a closed pipe is no error here
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Args::command(), "wirecopy", &mut script);
        let mut out = io::stdout().lock();
        out.write_all(&script).and_then(|()| out.flush()).context(Stdout)?;
        Ok(Outcome::Done)
    }
}
