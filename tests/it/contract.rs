//! What the command line promises beside the scan: a file of flags, completions and manual pages.

use crate::support::{folder, prose, rows, wirecopy};
use tempfile::TempDir;

/// Two copies, one of them cut to less than half, and a file of flags.
fn corpus(config: &str) -> TempDir {
    let story = prose(7, 400);
    let cut = story.split_inclusive(' ').take(150).collect::<String>();
    folder(&[
        ("in/a.example/1.txt", story.as_bytes()),
        ("in/b.example/2.txt", cut.as_bytes()),
        ("wirecopy.toml", config.as_bytes()),
    ])
}

/// What a scan of it under these flags prints, and what it complains about.
fn scan(dir: &TempDir, flags: &[&str]) -> (usize, String) {
    let args = [&["scan", "in", "--config", "wirecopy.toml"], flags].concat();
    let output = wirecopy(&args).current_dir(dir.path()).output().unwrap();
    (rows(&output.stdout).len(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn flags_of_a_file_count_and_those_of_the_command_line_win() {
    assert_eq!(scan(&corpus("threshold = 0.3\n"), &[]).0, 2);
    assert_eq!(scan(&corpus("threshold = 0.9\n"), &[]).0, 0);
    assert_eq!(scan(&corpus("threshold = 0.9\n"), &["--threshold", "0.3"]).0, 2);
    assert_eq!(scan(&corpus("exclude = ['*2.txt']\n"), &[]).0, 0);
    assert_eq!(scan(&corpus("exclude = ['*2.txt']\n"), &["--exclude", "none"]).0, 2);
}

#[test]
fn switches_and_what_they_need_may_stand_in_different_places() {
    let dir = corpus("quiet = true\nout = 'result'\nno-page = true\nstrict = false\n");
    assert_eq!(scan(&dir, &["--no-pairs"]), (0, String::new()));
    assert!(dir.path().join("result/clusters.csv").exists());
    assert!(!dir.path().join("result/report.html").exists() && !dir.path().join("result/pairs.csv").exists());
}

#[test]
fn an_unknown_key_is_named_with_its_line_and_those_that_there_are() {
    let (_, error) = scan(&corpus("# ours\nthreshold = 0.4\ntreshold = 0.5\n"), &[]);
    assert!(error.contains("wirecopy.toml, line 3: treshold is no flag of scan; known are "), "{error}");
    assert!(error.contains("threshold") && error.contains("min-shared") && !error.contains("config,"), "{error}");
}

#[test]
fn a_value_that_cannot_be_is_named_with_its_line() {
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
fn one_file_serves_every_subcommand() {
    let dir = corpus("out = 'result'\nthreshold = 0.9\n");
    let args = ["explain", "in/a.example/1.txt", "in/b.example/2.txt", "--config", "wirecopy.toml"];
    wirecopy(&args).current_dir(dir.path()).assert().success();
    assert!(!dir.path().join("result").exists());
}

#[test]
fn a_file_of_flags_that_is_not_there_is_named() {
    let output = wirecopy(&["scan", "in", "--config", "none.toml"]).assert().code(2);
    assert!(String::from_utf8_lossy(&output.get_output().stderr).contains("none.toml"));
}

#[test]
fn every_shell_gets_its_completions() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = wirecopy(&["completions", shell]).assert().success();
        let script = String::from_utf8(output.get_output().stdout.clone()).unwrap();
        assert!(script.contains("min-shared") && script.contains("evaluate"), "{shell}");
    }
    wirecopy(&["completions", "telepathy"]).assert().code(2);
}

#[test]
fn manual_pages_go_to_stdout_or_all_into_a_folder() {
    let page =
        |args: &[&str]| String::from_utf8(wirecopy(args).assert().success().get_output().stdout.clone()).unwrap();
    assert!(page(&["man"]).contains("wirecopy\\-scan(1)"));
    assert!(page(&["man", "scan"]).contains("\\-\\-min\\-shared"));
    let output = wirecopy(&["man", "fly"]).assert().code(2);
    assert!(String::from_utf8_lossy(&output.get_output().stderr).contains("there are wirecopy, scan, explain"));
    let dir = folder(&[]);
    let pages = dir.path().join("man1");
    wirecopy(&["man", "--out", pages.to_str().unwrap()]).assert().success();
    for name in ["wirecopy", "wirecopy-scan", "wirecopy-bench", "wirecopy-man"] {
        assert!(pages.join(format!("{name}.1")).exists(), "{name}");
    }
}
