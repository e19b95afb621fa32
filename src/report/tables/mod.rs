//! The tables of a run. Users rely on the columns: one may be added at the end, none renamed or moved.

mod articles;
mod clusters;
mod evidence;
mod flows;
mod notes;
mod outlets;
mod pairs;
mod rejected;
mod series;

use super::table::Table;

pub use clusters::CLUSTERS;
pub(super) use evidence::{EvidenceRow, rows as evidence_rows};
pub(super) use flows::FLOWS;
pub(super) use outlets::OUTLETS;

/// Every table of a run.
pub const TABLES: &[Table] = &[
    CLUSTERS,
    pairs::PAIRS,
    articles::ARTICLES,
    OUTLETS,
    FLOWS,
    series::SERIES,
    rejected::REJECTED,
    notes::NOTES,
    evidence::EVIDENCE,
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn columns_of_the_same_name_are_of_the_same_kind() {
        let mut kinds = BTreeMap::new();
        for column in TABLES.iter().flat_map(|table| table.columns()) {
            assert_eq!(*kinds.entry(column.name).or_insert(column.kind), column.kind, "{}", column.name);
        }
    }
}
