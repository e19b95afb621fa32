//! The documentation agrees with the program: the output of commands, and the columns of tables.

use crate::support::wirecopy;
use std::path::Path;

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
fn documents_every_column_of_every_table() {
    let text = read("docs/tables.md");
    for table in wirecopy::report::TABLES {
        let section = text.split("\n## ").find(|section| section.lines().next() == Some(table.name));
        let section = section.unwrap_or_else(|| panic!("docs/tables.md has no section {}", table.name));
        for column in table.columns {
            assert!(section.contains(&format!("`{column}`")), "docs/tables.md, {}: no column {column}", table.name);
        }
    }
}
