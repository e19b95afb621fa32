//! Exit codes, and the error message that ends a failed run.

use crate::flag_names::with_flags;
use std::io::{self, Write};

/// How a command ended when it did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The command did its work.
    Done,
    /// It did, but some input was rejected and `--strict` was given.
    InputRejected,
    /// It looked for texts, and found none of them.
    NothingFound,
}

/// The context of an error of stdout. That a reader closed it is no error: the reader has what it wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stdout;

impl std::fmt::Display for Stdout {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("stdout")
    }
}

/// Turns the result of a command into an exit code, and writes errors to stderr.
pub(crate) fn report(result: anyhow::Result<Outcome>) -> u8 {
    let error = match result {
        Ok(Outcome::Done) => return 0,
        Ok(Outcome::InputRejected) => return 2,
        Ok(Outcome::NothingFound) => return 1,
        Err(error) if is_closed_stdout(&error) => return 0,
        Err(error) => error,
    };
    // if stderr is closed, the message has no reader
    let _ = writeln!(anstream::stderr(), "wirecopy: {}", with_flags(&message(&error)));
    let is_interrupted = matches!(error.downcast_ref(), Some(wirecopy::error::Error::Interrupted));
    if is_interrupted { 130 } else { 2 }
}

/// Ends the process after an error of clap, with the program's own prefix. Help and versions end it too, with 0.
pub(crate) fn usage(error: &clap::Error) -> ! {
    if error.use_stderr() {
        let styled = error.render().ansi().to_string();
        // if stderr is closed, the message has no reader
        let _ = write!(anstream::stderr(), "{}", styled.replacen("error:", "wirecopy:", 1));
        std::process::exit(2);
    }
    error.exit()
}

/// What is said of a path that does not exist.
fn missing_path(error: &anyhow::Error) -> Option<String> {
    let Some(wirecopy::error::Error::Read { path, source }) = error.downcast_ref() else { return None };
    let path = path.display().to_string();
    match path.split_once("://") {
        _ if source.kind() != io::ErrorKind::NotFound => None,
        Some((scheme, _)) => Some(format!(
            "{path}: {scheme}:// is not read; fetch it first, or let another program write it to standard input"
        )),
        None => Some(format!("{path}: no such path")),
    }
}

/// The error with its causes. The library's errors include their causes; those are not repeated.
fn message(error: &anyhow::Error) -> String {
    if let Some(message) = missing_path(error) {
        return message;
    }
    let mut text = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if text.is_empty() {
            text = cause;
        } else if !text.contains(&cause) {
            text = format!("{text}: {cause}");
        }
    }
    text
}

/// Whether an error says that the reader of stdout has closed it.
pub(crate) fn is_closed_stdout(error: &anyhow::Error) -> bool {
    error.is::<Stdout>()
        && error
            .chain()
            .filter_map(|cause| cause.downcast_ref::<io::Error>())
            .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_closed_stdout_is_no_error() {
        let closed = || io::Error::from(io::ErrorKind::BrokenPipe);
        assert!(is_closed_stdout(&anyhow::Error::new(closed()).context(Stdout)));
        assert!(!is_closed_stdout(&anyhow::Error::new(closed()).context("cannot write kept.jsonl")));
        assert!(!is_closed_stdout(&anyhow::Error::new(io::Error::other("full")).context(Stdout)));
    }

    #[test]
    fn repeats_no_cause_that_an_error_includes() {
        let source = io::Error::other("out of order");
        let error = anyhow::Error::new(wirecopy::error::Error::Read { path: "a.txt".into(), source });
        assert_eq!(message(&error), "a.txt: out of order");
        let missing =
            |path: &str| wirecopy::error::Error::Read { path: path.into(), source: io::ErrorKind::NotFound.into() };
        assert_eq!(message(&missing("pages").into()), "pages: no such path");
        assert!(message(&missing("s3://bucket/x").into()).contains("s3:// is not read"));
        assert_eq!(message(&error.context("reading the labels")), "reading the labels: a.txt: out of order");
    }
}
