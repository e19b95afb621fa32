//! The tables of `corpus-samples`, byte for byte. `WIRECOPY_RENEW_GOLDEN=1` writes the golden files anew; read the
//! difference before you commit it.

use crate::support::{rows, wirecopy};
use std::collections::BTreeMap;
use std::path::Path;

/// Compares with a file in tests/golden; a missing file counts as one that differs.
fn compare(name: &str, got: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("WIRECOPY_RENEW_GOLDEN").is_some_and(|value| value == "1") {
        std::fs::write(&path, got).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(got == expected, "{name} differs; what came out:\n{got}");
}

#[test]
fn clusters_of_the_samples_are_the_golden_ones() {
    let mut command = wirecopy(&["scan", "corpus-samples"]);
    let run = command.current_dir(env!("CARGO_MANIFEST_DIR")).assert().success();
    compare("clusters.csv", std::str::from_utf8(&run.get_output().stdout).unwrap());
}

#[test]
fn other_tables_of_the_samples_are_the_golden_ones() {
    let out = tempfile::TempDir::new().unwrap();
    let mut command = wirecopy(&["scan", "corpus-samples", "-q", "--out", out.path().to_str().unwrap()]);
    command.current_dir(env!("CARGO_MANIFEST_DIR")).assert().success();
    for name in ["articles.csv", "pairs.csv", "outlets.csv", "flows.csv", "series.csv", "rejected.csv", "evidence.csv"]
    {
        compare(name, &std::fs::read_to_string(out.path().join(name)).unwrap());
    }
}

#[test]
fn misses_no_copy_among_the_samples() {
    let mut command =
        wirecopy(&["evaluate", "-q", "--json", "corpus-samples", "--labels", "corpus-samples/labels.csv"]);
    let run = command.current_dir(env!("CARGO_MANIFEST_DIR")).assert().success();
    let figures: serde_json::Value = serde_json::from_slice(&run.get_output().stdout).unwrap();
    assert_eq!(figures["clusters"]["missed_pairs"], 0, "{figures:#}");
    assert_eq!(figures["not_labelled"], 0, "{figures:#}");
    assert_eq!(figures["labelled_not_in_corpus"], 0, "{figures:#}");
}

#[test]
fn mixes_no_two_stories_of_the_samples() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let labels = rows(&std::fs::read(root.join("corpus-samples/labels.csv")).unwrap());
    let story: BTreeMap<&str, &str> =
        labels.iter().map(|label| (label["article_id"].as_str(), label["story_id"].as_str())).collect();
    let clusters = rows(&std::fs::read(root.join("tests/golden/clusters.csv")).unwrap());
    let mut story_of: BTreeMap<&str, &str> = BTreeMap::new();
    for copy in &clusters {
        let of_copy = story[copy["article_id"].as_str()];
        let first = *story_of.entry(copy["cluster_id"].as_str()).or_insert(of_copy);
        assert!(!of_copy.is_empty() && first == of_copy, "{} is in a cluster of {first:?}", copy["article_id"]);
    }
    assert!(story_of.len() > 5);
}

#[test]
fn samples_have_every_kind_of_copy() {
    let labels = rows(&std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus-samples/labels.csv")).unwrap());
    for kind in
        ["verbatim", "edited", "cut", "extended", "version", "follow_up", "template", "roundup", "quote", "live"]
    {
        assert!(labels.iter().any(|label| label["kind"] == kind), "{kind}");
    }
}
