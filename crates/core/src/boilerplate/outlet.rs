//! The boilerplate of one outlet, as a set of shingles.

use crate::text::{Shingle, ShingleFilter};
use foldhash::HashSet;

/// The shingles that one outlet repeats.
///
/// A shingle is a hash of 32 bits: for an outlet with a thousand of them, about one page in five thousand has another
/// shingle with a hash of the set.
#[derive(Debug, Default)]
pub struct OutletBoilerplate {
    shingles: HashSet<Shingle>,
    /// Rules out most shingles of an article's own text without a look-up.
    filter: ShingleFilter,
}

impl OutletBoilerplate {
    /// From the shingles that are boilerplate.
    pub(super) fn new(shingles: &[Shingle]) -> OutletBoilerplate {
        let mut filter = ShingleFilter::default();
        filter.fill(shingles);
        OutletBoilerplate { shingles: shingles.iter().copied().collect(), filter }
    }

    /// Whether the outlet repeats nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.shingles.is_empty()
    }

    /// Whether a shingle, of [`SHINGLE`](super::SHINGLE) tokens, is boilerplate.
    #[inline]
    #[must_use]
    pub fn contains(&self, shingle: Shingle) -> bool {
        self.shingles.contains(&shingle)
    }

    /// A lower bound of how many shingles at the start of `shingles` are not boilerplate.
    #[inline(always)]
    pub(super) fn absent_prefix_len(&self, shingles: &[Shingle]) -> usize {
        self.filter.absent_prefix_len(shingles)
    }
}
