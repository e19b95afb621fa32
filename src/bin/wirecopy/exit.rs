//! What the process ends with: the exit codes of the contract, and the last line a person sees when something failed.

use crate::flag_names::with_flags;
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
    let _ = writeln!(anstream::stderr(), "wirecopy: {}", with_flags(&told(error)));
}

/// The error and what caused it. The library's errors tell their causes themselves: those are not told twice.
fn told(error: &anyhow::Error) -> String {
    let mut text = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if text.is_empty() {
            text = cause;
        } else if !text.ends_with(&cause) {
            text = format!("{text}: {cause}");
        }
    }
    text
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_that_an_error_tells_itself_is_told_once() {
        let source = io::Error::other("out of order");
        let error = anyhow::Error::new(wirecopy::error::Error::Read { path: "a.txt".into(), source });
        assert_eq!(told(&error), "a.txt: out of order");
        assert_eq!(told(&error.context("reading the labels")), "reading the labels: a.txt: out of order");
    }
}
