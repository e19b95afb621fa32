//! Spread: how evenly the shingles that two documents share lie over each of them.
//!
//! Two versions of one story share sentences everywhere in both. A quote, a paragraph of background or an item of a
//! digest is one block in at least one of them. The amount of shared text cannot tell these cases apart; its positions
//! can.

use crate::overlap::Overlap;
use std::ops::Range;

/// Number of sections that a document is divided into.
pub(super) const SECTIONS: usize = 10;

/// How many shared shingles each section of a document has.
#[derive(Debug, Clone, Copy)]
pub(super) struct SectionCounts {
    shared: [u32; SECTIONS],
    /// The end of each section: the shingle at position `p` is in section `p` · [`SECTIONS`] ÷ all.
    ends: [u32; SECTIONS],
}

impl SectionCounts {
    /// For a document of this many shingles, none of which is shared yet.
    pub(super) fn new(shingles: usize) -> Self {
        let mut ends = [0; SECTIONS];
        for (end, section) in ends.iter_mut().zip(1..) {
            *end = (section * shingles).div_ceil(SECTIONS) as u32;
        }
        SectionCounts { shared: [0; SECTIONS], ends }
    }

    /// Adds the shared shingles at these positions.
    pub(super) fn add(&mut self, positions: Range<usize>) {
        let (mut from, to) = (positions.start as u32, positions.end as u32);
        // a sum instead of a search: no branch per section
        let mut section = self.ends.iter().map(|&end| usize::from(end <= from)).sum::<usize>();
        while from < to && section < SECTIONS {
            let end = self.ends[section].min(to);
            self.shared[section] += end - from;
            (from, section) = (end, section + 1);
        }
    }

    /// Number of shared shingles.
    pub(super) fn sum(&self) -> u32 {
        self.shared.iter().sum()
    }

    /// The effective share of the sections: 1 ÷ (10 Σ pᵢ²).
    fn evenness(&self) -> f64 {
        let total: f64 = self.shared.iter().map(|&n| f64::from(n)).sum();
        let squares: f64 = self.shared.iter().map(|&n| f64::from(n) * f64::from(n)).sum();
        if squares == 0.0 { 0.0 } else { total * total / (SECTIONS as f64 * squares) }
    }
}

/// How evenly the shingles that two documents share lie over each of them, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// Over the first document.
    pub a: f64,
    /// Over the second.
    pub b: f64,
}

impl Spread {
    /// The mean spread at which [`Spread::weight`] is 1.
    pub(crate) const NEUTRAL: f64 = 0.45;
    /// The largest weight. It keeps a few phrases scattered over two documents from making a match.
    pub(crate) const MAX_WEIGHT: f64 = 1.3;

    /// The spread of two documents' shared shingles, which are counted by section.
    ///
    /// The spread over a document is the effective share of its ten sections that the shared shingles lie in. It is 1 ÷
    /// (10 Σ pᵢ²), where pᵢ is the share of them in section i (the inverse of Simpson's concentration index; E. H.
    /// Simpson, "Measurement of diversity", Nature 163, 1949). It is at least the share of the document that is
    /// covered; rounding to ten sections must not make it less.
    pub(super) fn of(in_a: &SectionCounts, in_b: &SectionCounts, overlap: Overlap) -> Spread {
        let least = Spread::lower_bound(overlap);
        Spread { a: in_a.evenness().max(least.a), b: in_b.evenness().max(least.b) }
    }

    /// The least spread that documents with this overlap can have.
    #[must_use]
    pub(crate) fn lower_bound(overlap: Overlap) -> Spread {
        Spread { a: overlap.containment_a(), b: overlap.containment_b() }
    }

    /// The factor by which the score H of a pair is multiplied before it is compared with the threshold: above 1 if the
    /// shared text is scattered over both documents, below 1 if it is a block in one.
    ///
    /// On real pages the versions of one wire story have a mean spread of .4 to .9, two stories with a common paragraph
    /// of background .3 to .5. With a neutral spread of .45, clusters stay right over the widest range of thresholds.
    #[must_use]
    pub fn weight(self) -> f64 {
        (self.mean() / Self::NEUTRAL).min(Self::MAX_WEIGHT)
    }

    /// The geometric mean of both sides.
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

    fn compare(a: impl IntoIterator<Item = u64>, b: impl IntoIterator<Item = u64>) -> (Overlap, Spread) {
        let shingles = DocumentShingles::of_numbers([a.into_iter().collect(), b.into_iter().collect()]);
        (shingles.overlap(0, 1), shingles.spread(0, 1))
    }

    #[test]
    fn a_block_has_a_small_spread_and_scattered_sentences_have_a_large_one() {
        let block = compare(0..500, (400..500).chain(1000..1400));
        let scattered = compare(0..500, (0..500).map(|n| if n % 50 < 10 { n } else { n + 1000 }));
        assert_eq!((block.0.shared, scattered.0.shared), (100, 100));
        assert!(block.1.mean() < 0.25);
        assert!(scattered.1.mean() > 0.9);
        assert_eq!(compare(0..500, 2000..2100).1.mean(), 0.0);
    }

    #[test]
    fn the_spread_over_a_cut_copy_is_full_however_short_it_is() {
        let (_, spread) = compare(0..60, 0..600);
        assert!(spread.a > 0.99 && (spread.b - 0.1).abs() < 0.01);
    }

    proptest! {
        #[test]
        fn adding_a_run_equals_adding_its_shingles_one_by_one(
            all in 1_usize..300,
            runs in proptest::collection::vec((0_usize..300, 0_usize..300), 0..6),
        ) {
            let (mut by_run, mut by_shingle) = (SectionCounts::new(all), SectionCounts::new(all));
            for (from, to) in runs {
                let run = (from % all).min(to % all)..(from % all).max(to % all);
                by_run.add(run.clone());
                run.for_each(|at| by_shingle.shared[at * SECTIONS / all] += 1);
            }
            prop_assert_eq!(by_run.shared, by_shingle.shared);
        }

        #[test]
        fn the_spread_lies_between_the_covered_share_and_one(
            a in proptest::collection::vec(0_u64..300, 1..200),
            b in proptest::collection::vec(0_u64..300, 1..200),
        ) {
            let (overlap, spread) = compare(a, b);
            let least = Spread::lower_bound(overlap);
            prop_assert!(spread.a >= least.a && spread.b >= least.b);
            prop_assert!(spread.a <= 1.0 + 1e-9 && spread.b <= 1.0 + 1e-9);
        }
    }
}
