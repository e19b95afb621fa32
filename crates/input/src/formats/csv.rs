//! Tables of text, separated by commas, tabs or other delimiters, with quoted line breaks.

use std::borrow::Cow;
use std::io::{self, BufRead};
use std::sync::Arc;

use csv_core::{ReadRecordResult, Reader};

use crate::charset::{self, Legacy};
use crate::context::Context;
use crate::fields::{Columns, Field, FieldNames, RankedField};
use crate::format::{Access, Chunk, Content, Emitter, Format, text_head};
use crate::formats::csv_dialect::Dialect;
use crate::record::Record;
use crate::sink::Sink;

/// A table whose delimiter is found in its header.
pub(super) static CSV: Format = Format {
    name: "csv",
    extensions: &["csv"],
    has_reliable_extensions: true,
    recognises: |head| is_table(head, find_delimiter(head)),
    access: Access::Stream(|content, emitter| split(content, None, emitter)),
};

/// A table with tabs between its cells.
pub(super) static TSV: Format = Format {
    name: "tsv",
    extensions: &["tsv", "tab"],
    has_reliable_extensions: true,
    recognises: |head| is_table(head, b'\t'),
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
    /// The names of the columns, to know the header again.
    header: Arc<Vec<String>>,
    /// The encoding of the table, if it is not UTF-8.
    legacy: Option<Legacy>,
    bytes: Vec<u8>,
    /// The end of each cell in `bytes`.
    cells: Vec<usize>,
    rows: Vec<RowEnd>,
}

/// Where a row ends.
struct RowEnd {
    /// The number of the row, counted from 1 with the header as the first.
    row: u64,
    /// The lines of the file that it takes, counted from 1.
    lines: (u64, u64),
    /// Its end in the cells.
    end_cell: usize,
}

impl Rows {
    fn push(&mut self, row: u64, lines: (u64, u64), raw: &RawRow) {
        let base = self.bytes.len();
        self.bytes.extend_from_slice(&raw.bytes[..raw.len]);
        self.cells.extend(raw.ends[..raw.cells].iter().map(|end| base + end));
        self.rows.push(RowEnd { row, lines, end_cell: self.cells.len() });
    }

    /// Removes and returns the rows.
    fn take(&mut self) -> Rows {
        let empty = Rows {
            columns: Arc::clone(&self.columns),
            header: Arc::clone(&self.header),
            legacy: self.legacy,
            ..Rows::default()
        };
        std::mem::replace(self, empty)
    }
}

impl Chunk for Rows {
    fn bytes(&self) -> Option<usize> {
        Some(self.bytes.len())
    }

    fn parse(self: Box<Self>, sink: &mut Sink<'_>) {
        let (mut first_cell, mut start) = (0, 0);
        for &RowEnd { row, lines, end_cell } in &self.rows {
            if !sink.wants(row) {
                start = self.cells[first_cell..end_cell].last().copied().unwrap_or(start);
                first_cell = end_cell;
                continue;
            }
            let mut record = Record::default();
            let mut surplus = 0;
            let mut named = 0;
            for (nth, &end) in self.cells[first_cell..end_cell].iter().enumerate() {
                let cell = &self.bytes[start..end];
                start = end;
                surplus += usize::from(nth >= self.columns.len() && !cell.is_empty());
                named += usize::from(self.header.get(nth).is_some_and(|name| name.as_bytes() == cell));
                if let Some(&Some(field)) = self.columns.get(nth)
                    && record.wants(field)
                {
                    record.set(field, text(cell, self.legacy));
                }
            }
            let cells = end_cell - first_cell;
            first_cell = end_cell;
            if named == self.header.len() && cells == named {
                // tables that were joined repeat their header
                sink.skip(1);
            } else if surplus > 0 {
                sink.reject(Some(row), too_many(surplus, lines));
            } else {
                record.parse(Some(row), sink);
            }
        }
    }
}

/// A cell as text, in the encoding of its table.
fn text(cell: &[u8], legacy: Option<Legacy>) -> Cow<'_, str> {
    charset::without_zeros(charset::decode_cell(cell, legacy))
}

/// Why a row with more cells than columns is rejected.
fn too_many(surplus: usize, (first, last): (u64, u64)) -> String {
    let what = format!("{surplus} more cells than columns: a cell that contains the delimiter must be quoted");
    if first == last {
        return what;
    }
    format!("{what}; the row takes lines {first} to {last}, as when a quote is never closed: those are lost with it")
}

/// Why the last row is rejected if a quote in it is open where the file ends.
fn never_closed((first, last): (u64, u64)) -> String {
    format!(
        "a quote is never closed: the row takes lines {first} to {last}, the end of the file; those are lost with it"
    )
}

/// Splits the content into runs of whole rows.
fn split(content: &mut Content<'_>, delimiter: Option<u8>, emitter: &mut Emitter<'_>) -> io::Result<()> {
    let context = emitter.context;
    let (legacy, dialect) = read_marks(content, delimiter)?;
    let mut reader = dialect.reader();
    let mut raw = RawRow::default();
    let header = read_header(&mut reader, content, &mut raw, context, legacy)?;
    if !emitter.origin.is_named && is_companion(&header, &context.names) {
        emitter.skip(1);
        return Ok(());
    }
    let columns = Arc::new(find_columns(&header, &context.names)?);
    let mut rows = Rows { columns, header: Arc::new(header), legacy, ..Rows::default() };
    let mut row = 1;
    loop {
        row += 1;
        let first_line = reader.line();
        match raw.read(&mut reader, content, context.settings.max_article_bytes, |_| {}) {
            Ok(ReadRow::Row) => {
                // the reader is at the next line already, but at the end of the file
                let last_line = reader.line().saturating_sub(1).max(first_line);
                if dialect.has_quotes()
                    && raw.has_odd_quotes()
                    && last_line > first_line
                    && content.fill_buf()?.is_empty()
                {
                    emitter.chunk(rows.take());
                    emitter.reject(row, never_closed((first_line, last_line)));
                    return Ok(());
                }
                rows.push(row, (first_line, last_line), &raw);
            }
            Ok(ReadRow::TooLong) => {
                let reason = context.too_long("row") + "; or a quote in it is never closed";
                emitter.chunk(rows.take());
                emitter.reject(row, reason);
                // if a quote is never closed, the next line is the best place to start again
                reader = dialect.reader();
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
    if row == 2 {
        emitter.reject(None, "a table without rows: there is only a header");
    }
    Ok(())
}

/// Reads the marks before the header; the encoding of the table if it is not UTF-8, and its dialect.
fn read_marks(content: &mut Content<'_>, usual: Option<u8>) -> io::Result<(Option<Legacy>, Dialect)> {
    charset::skip_mark(content)?;
    let legacy = charset::of_records(content.fill_buf()?);
    let declared = declared_delimiter(content.fill_buf()?);
    if let Some((_, bytes)) = declared {
        content.consume(bytes);
    }
    let delimiter = match (declared, usual) {
        (Some((declared, _)), _) => declared,
        (None, Some(usual)) => usual,
        (None, None) => find_delimiter(content.fill_buf()?),
    };
    Ok((legacy, Dialect::of(content.fill_buf()?, delimiter)))
}

fn read_header(
    reader: &mut Reader,
    content: &mut Content<'_>,
    raw: &mut RawRow,
    context: &Context<'_>,
    legacy: Option<Legacy>,
) -> io::Result<Vec<String>> {
    let reason = match raw.read(reader, content, context.settings.max_article_bytes, |_| {})? {
        ReadRow::Row if raw.has_odd_quotes() && reader.line() > 2 && content.fill_buf()?.is_empty() => {
            "a quote in the header is never closed, so that the whole file is read as names of columns".to_owned()
        }
        ReadRow::Row => {
            return Ok((0..raw.cells).map(|at| charset::decode_cell(raw.cell(at), legacy).into_owned()).collect());
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
    /// Quotes in the row as it is written.
    quotes: usize,
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

    /// Whether a quote of the row is not closed, if the row is the last of the file.
    fn has_odd_quotes(&self) -> bool {
        self.quotes % 2 == 1
    }

    /// The cells as text, in the encoding of their table.
    pub(crate) fn texts(&self, legacy: Option<Legacy>) -> Vec<Cow<'_, str>> {
        (0..self.cells).map(|at| text(self.cell(at), legacy)).collect()
    }

    /// Reads the next row. `keep` receives the bytes of the content as they are consumed.
    pub(crate) fn read(
        &mut self,
        reader: &mut Reader,
        content: &mut Content<'_>,
        max_bytes: u64,
        mut keep: impl FnMut(&[u8]),
    ) -> io::Result<ReadRow> {
        (self.len, self.cells, self.quotes) = (0, 0, 0);
        let longest = usize::try_from(max_bytes).unwrap_or(usize::MAX);
        self.bytes.resize(self.bytes.len().max(4096).min(longest), 0);
        self.ends.resize(self.ends.len().max(32), 0);
        loop {
            let input = content.fill_buf()?;
            let (result, read, written, ended) =
                reader.read_record(input, &mut self.bytes[self.len..], &mut self.ends[self.cells..]);
            keep(&input[..read]);
            self.quotes += memchr::memchr_iter(b'"', &input[..read]).count();
            content.consume(read);
            self.len += written;
            self.cells += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if self.bytes.len() >= longest => return Ok(ReadRow::TooLong),
                ReadRecordResult::OutputFull => self.bytes.resize((2 * self.bytes.len()).min(longest), 0),
                ReadRecordResult::OutputEndsFull if self.cells > MAX_CELLS => return Ok(ReadRow::TooLong),
                ReadRecordResult::OutputEndsFull => self.ends.resize(2 * self.ends.len(), 0),
                ReadRecordResult::Record => return Ok(ReadRow::Row),
                ReadRecordResult::End => return Ok(ReadRow::End),
            }
        }
    }
}

/// The delimiter in the line `sep=;` that Excel reads and writes above the header, and the bytes of that line.
pub(crate) fn declared_delimiter(head: &[u8]) -> Option<(u8, usize)> {
    let end = head.iter().position(|byte| matches!(byte, b'\n' | b'\r'))?;
    let line = head[..end].strip_prefix(b"\"").and_then(|line| line.strip_suffix(b"\"")).unwrap_or(&head[..end]);
    let &[s, e, p, b'=', delimiter] = line else { return None };
    let line_end = if head[end..].starts_with(b"\r\n") { 2 } else { 1 };
    [s, e, p].eq_ignore_ascii_case(b"sep").then_some((delimiter, end + line_end))
}

/// Whether a file begins with the header of a table of articles: names of columns, one of which holds text.
fn is_table(head: &[u8], delimiter: u8) -> bool {
    const MAX_HEADER_BYTES: usize = 4 << 10;
    let head = text_head(head);
    if declared_delimiter(head).is_some() {
        return delimiter != b'\t';
    }
    let end = head.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(head.len());
    if end == 0 || end > MAX_HEADER_BYTES {
        return false;
    }
    let header = String::from_utf8_lossy(&head[..end]);
    let names: Vec<&str> = header.split(char::from(delimiter)).map(|name| name.trim().trim_matches('"')).collect();
    let usual = FieldNames::new(&Columns::default());
    let fields: Vec<Field> = names.iter().filter_map(|name| Some(usual.find("", name)?.field)).collect();
    // names are short, and a sentence has no text column beside another that is known
    names.len() > 1
        && names.iter().all(|name| name.len() <= 40)
        && fields.contains(&Field::Text)
        && fields.iter().any(|field| *field != Field::Text)
}

/// The delimiter: the usual one that gives the first row the most cells.
pub(crate) fn find_delimiter(head: &[u8]) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut is_quoted = false;
    for &byte in head {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' | b'\r' if !is_quoted => break,
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
    use crate::settings::Settings;

    #[test]
    fn finds_the_delimiter_in_the_header() {
        assert_eq!(find_delimiter(b"id;title;text\n1;a, b, c, d, e;x"), b';');
        assert_eq!(find_delimiter(b"id\ttext\n"), b'\t');
        assert_eq!(find_delimiter(b"\"a;b;c\",text\n"), b',');
        assert_eq!(find_delimiter(b"text\n"), b',');
        assert_eq!(find_delimiter(b""), b',');
        // lines may end in carriage returns only
        assert_eq!(find_delimiter(b"id;text\r1;a, b, c\r"), b';');
        assert_eq!(declared_delimiter(b"sep=;\r\nid;text\r\n"), Some((b';', 7)));
        assert_eq!(declared_delimiter(b"\"sep=|\"\nid|text\n"), Some((b'|', 8)));
        assert_eq!(declared_delimiter(b"sep;text\n"), None);
    }

    #[test]
    fn a_row_over_the_limit_is_told_and_the_next_is_read() {
        let settings = Settings { max_article_bytes: 10_000, ..Settings::default() };
        for (words, is_read) in [(1990, true), (2001, false), (3900, false), (9000, false)] {
            let table = format!("id,text\n1,\"{}\"\n2,a ferry ran aground\n", "word ".repeat(words));
            let reader: Box<dyn io::Read> = Box::new(io::Cursor::new(table.into_bytes()));
            let parse = |emitter: &mut Emitter<'_>| split(&mut io::BufReader::new(reader), None, emitter);
            let parsed = Emitter::parse_all(&settings, parse).unwrap();
            let ids: Vec<&str> = parsed.articles.iter().map(|article| &*article.id).collect();
            assert_eq!(ids, if is_read { vec!["1", "2"] } else { vec!["2"] }, "{words}");
            let told = parsed.rejected.iter().all(|r| r.row == Some(2) && r.reason.contains("more than 10000 bytes"));
            assert!(told && parsed.rejected.len() == usize::from(!is_read), "{:?}", parsed.rejected);
        }
    }

    #[test]
    fn lists_the_columns_of_a_table_without_text() {
        let names = FieldNames::new(&Columns::default());
        let error = find_columns(&["id".to_owned(), "wordcount".to_owned()], &names).unwrap_err().to_string();
        assert!(is_companion(&["article_id".to_owned(), "kind".to_owned()], &names));
        assert!(!is_companion(&["id".to_owned(), "title".to_owned(), "words".to_owned()], &names));
        assert!(error.contains("id, wordcount") && error.contains("`input.columns.text`"), "{error}");
    }
}
