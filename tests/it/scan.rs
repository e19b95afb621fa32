//! `scan` and `explain`: what they find, and that the result does not depend on order, threads or memory.

use crate::support::{folder, gzip, prose, rows, stderr, stdout, table, wirecopy};

fn record(id: &str, outlet: &str, published: &str, text: &str) -> String {
    crate::support::record(id, outlet, published, &format!("On {id}"), text)
}

#[test]
fn finds_a_copy_and_a_cut_copy_but_no_other_article() {
    let story = prose(1, 400);
    let cut: String = story.lines().take(10).collect::<Vec<_>>().join("\n");
    let dir = folder(&[
        ("north.example/a.txt", format!("The ferry is late\n\n2031-05-04 17:34\n\n{story}").as_bytes()),
        ("south.example/b.txt", format!("Late again\n\n2031-05-04 19:00\n\n{}\n{story}", prose(2, 60)).as_bytes()),
        ("west.example/c.txt", format!("Ferry trouble\n\n2031-05-05 06:00\n\n{cut}").as_bytes()),
        ("west.example/d.txt", format!("Something else\n\n2031-05-05 06:00\n\n{}", prose(3, 400)).as_bytes()),
    ]);
    let output = wirecopy(&["scan", dir.path().to_str().unwrap()]).assert().success();
    let found = rows(&output.get_output().stdout);
    let of = |column: &str| found.iter().map(|row| row[column].as_str()).collect::<Vec<_>>();
    assert_eq!(of("article_id"), ["north.example/a.txt", "south.example/b.txt", "west.example/c.txt"]);
    assert_eq!(of("outlet"), ["north.example", "south.example", "west.example"]);
    assert_eq!(of("lag_minutes"), ["0", "86", "746"]);
    assert_eq!(of("title"), ["The ferry is late", "Late again", "Ferry trouble"]);
    assert_eq!(of("containment")[2], "1.0000");
    assert!(of("cluster_id").iter().all(|id| *id == found[0]["cluster_id"]));
}

#[test]
fn gives_the_same_bytes_for_any_order_of_files_and_any_number_of_threads() {
    let mut lines = Vec::new();
    for story in 0..40 {
        for copy in 0..1 + story % 4 {
            let text = format!("{}\n{}", prose(1000 + story * 10 + copy, 30), prose(story, 150));
            let time = format!("2031-05-{:02}T{:02}:00:00Z", 1 + story % 28, copy);
            lines.push(record(&format!("{story}-{copy}"), &format!("outlet{copy}.example"), &time, &text));
        }
    }
    let forwards = folder(&[("x.jsonl", lines.join("\n").as_bytes())]);
    let run = |threads: &str, paths: &[&str]| {
        let mut args = vec!["scan", "-q", "--threads", threads];
        args.extend(paths);
        let mut command = assert_cmd::Command::cargo_bin("wirecopy").unwrap();
        command.args(args).current_dir(forwards.path()).assert().success().get_output().stdout.clone()
    };
    let one = run("1", &["x.jsonl"]);
    assert!(rows(&one).len() > 60);
    assert_eq!(run("2", &["x.jsonl"]), one);
    assert_eq!(run("5", &["x.jsonl"]), one);
    // the same articles as two files, named in either order
    let (a, b) = lines.split_at(37);
    std::fs::write(forwards.path().join("a.jsonl"), a.join("\n")).unwrap();
    std::fs::write(forwards.path().join("b.jsonl"), b.join("\n")).unwrap();
    assert_eq!(run("2", &["b.jsonl", "a.jsonl"]), run("3", &["a.jsonl", "b.jsonl"]));
}

#[test]
fn writes_every_table_into_the_folder_in_each_format() {
    let story = prose(4, 200);
    let lines = [record("one", "north", "2031-01-01", &story), record("two", "south", "2031-01-03", &story)];
    let dir = folder(&[("x.jsonl", format!("{}\n{}\n{{\n", lines[0], lines[1]).as_bytes())]);
    let input = dir.path().join("x.jsonl");
    for (format, extension) in [("csv", "csv"), ("jsonl", "jsonl")] {
        let out = dir.path().join(format);
        let args = ["scan", input.to_str().unwrap(), "--out", out.to_str().unwrap(), "--format", format];
        let run = wirecopy(&args).assert().success();
        assert!(run.get_output().stdout.is_empty());
        let mut names: Vec<String> =
            std::fs::read_dir(&out).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        let tables = ["articles", "clusters", "evidence", "flows", "notes", "outlets", "pairs", "rejected", "series"]
            .map(|table| format!("{table}.{extension}"));
        let mut expected =
            [&tables[..], &["datapackage.json", "report.html", "summary.json"].map(str::to_owned)].concat();
        expected.sort();
        assert_eq!(names, expected);
    }
    let csv = dir.path().join("csv");
    let pairs = table(&csv, "pairs.csv");
    assert_eq!((pairs.len(), &*pairs[0]["jaccard"], &*pairs[0]["longest_run_words"]), (1, "1.0000", "200"));
    assert_eq!((&*pairs[0]["lag_minutes"], &*pairs[0]["same_outlet"]), ("2880", "false"));
    let articles = table(&csv, "articles.csv");
    assert_eq!(articles.iter().map(|a| &*a["kept"]).collect::<Vec<_>>(), ["true", "false"]);
    assert_eq!(table(&csv, "rejected.csv")[0]["row"], "3");
    let summary: serde_json::Value = serde_json::from_slice(&std::fs::read(csv.join("summary.json")).unwrap()).unwrap();
    assert_eq!((&summary["counts"]["articles"], &summary["counts"]["clusters"]), (&2.into(), &1.into()));
    assert_eq!(summary["settings"]["bands"], 32);
    let first = std::fs::read_to_string(dir.path().join("jsonl/clusters.jsonl")).unwrap();
    let first: serde_json::Value = serde_json::from_str(first.lines().next().unwrap()).unwrap();
    assert_eq!((&first["article_id"], &first["form"]), (&"one".into(), &"lead".into()));
}

#[test]
fn reads_compressed_and_piped_input_like_plain_input() {
    let story = prose(5, 120);
    let lines = [record("one", "north", "2031-01-01", &story), record("two", "south", "2031-01-02", &story)].join("\n");
    let gz = gzip(lines.as_bytes());
    let zst = zstd::encode_all(lines.as_bytes(), 1).unwrap();
    let dir = folder(&[("p.jsonl", lines.as_bytes()), ("g.jsonl.gz", &gz), ("z.jsonl.zst", &zst)]);
    let ids = |csv: &[u8]| rows(csv).iter().map(|row| row["article_id"].clone()).collect::<Vec<_>>();
    for name in ["p.jsonl", "g.jsonl.gz", "z.jsonl.zst"] {
        let path = dir.path().join(name);
        let run = wirecopy(&["scan", path.to_str().unwrap()]).assert().success();
        assert_eq!(ids(&run.get_output().stdout), ["one", "two"], "{name}");
    }
    let run = wirecopy(&["scan", "-"]).write_stdin(lines).assert().success();
    assert_eq!(ids(&run.get_output().stdout), ["one", "two"]);
}

#[test]
fn finds_copies_of_short_texts_and_of_texts_without_spaces() {
    let brief = prose(6, 40);
    let chinese =
        "港口管理局周一宣布，由于连日大风，所有开往北岛的渡轮将停航至周四。发言人表示，旅客可以改乘内河航线。";
    let other = "市议会昨晚通过了新的预算，其中包括修建两座学校和一家医院的资金，反对党投了弃权票。";
    let lines = [
        record("a", "x", "2031-01-01", &brief),
        record("b", "y", "2031-01-02", &brief),
        record("c", "x", "2031-01-01", chinese),
        record("d", "y", "2031-01-02", chinese),
        record("e", "z", "2031-01-02", other),
        record("f", "z", "2031-01-02", "Two words"),
    ];
    let run = wirecopy(&["scan", "-"]).write_stdin(lines.join("\n")).assert().success();
    let mut clusters: Vec<(String, String)> =
        rows(&run.get_output().stdout).iter().map(|r| (r["cluster_id"].clone(), r["article_id"].clone())).collect();
    clusters.sort_by(|a, b| a.1.cmp(&b.1));
    assert_eq!(clusters.iter().map(|c| &*c.1).collect::<Vec<_>>(), ["a", "b", "c", "d"]);
    assert!(clusters[0].0 == clusters[1].0 && clusters[2].0 == clusters[3].0 && clusters[1].0 != clusters[2].0);
}

#[test]
fn flags_copies_of_fewer_than_20_words() {
    let (notice, story) = (prose(11, 19), prose(12, 40));
    let lines = [
        record("a", "x", "2031-01-01", &notice),
        record("b", "y", "2031-01-02", &notice),
        record("c", "x", "2031-01-01", &story),
        record("d", "y", "2031-01-02", &story),
    ];
    let run = wirecopy(&["scan", "-"]).write_stdin(lines.join("\n")).assert().success();
    let mut copies: Vec<(String, String)> =
        rows(&run.get_output().stdout).iter().map(|r| (r["article_id"].clone(), r["no_article"].clone())).collect();
    copies.sort();
    let expected = [("a", "true"), ("b", "true"), ("c", "false"), ("d", "false")];
    assert_eq!(copies, expected.map(|(id, flag)| (id.to_owned(), flag.to_owned())));
}

#[test]
fn globs_choose_files_and_hidden_files_are_left_out() {
    let story = prose(7, 100);
    let dir = folder(&[
        ("news/a.txt", story.as_bytes()),
        ("news/b.txt", story.as_bytes()),
        ("drafts/c.txt", story.as_bytes()),
        (".cache/d.txt", story.as_bytes()),
        ("news/e.log", story.as_bytes()),
    ]);
    let ids = |extra: &[&str]| {
        let mut args = vec!["scan", dir.path().to_str().unwrap()];
        args.extend(extra);
        let run = wirecopy(&args).assert().success();
        rows(&run.get_output().stdout).iter().map(|row| row["article_id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&[]), ["drafts/c.txt", "news/a.txt", "news/b.txt"]);
    assert_eq!(ids(&["--exclude", "drafts/"]), ["news/a.txt", "news/b.txt"]);
    assert_eq!(ids(&["--include", "[bc].txt"]), ["drafts/c.txt", "news/b.txt"]);
}

#[test]
fn explain_settings_prints_the_s_curve() {
    let run = wirecopy(&["scan", "--explain-settings", "--bands", "20", "--rows", "5"]).assert().success();
    let text = stdout(&run);
    // .470 at Jaccard .5 is the figure for 20 bands of 5 rows in "Mining of Massive Datasets", section 3.4
    assert!(text.contains("0.50  0.470"), "{text}");
    assert!(text.contains("signature of 100 values"), "{text}");
}

#[test]
fn explain_shows_the_shared_and_unshared_passages() {
    let (shared, own) = (prose(8, 60), prose(9, 20));
    let dir = folder(&[("a.txt", shared.as_bytes()), ("b.txt", format!("{own}\n{shared}").as_bytes())]);
    let (a, b) = (dir.path().join("a.txt"), dir.path().join("b.txt"));
    let run = wirecopy(&["explain", a.to_str().unwrap(), b.to_str().unwrap()]).assert().success();
    let text = stdout(&run);
    assert!(text.contains("a match: score H"), "{text}");
    assert!(text.contains("= both, 60 words: A 1–60, B 21–80"), "{text}");
    assert!(text.contains("+ only B, 20 words"), "{text}");
    let by_id = wirecopy(&["explain", "a.txt", "b.txt", dir.path().to_str().unwrap()]).assert().success();
    assert!(stdout(&by_id).contains("= both, 60 words"));
    let missing = wirecopy(&["explain", "a.txt", "nowhere", dir.path().to_str().unwrap()]).assert().code(2);
    assert!(stderr(&missing).contains("no article has the id \"nowhere\""));
}

#[test]
fn the_dates_of_an_outlet_decide_its_order_of_day_and_month() {
    let story = prose(10, 100);
    let line = |id: &str, outlet: &str, date: &str, text: &str| record(id, outlet, date, text);
    let lines = [
        line("a", "day.example", "03/04/2031", &story),
        line("b", "month.example", "03/04/2031", &story),
        line("c", "open.example", "03/04/2031", &story),
        line("d", "day.example", "25/04/2031", &prose(11, 50)),
        line("e", "month.example", "04/25/2031", &prose(12, 50)),
    ];
    let run = wirecopy(&["scan", "-"]).write_stdin(lines.join("\n")).assert().success();
    let found = rows(&run.get_output().stdout);
    let shown: Vec<(&str, &str)> = found.iter().map(|row| (&*row["article_id"], &*row["published"])).collect();
    assert_eq!(shown, [("b", "2031-03-04"), ("a", "2031-04-03"), ("c", "")]);
}

#[test]
fn where_an_outlet_shows_no_order_the_language_decides_and_without_a_date_the_address() {
    let story = prose(10, 100);
    let line = |id: &str, outlet: &str, date: &str, more: &str| {
        record(id, outlet, date, &story).replacen('{', &format!("{{{more}, "), 1)
    };
    let lines = [
        line("a", "open.example", "03/04/2031", "\"language\": \"es\""),
        line("b", "month.example", "03/04/2031", "\"language\": \"es\""),
        line("c", "open.example", "03/04/2031", "\"language\": \"en\""),
        line("d", "other.example", "", "\"url\": \"https://other.example/2031/05/06/ferry\""),
        record("e", "month.example", "04/25/2031", &prose(12, 50)),
    ];
    let run = wirecopy(&["scan", "-"]).write_stdin(lines.join("\n")).assert().success();
    let found = rows(&run.get_output().stdout);
    let shown: Vec<(&str, &str)> = found.iter().map(|row| (&*row["article_id"], &*row["published"])).collect();
    assert_eq!(shown, [("b", "2031-03-04"), ("a", "2031-04-03"), ("d", "2031-05-06"), ("c", "")]);
}

#[test]
fn a_window_separates_copies_by_date_and_keeps_undated_ones() {
    let story = prose(7, 200);
    let lines = [
        record("first", "north", "2031-01-01", &story),
        record("second", "south", "2031-01-03", &story),
        record("late", "east", "2031-02-20", &story),
    ];
    let dir = folder(&[("x.jsonl", lines.join("\n").as_bytes())]);
    let input = dir.path().join("x.jsonl");
    let clustered = |window: &[&str]| {
        let run = wirecopy(&[&["scan", "-q", input.to_str().unwrap()], window].concat()).assert().success();
        rows(&run.get_output().stdout).iter().map(|copy| copy["article_id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(clustered(&[]), ["first", "second", "late"]);
    assert_eq!(clustered(&["--window", "2"]), ["first", "second"]);
    assert!(clustered(&["--window", "1"]).is_empty());
    let undated = record("undated", "west", "", &story);
    std::fs::write(&input, format!("{}\n{undated}", lines.join("\n"))).unwrap();
    assert_eq!(clustered(&["--window", "1"]).len(), 4);
}

#[test]
fn a_small_memory_budget_gives_the_same_tables_as_a_large_one() {
    let dir = tempfile::TempDir::new().unwrap();
    let scan = |memory: &str, name: &str| {
        let out = dir.path().join(name);
        let mut command = wirecopy(&["scan", "-q", "corpus-samples", "--memory", memory]);
        command.arg("--out").arg(&out).current_dir(env!("CARGO_MANIFEST_DIR")).arg("--tmp").arg(dir.path());
        command.assert().success();
        out
    };
    let (small, large) = (scan("1", "small"), scan("4G", "large"));
    // with little memory the page's texts are read again, and with much they were kept
    for name in ["clusters.csv", "pairs.csv", "articles.csv", "outlets.csv", "flows.csv", "report.html"] {
        assert_eq!(std::fs::read(small.join(name)).unwrap(), std::fs::read(large.join(name)).unwrap(), "{name}");
    }
    // spill files have no names, and none is left
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 2);
}

#[test]
fn fails_for_a_missing_folder_of_spill_files_and_names_it() {
    let mut command = wirecopy(&["scan", "-q", "corpus-samples", "--memory", "1", "--tmp", "no/such/folder"]);
    let run = command.current_dir(env!("CARGO_MANIFEST_DIR")).assert().code(2);
    let stderr = stderr(&run);
    assert!(stderr.contains("no/such/folder") && stderr.contains("--tmp"), "{stderr}");
    assert_eq!(stderr.matches("os error").count(), 1, "{stderr}");
}

#[test]
fn matches_texts_of_ten_words_only_word_for_word() {
    let [ten, nine] = [10, 9].map(|words| prose(77, words));
    let other = ten.replacen(' ', " else ", 1);
    let texts = [("a", &ten), ("b", &ten), ("c", &nine), ("d", &nine), ("e", &other)];
    let files: Vec<(String, &[u8])> =
        texts.iter().map(|(outlet, text)| (format!("{outlet}.example/flash.txt"), text.as_bytes())).collect();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    let dir = folder(&files);
    let output = wirecopy(&["scan", "-q", dir.path().to_str().unwrap()]).assert().success().get_output().clone();
    let outlets: Vec<String> = rows(&output.stdout).into_iter().map(|row| row["outlet"].clone()).collect();
    assert_eq!(outlets, ["a.example", "b.example"]);
}

#[test]
fn explain_distinguishes_two_reports_from_a_correction_by_their_times() {
    let report = |day: &str, height: &str| {
        format!(
            "2031-03-{day}T08:00:00Z\nTides at Skerry\nHigh water stands at 4.20 metres at the harbour gate and at \
             {height} metres at the old pier, and low water at 0.65 metres, the harbour office of the island said in \
             its table for shipping. Masters of vessels of more than 900 tonnes are to wait for a pilot at the outer \
             buoy and to keep their radio on channel 16."
        )
    };
    let (a, b, c) = (report("04", "3.85"), report("05", "3.95"), report("04", "3.95"));
    let dir = folder(&[("a.txt", a.as_bytes()), ("b.txt", b.as_bytes()), ("c.txt", c.as_bytes())]);
    let verdict = |other: &str| {
        let [a, other] = ["a.txt", other].map(|name| dir.path().join(name));
        let run = wirecopy(&["explain", a.to_str().unwrap(), other.to_str().unwrap()]).assert().success();
        stdout(&run)
    };
    assert!(verdict("b.txt").contains("two reports from one template"), "{}", verdict("b.txt"));
    assert!(verdict("c.txt").contains("a match"), "{}", verdict("c.txt"));
}
