//! Candidate pairs: two articles that share a bucket, or enough anchors. Nothing is proved yet.

/// A candidate pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(transparent)]
pub struct CandidatePair(pub(super) u64);

impl CandidatePair {
    pub(super) fn new(one: u32, other: u32) -> CandidatePair {
        CandidatePair(u64::from(one.min(other)) << 32 | u64::from(one.max(other)))
    }

    /// Its articles, the lower first.
    #[must_use]
    pub fn articles(self) -> (u32, u32) {
        ((self.0 >> 32) as u32, self.0 as u32)
    }
}

/// Candidate pairs, each once: in ascending order, or where articles have homes by the home of the lower one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CandidatePairs {
    pub(super) pairs: Vec<CandidatePair>,
}

impl CandidatePairs {
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

    /// Keeps the pairs that `keep` says.
    pub fn retain(&mut self, keep: impl Fn(u32, u32) -> bool) {
        self.pairs.retain(|pair| {
            let (a, b) = pair.articles();
            keep(a, b)
        });
    }

    /// Adds those of `others`, which are in ascending order, that are not there yet.
    pub fn add(&mut self, others: &[(u32, u32)]) {
        let mut is_there = vec![false; others.len()];
        self.iter().filter_map(|pair| others.binary_search(&pair).ok()).for_each(|at| is_there[at] = true);
        let others = others.iter().zip(is_there).filter(|(_, is_there)| !is_there);
        self.pairs.extend(others.map(|(&(a, b), _)| CandidatePair::new(a, b)));
    }

    /// The pairs, `size` at a time.
    pub fn chunks(&self, size: usize) -> impl Iterator<Item = &[CandidatePair]> {
        self.pairs.chunks(size)
    }
}
