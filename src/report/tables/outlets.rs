//! The table of outlets: one row for each outlet.

use crate::attribution::flow::OutletRow;
use crate::report::column::Column;
use crate::report::table::{Row, Table, column_infos, push_rows, undivided};

pub(in crate::report) const OUTLETS: Table = Table {
    name: "outlets",
    columns: column_infos::<OutletRow>,
    parts: undivided,
    rows: |findings, _, sink| push_rows(findings.outlet_rows(), sink),
};

impl Row for OutletRow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("outlet", "The outlet.", |row| &row.outlet),
            Column::whole("articles", "Its articles.", |row| Some(row.articles as i64)),
            Column::whole(
                "copies",
                "Those that are in a cluster with another article, without pages that have no article.",
                |row| Some(row.copies as i64),
            ),
            Column::share("copy_share", "Copies ÷ articles.", |row| row.copy_share),
            Column::whole("wire_copies", "Articles whose wire is sure, press releases excepted.", |row| {
                Some(row.wire_copies as i64)
            }),
            Column::share("wire_share", "Wire copies ÷ articles.", |row| row.wire_share),
            Column::whole("uncredited", "Wire copies that do not name the wire: `credited` is `no`.", |row| {
                Some(row.uncredited as i64)
            }),
            Column::share(
                "uncredited_share",
                "Uncredited ÷ (credited + generic + uncredited); 0 where there are none.",
                |row| row.uncredited_share,
            ),
            Column::whole("leads", "Clusters in which it alone is the earliest.", |row| Some(row.leads as i64)),
            Column::whole("median_lag_minutes", "Median lag of its copies after their leads, in minutes.", |row| {
                row.median_lag_minutes
            }),
            Column::whole("press_releases", "Press releases that it printed.", |row| Some(row.press_releases as i64)),
            Column::whole(
                "generic",
                "Wire copies that credit agencies without naming one: `credited` is `generic`.",
                |row| Some(row.generic as i64),
            ),
            Column::whole(
                "own_pages",
                "Articles on an agency's own site that credit no other agency. They are no wire copies.",
                |row| Some(row.own_pages as i64),
            ),
        ]
    }
}
