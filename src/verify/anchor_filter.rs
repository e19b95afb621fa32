//! Anchors as a sample: how many two articles share at least, if they share enough to be anything to each other.

use super::checker::{OF_EITHER, VERSION};
use super::settings::MatchSettings;
use super::spread::Spread;

/// A pair with the least score that counts is missed so often by its anchors. It is a version, and no match: those are missed at their
/// least once in two thousand times, with the threshold once in a hundred thousand, for articles of 500 shingles.
const MISSED: f64 = 0.01;
/// Steps of the table for each anchor that is expected.
const STEPS: f64 = 2.0;
/// Beyond so many expected anchors no more are asked for.
const MOST: usize = 200;

/// The least number of anchors that two articles share when they match or are versions: most pairs that share a few are of stories that
/// have a phrase or a paragraph in common, and need not be compared.
#[derive(Debug)]
pub struct AnchorFilter {
    /// The square of the least score that counts.
    squared: f64,
    one_in: f64,
    /// The least number by how many are expected, in steps of 1 / [`STEPS`].
    least: Vec<u8>,
}

impl AnchorFilter {
    /// Where each shingle is an anchor with a probability of one in `one_in` or more, by its hash alone.
    ///
    /// Shared anchors are then a binomial sample of shared shingles, whose lower tail is below that of the Poisson distribution of the
    /// same mean (T. W. Anderson and S. M. Samuels, "Some inequalities among binomial and Poisson probabilities", Fifth Berkeley
    /// Symposium, 1967).
    #[must_use]
    pub fn new(settings: MatchSettings, one_in: u32) -> Self {
        // either has so much of the other, which scores least where both are of one size
        let of_either = OF_EITHER / (2.0 - OF_EITHER).sqrt();
        let score = (VERSION * settings.threshold / Spread::HEAVIEST).min(of_either);
        let least = (0..=MOST * STEPS as usize).map(|step| quantile(step as f64 / STEPS)).collect();
        AnchorFilter { squared: score * score, one_in: f64::from(one_in.max(1)), least }
    }

    /// Whether two articles of so many shingles that share so many anchors may be a match, or versions.
    #[must_use]
    #[inline]
    pub fn may_match(&self, shared: u8, a: u32, b: u32) -> bool {
        let expected = shingles(self.squared, a, b) / self.one_in;
        let step = ((expected * STEPS) as usize).min(self.least.len() - 1);
        shared >= self.least[step]
    }
}

/// The shared shingles with which articles of so many have a score of this square: s² ÷ ((a + b − s) × min(a, b)), solved for s.
fn shingles(squared: f64, a: u32, b: u32) -> f64 {
    let all = f64::from(a) + f64::from(b);
    let of_less = squared * f64::from(a.min(b));
    ((of_less * of_less + 4.0 * of_less * all).sqrt() - of_less) / 2.0
}

/// The least number that a Poisson distribution of this mean is at or below more often than [`MISSED`].
fn quantile(mean: f64) -> u8 {
    let (mut number, mut probability) = (0_u8, (-mean).exp());
    let mut at_most = probability;
    while at_most <= MISSED && number < u8::MAX {
        number += 1;
        probability *= mean / f64::from(number);
        at_most += probability;
    }
    number
}

#[cfg(test)]
mod tests {
    use super::super::Overlap;
    use super::*;
    use crate::hash;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_those_of_the_poisson_distribution() {
        // at 4.5 there is none with a probability of .0111, at 5 of .0067; at 20 there are at most 9 with .0050, at most 10 with .0108
        assert_eq!([0.0, 4.5, 5.0, 20.0].map(quantile), [0, 0, 1, 10]);
        assert!((0..400).all(|step| quantile(f64::from(step) / 2.0) <= quantile(f64::from(step + 1) / 2.0)));
    }

    #[test]
    fn of_pairs_with_the_least_score_hardly_one_is_missed() {
        let settings = MatchSettings::default();
        let least = AnchorFilter::new(settings, 8);
        let mut drawn = 0_u64;
        let mut asked_for = 0;
        for (a, b) in [(100, 100), (500, 500), (300, 900), (60, 2000), (3000, 2500)] {
            let shared = shingles(least.squared, a, b).ceil() as u32;
            let mut missed = 0;
            for _ in 0..20_000 {
                let mut anchors = 0_u8;
                for _ in 0..shared {
                    drawn += 1;
                    anchors = anchors.saturating_add(u8::from(hash::mix64(drawn).is_multiple_of(8)));
                }
                missed += u32::from(!least.may_match(anchors, a, b));
            }
            // two hundred are expected at most
            assert!(missed <= 230, "{missed} of {a} and {b}");
            asked_for += u32::from(!least.may_match(2, a, b));
        }
        // and of those that share little most are left out
        assert_eq!(asked_for, 4);
    }

    proptest! {
        #[test]
        fn what_scores_less_shares_fewer_shingles(a in 1_u32..5000, b in 1_u32..5000, score in 0.05..0.9) {
            let shared = shingles(score * score, a, b);
            let score_of = |shared: f64| Overlap { shared: shared as u32, a, b }.score();
            if shared <= f64::from(a.min(b)) {
                prop_assert!(score_of(shared.floor()) <= score + 1e-9);
                prop_assert!(shared.ceil() > f64::from(a.min(b)) || score_of(shared.ceil()) >= score - 1e-9);
            } else {
                prop_assert!(score_of(f64::from(a.min(b))) < score + 1e-9);
            }
        }
    }
}
