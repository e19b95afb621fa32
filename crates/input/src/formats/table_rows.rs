//! Rows of a table that is no text: a sheet, or a table of a database.

use std::borrow::Cow;
use std::sync::Arc;

use crate::fields::RankedField;
use crate::format::{Chunk, Emitter};
use crate::record::Record;
use crate::sink::Sink;

/// Bytes of rows in a chunk.
const CHUNK_BYTES: usize = 1 << 20;

/// Whole rows, of which only the columns that hold fields are kept.
#[derive(Default)]
struct TableRows {
    columns: Arc<Vec<RankedField>>,
    /// The number of each row, and its cells in the order of the columns.
    rows: Vec<(u64, Vec<Option<String>>)>,
    bytes: usize,
}

impl Chunk for TableRows {
    fn bytes(&self) -> Option<usize> {
        Some(self.bytes)
    }

    fn parse(self: Box<Self>, sink: &mut Sink<'_>) {
        for (row, cells) in self.rows {
            let mut record = Record::default();
            for (field, cell) in self.columns.iter().zip(cells) {
                if let Some(cell) = cell
                    && record.wants(*field)
                {
                    record.set(*field, Cow::Owned(cell));
                }
            }
            record.parse(Some(row), sink);
        }
    }
}

/// Collects rows into chunks.
pub(super) struct RowCollector<'c, 'e> {
    rows: TableRows,
    pub(super) emitter: &'c mut Emitter<'e>,
}

impl<'c, 'e> RowCollector<'c, 'e> {
    /// Rows with these columns.
    pub(super) fn new(columns: Vec<RankedField>, emitter: &'c mut Emitter<'e>) -> Self {
        RowCollector { rows: TableRows { columns: Arc::new(columns), ..TableRows::default() }, emitter }
    }

    /// Adds a row.
    pub(super) fn push(&mut self, row: u64, cells: Vec<Option<String>>) {
        let bytes: usize = cells.iter().flatten().map(String::len).sum();
        if bytes as u64 > self.emitter.context.settings.max_article_bytes {
            self.reject(row, self.emitter.context.too_long("row"));
            return;
        }
        self.rows.bytes += bytes + 16;
        self.rows.rows.push((row, cells));
        if self.rows.bytes >= CHUNK_BYTES {
            self.flush();
        }
    }

    /// Rejects a row, after those before it.
    pub(super) fn reject(&mut self, row: impl Into<Option<u64>>, reason: impl Into<String>) {
        self.flush();
        self.emitter.reject(row, reason);
    }

    /// Ends the chunk.
    pub(super) fn flush(&mut self) {
        let empty = TableRows { columns: Arc::clone(&self.rows.columns), ..TableRows::default() };
        let full = std::mem::replace(&mut self.rows, empty);
        if !full.rows.is_empty() {
            self.emitter.chunk(full);
        }
    }
}
