//! The forward index: for every document the posting lists that it is in.

use crate::util::ragged::Ragged;
use rayon::prelude::*;

/// Stretches of documents that are indexed in parallel, at most. For each of them all posting lists are read.
const MAX_STRETCHES: usize = 4;

/// For every document the posting lists that it is in, ascending.
pub(super) struct ForwardIndex {
    lists: Ragged<u32, u64>,
}

impl ForwardIndex {
    /// Inverts a number of posting lists by counting sort; `list` returns the documents of one. Each thread reads all
    /// lists and takes the documents of its own stretch.
    pub(super) fn new<'p>(lists: usize, list: impl Fn(usize) -> &'p [u32] + Sync, documents: usize) -> Self {
        let stretch = documents.div_ceil(rayon::current_num_threads().min(MAX_STRETCHES)).max(1);
        let mut starts = vec![0_u64; documents + 1];
        starts[1..].par_chunks_mut(stretch).enumerate().for_each(|(nth, counts)| {
            for &document in (0..lists).flat_map(&list) {
                if let Some(count) = counts.get_mut((document as usize).wrapping_sub(nth * stretch)) {
                    *count += 1;
                }
            }
        });
        for document in 0..documents {
            starts[document + 1] += starts[document];
        }
        let mut of_documents = vec![0_u32; starts[documents] as usize];
        let mut rest = &mut of_documents[..];
        let mut stretches = Vec::new();
        for first in (0..documents).step_by(stretch) {
            let bounds = &starts[first..=documents.min(first + stretch)];
            let base = bounds[0];
            let out;
            (out, rest) = std::mem::take(&mut rest).split_at_mut((bounds[bounds.len() - 1] - base) as usize);
            let next: Vec<u64> = bounds[..bounds.len() - 1].iter().map(|start| start - base).collect();
            stretches.push((first, next, out));
        }
        stretches.into_par_iter().with_max_len(1).for_each(|(first, mut next, out)| {
            for number in 0..lists {
                for &document in list(number) {
                    if let Some(to) = next.get_mut((document as usize).wrapping_sub(first)) {
                        out[*to as usize] = number as u32;
                        *to += 1;
                    }
                }
            }
        });
        starts.remove(0);
        ForwardIndex { lists: Ragged::from_parts(of_documents, starts) }
    }

    /// The posting lists that a document is in.
    pub(super) fn lists(&self, document: usize) -> &[u32] {
        self.lists.get(document)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_document_has_its_lists_on_any_number_of_threads(
            lists in proptest::collection::vec(proptest::collection::btree_set(0_u32..40, 2..6), 0..30),
            unlisted in 0_usize..3,
            threads in 1_usize..7,
        ) {
            let documents = lists.iter().flatten().max().map_or(0, |&last| last as usize + 1) + unlisted;
            let flat: Vec<Vec<u32>> = lists.iter().map(|documents| documents.iter().copied().collect()).collect();
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let forward = pool.install(|| ForwardIndex::new(flat.len(), |list| &flat[list], documents));
            for document in 0..documents as u32 {
                let listed = (0_u32..).zip(&lists).filter(|(_, documents)| documents.contains(&document));
                prop_assert_eq!(forward.lists(document as usize), listed.map(|(list, _)| list).collect::<Vec<_>>());
            }
        }
    }
}
