//! Candidate pairs: two articles that share a band key or enough anchors. Nothing is proved about them yet.

use super::locality::Locality;
use crate::util::radix_sort::sort_by_key;

/// A candidate pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(transparent)]
pub struct CandidatePair(u64);

impl CandidatePair {
    pub(super) fn new(one: u32, other: u32) -> CandidatePair {
        CandidatePair(u64::from(one.min(other)) << 32 | u64::from(one.max(other)))
    }

    /// The two articles, the lower number first.
    #[must_use]
    pub fn articles(self) -> (u32, u32) {
        ((self.0 >> 32) as u32, self.0 as u32)
    }
}

impl From<CandidatePair> for (u32, u32) {
    #[inline]
    fn from(pair: CandidatePair) -> (u32, u32) {
        pair.articles()
    }
}

/// Candidate pairs, each once: ascending, or where the locality of articles is known in the order of the lower article's component.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CandidatePairs {
    pairs: Vec<CandidatePair>,
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

    /// The articles of each pair, the lower number first.
    pub fn iter(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.pairs.iter().map(|pair| pair.articles())
    }

    /// The pairs as a slice.
    #[must_use]
    pub fn as_slice(&self) -> &[CandidatePair] {
        &self.pairs
    }

    /// Keeps the pairs for which `keep` returns true.
    pub fn retain(&mut self, keep: impl Fn(u32, u32) -> bool) {
        self.pairs.retain(|pair| {
            let (a, b) = pair.articles();
            keep(a, b)
        });
    }

    /// Adds the pairs of `others` that are missing; `others` is ascending.
    pub fn add(&mut self, others: &[(u32, u32)]) {
        let mut is_known = vec![false; others.len()];
        self.iter().filter_map(|pair| others.binary_search(&pair).ok()).for_each(|at| is_known[at] = true);
        let missing = others.iter().zip(is_known).filter(|(_, is_known)| !is_known);
        self.pairs.extend(missing.map(|(&(a, b), _)| CandidatePair::new(a, b)));
    }

    /// Sorts the pairs and removes duplicates.
    fn sort(&mut self) {
        sort_by_key(&mut self.pairs, |pair| pair.0);
        self.pairs.dedup();
    }

    /// Removes the pairs that are in `others`; both are ascending.
    fn remove(&mut self, others: &CandidatePairs) {
        let mut others = &others.pairs[..];
        self.pairs.retain(|pair| {
            let before = others.iter().take_while(|other| *other < pair).count();
            others = &others[before..];
            others.first() != Some(pair)
        });
    }

    fn order_by_locality(&mut self, locality: &Locality) {
        sort_by_key(&mut self.pairs, |pair| u64::from(locality.component(pair.articles().0)));
    }
}

/// Candidate pairs of articles, some of which are known to be one text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Candidates {
    /// For each two texts the pair with the highest score estimate. Two texts with a heavy key may have two such pairs.
    pub best: CandidatePairs,
    /// For each two texts up to seven more pairs, spread evenly over the lower score estimates.
    pub sampled: CandidatePairs,
}

impl Candidates {
    /// Adds pairs of two texts: the best one, and a sample of the others.
    pub(super) fn push(&mut self, best: CandidatePair, sampled: impl Iterator<Item = CandidatePair>) {
        self.best.pairs.push(best);
        self.sampled.pairs.extend(sampled);
    }

    /// Puts together what several threads found.
    pub(super) fn merge(parts: Vec<Candidates>, locality: Option<&Locality>) -> Candidates {
        let Candidates { mut best, mut sampled } = Candidates::default();
        for part in parts {
            best.pairs.extend(part.best.pairs);
            sampled.pairs.extend(part.sampled.pairs);
        }
        rayon::join(|| best.sort(), || sampled.sort());
        // two texts with a heavy key may have been found from either side
        sampled.remove(&best);
        if let Some(locality) = locality {
            rayon::join(|| best.order_by_locality(locality), || sampled.order_by_locality(locality));
        }
        Candidates { best, sampled }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn removes_and_adds_pairs_as_sets_do(
            numbers in proptest::collection::btree_set(0_u64..40, 0..30),
            others in proptest::collection::btree_set(0_u64..40, 0..30),
        ) {
            let pairs = |numbers: &BTreeSet<u64>| {
                CandidatePairs { pairs: numbers.iter().map(|&number| CandidatePair(number)).collect() }
            };
            let mut found = pairs(&numbers);
            found.remove(&pairs(&others));
            prop_assert_eq!(&found, &pairs(&numbers.difference(&others).copied().collect()));
            found.add(&pairs(&others).iter().collect::<Vec<_>>());
            found.sort();
            prop_assert_eq!(found, pairs(&numbers.union(&others).copied().collect()));
        }
    }
}
