//! Archives of files: tar from a stream, zip from disk. Nothing is extracted to disk.

use std::collections::{BTreeMap, HashSet};
use std::io::{self, Read, Seek, SeekFrom};
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
    let mut archive = tar::Archive::new(BoundedHeaders::new(content));
    // `cat a.tar b.tar`: after the end of the first archive the next one begins
    archive.set_ignore_zeros(true);
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

/// The content of a tar archive, in which long names and extended headers are read up to a limit: the reader of the
/// archive takes them into memory whole, whatever size they claim.
struct BoundedHeaders<R> {
    content: R,
    header: [u8; BLOCK_BYTES],
    /// Bytes of the header that were read.
    filled: usize,
    /// Bytes until the next header.
    until_header: u64,
    is_too_long: bool,
}

/// Bytes of a block, of which a header is one.
const BLOCK_BYTES: usize = 512;

impl<R> BoundedHeaders<R> {
    /// The longest name or extended header.
    const MAX_BYTES: u64 = 1 << 20;

    fn new(content: R) -> Self {
        BoundedHeaders { content, header: [0; BLOCK_BYTES], filled: 0, until_header: 0, is_too_long: false }
    }

    /// Follows the bytes that were read, to know where the next header begins.
    fn follow(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let passed = bytes.len().min(usize::try_from(self.until_header).unwrap_or(usize::MAX));
            self.until_header -= passed as u64;
            bytes = &bytes[passed..];
            let taken = bytes.len().min(BLOCK_BYTES - self.filled);
            self.header[self.filled..self.filled + taken].copy_from_slice(&bytes[..taken]);
            self.filled += taken;
            bytes = &bytes[taken..];
            if self.filled == BLOCK_BYTES {
                self.filled = 0;
                let header = tar::Header::from_byte_slice(&self.header);
                let size = header.entry_size().unwrap_or(0);
                let kind = header.entry_type();
                let is_read_whole = kind.is_gnu_longname()
                    || kind.is_gnu_longlink()
                    || kind.is_pax_local_extensions()
                    || kind.is_pax_global_extensions();
                self.is_too_long |= is_read_whole && size > Self::MAX_BYTES;
                let padding = (BLOCK_BYTES as u64 - size % BLOCK_BYTES as u64) % BLOCK_BYTES as u64;
                self.until_header = size.saturating_add(padding);
            }
        }
    }
}

impl<R: Read> Read for BoundedHeaders<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.is_too_long {
            return Err(io::Error::other("a name or an extended header of more than 1 MiB"));
        }
        let read = self.content.read(buffer)?;
        self.follow(&buffer[..read]);
        Ok(read)
    }
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
    let file = std::fs::File::open(path)?;
    // members that lie one beside the other take no more bytes than the archive has
    let mut bytes_left = file.metadata()?.len();
    let mut archive =
        zip::ZipArchive::new(io::BufReader::new(file)).map_err(|e| io::Error::other(broken("zip", &e)))?;
    for (name, others) in hidden_names(path, archive.central_directory_start())? {
        let reason = format!("{others} more of this name in the archive: only the last one can be read");
        (0..others).for_each(|_| visit(Member::Unreadable { name: name.clone(), reason: reason.clone() }));
    }
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
            let Some(left) = bytes_left.checked_sub(entry.compressed_size()) else {
                let reason = "shares its bytes with other members, as archives do that are made to fill a disk";
                visit(Member::Unreadable { name, reason: reason.to_owned() });
                continue;
            };
            bytes_left = left;
            // the limit of expansion is relative to all compressed bytes of the member
            let consumed = Arc::new(AtomicU64::new(entry.compressed_size()));
            let size = entry.size();
            let content = Box::new(Expanded::new(Box::new(entry), "zip", consumed, settings));
            visit(Member::File { name, size, content });
        }
    }
    Ok(())
}

/// The names that several members of a zip archive have, each with how many of them are hidden by the last. The
/// archive's reader knows members by their names.
fn hidden_names(path: &Path, directory: u64) -> io::Result<BTreeMap<String, u64>> {
    const ENTRY_BYTES: usize = 46;
    let mut file = io::BufReader::new(std::fs::File::open(path)?);
    file.seek(SeekFrom::Start(directory))?;
    let (mut seen, mut hidden) = (HashSet::new(), BTreeMap::new());
    let mut entry = [0; ENTRY_BYTES];
    while file.read_exact(&mut entry).is_ok() && entry.starts_with(b"PK\x01\x02") {
        let length = |at: usize| usize::from(u16::from_le_bytes([entry[at], entry[at + 1]]));
        let mut name = vec![0; length(28)];
        file.read_exact(&mut name)?;
        file.seek_relative((length(30) + length(32)) as i64)?;
        let name_hash = wirecopy_core::util::hash::of_bytes(&name);
        if !seen.insert(name_hash) {
            *hidden.entry(String::from_utf8_lossy(&name).into_owned()).or_default() += 1;
        }
    }
    Ok(hidden)
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

/// The content of a member of a zip archive, held against its size in the archive.
pub(crate) fn expanded<'a, R: Read>(entry: zip::read::ZipFile<'a, R>, settings: &Settings) -> Expanded<'a> {
    let consumed = Arc::new(AtomicU64::new(entry.compressed_size()));
    Expanded::new(Box::new(entry), "zip", consumed, settings)
}

fn broken(kind: &str, error: &dyn std::fmt::Display) -> String {
    // the error may quote a name, which can be any bytes in a broken archive
    let error: String = error.to_string().trim_end().chars().filter(|c| !c.is_control()).take(120).collect();
    format!("broken {kind} archive: {}", error.trim_end())
}
