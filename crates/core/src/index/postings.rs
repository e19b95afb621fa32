//! Posting lists: for every key the documents that have it.

use super::concat::{concat, starts};
use crate::util::radix_sort::{order_by_key, sort_hashes};
use crate::util::ragged::Ragged;
use rayon::prelude::*;
use std::ops::Range;

/// Posting lists that a thread takes at a time, at least.
const MIN_LISTS_PER_TASK: usize = 1 << 12;
/// Prefetch distance of a filter, in documents. The filter reads its memory in random order, and without prefetching
/// the processor waits a third of the time.
const PREFETCH_DISTANCE: usize = 32;

/// Decides which posting lists are kept.
pub(crate) trait PostingFilter: Sync {
    /// Whether the list of these documents is kept.
    fn keeps(&self, documents: &[u32]) -> bool;

    /// Prefetches what [`PostingFilter::keeps`] reads for this document.
    #[inline]
    fn prefetch(&self, document: u32) {
        let _ = document;
    }
}

impl<F: Fn(&[u32]) -> bool + Sync> PostingFilter for F {
    #[inline]
    fn keeps(&self, documents: &[u32]) -> bool {
        self(documents)
    }
}

/// Posting lists of some keys. Each list has two documents or more, ascending. The keys themselves are not stored, and
/// keys of a single document have no list.
#[derive(Debug, Default)]
pub(crate) struct Postings {
    lists: Ragged<u32, u64>,
}

impl Postings {
    /// From records with the key in the upper half and the document in the lower one. The keys are hashes that do not
    /// all share their upper bits, and the records of one key come with ascending documents.
    pub(super) fn from_records(mut records: Vec<u64>) -> Postings {
        sort_hashes(&mut records);
        let mut postings = Postings::default();
        for same_key in records.chunk_by(|a, b| a >> 32 == b >> 32) {
            // a document with the key in two of its shingles has two equal records
            if same_key.first() != same_key.last() {
                postings.lists.push(same_key.chunk_by(|a, b| a == b).map(|equal| equal[0] as u32));
            }
        }
        postings
    }

    /// The lists of all tables, in the order of the tables.
    #[must_use]
    pub(crate) fn concat(tables: Vec<Postings>) -> Postings {
        let (documents, ends): (Vec<_>, Vec<_>) = tables.into_iter().map(|table| table.lists.into_parts()).unzip();
        let before = starts(documents.iter().map(Vec::len));
        let ends = concat(ends, |table, end| end + before[table]);
        Postings { lists: Ragged::from_parts(concat(documents, |_, document| document), ends) }
    }

    /// The same lists, ordered by the key of their first documents.
    pub(super) fn ordered_by(&self, key: impl Fn(u32) -> u32 + Sync) -> Postings {
        let order =
            order_by_key(self.len() as u32, |list| self.get(list as usize).first().map(|&document| key(document)));
        Postings { lists: order.into_iter().map(|list| self.get(list as usize).iter().copied()).collect() }
    }

    /// Keeps the lists that `filter` keeps.
    pub(crate) fn retain(&mut self, filter: &impl PostingFilter) {
        let keeps = |list: usize| {
            let Range { start, end } = self.lists.range(list);
            let ahead = self.lists.values().get(start + PREFETCH_DISTANCE..end + PREFETCH_DISTANCE);
            ahead.into_iter().flatten().for_each(|&document| filter.prefetch(document));
            filter.keeps(self.get(list))
        };
        // all threads filter, one moves what is kept
        let kept: Vec<bool> = (0..self.len()).into_par_iter().with_min_len(MIN_LISTS_PER_TASK).map(keeps).collect();
        let (mut documents, mut ends) = std::mem::take(&mut self.lists).into_parts();
        let (mut documents_to, mut lists_to, mut start) = (0, 0, 0);
        for (list, kept) in kept.into_iter().enumerate() {
            let end = ends[list] as usize;
            if kept {
                documents.copy_within(start..end, documents_to);
                documents_to += end - start;
                ends[lists_to] = documents_to as u64;
                lists_to += 1;
            }
            start = end;
        }
        documents.truncate(documents_to);
        ends.truncate(lists_to);
        self.lists = Ragged::from_parts(documents, ends);
        self.lists.shrink_to_fit();
    }

    /// Number of lists.
    #[must_use]
    pub(crate) fn len(&self) -> usize {
        self.lists.len()
    }

    /// The documents of one list, ascending.
    ///
    /// # Panics
    /// When there is no such list.
    #[must_use]
    pub(crate) fn get(&self, list: usize) -> &[u32] {
        self.lists.get(list)
    }

    /// All lists in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &[u32]> {
        self.lists.iter()
    }
}

#[cfg(test)]
impl Postings {
    /// From the documents of each list.
    pub(super) fn of_lists<'l>(lists: impl Iterator<Item = &'l std::collections::BTreeSet<u32>>) -> Postings {
        Postings { lists: lists.map(|documents| documents.iter().copied()).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::{BTreeMap, BTreeSet};

    proptest! {
        #[test]
        fn every_key_of_two_documents_or_more_has_its_list(
            documents in proptest::collection::vec(proptest::collection::vec(0_u32..30, 0..6), 0..40),
        ) {
            let mut expected: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
            let mut records = Vec::new();
            for (document, keys) in (0..).zip(&documents) {
                for key in keys.iter().map(|&key| crate::util::hash::mix32(key)) {
                    expected.entry(key).or_default().insert(document);
                    records.push(u64::from(key) << 32 | u64::from(document));
                }
            }
            let lists = Postings::from_records(records);
            let lists: Vec<Vec<u32>> = lists.iter().map(<[u32]>::to_vec).collect();
            let expected = expected.into_values().filter(|documents| documents.len() > 1);
            let expected: Vec<Vec<u32>> = expected.map(|documents| documents.into_iter().collect()).collect();
            prop_assert_eq!(lists, expected);
        }

        #[test]
        fn keeps_the_lists_that_the_filter_keeps(
            lists in proptest::collection::vec(proptest::collection::btree_set(0_u32..40, 2..6), 0..30),
        ) {
            let mut postings = Postings::of_lists(lists.iter());
            postings.retain(&|documents: &[u32]| documents.iter().sum::<u32>().is_multiple_of(2));
            let expected: Vec<Vec<u32>> = lists
                .into_iter()
                .filter(|documents| documents.iter().sum::<u32>().is_multiple_of(2))
                .map(|documents| documents.into_iter().collect())
                .collect();
            prop_assert_eq!(postings.iter().map(<[u32]>::to_vec).collect::<Vec<_>>(), expected);
        }
    }
}
