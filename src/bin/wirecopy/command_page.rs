//! A page of the documentation for each command, in Markdown, made from its help.

use clap::{Arg, ArgAction, Command};
use std::fmt::Write;

/// The page of a command. Writing to a string cannot fail, so that results of `write!` are dropped.
pub(crate) fn page(command: &Command) -> String {
    let mut text = format!("# {}\n", command.get_bin_name().unwrap_or("wirecopy"));
    if let Some(about) = command.get_about() {
        let _ = write!(text, "\n{}.\n", about.to_string().trim_end_matches('.'));
    }
    let usage = command.clone().render_usage().to_string();
    let _ = write!(text, "\n```\n{}\n```\n", usage.trim_start_matches("Usage: ").trim());
    let is_page = |command: &&Command| !command.is_hide_set() && command.get_name() != "help";
    let commands: Vec<&Command> = command.get_subcommands().filter(is_page).collect();
    if !commands.is_empty() {
        text.push_str("\n## Commands\n\n| command | purpose |\n|---|---|\n");
    }
    let is_program = command.get_bin_name().is_none_or(|name| !name.contains(' '));
    for command in &commands {
        let (name, about) = (command.get_name(), command.get_about().map(ToString::to_string).unwrap_or_default());
        let link = if is_program { format!("{name}.md") } else { format!("#wirecopy-{}-{name}", parent_of(command)) };
        let _ = writeln!(text, "| [`{name}`]({link}) | {} |", cell(&about));
    }
    push_flags(&mut text, command);
    for step in commands.iter().filter(|_| !is_program) {
        // the steps of a command stand on its page
        let _ = write!(text, "\n#{}", page(step).replace("\n## ", "\n### "));
    }
    if let Some(end) = command.get_after_help() {
        push_examples(&mut text, &end.to_string());
    }
    text
}

/// The command of a step: `index` of `wirecopy index add`.
fn parent_of(step: &Command) -> &str {
    step.get_bin_name().and_then(|name| name.split(' ').nth(1)).unwrap_or_default()
}

/// The flags under their headings, in the order in which the help has them.
fn push_flags(text: &mut String, command: &Command) {
    let mut headings: Vec<&str> = Vec::new();
    let shown = || {
        command.get_arguments().filter(|arg| !arg.is_hide_set() && arg.get_id() != "help" && arg.get_id() != "version")
    };
    for arg in shown() {
        let heading = heading(arg);
        if !headings.contains(&heading) {
            headings.push(heading);
        }
    }
    for title in headings {
        let _ = write!(text, "\n## {title}\n\n| flag | meaning |\n|---|---|\n");
        for arg in shown().filter(|arg| heading(arg) == title) {
            let _ = writeln!(text, "| {} | {} |", names(arg), meaning(arg));
        }
    }
}

fn heading(arg: &Arg) -> &str {
    if arg.is_positional() { "Arguments" } else { arg.get_help_heading().unwrap_or("Options") }
}

/// `-o`, `--out DIR`.
fn names(arg: &Arg) -> String {
    let values: Vec<String> = arg.get_value_names().unwrap_or_default().iter().map(|name| cell(name)).collect();
    let takes_value = !matches!(arg.get_action(), ArgAction::SetTrue | ArgAction::Count);
    let value = match values.join(" ") {
        value if !takes_value || value.is_empty() => String::new(),
        value if arg.get_num_args().is_some_and(|count| count.min_values() == 0) => format!("[={value}]"),
        value => format!(" {value}"),
    };
    let mut names = Vec::new();
    names.extend(arg.get_short().map(|short| format!("`-{short}`")));
    match arg.get_long() {
        Some(long) => names.push(format!("`--{long}{value}`")),
        None => names.push(format!("`{}`", value.trim())),
    }
    names.join(", ")
}

/// The help of a flag, with the values that it takes and its default.
fn meaning(arg: &Arg) -> String {
    let mut text = cell(&arg.get_help().map(ToString::to_string).unwrap_or_default());
    if matches!(arg.get_action(), ArgAction::SetTrue | ArgAction::Count) {
        return text;
    }
    let values = arg.get_possible_values();
    let values: Vec<String> = values
        .iter()
        .filter(|value| !value.is_hide_set())
        .map(|value| match value.get_help() {
            Some(help) => format!("`{}`: {}", value.get_name(), cell(&help.to_string())),
            None => format!("`{}`", value.get_name()),
        })
        .collect();
    if !values.is_empty() {
        let _ = write!(text, "<br>{}", values.join("<br>"));
    }
    let default: Vec<String> =
        arg.get_default_values().iter().map(|value| format!("`{}`", value.to_string_lossy())).collect();
    if !default.is_empty() && !arg.is_hide_default_value_set() {
        let _ = write!(text, "<br>Default: {}", default.join(" "));
    }
    text
}

/// A text as a cell of a table.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|").replace('<', "&lt;")
}

/// What stands at the end of the help: each part under its title, as it is.
fn push_examples(text: &mut String, end: &str) {
    for part in end.split("\n\n") {
        match part.split_once(":\n") {
            Some((title, lines)) => {
                let lines: Vec<&str> = lines.lines().map(|line| line.strip_prefix("  ").unwrap_or(line)).collect();
                let _ = write!(text, "\n## {title}\n\n```\n{}\n```\n", lines.join("\n"));
            }
            None => _ = write!(text, "\n{part}\n"),
        }
    }
}
