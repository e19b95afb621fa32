//! The table of notes: one row for each article that was taken, but not as it was.

use crate::article::Rejected;
use crate::report::column::Column;
use crate::report::table::{Row, Table, column_infos, divide, push_rows};

pub(super) const NOTES: Table = Table {
    name: "notes",
    columns: column_infos::<NoteRow<'_>>,
    parts: |findings| Some(divide(findings.notes.len(), |_| 1)),
    rows: |findings, part, sink| push_rows(findings.notes[part].iter().map(NoteRow), sink),
};

struct NoteRow<'f>(&'f Rejected);

impl Row for NoteRow<'_> {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("path", "The file.", |note| &note.0.path),
            Column::whole("row", "The row or record in it, from 1; empty where the file is the article.", |note| {
                note.0.row.map(|row| row as i64)
            }),
            Column::text("note", "What was changed.", |note| &note.0.reason),
        ]
    }
}
