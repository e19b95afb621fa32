//! Whole runs of `wirecopy synth`, and of `scan` and `evaluate` over what it made.

use crate::support::{table, wirecopy};
use std::path::Path;

fn synth(dir: &Path, extra: &[&str]) {
    let mut args = vec!["synth", "-q", "--articles", "600", "--outlets", "20", "--seed", "5", dir.to_str().unwrap()];
    args.extend(extra);
    wirecopy(&args).assert().success();
}

fn figures(paths: &str, labels: &Path) -> serde_json::Value {
    let run = wirecopy(&["evaluate", "-q", "--json", paths, "--labels", labels.to_str().unwrap()]).assert().success();
    serde_json::from_slice(&run.get_output().stdout).unwrap()
}

#[test]
fn a_folder_a_file_and_a_compressed_file_hold_the_same_corpus() {
    let dir = tempfile::TempDir::new().unwrap();
    let mut found = Vec::new();
    for (name, format, file) in
        [("d", "dir", ""), ("j", "jsonl", "articles.jsonl"), ("z", "jsonl-zst", "articles.jsonl.zst")]
    {
        let into = dir.path().join(name);
        synth(&into, &["--format", format]);
        assert_eq!(table(&into, "labels.csv").len(), 600);
        let source = into.join(file);
        found.push(figures(source.to_str().unwrap(), &into.join("labels.csv")));
    }
    assert_eq!(found[0]["clusters"]["articles"], 600);
    assert_eq!(found[0]["labelled_not_in_corpus"], 0);
    assert_eq!(found[1], found[2]);
    assert_eq!(found[0]["clusters"], found[1]["clusters"]);
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_any_number_of_threads() {
    let dir = tempfile::TempDir::new().unwrap();
    let make = |name: &str, threads: &str| {
        let into = dir.path().join(name);
        let args = ["synth", "-q", "-n", "3000", "--format", "jsonl", into.to_str().unwrap(), "--threads", threads];
        assert_cmd::Command::cargo_bin("wirecopy").unwrap().args(args).assert().success();
        (std::fs::read(into.join("articles.jsonl")).unwrap(), std::fs::read(into.join("labels.csv")).unwrap())
    };
    assert!(make("one", "1") == make("three", "3"));
}

#[test]
fn copies_are_found_and_furniture_joins_nothing() {
    let dir = tempfile::TempDir::new().unwrap();
    synth(dir.path().join("c").as_path(), &["--format", "jsonl"]);
    let into = dir.path().join("c");
    let figures = figures(into.join("articles.jsonl").to_str().unwrap(), &into.join("labels.csv"));
    let f1 = figures["clusters"]["f1"].as_f64().unwrap();
    assert!(f1 > 0.95, "{figures:#}");
}

#[test]
fn a_folder_that_is_not_empty_is_left_alone() {
    let dir = crate::support::folder(&[("notes.txt", b"mine")]);
    let run = wirecopy(&["synth", "-q", dir.path().to_str().unwrap()]).assert().code(2);
    assert!(String::from_utf8_lossy(&run.get_output().stderr).contains("not empty"));
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[test]
fn a_sweep_has_a_row_for_each_threshold_and_agrees_with_the_single_run() {
    let dir = tempfile::TempDir::new().unwrap();
    synth(dir.path(), &["--format", "jsonl"]);
    let (corpus, labels) = (dir.path().join("articles.jsonl"), dir.path().join("labels.csv"));
    let plot = dir.path().join("sweep.svg");
    let args = ["evaluate", "-q", "--json", "--sweep=0.32-0.72:0.2", corpus.to_str().unwrap()];
    let files = ["--labels", labels.to_str().unwrap(), "--plot", plot.to_str().unwrap()];
    let run = wirecopy(&[&args[..], &files[..]].concat()).assert().success();
    let rows: serde_json::Value = serde_json::from_slice(&run.get_output().stdout).unwrap();
    let thresholds: Vec<f64> = rows.as_array().unwrap().iter().map(|row| row["threshold"].as_f64().unwrap()).collect();
    assert_eq!(thresholds, [0.32, 0.52, 0.72]);
    let single = figures(corpus.to_str().unwrap(), &labels);
    for score in ["precision", "recall", "f1", "ari", "bcubed_f1", "false_pairs", "missed_pairs"] {
        assert_eq!(rows[0][score], single["clusters"][score], "{score}");
    }
    assert!(rows[2]["recall"].as_f64() < rows[0]["recall"].as_f64());
    assert!(std::fs::read_to_string(&plot).unwrap().starts_with("<svg"));
    let wrong = wirecopy(&["evaluate", "--sweep=0.9-0.1", "x", "--labels", "y"]).assert().code(2);
    assert!(String::from_utf8_lossy(&wrong.get_output().stderr).contains("FROM-TO"));
}

#[test]
fn copies_read_from_scans_are_found_with_the_profile_for_them() {
    let dir = tempfile::TempDir::new().unwrap();
    let into = dir.path().join("c");
    // as noisy as makes copies share .3 of their runs of three words
    synth(&into, &["--format", "jsonl", "--furniture", "0", "--ocr", "0.0118"]);
    let ari = |profile: &str| {
        let articles = into.join("articles.jsonl");
        let labels = into.join("labels.csv");
        let args = ["evaluate", "-q", "--json", articles.to_str().unwrap(), "--labels", labels.to_str().unwrap()];
        let run = wirecopy(&[&args[..], &["--profile", profile]].concat()).assert().success();
        let figures: serde_json::Value = serde_json::from_slice(&run.get_output().stdout).unwrap();
        figures["clusters"]["ari"].as_f64().unwrap()
    };
    let (ocr, news) = (ari("ocr"), ari("news"));
    assert!(ocr > 0.97 && news < ocr, "{ocr} {news}");
}

#[test]
fn a_flag_goes_over_what_its_profile_says() {
    let explain = |extra: &[&str]| {
        let run = wirecopy(&[&["scan", "--explain-settings"], extra].concat()).assert().success();
        String::from_utf8(run.get_output().stdout.clone()).unwrap()
    };
    let news = explain(&[]);
    assert!(news.contains("one shingle of 5 words in 8") && news.contains("is at least 0.32"), "{news}");
    let ocr = explain(&["--profile", "ocr"]);
    assert!(ocr.contains("one shingle of 3 words in 8") && ocr.contains("is at least 0.22"), "{ocr}");
    let own = explain(&["--profile", "ocr", "--shingle", "4", "--threshold", "0.3"]);
    assert!(own.contains("one shingle of 4 words in 8") && own.contains("is at least 0.3\n"), "{own}");
}
