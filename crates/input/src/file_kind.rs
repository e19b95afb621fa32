//! The kind of a file: by its name, or by its first bytes.

use std::path::Path;

use crate::charset;
use crate::decompress::Compression;
use crate::format::{Access, Format};
use crate::formats;
use crate::sniff::{self, Foreign};

/// The kind of a file.
#[derive(Clone, Copy)]
pub(crate) enum FileKind {
    /// A file of articles.
    Articles(&'static Format),
    /// A tar archive of files.
    Tar,
    /// A zip archive of files.
    Zip,
    /// A file that is recognised and not read.
    Foreign(Foreign),
}

impl FileKind {
    fn of_extension(extension: &[u8]) -> Option<FileKind> {
        let is = |known: &str| extension.eq_ignore_ascii_case(known.as_bytes());
        if is("tar") {
            Some(FileKind::Tar)
        } else if is("zip") {
            Some(FileKind::Zip)
        } else {
            formats::by_extension(extension).map(FileKind::Articles)
        }
    }

    /// The kind of a file whose decompressed content bears the mark of one, whatever its name is.
    fn of_mark(head: &[u8]) -> Option<FileKind> {
        // documents that are zip archives
        if sniff::is_office_zip(head)
            && let Some(format) = formats::by_mark(head)
        {
            return Some(FileKind::Articles(format));
        }
        if let Some(foreign) = sniff::foreign(head) {
            return Some(FileKind::Foreign(foreign));
        }
        match head {
            // documents of office programs are zip archives, too
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => {
                Some(formats::by_mark(head).map_or(FileKind::Zip, FileKind::Articles))
            }
            _ if head.get(257..262) == Some(b"ustar") => Some(FileKind::Tar),
            _ => formats::by_mark(head).map(FileKind::Articles),
        }
    }

    /// The kind of a file whose decompressed content starts like this; `None` when it is no text either.
    fn of_head(head: &[u8]) -> Option<FileKind> {
        FileKind::of_mark(head).or_else(|| charset::is_text(head).then(|| FileKind::Articles(formats::by_head(head))))
    }

    /// Whether content of this kind is of the named format all the same: XHTML is XML, and a spreadsheet a zip archive.
    fn is_vaguer_than(self, named: &Format) -> bool {
        match self {
            FileKind::Articles(found) => found.name == "html" && named.name == "xml",
            FileKind::Zip => matches!(named.name, "xlsx" | "ods"),
            FileKind::Foreign(found) => found.name == "Office document" && named.name == "xlsx",
            FileKind::Tar => false,
        }
    }

    /// Whether a file of a folder is read for its content alone, though its name ends like that of no article. Many
    /// programs keep their own data as XML and JSON.
    fn is_worth_a_look(&self) -> bool {
        !matches!(self, FileKind::Articles(format) if matches!(format.name, "xml" | "json" | "jsonl"))
    }

    /// The name in messages.
    pub(crate) fn name(self) -> &'static str {
        match self {
            FileKind::Articles(format) => format.name,
            FileKind::Tar => "tar",
            FileKind::Zip => "zip",
            FileKind::Foreign(foreign) => foreign.name,
        }
    }

    /// Whether the file is read at any position, and not from its start only.
    pub(crate) fn needs_random_access(self) -> bool {
        match self {
            FileKind::Articles(format) => matches!(format.access, Access::Random(_)),
            FileKind::Tar | FileKind::Foreign(_) => false,
            FileKind::Zip => true,
        }
    }
}

/// What the name of a file says about it.
#[derive(Clone, Copy)]
pub(crate) struct NameInfo {
    /// The kind of the file, when the name ends in a known extension.
    pub(crate) kind: Option<FileKind>,
    /// The compression around it.
    pub(crate) compression: Option<Compression>,
    /// Whether it ends in something else that looks like an extension.
    has_other_extension: bool,
}

impl NameInfo {
    /// Reads a name such as `story.txt.gz` from its end.
    pub(crate) fn of(path: &Path) -> NameInfo {
        let name = path.file_name().unwrap_or_default().as_encoded_bytes();
        let Some((stem, end)) = split_extension(name) else {
            return NameInfo { kind: None, compression: None, has_other_extension: is_of_program(name) };
        };
        if let Some(compression) = find(end, &TAR_COMPRESSIONS) {
            return NameInfo { kind: Some(FileKind::Tar), compression: Some(compression), has_other_extension: false };
        }
        let compression = find(end, &COMPRESSIONS);
        let inner = if compression.is_some() { split_extension(stem).map(|(_, end)| end) } else { Some(end) };
        let kind = inner.and_then(FileKind::of_extension);
        let has_other_extension = kind.is_none() && inner.is_some_and(is_extension);
        NameInfo { kind, compression, has_other_extension }
    }

    /// The kind of the file, given the start of its decompressed content, which decides. `None` for a file that is not
    /// read: its name ends like that of no article, and its content does not say that it is one.
    pub(crate) fn kind_with(self, head: &[u8], is_named: bool) -> Option<FileKind> {
        match self.kind {
            Some(kind) if head.is_empty() => Some(kind),
            Some(FileKind::Articles(format)) if format.has_reliable_extensions => {
                let by_mark = FileKind::of_mark(head).filter(|found| !found.is_vaguer_than(format));
                Some(by_mark.unwrap_or(FileKind::Articles(format)))
            }
            Some(kind @ (FileKind::Tar | FileKind::Zip)) => Some(FileKind::of_mark(head).unwrap_or(kind)),
            Some(kind) => Some(FileKind::of_head(head).unwrap_or(kind)),
            None if self.has_other_extension && !is_named => FileKind::of_mark(head).filter(FileKind::is_worth_a_look),
            None => FileKind::of_head(head).or(is_named.then_some(FileKind::Articles(&formats::TEXT))),
        }
    }
}

/// Whether what follows the last dot of a name looks like an extension, and not like a number or a part of a sentence.
fn is_extension(end: &[u8]) -> bool {
    const MAX_LENGTH: usize = 10;
    (1..=MAX_LENGTH).contains(&end.len())
        && end.iter().all(u8::is_ascii_alphanumeric)
        && end.iter().any(u8::is_ascii_alphabetic)
}

/// Whether a name without an extension is one that programs and projects give their own files: `README`, `ABOUT`.
fn is_of_program(name: &[u8]) -> bool {
    let is_sign = |byte: &u8| byte.is_ascii_uppercase() || matches!(byte, b'_' | b'-');
    if name.len() > 1 && name.iter().all(is_sign) {
        return true;
    }
    const NAMES: [&str; 12] = [
        "readme",
        "license",
        "licence",
        "copying",
        "makefile",
        "changelog",
        "changes",
        "notice",
        "authors",
        "dockerfile",
        "index",
        "manifest",
    ];
    NAMES.iter().any(|known| known.as_bytes().eq_ignore_ascii_case(name))
}

/// A name before and after its last dot.
fn split_extension(name: &[u8]) -> Option<(&[u8], &[u8])> {
    let dot = memchr::memrchr(b'.', name)?;
    Some((&name[..dot], &name[dot + 1..]))
}

fn find(extension: &[u8], known: &[(&str, Compression)]) -> Option<Compression> {
    known.iter().find(|(name, _)| name.as_bytes().eq_ignore_ascii_case(extension)).map(|&(_, compression)| compression)
}

const COMPRESSIONS: [(&str, Compression); 5] = [
    ("gz", Compression::Gzip),
    ("zst", Compression::Zstd),
    ("zstd", Compression::Zstd),
    ("bz2", Compression::Bzip2),
    ("xz", Compression::Xz),
];

/// Extensions that mean a tar archive and its compression.
const TAR_COMPRESSIONS: [(&str, Compression); 5] = [
    ("tgz", Compression::Gzip),
    ("tbz2", Compression::Bzip2),
    ("tbz", Compression::Bzip2),
    ("txz", Compression::Xz),
    ("tzst", Compression::Zstd),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_kind_and_compression_from_the_end_of_a_name() {
        let of = |name: &str| {
            let info = NameInfo::of(Path::new(name));
            (info.kind.map(FileKind::name), info.compression)
        };
        assert_eq!(of("a/b.c/story.TXT"), (Some("text"), None));
        assert_eq!(of("day.jsonl.zst"), (Some("jsonl"), Some(Compression::Zstd)));
        assert_eq!(of("CC-NEWS-1.warc.gz"), (Some("warc"), Some(Compression::Gzip)));
        assert_eq!(of("all.tgz"), (Some("tar"), Some(Compression::Gzip)));
        assert_eq!(of("all.tar.xz"), (Some("tar"), Some(Compression::Xz)));
        assert_eq!(of("picture.png"), (None, None));
        assert_eq!(of("story"), (None, None));
        assert_eq!(of("dump.gz"), (None, Some(Compression::Gzip)));
    }

    #[test]
    fn content_decides_where_the_name_does_not() {
        let found = |name: &str, head: &[u8]| NameInfo::of(Path::new(name)).kind_with(head, false).map(FileKind::name);
        let of = |name: &str, head: &[u8]| found(name, head).unwrap_or("none");
        assert_eq!(of("story", b"PK\x03\x04"), "zip");
        assert_eq!(of("story", b"WARC/1.0"), "warc");
        for (name, head, kind) in [
            ("story.txt", &b"WARC/1.0"[..], "warc"),
            ("story.txt", b"<!DOCTYPE html><p>x", "html"),
            ("story.txt", b"{\"id\": 1, \"text\": \"x\"}\n", "jsonl"),
            ("story.txt", b"{sic} he said", "text"),
            ("story.html", b"%PDF-1.4", "PDF"),
            ("story.html", b"<?xml version='1.0'?><rss>", "xml"),
            ("story.xhtml", b"<?xml version='1.0'?><html>", "html"),
            ("story.xml", b"<html><p>x", "xml"),
            ("story.php", b"<html><p>x", "html"),
            ("data.xlsx", b"PK\x03\x04 of a program that is not known", "xlsx"),
            ("story.css", b"p { color: red }", "none"),
            ("data.geojson", b"{\"type\": 1}", "none"),
            ("icon.svg", b"<svg>", "none"),
            ("49960", b"From: a@b.example\nSubject: Ferry\n\nAground.", "eml"),
            ("49961", b"Subject: Ferry\n\nAground.", "text"),
            ("49960", b"\x01\x02\x03\x00\x07\x01", "none"),
            ("README", b"How to", "none"),
            ("ABOUT", b"How to", "none"),
            ("Makefile", b"all:", "none"),
            ("table", b"id,title,text\n1,a,b\n", "csv"),
            ("table", b"url\tbody\nx\ty\n", "tsv"),
        ] {
            assert_eq!(of(name, head), kind, "{name}");
        }
        assert_eq!(of("story.json", b"{\"id\": 1}\n{\"id\": 2}\n"), "jsonl");
        assert_eq!(of("story.json", b"[{\"id\": 1}]"), "json");
        let mut tar = vec![0; 512];
        tar[257..262].copy_from_slice(b"ustar");
        assert_eq!(of("story", &tar), "tar");
    }
}
