//! Spread: over how much of an article the shingles are strewn that it shares with another.
//!
//! Two versions of one story share sentences everywhere in both; a quote, a background paragraph or a digest's item is one
//! block in at least one of them. The amount shared cannot tell the two apart, where it lies can.

use super::overlap::{Overlap, PART_BITS, PARTS};

/// How evenly what two articles share lies over each of them, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// Over the first article.
    pub a: f64,
    /// Over the second.
    pub b: f64,
}

/// As many as the bits that hold the part tell apart; those from [`PARTS`] on stay empty.
const SLOTS: usize = 1 << PART_BITS;

impl Spread {
    /// The spread that leaves the score H as it is.
    pub const USUAL: f64 = 0.45;
    /// The most that [`Spread::weight`] gives, so that a few phrases all over two texts are not yet a match.
    pub const HEAVIEST: f64 = 1.3;

    /// The spread of what two sets share, as [`ShingleSets::set_of`](super::ShingleSets::set_of) makes them.
    ///
    /// The effective share of the article's ten parts that the shared shingles lie in: 1 ÷ (10 Σ pᵢ²), where pᵢ is the share
    /// of them in part i (the inverse of Simpson's concentration index; E. H. Simpson, "Measurement of diversity", Nature 163,
    /// 1949). It is never taken to be less than the share of the article that is covered, which bounds it from below but for
    /// the rounding of ten parts.
    #[must_use]
    pub fn of(a: &[u32], b: &[u32]) -> Spread {
        let (mut in_a, mut in_b) = ([0_u32; SLOTS], [0_u32; SLOTS]);
        let (mut i, mut j) = (0, 0);
        // without a branch on the values, which no predictor could guess
        while i < a.len() && j < b.len() {
            let (value_a, value_b) = (a[i], b[j]);
            let (x, y) = (value_a >> PART_BITS, value_b >> PART_BITS);
            let same = u32::from(x == y);
            in_a[value_a as usize % SLOTS] += same;
            in_b[value_b as usize % SLOTS] += same;
            i += usize::from(x <= y);
            j += usize::from(y <= x);
        }
        Spread { a: evenness(&in_a).max(covered(&in_a, a.len())), b: evenness(&in_b).max(covered(&in_b, b.len())) }
    }

    /// The least that it can be, known from the amounts alone.
    #[must_use]
    pub fn at_least(overlap: Overlap) -> Spread {
        Spread { a: overlap.containment_a(), b: overlap.containment_b() }
    }

    /// What the score H of the pair is multiplied by before it is held against the threshold: more than 1 where the shared
    /// text is strewn over both articles, less where it is a block in one.
    ///
    /// Measured on real pages: the versions of one wire story have a mean spread of .4 to .9, two stories with a paragraph of
    /// background in common .3 to .5. At .45, clusters stay right over the widest range of thresholds.
    #[must_use]
    pub fn weight(self) -> f64 {
        (self.mean() / Self::USUAL).min(Self::HEAVIEST)
    }

    /// Both sides in one figure, their geometric mean.
    #[must_use]
    pub fn mean(self) -> f64 {
        (self.a * self.b).sqrt()
    }
}

fn covered(parts: &[u32; SLOTS], all: usize) -> f64 {
    if all == 0 { 0.0 } else { f64::from(parts.iter().sum::<u32>()) / all as f64 }
}

fn evenness(parts: &[u32; SLOTS]) -> f64 {
    let total: f64 = parts.iter().map(|&n| f64::from(n)).sum();
    let squares: f64 = parts.iter().map(|&n| f64::from(n) * f64::from(n)).sum();
    if squares == 0.0 { 0.0 } else { total * total / (PARTS as f64 * squares) }
}

#[cfg(test)]
mod tests {
    use super::super::ShingleSets;
    use super::*;
    use crate::hash;
    use proptest::prelude::*;

    fn set(shingles: impl IntoIterator<Item = u64>) -> Vec<u32> {
        let shingles: Vec<u64> = shingles.into_iter().map(hash::mix).collect();
        let mut set = Vec::new();
        ShingleSets::set_of(&shingles, &mut set);
        set
    }

    #[test]
    fn a_block_has_a_small_spread_and_strewn_sentences_a_large_one() {
        let page = set(0..500);
        let block = set((400..500).chain(1000..1400));
        let strewn = set((0..500).map(|n| if n % 50 < 10 { n } else { n + 1000 }));
        assert_eq!((Overlap::of(&page, &block).shared, Overlap::of(&page, &strewn).shared), (100, 100));
        assert!(Spread::of(&page, &block).mean() < 0.25);
        assert!(Spread::of(&page, &strewn).mean() > 0.9);
        assert_eq!(Spread::of(&page, &set(2000..2100)).mean(), 0.0);
    }

    #[test]
    fn a_cut_copy_is_covered_whole_however_small_a_part_it_is() {
        let spread = Spread::of(&set(0..60), &set(0..600));
        assert!(spread.a > 0.99 && (spread.b - 0.1).abs() < 0.01);
    }

    proptest! {
        #[test]
        fn the_spread_is_at_least_what_is_covered_and_at_most_all(
            a in proptest::collection::vec(0_u64..300, 1..200),
            b in proptest::collection::vec(0_u64..300, 1..200),
        ) {
            let (a, b) = (set(a), set(b));
            let (spread, least) = (Spread::of(&a, &b), Spread::at_least(Overlap::of(&a, &b)));
            prop_assert!(spread.a >= least.a && spread.b >= least.b);
            prop_assert!(spread.a <= 1.0 + 1e-9 && spread.b <= 1.0 + 1e-9);
        }
    }
}
