//! The order of clusters, and the lag between copies: one rule each for the tables, the summary and the page.

use crate::support::{folder, prose, record, rows, stderr, table, wirecopy};
use std::path::Path;

/// Scans these records into the folder `out` of the returned folder; returns also what the summary said.
fn scan(records: &[String]) -> (tempfile::TempDir, String) {
    let dir = folder(&[("x.jsonl", records.join("\n").as_bytes())]);
    let run =
        wirecopy(&["scan", "x.jsonl", "--out", "out", "--min-shared", "10"]).current_dir(dir.path()).assert().success();
    let summary = stderr(&run);
    (dir, summary)
}

/// The data of one block of the page.
fn block(out: &Path, id: &str) -> serde_json::Value {
    let page = std::fs::read_to_string(out.join("report.html")).unwrap();
    let (_, from) = page.split_once(&format!("<script type=\"application/json\" id=\"{id}\">")).unwrap();
    serde_json::from_str(from.split_once("</script>").unwrap().0).unwrap()
}

#[test]
fn clusters_come_by_outlets_and_those_of_one_outlet_or_without_an_article_last() {
    let mut records = Vec::new();
    let mut story = |title: &str, outlets: &[&str], words: usize| {
        let text = prose(title.len() as u64, words);
        for outlet in outlets {
            let id = format!("{title}-{}", records.len());
            records.push(record(&id, outlet, "2031-05-04", title, &text));
        }
    };
    story("form", &["echo", "bote", "globe", "post", "sun"], 15);
    story("gallery", &["echo"; 6], 120);
    story("two copies", &["echo", "bote"], 120);
    story("four copies", &["echo", "bote", "bote", "bote"], 120);
    story("three outlets", &["echo", "bote", "globe"], 120);
    let (dir, summary) = scan(&records);
    let out = dir.path().join("out");
    let expected = ["three outlets", "four copies", "two copies", "gallery", "form"];
    let mut titles: Vec<String> =
        table(&out, "clusters.csv").into_iter().map(|mut row| row.remove("title").unwrap()).collect();
    titles.dedup();
    assert_eq!(titles, expected);
    let shown: Vec<&str> = summary
        .lines()
        .filter_map(|line| line.split_once(" copies in ")?.1.split_once(": "))
        .map(|shown| shown.1)
        .collect();
    assert_eq!(shown, expected, "{summary}");
    assert_eq!(block(&out, "index0")["title"], serde_json::json!(expected));
}

#[test]
fn there_is_no_lag_between_a_day_and_a_minute_of_that_day_in_any_table() {
    let text = prose(1, 150);
    let at = |outlet: &str, published: &str| record(outlet, outlet, published, "Late ferry", &text);
    let (dir, _) = scan(&[at("day", "2031-05-04"), at("minute", "2031-05-04T10:00:00Z")]);
    let out = dir.path().join("out");
    let clusters = table(&out, "clusters.csv");
    let lags: Vec<(&str, &str)> = clusters.iter().map(|row| (&*row["outlet"], &*row["lag_minutes"])).collect();
    assert_eq!(lags, [("minute", "0"), ("day", "")]);
    assert_eq!(table(&out, "pairs.csv")[0]["lag_minutes"], "");
    for (name, column) in [("outlets.csv", "median_lag_minutes"), ("flows.csv", "median_lag_minutes")] {
        for row in table(&out, name) {
            assert_eq!(row[column], "", "{name}: {row:?}");
        }
    }
    assert_eq!(block(&out, "index0")["span"], serde_json::json!([null]));
    let copies = block(&out, "copies0");
    let lags: Vec<_> = copies[0]["copies"].as_array().unwrap().iter().map(|copy| copy[6].clone()).collect();
    assert_eq!(lags, [serde_json::json!(0), serde_json::Value::Null]);
    assert_eq!(rows(&std::fs::read(out.join("flows.csv")).unwrap()).len(), 0);
}
