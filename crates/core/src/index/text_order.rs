//! Documents ordered by text, so that the copies of one text are neighbours.

use crate::util::radix_sort::order_by_key;
use rayon::prelude::*;
use std::ops::Range;

/// A document with the properties that a candidate search reads.
#[derive(Debug, Clone, Copy)]
pub(super) struct OrderedDocument {
    pub(super) document: u32,
    /// The text that it is a copy of, named by its lowest document.
    pub(super) text: u32,
    /// Number of distinct shingles.
    pub(super) shingles: u32,
}

/// All documents ordered by text; the position of a document is its rank. Copies of one text share keys with the same
/// documents, so that their posting lists are still in the cache when the next copy needs them.
pub(super) struct TextOrder(Vec<OrderedDocument>);

impl TextOrder {
    pub(super) fn new(
        documents: usize,
        text: impl Fn(u32) -> u32 + Sync,
        shingles: impl Fn(u32) -> u32 + Sync,
    ) -> TextOrder {
        let order = order_by_key(documents as u32, |document| Some(text(document)));
        let ordered = |document| OrderedDocument { document, text: text(document), shingles: shingles(document) };
        TextOrder(order.into_par_iter().map(ordered).collect())
    }

    pub(super) fn documents(&self) -> &[OrderedDocument] {
        &self.0
    }

    /// The rank of every document.
    pub(super) fn ranks(&self) -> Vec<u32> {
        let mut ranks = vec![0; self.0.len()];
        self.0.iter().zip(0..).for_each(|(ordered, rank)| ranks[ordered.document as usize] = rank);
        ranks
    }

    /// How many of these ascending ranks are copies of the first one's text.
    pub(super) fn copies_of_first(&self, ranks: &[u32]) -> usize {
        let text = |rank: u32| self.0[rank as usize].text;
        ranks.partition_point(|&rank| text(rank) == text(ranks[0]))
    }

    /// Divides all ranks into about `count` ranges. No range ends within a text.
    pub(super) fn ranges(&self, count: usize) -> Vec<Range<usize>> {
        let all = &self.0;
        let mut ends: Vec<usize> = (0..=count)
            .map(|nth| {
                let mut end = nth * all.len() / count;
                while end > 0 && end < all.len() && all[end - 1].text == all[end].text {
                    end += 1;
                }
                end
            })
            .collect();
        ends.dedup();
        ends.windows(2).map(|ends| ends[0]..ends[1]).collect()
    }
}
