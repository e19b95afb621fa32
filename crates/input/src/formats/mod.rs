//! The registry of file formats. A new format is a file in this folder and a line in [`FORMATS`].

pub(crate) mod csv;
mod exports;
mod html;
pub(crate) mod json;
pub(crate) mod json_wrapper;
mod jsonl;
mod office;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(feature = "parquet")]
pub use parquet::RecordTable;
mod text;
pub(crate) use text::TEXT;
#[cfg(feature = "warc")]
mod warc;
mod xml;

use crate::format::Format;

/// All formats. A file whose name does not decide is of the first one that recognises its content.
static FORMATS: [&Format; 17] = [
    #[cfg(feature = "parquet")]
    &parquet::PARQUET,
    #[cfg(not(feature = "parquet"))]
    &absent("parquet", &["parquet", "pq"], |head| head.starts_with(b"PAR1")),
    #[cfg(feature = "warc")]
    &warc::WARC,
    #[cfg(not(feature = "warc"))]
    &absent("warc", &["warc", "wet"], |head| head.starts_with(b"WARC/")),
    &office::docx::DOCX,
    &office::rtf::RTF,
    &exports::lexisnexis::LEXISNEXIS,
    &exports::proquest::PROQUEST,
    &office::converted_text::CONVERTED,
    &exports::factiva::FACTIVA,
    &exports::europresse::EUROPRESSE,
    &jsonl::JSON_LINES,
    &json::JSON,
    &html::HTML,
    &xml::XML,
    &csv::TSV,
    &csv::CSV,
    &text::MARKDOWN,
    &TEXT,
];

/// The format of files with this extension, in upper or lower case.
pub(crate) fn by_extension(extension: &[u8]) -> Option<&'static Format> {
    let is = |known: &&str| known.as_bytes().eq_ignore_ascii_case(extension);
    FORMATS.into_iter().find(|format| format.extensions.iter().any(is))
}

/// The format of this name.
pub(crate) fn by_name(name: &str) -> Option<&'static Format> {
    FORMATS.into_iter().find(|format| format.name == name)
}

/// The names of all formats.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    FORMATS.into_iter().map(|format| format.name)
}

/// The format whose mark the decompressed content of a file bears, so that its name does not count.
pub(crate) fn by_mark(head: &[u8]) -> Option<&'static Format> {
    // a table shows its format by its columns only, and everything may be text
    let is_marked = |format: &&&Format| !matches!(format.name, "csv" | "tsv" | "markdown" | "text");
    let found = FORMATS.iter().filter(is_marked).find(|format| (format.recognises)(head))?;
    // a text may begin with `<`, `{` or `[`
    let is_certain = match found.name {
        "xml" => xml::is_known(head),
        "json" | "jsonl" => json::is_certain(head),
        _ => true,
    };
    is_certain.then_some(*found)
}

/// The format of a file whose decompressed content starts like this: plain text if it is of no other.
pub(crate) fn by_head(head: &[u8]) -> &'static Format {
    FORMATS.into_iter().find(|format| (format.recognises)(head)).unwrap_or(&TEXT)
}

/// A format that this build cannot read. Its files are recognised, so that they are rejected with a reason.
#[cfg(not(all(feature = "parquet", feature = "warc")))]
const fn absent(name: &'static str, extensions: &'static [&'static str], recognises: fn(&[u8]) -> bool) -> Format {
    Format { name, extensions, has_reliable_extensions: true, recognises, access: crate::format::Access::Absent }
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
            (b"id;title;text\n1;a;b", "csv"),
            (b"Ferry aground, text follows\n", "text"),
        ] {
            assert_eq!(by_head(head).name, name, "{}", String::from_utf8_lossy(head));
        }
    }

    #[test]
    fn every_name_and_extension_belongs_to_one_format() {
        let mut names: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
        let mut extensions: Vec<&str> = FORMATS.iter().flat_map(|format| format.extensions).copied().collect();
        for all in [&mut names, &mut extensions] {
            let count = all.len();
            all.sort_unstable();
            all.dedup();
            assert_eq!(all.len(), count, "{all:?}");
        }
        for format in FORMATS {
            for extension in format.extensions {
                assert_eq!(by_extension(extension.to_uppercase().as_bytes()).unwrap().name, format.name);
            }
        }
    }
}
