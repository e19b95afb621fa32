//! `wirecopy find`: passages of several lengths, furniture, exit codes, formats.

use crate::support::{folder, prose, record, rows, stdout, wirecopy};
use serde_json::Value;
use tempfile::TempDir;

/// Words that every page of an outlet ends with.
const FOOTER: &str = "Subscribe to the evening letter of this paper and get the stories of the day in your box before \
                      supper for nothing at all from Monday to Friday except on public holidays.";

/// An archive of forty articles of four outlets, ten each. Article 0 is printed by two outlets.
fn archive() -> TempDir {
    let mut lines = Vec::new();
    for nth in 0..40 {
        let text = format!("{}\n{FOOTER}", prose(if nth == 11 { 0 } else { nth }, 300));
        let (id, day) = (format!("a{nth}"), format!("2031-03-{:02}T08:00:00Z", nth % 28 + 1));
        lines.push(record(&id, &format!("outlet{}", nth % 4), &day, &format!("Story {nth}"), &text));
    }
    folder(&[("all.jsonl", lines.join("\n").as_bytes())])
}

/// The answer to one text.
fn answer(archive: &TempDir, text: &str) -> (i32, Value) {
    let place = archive.path().to_str().unwrap();
    let run = wirecopy(&["find", "--text", text, "--in", place, "--format", "jsonl", "--limit", "0"]).assert();
    let code = run.get_output().status.code().unwrap();
    (code, serde_json::from_str(stdout(&run).lines().next().unwrap()).unwrap())
}

/// Words of an article from its middle.
fn passage(seed: u64, words: usize) -> String {
    let text = prose(seed, 300);
    text.split_whitespace().skip(110).take(words).collect::<Vec<_>>().join(" ")
}

#[test]
fn passages_of_all_lengths_are_found_word_for_word() {
    let archive = archive();
    for words in [12, 25, 60, 120] {
        let (code, found) = answer(&archive, &passage(7, words));
        assert_eq!((code, &found["found"], &found["articles"]), (0, &true.into(), &1.into()), "{words} words");
        let hit = &found["hits"][0];
        // so much of an article is a cut copy of it
        let relation = if words >= 60 { "copy" } else { "contains" };
        assert_eq!((hit["article_id"].as_str(), hit["relation"].as_str()), (Some("a7"), Some(relation)));
        assert_eq!(
            (hit["share_of_text"].as_f64(), hit["longest_passage_words"].as_u64()),
            (Some(1.0), Some(words as u64))
        );
        assert_eq!(found["coverage"]["share"].as_f64(), Some(1.0));
        assert!(found["coverage"]["new"].as_array().unwrap().is_empty());
    }
}

#[test]
fn an_edited_passage_is_found_and_what_is_new_is_told() {
    let archive = archive();
    let mut words: Vec<String> = passage(7, 60).split(' ').map(str::to_owned).collect();
    (7..60).step_by(15).for_each(|at| words[at] = "changed".to_owned());
    let text = format!("Quite another beginning. {}", words.join(" "));
    let (code, found) = answer(&archive, &text);
    assert_eq!((code, found["hits"][0]["article_id"].as_str()), (0, Some("a7")));
    let new = &found["coverage"]["new"][0];
    let range = new[0].as_u64().unwrap() as usize..new[1].as_u64().unwrap() as usize;
    assert_eq!(&text[range], "Quite another beginning");
    assert_eq!(found["coverage"]["found_words"].as_u64(), Some(56));
}

#[test]
fn a_whole_article_is_a_copy_in_both_outlets_and_the_earlier_is_the_first() {
    let archive = archive();
    let (code, found) = answer(&archive, &prose(0, 300));
    assert_eq!((code, &found["articles"], &found["outlets"]), (0, &2.into(), &2.into()));
    assert!(found["hits"].as_array().unwrap().iter().all(|hit| hit["relation"] == "copy"));
    assert_eq!(found["first"]["article_id"], "a0");
}

#[test]
fn furniture_and_other_texts_are_not_found() {
    let archive = archive();
    for text in [FOOTER.to_owned(), prose(777, 200), "three short words".to_owned()] {
        let (code, found) = answer(&archive, &text);
        assert_eq!((code, &found["found"]), (1, &false.into()), "{text}");
        assert!(found["hits"].as_array().unwrap().is_empty());
    }
}

#[test]
fn many_texts_are_looked_up_at_once_in_every_format() {
    let archive = archive();
    let drafts = folder(&[
        ("draft.html", format!("<html><body><article><p>{}</p></article></body></html>", prose(3, 300)).as_bytes()),
        ("other.txt", prose(888, 80).as_bytes()),
        ("part.txt", passage(9, 40).as_bytes()),
    ]);
    let (place, texts) = (archive.path().to_str().unwrap(), drafts.path().to_str().unwrap());
    let run = wirecopy(&["find", texts, "--in", place]).assert().success();
    let found: Vec<_> = rows(stdout(&run).as_bytes());
    let ids: Vec<_> = found.iter().map(|row| (&*row["text"], &*row["article_id"], &*row["rank"])).collect();
    assert_eq!(ids, [("draft.html", "a3", "1"), ("part.txt", "a9", "1")]);
    let run = wirecopy(&["find", texts, "--in", place, "--format", "table"]).assert().success();
    let shown = stdout(&run);
    assert!(shown.contains("other.txt (80 words): not found in 40 articles"), "{shown}");
    assert!(shown.contains("outlet1, 2031-03-10T08:00Z: Story 9"), "{shown}");
    let run = wirecopy(&["find", "-", "--in", place, "--format", "jsonl"]).write_stdin(passage(9, 40)).assert();
    assert!(stdout(&run.success()).contains("\"article_id\":\"a9\""));
}

#[test]
fn answers_are_the_same_for_any_number_of_threads() {
    let archive = archive();
    let place = archive.path().to_str().unwrap();
    let answers = |threads: &str| {
        let args = ["find", place, "--in", place, "--format", "jsonl", "--limit", "0", threads];
        let run = assert_cmd::Command::cargo_bin("wirecopy").unwrap().args(args).assert().success();
        stdout(&run)
    };
    assert_eq!(answers("-j1"), answers("-j4"));
    assert_eq!(answers("-j1").lines().count(), 40);
}

#[test]
fn wrong_calls_are_told() {
    let archive = archive();
    let place = archive.path().to_str().unwrap();
    for (args, told) in [
        (&["find", "-", "--in", "-"][..], "both a text and the archive"),
        (&["find", "--text", " ", "--in", place], "nothing to look up"),
        (&["find", "--text", "some words", "--in", "no-such-place"], "no-such-place"),
        (&["find", "no-such-text", "--in", place], "no-such-text"),
    ] {
        let run = wirecopy(args).assert().code(2);
        let message = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
        assert!(message.contains(told), "{args:?}: {message}");
    }
}
