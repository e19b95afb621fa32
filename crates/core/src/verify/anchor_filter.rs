//! A filter of candidate pairs by their shared anchors, which are a random sample of their shared shingles.

use super::checker::{VERSION_CONTAINMENT, VERSION_THRESHOLD_SHARE};
use super::settings::MatchSettings;
use super::spread::Spread;

/// Probability that the filter drops a pair whose score is exactly the minimum.
///
/// The minimum score is that of versions. Matches are dropped less often: of pairs with 500 shingles each, one in 2,000
/// with the least score of a match, and one in 100,000 at the threshold.
const MISS_PROBABILITY: f64 = 0.01;
/// Table entries per expected anchor.
const STEPS_PER_ANCHOR: f64 = 2.0;
/// The table ends at this number of expected anchors; the least number for more is that of the last entry.
const MAX_EXPECTED: usize = 200;

/// Drops candidate pairs that share too few anchors to be a match or versions of one story.
///
/// Most pairs that share a few anchors are stories with a common phrase or paragraph and need not be verified.
///
/// ```
/// use wirecopy_core::verify::{AnchorFilter, MatchSettings};
///
/// // one shingle in eight is an anchor
/// let filter = AnchorFilter::new(MatchSettings::default(), 8);
/// assert!(filter.may_match(40, 500, 500));
/// assert!(!filter.may_match(2, 500, 500));
/// ```
#[derive(Debug)]
pub struct AnchorFilter {
    /// The square of the least score of a match or of versions.
    squared_score: f64,
    /// One in this many shingles is an anchor.
    one_in: f64,
    /// The least number of shared anchors, by the expected number in steps of 1 / [`STEPS_PER_ANCHOR`].
    least: Vec<u8>,
}

impl AnchorFilter {
    /// A filter for these settings, where each shingle is an anchor with a probability of at least 1 ÷ `one_in`, by its
    /// hash alone.
    ///
    /// The shared anchors are then a binomial sample of the shared shingles. Its lower tail is below that of the
    /// Poisson distribution of the same mean (T. W. Anderson and S. M. Samuels, "Some inequalities among binomial and
    /// Poisson probabilities", Fifth Berkeley Symposium, 1967).
    #[must_use]
    pub fn new(settings: MatchSettings, one_in: u32) -> Self {
        // versions by containment score least if both have the same size
        let by_containment = VERSION_CONTAINMENT / (2.0 - VERSION_CONTAINMENT).sqrt();
        let score = (VERSION_THRESHOLD_SHARE * settings.threshold / Spread::MAX_WEIGHT).min(by_containment);
        let steps = 0..=MAX_EXPECTED * STEPS_PER_ANCHOR as usize;
        let least = steps.map(|step| poisson_quantile(step as f64 / STEPS_PER_ANCHOR)).collect();
        AnchorFilter { squared_score: score * score, one_in: f64::from(one_in.max(1)), least }
    }

    /// Whether two documents of `a` and `b` distinct shingles that share this many anchors may be a match or versions.
    #[must_use]
    #[inline]
    pub fn may_match(&self, shared_anchors: u8, a: u32, b: u32) -> bool {
        let expected = least_shared(self.squared_score, a, b) / self.one_in;
        let step = ((expected * STEPS_PER_ANCHOR) as usize).min(self.least.len() - 1);
        shared_anchors >= self.least[step]
    }
}

/// The number of shared shingles s with which documents of `a` and `b` shingles have a score of this square:
/// s² ÷ ((a + b − s) × min(a, b)) = score², solved for s.
fn least_shared(squared_score: f64, a: u32, b: u32) -> f64 {
    let sum = f64::from(a) + f64::from(b);
    let scaled = squared_score * f64::from(a.min(b));
    ((scaled * scaled + 4.0 * scaled * sum).sqrt() - scaled) / 2.0
}

/// The least number n such that a Poisson variable of this mean is at most n with a probability above
/// [`MISS_PROBABILITY`].
fn poisson_quantile(mean: f64) -> u8 {
    let (mut number, mut probability) = (0_u8, (-mean).exp());
    let mut at_most = probability;
    while at_most <= MISS_PROBABILITY && number < u8::MAX {
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
    use crate::util::hash;
    use proptest::prelude::*;

    #[test]
    fn quantiles_are_those_of_the_poisson_distribution() {
        // at 4.5 the probability of 0 is .0111, at 5 it is .0067; at 20 that of at most 9 is .0050, of at most 10 .0108
        assert_eq!([0.0, 4.5, 5.0, 20.0].map(poisson_quantile), [0, 0, 1, 10]);
        assert!(
            (0..400).all(|step| poisson_quantile(f64::from(step) / 2.0) <= poisson_quantile(f64::from(step + 1) / 2.0))
        );
    }

    #[test]
    fn pairs_with_the_least_score_are_rarely_dropped_and_pairs_with_few_anchors_mostly_are() {
        let filter = AnchorFilter::new(MatchSettings::default(), 8);
        let mut drawn = 0_u64;
        let mut dropped_with_two_anchors = 0;
        for (a, b) in [(100, 100), (500, 500), (300, 900), (60, 2000), (3000, 2500)] {
            let shared = least_shared(filter.squared_score, a, b).ceil() as u32;
            let mut missed = 0;
            for _ in 0..20_000 {
                let mut anchors = 0_u8;
                for _ in 0..shared {
                    drawn += 1;
                    anchors = anchors.saturating_add(u8::from(hash::mix64(drawn).is_multiple_of(8)));
                }
                missed += u32::from(!filter.may_match(anchors, a, b));
            }
            // at most 200 are expected
            assert!(missed <= 230, "{missed} of {a} and {b}");
            dropped_with_two_anchors += u32::from(!filter.may_match(2, a, b));
        }
        assert_eq!(dropped_with_two_anchors, 4);
    }

    proptest! {
        #[test]
        fn the_least_shared_number_has_the_given_score(a in 1_u32..5000, b in 1_u32..5000, score in 0.05..0.9) {
            let shared = least_shared(score * score, a, b);
            let score_of = |shared: f64| Overlap { shared: shared as u32, a, b }.score();
            let most = f64::from(a.min(b));
            if shared <= most {
                prop_assert!(score_of(shared.floor()) <= score + 1e-9);
                prop_assert!(shared.ceil() > most || score_of(shared.ceil()) >= score - 1e-9);
            } else {
                prop_assert!(score_of(most) < score + 1e-9);
            }
        }
    }
}
