//! What a table is: columns, and rows that are made from the findings part by part.

use super::cell::Cell;
use crate::findings::Findings;
use std::ops::Range;

/// One table: its name, its columns, and how its rows are made.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// The file's name without extension.
    pub name: &'static str,
    /// The columns in order.
    pub columns: &'static [&'static str],
    /// The parts that its rows are made in, each by itself: stretches of what the rows are about (clusters, pairs, articles).
    pub(super) parts: fn(&Findings) -> Vec<Range<usize>>,
    /// The rows of one part.
    pub(super) rows: fn(&Findings, Range<usize>, &mut RowSink<'_>) -> std::io::Result<()>,
}

impl Table {
    /// Whether the findings have what the table shows: the pairs only where every pair was checked.
    pub(super) fn is_known(&self, findings: &Findings) -> bool {
        self.name != "pairs" || findings.pairs.is_some()
    }
}

/// Where rows go.
pub(super) type RowSink<'s> = dyn FnMut(&[Cell<'_>]) -> std::io::Result<()> + 's;

/// Rows of one part, about: as text some fifty kilobytes, which is enough to hand to a thread and little to hold.
const PART: usize = 256;

/// Divides `units` into parts of [`PART`] rows each, or more by what the last unit has beyond; `rows` says how many a unit has.
pub(super) fn in_parts(units: usize, rows: impl Fn(usize) -> usize) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let (mut start, mut filled) = (0, 0);
    for unit in 0..units {
        filled += rows(unit);
        if filled >= PART {
            parts.push(start..unit + 1);
            (start, filled) = (unit + 1, 0);
        }
    }
    if start < units {
        parts.push(start..units);
    }
    parts
}

/// One part: for tables that are computed as a whole.
pub(super) fn in_one(_: &Findings) -> Vec<Range<usize>> {
    std::iter::once(0..1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn parts_hold_every_unit_once_and_are_full_but_for_the_last(
            rows in prop::collection::vec(prop_oneof![0_usize..4, 0_usize..2 * PART], 0..400),
        ) {
            let parts = in_parts(rows.len(), |unit| rows[unit]);
            prop_assert_eq!(parts.iter().cloned().flatten().collect::<Vec<_>>(), (0..rows.len()).collect::<Vec<_>>());
            let filled = |part: &Range<usize>| rows[part.clone()].iter().sum::<usize>();
            for (nth, part) in parts.iter().enumerate() {
                prop_assert!(!part.is_empty());
                prop_assert!(nth + 1 == parts.len() || filled(part) >= PART);
                prop_assert!(filled(&(part.start..part.end - 1)) < PART);
            }
        }
    }
}
