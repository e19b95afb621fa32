//! The registry of file formats. A new format is a file in this folder and a line in [`FORMATS`].

#[cfg(feature = "arrow")]
mod arrow;
pub(crate) mod csv;
pub(crate) mod csv_dialect;
mod exports;
mod html;
pub(crate) mod json;
pub(crate) mod json_wrapper;
mod jsonl;
mod mail;
mod office;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(feature = "parquet")]
pub use parquet::RecordTable;
#[cfg(feature = "sheets")]
mod sheets;
#[cfg(feature = "sqlite")]
mod sqlite;
#[cfg(any(feature = "sheets", feature = "sqlite"))]
mod table_rows;
mod text;
pub(crate) use text::TEXT;
#[cfg(feature = "warc")]
mod warc;
mod xml;

use crate::format::Format;

/// All formats. A file whose name does not decide is of the first one that recognises its content.
static FORMATS: &[&Format] = &[
    #[cfg(feature = "parquet")]
    &parquet::PARQUET,
    #[cfg(not(feature = "parquet"))]
    &absent("parquet", "parquet", &["parquet", "pq"], |head| head.starts_with(b"PAR1")),
    #[cfg(feature = "arrow")]
    &arrow::ARROW,
    #[cfg(not(feature = "arrow"))]
    &absent("arrow", "arrow", &["arrow", "feather", "ipc", "arrows"], |head| head.starts_with(b"ARROW1")),
    #[cfg(feature = "sheets")]
    &sheets::XLSX,
    #[cfg(not(feature = "sheets"))]
    &absent("xlsx", "sheets", &["xlsx", "xlsm"], |head| crate::sniff::is_zip_with(head, b"xl/")),
    #[cfg(feature = "sheets")]
    &sheets::ODS,
    #[cfg(not(feature = "sheets"))]
    &absent("ods", "sheets", &["ods"], |head| crate::sniff::is_zip_with(head, b"opendocument.spreadsheet")),
    #[cfg(feature = "sqlite")]
    &sqlite::SQLITE,
    #[cfg(not(feature = "sqlite"))]
    &absent("sqlite", "sqlite", &["sqlite", "sqlite3", "db3"], |head| head.starts_with(b"SQLite format 3\0")),
    #[cfg(feature = "warc")]
    &warc::WARC,
    #[cfg(not(feature = "warc"))]
    &absent("warc", "warc", &["warc", "wet"], |head| head.starts_with(b"WARC/")),
    &office::docx::DOCX,
    &office::rtf::RTF,
    &exports::lexisnexis::LEXISNEXIS,
    &exports::proquest::PROQUEST,
    &office::converted_text::CONVERTED,
    &exports::factiva::FACTIVA,
    &exports::europresse::EUROPRESSE,
    &mail::MHTML,
    &mail::MAILBOX,
    &mail::MAIL,
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
    FORMATS.iter().copied().find(|format| format.extensions.iter().any(is))
}

/// The format of this name.
pub(crate) fn by_name(name: &str) -> Option<&'static Format> {
    FORMATS.iter().copied().find(|format| format.name == name)
}

/// The names of all formats.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    FORMATS.iter().map(|format| format.name)
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
    FORMATS.iter().copied().find(|format| (format.recognises)(head)).unwrap_or(&TEXT)
}

/// A format that this build cannot read. Its files are recognised, so that they are rejected with a reason.
#[allow(dead_code)]
const fn absent(
    name: &'static str,
    feature: &'static str,
    extensions: &'static [&'static str],
    recognises: fn(&[u8]) -> bool,
) -> Format {
    let access = crate::format::Access::Absent(feature);
    Format { name, extensions, has_reliable_extensions: true, recognises, access }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sniff::zip_head;

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
            (b"ARROW1\0\0", "arrow"),
            (b"SQLite format 3\0", "sqlite"),
            (&zip_head("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
            (&zip_head("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), "ods"),
            (b"Ferry aground", "text"),
            (b"<3", "text"),
            (b"id;title;text\n1;a;b", "csv"),
            (b"From: a@echo.example\nSubject: Ferry\n\nAground.", "eml"),
            (b"From a@b Tue Feb 4 10:00:00 2031\nFrom: a@b\n\n", "mbox"),
            (b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n", "mhtml"),
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
