//! `report.html`: that markup in articles stays text, and that the same findings give the same bytes.

use crate::support::{folder, prose, wirecopy};
use std::path::Path;

const HOSTILE: &str = "1 </script and \" </ & <";

fn record(id: &str, outlet: &str, title: &str, text: &str) -> String {
    crate::support::record(id, outlet, "2031-05-04", title, text)
}

/// Scans these records; returns the page, without the name of the temporary folder.
fn page(records: &[String], flags: &[&str]) -> String {
    let dir = folder(&[("x.jsonl", records.join("\n").as_bytes())]);
    let (input, out) = (dir.path().join("x.jsonl"), dir.path().join("out"));
    let mut args = vec!["scan", "-q", input.to_str().unwrap(), "--out", out.to_str().unwrap()];
    args.extend(flags);
    wirecopy(&args).assert().success();
    std::fs::read_to_string(out.join("report.html")).unwrap().replace(dir.path().to_str().unwrap(), "")
}

/// The data of one block of the page.
fn block(page: &str, id: &str) -> Option<serde_json::Value> {
    let (_, from) = page.split_once(&format!("<script type=\"application/json\" id=\"{id}\">"))?;
    Some(serde_json::from_str(from.split_once("</script>").unwrap().0).unwrap())
}

fn two_copies(title: &str, text: &str) -> [String; 2] {
    [record("one", "north", title, text), record("two", "south", title, text)]
}

#[test]
fn escapes_markup_in_articles() {
    let text = format!("{} {HOSTILE} {}", prose(1, 60), prose(2, 60));
    let page = page(&two_copies(HOSTILE, &text), &[]);
    assert!(!page.contains("</script and"), "an article's tag came into the page");
    assert_eq!(block(&page, "index0").unwrap()["title"][0], HOSTILE);
    assert_eq!(block(&page, "texts0").unwrap()[0], text);
    let scripts = page.matches("<script").count();
    let plain = self::page(&two_copies("A plain headline", &prose(1, 120)), &[]);
    assert_eq!(scripts, plain.matches("<script").count());
}

#[test]
fn the_page_holds_the_text_of_two_equal_copies_once() {
    let page = page(&two_copies("Late ferry", &prose(3, 90)), &[]);
    let texts = block(&page, "texts0").unwrap();
    assert!(texts[0].is_string());
    assert_eq!(texts[1], 0);
}

#[test]
fn the_page_is_the_same_for_any_number_of_threads() {
    let mut records = Vec::new();
    for story in 0..30 {
        for copy in 0..1 + story % 4 {
            let text = format!("{}\n{}", prose(900 + story * 10 + copy, 20), prose(story, 120));
            records.push(record(
                &format!("{story}-{copy}"),
                &format!("outlet{copy}"),
                &format!("Story {story}"),
                &text,
            ));
        }
    }
    let dir = folder(&[("x.jsonl", records.join("\n").as_bytes())]);
    let run = |threads: &str| {
        let mut command = assert_cmd::Command::cargo_bin("wirecopy").unwrap();
        command.args(["scan", "-q", "x.jsonl", "--out", threads, "--threads", threads]).current_dir(dir.path());
        command.assert().success();
        std::fs::read(dir.path().join(threads).join("report.html")).unwrap()
    };
    let one = run("1");
    assert!(one.len() > 10_000);
    assert!(run("4") == one, "four threads wrote another page");
}

#[test]
fn divides_many_clusters_into_blocks_and_limits_the_texts() {
    let stories = 0..260;
    let records: Vec<String> = stories
        .flat_map(|story| {
            let text = prose(story, 40);
            ["a", "b"].map(|outlet| record(&format!("{story}{outlet}"), outlet, &format!("Story {story}"), &text))
        })
        .collect();
    let page = page(&records, &["--page-text", "0"]);
    let head = block(&page, "head").unwrap();
    assert_eq!(head["counts"]["clusters"], 260);
    let per_block = head["copies_block"].as_u64().unwrap() as usize;
    assert_eq!(block(&page, "copies0").unwrap().as_array().unwrap().len(), per_block);
    assert_eq!(block(&page, "copies1").unwrap().as_array().unwrap().len(), 260 - per_block);
    assert_eq!(head["texts"], 0);
    assert!(block(&page, "texts0").is_none());
    let with_texts = self::page(&records, &[]);
    assert_eq!(block(&with_texts, "head").unwrap()["text_clusters"], 260);
}

#[test]
fn the_page_loads_nothing_and_holds_no_time_of_the_run() {
    let page = page(&two_copies("Late ferry", &prose(3, 90)), &[]);
    let markup = page.replace("http://www.w3.org/2000/svg", "");
    for access in ["http://", "https://", "@import", "url(", "fetch(", "XMLHttpRequest", "eval(", "innerHTML"] {
        assert!(!markup.contains(access), "{access} in the page");
    }
    assert!(block(&page, "head").unwrap().get("seconds").is_none());
}

#[test]
fn no_page_leaves_out_the_page() {
    let dir = folder(&[("x.jsonl", two_copies("Late ferry", &prose(3, 90)).join("\n").as_bytes())]);
    let (input, out) = (dir.path().join("x.jsonl"), dir.path().join("out"));
    wirecopy(&["scan", "-q", input.to_str().unwrap(), "--out", out.to_str().unwrap(), "--no-page"]).assert().success();
    assert!(out.join("clusters.csv").is_file() && !Path::new(&out).join("report.html").exists());
}
