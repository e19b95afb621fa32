//! Commands that show articles, on an index.

use super::support::{folder, prose, stderr, stdout, wirecopy};
use serde_json::Value;
use std::path::Path;

/// Two copies in two outlets, and the index `kept` of them.
fn with_index(flags: &[&str]) -> tempfile::TempDir {
    let story = prose(8, 80);
    let dir = folder(&[
        ("in/a.example/1.txt", format!("Ferry aground off Holm\n2031-02-04 10:00\n\n{story}").as_bytes()),
        ("in/b.example/2.txt", format!("All aboard safe\n2031-02-05 09:30\n\n{story}\n{}", prose(9, 20)).as_bytes()),
    ]);
    run(dir.path(), &[&["index", "create", "kept"], flags].concat()).success();
    run(dir.path(), &["index", "add", "kept", "in"]).success();
    dir
}

fn run(dir: &Path, args: &[&str]) -> assert_cmd::assert::Assert {
    wirecopy(args).current_dir(dir).assert()
}

fn printed(dir: &Path, args: &[&str]) -> String {
    stdout(&run(dir, args).success())
}

const PAIR: [&str; 3] = ["explain", "a.example/1.txt", "b.example/2.txt"];

#[test]
fn two_articles_of_an_index_are_explained_as_those_of_the_files() {
    let explain = |dir: &Path, corpus: &str| printed(dir, &[&PAIR[..], &[corpus]].concat());
    let dir = with_index(&[]);
    let of_files = explain(dir.path(), "in");
    assert_eq!(explain(dir.path(), "kept"), of_files, "the texts are in the files still");
    let text = of_files.lines().last().unwrap();
    std::fs::remove_dir_all(dir.path().join("in")).unwrap();
    let of_words = explain(dir.path(), "kept");
    assert!(of_words.contains("a match") && of_words.contains("= both, 80 words"), "{of_words}");
    assert!(of_words.contains("Ferry aground") && !of_words.contains(text), "{of_words}");
    assert!(of_words.contains("--keep-text") && of_words.contains("B  in/b.example/2.txt"), "{of_words}");

    let dir = with_index(&["--keep-text"]);
    std::fs::remove_dir_all(dir.path().join("in")).unwrap();
    assert_eq!(explain(dir.path(), "kept"), of_files);
    // another text has come to the place of one
    let dir = with_index(&[]);
    std::fs::write(dir.path().join("in/a.example/1.txt"), prose(10, 80)).unwrap();
    let half = explain(dir.path(), "kept");
    assert!(half.contains(text) && half.contains("A  in/a.example/1.txt"), "{half}");
    let unknown = stderr(&run(dir.path(), &["explain", "a.example/1.txt", "x", "kept"]).code(2));
    assert!(unknown.contains("no article has the id \"x\""), "{unknown}");
    let no_ids = stderr(&run(dir.path(), &["explain", "kept", "kept"]).code(2));
    assert!(no_ids.contains("give two ids as A and B"), "{no_ids}");
}

#[test]
fn an_index_is_inspected_as_its_files_are() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus-samples");
    let corpus = corpus.to_str().unwrap();
    let dir = folder(&[]);
    run(dir.path(), &["index", "create", "kept"]).success();
    run(dir.path(), &["index", "add", "kept", corpus]).success();
    let survey = |path: &str| -> Value {
        let json = printed(dir.path(), &["inspect", "--json", path]);
        serde_json::from_str(&json).unwrap()
    };
    let (mut of_files, of_index) = (survey(corpus), survey("kept"));
    of_files["fields"].as_object_mut().unwrap().remove("credit line");
    for key in ["articles", "rejected", "fields", "outlets", "owners", "extractions", "rejected_by_reason"] {
        assert_eq!(of_index[key], of_files[key], "{key}");
    }
    // how many could not be read is not kept
    of_files["dates"]["unread"] = Value::from(0);
    assert_eq!(of_index["dates"], of_files["dates"]);
    let ids = |survey: &Value| -> Vec<Value> {
        survey["samples"].as_array().unwrap().iter().map(|sample| sample["id"].clone()).collect()
    };
    assert_eq!(ids(&of_index), ids(&of_files));
    assert_eq!(of_index["formats"]["index"], of_index["articles"]);
    let shown = printed(dir.path(), &["inspect", "kept"]);
    assert!(shown.contains("words, kept as hashes") && shown.contains("Outlets ("), "{shown}");
}

#[test]
fn the_boilerplate_of_an_index_needs_its_texts() {
    let page = |nth: u64| {
        let footer = "Subscribe to our newsletter for more stories like this one from the harbour";
        format!("{}\n{footer}", prose(20 + nth, 60))
    };
    let pages: Vec<(String, String)> = (0..6).map(|nth| (format!("in/a.example/{nth}.txt"), page(nth))).collect();
    let files: Vec<(&str, &[u8])> = pages.iter().map(|(path, page)| (&**path, page.as_bytes())).collect();
    let dir = folder(&files);
    run(dir.path(), &["index", "create", "kept"]).success();
    run(dir.path(), &["index", "add", "kept", "in"]).success();
    let listed = |corpus: &str| printed(dir.path(), &["boilerplate", "a.example", corpus]);
    assert!(listed("in").contains("Subscribe to our newsletter"), "{}", listed("in"));
    assert_eq!(listed("kept"), listed("in"));
    std::fs::remove_file(dir.path().join("in/a.example/0.txt")).unwrap();
    let some = run(dir.path(), &["boilerplate", "a.example", "kept"]).success();
    assert!(stderr(&some).contains("the files of 1 of the 6 articles of a.example are not"), "{}", stderr(&some));
    std::fs::remove_dir_all(dir.path().join("in")).unwrap();
    let none = stderr(&run(dir.path(), &["boilerplate", "a.example", "kept"]).code(2));
    assert!(none.contains("make an index with --keep-text"), "{none}");
}
