//! `wirecopy config`: writes a template for `--config`, with every flag of `scan` and its default.

use crate::args::Args;
use crate::config::COMMAND_LINE_ONLY;
use crate::exit::{Outcome, Stdout};
use anyhow::Context;
use clap::{Arg, ArgAction, Command, CommandFactory};
use std::fmt::Write as _;
use std::io::{self, Write};

/// Flags of `config`.
#[derive(Debug, clap::Args)]
pub(crate) struct ConfigArgs {}

impl ConfigArgs {
    /// Writes the template to stdout.
    pub(crate) fn run(self) -> anyhow::Result<Outcome> {
        let mut out = io::stdout().lock();
        out.write_all(template().as_bytes()).and_then(|()| out.flush()).context(Stdout)?;
        Ok(Outcome::Done)
    }
}

/// The template: every line is a comment, so that it changes nothing as it is.
fn template() -> String {
    let mut all = Args::command();
    all.build();
    let mut text = String::from(
        "# Flags of wirecopy for --config FILE.toml, by their long names. Take the # from a line to set it.\n\
         # Flags on the command line win. Flags of scan do not disturb other commands.\n",
    );
    let mut heading = None;
    for arg in all.find_subcommand("scan").into_iter().flat_map(Command::get_arguments) {
        let Some(name) = arg.get_long().filter(|name| !COMMAND_LINE_ONLY.contains(name) && !arg.is_hide_set()) else {
            continue;
        };
        if heading != Some(arg.get_help_heading()) {
            heading = Some(arg.get_help_heading());
            // writing to a string cannot fail
            let _ = write!(text, "\n## {}\n", arg.get_help_heading().unwrap_or("Options"));
        }
        let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
        let _ = write!(text, "\n# {}\n# {name} = {}\n", help.replace('\n', "\n# "), value(arg));
    }
    text
}

/// The default of a flag as TOML, or what its value stands for.
fn value(arg: &Arg) -> String {
    match arg.get_action() {
        ArgAction::SetTrue | ArgAction::Count => return "false".to_owned(),
        _ => {}
    }
    let names = || {
        arg.get_value_names().and_then(|names| names.first()).map_or_else(|| "VALUE".to_owned(), ToString::to_string)
    };
    let toml = |text: &str| if text.parse::<f64>().is_ok() { text.to_owned() } else { format!("{text:?}") };
    let defaults = arg.get_default_values().iter().map(|value| toml(&value.to_string_lossy()));
    let mut shown: Vec<String> = defaults.collect();
    if shown.is_empty() {
        shown.push(format!("{:?}", names()));
    }
    let shown = shown.join(", ");
    if matches!(arg.get_action(), ArgAction::Append) { format!("[{shown}]") } else { shown }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_is_toml_as_it_is_and_with_its_defaults() {
        let template = template();
        assert!(template.lines().all(|line| line.is_empty() || line.starts_with('#')));
        let set: String = template
            .lines()
            .filter_map(|line| {
                line.strip_prefix("# ").filter(|line| line.split(" = ").next().is_some_and(|key| !key.contains(' ')))
            })
            .filter(|line| line.contains(" = "))
            .map(|line| format!("{line}\n"))
            .collect();
        let table: toml::Table = toml::from_str(&set).unwrap();
        assert!(table["bands"].is_integer() && table["no-page"].is_bool() && table["include"].is_array(), "{table:?}");
        assert!(!table.contains_key("config") && table.len() > 30, "{table:?}");
        assert_eq!(table["dedup-forms"].as_array().unwrap().len(), 4, "all of its defaults");
    }
}
