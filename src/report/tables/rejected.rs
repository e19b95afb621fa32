//! The table of rejected input: one row for each file, row or record that did not become an article as it was.

use crate::article::Rejected;
use crate::report::column::Column;
use crate::report::table::{Row, Table, column_infos, divide, push_rows};

pub(super) const REJECTED: Table = Table {
    name: "rejected",
    columns: column_infos::<&Rejected>,
    parts: |findings| Some(divide(findings.rejected.len(), |_| 1)),
    rows: |findings, part, sink| push_rows(&findings.rejected[part], sink),
};

impl Row for &Rejected {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("path", "The file.", |rejected| &rejected.path),
            Column::whole("row", "The row or record in it, from 1; empty where the whole file is meant.", |rejected| {
                rejected.row.map(|row| row as i64)
            }),
            Column::text("reason", "What is wrong, and what to do about it.", |rejected| &rejected.reason),
        ]
    }
}
