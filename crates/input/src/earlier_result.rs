//! Folders with the result of an earlier run: they lie beside articles, and hold none.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// The file by which such a folder is known.
pub const SUMMARY: &str = "summary.json";

/// Whether a file is the summary of a run.
#[must_use]
pub fn is_summary(path: &Path) -> bool {
    let parsed =
        File::open(path).and_then(|file| Ok(serde_json::from_reader::<_, serde_json::Value>(BufReader::new(file))?));
    parsed.is_ok_and(|summary| ["version", "settings", "counts"].iter().all(|field| summary.get(field).is_some()))
}

/// Whether a folder holds the result of a run.
pub(crate) fn is_result(folder: &Path) -> bool {
    let summary = folder.join(SUMMARY);
    summary.is_file() && is_summary(&summary)
}
