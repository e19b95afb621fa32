//! `synth`, and `scan` and `evaluate` on its corpora.

use crate::support::{stderr, stdout, table, wirecopy};
use std::path::Path;

fn synth(dir: &Path, extra: &[&str]) {
    let mut args = vec!["synth", "-q", "--articles", "600", "--outlets", "20", "--seed", "5", dir.to_str().unwrap()];
    args.extend(extra);
    wirecopy(&args).assert().success();
}

/// The scores of a corpus.
fn scores(paths: &str, labels: &Path) -> serde_json::Value {
    let run = wirecopy(&["evaluate", "-q", "--json", paths, "--labels", labels.to_str().unwrap()]).assert().success();
    serde_json::from_slice(&run.get_output().stdout).unwrap()
}

#[test]
fn writes_the_same_corpus_as_folder_and_file_and_compressed_file() {
    let dir = tempfile::TempDir::new().unwrap();
    let mut found = Vec::new();
    for (name, format, file) in
        [("d", "dir", ""), ("j", "jsonl", "articles.jsonl"), ("z", "jsonl-zst", "articles.jsonl.zst")]
    {
        let into = dir.path().join(name);
        synth(&into, &["--format", format]);
        assert_eq!(table(&into, "labels.csv").len(), 600);
        let source = into.join(file);
        found.push(scores(source.to_str().unwrap(), &into.join("labels.csv")));
    }
    assert_eq!(found[0]["clusters"]["articles"], 600);
    assert_eq!(found[0]["labelled_not_in_corpus"], 0);
    assert_eq!(found[1], found[2]);
    assert_eq!(found[0]["clusters"], found[1]["clusters"]);
}

#[test]
fn a_corpus_of_pages_has_the_copies_of_its_texts() {
    let dir = tempfile::TempDir::new().unwrap();
    synth(dir.path(), &["--format", "html"]);
    let labels = std::fs::read_to_string(dir.path().join("labels.csv")).unwrap();
    assert!(labels.contains(".html,") && !labels.contains(".txt"), "{}", &labels[..200]);
    let scores = scores(dir.path().to_str().unwrap(), &dir.path().join("labels.csv"));
    assert_eq!((&scores["clusters"]["articles"], &scores["labelled_not_in_corpus"]), (&600.into(), &0.into()));
    let f1 = scores["clusters"]["f1"].as_f64().unwrap();
    assert!(f1 > 0.95, "{scores:#}");
}

#[test]
fn gives_the_same_bytes_for_the_same_seed_on_any_number_of_threads() {
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
fn finds_copies_and_joins_nothing_by_boilerplate() {
    let dir = tempfile::TempDir::new().unwrap();
    synth(dir.path().join("c").as_path(), &["--format", "jsonl"]);
    let into = dir.path().join("c");
    let scores = scores(into.join("articles.jsonl").to_str().unwrap(), &into.join("labels.csv"));
    let f1 = scores["clusters"]["f1"].as_f64().unwrap();
    assert!(f1 > 0.95, "{scores:#}");
}

#[test]
fn refuses_a_folder_that_is_not_empty() {
    let dir = crate::support::folder(&[("notes.txt", b"mine")]);
    let run = wirecopy(&["synth", "-q", dir.path().to_str().unwrap()]).assert().code(2);
    assert!(stderr(&run).contains("not empty"));
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[test]
fn a_sweep_has_the_scores_of_single_scans() {
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
    let single = scores(corpus.to_str().unwrap(), &labels);
    for score in ["precision", "recall", "f1", "ari", "bcubed_f1", "false_pairs", "missed_pairs"] {
        assert_eq!(rows[0][score], single["clusters"][score], "{score}");
    }
    assert!(rows[2]["recall"].as_f64() < rows[0]["recall"].as_f64());
    assert!(std::fs::read_to_string(&plot).unwrap().starts_with("<svg"));
    let wrong = wirecopy(&["evaluate", "--sweep=0.9-0.1", "x", "--labels", "y"]).assert().code(2);
    assert!(stderr(&wrong).contains("FROM-TO"));
}

#[test]
fn the_ocr_profile_finds_copies_read_from_scans() {
    let dir = tempfile::TempDir::new().unwrap();
    let into = dir.path().join("c");
    // at this rate, copies share .3 of their runs of three words
    synth(&into, &["--format", "jsonl", "--boilerplate", "0", "--ocr", "0.0118"]);
    let ari = |profile: &str| {
        let articles = into.join("articles.jsonl");
        let labels = into.join("labels.csv");
        let args = ["evaluate", "-q", "--json", articles.to_str().unwrap(), "--labels", labels.to_str().unwrap()];
        let run = wirecopy(&[&args[..], &["--profile", profile]].concat()).assert().success();
        let scores: serde_json::Value = serde_json::from_slice(&run.get_output().stdout).unwrap();
        scores["clusters"]["ari"].as_f64().unwrap()
    };
    let (ocr, news) = (ari("ocr"), ari("news"));
    assert!(ocr > 0.97 && news < ocr, "{ocr} {news}");
}

#[test]
fn flags_win_over_the_profile() {
    let explain = |extra: &[&str]| {
        let run = wirecopy(&[&["scan", "--explain-settings"], extra].concat()).assert().success();
        stdout(&run)
    };
    let news = explain(&[]);
    assert!(news.contains("one shingle of 5 words in 8") && news.contains("is at least 0.32"), "{news}");
    let ocr = explain(&["--profile", "ocr"]);
    assert!(ocr.contains("one shingle of 3 words in 8") && ocr.contains("is at least 0.22"), "{ocr}");
    let own = explain(&["--profile", "ocr", "--shingle", "4", "--threshold", "0.3"]);
    assert!(own.contains("one shingle of 4 words in 8") && own.contains("is at least 0.3\n"), "{own}");
}
