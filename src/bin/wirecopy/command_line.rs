//! The command line that reproduces a run's findings: its flags and those of `--config`, without those that change no
//! finding.

use clap::parser::ValueSource;
use clap::{ArgAction, ArgMatches, Command};
use std::sync::OnceLock;

/// Flags that change how a run goes and where it writes, and not what it finds.
const NO_CHANGE: [&str; 18] = [
    "threads",
    "quiet",
    "verbose",
    "color",
    "config",
    "out",
    "force",
    "open",
    "format",
    "tmp",
    "memory",
    "no_page",
    "page_text",
    "spreadsheet_safe",
    "graph",
    "dedup_to",
    "annotate",
    "strict",
];

static COMMAND: OnceLock<String> = OnceLock::new();

/// The command of this run; empty before [`keep`].
pub(crate) fn of_this_run() -> &'static str {
    COMMAND.get().map_or("", String::as_str)
}

/// Keeps the command that has these matches.
pub(crate) fn keep(command: &Command, matches: &ArgMatches) {
    if let Some((name, matches)) = matches.subcommand()
        && let Some(subcommand) = command.find_subcommand(name)
    {
        // a second command of one run does not change what the first one was
        let _ = COMMAND.set(words(subcommand, matches).join(" "));
    }
}

fn words(subcommand: &Command, matches: &ArgMatches) -> Vec<String> {
    let mut words = vec!["wirecopy".to_owned()];
    let (mut subcommand, mut matches) = (subcommand, matches);
    words.push(subcommand.get_name().to_owned());
    // the step of a command: index scan
    while let Some((name, of_step)) = matches.subcommand()
        && let Some(step) = subcommand.find_subcommand(name)
    {
        words.push(name.to_owned());
        (subcommand, matches) = (step, of_step);
    }
    let mut flags = Vec::new();
    for arg in subcommand.get_arguments() {
        let id = arg.get_id().as_str();
        if NO_CHANGE.contains(&id) || matches.value_source(id) != Some(ValueSource::CommandLine) {
            continue;
        }
        let flag = arg.get_long().map(|long| format!("--{long}"));
        if matches!(arg.get_action(), ArgAction::SetTrue | ArgAction::SetFalse | ArgAction::Count) {
            flags.extend(flag);
            continue;
        }
        for value in matches.get_raw(id).into_iter().flatten() {
            let value = quoted(&value.to_string_lossy());
            match &flag {
                Some(flag) => flags.extend([flag.clone(), value]),
                None => words.push(value),
            }
        }
    }
    words.extend(flags);
    words
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "_./,:=@%+-".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::Args;
    use clap::CommandFactory;

    fn command(line: &[&str]) -> String {
        let mut command = Args::command();
        command.build();
        let matches = command.clone().try_get_matches_from(line).unwrap();
        let (name, matches) = matches.subcommand().unwrap();
        words(command.find_subcommand(name).unwrap(), matches).join(" ")
    }

    #[test]
    fn every_flag_that_changes_no_finding_is_one_of_scan() {
        let mut all = Args::command();
        all.build();
        let scan = all.find_subcommand("scan").unwrap();
        for id in NO_CHANGE {
            assert!(scan.get_arguments().any(|arg| arg.get_id() == id), "{id}");
        }
    }

    #[test]
    fn the_command_has_what_changes_the_findings_and_nothing_else() {
        let line = ["wirecopy", "scan", "-j", "2", "my pages", "--out", "x", "-q", "--threshold", "0.4", "--no-pairs"];
        assert_eq!(command(&line), "wirecopy scan 'my pages' --no-pairs --threshold 0.4");
        assert_eq!(command(&["wirecopy", "index", "scan", "archive", "-q"]), "wirecopy index scan archive");
        assert_eq!(
            command(&["wirecopy", "scan", "a", "b", "--exclude", "it's"]),
            "wirecopy scan a b --exclude 'it'\\''s'"
        );
    }
}
