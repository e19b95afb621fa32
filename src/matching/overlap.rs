//! Exact overlap of two sets of shingles, and the figures made from it.

use super::probe::Probe;
use super::spread::Spread;
use crate::rows::Rows;
use crate::sort::Sorter;
use crate::spool::Mapping;
use crate::text::Shingle;

/// How many distinct shingles two articles have, and share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Overlap {
    /// Shingles in both.
    pub shared: u32,
    /// Shingles of the first.
    pub a: u32,
    /// Shingles of the second.
    pub b: u32,
}

impl Overlap {
    /// The overlap of two sets as [`ShingleSets::set_of`] makes them.
    #[must_use]
    pub fn of(a: &[u32], b: &[u32]) -> Self {
        Overlap { shared: shared(a, b), a: a.len() as u32, b: b.len() as u32 }
    }

    /// The same overlap with the second article first.
    #[must_use]
    pub fn turned(self) -> Self {
        Overlap { a: self.b, b: self.a, ..self }
    }

    /// Shared shingles over all shingles of both.
    #[must_use]
    pub fn jaccard(self) -> f64 {
        ratio(self.shared, self.a + self.b - self.shared)
    }

    /// The share of the first article's shingles that the second has.
    #[must_use]
    pub fn containment_a(self) -> f64 {
        ratio(self.shared, self.a)
    }

    /// The share of the second article's shingles that the first has.
    #[must_use]
    pub fn containment_b(self) -> f64 {
        ratio(self.shared, self.b)
    }

    /// The smaller of the two containments: how much either side has of the other at least.
    #[must_use]
    pub fn least_containment(self) -> f64 {
        ratio(self.shared, self.a.max(self.b))
    }

    /// The overlap score H = √(Jaccard × containment in the smaller): high for a copy and for a cut copy, low where a long
    /// page merely has a short one's phrases in it.
    #[must_use]
    pub fn score(self) -> f64 {
        (self.jaccard() * ratio(self.shared, self.a.min(self.b))).sqrt()
    }
}

fn ratio(part: u32, whole: u32) -> f64 {
    if whole == 0 { 0.0 } else { f64::from(part) / f64::from(whole) }
}

/// How many parts an article is divided in, to know where a shingle stands.
pub(super) const PARTS: usize = 10;
/// Bits that hold the part.
pub(super) const PART_BITS: u32 = 4;

/// Whether two values of sets are one shingle, wherever it stands.
#[inline(always)]
fn same_shingle(a: u32, b: u32) -> bool {
    (a ^ b) >> PART_BITS == 0
}

/// The distinct shingles of every article, sorted: of each the upper 28 bits of its hash, and below them the tenth of the
/// article in which it stands first. Two articles of 500 shingles share one by chance of these bits once in a thousand
/// pairs, which moves no figure.
#[derive(Debug)]
pub struct ShingleSets {
    rows: Rows<u32>,
}

impl ShingleSets {
    /// From rows as [`ShingleSets::set_of`] makes them.
    #[must_use]
    pub fn new(rows: Rows<u32>) -> Self {
        ShingleSets { rows }
    }

    /// Appends the set of `shingles`, which are in the order of the text, to `set`.
    pub fn set_of(shingles: &[Shingle], set: &mut Vec<u32>) {
        Self::set_with(shingles, &mut Sorter::default(), set);
    }

    /// [`ShingleSets::set_of`] with scratch memory that is kept.
    pub(crate) fn set_with(shingles: &[Shingle], sorter: &mut Sorter<u32>, set: &mut Vec<u32>) {
        let start = set.len();
        let all = shingles.len();
        set.reserve(all);
        for part in 0..PARTS {
            // the places `at` with at · PARTS ÷ all = part
            let (from, to) = ((part * all).div_ceil(PARTS), ((part + 1) * all).div_ceil(PARTS));
            let value = |&shingle: &Shingle| ((shingle >> 32) as u32 & !((1 << PART_BITS) - 1)) | part as u32;
            set.extend(shingles[from..to].iter().map(value));
        }
        sorter.hashes(&mut set[start..]);
        let mut kept = start;
        for at in start..set.len() {
            let value = set[at];
            if at == start || !same_shingle(value, set[kept - 1]) {
                set[kept] = value;
                kept += 1;
            }
        }
        set.truncate(kept);
    }

    /// One article's set.
    #[must_use]
    pub fn of(&self, article: u32) -> &[u32] {
        self.rows.row(article as usize)
    }

    /// One article's set, which is read into `out` where it is in a file.
    pub(crate) fn read<'s>(&'s self, article: u32, out: &'s mut Vec<u32>) -> &'s [u32] {
        self.rows.read(article as usize, out)
    }

    /// Says that an article's set will be asked for soon.
    pub(crate) fn expect(&self, article: u32) {
        self.rows.expect(article as usize);
    }

    /// What of the sets is mapped.
    #[must_use]
    pub fn mapping(&self) -> Option<Mapping> {
        self.rows.mapping()
    }

    /// How many articles there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The values of `a` that `b` has too, into `common`.
    pub fn common(&self, a: u32, b: u32, common: &mut Vec<u32>) {
        let (a, b) = (self.of(a), self.of(b));
        common.clear();
        common.resize(a.len().min(b.len()) + 1, 0);
        let (mut i, mut j, mut shared) = (0, 0, 0);
        // written and then kept or not, without a branch on the values
        while i < a.len() && j < b.len() {
            let (x, y) = (a[i] >> PART_BITS, b[j] >> PART_BITS);
            common[shared] = a[i];
            shared += usize::from(x == y);
            i += usize::from(x <= y);
            j += usize::from(y <= x);
        }
        common.truncate(shared);
    }

    /// [`ShingleSets::overlap`], faster where many pairs have the same `a` one after the other: it is laid out in `probe` once.
    pub(crate) fn overlap_with(&self, probe: &mut Probe, a: u32, b: u32) -> Overlap {
        probe.overlap((a, self.of(a)), self.of(b))
    }

    /// How many values of a sorted set an article has.
    #[must_use]
    pub fn shared_with(&self, values: &[u32], article: u32) -> u32 {
        shared(values, self.of(article))
    }

    /// Where the shingles lie that two articles share.
    #[must_use]
    pub fn spread(&self, a: u32, b: u32) -> Spread {
        Spread::of(self.of(a), self.of(b))
    }

    /// The overlap of two articles.
    #[must_use]
    pub fn overlap(&self, a: u32, b: u32) -> Overlap {
        Overlap::of(self.of(a), self.of(b))
    }
}

/// How many values two sorted sets share. Written without a branch on the values, which no predictor could guess.
#[must_use]
pub(crate) fn shared(a: &[u32], b: &[u32]) -> u32 {
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        let (x, y) = (a[i] >> PART_BITS, b[j] >> PART_BITS);
        shared += u32::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    shared
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn the_overlap_is_that_of_the_sets(
            a in proptest::collection::vec(0_u64..200, 0..150),
            b in proptest::collection::vec(0_u64..200, 0..150),
        ) {
            let spread = |values: &[u64]| values.iter().map(|v| v << 36).collect::<Vec<_>>();
            let rows = [spread(&a), spread(&b)];
            let sets = ShingleSets::new(Rows::build(2, |row, (): &mut (), out| ShingleSets::set_of(&rows[row], out)));
            let (a, b): (BTreeSet<_>, BTreeSet<_>) = (a.into_iter().collect(), b.into_iter().collect());
            let overlap = sets.overlap(0, 1);
            prop_assert_eq!(overlap.shared as usize, a.intersection(&b).count());
            prop_assert_eq!((overlap.a as usize, overlap.b as usize), (a.len(), b.len()));
            let union = a.union(&b).count();
            if union > 0 {
                prop_assert!((overlap.jaccard() - overlap.shared as f64 / union as f64).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn the_score_knows_a_cut_copy_from_a_shared_phrase() {
        let cut = Overlap { shared: 100, a: 100, b: 500 };
        let phrase = Overlap { shared: 20, a: 100, b: 500 };
        assert!((cut.jaccard() - 0.2).abs() < 1e-12 && (cut.containment_a() - 1.0).abs() < 1e-12);
        assert!(cut.score() > 0.44 && phrase.score() < 0.1);
        assert_eq!(Overlap::default().score(), 0.0);
    }
}
