//! What `scan` writes to: no source is replaced, no result is read as a source, and a result is whole.

use crate::support::{folder, prose, record, stderr, table, wirecopy};
use std::path::Path;
use tempfile::TempDir;

/// A folder with the corpus `corpus/articles.jsonl`: three copies of one text.
fn corpus() -> TempDir {
    let text = prose(7, 300);
    let line = |id: &str| record(id, &format!("{id}.example"), "2031-02-04T09:00Z", "Ferry runs aground", &text) + "\n";
    let lines = ["a", "b", "c"].map(line).concat();
    folder(&[("corpus/articles.jsonl", lines.as_bytes())])
}

/// Runs `scan` in a folder.
fn scan(dir: &Path, args: &[&str]) -> assert_cmd::assert::Assert {
    wirecopy(&["scan"]).args(args).current_dir(dir).assert()
}

#[test]
fn a_corpus_is_not_replaced_by_the_tables_of_its_scan() {
    let dir = corpus();
    let before = std::fs::read(dir.path().join("corpus/articles.jsonl")).unwrap();
    for out in ["corpus", "corpus/../corpus", ".", "corpus/articles.jsonl"] {
        let run = scan(dir.path(), &["corpus/articles.jsonl", "--format", "jsonl", "--out", out]).code(2);
        assert!(stderr(&run).contains("a source of the scan"), "{out}: {}", stderr(&run));
    }
    for flag in ["--dedup-to", "--graph"] {
        let source = "corpus/net.gexf.jsonl";
        std::fs::write(dir.path().join(source), &before).unwrap();
        let target = if flag == "--graph" { "corpus/same.gexf" } else { source };
        if flag == "--graph" {
            std::fs::hard_link(dir.path().join(source), dir.path().join(target)).unwrap();
        }
        let run = scan(dir.path(), &[source, flag, target]).code(2);
        assert!(stderr(&run).contains("a source of the scan"), "{flag}: {}", stderr(&run));
    }
    assert_eq!(std::fs::read(dir.path().join("corpus/articles.jsonl")).unwrap(), before);
}

#[test]
fn a_result_in_the_corpus_is_not_read_by_the_next_run() {
    let dir = corpus();
    for _ in 0..3 {
        let args = ["corpus", "--out", "corpus/out", "--format", "jsonl", "--dedup-to", "corpus/kept.jsonl"];
        let run = scan(dir.path(), &args).success();
        assert!(stderr(&run).contains("is not read"), "{}", stderr(&run));
        let articles = std::fs::read_to_string(dir.path().join("corpus/out/articles.jsonl")).unwrap();
        assert_eq!(articles.lines().count(), 3);
    }
}

#[test]
fn a_result_of_another_format_goes_and_files_of_others_stay() {
    let dir = corpus();
    scan(dir.path(), &["-q", "corpus", "--out", "out", "--graph", "gexf"]).success();
    scan(dir.path(), &["-q", "corpus", "--out", "out", "--format", "jsonl", "--no-page"]).success();
    let mut names: Vec<_> = std::fs::read_dir(dir.path().join("out"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.retain(|name| !name.ends_with(".jsonl"));
    names.sort();
    assert_eq!(names, ["datapackage.json", "summary.json"]);
    std::fs::write(dir.path().join("out/notes.txt"), "mine").unwrap();
    let run = scan(dir.path(), &["corpus", "--out", "out"]).code(2);
    assert!(stderr(&run).contains("notes.txt"), "{}", stderr(&run));
    scan(dir.path(), &["-q", "corpus", "--out", "out", "--force"]).success();
    assert_eq!(std::fs::read(dir.path().join("out/notes.txt")).unwrap(), b"mine");
    assert!(dir.path().join("out/clusters.csv").exists() && !dir.path().join("out/clusters.jsonl").exists());
}

#[test]
fn what_cannot_be_written_is_told_before_reading() {
    let dir = corpus();
    std::fs::write(dir.path().join("file"), "x").unwrap();
    for args in [["--out", "file"], ["--out", "file/out"], ["--graph", "missing/net.gexf"]] {
        let run = scan(dir.path(), &[&["corpus"], &args[..]].concat()).code(2);
        assert!(!stderr(&run).contains("articles"), "{args:?}: {}", stderr(&run));
    }
    assert_eq!(std::fs::read(dir.path().join("file")).unwrap(), b"x");
}

#[cfg(unix)]
#[test]
fn a_closed_stdout_ends_the_table_and_not_the_other_outputs() {
    use std::os::fd::OwnedFd;
    let dir = corpus();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let status = std::process::Command::new(assert_cmd::cargo::cargo_bin("wirecopy"))
        .args(["scan", "-q", "corpus", "--dedup-to", "kept.jsonl", "--graph", "net.gexf"])
        .current_dir(dir.path())
        .stdout(OwnedFd::from(writer))
        .status()
        .unwrap();
    assert!(status.success());
    assert_eq!(std::fs::read_to_string(dir.path().join("kept.jsonl")).unwrap().lines().count(), 1);
    assert!(dir.path().join("net.gexf").exists());
}

#[cfg(unix)]
#[test]
fn a_closed_stderr_hides_no_failure() {
    use std::os::fd::OwnedFd;
    let dir = corpus();
    std::fs::write(dir.path().join("corpus/broken.jsonl"), "{\"id\": 1\n").unwrap();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let status = std::process::Command::new(assert_cmd::cargo::cargo_bin("wirecopy"))
        .args(["scan", "corpus", "--strict", "--out", "out"])
        .current_dir(dir.path())
        .stderr(OwnedFd::from(writer))
        .status()
        .unwrap();
    assert_eq!(status.code(), Some(2));
    assert_eq!(table(&dir.path().join("out"), "rejected.csv").len(), 1);
}

#[cfg(unix)]
#[test]
fn a_limit_on_the_size_of_files_is_told_and_leaves_nothing() {
    let dir = corpus();
    let program = assert_cmd::cargo::cargo_bin("wirecopy");
    // the limit is in blocks of 512 or 1,024 bytes
    let run = std::process::Command::new("sh")
        .args(["-c", "ulimit -f 4; exec \"$0\" scan corpus --out out"])
        .arg(program)
        .current_dir(dir.path())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&run.stderr).into_owned();
    assert_eq!(run.status.code(), Some(2), "{told}");
    assert!(told.contains("cannot write out/"), "{told}");
    let names: Vec<_> = std::fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["corpus"]);
}

#[cfg(unix)]
#[test]
fn a_limit_on_open_files_ends_the_run_with_a_message() {
    let dir = corpus();
    let program = assert_cmd::cargo::cargo_bin("wirecopy");
    // with three a program is not even loaded
    for files in 4..9 {
        // a run that goes on for ever is ended by the limit of CPU time
        let run = std::process::Command::new("sh")
            .args(["-c", &format!("ulimit -n {files}; ulimit -t 20; exec \"$0\" scan corpus --out out")])
            .arg(&program)
            .current_dir(dir.path())
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&run.stderr).into_owned();
        assert!(matches!(run.status.code(), Some(0 | 2)), "{files} files: {:?} {told}", run.status);
        assert!(run.status.success() || !told.is_empty(), "{files} files");
    }
}

#[test]
fn a_spreadsheet_reads_no_text_as_a_formula() {
    let text = prose(7, 300);
    let lines: String = ["=cmd", "b"]
        .map(|outlet| record(outlet, outlet, "2031-02-04T09:00Z", "+1 on the ferry", &text) + "\n")
        .concat();
    let dir = folder(&[("corpus/articles.jsonl", lines.as_bytes())]);
    let run = scan(dir.path(), &["-q", "corpus", "--spreadsheet-safe"]).success();
    let clusters = crate::support::rows(&run.get_output().stdout);
    assert_eq!(clusters.len(), 2);
    assert!(clusters.iter().any(|row| row["outlet"] == "'=cmd"));
    assert!(clusters.iter().all(|row| row["title"] == "'+1 on the ferry"));
    scan(dir.path(), &["corpus", "--spreadsheet-safe", "--format", "jsonl"]).code(2);
}
