//! Helpers of the tests: running the program, and small corpora of invented prose.

use assert_cmd::Command;
use assert_cmd::assert::Assert;
use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use tempfile::TempDir;
use wirecopy::article::{Article, Rejected};
use wirecopy::input::{self, Counts, Settings};
use wirecopy::progress::NoProgress;

/// The program with these arguments, on two threads.
pub(crate) fn wirecopy(args: &[&str]) -> Command {
    let mut command = Command::cargo_bin("wirecopy").unwrap();
    command.args(args).arg("-j2").env_remove("NO_COLOR");
    command
}

/// Invented prose of `words` words, which differs for each seed.
pub(crate) fn prose(seed: u64, words: usize) -> String {
    let mut state = seed;
    let mut out = String::new();
    for word in 0..words {
        for _ in 0..2 + wirecopy::hash::next_random(&mut state) % 3 {
            let n = wirecopy::hash::next_random(&mut state);
            out.push(b"bdfgklmnprst"[(n % 12) as usize] as char);
            out.push(b"aeiou"[(n / 16 % 5) as usize] as char);
        }
        out.push_str(if word % 17 == 16 { ".\n" } else { " " });
    }
    out.push('.');
    out
}

/// The standard output of a run.
pub(crate) fn stdout(run: &Assert) -> String {
    String::from_utf8(run.get_output().stdout.clone()).unwrap()
}

/// The standard error of a run.
pub(crate) fn stderr(run: &Assert) -> String {
    String::from_utf8(run.get_output().stderr.clone()).unwrap()
}

/// An article as a line of JSON.
pub(crate) fn record(id: &str, outlet: &str, published: &str, title: &str, text: &str) -> String {
    serde_json::json!({"id": id, "outlet": outlet, "published": published, "title": title, "text": text}).to_string()
}

/// A temporary folder with these files.
pub(crate) fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let dir = TempDir::new().unwrap();
    for (name, content) in files {
        let path = dir.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }
    dir
}

/// Compressed data.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gz.write_all(bytes).unwrap();
    gz.finish().unwrap()
}

/// The rows of a CSV file, by column.
pub(crate) fn rows(csv_text: &[u8]) -> Vec<HashMap<String, String>> {
    let mut reader = csv::Reader::from_reader(csv_text);
    reader.deserialize().map(|row| row.unwrap()).collect()
}

/// The rows of a table in the folder of `scan --out`.
pub(crate) fn table(dir: &Path, name: &str) -> Vec<HashMap<String, String>> {
    rows(&std::fs::read(dir.join(name)).unwrap())
}

/// Reads these paths; returns articles and rejected input in the order of the input, and the counts.
pub(crate) fn read_articles(paths: &[PathBuf], settings: &Settings) -> (Vec<Article>, Vec<Rejected>, Counts) {
    let batches = Mutex::new(Vec::new());
    let counts = input::read(paths, settings, &NoProgress, |batch| batches.lock().unwrap().push(batch)).unwrap();
    let mut batches = batches.into_inner().unwrap();
    batches.sort_by_key(|batch| batch.position);
    assert!(batches.windows(2).all(|pair| pair[0].position < pair[1].position), "two batches at one position");
    let rejected = batches.iter().flat_map(|batch| batch.rejected.clone()).collect();
    (batches.into_iter().flat_map(|batch| batch.articles).collect(), rejected, counts)
}

/// A zip archive of these files.
pub(crate) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}
