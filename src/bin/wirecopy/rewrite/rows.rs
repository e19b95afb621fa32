//! Writes rows of JSON Lines, JSON and tables as they are stored, with columns added where that is asked for.

use super::added::AddedNames;
use super::marks::{FileMarks, Mark};
use serde::de::IgnoredAny;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};
use wirecopy::input;
use wirecopy::input::stored::{Layout, StoredFile, StoredRow, TableHeader};

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowFormat {
    /// One JSON object a line.
    JsonLines,
    /// JSON objects one after the other, or in a list.
    Json { is_list: bool },
    /// The rows of a table of text.
    Table,
}

/// Writes rows one after the other.
pub(super) struct RowWriter<'w> {
    out: &'w mut dyn Write,
    format: RowFormat,
    settings: &'w input::Settings,
    /// Whether a row was written.
    has_rows: bool,
    /// Whether the last line has no end yet.
    is_line_open: bool,
}

impl<'w> RowWriter<'w> {
    pub(super) fn new(out: &'w mut dyn Write, format: RowFormat, settings: &'w input::Settings) -> Self {
        RowWriter { out, format, settings, has_rows: false, is_line_open: false }
    }

    /// Writes the rows of a file, up to the first that cannot be read. Returns the error of reading, if there was one.
    ///
    /// # Errors
    /// A row cannot be written.
    pub(super) fn copy(&mut self, file: &StoredFile, marks: &FileMarks<'_>) -> io::Result<Option<io::Error>> {
        let settings = self.settings;
        let mut unwritten = None;
        let read = file.for_each_row(settings, &mut |row| {
            self.row(file, &row, marks).map_err(|error| {
                let kind = error.kind();
                unwritten = Some(error);
                kind.into()
            })
        });
        unwritten.map_or(Ok(read.err()), Err)
    }

    /// Writes one JSON object.
    pub(super) fn object(&mut self, object: &[u8]) -> io::Result<()> {
        let before: &[u8] = match self.format {
            RowFormat::Json { is_list: true } if self.has_rows => b",\n",
            RowFormat::Json { is_list: true } => b"[\n",
            _ if self.is_line_open => b"\n",
            _ => b"",
        };
        self.out.write_all(before)?;
        self.out.write_all(object)?;
        self.has_rows = true;
        self.is_line_open = !object.ends_with(b"\n");
        Ok(())
    }

    /// Writes what ends the file.
    pub(super) fn finish(self) -> io::Result<()> {
        match self.format {
            RowFormat::Json { is_list: true } if self.has_rows => self.out.write_all(b"\n]\n"),
            RowFormat::Json { is_list: true } => self.out.write_all(b"[]\n"),
            RowFormat::Json { is_list: false } if self.is_line_open => self.out.write_all(b"\n"),
            _ => Ok(()),
        }
    }

    fn row(&mut self, file: &StoredFile, row: &StoredRow<'_>, marks: &FileMarks<'_>) -> io::Result<()> {
        let mark = marks.of_row(row.row);
        if !marks.marks().is_written(mark) {
            return Ok(());
        }
        let added = marks.marks().added.as_ref().map(|names| (names, mark));
        match (&file.layout, self.format) {
            (Layout::Table(header), RowFormat::Table) => self.table_row(header, row, added),
            (Layout::Table(header), _) if row.row > Some(1) => match cells_object(header, row) {
                Some(object) => self.object(&with_fields(&object, added)),
                None => Ok(()),
            },
            // blank lines stay lines of their own
            (Layout::JsonLines, RowFormat::JsonLines) => self.object(&with_fields(row.bytes, added)),
            (Layout::Json { .. }, RowFormat::JsonLines) => {
                // within an object there are line breaks only between its tokens
                let line_break = |&byte: &u8| if byte == b'\n' || byte == b'\r' { b' ' } else { byte };
                let line: Vec<u8> = row.bytes.iter().map(line_break).collect();
                self.object(&with_fields(&line, added))?;
                self.out.write_all(b"\n")?;
                self.is_line_open = false;
                Ok(())
            }
            (Layout::Json { .. }, RowFormat::Json { .. }) => self.object(&with_fields(row.bytes, added)),
            _ => Ok(()),
        }
    }

    fn table_row(
        &mut self,
        header: &TableHeader,
        row: &StoredRow<'_>,
        added: Option<(&AddedNames, Mark<'_>)>,
    ) -> io::Result<()> {
        let is_header = row.row == Some(1);
        if is_header && self.has_rows {
            // the rows of another file follow those of the first
            return Ok(());
        }
        let bytes = match added {
            None => Cow::Borrowed(row.bytes),
            Some((names, _)) if is_header => {
                with_cells(header, row, [&names.cluster_id, &names.form, &names.kept]).into()
            }
            Some((_, mark)) => {
                with_cells(header, row, [mark.cluster_id, mark.form, true_or_false(mark.is_kept)]).into()
            }
        };
        self.object(&bytes)
    }
}

fn true_or_false(flag: bool) -> &'static str {
    if flag { "true" } else { "false" }
}

/// The row of a table with cells at its end. A row that is broken stays as it is.
fn with_cells(header: &TableHeader, row: &StoredRow<'_>, added: [&str; 3]) -> Vec<u8> {
    let line_end = row.bytes.iter().rev().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
    let (mut cells, line_end) = row.bytes.split_at(row.bytes.len() - line_end);
    let has_open_quote = memchr::memchr_iter(b'"', cells).count() % 2 == 1;
    let Some(count) = row.cells().map(|cells| cells.len()).filter(|_| !has_open_quote) else {
        return row.bytes.to_vec();
    };
    for _ in header.columns.len()..count {
        // cells beyond the last column are empty, or else the row has no article
        let Some(shorter) = cells.strip_suffix(&[header.delimiter]) else { return row.bytes.to_vec() };
        cells = shorter;
    }
    let mut bytes = cells.to_vec();
    bytes.extend(std::iter::repeat_n(header.delimiter, header.columns.len().saturating_sub(count)));
    for cell in added {
        bytes.push(header.delimiter);
        bytes.extend_from_slice(cell.as_bytes());
    }
    bytes.extend_from_slice(line_end);
    bytes
}

/// The row of a table as a JSON object of strings. `None` for a row that is too long to be read.
fn cells_object(header: &TableHeader, row: &StoredRow<'_>) -> Option<Vec<u8>> {
    let cells = row.cells()?;
    let mut object = b"{".to_vec();
    for (name, cell) in header.columns.iter().zip(&cells) {
        if object.len() > 1 {
            object.push(b',');
        }
        push_string(&mut object, name);
        object.push(b':');
        push_string(&mut object, cell);
    }
    object.extend_from_slice(b"}\n");
    Some(object)
}

/// Appends a JSON string.
pub(super) fn push_string(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(serde_json::Value::from(text).to_string().as_bytes());
}

/// A JSON object with fields at its end, and with what is after the object. Bytes that are no object stay as they are.
pub(super) fn with_fields<'b>(bytes: &'b [u8], added: Option<(&AddedNames, Mark<'_>)>) -> Cow<'b, [u8]> {
    let Some((names, mark)) = added else { return Cow::Borrowed(bytes) };
    let object = bytes.trim_ascii_end();
    let parsed: Result<BTreeMap<String, IgnoredAny>, _> = serde_json::from_slice(object);
    let (Ok(fields), Some(inside)) = (parsed, object.strip_suffix(b"}")) else {
        return Cow::Borrowed(bytes);
    };
    let text_or_null = |text: &str| if text.is_empty() { "null".to_owned() } else { format!("\"{text}\"") };
    let values = [
        (&names.cluster_id, text_or_null(mark.cluster_id)),
        (&names.form, text_or_null(mark.form)),
        (&names.kept, true_or_false(mark.is_kept).to_owned()),
    ];
    let mut whole = inside.trim_ascii_end().to_vec();
    for (nth, (name, value)) in values.iter().enumerate() {
        if nth > 0 || !fields.is_empty() {
            whole.push(b',');
        }
        push_string(&mut whole, name);
        whole.push(b':');
        whole.extend_from_slice(value.as_bytes());
    }
    whole.push(b'}');
    whole.extend_from_slice(&bytes[object.len()..]);
    Cow::Owned(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_added_at_the_end_of_an_object_and_nowhere_else() {
        let names = AddedNames { cluster_id: "cluster_id".into(), form: "form".into(), kept: "kept".into() };
        let mark = Mark { cluster_id: "c1", form: "cut", is_kept: false };
        let with = |bytes: &str| String::from_utf8(with_fields(bytes.as_bytes(), Some((&names, mark))).into()).unwrap();
        let added = "\"cluster_id\":\"c1\",\"form\":\"cut\",\"kept\":false}";
        assert_eq!(with("{\"a\": 1.50 }\r\n"), format!("{{\"a\": 1.50,{added}\r\n"));
        assert_eq!(with("{ }"), format!("{{{added}"));
        for broken in ["{\"a\": }\n", "\n", "[1]", "{\"a\": 1"] {
            assert_eq!(with(broken), broken);
        }
    }
}
