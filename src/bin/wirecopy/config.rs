//! `--config FILE.toml`: flags from a file. Flags on the command line win.

use crate::args::Args;
use crate::{command_line, exit};
use anyhow::{Context, bail};
use clap::error::{ContextKind, ContextValue};
use clap::parser::ValueSource;
use clap::{ArgAction, ArgMatches, Command, CommandFactory, FromArgMatches};
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::PathBuf;
use toml::{Spanned, Value};

/// Flags that a file cannot give.
pub(crate) const COMMAND_LINE_ONLY: [&str; 3] = ["config", "help", "version"];

/// Parses the command line, and the file that it names. A usage error on the command line ends the process, as in
/// clap's own parser.
///
/// # Errors
/// The file cannot be read, is not TOML, has a key that is no flag, or a value that its flag does not take.
pub(crate) fn parse(words: Vec<OsString>) -> anyhow::Result<Args> {
    let mut command = Args::command();
    command.build();
    // a flag of the command line may require one that only the file has, so errors do not count in the first pass
    let first_pass = command.clone().ignore_errors(true).try_get_matches_from(&words);
    let Some((path, subcommand, matches)) = first_pass.as_ref().ok().and_then(config_file) else {
        let matches = Args::command().try_get_matches_from(words).unwrap_or_else(|error| exit::usage(&error));
        return Ok(from_matches(&command, matches));
    };
    let file = path.display().to_string();
    let text = std::fs::read_to_string(&path).with_context(|| file.clone())?;
    let flags = flags(&text, &file, &command, subcommand, matches)?;
    let at = words.iter().position(|word| word == subcommand).map_or(words.len(), |at| at + 1);
    let mut all = words;
    all.splice(at..at, flags.iter().flat_map(|flag| flag.words.clone()));
    match Args::command().try_get_matches_from(all) {
        Ok(matches) => Ok(from_matches(&command, matches)),
        Err(error) => {
            let from_file = flags.iter().find(|flag| wrong_flag(&error).is_some_and(|wrong| wrong == flag.key));
            match from_file {
                Some(flag) => bail!("{file}, line {}: {}", flag.line, without_usage(&error)),
                None => exit::usage(&error),
            }
        }
    }
}

/// A flag from the file.
struct FileFlag {
    key: String,
    line: usize,
    /// The flag as words of a command line.
    words: Vec<OsString>,
}

fn from_matches(command: &Command, matches: ArgMatches) -> Args {
    command_line::keep(command, &matches);
    Args::from_arg_matches(&matches).unwrap_or_else(|error| exit::usage(&error))
}

/// The value of `--config`, and the subcommand with its matches.
fn config_file(matches: &ArgMatches) -> Option<(PathBuf, &str, &ArgMatches)> {
    let (subcommand, of_subcommand) = matches.subcommand()?;
    let path = [of_subcommand, matches].iter().find_map(|matches| matches.get_one::<PathBuf>("config").cloned())?;
    Some((path, subcommand, of_subcommand))
}

/// The flags of the file that are not on the command line.
fn flags(
    text: &str,
    file: &str,
    command: &Command,
    subcommand: &str,
    matches: &ArgMatches,
) -> anyhow::Result<Vec<FileFlag>> {
    let line = |at: usize| 1 + text.bytes().take(at).filter(|&byte| byte == b'\n').count();
    let table: BTreeMap<Spanned<String>, Value> = toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        anyhow::anyhow!("{file}, line {}: not TOML: {}", line(at), error.message())
    })?;
    let (own, scan) = (command.find_subcommand(subcommand), command.find_subcommand("scan"));
    let mut flags = Vec::new();
    for (key, value) in table {
        let line = line(key.span().start);
        let key = key.into_inner();
        let Some(arg) = own.and_then(|command| find_flag(command, &key)) else {
            // one file serves all subcommands: flags of scan do not disturb the others
            if scan.is_some_and(|scan| find_flag(scan, &key).is_some()) {
                continue;
            }
            bail!("{file}, line {line}: {key} is no flag of {subcommand}; known are {}", known_flags(own, scan));
        };
        if matches.value_source(arg.get_id().as_str()) == Some(ValueSource::CommandLine) {
            continue;
        }
        let words = to_words(&key, arg.get_action(), value).with_context(|| format!("{file}, line {line}"))?;
        flags.push(FileFlag { key, line, words });
    }
    Ok(flags)
}

fn find_flag<'c>(command: &'c Command, key: &str) -> Option<&'c clap::Arg> {
    command
        .get_arguments()
        .find(|arg| arg.get_long() == Some(key) && !arg.is_hide_set() && !COMMAND_LINE_ONLY.contains(&key))
}

fn known_flags(own: Option<&Command>, scan: Option<&Command>) -> String {
    let flags = own.into_iter().chain(scan).flat_map(Command::get_arguments);
    let names: BTreeSet<&str> = flags
        .filter(|arg| !arg.is_hide_set())
        .filter_map(|arg| arg.get_long())
        .filter(|name| !COMMAND_LINE_ONLY.contains(name))
        .collect();
    names.into_iter().collect::<Vec<_>>().join(", ")
}

/// A key and its value as words of a command line; an array repeats the flag.
fn to_words(key: &str, action: &ArgAction, value: Value) -> anyhow::Result<Vec<OsString>> {
    let flag = OsString::from(format!("--{key}"));
    Ok(match (action, value) {
        (ArgAction::SetTrue, Value::Boolean(on)) => vec![flag; usize::from(on)],
        (ArgAction::SetTrue, other) => bail!("{key} is true or false, and not a {}", other.type_str()),
        (ArgAction::Count, Value::Integer(times @ 0..=9)) => vec![flag; times as usize],
        (ArgAction::Count, Value::Boolean(on)) => vec![flag; usize::from(on)],
        (ArgAction::Append, Value::Array(values)) => {
            values.into_iter().map(|value| to_word(key, value)).collect::<anyhow::Result<_>>()?
        }
        (_, value) => vec![to_word(key, value)?],
    })
}

fn to_word(key: &str, value: Value) -> anyhow::Result<OsString> {
    match value {
        Value::String(text) => Ok(format!("--{key}={text}").into()),
        Value::Integer(number) => Ok(format!("--{key}={number}").into()),
        Value::Float(number) => Ok(format!("--{key}={number}").into()),
        other => bail!("{key} takes one text or number, and not a {}", other.type_str()),
    }
}

/// The long name of the flag that an error of clap is about.
fn wrong_flag(error: &clap::Error) -> Option<&str> {
    match error.get(ContextKind::InvalidArg)? {
        ContextValue::String(usage) => usage.strip_prefix("--")?.split([' ', '=']).next(),
        _ => None,
    }
}

/// The message of an error of clap, without the usage that follows it.
fn without_usage(error: &clap::Error) -> String {
    let text = error.to_string();
    let text = text.strip_prefix("error: ").unwrap_or(&text);
    let end = ["\n\nFor more", "\n\nUsage"].iter().filter_map(|start| text.find(start)).min().unwrap_or(text.len());
    text[..end].trim().to_owned()
}
