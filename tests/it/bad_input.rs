//! Faulty input: it is rejected with a reason, the rest is read, and the exit codes are as documented.

use crate::support::{folder, gzip, prose, rows, stderr, table, wirecopy};
use std::process::{Command, Stdio};

/// Scans a folder; returns file name, row and reason of all rejected input, and the number of articles.
fn rejected(dir: &std::path::Path, extra: &[&str]) -> (Vec<(String, String, String)>, usize) {
    let out = tempfile::TempDir::new().unwrap();
    let mut args = vec!["scan", dir.to_str().unwrap(), "--out", out.path().to_str().unwrap()];
    args.extend(extra);
    wirecopy(&args).assert().success();
    let lines = table(out.path(), "rejected.csv")
        .iter()
        .map(|row| {
            let name = row["path"].rsplit('/').next().unwrap_or_default().to_owned();
            (name, row["row"].clone(), row["reason"].clone())
        })
        .collect();
    (lines, table(out.path(), "articles.csv").len())
}

#[test]
fn fails_for_a_missing_path_and_names_it() {
    let run = wirecopy(&["scan", "/nowhere/at/all"]).assert().code(2);
    assert!(stderr(&run).contains("/nowhere/at/all"));
}

#[test]
fn fails_for_a_folder_without_articles() {
    let dir = folder(&[("picture.png", b"no article")]);
    let run = wirecopy(&["scan", dir.path().to_str().unwrap()]).assert().code(2);
    assert!(stderr(&run).contains("no articles found"), "{}", stderr(&run));
}

#[test]
fn fails_for_settings_out_of_range_and_names_the_flag() {
    let dir = folder(&[("a.txt", b"text")]);
    let path = dir.path().to_str().unwrap().to_owned();
    for (flag, value) in [("--threshold", "1.5"), ("--bands", "0"), ("--shingle", "0"), ("--threads", "0")] {
        let mut command = assert_cmd::Command::cargo_bin("wirecopy").unwrap();
        let run = command.args(["scan", &path, flag, value]).assert().code(2);
        assert!(stderr(&run).contains(flag), "{flag}: {}", stderr(&run));
    }
}

#[test]
fn rejects_faulty_lines_one_by_one() {
    let good = serde_json::json!({"id": 1, "text": prose(1, 50)}).to_string();
    let lines = [&*good, "{\"text\": ", "[1, 2]", "{\"title\": \"x\"}", "", "{\"id\": 1, \"text\": \"another text\"}"];
    let dir = folder(&[("day.jsonl", lines.join("\n").as_bytes())]);
    let (found, articles) = rejected(dir.path(), &[]);
    let reasons: Vec<(&str, &str)> =
        found.iter().map(|(_, row, reason)| (row.as_str(), reason.split([':', '"']).next().unwrap().trim())).collect();
    assert_eq!(reasons, [("2", "not valid JSON"), ("3", "not a JSON object"), ("4", "no text")]);
    assert_eq!(articles, 2);
}

#[test]
fn rejects_broken_files_and_reads_the_others() {
    let gz = gzip(prose(2, 3000).as_bytes());
    let dir = folder(&[
        ("cut.txt.gz", &gz[..gz.len() / 2]),
        ("empty.txt", b""),
        ("blank.txt", b" \n\n "),
        ("binary.txt", &[0, 159, 146, 150, 0, 0, 1, 2, 3]),
        ("wrong.jsonl.zst", b"this is no zstd"),
        ("folder.txt/inner.txt", prose(3, 50).as_bytes()),
        ("latin.txt", b"Le caf\xe9 de l'\xeele restera ferm\xe9 jusqu'\xe0 jeudi, a dit le maire."),
        ("good.txt", prose(4, 50).as_bytes()),
        ("a,b\nc.txt", prose(5, 50).as_bytes()),
    ]);
    #[cfg(unix)]
    std::os::unix::fs::symlink(dir.path(), dir.path().join("loop")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("nowhere", dir.path().join("dangling.txt")).unwrap();
    let (found, articles) = rejected(dir.path(), &["--follow"]);
    let names: Vec<&str> = found.iter().map(|(name, ..)| name.as_str()).collect();
    let expected =
        ["binary.txt", "blank.txt", "cut.txt.gz", "dangling.txt", "empty.txt", "folder.txt", "loop", "wrong.jsonl.zst"];
    assert_eq!(names, expected);
    assert_eq!(articles, 4);
    assert!(found[2].2.contains("ends early"), "{}", found[2].2);
}

#[test]
fn strict_exits_with_2_for_rejected_input_and_writes_the_result() {
    let story = prose(6, 50);
    let good = |id: u32| serde_json::json!({"id": id, "text": story}).to_string();
    let lines = format!("{}\n{}\nno json\n", good(1), good(2));
    let run = wirecopy(&["scan", "--strict", "-"]).write_stdin(lines.clone()).assert().code(2);
    assert_eq!(rows(&run.get_output().stdout).len(), 2);
    wirecopy(&["scan", "-"]).write_stdin(lines).assert().success();
}

#[test]
fn rejects_an_oversized_file_and_names_the_flag_for_the_limit() {
    let dir = folder(&[("long.txt", prose(7, 30_000).as_bytes()), ("good.txt", prose(8, 50).as_bytes())]);
    let (found, articles) = rejected(dir.path(), &["--max-article-bytes", "100000"]);
    assert_eq!((found.len(), articles), (1, 1));
    assert!(found[0].2.contains("--max-article-bytes"), "{}", found[0].2);
}

#[test]
fn rejects_each_of_ten_thousand_empty_files() {
    let files: Vec<String> = (0..10_000).map(|i| format!("{}/{i}.txt", i % 100)).collect();
    let mut files: Vec<(&str, &[u8])> = files.iter().map(|name| (name.as_str(), &b""[..])).collect();
    let story = prose(9, 50);
    files.push(("good.txt", story.as_bytes()));
    let dir = folder(&files);
    let (found, articles) = rejected(dir.path(), &[]);
    assert_eq!((found.len(), articles), (10_000, 1));
}

#[test]
fn exits_with_success_when_its_output_pipe_closes() {
    let mut lines = String::new();
    for id in 0..3000 {
        let text = prose(id / 2, 40);
        lines.push_str(&serde_json::json!({"id": id, "text": text}).to_string());
        lines.push('\n');
    }
    let dir = folder(&[("x.jsonl", lines.as_bytes())]);
    let mut child = Command::new(assert_cmd::cargo::cargo_bin("wirecopy"))
        .args(["scan", "-q", dir.path().to_str().unwrap()])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{:?}", output);
    assert!(output.stderr.is_empty(), "{:?}", output);
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_a_run_that_waits_for_input() {
    use std::time::{Duration, Instant};

    let mut child = Command::new(assert_cmd::cargo::cargo_bin("wirecopy"))
        .args(["scan", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // the program handles Ctrl-C by now; if it did not, the signal would end it without an exit code
    std::thread::sleep(Duration::from_millis(1500));
    let kill = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(kill.success());
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        assert!(start.elapsed() < Duration::from_secs(30), "still running");
        std::thread::sleep(Duration::from_millis(20));
    };
    assert_eq!(status.code(), Some(130));
}
