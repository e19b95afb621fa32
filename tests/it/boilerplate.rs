//! The command `boilerplate`, and the columns about boilerplate that `scan` writes.

use crate::support::{rows, stderr, wirecopy};
use std::fmt::Write;
use tempfile::TempDir;

const FOOTER: &str = "Sign up for our morning letter and never miss what happens in the valley.";

/// Six pages of one outlet, each with another story between the same menu and footer, and a log-in page.
fn outlet() -> TempDir {
    let dir = TempDir::new().unwrap();
    let folder = dir.path().join("valley-post.example");
    std::fs::create_dir(&folder).unwrap();
    for page in 0..6 {
        let mut story = String::new();
        for sentence in 0..8 {
            write!(
                story,
                "On day{page}{sentence} the council{page}{sentence} spoke at length of bridge{page}{sentence}. "
            )
            .unwrap();
        }
        let text = format!("Front page Sport Weather Valley Notices\n{story}\n{FOOTER}\n");
        std::fs::write(folder.join(format!("{page}.txt")), text).unwrap();
    }
    std::fs::write(
        folder.join("login.txt"),
        format!("Front page Sport Weather Valley Notices\nPassword please\n{FOOTER}\n"),
    )
    .unwrap();
    dir
}

#[test]
fn lists_removed_passages_with_their_number_of_pages() {
    let dir = outlet();
    let run = wirecopy(&["boilerplate", "-q", "valley-post.example", dir.path().to_str().unwrap()]).assert().success();
    let listed = rows(&run.get_output().stdout);
    let footer = listed.iter().find(|row| row["text"].starts_with("Sign up")).unwrap();
    assert_eq!((&*footer["pages"], &*footer["words"]), ("6", "14"), "{listed:?}");
    assert!(footer["text"].ends_with("in the valley"));
    assert!(listed.iter().all(|row| !row["text"].contains("council")), "{listed:?}");
}

#[test]
fn fails_for_an_unknown_outlet_and_lists_the_known_ones() {
    let dir = outlet();
    let run = wirecopy(&["boilerplate", "-q", "hill-post.example", dir.path().to_str().unwrap()]).assert().code(2);
    let message = stderr(&run);
    assert!(message.contains("hill-post.example") && message.contains("valley-post.example"), "{message}");
}

#[test]
fn articles_table_counts_removed_words_and_flags_pages_without_an_article() {
    let dir = outlet();
    let out = TempDir::new().unwrap();
    let scan = |how: &str| {
        let paths = [dir.path().to_str().unwrap(), "--out", out.path().to_str().unwrap(), "--boilerplate", how];
        wirecopy(&[&["scan", "-q"], &paths[..]].concat()).assert().success();
        rows(&std::fs::read(out.path().join("articles.csv")).unwrap())
    };
    let full = scan("full");
    let words = |rows: &[std::collections::HashMap<String, String>], at: usize| {
        (rows[at]["words"].parse::<u32>().unwrap(), rows[at]["boilerplate_words"].parse::<u32>().unwrap())
    };
    // the menu, the footer, and the first word of the story, which is the same in all
    assert_eq!(words(&full, 0), (71, 21));
    assert_eq!(full.iter().map(|row| &*row["no_article"]).filter(|&flag| flag == "true").count(), 1, "{full:?}");
    assert_eq!(words(&scan("off"), 0), (92, 0));
    assert_eq!(words(&scan("light"), 0), (71, 21));
}
