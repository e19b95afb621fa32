//! Archives of files: tar from a stream, zip from disk. Nothing is extracted to disk.

use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use crate::decompress::Expanded;
use crate::format::Content;
use crate::settings::Settings;

/// A member of an archive.
pub(crate) enum Member<'m> {
    /// A file, with the size that the archive gives.
    File { name: String, size: u64, content: Box<dyn Read + 'm> },
    /// A broken member; `row` is its number, counted from 1.
    Broken { row: u64, reason: String },
}

/// Visits the members of a tar archive.
pub(crate) fn tar(content: &mut Content<'_>, visit: &mut dyn FnMut(Member<'_>)) -> io::Result<()> {
    let mut archive = tar::Archive::new(content);
    for (at, entry) in archive.entries()?.enumerate() {
        let mut entry = match entry {
            Ok(entry) => entry,
            // after a broken header the next member cannot be found
            Err(error) => {
                visit(Member::Broken { row: at as u64 + 1, reason: broken("tar", &error) });
                return Ok(());
            }
        };
        if entry.header().entry_type().is_file() {
            let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            visit(Member::File { name, size: entry.size(), content: Box::new(&mut entry) });
        }
    }
    Ok(())
}

/// Visits the members of a zip archive, in the order of its directory.
pub(crate) fn zip(path: &Path, settings: &Settings, visit: &mut dyn FnMut(Member<'_>)) -> io::Result<()> {
    let file = io::BufReader::new(std::fs::File::open(path)?);
    let mut archive = zip::ZipArchive::new(file).map_err(|e| io::Error::other(broken("zip", &e)))?;
    for at in 0..archive.len() {
        let entry = match archive.by_index(at) {
            Ok(entry) => entry,
            Err(error) => {
                visit(Member::Broken { row: at as u64 + 1, reason: broken("zip", &error) });
                continue;
            }
        };
        if entry.is_file() {
            let name = entry.name().map(|name| name.into_owned()).unwrap_or_default();
            // the limit of expansion is relative to all compressed bytes of the member
            let consumed = Arc::new(AtomicU64::new(entry.compressed_size()));
            let size = entry.size();
            let content = Box::new(Expanded::new(Box::new(entry), "zip", consumed, settings));
            visit(Member::File { name, size, content });
        }
    }
    Ok(())
}

fn broken(kind: &str, error: &dyn std::fmt::Display) -> String {
    // the error may quote a name, which can be any bytes in a broken archive
    let error: String = error.to_string().trim_end().chars().filter(|c| !c.is_control()).take(120).collect();
    format!("broken {kind} archive: {}", error.trim_end())
}
