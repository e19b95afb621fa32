//! The documentation agrees with the program: the output of commands, and the columns of tables.

use crate::support::wirecopy;
use std::path::Path;
use wirecopy::attribution::origin::CreditedReason;
use wirecopy::report::{TABLES, Table};

fn read(document: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(document)).unwrap()
}

/// The code blocks of a document, in order.
fn blocks(document: &str) -> Vec<String> {
    read(document)
        .split("```")
        .skip(1)
        .step_by(2)
        .map(|block| block.trim_start_matches(char::is_alphabetic).trim().to_owned())
        .collect()
}

/// Finds each block with the summary of a scan, runs the command of the block before, and compares. `…` in the document
/// stands for omitted lines.
fn check_summaries(document: &str) {
    let blocks = blocks(document);
    let shown: Vec<&[String]> = blocks.windows(2).filter(|two| two[1].contains("candidate pairs checked")).collect();
    assert!(!shown.is_empty(), "no summary in {document}");
    for two in shown {
        let words: Vec<&str> = two[0].split_whitespace().skip_while(|word| *word != "scan").collect();
        assert!(!words.is_empty(), "no scan before the summary: {}", two[0]);
        let out = tempfile::tempdir().unwrap();
        let place = |word: &str| if word == "result" { out.path().display().to_string() } else { word.to_owned() };
        let words: Vec<String> = words.into_iter().map(place).collect();
        let output = wirecopy(&words.iter().map(String::as_str).collect::<Vec<_>>())
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap();
        let printed = String::from_utf8(output.stderr).unwrap();
        let mut lines = printed.lines();
        let mut left_out = false;
        for line in two[1].lines() {
            if line.trim() == "…" {
                left_out = true;
            } else if std::mem::take(&mut left_out) {
                assert!(lines.any(|printed| printed == line), "{document} has {line:?}, which is not in\n{printed}");
            } else {
                assert_eq!(lines.next(), Some(line), "{document}; printed was\n{printed}");
            }
        }
    }
}

#[test]
fn the_readme_shows_the_output_of_a_scan() {
    check_summaries("README.md");
}

#[test]
fn the_worked_example_shows_the_output_of_a_scan() {
    check_summaries("docs/worked-example.md");
}

#[test]
fn the_pages_of_the_commands_are_current() {
    let out = tempfile::tempdir().unwrap();
    wirecopy(&["man", "--markdown", "--out", out.path().to_str().unwrap()]).assert().success();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/commands");
    let names = |folder: &Path| {
        let mut names: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    for name in names(out.path()) {
        let text = std::fs::read_to_string(out.path().join(&name)).unwrap();
        if std::env::var_os("WIRECOPY_RENEW_GOLDEN").is_some_and(|value| value == "1") {
            std::fs::write(folder.join(&name), &text).unwrap();
        }
        let current = std::fs::read_to_string(folder.join(&name)).unwrap_or_default();
        assert!(current == text, "{name:?} is not current: WIRECOPY_RENEW_GOLDEN=1 cargo test --test it docs");
    }
    assert_eq!(names(out.path()), names(&folder));
}

/// The columns of a table, as Markdown.
fn column_table(table: &Table) -> String {
    let rows = table.columns().into_iter().map(|column| {
        format!("| `{}` | {} | {} |\n", column.name, column.kind.name(), column.description.trim_end_matches('.'))
    });
    format!("| column | kind | meaning |\n|---|---|---|\n{}", rows.collect::<String>())
}

/// The list of reasons, as rows of Markdown.
fn reasons() -> String {
    let rows = CreditedReason::ALL
        .iter()
        .map(|(reason, means)| format!("| `{}` | `{}` | {means} |\n", reason.as_str(), reason.credited().as_str()));
    rows.collect()
}

/// A document with the columns of each section that is named after a table replaced by those of that table.
fn with_current_columns(document: &str) -> String {
    let mut out = String::new();
    let (mut missing, mut is_of_table) = (None, false);
    for line in document.lines() {
        if let Some(name) = line.strip_prefix("## ") {
            missing = TABLES.iter().find(|table| table.name == name);
            is_of_table = missing.is_some();
        }
        if !line.starts_with('|') || !is_of_table {
            out = out + line + "\n";
        } else if let Some(table) = missing.take() {
            out += &column_table(table);
        }
    }
    out
}

#[test]
fn the_documentation_of_the_columns_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/tables.md");
    let document = read("docs/tables.md");
    assert!(document.contains(&reasons()), "docs/tables.md must have these rows:\n{}", reasons());
    for table in TABLES {
        assert!(document.contains(&format!("\n## {}\n", table.name)), "docs/tables.md has no section {}", table.name);
    }
    let current = with_current_columns(&document);
    if std::env::var_os("WIRECOPY_RENEW_GOLDEN").is_some_and(|value| value == "1") {
        std::fs::write(path, &current).unwrap();
    } else {
        assert!(
            current == document,
            "docs/tables.md is not current: WIRECOPY_RENEW_GOLDEN=1 cargo test --test it docs"
        );
    }
}
