//! Tables: their columns, and their rows, which are made from the findings part by part.

use super::cell::Cell;
use super::column::{Column, ColumnInfo};
use crate::findings::Findings;
use std::io;
use std::ops::Range;

/// A table of a run.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// The file's name without its extension.
    pub name: &'static str,
    /// [`column_infos`] of its rows' type.
    pub(super) columns: fn() -> Vec<ColumnInfo>,
    /// The parts in which the rows are made, independently of each other: ranges of clusters, pairs or articles.
    /// `None` when the findings do not have what the table shows.
    pub(super) parts: fn(&Findings) -> Option<Vec<Range<usize>>>,
    /// Makes the rows of one part and gives each to the sink.
    pub(super) rows: fn(&Findings, Range<usize>, &mut RowSink<'_>) -> io::Result<()>,
}

impl Table {
    /// The columns in their order.
    #[must_use]
    pub fn columns(&self) -> Vec<ColumnInfo> {
        (self.columns)()
    }

    /// Whether the findings have what the table shows.
    #[must_use]
    pub fn is_known(&self, findings: &Findings) -> bool {
        (self.parts)(findings).is_some()
    }
}

/// Takes the cells of one row, in the order of the columns.
pub(super) type RowSink<'s> = dyn FnMut(&[Cell<'_>]) -> io::Result<()> + 's;

/// The row type of a table.
pub(super) trait Row: Sized {
    /// The columns in their order.
    fn columns() -> Vec<Column<Self>>;
}

/// The columns of a row type, as users see them.
pub(super) fn column_infos<R: Row>() -> Vec<ColumnInfo> {
    R::columns().iter().map(Column::info).collect()
}

/// Gives the cells of each row to `sink`.
pub(super) fn push_rows<R: Row>(rows: impl IntoIterator<Item = R>, sink: &mut RowSink<'_>) -> io::Result<()> {
    let columns = R::columns();
    rows.into_iter().try_for_each(|row| {
        let cells: Vec<Cell<'_>> = columns.iter().map(|column| column.cell(&row)).collect();
        sink(&cells)
    })
}

/// Rows of a part, about: some fifty kilobytes of text, which is worth a thread's while and cheap to hold.
const ROWS_PER_PART: usize = 256;

/// Divides `units` into parts with at least [`ROWS_PER_PART`] rows each, the last one excepted. `rows` gives the number
/// of rows of a unit; a unit is never divided.
pub(super) fn divide(units: usize, rows: impl Fn(usize) -> usize) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let (mut start, mut filled) = (0, 0);
    for unit in 0..units {
        filled += rows(unit);
        if filled >= ROWS_PER_PART {
            parts.push(start..unit + 1);
            (start, filled) = (unit + 1, 0);
        }
    }
    if start < units {
        parts.push(start..units);
    }
    parts
}

/// A single part, for tables that are computed as a whole.
pub(super) fn undivided(_: &Findings) -> Option<Vec<Range<usize>>> {
    Some(std::iter::once(0..1).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn parts_hold_every_unit_once_and_only_the_last_may_be_small(
            rows in prop::collection::vec(prop_oneof![0_usize..4, 0_usize..2 * ROWS_PER_PART], 0..400),
        ) {
            let parts = divide(rows.len(), |unit| rows[unit]);
            prop_assert_eq!(parts.iter().cloned().flatten().collect::<Vec<_>>(), (0..rows.len()).collect::<Vec<_>>());
            let filled = |part: &Range<usize>| rows[part.clone()].iter().sum::<usize>();
            for (nth, part) in parts.iter().enumerate() {
                prop_assert!(!part.is_empty());
                prop_assert!(nth + 1 == parts.len() || filled(part) >= ROWS_PER_PART);
                prop_assert!(filled(&(part.start..part.end - 1)) < ROWS_PER_PART);
            }
        }
    }
}
