//! What the documents say a command prints is what it prints.

use crate::support::wirecopy;
use std::path::Path;

/// The blocks of code of a document, in order.
fn blocks(document: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(document);
    let text = std::fs::read_to_string(path).unwrap();
    text.split("```")
        .skip(1)
        .step_by(2)
        .map(|block| block.trim_start_matches(char::is_alphabetic).trim().to_owned())
        .collect()
}

/// Runs the command of each block that one with a summary of a scan follows, and holds that against what was printed. `…` stands for
/// lines that are left out.
fn summaries_are_as_printed(document: &str) {
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
fn the_readme_shows_what_a_scan_prints() {
    summaries_are_as_printed("README.md");
}

#[test]
fn the_worked_example_shows_what_a_scan_prints() {
    summaries_are_as_printed("docs/worked-example.md");
}
