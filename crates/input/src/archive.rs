//! Archives of files: tar as it streams by, zip from disk; nothing is unpacked to disk.

use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::Settings;
use super::decode::{Content, Expanded};

/// A file in an archive with the size the archive says it has, or why there is none at this place: its number from 1, and the
/// reason.
pub(super) enum Member<'m> {
    File { name: String, size: u64, content: Box<dyn Read + 'm> },
    Broken { row: u64, reason: String },
}

/// Walks over the members of a tar archive.
pub(super) fn tar(content: &mut Content<'_>, each: &mut dyn FnMut(Member<'_>)) -> io::Result<()> {
    let mut archive = tar::Archive::new(content);
    for (at, entry) in archive.entries()?.enumerate() {
        let mut entry = match entry {
            Ok(entry) => entry,
            // what follows a broken header cannot be found again
            Err(error) => {
                each(Member::Broken { row: at as u64 + 1, reason: broken("tar", &error) });
                return Ok(());
            }
        };
        if entry.header().entry_type().is_file() {
            let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            each(Member::File { name, size: entry.size(), content: Box::new(&mut entry) });
        }
    }
    Ok(())
}

/// Walks over the members of a zip archive, in the order of its directory.
pub(super) fn zip(path: &Path, settings: &Settings, each: &mut dyn FnMut(Member<'_>)) -> io::Result<()> {
    let file = io::BufReader::new(std::fs::File::open(path)?);
    let mut archive = zip::ZipArchive::new(file).map_err(|e| io::Error::other(broken("zip", &e)))?;
    for at in 0..archive.len() {
        let entry = match archive.by_index(at) {
            Ok(entry) => entry,
            Err(error) => {
                each(Member::Broken { row: at as u64 + 1, reason: broken("zip", &error) });
                continue;
            }
        };
        if entry.is_file() {
            let name = entry.name().map(|name| name.into_owned()).unwrap_or_default();
            // all of the member's compressed bytes are there, so they are what its content is held against
            let consumed = Arc::new(AtomicU64::new(entry.compressed_size()));
            let size = entry.size();
            let content = Box::new(Expanded::new(Box::new(entry), "zip", consumed, settings));
            each(Member::File { name, size, content });
        }
    }
    Ok(())
}

fn broken(kind: &str, error: &dyn std::fmt::Display) -> String {
    // such errors quote names, which in a broken archive are anything
    let error: String = error.to_string().trim_end().chars().filter(|c| !c.is_control()).take(120).collect();
    format!("broken {kind} archive: {}", error.trim_end())
}
