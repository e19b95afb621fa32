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
