//! Every number of the summary can be counted in the tables, and an article that was captured again counts once.

use crate::support::{folder, prose, stderr, table, wirecopy};
use std::collections::HashMap;
use std::path::Path;

type Rows = Vec<HashMap<String, String>>;

fn scan(input: &Path, out: &Path) -> (Rows, Rows, serde_json::Value, String) {
    let run = wirecopy(&["scan", input.to_str().unwrap(), "--out", out.to_str().unwrap()]).assert().success();
    let summary = serde_json::from_slice(&std::fs::read(out.join("summary.json")).unwrap()).unwrap();
    (table(out, "articles.csv"), table(out, "outlets.csv"), summary, stderr(&run))
}

/// Checks that the numbers of the summary and of outlets are the rows of articles that docs/tables.md names.
fn check_recipes((articles, outlets, summary, said): &(Rows, Rows, serde_json::Value, String)) {
    let rows = |wanted: &[(&str, &str)]| {
        articles.iter().filter(|row| wanted.iter().all(|(column, value)| row[*column] == *value)).count()
    };
    let wires = &summary["wires"];
    let again = rows(&[("counts_as", "captured_again")]);
    assert_eq!(wires["articles"], articles.len() - again);
    assert_eq!(wires["captured_again"], again);
    assert_eq!(wires["wire_copies"], rows(&[("counts_as", "wire_copy")]));
    for (name, value) in [("credited", "yes"), ("generic", "generic"), ("uncredited", "no")] {
        assert_eq!(wires[name], rows(&[("counts_as", "wire_copy"), ("credited", value)]), "{name}");
    }
    for (name, value) in [("press_releases", "press_release"), ("own_pages", "own_page")] {
        assert_eq!(wires[name], rows(&[("counts_as", value)]), "{name}");
    }
    // every article of these corpora has an outlet
    for name in ["articles", "wire_copies", "uncredited", "generic", "press_releases", "own_pages"] {
        let sum: u64 = outlets.iter().map(|row| row[name].parse::<u64>().unwrap()).sum();
        assert_eq!(wires[name], sum, "{name}");
    }
    let [copies, all] = ["wire_copies", "articles"].map(|name| wires[name].as_u64().unwrap());
    let share = (100.0 * copies as f64 / all as f64).round();
    assert!(said.contains(&format!("{share} % wire copy: {copies} of {all} articles; ")), "{said}");
    for row in articles {
        let has_reason = !row["credited_reason"].is_empty();
        assert_eq!(has_reason, !row["credited"].is_empty(), "{row:?}");
    }
}

#[test]
fn the_numbers_of_the_samples_are_rows_of_their_tables() {
    let out = folder(&[]);
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus-samples");
    check_recipes(&scan(&samples, &out.path().join("out")));
}

/// A record of invented press text.
fn record(id: &str, outlet: &str, url: &str, day: &str, title: &str, text: &str) -> String {
    let (published, url) = (format!("2031-05-{day}"), Some(url).filter(|url| !url.is_empty()));
    serde_json::json!({"id": id, "outlet": outlet, "url": url, "published": published, "title": title, "text": text})
        .to_string()
}

#[test]
fn an_article_that_was_captured_again_counts_once() {
    let (one, two, three) = (prose(1, 120), prose(2, 120), prose(3, 120));
    let wired = format!("HOLM (AP) — {one}");
    let records = [
        // a page fetched three times, once in an archive
        record("a1", "echo", "https://echo.example/1", "01", "Ferry", &wired),
        record("a2", "echo", "http://www.echo.example/1#top", "03", "Ferry aground", &wired),
        record("a3", "echo", "https://web.archive.org/web/2031/https://echo.example/1", "04", "Ferry", &wired),
        record("b1", "bote", "https://bote.example/9", "02", "Ferry", &wired),
        // one article in two exports, and the same headline and text on another day
        record("c1", "lamp", "", "01", "Bridge", &two),
        record("c2", "lamp", "", "01", "Bridge", &two),
        record("c3", "lamp", "", "02", "Bridge", &two),
        // two addresses, and an edited text at one address: counted each
        record("d1", "quill", "https://quill.example/1", "01", "Sheep", &three),
        record("d2", "quill", "https://quill.example/2", "01", "Sheep", &three),
        record("d3", "quill", "https://quill.example/1", "01", "Sheep", &format!("{three} Nobody was hurt.")),
    ];
    let dir = folder(&[("x.jsonl", records.join("\n").as_bytes())]);
    let found = scan(&dir.path().join("x.jsonl"), &dir.path().join("out"));
    check_recipes(&found);
    let again: Vec<&str> =
        found.0.iter().filter(|row| row["counts_as"] == "captured_again").map(|row| &*row["article_id"]).collect();
    assert_eq!(again, ["a2", "a3", "c2"]);
    assert!(found.3.contains("3 further captures"), "{}", found.3);
    let outlet = |name: &str| found.1.iter().find(|row| row["outlet"] == name).unwrap();
    assert_eq!([&*outlet("echo")["articles"], &*outlet("echo")["wire_copies"], &*outlet("echo")["copies"]], ["1"; 3]);
    assert_eq!(outlet("lamp")["articles"], "2");
    assert_eq!(outlet("quill")["articles"], "3");
    let flows = table(&dir.path().join("out"), "flows.csv");
    let to_echo = flows.iter().find(|row| row["from"] == "AP" && row["to"] == "echo").unwrap();
    assert_eq!(to_echo["copies"], "1");
}

#[test]
fn nobody_is_accused_by_a_capture_whose_other_capture_names_the_wire() {
    let text = prose(5, 160);
    let byline = |name: &str| format!("By {name}\n{text}");
    let page = |id: &str, outlet: &str, hour: u32, text: &str, byline: &str| {
        serde_json::json!({"id": id, "outlet": outlet, "url": format!("https://{outlet}.example/1"),
            "published": format!("2031-05-01T{hour:02}:00:00Z"), "title": "Ferry", "text": text, "byline": byline})
        .to_string()
    };
    let others: Vec<String> =
        ["north", "south", "west"].iter().map(|name| page(name, name, 1, &format!("HOLM (AP) — {text}"), "")).collect();
    let silent = page("silent", "echo", 5, &text, "Ann Holm");
    let counts = |records: &[String]| {
        let dir = folder(&[("x.jsonl", records.join("\n").as_bytes())]);
        let found = scan(&dir.path().join("x.jsonl"), &dir.path().join("out"));
        check_recipes(&found);
        let row = found.0.iter().find(|row| row["article_id"] == "silent").unwrap();
        (row["credited"].clone(), row["credited_reason"].clone())
    };
    let alone = [others.clone(), vec![silent.clone()]].concat();
    assert_eq!(counts(&alone), ("no".to_owned(), "proven".to_owned()), "{}", byline("Ann Holm"));
    let captured = [alone, vec![page("named", "echo", 9, &text, "By Associated Press")]].concat();
    assert_eq!(counts(&captured), ("unknown".to_owned(), "other_capture".to_owned()));
}
