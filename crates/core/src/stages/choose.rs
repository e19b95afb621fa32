//! The choice of candidate pairs: from documents that share keys to the pairs of each two texts.

pub use crate::index::score_estimate;
use crate::index::{HEAVY_KEY, REPRESENTATIVES};
use crate::util::hash;
use std::cmp::Reverse;

/// A document in a group of documents that share a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Posting {
    /// The text that the document is a copy of, named by its lowest document.
    pub text: u32,
    /// The document.
    pub document: u32,
    /// The [`content_hash`] of the document.
    pub content: u32,
}

/// A hash of the band keys of a document. Documents with the same hash are the same text, so that one represents it as
/// well as another.
#[must_use]
pub fn content_hash(bands: &[u32]) -> u32 {
    bands.iter().fold(0, |hash, &key| hash::mix32(hash ^ key))
}

/// Passes the pairs of a group that are of two texts to `count`, the document of the higher text first.
///
/// Of a heavy key, with more than 64 documents, only pairs with one of up to 16 representatives count. Weights are
/// summed by the caller for each first and second document: a shared band key weighs 2, an anchor 1. Pairs whose sum is
/// at least 2 are worth a look.
///
/// ```
/// use wirecopy_core::stages::{Posting, pair_counts};
///
/// let posting = |text, document| Posting { text, document, content: 0 };
/// let mut pairs = Vec::new();
/// pair_counts(&mut [posting(0, 0), posting(0, 3), posting(1, 1)], |a, b| pairs.push((a.document, b.document)));
/// assert_eq!(pairs, [(1, 0), (1, 3)]);
/// ```
pub fn pair_counts(group: &mut [Posting], mut count: impl FnMut(&Posting, &Posting)) {
    group.sort_unstable();
    let representatives = if group.len() > HEAVY_KEY { representatives(group) } else { group.to_vec() };
    for posting in &*group {
        let represents = representatives.binary_search(posting).is_ok();
        let others = if represents { &*group } else { &representatives };
        others.iter().take_while(|other| other.text < posting.text).for_each(|other| count(posting, other));
    }
}

/// The documents with the lowest hashes of content, no two with the same content, in the order of the group.
fn representatives(group: &[Posting]) -> Vec<Posting> {
    let mut ranked = group.to_vec();
    ranked.sort_unstable_by_key(|posting| (posting.content, posting.document));
    ranked.dedup_by_key(|posting| posting.content);
    ranked.truncate(REPRESENTATIVES);
    ranked.sort_unstable();
    ranked
}

/// A pair of documents of two texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextPair {
    /// The text of the document that came first in [`pair_counts`].
    pub text: u32,
    /// The other text.
    pub other: u32,
    /// The [`score_estimate`] of the documents.
    pub score: u64,
    /// The documents, the lower number first.
    pub documents: (u32, u32),
}

/// The order in which the pairs of each two texts are checked: first the pair with the highest score estimate (`true`),
/// then all others (`false`). If the first is a certain match, the two texts are one, and the others need no check.
#[must_use]
pub fn choose(mut pairs: Vec<TextPair>) -> Vec<((u32, u32), bool)> {
    pairs.sort_unstable_by_key(|pair| (pair.text, pair.other, Reverse(pair.score), pair.documents));
    let mut chosen = Vec::new();
    for pairs in pairs.chunk_by(|x, y| (x.text, x.other) == (y.text, y.other)) {
        chosen.extend(pairs.iter().enumerate().map(|(nth, pair)| (pair.documents, nth == 0)));
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    /// The pairs by the rule, all with all.
    fn expected(group: &[Posting]) -> BTreeSet<(u32, u32)> {
        let mut contents: Vec<(u32, u32)> = group.iter().map(|posting| (posting.content, posting.document)).collect();
        contents.sort_unstable();
        contents.dedup_by_key(|(content, _)| *content);
        let representatives: Vec<u32> = contents.iter().take(REPRESENTATIVES).map(|&(_, document)| document).collect();
        let counts = |posting: &Posting| group.len() <= HEAVY_KEY || representatives.contains(&posting.document);
        let mut pairs = BTreeSet::new();
        for one in group {
            let others = group.iter().filter(|other| other.text < one.text && (counts(one) || counts(other)));
            pairs.extend(others.map(|other| (one.document, other.document)));
        }
        pairs
    }

    proptest! {
        #[test]
        fn a_heavy_key_pairs_its_documents_with_representatives_only(
            // texts and contents of documents on both sides of a heavy key
            documents in proptest::collection::vec((0_u32..40, 0_u32..60), 0..2 * HEAVY_KEY),
        ) {
            let posting = |(document, &(text, content)): (u32, &(u32, u32))| Posting { text, document, content };
            let mut group: Vec<Posting> = (0..).zip(&documents).map(posting).collect();
            let expected = expected(&group);
            let mut pairs = Vec::new();
            pair_counts(&mut group, |one, other| pairs.push((one.document, other.document)));
            prop_assert_eq!(pairs.len(), expected.len(), "no pair is counted twice");
            prop_assert_eq!(pairs.into_iter().collect::<BTreeSet<_>>(), expected);
        }
    }

    #[test]
    fn the_work_of_a_heavy_key_is_linear() {
        let mut group: Vec<Posting> =
            (0..1000).map(|document| Posting { text: document, document, content: hash::mix32(document) }).collect();
        let mut pairs = 0;
        pair_counts(&mut group, |_, _| pairs += 1);
        assert!(pairs < 1000 * REPRESENTATIVES, "{pairs}");
    }
}
