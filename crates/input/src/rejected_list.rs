//! The list of what was rejected, whose size is bounded: a file of ten million bad lines takes a thousand of its rows.

use std::collections::HashMap;

use crate::article::Rejected;

/// Rows of one file that are listed for one reason. The others are counted.
const MAX_LISTED: usize = 1000;

/// What was rejected, listed up to a thousand rows for each file and reason. Which rows are listed does not depend on
/// the order in which they arrive: the first ones of the file.
///
/// ```
/// use wirecopy_input::RejectedList;
/// use wirecopy_input::article::Rejected;
///
/// let mut list = RejectedList::default();
/// for row in 1..=1500 {
///     let reason = format!("not valid JSON: line {row}");
///     list.push(Rejected { path: "a.jsonl".into(), row: Some(row), reason, rows: 1 });
/// }
/// let listed = list.into_sorted();
/// assert_eq!(listed.len(), 1001);
/// assert_eq!((listed[1000].row, listed[1000].rows), (None, 500));
/// assert_eq!(listed[1000].reason, "not valid JSON: 500 more rows, which are counted and not listed");
/// ```
#[derive(Debug, Default)]
pub struct RejectedList {
    /// By file and kind of reason.
    groups: HashMap<(String, String), Group>,
}

#[derive(Debug, Default)]
struct Group {
    /// The first rows, and up to as many others.
    listed: Vec<Rejected>,
    rows: u64,
}

impl RejectedList {
    /// Adds a file or a row.
    pub fn push(&mut self, rejected: Rejected) {
        let kind = (rejected.path.clone(), rejected.kind().to_owned());
        let group = self.groups.entry(kind).or_default();
        group.rows += rejected.rows;
        group.listed.push(rejected);
        if group.listed.len() >= 2 * MAX_LISTED {
            group.cut();
        }
    }

    /// What was rejected, by file and row. A file's rows that are not listed are one entry without a row, after the
    /// others.
    #[must_use]
    pub fn into_sorted(self) -> Vec<Rejected> {
        let mut all = Vec::new();
        for ((path, kind), mut group) in self.groups {
            group.cut();
            let unlisted = group.rows - group.listed.iter().map(|rejected| rejected.rows).sum::<u64>();
            all.append(&mut group.listed);
            if unlisted > 0 {
                let reason = format!("{kind}: {unlisted} more rows, which are counted and not listed");
                all.push(Rejected { path, row: None, reason, rows: unlisted });
            }
        }
        all.sort_by(|a, b| (&a.path, a.rows > 1, a).cmp(&(&b.path, b.rows > 1, b)));
        all
    }
}

impl Group {
    /// Leaves the first rows.
    fn cut(&mut self) {
        self.listed.sort_unstable();
        self.listed.truncate(MAX_LISTED);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_rows_are_listed_in_whatever_order_they_arrive() {
        let rows = 5000_u64;
        let list = |order: &dyn Fn(u64) -> u64| {
            let mut list = RejectedList::default();
            for nth in 0..rows {
                let row = order(nth);
                let reason = if row.is_multiple_of(2) { format!("empty, row {row}") } else { "no text".to_owned() };
                list.push(Rejected { path: "a.csv".to_owned(), row: Some(row), reason, rows: 1 });
            }
            list.into_sorted()
        };
        let ordered = list(&|nth| nth);
        assert_eq!(ordered, list(&|nth| rows - 1 - nth));
        assert_eq!(ordered, list(&|nth| nth * 7 % rows));
        assert_eq!(ordered.iter().map(|rejected| rejected.rows).sum::<u64>(), rows);
        assert_eq!(ordered.len(), 2 * (MAX_LISTED + 1));
    }
}
