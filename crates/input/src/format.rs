//! What kind of file this is: by its name in a folder, by its first bytes when it was named directly.

use std::path::Path;

/// A way to write articles down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Format {
    /// One article as plain text.
    Text,
    /// One article as Markdown.
    Markdown,
    /// One web page.
    Html,
    /// One JSON object a line.
    JsonLines,
    /// A list of JSON objects, or one.
    Json,
    /// A table with commas, or with other marks between its cells.
    Csv,
    /// A table with tabs.
    Tsv,
    /// A table in columns.
    Parquet,
    /// A web archive, of pages (WARC) or of their text (WET).
    Warc,
    /// An agency's document or a feed.
    Xml,
    /// An archive of files.
    Tar,
    /// An archive of files.
    Zip,
}

/// What compresses the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Compression {
    Gzip,
    Zstd,
    Bzip2,
    Xz,
}

/// What a file's name says about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) format: Option<Format>,
    pub(super) compression: Option<Compression>,
}

impl Named {
    /// Reads `story.txt.gz` from its end.
    pub(super) fn of(path: &Path) -> Named {
        let name = path.file_name().unwrap_or_default().as_encoded_bytes();
        let Some((stem, end)) = extension(name) else { return Named { format: None, compression: None } };
        if let Some(compression) = meant(end, &TARS) {
            return Named { format: Some(Format::Tar), compression: Some(compression) };
        }
        let compression = meant(end, &COMPRESSIONS);
        let plain = if compression.is_some() { extension(stem).map(|(_, end)| end) } else { Some(end) };
        Named { format: plain.and_then(|end| meant(end, &FORMATS)), compression }
    }

    /// Whether a file of this name is read when it is met in a folder.
    pub(super) fn is_known(self) -> bool {
        self.format.is_some()
    }
}

/// A name in front of its last dot, and behind it.
fn extension(name: &[u8]) -> Option<(&[u8], &[u8])> {
    let dot = memchr::memrchr(b'.', name)?;
    Some((&name[..dot], &name[dot + 1..]))
}

/// What the end of a name means, in letters of either case.
fn meant<T: Copy>(end: &[u8], known: &[(&str, T)]) -> Option<T> {
    known.iter().find(|(name, _)| name.as_bytes().eq_ignore_ascii_case(end)).map(|&(_, meaning)| meaning)
}

const FORMATS: [(&str, Format); 24] = [
    ("txt", Format::Text),
    ("text", Format::Text),
    ("html", Format::Html),
    ("htm", Format::Html),
    ("xhtml", Format::Html),
    ("jsonl", Format::JsonLines),
    ("ndjson", Format::JsonLines),
    ("json", Format::Json),
    ("md", Format::Markdown),
    ("markdown", Format::Markdown),
    ("csv", Format::Csv),
    ("tsv", Format::Tsv),
    ("tab", Format::Tsv),
    ("parquet", Format::Parquet),
    ("pq", Format::Parquet),
    ("warc", Format::Warc),
    ("wet", Format::Warc),
    ("xml", Format::Xml),
    ("nitf", Format::Xml),
    ("rss", Format::Xml),
    ("atom", Format::Xml),
    ("rdf", Format::Xml),
    ("tar", Format::Tar),
    ("zip", Format::Zip),
];

const COMPRESSIONS: [(&str, Compression); 5] = [
    ("gz", Compression::Gzip),
    ("zst", Compression::Zstd),
    ("zstd", Compression::Zstd),
    ("bz2", Compression::Bzip2),
    ("xz", Compression::Xz),
];

/// What compresses an archive whose name ends in one word for both.
const TARS: [(&str, Compression); 5] = [
    ("tgz", Compression::Gzip),
    ("tbz2", Compression::Bzip2),
    ("tbz", Compression::Bzip2),
    ("txz", Compression::Xz),
    ("tzst", Compression::Zstd),
];

impl Compression {
    /// By the magic bytes at the start.
    pub(super) fn of_bytes(start: &[u8]) -> Option<Compression> {
        match start {
            [0x1f, 0x8b, ..] => Some(Compression::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Compression::Zstd),
            // the magic of its first block as well, since `BZh9` may begin a text
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, ..] => Some(Compression::Bzip2),
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Some(Compression::Xz),
            _ => None,
        }
    }

    /// What a person calls it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Compression::Gzip => "gzip",
            Compression::Zstd => "zstd",
            Compression::Bzip2 => "bzip2",
            Compression::Xz => "xz",
        }
    }
}

impl Format {
    /// Whether the name alone does not decide: `.json` is used for lines of JSON as well.
    pub(super) fn is_vague(self) -> bool {
        self == Format::Json
    }

    /// By the first bytes of the decompressed file, for files whose name says nothing.
    pub(super) fn of_bytes(start: &[u8]) -> Format {
        match start {
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => return Format::Zip,
            [b'P', b'A', b'R', b'1', ..] => return Format::Parquet,
            [b'W', b'A', b'R', b'C', b'/', ..] => return Format::Warc,
            _ if start.get(257..262) == Some(b"ustar") => return Format::Tar,
            _ => {}
        }
        let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start();
        match start.first() {
            Some(b'{') if is_one_line(start) => Format::JsonLines,
            Some(b'{' | b'[') => Format::Json,
            Some(b'<') if is_page(start) => Format::Html,
            Some(b'<') if start.starts_with(b"<?xml") || start.get(1).is_some_and(u8::is_ascii_alphabetic) => {
                Format::Xml
            }
            _ => Format::Text,
        }
    }

    /// What tables and people call it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Format::Text => "text",
            Format::Markdown => "markdown",
            Format::Html => "html",
            Format::JsonLines => "jsonl",
            Format::Json => "json",
            Format::Csv => "csv",
            Format::Tsv => "tsv",
            Format::Parquet => "parquet",
            Format::Warc => "warc",
            Format::Xml => "xml",
            Format::Tar => "tar",
            Format::Zip => "zip",
        }
    }
}

/// Whether the object that starts here ends on its first line: then more follow on theirs.
fn is_one_line(start: &[u8]) -> bool {
    match memchr::memchr(b'\n', start) {
        Some(end) => start[..end].trim_ascii_end().ends_with(b"}"),
        // a line longer than what was looked at, or the only one: a printed object would have broken after its brace
        None => true,
    }
}

/// Whether markup is that of a web page.
fn is_page(start: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&start[..start.len().min(1024)]).to_ascii_lowercase();
    ["<!doctype html", "<html", "<head", "<body"].iter().any(|mark| head.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_from_their_end() {
        let of = |name: &str| {
            let named = Named::of(Path::new(name));
            (named.format, named.compression)
        };
        assert_eq!(of("a/b.c/story.TXT"), (Some(Format::Text), None));
        assert_eq!(of("day.jsonl.zst"), (Some(Format::JsonLines), Some(Compression::Zstd)));
        assert_eq!(of("CC-NEWS-1.warc.gz"), (Some(Format::Warc), Some(Compression::Gzip)));
        assert_eq!(of("all.tgz"), (Some(Format::Tar), Some(Compression::Gzip)));
        assert_eq!(of("all.tar.xz"), (Some(Format::Tar), Some(Compression::Xz)));
        assert_eq!(of("picture.png"), (None, None));
        assert_eq!(of("story"), (None, None));
        assert_eq!(of("dump.gz"), (None, Some(Compression::Gzip)));
    }

    #[test]
    fn files_without_a_name_are_told_by_their_start() {
        for (start, format) in [
            (&b"\xef\xbb\xbf {\"id\": 1}\n{\"id\": 2}\n"[..], Format::JsonLines),
            (b"{\n \"id\": 1\n}", Format::Json),
            (b"[{\"id\": 1}]", Format::Json),
            (b"<!DOCTYPE html><p>", Format::Html),
            (b"<?xml version='1.0'?><rss>", Format::Xml),
            (b"WARC/1.0\r\n", Format::Warc),
            (b"PAR1", Format::Parquet),
            (b"Ferry aground", Format::Text),
            (b"<3", Format::Text),
        ] {
            assert_eq!(Format::of_bytes(start), format, "{}", String::from_utf8_lossy(start));
        }
    }
}
