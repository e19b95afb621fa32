//! `--config`, `completions` and `man`.

use crate::support::{folder, prose, rows, stderr, stdout, wirecopy};
use tempfile::TempDir;

/// An article, a copy that is cut to less than half, and a config file.
fn corpus(config: &str) -> TempDir {
    let story = prose(7, 400);
    let cut = story.split_inclusive(' ').take(150).collect::<String>();
    folder(&[
        ("in/a.example/1.txt", story.as_bytes()),
        ("in/b.example/2.txt", cut.as_bytes()),
        ("wirecopy.toml", config.as_bytes()),
    ])
}

/// Scans the corpus with these flags; returns the number of copies, and standard error.
fn scan(dir: &TempDir, flags: &[&str]) -> (usize, String) {
    let args = [&["scan", "in", "--config", "wirecopy.toml"], flags].concat();
    let output = wirecopy(&args).current_dir(dir.path()).output().unwrap();
    (rows(&output.stdout).len(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn flags_of_the_command_line_win_over_those_of_the_config_file() {
    assert_eq!(scan(&corpus("threshold = 0.3\n"), &[]).0, 2);
    assert_eq!(scan(&corpus("threshold = 0.9\n"), &[]).0, 0);
    assert_eq!(scan(&corpus("threshold = 0.9\n"), &["--threshold", "0.3"]).0, 2);
    assert_eq!(scan(&corpus("exclude = ['*2.txt']\n"), &[]).0, 0);
    assert_eq!(scan(&corpus("exclude = ['*2.txt']\n"), &["--exclude", "none"]).0, 2);
}

#[test]
fn a_flag_of_the_command_line_can_require_one_of_the_config_file() {
    let dir = corpus("quiet = true\nout = 'result'\nno-page = true\nstrict = false\n");
    assert_eq!(scan(&dir, &["--no-pairs"]), (0, String::new()));
    assert!(dir.path().join("result/clusters.csv").exists());
    assert!(!dir.path().join("result/report.html").exists() && !dir.path().join("result/pairs.csv").exists());
}

#[test]
fn names_an_unknown_key_of_the_config_file_with_its_line() {
    let (_, error) = scan(&corpus("# ours\nthreshold = 0.4\ntreshold = 0.5\n"), &[]);
    assert!(error.contains("wirecopy.toml, line 3: treshold is no flag of scan; known are "), "{error}");
    assert!(error.contains("threshold") && error.contains("min-shared") && !error.contains("config,"), "{error}");
}

#[test]
fn names_a_wrong_value_of_the_config_file_with_its_line() {
    for (config, says) in [
        ("threads = 1\nthreshold = 'high'\n", "line 2: invalid value 'high' for '--threshold <H>'"),
        ("strict = 'yes'\n", "line 1: strict is true or false"),
        ("\nthreshold = [0.4]\n", "line 2: threshold takes one text or number"),
        ("threshold = \n", "line 1: not TOML"),
    ] {
        let (copies, error) = scan(&corpus(config), &[]);
        assert!(copies == 0 && error.contains("wirecopy.toml") && error.contains(says), "{config}: {error}");
    }
}

#[test]
fn other_subcommands_ignore_flags_of_scan_in_the_config_file() {
    let dir = corpus("out = 'result'\nthreshold = 0.9\n");
    let args = ["explain", "in/a.example/1.txt", "in/b.example/2.txt", "--config", "wirecopy.toml"];
    wirecopy(&args).current_dir(dir.path()).assert().success();
    assert!(!dir.path().join("result").exists());
}

#[test]
fn fails_for_a_missing_config_file_and_names_it() {
    let output = wirecopy(&["scan", "in", "--config", "none.toml"]).assert().code(2);
    assert!(stderr(&output).contains("none.toml"));
}

#[test]
fn writes_completions_for_every_shell() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = wirecopy(&["completions", shell]).assert().success();
        let script = stdout(&output);
        assert!(script.contains("min-shared") && script.contains("evaluate"), "{shell}");
    }
    wirecopy(&["completions", "telepathy"]).assert().code(2);
}

#[test]
fn writes_one_manual_page_to_stdout_or_all_into_a_folder() {
    let page = |args: &[&str]| stdout(&wirecopy(args).assert().success());
    assert!(page(&["man"]).contains("wirecopy\\-scan(1)"));
    assert!(page(&["man", "scan"]).contains("\\-\\-min\\-shared"));
    let output = wirecopy(&["man", "fly"]).assert().code(2);
    assert!(stderr(&output).contains("there are wirecopy, scan, explain"));
    let dir = folder(&[]);
    let pages = dir.path().join("man1");
    wirecopy(&["man", "--out", pages.to_str().unwrap()]).assert().success();
    for name in ["wirecopy", "wirecopy-scan", "wirecopy-bench", "wirecopy-man"] {
        assert!(pages.join(format!("{name}.1")).exists(), "{name}");
    }
}

#[test]
fn every_command_has_help_with_an_example_and_the_program_its_exit_codes() {
    let help = |of: &[&str]| {
        let mut command = assert_cmd::Command::cargo_bin("wirecopy").unwrap();
        stdout(&command.arg("help").args(of).assert().success())
    };
    let top = help(&[]);
    assert!(top.contains("Exit codes:") && top.contains("130  interrupted"), "{top}");
    for command in [
        "scan",
        "explain",
        "find",
        "index",
        "inspect",
        "boilerplate",
        "evaluate",
        "bench",
        "synth",
        "completions",
        "man",
        "config",
    ] {
        let help = help(&[command]);
        assert!(help.contains("Example") && help.contains(&format!("wirecopy {command}")), "{command}: {help}");
    }
    for step in ["create", "add", "remove", "scan", "stats", "verify", "compact"] {
        let help = help(&["index", step]);
        assert!(help.contains("Example") && help.contains(&format!("wirecopy index {step}")), "{step}: {help}");
    }
    let scan = stdout(&wirecopy(&["scan", "-h"]).assert().success());
    let headings: Vec<&str> = scan.lines().filter(|line| line.ends_with(':') && !line.starts_with(' ')).collect();
    assert_eq!(headings.first(), Some(&"Arguments:"), "{headings:?}");
    assert!(
        ["Output:", "Input:", "Search:", "Every command:"].iter().all(|heading| headings.contains(heading)),
        "{headings:?}"
    );
}

#[test]
fn every_error_begins_with_the_name_of_the_program() {
    for (args, says) in [
        (["scan", "no-such-folder"], "wirecopy: no-such-folder: no such path"),
        (["scan", "s3://bucket/pages"], "wirecopy: s3://bucket/pages: s3:// is not read"),
        (["scan", "--treshold"], "wirecopy: unexpected argument '--treshold'"),
        (["scam", "x"], "wirecopy: unrecognized subcommand 'scam'"),
    ] {
        let error = stderr(&wirecopy(&args).assert().code(2));
        assert!(error.starts_with(says), "{args:?}: {error}");
    }
}

#[test]
fn a_pipe_is_read_where_no_path_is_given() {
    let record = |id: &str| crate::support::record(id, id, "2031-05-04", "Late ferry", &prose(3, 90));
    let mut command = wirecopy(&["scan"]);
    let run = command.write_stdin([record("one"), record("two")].join("\n")).assert().success();
    assert_eq!(rows(&run.get_output().stdout).len(), 2);
    let error = stderr(&run);
    assert!(
        error.contains("2 articles from 1 file (")
            && error.contains("1 cluster with 2 copies; 1 candidate pair checked, 1 matches"),
        "{error}"
    );
}

#[test]
fn the_last_line_of_a_scan_says_where_the_report_is() {
    let dir = corpus("");
    let error = scan(&dir, &["--out", "result"]).1;
    assert_eq!(error.lines().last(), Some("open result/report.html"), "{error}");
    assert!(scan(&dir, &["--out", "result", "--no-page"]).1.ends_with("tables are in result\n"));
}

#[test]
fn inspect_prints_json_for_programs() {
    let mut command = wirecopy(&["inspect", "corpus-samples", "--json", "-q"]);
    let run = command.current_dir(env!("CARGO_MANIFEST_DIR")).assert().success();
    let found: serde_json::Value = serde_json::from_slice(&run.get_output().stdout).unwrap();
    assert_eq!((found["articles"].as_u64(), found["rejected"].as_u64()), (Some(84), Some(2)), "{found:#}");
    assert!(
        found["outlets"]["corrin-star.example"].as_u64().is_some() && found["samples"].as_array().unwrap().len() == 3
    );
}

#[test]
fn the_template_of_a_config_file_is_accepted_as_it_is() {
    let template = stdout(&wirecopy(&["config"]).assert().success());
    assert!(template.contains("# threshold = ") && template.contains("# out = \"DIR\""), "{template}");
    assert_eq!(scan(&corpus(&template), &[]).0, 2);
}

#[test]
fn the_long_version_says_features_and_the_path_of_the_cpu() {
    let version = stdout(&wirecopy(&["--version"]).assert().success());
    assert!(
        version.starts_with("wirecopy ") && version.contains("features: ") && version.contains("CPU: "),
        "{version}"
    );
    assert_eq!(stdout(&wirecopy(&["-V"]).assert().success()).lines().count(), 1);
}

#[test]
fn a_column_that_no_record_has_is_an_error_and_not_an_outlet_less() {
    let line = |nth: u64| format!("{{\"zeitung\":\"a.example\",\"text\":{:?}}}\n", prose(nth, 60));
    let table = format!("zeitung,text\na.example,{}\n", prose(5, 60));
    let dir = folder(&[
        ("lines/a.jsonl", (line(1) + &line(2)).as_bytes()),
        ("table/a.csv", table.as_bytes()),
        ("pages/a.txt", prose(4, 60).as_bytes()),
    ]);
    for source in ["lines", "table"] {
        let run = |column: &str| wirecopy(&["scan", source, "--outlet-column", column]).current_dir(&dir).assert();
        run("zeitung").success();
        let message = stderr(&run("Zeitung").code(2));
        assert!(message.contains("--outlet-column") && message.contains("\"Zeitung\""), "{message}");
    }
    // texts have no columns
    wirecopy(&["scan", "pages", "--outlet-column", "Zeitung"]).current_dir(&dir).assert().success();
}

#[test]
fn without_a_browser_a_scan_is_still_a_scan() {
    let dir = folder(&[("in/a.example/1.txt", prose(1, 60).as_bytes())]);
    let args = ["scan", "in", "--out", "result", "--open"];
    let message = stderr(&wirecopy(&args).env("PATH", "").current_dir(&dir).assert().success());
    assert!(message.contains("report.html yourself"), "{message}");
}

#[test]
fn the_input_is_not_written_to_standard_output_nor_from_an_index() {
    let dir = folder(&[("in/a.jsonl", format!("{{\"id\":\"1\",\"text\":{:?}}}\n", prose(1, 60)).as_bytes())]);
    let fails = |args: &[&str]| stderr(&wirecopy(args).current_dir(&dir).assert().code(2));
    assert!(fails(&["scan", "in", "--dedup-to", "-"]).contains("standard output"));
    wirecopy(&["index", "create", "kept"]).current_dir(&dir).assert().success();
    wirecopy(&["index", "add", "kept", "in"]).current_dir(&dir).assert().success();
    let message = fails(&["index", "scan", "kept", "--dedup-to", "unique.jsonl"]);
    assert!(message.contains("scan the files themselves"), "{message}");
    assert!(!dir.path().join("unique.jsonl").exists() && !dir.path().join("-").exists());
}

#[test]
fn a_mistaken_argument_is_told_what_was_meant() {
    let text = prose(7, 60);
    let dir = folder(&[
        ("in/a.example/1.txt", text.as_bytes()),
        ("in/b.example/2.txt", text.as_bytes()),
        ("labels.csv", b"article_id,cluster_id\na.example/1.txt,x\n"),
        ("pairs.csv", b"article_a,article_b,label\na.example/1.txt,b.example/2.txt,1\n"),
        ("outlets.csv", b"domain,owner\nc.example,Lamp Press\n"),
    ]);
    let run = |args: &[&str]| wirecopy(args).current_dir(&dir).assert();
    let fails = |args: &[&str]| stderr(&run(args).code(2));
    let words = fails(&["find", "the ferry ran aground", "--in", "in"]);
    assert!(words.contains("--text \"the ferry ran aground\""), "{words}");
    let labels = fails(&["evaluate", "in", "--labels", "pairs.csv"]);
    assert!(labels.contains("no column called article_id") && labels.contains("--pairs FILE"), "{labels}");
    let pairs = fails(&["evaluate", "in", "--pairs", "labels.csv"]);
    assert!(pairs.contains("no column called id_a") && pairs.contains("--labels FILE"), "{pairs}");
    run(&["evaluate", "in", "--pairs", "pairs.csv"]).success();
    let scan = ["scan", "in", "--out", "result", "--outlets"];
    let unused = stderr(&run(&[&scan[..], &["outlets.csv"]].concat()).success());
    assert!(unused.contains("--outlets: no article") && unused.contains("a.example, b.example"), "{unused}");
    std::fs::write(dir.path().join("outlets.csv"), "domain,owner\nb.example,Lamp Press\n").unwrap();
    let used = stderr(&run(&[&scan[..], &["outlets.csv"]].concat()).success());
    assert!(!used.contains("--outlets"), "{used}");
}

#[test]
fn articles_without_an_outlet_are_told_how_to_get_one_and_names_are_shown_as_they_are() {
    let record = |id: &str, outlet: &str| {
        serde_json::json!({"id": id, "outlet": outlet, "text": prose(9, 60)}).to_string() + "\n"
    };
    let dir = folder(&[
        ("none.jsonl", (record("1", "") + &record("2", "")).as_bytes()),
        ("some.jsonl", (record("1", "L'Étoile") + &record("2", "")).as_bytes()),
    ]);
    let run = |args: &[&str]| wirecopy(args).current_dir(&dir).assert().success();
    let none = stderr(&run(&["scan", "none.jsonl", "--out", "none"]));
    assert!(none.contains("2 copies of unknown outlets") && none.contains("--outlet-column"), "{none}");
    let some = stderr(&run(&["scan", "some.jsonl", "--out", "some"]));
    assert!(some.contains("2 copies in 2 outlets") && !some.contains("--outlet-column"), "{some}");
    assert!(stdout(&run(&["inspect", "some.jsonl"])).contains(" L'Étoile\n"));
}
