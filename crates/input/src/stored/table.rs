//! The rows of a table of text, with their bytes.

use std::io::{self, BufRead};

use super::{StoredRow, TableHeader, VisitRow};
use crate::charset;
use crate::fields::FieldNames;
use crate::format::Content;
use crate::formats::csv::{RawRow, ReadRow, find_columns, find_delimiter};
use crate::formats::csv_dialect::Dialect;
use crate::settings::Settings;

/// Reads the header of a table.
pub(super) fn header(
    content: &mut Content<'_>,
    delimiter: Option<u8>,
    settings: &Settings,
    names: &FieldNames,
) -> io::Result<TableHeader> {
    charset::skip_mark(content)?;
    let delimiter = match delimiter {
        Some(delimiter) => delimiter,
        None => find_delimiter(content.fill_buf()?),
    };
    let legacy = charset::of_records(content.fill_buf()?);
    let dialect = Dialect::of(content.fill_buf()?, delimiter);
    let mut raw = RawRow::default();
    raw.read(&mut dialect.reader(), content, settings.max_article_bytes, |_| {})?;
    let columns: Vec<String> = raw.texts(legacy).into_iter().map(|name| name.into_owned()).collect();
    let has_text = find_columns(&columns, names).is_ok();
    Ok(TableHeader { delimiter, dialect, legacy, columns, has_text })
}

/// Visits the rows, the header first.
pub(super) fn for_each(
    content: &mut Content<'_>,
    header: &TableHeader,
    settings: &Settings,
    visit: &mut VisitRow<'_>,
) -> io::Result<()> {
    let mut reader = header.dialect.reader();
    let (mut raw, mut bytes) = (RawRow::default(), Vec::new());
    if charset::skip_mark(content)? {
        // the mark stays before the header: some programs know the encoding by it
        bytes.extend_from_slice(charset::MARK);
    }
    for row in 1_u64.. {
        let read = raw.read(&mut reader, content, settings.max_article_bytes, |read| bytes.extend_from_slice(read))?;
        match read {
            ReadRow::Row => {
                // the reader ends a row with the first byte of its line end
                if bytes.ends_with(b"\r") && content.fill_buf()?.first() == Some(&b'\n') {
                    bytes.push(b'\n');
                    content.consume(1);
                }
                visit(StoredRow { row: Some(row), bytes: &bytes, raw: Some((&raw, header.legacy)) })?;
            }
            ReadRow::TooLong => {
                reader = header.dialect.reader();
                content.read_until(b'\n', &mut bytes)?;
                visit(StoredRow { row: Some(row), bytes: &bytes, raw: None })?;
            }
            ReadRow::End => break,
        }
        bytes.clear();
    }
    Ok(())
}
