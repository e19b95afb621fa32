//! Tables of text: comma-separated and with other marks, with quoted line breaks.

use std::borrow::Cow;
use std::io::{self, BufRead};
use std::sync::Arc;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::charset;
use super::decode::Content;
use super::fields::{self, Names, Record, Slot};
use super::format::Format;
use super::origin::Origin;
use super::piece::{Body, Context, Output, too_long};

/// Bytes of rows that are parsed as one piece.
const BLOCK: usize = 1 << 20;
/// More columns than this are a slip of the delimiter.
const COLUMNS: usize = 10_000;

/// Some rows of a table.
pub(super) struct Rows {
    format: Format,
    columns: Arc<Vec<Option<(Slot, u8)>>>,
    bytes: Vec<u8>,
    /// Where each cell ends in `bytes`.
    cells: Vec<usize>,
    /// Of each row its number, counted from 1 with the header as the first, and where it ends in `cells`.
    rows: Vec<(u64, usize)>,
}

impl Rows {
    fn new(format: Format, columns: &Arc<Vec<Option<(Slot, u8)>>>) -> Rows {
        let columns = Arc::clone(columns);
        Rows { format, columns, bytes: Vec::new(), cells: Vec::new(), rows: Vec::new() }
    }

    /// Bytes held.
    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }
}

/// One record: its cells, and how many lines it took.
#[derive(Default)]
struct Raw {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    used: usize,
    cells: usize,
}

impl Raw {
    fn cell(&self, at: usize) -> &[u8] {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.bytes[start..self.ends[at]]
    }
}

/// How reading a record ended.
enum Read {
    Record,
    TooLong,
    End,
}

/// Cuts the content into runs of whole rows.
pub(super) fn cut(
    content: &mut Content<'_>,
    format: Format,
    origin: &Origin,
    context: &Context<'_>,
    out: &mut dyn FnMut(Body),
) -> io::Result<()> {
    let most = context.settings.max_article_bytes;
    if content.fill_buf()?.starts_with(b"\xef\xbb\xbf") {
        content.consume(3);
    }
    let delimiter = if format == Format::Tsv { b'\t' } else { delimiter(content.fill_buf()?) };
    let build = || ReaderBuilder::new().delimiter(delimiter).build();
    let mut reader = build();
    let mut raw = Raw::default();
    let no_header = match read(&mut reader, content, &mut raw, most)? {
        Read::Record => None,
        Read::TooLong => Some(too_long("header", most)),
        Read::End => Some("no header: the first row is to name the columns".to_owned()),
    };
    if let Some(what) = no_header {
        return Err(io::Error::new(io::ErrorKind::InvalidData, what));
    }
    let header: Vec<String> = (0..raw.cells).map(|at| String::from_utf8_lossy(raw.cell(at)).into_owned()).collect();
    if origin.met && is_companion(&header, &context.names) {
        out(Body::Skipped(1));
        return Ok(());
    }
    let columns = Arc::new(columns(&header, &context.names)?);
    let mut block = Rows::new(format, &columns);
    let mut row = 1;
    loop {
        row += 1;
        match read(&mut reader, content, &mut raw, most) {
            Ok(Read::Record) => {
                let base = block.bytes.len();
                block.bytes.extend_from_slice(&raw.bytes[..raw.used]);
                block.cells.extend(raw.ends[..raw.cells].iter().map(|end| base + end));
                block.rows.push((row, block.cells.len()));
            }
            Ok(Read::TooLong) => {
                let reason = too_long("row", most) + "; or a quote in it is never closed";
                out(Body::Rows(std::mem::replace(&mut block, Rows::new(format, &columns))));
                out(Body::Rejected { row: Some(row), reason });
                // past a quote that is never closed, the next line is the best place to begin again
                reader = build();
                content.skip_until(b'\n')?;
            }
            Ok(Read::End) => break,
            Err(error) => {
                out(Body::Rows(block));
                out(Body::Rejected { row: Some(row), reason: error.to_string() });
                return Ok(());
            }
        }
        if block.bytes.len() >= BLOCK {
            out(Body::Rows(std::mem::replace(&mut block, Rows::new(format, &columns))));
        }
    }
    out(Body::Rows(block));
    Ok(())
}

/// Reads one record into `raw`.
fn read(reader: &mut Reader, content: &mut Content<'_>, raw: &mut Raw, most: u64) -> io::Result<Read> {
    (raw.used, raw.cells) = (0, 0);
    raw.bytes.resize(raw.bytes.len().max(4096), 0);
    raw.ends.resize(raw.ends.len().max(32), 0);
    loop {
        let input = content.fill_buf()?;
        let (result, read, written, ended) =
            reader.read_record(input, &mut raw.bytes[raw.used..], &mut raw.ends[raw.cells..]);
        content.consume(read);
        raw.used += written;
        raw.cells += ended;
        match result {
            ReadRecordResult::InputEmpty => {}
            ReadRecordResult::OutputFull if raw.used as u64 > most => return Ok(Read::TooLong),
            ReadRecordResult::OutputFull => raw.bytes.resize(2 * raw.bytes.len(), 0),
            ReadRecordResult::OutputEndsFull if raw.cells > COLUMNS => return Ok(Read::TooLong),
            ReadRecordResult::OutputEndsFull => raw.ends.resize(2 * raw.ends.len(), 0),
            ReadRecordResult::Record => return Ok(Read::Record),
            ReadRecordResult::End => return Ok(Read::End),
        }
    }
}

/// The mark between cells: of the usual ones that with most cells in the first row.
fn delimiter(start: &[u8]) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut quoted = false;
    for &byte in start {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if quoted => {}
            _ => {
                if let Some((_, count)) = counts.iter_mut().find(|(mark, _)| *mark == byte) {
                    *count += 1;
                }
            }
        }
    }
    // the first of equals, so that a table of one column has commas
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(mark, _)| mark)
}

/// What each column is. An error when none holds text.
fn columns(header: &[String], names: &Names) -> io::Result<Vec<Option<(Slot, u8)>>> {
    let columns: Vec<_> = header.iter().map(|name| names.slot("", name)).collect();
    if columns.iter().flatten().any(|(slot, _)| *slot == Slot::Text) {
        return Ok(columns);
    }
    Err(no_column(header, names))
}

/// Whether a table is one about the articles beside it, such as labels: of what an article has it holds the id alone.
fn is_companion(header: &[String], names: &Names) -> bool {
    let mut slots = header.iter().filter_map(|name| names.slot("", name)).map(|(slot, _)| slot).peekable();
    !names.is_text_chosen() && slots.peek().is_some() && slots.all(|slot| slot == Slot::Id)
}

/// The error of a table whose columns hold no text.
pub(super) fn no_column(header: &[String], names: &Names) -> io::Error {
    let found = names.no_text(header.iter().map(String::as_str));
    io::Error::new(io::ErrorKind::InvalidData, found.replace("field", "column").replace(" and holds any", ""))
}

/// Makes articles of rows.
pub(super) fn parse(rows: &Rows, origin: &Origin, context: &Context<'_>, output: &mut Output) {
    let (mut start, mut from) = (0, 0);
    for &(row, end) in &rows.rows {
        let mut record = Record::default();
        let mut surplus = 0;
        for (nth, &to) in rows.cells[start..end].iter().enumerate() {
            let cell = &rows.bytes[from..to];
            from = to;
            surplus += usize::from(nth >= rows.columns.len() && !cell.is_empty());
            if let Some(&Some((slot, rank))) = rows.columns.get(nth)
                && record.wants(slot, rank)
            {
                let value = match std::str::from_utf8(cell) {
                    Ok(text) => Cow::Borrowed(text),
                    Err(_) => Cow::Owned(charset::guess(cell)),
                };
                record.set(slot, rank, value);
            }
        }
        start = end;
        if surplus > 0 {
            let reason = format!("{surplus} more cells than columns: a cell with the delimiter in it has to be quoted");
            output.reject(origin, Some(row), reason);
            continue;
        }
        match fields::article(record, origin, Some(row), context.settings.extract, output) {
            Ok(article) => output.push(article, rows.format),
            Err(reason) => output.reject(origin, Some(row), reason),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_is_that_of_the_header() {
        assert_eq!(delimiter(b"id;title;text\n1;a, b, c, d, e;x"), b';');
        assert_eq!(delimiter(b"id\ttext\n"), b'\t');
        assert_eq!(delimiter(b"\"a;b;c\",text\n"), b',');
        assert_eq!(delimiter(b"text\n"), b',');
        assert_eq!(delimiter(b""), b',');
    }

    #[test]
    fn a_table_without_a_column_of_text_lists_what_it_has() {
        let names = Names::new(&fields::Columns::default());
        let error = columns(&["id".to_owned(), "wordcount".to_owned()], &names).unwrap_err().to_string();
        assert!(is_companion(&["article_id".to_owned(), "kind".to_owned()], &names));
        assert!(!is_companion(&["id".to_owned(), "title".to_owned(), "words".to_owned()], &names));
        assert!(error.contains("id, wordcount") && error.contains("`input.columns.text`"), "{error}");
    }
}
