//! A file of sections, each with a checksum: written once, and forced to disk before it counts.
//!
//! Header: eight bytes `wcsegmnt`, the format (u32), the number of sections (u32), then for each section its kind
//! (u32), four zeros, offset, length and xxh3 of 64 bits (u64 each), and the xxh3 of all this. Numbers are
//! little-endian, sections start at multiples of eight bytes.

use crate::error::{IndexError, Result};
use memmap2::Mmap;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use wirecopy_core::util::hash;

const MAGIC: &[u8; 8] = b"wcsegmnt";
/// The format that is written, and the newest that is read.
pub(crate) const FORMAT: u32 = 1;
const ENTRY_BYTES: usize = 32;
const HEAD_BYTES: usize = 16;

/// Writes a file of sections under a name that there is not yet, and forces it to disk.
pub(crate) fn write(path: &Path, sections: &[(u32, &[u8])]) -> Result<u64> {
    let mut head = MAGIC.to_vec();
    head.extend(FORMAT.to_le_bytes());
    head.extend((sections.len() as u32).to_le_bytes());
    let mut offset = (HEAD_BYTES + ENTRY_BYTES * sections.len() + 8) as u64;
    for (kind, bytes) in sections {
        offset = offset.next_multiple_of(8);
        head.extend(u64::from(*kind).to_le_bytes());
        for number in [offset, bytes.len() as u64, hash::of_bytes(bytes)] {
            head.extend(number.to_le_bytes());
        }
        offset += bytes.len() as u64;
    }
    let check = hash::of_bytes(&head);
    head.extend(check.to_le_bytes());
    let part = path.with_extension("part");
    let write_all = || -> std::io::Result<u64> {
        let mut file = File::create(&part)?;
        file.write_all(&head)?;
        let mut at = head.len() as u64;
        for (_, bytes) in sections {
            let padding = at.next_multiple_of(8) - at;
            file.write_all(&[0; 8][..padding as usize])?;
            file.write_all(bytes)?;
            at += padding + bytes.len() as u64;
        }
        file.sync_all()?;
        std::fs::rename(&part, path)?;
        sync_folder(path)?;
        Ok(at)
    };
    let written = write_all();
    if written.is_err() {
        let _ = std::fs::remove_file(&part);
    }
    written.map_err(IndexError::io(path))
}

/// Forces the names of a folder to disk.
pub(crate) fn sync_folder(path: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// A file of sections, mapped into memory.
#[derive(Debug)]
pub(crate) struct CheckedFile {
    path: PathBuf,
    map: Mmap,
    /// Kind, offset, length and checksum of each section.
    sections: Vec<[u64; 4]>,
}

impl CheckedFile {
    /// Maps a file, and checks its header.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let file = File::open(path).map_err(IndexError::io(path))?;
        // SAFETY: segments are written once under another name and never changed; compaction deletes them, which leaves
        // a map intact. Who truncates a file of an index while it is read ends the reader, as with any mapped file.
        #[allow(unsafe_code)]
        let map = unsafe { Mmap::map(&file) }.map_err(IndexError::io(path))?;
        let sections = sections(&map).map_err(|problem| match problem {
            Problem::Damaged(problem) => IndexError::damaged(path, problem),
            Problem::Newer(found) => IndexError::Format { path: path.to_owned(), found, known: FORMAT },
        })?;
        Ok(CheckedFile { path: path.to_owned(), map, sections })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn len(&self) -> u64 {
        self.map.len() as u64
    }

    /// A section; empty if the file has none of this kind.
    pub(crate) fn section(&self, kind: u32) -> &[u8] {
        let found = self.sections.iter().find(|section| section[0] == u64::from(kind));
        found.map_or(&[], |section| bytes_of(&self.map, section))
    }

    /// A section of numbers of 32 bits.
    pub(crate) fn numbers(&self, kind: u32) -> &[u32] {
        // sections start at multiples of eight bytes
        bytemuck::try_cast_slice(self.section(kind)).unwrap_or_default()
    }

    /// The section that is not what was written, by its kind.
    pub(crate) fn damaged_section(&self) -> Option<u32> {
        let is_damaged = |section: &&[u64; 4]| hash::of_bytes(bytes_of(&self.map, section)) != section[3];
        self.sections.iter().find(is_damaged).map(|section| section[0] as u32)
    }
}

fn bytes_of<'m>(map: &'m [u8], section: &[u64; 4]) -> &'m [u8] {
    map.get(section[1] as usize..(section[1] + section[2]) as usize).unwrap_or_default()
}

/// What is wrong with a header.
enum Problem {
    Damaged(&'static str),
    Newer(u32),
}

fn sections(map: &[u8]) -> std::result::Result<Vec<[u64; 4]>, Problem> {
    let number = |at: usize| map.get(at..at + 4).and_then(|bytes| Some(u32::from_le_bytes(bytes.try_into().ok()?)));
    let wide = |at: usize| map.get(at..at + 8).and_then(|bytes| Some(u64::from_le_bytes(bytes.try_into().ok()?)));
    let short = || Problem::Damaged("it is too short");
    if map.get(..8).ok_or_else(short)? != MAGIC {
        return Err(Problem::Damaged("it is no segment"));
    }
    let format = number(8).ok_or_else(short)?;
    if format > FORMAT {
        return Err(Problem::Newer(format));
    }
    let count = number(12).ok_or_else(short)? as usize;
    let end = count.checked_mul(ENTRY_BYTES).and_then(|bytes| bytes.checked_add(HEAD_BYTES)).ok_or_else(short)?;
    let head = map.get(..end).ok_or_else(short)?;
    if wide(end).ok_or_else(short)? != hash::of_bytes(head) {
        return Err(Problem::Damaged("its header is not what was written"));
    }
    let field = |section: usize, field: usize| wide(HEAD_BYTES + ENTRY_BYTES * section + 8 * field).unwrap_or_default();
    let sections: Vec<[u64; 4]> = (0..count).map(|nth| [0, 1, 2, 3].map(|part| field(nth, part))).collect();
    let is_inside = |section: &[u64; 4]| section[1].checked_add(section[2]).is_some_and(|end| end <= map.len() as u64);
    if sections.iter().all(is_inside) { Ok(sections) } else { Err(Problem::Damaged("it ends too early")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flipped_bit_and_every_cut_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.seg");
        write(&path, &[(1, b"some bytes"), (7, b""), (3, b"others, and more of them")]).unwrap();
        let good = std::fs::read(&path).unwrap();
        let file = CheckedFile::open(&path).unwrap();
        assert_eq!(
            (file.section(1), file.section(3), file.section(9)),
            (&b"some bytes"[..], &b"others, and more of them"[..], &b""[..])
        );
        assert_eq!(file.damaged_section(), None);
        let is_seen = |bytes: &[u8]| {
            std::fs::write(&path, bytes).unwrap();
            CheckedFile::open(&path).is_err() || CheckedFile::open(&path).unwrap().damaged_section().is_some()
        };
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 1 << (at % 8);
            // the few bytes between sections mean nothing
            assert!(is_seen(&bad) || bad[at].count_ones() == 1 && good[at] == 0, "byte {at}");
            assert!(is_seen(&good[..at]), "cut at {at}");
        }
    }

    #[test]
    fn a_newer_format_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.seg");
        write(&path, &[]).unwrap();
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[8] = 9;
        std::fs::write(&path, bytes).unwrap();
        let message = CheckedFile::open(&path).unwrap_err().to_string();
        assert!(message.contains("format 9") && message.contains("up to 1"), "{message}");
    }
}
