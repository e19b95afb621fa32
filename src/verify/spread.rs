//! Spread: over how much of an article the shingles are strewn that it shares with another.
//!
//! Two versions of one story share sentences everywhere in both; a quote, a background paragraph or a digest's item is one
//! block in at least one of them. The amount shared cannot tell the two apart, where it lies can.

use super::overlap::Overlap;
use std::ops::Range;

/// How many parts an article is divided in, to know where a shingle stands.
pub(super) const SECTIONS: usize = 10;

/// How many shared shingles stand in each tenth of an article.
#[derive(Debug, Clone, Copy)]
pub(super) struct SectionCounts {
    shared: [u32; SECTIONS],
    /// Where each part ends: the shingle at `at` is in part `at` · [`SECTIONS`] ÷ all.
    ends: [u32; SECTIONS],
}

impl SectionCounts {
    /// Of an article of so many shingles, none of which is shared yet.
    pub(super) fn new(all: usize) -> Self {
        let mut ends = [0; SECTIONS];
        for (end, part) in ends.iter_mut().zip(1..) {
            *end = (part * all).div_ceil(SECTIONS) as u32;
        }
        SectionCounts { shared: [0; SECTIONS], ends }
    }

    /// Adds shared shingles by their places.
    pub(super) fn add(&mut self, places: Range<usize>) {
        let (mut from, to) = (places.start as u32, places.end as u32);
        // without a branch for each part
        let mut part = self.ends.iter().map(|&end| usize::from(end <= from)).sum::<usize>();
        while from < to && part < SECTIONS {
            let end = self.ends[part].min(to);
            self.shared[part] += end - from;
            (from, part) = (end, part + 1);
        }
    }

    /// All shared shingles.
    pub(super) fn sum(&self) -> u32 {
        self.shared.iter().sum()
    }

    /// The effective share of the parts: 1 ÷ (10 Σ pᵢ²).
    fn evenness(&self) -> f64 {
        let total: f64 = self.shared.iter().map(|&n| f64::from(n)).sum();
        let squares: f64 = self.shared.iter().map(|&n| f64::from(n) * f64::from(n)).sum();
        if squares == 0.0 { 0.0 } else { total * total / (SECTIONS as f64 * squares) }
    }
}

/// How evenly what two articles share lies over each of them, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// Over the first article.
    pub a: f64,
    /// Over the second.
    pub b: f64,
}

impl Spread {
    /// The spread that leaves the score H as it is.
    pub const USUAL: f64 = 0.45;
    /// The most that [`Spread::weight`] gives, so that a few phrases all over two texts are not yet a match.
    pub const HEAVIEST: f64 = 1.3;

    /// The spread of what two articles share.
    ///
    /// The effective share of the article's ten parts that the shared shingles lie in: 1 ÷ (10 Σ pᵢ²), where pᵢ is the share
    /// of them in part i (the inverse of Simpson's concentration index; E. H. Simpson, "Measurement of diversity", Nature 163,
    /// 1949). It is never taken to be less than the share of the article that is covered, which bounds it from below but for
    /// the rounding of ten parts.
    pub(super) fn of(in_a: &SectionCounts, in_b: &SectionCounts, overlap: Overlap) -> Spread {
        Spread { a: in_a.evenness().max(overlap.containment_a()), b: in_b.evenness().max(overlap.containment_b()) }
    }

    /// The least that it can be, known from the amounts alone.
    #[must_use]
    pub fn at_least(overlap: Overlap) -> Spread {
        Spread { a: overlap.containment_a(), b: overlap.containment_b() }
    }

    /// What the score H of the pair is multiplied by before it is held against the threshold: more than 1 where the shared
    /// text is strewn over both articles, less where it is a block in one.
    ///
    /// PairStats on real pages: the versions of one wire story have a mean spread of .4 to .9, two stories with a paragraph of
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

#[cfg(test)]
mod tests {
    use super::super::DocumentShingles;
    use super::*;
    use proptest::prelude::*;

    fn both(a: impl IntoIterator<Item = u64>, b: impl IntoIterator<Item = u64>) -> (Overlap, Spread) {
        let sets = DocumentShingles::of_numbers([a.into_iter().collect(), b.into_iter().collect()]);
        (sets.overlap(0, 1), sets.spread(0, 1))
    }

    #[test]
    fn a_block_has_a_small_spread_and_strewn_sentences_a_large_one() {
        let block = both(0..500, (400..500).chain(1000..1400));
        let strewn = both(0..500, (0..500).map(|n| if n % 50 < 10 { n } else { n + 1000 }));
        assert_eq!((block.0.shared, strewn.0.shared), (100, 100));
        assert!(block.1.mean() < 0.25);
        assert!(strewn.1.mean() > 0.9);
        assert_eq!(both(0..500, 2000..2100).1.mean(), 0.0);
    }

    #[test]
    fn a_cut_copy_is_covered_whole_however_small_a_part_it_is() {
        let (_, spread) = both(0..60, 0..600);
        assert!(spread.a > 0.99 && (spread.b - 0.1).abs() < 0.01);
    }

    proptest! {
        #[test]
        fn a_run_is_added_as_its_shingles_are_one_by_one(all in 1_usize..300, runs in proptest::collection::vec((0_usize..300, 0_usize..300), 0..6)) {
            let (mut whole, mut single) = (SectionCounts::new(all), SectionCounts::new(all));
            for (from, to) in runs {
                let run = (from % all).min(to % all)..(from % all).max(to % all);
                whole.add(run.clone());
                run.for_each(|at| single.shared[at * SECTIONS / all] += 1);
            }
            prop_assert_eq!(whole.shared, single.shared);
        }

        #[test]
        fn the_spread_is_at_least_what_is_covered_and_at_most_all(
            a in proptest::collection::vec(0_u64..300, 1..200),
            b in proptest::collection::vec(0_u64..300, 1..200),
        ) {
            let (overlap, spread) = both(a, b);
            let least = Spread::at_least(overlap);
            prop_assert!(spread.a >= least.a && spread.b >= least.b);
            prop_assert!(spread.a <= 1.0 + 1e-9 && spread.b <= 1.0 + 1e-9);
        }
    }
}
