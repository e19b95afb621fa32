//! Candidate pairs: two articles that share a bucket, or enough anchors. Nothing is proved yet.

use super::homes::Homes;
use crate::sort;

/// A candidate pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub struct Pair(pub(super) u64);

impl Pair {
    pub(super) fn new(one: u32, other: u32) -> Pair {
        Pair(u64::from(one.min(other)) << 32 | u64::from(one.max(other)))
    }

    /// Its articles, the lower first.
    #[must_use]
    pub fn articles(self) -> (u32, u32) {
        ((self.0 >> 32) as u32, self.0 as u32)
    }
}

/// Candidate pairs, each once; in ascending order, until they are put in another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Candidates {
    pub(super) pairs: Vec<Pair>,
}

impl Candidates {
    /// How many pairs there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.pairs.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// The pairs.
    pub fn iter(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.pairs.iter().map(|pair| pair.articles())
    }

    /// Puts the pairs in the order of the homes of their lower articles, so that those of one home are checked together.
    pub fn order_by_home(&mut self, homes: &Homes) {
        sort::by_bits(&mut self.pairs, |pair| u64::from(homes.of(pair.articles().0)));
    }

    /// The pairs, `size` at a time.
    pub fn chunks(&self, size: usize) -> impl Iterator<Item = &[Pair]> {
        self.pairs.chunks(size)
    }
}
