//! The kind of a file: by its name, or by its first bytes.

use std::path::Path;

use crate::decompress::Compression;
use crate::format::{Access, Format};
use crate::formats;

/// The kind of a file.
#[derive(Clone, Copy)]
pub(crate) enum FileKind {
    /// A file of articles.
    Articles(&'static Format),
    /// A tar archive of files.
    Tar,
    /// A zip archive of files.
    Zip,
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

    /// The kind of a file whose decompressed content starts like this.
    fn of_head(head: &[u8]) -> FileKind {
        match head {
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => FileKind::Zip,
            _ if head.get(257..262) == Some(b"ustar") => FileKind::Tar,
            _ => FileKind::Articles(formats::by_head(head)),
        }
    }

    /// The name in messages.
    pub(crate) fn name(self) -> &'static str {
        match self {
            FileKind::Articles(format) => format.name,
            FileKind::Tar => "tar",
            FileKind::Zip => "zip",
        }
    }

    /// Whether the file is read at any position, and not from its start only.
    pub(crate) fn needs_random_access(self) -> bool {
        match self {
            FileKind::Articles(format) => matches!(format.access, Access::Random(_)),
            FileKind::Tar => false,
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
}

impl NameInfo {
    /// Reads a name such as `story.txt.gz` from its end.
    pub(crate) fn of(path: &Path) -> NameInfo {
        let name = path.file_name().unwrap_or_default().as_encoded_bytes();
        let Some((stem, end)) = split_extension(name) else { return NameInfo { kind: None, compression: None } };
        if let Some(compression) = find(end, &TAR_COMPRESSIONS) {
            return NameInfo { kind: Some(FileKind::Tar), compression: Some(compression) };
        }
        let compression = find(end, &COMPRESSIONS);
        let inner = if compression.is_some() { split_extension(stem).map(|(_, end)| end) } else { Some(end) };
        NameInfo { kind: inner.and_then(FileKind::of_extension), compression }
    }

    /// The kind of the file, given the start of its decompressed content.
    pub(crate) fn kind_with(self, head: &[u8]) -> FileKind {
        match self.kind {
            Some(FileKind::Articles(format)) if !format.has_reliable_extensions => FileKind::of_head(head),
            Some(kind) => kind,
            None => FileKind::of_head(head),
        }
    }
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
        let of = |name: &str, head: &[u8]| NameInfo::of(Path::new(name)).kind_with(head).name();
        assert_eq!(of("story", b"PK\x03\x04"), "zip");
        assert_eq!(of("story", b"WARC/1.0"), "warc");
        assert_eq!(of("story.txt", b"WARC/1.0"), "text");
        assert_eq!(of("story.json", b"{\"id\": 1}\n{\"id\": 2}\n"), "jsonl");
        assert_eq!(of("story.json", b"[{\"id\": 1}]"), "json");
        let mut tar = vec![0; 512];
        tar[257..262].copy_from_slice(b"ustar");
        assert_eq!(of("story", &tar), "tar");
    }
}
