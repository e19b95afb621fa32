//! Listed pairs: sorted in runs while they are found, and merged to one list in the end. Both go to a file where they
//! take more than their share of memory.

use super::verdict::{PairKind, PairStats, Reason};
use crate::error::Result;
use crate::overlap::Overlap;
use crate::store::{PAIRS_SHARE, SpillLog, SpillOptions};
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::Range;

/// Pairs that are sorted in memory.
const PAIRS_PER_RUN: usize = if cfg!(test) { 50 } else { 1 << 18 };
/// Pairs of a run that are read at once.
const PAIRS_PER_READ: usize = if cfg!(test) { 7 } else { 1 << 10 };

/// The pairs that a run lists, in the order of their documents.
#[derive(Debug, Clone, Default)]
pub struct PairList(SpillLog<Record>);

/// Pairs in no order, of which each is added once.
#[derive(Debug, Default)]
pub(crate) struct PairRuns {
    sorted: SpillLog<Record>,
    /// Where each sorted run ends.
    ends: Vec<usize>,
    last: Vec<PairStats>,
}

/// The fields of [`PairStats`], as they are stored.
type Record = [u32; 8];

impl PairList {
    /// No pairs yet.
    pub(crate) fn new(memory: &SpillOptions) -> PairList {
        PairList(SpillLog::new(memory, PAIRS_SHARE))
    }

    /// Adds a pair whose documents come after those of the others.
    pub(crate) fn push(&mut self, pair: &PairStats) {
        self.0.push(record(pair));
    }

    /// Number of pairs.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no pairs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The pairs at these places.
    ///
    /// # Errors
    /// [`Error::Read`](crate::error::Error::Read) or [`Error::Spill`](crate::error::Error::Spill) with the folder of
    /// the temporary files.
    pub fn read(&self, range: Range<usize>) -> Result<Vec<PairStats>> {
        let pairs = self.0.read(range).into_iter().map(pair).collect();
        self.0.check_io()?;
        Ok(pairs)
    }

    /// All pairs.
    ///
    /// # Errors
    /// Each pair as [`PairList::read`].
    pub fn iter(&self) -> impl Iterator<Item = Result<PairStats>> + '_ {
        let starts = (0..self.len()).step_by(PAIRS_PER_READ);
        let parts = starts.map(|start| self.read(start..self.len().min(start + PAIRS_PER_READ)));
        parts.flat_map(|part| match part {
            Ok(pairs) => pairs.into_iter().map(Ok).collect(),
            Err(error) => vec![Err(error)],
        })
    }

    /// Returns the first error of writing or reading.
    pub(crate) fn check_io(&self) -> Result<()> {
        self.0.check_io()
    }
}

impl FromIterator<PairStats> for PairList {
    fn from_iter<I: IntoIterator<Item = PairStats>>(pairs: I) -> PairList {
        let mut list = PairList::default();
        pairs.into_iter().for_each(|pair| list.push(&pair));
        list
    }
}

impl PairRuns {
    /// No pairs yet.
    pub(crate) fn new(memory: &SpillOptions) -> PairRuns {
        PairRuns { sorted: SpillLog::new(memory, PAIRS_SHARE), ..PairRuns::default() }
    }

    fn sort_last(&mut self) {
        self.last.par_sort_unstable_by_key(|pair| (pair.a, pair.b));
        self.sorted.extend(self.last.drain(..).map(|pair| record(&pair)));
        self.ends.push(self.sorted.len());
    }

    /// All pairs in the order of their documents.
    pub(crate) fn merged(&mut self) -> impl Iterator<Item = PairStats> + '_ {
        self.sort_last();
        self.last = Vec::new();
        let starts = [0].into_iter().chain(self.ends.iter().copied());
        let mut runs: Vec<Run<'_>> = starts
            .zip(&self.ends)
            .map(|(start, &end)| Run { log: &self.sorted, rest: start..end, read: Vec::new() })
            .collect();
        let mut heads: BinaryHeap<_> =
            runs.iter_mut().enumerate().filter_map(|(nth, run)| Some(Reverse((run.next()?, nth)))).collect();
        std::iter::from_fn(move || {
            let Reverse((record, nth)) = heads.pop()?;
            heads.extend(runs[nth].next().map(|next| Reverse((next, nth))));
            Some(pair(record))
        })
    }

    /// Returns the first error of writing or reading.
    pub(crate) fn check_io(&self) -> Result<()> {
        self.sorted.check_io()
    }
}

impl Extend<PairStats> for PairRuns {
    fn extend<I: IntoIterator<Item = PairStats>>(&mut self, pairs: I) {
        for pair in pairs {
            self.last.push(pair);
            if self.last.len() == PAIRS_PER_RUN {
                self.sort_last();
            }
        }
    }
}

/// What is left of a sorted run.
struct Run<'r> {
    log: &'r SpillLog<Record>,
    rest: Range<usize>,
    /// Read already, the last first.
    read: Vec<Record>,
}

impl Iterator for Run<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        if self.read.is_empty() {
            let end = self.rest.end.min(self.rest.start + PAIRS_PER_READ);
            self.read = self.log.read(self.rest.start..end);
            self.read.reverse();
            self.rest.start = end;
        }
        self.read.pop()
    }
}

/// The kinds of pairs, by their numbers in a record.
const KINDS: [PairKind; 6] = [
    PairKind::Match,
    PairKind::DifferingMatch,
    PairKind::Related(Reason::LittleShared),
    PairKind::Related(Reason::Scattered),
    PairKind::Related(Reason::InOrder),
    PairKind::Related(Reason::Template),
];

fn record(pair: &PairStats) -> Record {
    let &PairStats { a, b, overlap, spread, longest_run, kind } = pair;
    let kind = KINDS.iter().position(|&known| known == kind).unwrap_or_default();
    [a, b, overlap.shared, overlap.a, overlap.b, spread.to_bits(), longest_run, kind as u32]
}

fn pair([a, b, shared, of_a, of_b, spread, longest_run, kind]: Record) -> PairStats {
    let overlap = Overlap { shared, a: of_a, b: of_b };
    PairStats { a, b, overlap, spread: f32::from_bits(spread), longest_run, kind: KINDS[kind as usize % KINDS.len()] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn any_pair() -> impl Strategy<Value = PairStats> {
        (any::<[u32; 2]>(), any::<[u32; 3]>(), 0.0..1.0_f32, any::<u32>(), 0..KINDS.len()).prop_map(
            |([a, b], [shared, of_a, of_b], spread, longest_run, kind)| PairStats {
                a: a % 100,
                b: b % 100,
                overlap: Overlap { shared, a: of_a, b: of_b },
                spread,
                longest_run,
                kind: KINDS[kind],
            },
        )
    }

    #[test]
    fn a_list_that_cannot_be_stored_is_an_error_and_no_pair() {
        let memory = SpillOptions { budget: 0, folder: Some("no/such/folder".into()) };
        let pair = pair([1, 2, 30, 40, 50, 0, 6, 0]);
        let listed: PairList = [pair].into_iter().collect();
        assert_eq!(listed.iter().collect::<Result<Vec<_>>>().unwrap(), [pair]);
        let mut list = PairList::new(&memory);
        (0..100).for_each(|_| list.push(&pair));
        assert!(matches!(list.iter().next(), Some(Err(Error::Spill { .. }))));
    }

    proptest! {
        #[test]
        fn runs_in_memory_and_in_files_are_merged_to_one_sorted_list(
            pairs in proptest::collection::vec(any_pair(), 0..400),
            budget in prop_oneof![Just(0), Just(1 << 20)],
        ) {
            let pairs: BTreeMap<(u32, u32), PairStats> =
                pairs.into_iter().map(|pair| ((pair.a, pair.b), pair)).collect();
            let memory = SpillOptions { budget, folder: None };
            let (mut runs, mut list) = (PairRuns::new(&memory), PairList::new(&memory));
            // in another order than that of their documents
            let by_hash = |pair: &PairStats| (crate::util::hash::mix64(u64::from(pair.a * 100 + pair.b)), *pair);
            let shuffled: BTreeMap<u64, PairStats> = pairs.values().map(by_hash).collect();
            runs.extend(shuffled.into_values());
            runs.merged().for_each(|pair| list.push(&pair));
            prop_assert_eq!(list.len(), pairs.len());
            prop_assert!(list.iter().map(|pair| pair.unwrap()).eq(pairs.values().copied()));
            let (from, to) = (list.len() / 3, list.len() - list.len() / 4);
            let part: Vec<PairStats> = pairs.values().skip(from).take(to - from).copied().collect();
            prop_assert_eq!(list.read(from..to).unwrap(), part);
            prop_assert!(runs.check_io().and(list.check_io()).is_ok());
        }
    }
}
