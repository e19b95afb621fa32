//! Posting lists with the same documents, merged into one.
//!
//! Two stories with a paragraph in common share all anchors of it. Their posting lists are equal, and counting them
//! once with their number as weight is enough.

use super::concat::{concat, starts};
use super::postings::Postings;
use super::radix::{RadixPartitions, map_partitions};
use crate::util::hash;
use crate::util::radix_sort::sort_hashes;
use rayon::prelude::*;
use std::ops::Range;

/// Posting lists that a thread takes at a time, at least.
const MIN_LISTS_PER_TASK: usize = 1 << 12;

/// Distinct posting lists, each with the sum of the weights of all lists with its documents.
#[derive(Debug, Default)]
pub(super) struct MergedPostings {
    documents: Vec<u32>,
    headers: Vec<Header>,
}

/// The location and the weight of a list, in one cache line.
#[derive(Debug, Clone, Copy, bytemuck::Zeroable)]
struct Header {
    start: u64,
    len: u32,
    weight: u8,
    /// Leading documents that [`MergedPostings::without_skipped`] leaves out.
    skipped: u8,
}

impl MergedPostings {
    /// Merges posting lists. Documents are renamed by `rename`; the weights of the merged lists sum up to 255 at most.
    pub(super) fn new(
        postings: &Postings,
        weight: impl Fn(usize) -> u8 + Sync,
        rename: impl Fn(u32) -> u32 + Sync,
    ) -> MergedPostings {
        let fill = |lists: Range<usize>, partitions: &mut RadixPartitions| {
            for list in lists {
                let hash = hash::of_bytes(bytemuck::cast_slice(postings.get(list)));
                partitions.push((hash >> 32) as u32, list as u32);
            }
        };
        let merge = |mut records: Vec<u64>| {
            sort_hashes(&mut records);
            let mut merged = MergedPostings::default();
            let mut distinct: Vec<(&[u32], u8)> = Vec::new();
            for same_hash in records.chunk_by(|a, b| a >> 32 == b >> 32) {
                for &record in same_hash {
                    let list = record as u32 as usize;
                    let (documents, weight) = (postings.get(list), weight(list));
                    match distinct.iter_mut().find(|(others, _)| *others == documents) {
                        Some((_, sum)) => *sum = sum.saturating_add(weight),
                        None => distinct.push((documents, weight)),
                    }
                }
                for (documents, weight) in distinct.drain(..) {
                    merged.push(documents.iter().map(|&document| rename(document)), weight);
                }
            }
            merged
        };
        MergedPostings::concat(map_partitions(postings.len(), postings.len(), fill, merge))
    }

    fn push(&mut self, documents: impl Iterator<Item = u32>, weight: u8) {
        let start = self.documents.len();
        self.documents.extend(documents);
        self.documents[start..].sort_unstable();
        let len = (self.documents.len() - start) as u32;
        self.headers.push(Header { start: start as u64, len, weight, skipped: 0 });
    }

    fn concat(parts: Vec<MergedPostings>) -> MergedPostings {
        let before = starts(parts.iter().map(|part| part.documents.len()));
        let (documents, headers) = parts.into_iter().map(|part| (part.documents, part.headers)).unzip();
        let moved = |part: usize, header: Header| Header { start: header.start + before[part], ..header };
        MergedPostings { documents: concat(documents, |_, document| document), headers: concat(headers, moved) }
    }

    /// Number of lists.
    pub(super) fn len(&self) -> usize {
        self.headers.len()
    }

    /// The documents of one list by their new names, ascending, and its weight.
    #[inline]
    pub(super) fn get(&self, list: usize) -> (&[u32], u8) {
        let header = &self.headers[list];
        (header.documents(&self.documents), header.weight)
    }

    /// Has [`MergedPostings::without_skipped`] leave out as many leading documents of each list as `count` says, at
    /// most 255.
    pub(super) fn skip_leading(&mut self, count: impl Fn(&[u32]) -> usize + Sync) {
        let documents = &self.documents;
        self.headers.par_iter_mut().with_min_len(MIN_LISTS_PER_TASK).for_each(|header| {
            header.skipped = count(header.documents(documents)).min(u8::MAX.into()) as u8;
        });
    }

    /// The documents of one list except the skipped ones.
    #[inline]
    pub(super) fn without_skipped(&self, list: usize) -> &[u32] {
        let header = &self.headers[list];
        &header.documents(&self.documents)[usize::from(header.skipped)..]
    }
}

impl Header {
    #[inline]
    fn documents<'a>(&self, all: &'a [u32]) -> &'a [u32] {
        &all[self.start as usize..self.start as usize + self.len as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn merges_lists_with_the_same_documents_and_adds_their_weights(
            sets in proptest::collection::vec((proptest::collection::btree_set(0_u32..6, 2..4), 0_u8..100), 0..60),
            threads in 1_usize..4,
        ) {
            let postings = Postings::of_lists(sets.iter().map(|(documents, _)| documents));
            let mut expected: BTreeMap<Vec<u32>, u32> = BTreeMap::new();
            for (documents, weight) in &sets {
                // the new names are in another order
                let renamed = documents.iter().rev().map(|document| 9 - document).collect();
                *expected.entry(renamed).or_default() += u32::from(*weight);
            }
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let merged = pool.install(|| MergedPostings::new(&postings, |list| sets[list].1, |document| 9 - document));
            let mut found: Vec<(Vec<u32>, u32)> = (0..merged.len())
                .map(|list| merged.get(list))
                .map(|(documents, weight)| (documents.to_vec(), u32::from(weight)))
                .collect();
            found.sort_unstable();
            let expected = expected.into_iter().map(|(documents, weight)| (documents, weight.min(255)));
            prop_assert_eq!(found, expected.collect::<Vec<_>>());
        }
    }
}
