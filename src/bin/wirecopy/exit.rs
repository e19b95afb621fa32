//! What the process ends with: the exit codes of the contract, and the last line a person sees when something failed.

use std::io::{self, Write};
use std::process::ExitCode;

/// How a command ended when it did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Done.
    Done,
    /// Done, but input was rejected and the user asked to be strict.
    Strict,
}

/// Turns what a command came back with into an exit code; errors go to stderr, a closed pipe is no error.
pub(crate) fn report(outcome: anyhow::Result<Outcome>) -> ExitCode {
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Strict) => ExitCode::from(2),
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) if matches!(error.downcast_ref(), Some(wirecopy::error::Error::Interrupted)) => {
            say(&error);
            ExitCode::from(130)
        }
        Err(error) => {
            say(&error);
            ExitCode::from(2)
        }
    }
}

fn say(error: &anyhow::Error) {
    // with stderr gone there is nobody left to tell
    let _ = writeln!(anstream::stderr(), "wirecopy: {error:#}");
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}
