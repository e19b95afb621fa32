//! Tables of text, separated by commas, tabs or other delimiters, with quoted line breaks.

use std::borrow::Cow;
use std::io::{self, BufRead};
use std::sync::Arc;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use crate::charset;
use crate::context::Context;
use crate::fields::{Field, FieldNames, RankedField};
use crate::format::{Access, Chunk, Content, Emitter, Format};
use crate::record::Record;
use crate::sink::Sink;

/// A table whose delimiter is found in its header.
pub(super) static CSV: Format = Format {
    name: "csv",
    extensions: &["csv"],
    has_reliable_extensions: true,
    recognises: |_| false,
    access: Access::Stream(|content, emitter| split(content, None, emitter)),
};

/// A table with tabs between its cells.
pub(super) static TSV: Format = Format {
    name: "tsv",
    extensions: &["tsv", "tab"],
    has_reliable_extensions: true,
    recognises: |_| false,
    access: Access::Stream(|content, emitter| split(content, Some(b'\t'), emitter)),
};

/// Bytes of rows in a chunk.
const CHUNK_BYTES: usize = 1 << 20;
/// A row with more cells means that the delimiter is wrong.
const MAX_CELLS: usize = 10_000;

/// Whole rows of a table.
#[derive(Default)]
struct Rows {
    columns: Arc<Vec<Option<RankedField>>>,
    bytes: Vec<u8>,
    /// The end of each cell in `bytes`.
    cells: Vec<usize>,
    /// The number of each row, counted from 1 with the header as the first, and its end in `cells`.
    rows: Vec<(u64, usize)>,
}

impl Rows {
    fn push(&mut self, row: u64, raw: &RawRow) {
        let base = self.bytes.len();
        self.bytes.extend_from_slice(&raw.bytes[..raw.len]);
        self.cells.extend(raw.ends[..raw.cells].iter().map(|end| base + end));
        self.rows.push((row, self.cells.len()));
    }

    /// Removes and returns the rows.
    fn take(&mut self) -> Rows {
        let empty = Rows { columns: Arc::clone(&self.columns), ..Rows::default() };
        std::mem::replace(self, empty)
    }
}

impl Chunk for Rows {
    fn bytes(&self) -> Option<usize> {
        Some(self.bytes.len())
    }

    fn parse(self: Box<Self>, sink: &mut Sink<'_>) {
        let (mut first_cell, mut start) = (0, 0);
        for &(row, end_cell) in &self.rows {
            let mut record = Record::default();
            let mut surplus = 0;
            for (nth, &end) in self.cells[first_cell..end_cell].iter().enumerate() {
                let cell = &self.bytes[start..end];
                start = end;
                surplus += usize::from(nth >= self.columns.len() && !cell.is_empty());
                if let Some(&Some(field)) = self.columns.get(nth)
                    && record.wants(field)
                {
                    record.set(field, text(cell));
                }
            }
            first_cell = end_cell;
            if surplus > 0 {
                let reason = "more cells than columns: a cell that contains the delimiter must be quoted";
                sink.reject(Some(row), format!("{surplus} {reason}"));
            } else {
                record.parse(Some(row), sink);
            }
        }
    }
}

/// A cell as text.
fn text(cell: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(cell) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(charset::guess(cell)),
    }
}

/// Splits the content into runs of whole rows.
fn split(content: &mut Content<'_>, delimiter: Option<u8>, emitter: &mut Emitter<'_>) -> io::Result<()> {
    let context = emitter.context;
    if content.fill_buf()?.starts_with(b"\xef\xbb\xbf") {
        content.consume(3);
    }
    let delimiter = match delimiter {
        Some(delimiter) => delimiter,
        None => find_delimiter(content.fill_buf()?),
    };
    let build = || ReaderBuilder::new().delimiter(delimiter).build();
    let mut reader = build();
    let mut raw = RawRow::default();
    let header = read_header(&mut reader, content, &mut raw, context)?;
    if !emitter.origin.is_named && is_companion(&header, &context.names) {
        emitter.skip(1);
        return Ok(());
    }
    let columns = Arc::new(find_columns(&header, &context.names)?);
    let mut rows = Rows { columns, ..Rows::default() };
    let mut row = 1;
    loop {
        row += 1;
        match raw.read(&mut reader, content, context.settings.max_article_bytes, |_| {}) {
            Ok(ReadRow::Row) => rows.push(row, &raw),
            Ok(ReadRow::TooLong) => {
                let reason = context.too_long("row") + "; or a quote in it is never closed";
                emitter.chunk(rows.take());
                emitter.reject(row, reason);
                // if a quote is never closed, the next line is the best place to start again
                reader = build();
                content.skip_until(b'\n')?;
            }
            Ok(ReadRow::End) => break,
            Err(error) => {
                emitter.chunk(rows);
                emitter.reject(row, error.to_string());
                return Ok(());
            }
        }
        if rows.bytes.len() >= CHUNK_BYTES {
            emitter.chunk(rows.take());
        }
    }
    emitter.chunk(rows);
    Ok(())
}

fn read_header(
    reader: &mut Reader,
    content: &mut Content<'_>,
    raw: &mut RawRow,
    context: &Context<'_>,
) -> io::Result<Vec<String>> {
    let reason = match raw.read(reader, content, context.settings.max_article_bytes, |_| {})? {
        ReadRow::Row => {
            return Ok((0..raw.cells).map(|at| String::from_utf8_lossy(raw.cell(at)).into_owned()).collect());
        }
        ReadRow::TooLong => context.too_long("header"),
        ReadRow::End => "no header: the first row should name the columns".to_owned(),
    };
    Err(io::Error::new(io::ErrorKind::InvalidData, reason))
}

/// One row as it is read: the start of two buffers.
#[derive(Debug, Default)]
pub(crate) struct RawRow {
    bytes: Vec<u8>,
    /// Bytes used.
    len: usize,
    ends: Vec<usize>,
    /// Ends used.
    cells: usize,
}

/// The result of reading a row.
pub(crate) enum ReadRow {
    Row,
    TooLong,
    End,
}

impl RawRow {
    fn cell(&self, at: usize) -> &[u8] {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.bytes[start..self.ends[at]]
    }

    /// The cells as text.
    pub(crate) fn texts(&self) -> Vec<Cow<'_, str>> {
        (0..self.cells).map(|at| text(self.cell(at))).collect()
    }

    /// Reads the next row. `keep` receives the bytes of the content as they are consumed.
    pub(crate) fn read(
        &mut self,
        reader: &mut Reader,
        content: &mut Content<'_>,
        max_bytes: u64,
        mut keep: impl FnMut(&[u8]),
    ) -> io::Result<ReadRow> {
        (self.len, self.cells) = (0, 0);
        self.bytes.resize(self.bytes.len().max(4096), 0);
        self.ends.resize(self.ends.len().max(32), 0);
        loop {
            let input = content.fill_buf()?;
            let (result, read, written, ended) =
                reader.read_record(input, &mut self.bytes[self.len..], &mut self.ends[self.cells..]);
            keep(&input[..read]);
            content.consume(read);
            self.len += written;
            self.cells += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if self.len as u64 > max_bytes => return Ok(ReadRow::TooLong),
                ReadRecordResult::OutputFull => self.bytes.resize(2 * self.bytes.len(), 0),
                ReadRecordResult::OutputEndsFull if self.cells > MAX_CELLS => return Ok(ReadRow::TooLong),
                ReadRecordResult::OutputEndsFull => self.ends.resize(2 * self.ends.len(), 0),
                ReadRecordResult::Record => return Ok(ReadRow::Row),
                ReadRecordResult::End => return Ok(ReadRow::End),
            }
        }
    }
}

/// The delimiter: the usual one that gives the first row the most cells.
pub(crate) fn find_delimiter(head: &[u8]) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut is_quoted = false;
    for &byte in head {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' if !is_quoted => break,
            _ if is_quoted => {}
            _ => {
                if let Some((_, count)) = counts.iter_mut().find(|(delimiter, _)| *delimiter == byte) {
                    *count += 1;
                }
            }
        }
    }
    // the first one of equals, so that a table with a single column has commas
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(delimiter, _)| delimiter)
}

/// The field that each column holds.
///
/// # Errors
/// None holds text.
pub(crate) fn find_columns(header: &[String], names: &FieldNames) -> io::Result<Vec<Option<RankedField>>> {
    let columns: Vec<_> = header.iter().map(|name| names.find("", name)).collect();
    if columns.iter().flatten().any(|column| column.field == Field::Text) {
        return Ok(columns);
    }
    Err(io::Error::new(io::ErrorKind::InvalidData, names.no_text_column(header.iter().map(String::as_str))))
}

/// Whether a table is about the articles in other files, such as labels: the only field of an article that it has is
/// the id.
fn is_companion(header: &[String], names: &FieldNames) -> bool {
    let mut fields = header.iter().filter_map(|name| names.find("", name)).map(|column| column.field).peekable();
    !names.is_text_chosen() && fields.peek().is_some() && fields.all(|field| field == Field::Id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_delimiter_in_the_header() {
        assert_eq!(find_delimiter(b"id;title;text\n1;a, b, c, d, e;x"), b';');
        assert_eq!(find_delimiter(b"id\ttext\n"), b'\t');
        assert_eq!(find_delimiter(b"\"a;b;c\",text\n"), b',');
        assert_eq!(find_delimiter(b"text\n"), b',');
        assert_eq!(find_delimiter(b""), b',');
    }

    #[test]
    fn lists_the_columns_of_a_table_without_text() {
        let names = FieldNames::new(&crate::fields::Columns::default());
        let error = find_columns(&["id".to_owned(), "wordcount".to_owned()], &names).unwrap_err().to_string();
        assert!(is_companion(&["article_id".to_owned(), "kind".to_owned()], &names));
        assert!(!is_companion(&["id".to_owned(), "title".to_owned(), "words".to_owned()], &names));
        assert!(error.contains("id, wordcount") && error.contains("`input.columns.text`"), "{error}");
    }
}
