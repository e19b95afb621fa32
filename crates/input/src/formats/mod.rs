//! The registry of file formats. A new format is a file in this folder and a line in [`FORMATS`].

mod csv;
mod html;
mod json;
mod jsonl;
#[cfg(feature = "parquet")]
mod parquet;
mod text;
#[cfg(feature = "warc")]
mod warc;
mod xml;

use super::format::Format;

/// All formats. A file whose name does not decide is of the first one that recognises its content.
static FORMATS: [&dyn Format; 10] = [
    #[cfg(feature = "parquet")]
    &parquet::Parquet,
    #[cfg(not(feature = "parquet"))]
    &absent::PARQUET,
    #[cfg(feature = "warc")]
    &warc::Warc,
    #[cfg(not(feature = "warc"))]
    &absent::WARC,
    &jsonl::JsonLines,
    &json::Json,
    &html::Html,
    &xml::Xml,
    &csv::Csv,
    &csv::Tsv,
    &text::Markdown,
    &text::Text,
];

/// The format of files with this extension, in upper or lower case.
pub(super) fn by_extension(extension: &[u8]) -> Option<&'static dyn Format> {
    let has =
        |format: &&dyn Format| format.extensions().iter().any(|known| known.as_bytes().eq_ignore_ascii_case(extension));
    FORMATS.iter().find(|format| has(format)).copied()
}

/// The format of a file whose decompressed content starts like this: plain text if it is of no other.
pub(super) fn by_head(head: &[u8]) -> &'static dyn Format {
    FORMATS.iter().find(|format| format.recognises(head)).copied().unwrap_or(&text::Text)
}

/// Formats that this build cannot read. Their files are known, so that they are rejected with a reason.
#[cfg(not(all(feature = "parquet", feature = "warc")))]
mod absent {
    use crate::format::{Access, Format};

    pub(super) struct Absent {
        name: &'static str,
        extensions: &'static [&'static str],
        magic: &'static [u8],
    }

    #[cfg(not(feature = "parquet"))]
    pub(super) static PARQUET: Absent = Absent { name: "parquet", extensions: &["parquet", "pq"], magic: b"PAR1" };
    #[cfg(not(feature = "warc"))]
    pub(super) static WARC: Absent = Absent { name: "warc", extensions: &["warc", "wet"], magic: b"WARC/" };

    impl Format for Absent {
        fn name(&self) -> &'static str {
            self.name
        }

        fn extensions(&self) -> &'static [&'static str] {
            self.extensions
        }

        fn recognises(&self, head: &[u8]) -> bool {
            head.starts_with(self.magic)
        }

        fn access(&self) -> Access {
            Access::Absent
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recognises_formats_by_the_start_of_their_content() {
        for (head, name) in [
            (&b"\xef\xbb\xbf {\"id\": 1}\n{\"id\": 2}\n"[..], "jsonl"),
            (b"{\n \"id\": 1\n}", "json"),
            (b"[{\"id\": 1}]", "json"),
            (b"<!DOCTYPE html><p>", "html"),
            (b"<?xml version='1.0'?><rss>", "xml"),
            (b"WARC/1.0\r\n", "warc"),
            (b"PAR1", "parquet"),
            (b"Ferry aground", "text"),
            (b"<3", "text"),
        ] {
            assert_eq!(by_head(head).name(), name, "{}", String::from_utf8_lossy(head));
        }
    }

    #[test]
    fn every_name_and_extension_belongs_to_one_format() {
        let mut names: Vec<&str> = FORMATS.iter().map(|format| format.name()).collect();
        let mut extensions: Vec<&str> = FORMATS.iter().flat_map(|format| format.extensions()).copied().collect();
        for all in [&mut names, &mut extensions] {
            let count = all.len();
            all.sort_unstable();
            all.dedup();
            assert_eq!(all.len(), count, "{all:?}");
        }
        for format in FORMATS {
            for extension in format.extensions() {
                assert_eq!(by_extension(extension.to_uppercase().as_bytes()).unwrap().name(), format.name());
            }
        }
    }
}
