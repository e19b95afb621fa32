//! The counts of a run, added up from all threads.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::article::DateOrder;
use crate::batch::Counts;
use crate::sink::Parsed;

/// The counts so far.
#[derive(Debug, Default)]
pub(crate) struct Tally(Mutex<Totals>);

#[derive(Debug, Default)]
struct Totals {
    counts: Counts,
    /// For each outlet, how many of its dates show the day first, and how many the month first.
    date_orders: BTreeMap<String, [u64; 2]>,
}

impl Tally {
    /// Adds the results of some chunks.
    pub(crate) fn add(&self, parsed: &mut Parsed) {
        let mut totals = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let counts = &mut totals.counts;
        counts.articles += parsed.articles.len() as u64;
        counts.rejected += parsed.rejected.len() as u64;
        counts.bytes += parsed.bytes;
        counts.dates_unread += parsed.dates_unread;
        counts.times_without_zone += parsed.times_without_zone;
        counts.skipped_records += parsed.skipped_records;
        for (kind, files) in std::mem::take(&mut parsed.unread) {
            *counts.unread.entry(kind).or_default() += files;
        }
        for (format, articles) in std::mem::take(&mut parsed.formats) {
            *counts.formats.entry(format).or_default() += articles;
        }
        for (outlet, [day_first, month_first]) in std::mem::take(&mut parsed.date_orders) {
            let sum = totals.date_orders.entry(outlet).or_default();
            sum[0] += day_first;
            sum[1] += month_first;
        }
    }

    /// The counts of the whole run.
    pub(crate) fn into_counts(self) -> Counts {
        let Totals { counts, date_orders } = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        let decided = |(outlet, votes)| Some((outlet, DateOrder::of_votes(votes)?));
        Counts { date_orders: date_orders.into_iter().filter_map(decided).collect(), ..counts }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_decided_by_a_hundred_to_one() {
        assert_eq!(DateOrder::of_votes([1, 0]), Some(DateOrder::DayFirst));
        assert_eq!(DateOrder::of_votes([0, 3]), Some(DateOrder::MonthFirst));
        assert_eq!(DateOrder::of_votes([101, 1]), Some(DateOrder::DayFirst));
        assert_eq!(DateOrder::of_votes([100, 1]), None);
        assert_eq!(DateOrder::of_votes([0, 0]), None);
    }
}
