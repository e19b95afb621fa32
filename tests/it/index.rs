//! `wirecopy index`: a scan of an index is a scan of its articles, and what the other steps promise.

use crate::support::{folder, prose, record, stdout, wirecopy};
use std::path::Path;
use tempfile::TempDir;
use wirecopy::find::{FurnitureCache, Query, find_in_index};
use wirecopy::hash::next_random;
use wirecopy::pipeline::Settings;
use wirecopy::segments::StandingIndex;

/// A corpus of articles in several files: originals, cut and edited copies, furniture, ambiguous dates, credits.
fn corpus(seed: u64, files: usize) -> TempDir {
    let mut state = seed;
    let mut content = Vec::new();
    for file in 0..files {
        let mut lines = Vec::new();
        for row in 0..8 {
            let story = next_random(&mut state) % 12;
            let text = prose(story, 160);
            let cut: Vec<&str> = text.split(' ').skip(next_random(&mut state) as usize % 40).collect();
            let credit = if story.is_multiple_of(3) { "HOLM (AP) — " } else { "" };
            let outlet = format!("outlet{}", next_random(&mut state) % 6);
            let text = format!(
                "Menu of {outlet}\n{credit}{}\nAll rights are with {outlet} and nobody else, ever.",
                cut.join(" ")
            );
            let day = format!("{:02}/{:02}/2031", 1 + next_random(&mut state) % 28, 1 + next_random(&mut state) % 12);
            lines.push(record(&format!("f{file}r{row}"), &outlet, &day, &format!("Story {story}"), &text));
        }
        content.push((format!("part{file}.jsonl"), lines.join("\n")));
    }
    let files: Vec<(&str, &[u8])> = content.iter().map(|(name, text)| (&**name, text.as_bytes())).collect();
    folder(&files)
}

fn path(dir: &TempDir, name: &str) -> String {
    dir.path().join(name).to_str().unwrap().to_owned()
}

fn run(args: &[&str]) -> String {
    stdout(&wirecopy(args).arg("-q").assert().success())
}

/// An index of the files of a corpus in this order.
fn index_of(corpus: &TempDir, files: &[usize], dir: &TempDir) -> String {
    let place = path(dir, "index");
    run(&["index", "create", &place]);
    for file in files {
        run(&["index", "add", &place, &path(corpus, &format!("part{file}.jsonl"))]);
    }
    place
}

#[test]
fn a_scan_of_an_index_is_a_scan_of_its_articles_in_whatever_order_they_were_added() {
    for seed in 0..4 {
        let (corpus, dir) = (corpus(seed, 5), TempDir::new().unwrap());
        let order = [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [2, 4, 0, 3, 1], [1, 1, 0, 4, 3]][seed as usize % 4];
        let place = index_of(&corpus, &order, &dir);
        let wanted: Vec<String> = (0..5)
            .filter(|file| order.contains(file))
            .map(|file| path(&corpus, &format!("part{file}.jsonl")))
            .collect();
        let mut args = vec!["scan"];
        args.extend(wanted.iter().map(String::as_str));
        let expected = run(&args);
        assert!(expected.lines().count() > 5, "{expected}");
        assert_eq!(run(&["index", "scan", &place]), expected, "seed {seed}");
        // and after removals and compaction
        run(&["index", "remove", &place, "f0r3", "f3r1"]);
        run(&["index", "compact", &place]);
        let without = TempDir::new().unwrap();
        for file in (0..5).filter(|file| order.contains(file)) {
            let name = format!("part{file}.jsonl");
            let text = std::fs::read_to_string(corpus.path().join(&name)).unwrap();
            // an empty line keeps the numbers of the rows
            let blank = |line: &str| {
                if line.contains("\"f0r3\"") || line.contains("\"f3r1\"") { String::new() } else { line.to_owned() }
            };
            let kept: Vec<String> = text.lines().map(blank).collect();
            std::fs::write(corpus.path().join(&name), kept.join("\n")).unwrap();
        }
        drop(without);
        assert_eq!(run(&["index", "scan", &place]), run(&args), "seed {seed} after removals");
    }
}

#[test]
fn all_tables_of_an_index_are_those_of_its_files() {
    let (corpus, dir) = (corpus(9, 3), TempDir::new().unwrap());
    let place = index_of(&corpus, &[2, 0, 1], &dir);
    let files: Vec<String> = (0..3).map(|file| path(&corpus, &format!("part{file}.jsonl"))).collect();
    let (one, other) = (path(&dir, "one"), path(&dir, "other"));
    run(&["scan", &files[0], &files[1], &files[2], "--out", &one]);
    run(&["index", "scan", &place, "--out", &other]);
    for table in ["articles.csv", "clusters.csv", "pairs.csv", "outlets.csv", "flows.csv", "evidence.csv"] {
        let read = |folder: &str| std::fs::read_to_string(Path::new(folder).join(table)).unwrap();
        assert_eq!(read(&one), read(&other), "{table}");
    }
}

#[test]
fn an_article_is_added_once_and_a_changed_file_replaces_its_articles() {
    let dir = TempDir::new().unwrap();
    let place = path(&dir, "index");
    let file = path(&dir, "a.jsonl");
    let write = |text: &str| std::fs::write(&file, record("x", "echo", "2031-03-01", "One", text)).unwrap();
    run(&["index", "create", &place]);
    write(&prose(1, 100));
    let told =
        |args: &[&str]| String::from_utf8(wirecopy(args).assert().success().get_output().stderr.clone()).unwrap();
    assert!(told(&["index", "add", &place, &file]).contains("1 added, 0 replaced, 0 there already"));
    assert!(told(&["index", "add", &place, &file]).contains("0 added, 0 replaced, 1 there already"));
    write(&prose(2, 100));
    assert!(told(&["index", "add", &place, &file]).contains("1 added, 1 replaced, 0 there already"));
    let text = prose(2, 100);
    run(&["find", "--text", &text, "--in", &place]);
    wirecopy(&["find", "--text", &prose(1, 100), "--in", &place]).assert().code(1);
    // what comes from no file does not replace by chance
    let other = record("x", "echo", "2031-03-01", "One", &prose(3, 100));
    let run = wirecopy(&["index", "add", &place, "-"]).write_stdin(other.clone()).assert().code(2);
    assert!(String::from_utf8_lossy(&run.get_output().stderr).contains("--replace"));
    wirecopy(&["index", "add", &place, "-", "--replace"]).write_stdin(other).assert().success();
    wirecopy(&["find", "--text", &text, "--in", &place]).assert().code(1);
}

#[test]
fn what_is_remembered_of_outlets_changes_no_answer() {
    let (corpus, dir) = (corpus(7, 6), TempDir::new().unwrap());
    let place = index_of(&corpus, &[0], &dir);
    let index = StandingIndex::open(Path::new(&place)).unwrap();
    let (learned, settings) = (FurnitureCache::default(), Settings::default());
    let mut differing = Vec::new();
    for file in 1..6 {
        run(&["index", "add", &place, &path(&corpus, &format!("part{file}.jsonl"))]);
        if file == 4 {
            run(&["index", "remove", &place, "--outlet", "outlet1"]);
            run(&["index", "compact", &place]);
        }
        for story in 0..12 {
            let text = format!("{} All rights are with outlet2 and nobody else, ever.", prose(story, 160));
            let find = |learned: &FurnitureCache| {
                let query = Query { text: text.clone(), ..Query::default() };
                find_in_index(vec![query], &index, learned, &settings, 0).unwrap()
            };
            let answer = find(&learned);
            assert_eq!(answer, find(&FurnitureCache::default()), "file {file}, story {story}");
            differing.push(answer[0].articles);
        }
    }
    differing.sort_unstable();
    differing.dedup();
    assert!(differing.len() > 2, "the archive grows, and so do the answers: {differing:?}");
}

#[test]
fn an_index_finds_what_the_files_have() {
    let (corpus, dir) = (corpus(5, 5), TempDir::new().unwrap());
    let place = index_of(&corpus, &[0, 1, 2, 3, 4], &dir);
    let files = corpus.path().to_str().unwrap();
    for seed in 0..12 {
        let text = prose(seed, 160);
        let words: Vec<&str> = text.split_whitespace().collect();
        for (from, count) in [(50, 12), (60, 25), (45, 60), (0, 160)] {
            let passage = words[from..from + count].join(" ");
            let answer = |archive: &str| {
                let args = ["find", "--text", &passage, "--in", archive, "--format", "jsonl", "--limit", "0"];
                let found = stdout(&wirecopy(&args).assert());
                serde_json::from_str::<serde_json::Value>(&found).unwrap()
            };
            let (of_files, of_index) = (answer(files), answer(&place));
            assert_eq!(of_files["coverage"], of_index["coverage"], "{seed} {from} {count}");
            let ids = |answer: &serde_json::Value| {
                let hits = answer["hits"].as_array().unwrap().iter();
                hits.map(|hit| (hit["article_id"].to_string(), hit["relation"].to_string())).collect::<Vec<_>>()
            };
            assert_eq!(ids(&of_files), ids(&of_index), "{seed} {from} {count}");
        }
    }
}

#[test]
fn removal_by_outlet_and_day_and_what_verify_tells() {
    let (corpus, dir) = (corpus(3, 2), TempDir::new().unwrap());
    let place = index_of(&corpus, &[0, 1], &dir);
    let told = |args: &[&str]| {
        let run = wirecopy(args).assert().success();
        String::from_utf8(run.get_output().stderr.clone()).unwrap()
    };
    let first = told(&["index", "remove", &place, "--outlet", "outlet1"]);
    assert!(first.contains("removed") && !first.starts_with("0 "), "{first}");
    assert!(!run(&["index", "scan", &place]).contains("outlet1"));
    assert!(!told(&["index", "verify", &place]).contains(" 0 removed ones"));
    run(&["index", "compact", &place]);
    assert!(told(&["index", "verify", &place]).contains("and 0 removed ones"));
    told(&["index", "remove", &place, "--before", "2040-01-01"]);
    for (args, absent) in [(&["no-such-id"][..], "no-such-id"), (&["--outlet", "no-such-outlet"], "no-such-outlet")] {
        let run = wirecopy(&["index", "remove", &place]).args(args).assert().code(1);
        let message = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
        assert!(message.contains(&format!("not in the index: {absent}")), "{message}");
    }
    wirecopy(&["index", "remove", &place, "--before", "soon"]).assert().code(2);
    let stats = run(&["index", "stats", &place]);
    assert!(stats.contains("bytes an article") && stats.contains("not kept"), "{stats}");
    // a flipped byte is named
    run(&["index", "add", &place, corpus.path().to_str().unwrap()]);
    let segment = std::fs::read_dir(&place).unwrap().map(|file| file.unwrap().path());
    let segment = segment.filter(|path| path.extension().is_some_and(|e| e == "seg")).max().unwrap();
    let mut bytes = std::fs::read(&segment).unwrap();
    let at = bytes.len() / 2;
    bytes[at] ^= 4;
    std::fs::write(&segment, bytes).unwrap();
    let run = wirecopy(&["index", "verify", &place]).assert().code(2);
    let message = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert!(message.contains(&*segment.file_name().unwrap().to_string_lossy()), "{message}");
}

#[test]
fn what_add_rejects_is_told_by_a_scan_of_the_index_as_by_one_of_the_files() {
    let dir = TempDir::new().unwrap();
    let (place, file) = (path(&dir, "index"), path(&dir, "a.jsonl"));
    let good = record("x", "echo", "2031-03-01", "One", &prose(1, 100));
    run(&["index", "create", &place]);
    let rejected = |source: &[&str]| {
        let out = path(&dir, "out");
        run(&[source, &["--out", &out, "--force"]].concat());
        std::fs::read_to_string(Path::new(&out).join("rejected.csv")).unwrap()
    };
    // nothing of it can be added
    std::fs::write(&file, "{\n[1]\n").unwrap();
    wirecopy(&["index", "add", &place, &file]).assert().code(2);
    std::fs::write(&file, format!("{{\n[1]\n{good}\n")).unwrap();
    run(&["index", "add", &place, &file]);
    let of_files = rejected(&["scan", &file]);
    assert_eq!(of_files.lines().count(), 3, "{of_files}");
    assert_eq!(rejected(&["index", "scan", &place]), of_files);
    // a file that was mended has nothing to tell
    std::fs::write(&file, &good).unwrap();
    run(&["index", "add", &place, &file]);
    assert_eq!(rejected(&["index", "scan", &place]).lines().count(), 1);
    // rows from no file are counted
    for _ in 0..2 {
        wirecopy(&["index", "add", &place, "-", "--input-format", "jsonl"]).write_stdin("{\n[1]\n").assert().code(2);
    }
    let told = wirecopy(&["index", "scan", &place]).assert().success();
    let told = String::from_utf8_lossy(&told.get_output().stderr).into_owned();
    assert!(told.contains("4 rejected"), "{told}");
}

#[test]
fn a_scan_lists_the_clusters_with_new_copies() {
    let lines = [
        record("a", "echo", "2031-03-01", "Old", &prose(1, 120)),
        record("b", "star", "2031-03-02", "Old", &prose(1, 120)),
        record("c", "echo", "2031-03-01", "New", &prose(2, 120)),
        record("d", "star", "2031-03-05", "New", &prose(2, 120)),
        record("e", "sun", "", "Undated", &prose(1, 120)),
    ];
    let (corpus, dir) = (folder(&[("all.jsonl", lines.join("\n").as_bytes())]), TempDir::new().unwrap());
    let place = path(&dir, "index");
    run(&["index", "create", &place]);
    run(&["index", "add", &place, &path(&corpus, "all.jsonl")]);
    let all = run(&["index", "scan", &place]);
    let since = |day: &str| run(&["index", "scan", &place, "--since", day]);
    assert_eq!((all.lines().count(), since("2031-03-02").lines().count()), (6, 6));
    let new = since("2031-03-05");
    assert!(new.lines().count() == 3 && new.contains("New") && !new.contains("Old"), "{new}");
    assert_eq!(since("2031-03-06").lines().count(), 1);
    let wrong = wirecopy(&["index", "scan", &place, "--since", "soon"]).assert().code(2);
    assert!(String::from_utf8_lossy(&wrong.get_output().stderr).contains("--since"));
}

#[test]
fn a_writer_that_is_killed_leaves_whole_batches() {
    let (corpus, dir) = (corpus(7, 6), TempDir::new().unwrap());
    let place = index_of(&corpus, &[0], &dir);
    for kill in 1..25_u64 {
        let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_wirecopy"))
            .args(["index", if kill % 5 == 0 { "compact" } else { "add" }, &place, "-q"])
            .args((kill % 5 != 0).then(|| path(&corpus, &format!("part{}.jsonl", kill % 6))))
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(kill * 3 % 40));
        let _ = child.kill();
        child.wait().unwrap();
        run(&["index", "verify", &place]);
        let lines = run(&["index", "stats", &place]);
        let articles: u64 = lines.split(' ').next().unwrap().parse().unwrap();
        // each file of eight articles is one batch
        assert!(articles >= 8 && articles.is_multiple_of(8), "{lines}");
    }
    for file in 0..6 {
        run(&["index", "add", &place, &path(&corpus, &format!("part{file}.jsonl"))]);
    }
    let files: Vec<String> = (0..6).map(|file| path(&corpus, &format!("part{file}.jsonl"))).collect();
    let mut args = vec!["scan"];
    args.extend(files.iter().map(String::as_str));
    assert_eq!(run(&["index", "scan", &place]), run(&args));
}

#[test]
fn wrong_places_are_told() {
    let (corpus, dir) = (corpus(1, 1), TempDir::new().unwrap());
    let place = index_of(&corpus, &[0], &dir);
    let other = path(&dir, "other");
    std::fs::create_dir(&other).unwrap();
    std::fs::write(Path::new(&other).join("file"), "text").unwrap();
    for (args, told) in [
        (&["index", "add", "no-such-index", &place][..], "index create"),
        (&["index", "create", &place], "there is an index already"),
        (&["index", "create", &other], "not empty"),
        (&["index", "scan", &other], "no index"),
        (&["index", "add", &place, &place], "it is an index"),
        (&["find", "--text", "some words", "--in", &place, "--shingle", "3"], "length of the shingles"),
        (&["index", "create", &path(&dir, "new"), "--passage", "3"], "less than a shingle"),
    ] {
        let run = wirecopy(args).assert().code(2);
        let message = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
        assert!(message.contains(told), "{args:?}: {message}");
    }
}

#[test]
fn ambiguous_dates_are_decided_by_outlet_in_an_index_as_in_files() {
    let line = |id: &str, outlet: &str, day: &str, text: u64| record(id, outlet, day, "Title", &prose(text, 120));
    let lines = [
        line("a", "echo", "05/03/2031", 1),
        line("b", "echo", "25/03/2031", 2),
        line("c", "star", "05/03/2031", 1),
        line("d", "star", "03/25/2031", 3),
        line("e", "sun", "05/03/2031", 1),
    ];
    let (corpus, dir) = (folder(&[("all.jsonl", lines.join("\n").as_bytes())]), TempDir::new().unwrap());
    let (files, place) = (path(&corpus, "all.jsonl"), path(&dir, "index"));
    run(&["index", "create", &place]);
    // in two files, so that the evidence is elsewhere
    for part in [&lines[..2], &lines[2..]] {
        let part = folder(&[("all.jsonl", part.join("\n").as_bytes())]);
        run(&["index", "add", &place, &path(&part, "all.jsonl")]);
    }
    let dates = |archive: &str| {
        let found = run(&["find", "--text", &prose(1, 120), "--in", archive, "--format", "jsonl", "--limit", "0"]);
        let found: serde_json::Value = serde_json::from_str(&found).unwrap();
        let hits = found["hits"].as_array().unwrap().iter();
        let mut dates: Vec<String> = hits.map(|hit| format!("{} {}", hit["article_id"], hit["published"])).collect();
        dates.sort();
        dates
    };
    assert_eq!(dates(&place), dates(&files));
    assert!(dates(&place)[0].contains("2031-03-05") && dates(&place)[1].contains("2031-05-03"), "{:?}", dates(&place));
    // the article that showed the order of the day goes, and with it what it showed
    run(&["index", "remove", &place, "d"]);
    assert!(!dates(&place)[1].contains("2031-05-03"), "{:?}", dates(&place));
}
