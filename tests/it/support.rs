//! What the whole-command tests share: the binary, and small corpora of invented prose.
#![allow(unreachable_pub)] // the tests are one program, which nobody links

use assert_cmd::Command;
use std::collections::HashMap;
use std::path::Path;
use tempfile::TempDir;

/// The binary, on two threads.
pub fn wirecopy(args: &[&str]) -> Command {
    let mut command = Command::cargo_bin("wirecopy").unwrap();
    command.args(args).arg("-j2").env_remove("NO_COLOR");
    command
}

/// Prose of `words` words that no other seed gives.
pub fn prose(seed: u64, words: usize) -> String {
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

/// A folder with these files.
pub fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let dir = TempDir::new().unwrap();
    for (name, content) in files {
        let path = dir.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }
    dir
}

/// The rows of a CSV file by column name.
pub fn rows(csv_text: &[u8]) -> Vec<HashMap<String, String>> {
    let mut reader = csv::Reader::from_reader(csv_text);
    reader.deserialize().map(|row| row.unwrap()).collect()
}

/// The rows of a table that `scan --out` wrote.
pub fn table(dir: &Path, name: &str) -> Vec<HashMap<String, String>> {
    rows(&std::fs::read(dir.join(name)).unwrap())
}
