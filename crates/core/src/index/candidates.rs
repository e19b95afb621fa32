//! Candidate pairs: two documents that share a band key or enough anchors. Nothing is proved about them yet.

use super::locality::Locality;
use crate::util::radix_sort::sort_by_key;

/// Candidate pairs, each once: ascending, or where the locality of documents is known in the order of the lower
/// document's component.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CandidatePairs {
    /// The lower number first.
    pairs: Vec<(u32, u32)>,
}

impl CandidatePairs {
    /// Number of pairs.
    #[must_use]
    pub fn len(&self) -> usize {
        self.pairs.len()
    }

    /// Whether there is no pair.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// The documents of each pair, the lower number first.
    pub fn iter(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.pairs.iter().copied()
    }

    /// The pairs as a slice.
    #[must_use]
    pub(crate) fn as_slice(&self) -> &[(u32, u32)] {
        &self.pairs
    }

    /// Keeps the pairs for which `keep` returns true.
    pub(crate) fn retain(&mut self, keep: impl Fn(u32, u32) -> bool) {
        self.pairs.retain(|&(a, b)| keep(a, b));
    }

    /// Adds the pairs of `others` that are missing; `others` is ascending.
    pub fn add(&mut self, others: &[(u32, u32)]) {
        let mut is_known = vec![false; others.len()];
        self.iter().filter_map(|pair| others.binary_search(&pair).ok()).for_each(|at| is_known[at] = true);
        let missing = others.iter().zip(is_known).filter(|(_, is_known)| !is_known);
        self.pairs.extend(missing.map(|(&pair, _)| pair));
    }

    fn sort(&mut self) {
        sort_by_key(&mut self.pairs, |(a, b)| u64::from(a) << 32 | u64::from(b));
    }

    fn order_by_locality(&mut self, locality: &Locality) {
        sort_by_key(&mut self.pairs, |pair| u64::from(locality.component(pair.0)));
    }
}

/// Candidate pairs of documents, some of which are known to be one text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Candidates {
    /// For any two texts the pair with the highest score estimate: if it is a certain match, the texts are one and the
    /// others need no check.
    pub best: CandidatePairs,
    /// All other pairs of two texts.
    pub others: CandidatePairs,
    /// Pairs of two texts that share too few keys to match, where those are wanted.
    pub unlikely: CandidatePairs,
}

impl Candidates {
    /// Number of all pairs.
    pub(crate) fn len(&self) -> usize {
        self.best.len() + self.others.len() + self.unlikely.len()
    }

    /// Adds the pairs of two texts: the best one, and the others.
    pub(super) fn push(&mut self, best: (u32, u32), others: impl Iterator<Item = (u32, u32)>) {
        self.best.pairs.push(best);
        self.others.pairs.extend(others);
    }

    /// Adds a pair that shares too few keys to match.
    pub(super) fn push_unlikely(&mut self, pair: (u32, u32)) {
        self.unlikely.pairs.push(pair);
    }

    /// Merges the candidates that several threads found.
    pub(super) fn merge(parts: Vec<Candidates>, locality: Option<&Locality>) -> Candidates {
        let Candidates { mut best, mut others, mut unlikely } = Candidates::default();
        for part in parts {
            best.pairs.extend(part.best.pairs);
            others.pairs.extend(part.others.pairs);
            unlikely.pairs.extend(part.unlikely.pairs);
        }
        let sort = |pairs: &mut CandidatePairs| {
            pairs.sort();
            locality.into_iter().for_each(|locality| pairs.order_by_locality(locality));
        };
        rayon::join(|| sort(&mut best), || rayon::join(|| sort(&mut others), || sort(&mut unlikely)));
        Candidates { best, others, unlikely }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn adds_pairs_as_sets_do(
            pairs in proptest::collection::btree_set((0_u32..6, 6_u32..12), 0..30),
            others in proptest::collection::btree_set((0_u32..6, 6_u32..12), 0..30),
        ) {
            let candidates = |pairs: BTreeSet<(u32, u32)>| CandidatePairs { pairs: pairs.into_iter().collect() };
            let mut found = candidates(pairs.clone());
            found.add(&others.iter().copied().collect::<Vec<_>>());
            found.sort();
            prop_assert_eq!(found, candidates(pairs.union(&others).copied().collect()));
        }
    }
}
