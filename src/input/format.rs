//! What kind of file this is: by its name in a folder, by its first bytes when it was named directly.

use std::path::Path;

/// A way to write articles down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Format {
    /// One article as plain text.
    Text,
    /// One article as Markdown.
    Markdown,
    /// One JSON object a line.
    JsonLines,
}

/// What compresses the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Compression {
    Gzip,
    Zstd,
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
        let Some(name) = path.file_name() else { return Named { format: None, compression: None } };
        let name = name.to_string_lossy();
        let (stem, compression) = match name.rsplit_once('.') {
            Some((stem, end)) => match Compression::of_extension(end) {
                Some(compression) => (stem, Some(compression)),
                None => (&*name, None),
            },
            None => (&*name, None),
        };
        let format = stem.rsplit_once('.').and_then(|(_, end)| Format::of_extension(end));
        Named { format, compression }
    }

    /// Whether a file of this name is read when it is met in a folder.
    pub(super) fn is_known(self) -> bool {
        self.format.is_some()
    }
}

impl Compression {
    fn of_extension(end: &str) -> Option<Compression> {
        match end.to_ascii_lowercase().as_str() {
            "gz" => Some(Compression::Gzip),
            "zst" | "zstd" => Some(Compression::Zstd),
            _ => None,
        }
    }

    /// By the magic bytes at the start.
    pub(super) fn of_bytes(start: &[u8]) -> Option<Compression> {
        if start.starts_with(&[0x1f, 0x8b]) {
            Some(Compression::Gzip)
        } else if start.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
            Some(Compression::Zstd)
        } else {
            None
        }
    }

    /// What a person calls it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Compression::Gzip => "gzip",
            Compression::Zstd => "zstd",
        }
    }
}

impl Format {
    fn of_extension(end: &str) -> Option<Format> {
        match end.to_ascii_lowercase().as_str() {
            "txt" | "text" => Some(Format::Text),
            "md" | "markdown" => Some(Format::Markdown),
            "jsonl" | "ndjson" => Some(Format::JsonLines),
            _ => None,
        }
    }

    /// By the first bytes of the decompressed file, for files whose name says nothing.
    pub(super) fn of_bytes(start: &[u8]) -> Format {
        let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
        match start.iter().find(|b| !b.is_ascii_whitespace()) {
            Some(b'{') => Format::JsonLines,
            _ => Format::Text,
        }
    }
}
