//! Spreadsheets: one sheet of articles, of an XLSX or an ODS file.
//!
//! Both are archives of XML, and a sheet is read as a stream: only the shared strings of XLSX are in memory.

mod ods;
mod package;
mod serial;
mod xlsx;

use std::io;

use super::csv::find_columns;
use super::table_rows::RowCollector;
use crate::fields::{Field, FieldNames, RankedField};
use crate::format::{Access, Emitter, Format};
use crate::sniff;
use ods::Ods;
use package::broken;
use xlsx::Xlsx;

/// A workbook of Excel since 2007.
pub(super) static XLSX: Format = Format {
    name: "xlsx",
    extensions: &["xlsx", "xlsm"],
    has_reliable_extensions: true,
    recognises: |head| sniff::is_zip_with(head, b"xl/"),
    access: Access::Random(|file, emitter| split(&mut Xlsx::open(file, emitter)?, emitter)),
};

/// A spreadsheet of LibreOffice and others.
pub(super) static ODS: Format = Format {
    name: "ods",
    extensions: &["ods"],
    has_reliable_extensions: true,
    recognises: |head| sniff::is_zip_with(head, b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"),
    access: Access::Random(|file, emitter| split(&mut Ods::open(file, emitter)?, emitter)),
};

/// The header is one of this many rows: titles and notes may stand above it.
const HEADER_ROWS: usize = 20;
/// The most sheets in which a column of texts is searched: each is read from the start of the file.
const MAX_SHEETS: usize = 100;
/// The most columns of a sheet, in any program.
const MAX_COLUMNS: usize = 16_384;

/// A row with its cells that are not empty.
#[derive(Debug, Default)]
struct SheetRow {
    /// The number that the program shows.
    number: u64,
    /// By column, counted from 0, as they stand in the file.
    cells: Vec<(usize, SheetCell)>,
    /// Bytes of the cells.
    bytes: usize,
}

impl SheetRow {
    /// Adds a cell. All cells of a row are in memory, so they have at most `most` bytes together.
    fn push(&mut self, column: usize, cell: SheetCell, most: u64) -> io::Result<()> {
        let (SheetCell::Text(text) | SheetCell::Number(text) | SheetCell::Time(text)) = &cell;
        self.bytes += text.len();
        if self.bytes as u64 > most || self.cells.len() >= MAX_COLUMNS {
            return Err(broken(&"a row of more cells or bytes than any program writes"));
        }
        self.cells.push((column, cell));
        Ok(())
    }
}

/// The value of a cell.
#[derive(Debug, Clone, PartialEq)]
enum SheetCell {
    Text(String),
    /// A number as it is written.
    Number(String),
    /// A date or a time, as text.
    Time(String),
}

/// Receives the rows of a sheet; false ends the reading.
type VisitSheetRow<'v> = dyn FnMut(SheetRow) -> bool + 'v;

/// A workbook of one of the two formats.
trait Workbook {
    /// The names of its sheets, in their order.
    fn sheets(&mut self) -> io::Result<Vec<String>>;

    /// Visits the rows of a sheet that are not empty.
    fn rows(&mut self, sheet: usize, visit: &mut VisitSheetRow<'_>) -> io::Result<()>;

    /// Whether days are counted from 1904.
    fn counts_from_1904(&self) -> bool;
}

/// The header of a sheet.
struct SheetHeader {
    /// The number of its row.
    row: u64,
    /// The columns that hold fields.
    columns: Vec<(usize, RankedField)>,
}

/// Splits the chosen sheet into rows.
fn split(book: &mut dyn Workbook, emitter: &mut Emitter<'_>) -> io::Result<()> {
    let context = emitter.context;
    let sheets = book.sheets()?;
    let (sheet, header) = choose(book, &sheets, context.settings.sheet.as_deref(), &context.names)?;
    let from_1904 = book.counts_from_1904();
    let mut rows = RowCollector::new(header.columns.iter().map(|(_, field)| *field).collect(), emitter);
    let mut last_row = header.row;
    let read = book.rows(sheet, &mut |row| {
        if row.number > header.row {
            last_row = row.number;
            rows.push(row.number, cells(row, &header.columns, from_1904));
        }
        !context.progress.cancelled()
    });
    match read {
        Err(error) => rows.reject(last_row.saturating_add(1), format!("{error}; the rows after it are not read")),
        Ok(()) if last_row == header.row => rows.reject(None, format!("the sheet {:?} has no rows", sheets[sheet])),
        Ok(()) => rows.flush(),
    }
    if context.settings.sheet.is_none() {
        tell_other_sheets(book, &sheets, sheet, emitter);
    }
    Ok(())
}

/// Rejects the sheets after the one that is read that have texts as well.
fn tell_other_sheets(book: &mut dyn Workbook, sheets: &[String], read: usize, emitter: &mut Emitter<'_>) {
    for (sheet, name) in sheets.iter().enumerate().take(MAX_SHEETS).skip(read + 1) {
        if header(book, sheet, &emitter.context.names).is_ok() {
            let reason = format!("the sheet {name:?} has texts, too, and is not read: `input.sheet` can name it");
            emitter.reject(None, reason);
        }
    }
}

/// The cells of the columns that hold fields, as text.
fn cells(mut row: SheetRow, columns: &[(usize, RankedField)], from_1904: bool) -> Vec<Option<String>> {
    let mut cell = |(column, field): &(usize, RankedField)| {
        let at = row.cells.iter().position(|(at, _)| at == column)?;
        Some(match std::mem::replace(&mut row.cells[at].1, SheetCell::Text(String::new())) {
            SheetCell::Text(text) | SheetCell::Time(text) => text,
            // a date without the format of one
            SheetCell::Number(number) if field.field == Field::Published => {
                serial::date_in_column(&number, from_1904).unwrap_or(number)
            }
            SheetCell::Number(number) => number,
        })
    };
    columns.iter().map(&mut cell).collect()
}

/// The sheet that is read, and its header: that of this name or number, else the first with a column of texts.
fn choose(
    book: &mut dyn Workbook,
    sheets: &[String],
    wanted: Option<&str>,
    names: &FieldNames,
) -> io::Result<(usize, SheetHeader)> {
    if let Some(wanted) = wanted {
        let by_name = sheets.iter().position(|name| name.to_lowercase() == wanted.to_lowercase());
        let by_number = || wanted.parse::<usize>().ok()?.checked_sub(1).filter(|at| *at < sheets.len());
        let missing = || broken(&format!("no sheet is called {wanted:?}; there are {}", sheets.join(", ")));
        let sheet = by_name.or_else(by_number).ok_or_else(missing)?;
        return Ok((sheet, header(book, sheet, names)?));
    }
    let mut first_error = None;
    for sheet in 0..sheets.len().min(MAX_SHEETS) {
        match header(book, sheet, names) {
            Ok(header) => return Ok((sheet, header)),
            Err(error) => first_error = first_error.or(Some(error)),
        }
    }
    Err(match first_error {
        None => broken(&"a workbook without sheets"),
        Some(error) if sheets.len() == 1 => error,
        Some(error) => broken(&format!("no sheet has a text column; the first of {}: {error}", sheets.join(", "))),
    })
}

/// The header of a sheet: the first row that names a column of texts.
fn header(book: &mut dyn Workbook, sheet: usize, names: &FieldNames) -> io::Result<SheetHeader> {
    let mut found = None;
    let mut first_error = None;
    let mut rows = 0;
    book.rows(sheet, &mut |row| {
        let width = row.cells.iter().map(|(column, _)| column + 1).max().unwrap_or(0);
        let mut header = vec![String::new(); width];
        for (column, cell) in row.cells {
            if let SheetCell::Text(name) = cell {
                header[column] = name;
            }
        }
        match find_columns(&header, names) {
            Ok(columns) => {
                let columns = columns.into_iter().enumerate().filter_map(|(at, field)| Some((at, field?))).collect();
                found = Some(SheetHeader { row: row.number, columns });
            }
            Err(error) => first_error = first_error.take().or(Some(error)),
        }
        rows += 1;
        found.is_none() && rows < HEADER_ROWS
    })?;
    found.ok_or_else(|| first_error.unwrap_or_else(|| broken(&"an empty sheet")))
}

#[cfg(test)]
mod tests;
