//! `--config FILE.toml`: flags from a file, put under those of the command line.

use crate::args::Args;
use anyhow::{Context, bail};
use clap::error::{ContextKind, ContextValue};
use clap::parser::ValueSource;
use clap::{ArgAction, ArgMatches, Command, CommandFactory, FromArgMatches};
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::PathBuf;
use toml::{Spanned, Value};

/// The flags that have no place in a file.
const NOT_IN_A_FILE: [&str; 3] = ["config", "help", "version"];

/// Parses the command line and the file that it names. A flag of the command line hides that of the file. Usage errors of
/// the command line end the process, as clap's own parsing does.
///
/// # Errors
/// The file cannot be read, is not TOML, or has a key or a value that is no flag's.
pub(crate) fn parse(given: Vec<OsString>) -> anyhow::Result<Args> {
    let mut command = Args::command();
    command.build();
    // flags may need others that only the file has, so the first look does not insist
    let looked = command.clone().ignore_errors(true).try_get_matches_from(&given);
    let Some((path, name, matches)) = looked.as_ref().ok().and_then(file_of) else {
        return Ok(from_matches(Args::command().get_matches_from(given)));
    };
    let place = path.display().to_string();
    let text = std::fs::read_to_string(&path).with_context(|| place.clone())?;
    let flags = flags(&text, &place, &command, name, matches)?;
    let at = given.iter().position(|word| word == name).map_or(given.len(), |at| at + 1);
    let mut all = given;
    all.splice(at..at, flags.iter().flat_map(|flag| flag.words.clone()));
    match Args::command().try_get_matches_from(all) {
        Ok(matches) => Ok(from_matches(matches)),
        Err(error) => {
            let from_file = flags.iter().find(|flag| blamed(&error).is_some_and(|blamed| blamed == flag.key));
            match from_file {
                Some(flag) => bail!("{place}, line {}: {}", flag.line, first_paragraph(&error)),
                None => error.exit(),
            }
        }
    }
}

/// A flag that the file gives.
struct Flag {
    key: String,
    line: usize,
    words: Vec<OsString>,
}

fn from_matches(matches: ArgMatches) -> Args {
    Args::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
}

/// The file that was named, and the subcommand with what was given to it.
fn file_of(matches: &ArgMatches) -> Option<(PathBuf, &str, &ArgMatches)> {
    let (name, of_command) = matches.subcommand()?;
    let path = [of_command, matches].iter().find_map(|found| found.get_one::<PathBuf>("config").cloned())?;
    Some((path, name, of_command))
}

/// The flags of the file that the command line has not, as words of a command line.
fn flags(text: &str, place: &str, all: &Command, name: &str, given: &ArgMatches) -> anyhow::Result<Vec<Flag>> {
    let line = |at: usize| 1 + text.bytes().take(at).filter(|&byte| byte == b'\n').count();
    let table: BTreeMap<Spanned<String>, Value> = toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        anyhow::anyhow!("{place}, line {}: not TOML: {}", line(at), error.message())
    })?;
    let (here, scan) = (all.find_subcommand(name), all.find_subcommand("scan"));
    let mut flags = Vec::new();
    for (key, value) in table {
        let line = line(key.span().start);
        let key = key.into_inner();
        let Some(arg) = here.and_then(|command| flag_named(command, &key)) else {
            // one file serves every subcommand: what only scan knows does not disturb the others
            if scan.is_some_and(|scan| flag_named(scan, &key).is_some()) {
                continue;
            }
            bail!("{place}, line {line}: {key} is no flag of {name}; known are {}", known(here, scan));
        };
        if given.value_source(arg.get_id().as_str()) == Some(ValueSource::CommandLine) {
            continue;
        }
        let words = words(&key, arg.get_action(), value).with_context(|| format!("{place}, line {line}"))?;
        flags.push(Flag { key, line, words });
    }
    Ok(flags)
}

fn flag_named<'c>(command: &'c Command, key: &str) -> Option<&'c clap::Arg> {
    command
        .get_arguments()
        .find(|arg| arg.get_long() == Some(key) && !arg.is_hide_set() && !NOT_IN_A_FILE.contains(&key))
}

fn known(here: Option<&Command>, scan: Option<&Command>) -> String {
    let flags = here.into_iter().chain(scan).flat_map(Command::get_arguments);
    let names: BTreeSet<&str> = flags
        .filter(|arg| !arg.is_hide_set())
        .filter_map(|arg| arg.get_long())
        .filter(|name| !NOT_IN_A_FILE.contains(name))
        .collect();
    names.into_iter().collect::<Vec<_>>().join(", ")
}

/// `--key=value`, as often as there are values.
fn words(key: &str, action: &ArgAction, value: Value) -> anyhow::Result<Vec<OsString>> {
    let flag = format!("--{key}");
    Ok(match (action, value) {
        (ArgAction::SetTrue, Value::Boolean(on)) => {
            if on {
                vec![flag.into()]
            } else {
                Vec::new()
            }
        }
        (ArgAction::SetTrue, other) => bail!("{key} is true or false, and not a {}", other.type_str()),
        (ArgAction::Count, Value::Integer(times @ 0..=9)) => vec![flag.into(); times as usize],
        (ArgAction::Count, Value::Boolean(on)) => vec![flag.into(); usize::from(on)],
        (ArgAction::Append, Value::Array(values)) => {
            values.into_iter().map(|value| word(key, value)).collect::<anyhow::Result<_>>()?
        }
        (_, value) => vec![word(key, value)?],
    })
}

fn word(key: &str, value: Value) -> anyhow::Result<OsString> {
    match value {
        Value::String(text) => Ok(format!("--{key}={text}").into()),
        Value::Integer(number) => Ok(format!("--{key}={number}").into()),
        Value::Float(number) => Ok(format!("--{key}={number}").into()),
        other => bail!("{key} takes one text or number, and not a {}", other.type_str()),
    }
}

/// The long name of the flag that clap complains about.
fn blamed(error: &clap::Error) -> Option<&str> {
    match error.get(ContextKind::InvalidArg)? {
        ContextValue::String(usage) => usage.strip_prefix("--")?.split([' ', '=']).next(),
        _ => None,
    }
}

/// What is wrong, without the usage that follows.
fn first_paragraph(error: &clap::Error) -> String {
    let text = error.to_string();
    let text = text.strip_prefix("error: ").unwrap_or(&text);
    text.split("\n\nFor more")
        .next()
        .unwrap_or_default()
        .split("\n\nUsage")
        .next()
        .unwrap_or_default()
        .trim()
        .to_owned()
}
