//! Archives of files: tar from a stream, zip from disk. Nothing is extracted to disk.

use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use tar::EntryType;

use crate::charset::Legacy;
use crate::decompress::Expanded;
use crate::format::Content;
use crate::settings::Settings;

/// A member of an archive.
pub(crate) enum Member<'m> {
    /// A file, with the size that the archive gives.
    File { name: String, size: u64, content: Box<dyn Read + 'm> },
    /// A broken member; `row` is its number, counted from 1.
    Broken { row: u64, reason: String },
    /// A file whose content cannot be had.
    Unreadable { name: String, reason: String },
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
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        match entry.header().entry_type() {
            EntryType::Regular | EntryType::Continuous | EntryType::GNUSparse => {
                let size = entry.size();
                visit(match sparse_name(&mut entry)? {
                    Some(name) => sparse(name, &mut entry)?,
                    None => Member::File { name, size, content: Box::new(&mut entry) },
                });
            }
            EntryType::Link => {
                let target = entry.link_name_bytes().unwrap_or_default();
                let target = String::from_utf8_lossy(&target).into_owned();
                let reason = format!("a hard link to {target} in the archive: not read; that file counts once");
                visit(Member::Unreadable { name, reason });
            }
            _ => {}
        }
    }
    Ok(())
}

/// The name of a file with holes, as newer programs store one: in a header, while the member itself has another name.
fn sparse_name<R: Read>(entry: &mut tar::Entry<'_, R>) -> io::Result<Option<String>> {
    let Some(extensions) = entry.pax_extensions()? else { return Ok(None) };
    let name = extensions.flatten().find(|extension| extension.key_bytes() == b"GNU.sparse.name");
    Ok(name.map(|name| String::from_utf8_lossy(name.value_bytes()).into_owned()))
}

/// A file with holes: lines with the number of its pieces and the place and size of each, then the pieces. Zeros are
/// no text, so the holes are left out.
fn sparse<'m, R: Read>(name: String, entry: &'m mut tar::Entry<'_, R>) -> io::Result<Member<'m>> {
    const BLOCK_BYTES: usize = 512;
    const MAX_PIECES: u64 = 10_000;
    let unreadable = |name| Ok(Member::Unreadable { name, reason: "a file with holes: not read".to_owned() });
    let mut read = 0;
    let mut number = |entry: &mut tar::Entry<'_, R>| -> io::Result<Option<u64>> {
        let mut value = 0_u64;
        loop {
            let mut byte = [0];
            entry.read_exact(&mut byte)?;
            read += 1;
            match byte[0] {
                b'\n' => return Ok(Some(value)),
                digit @ b'0'..=b'9' => value = value.saturating_mul(10).saturating_add(u64::from(digit - b'0')),
                _ => return Ok(None),
            }
        }
    };
    let Some(pieces) = number(entry)?.filter(|pieces| *pieces <= MAX_PIECES) else { return unreadable(name) };
    let mut size = 0_u64;
    for _ in 0..pieces {
        let (Some(_), Some(length)) = (number(entry)?, number(entry)?) else { return unreadable(name) };
        size = size.saturating_add(length);
    }
    // the map takes whole blocks
    let padding = (BLOCK_BYTES - read % BLOCK_BYTES) % BLOCK_BYTES;
    entry.read_exact(&mut vec![0; padding])?;
    Ok(Member::File { name, size, content: Box::new(entry.take(size)) })
}

/// Visits the members of a zip archive, in the order of its directory.
pub(crate) fn zip(path: &Path, settings: &Settings, visit: &mut dyn FnMut(Member<'_>)) -> io::Result<()> {
    let file = io::BufReader::new(std::fs::File::open(path)?);
    let mut archive = zip::ZipArchive::new(file).map_err(|e| io::Error::other(broken("zip", &e)))?;
    let names = names(&archive);
    // a web archive in zip has the texts of its pages a second time, for search
    let is_web_archive = names.iter().any(|name| name.starts_with("archive/") && name.contains(".warc"));
    for (at, name) in names.into_iter().enumerate() {
        if is_web_archive && name.starts_with("pages/") {
            continue;
        }
        let entry = match archive.by_index(at) {
            Ok(entry) => entry,
            Err(error) => {
                visit(Member::Broken { row: at as u64 + 1, reason: broken("zip", &error) });
                continue;
            }
        };
        if entry.is_file() {
            // the limit of expansion is relative to all compressed bytes of the member
            let consumed = Arc::new(AtomicU64::new(entry.compressed_size()));
            let size = entry.size();
            let content = Box::new(Expanded::new(Box::new(entry), "zip", consumed, settings));
            visit(Member::File { name, size, content });
        }
    }
    Ok(())
}

/// The names of all members. Old programs store them in the encoding of their system, without saying which; Windows
/// ones part folders by backslashes.
fn names(archive: &zip::ZipArchive<io::BufReader<std::fs::File>>) -> Vec<String> {
    let others: Vec<u8> =
        archive.file_names_raw().filter(|raw| std::str::from_utf8(raw).is_err()).collect::<Vec<_>>().join(&b'\n');
    let legacy = if others.is_empty() { None } else { Legacy::of(&others) };
    let name = |raw: &[u8]| match (std::str::from_utf8(raw), legacy) {
        (Ok(name), _) => name.to_owned(),
        (Err(_), Some(legacy)) => legacy.decode(raw),
        (Err(_), None) => String::from_utf8_lossy(raw).into_owned(),
    };
    archive.file_names_raw().map(|raw| name(raw).replace('\\', "/")).collect()
}

fn broken(kind: &str, error: &dyn std::fmt::Display) -> String {
    // the error may quote a name, which can be any bytes in a broken archive
    let error: String = error.to_string().trim_end().chars().filter(|c| !c.is_control()).take(120).collect();
    format!("broken {kind} archive: {}", error.trim_end())
}
