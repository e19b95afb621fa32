//! The table of flows: one row for each source and each outlet that printed its text.

use crate::attribution::flow::Flow;
use crate::report::column::Column;
use crate::report::table::{Row, Table, column_infos, push_rows, undivided};

pub(in crate::report) const FLOWS: Table = Table {
    name: "flows",
    columns: column_infos::<Flow>,
    parts: undivided,
    rows: |findings, _, sink| push_rows(findings.flows(), sink),
};

impl Row for Flow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("from", "The wire or the outlet that the text came from.", |row| &row.from),
            Column::text("from_kind", "What that is: `wire`, `outlet` or `press_release`.", |row| {
                row.from_kind.as_str()
            }),
            Column::text("to", "The outlet that printed the text.", |row| &row.to),
            Column::whole("copies", "Copies that it printed.", |row| Some(row.copies as i64)),
            Column::whole(
                "median_lag_minutes",
                "Median lag of those copies in minutes: after the lead for a wire's text, after the copy of the other \
                 outlet for an outlet's.",
                |row| row.median_lag_minutes,
            ),
        ]
    }
}
