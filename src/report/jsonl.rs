//! JSON Lines: one object per row, with `null` for a missing value.

use super::cell::Cell;
use super::column::ColumnInfo;
use std::io;

/// Appends a row.
pub(super) fn push_row(out: &mut Vec<u8>, columns: &[ColumnInfo], cells: &[Cell<'_>]) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &Object { columns, cells })?;
    out.push(b'\n');
    Ok(())
}

struct Object<'a> {
    columns: &'a [ColumnInfo],
    cells: &'a [Cell<'a>],
}

impl serde::Serialize for Object<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.columns.iter().map(|column| column.name).zip(self.cells))
    }
}
