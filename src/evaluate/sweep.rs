//! Scores over a range of thresholds.

use super::metrics::Agreement;
use super::pairs::PairScore;
use serde::Serialize;

/// The scores at one threshold; a score is `None` where it has no denominator or the labels do not give it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SweepRow {
    /// The threshold.
    pub threshold: f64,
    /// Pair precision.
    pub precision: Option<f64>,
    /// Pair recall.
    pub recall: Option<f64>,
    /// Pair F1.
    pub f1: Option<f64>,
    /// Adjusted Rand index; labelled clusters only.
    pub ari: Option<f64>,
    /// B-cubed F1; labelled clusters only.
    pub bcubed_f1: Option<f64>,
    /// Pairs joined that should not be.
    pub false_pairs: u64,
    /// True pairs that were not joined.
    pub missed_pairs: u64,
}

impl SweepRow {
    /// From labelled clusters.
    #[must_use]
    pub fn of_clusters(threshold: f64, scores: &Agreement) -> SweepRow {
        SweepRow {
            threshold,
            precision: scores.precision,
            recall: scores.recall,
            f1: scores.f1,
            ari: scores.ari,
            bcubed_f1: Some(scores.bcubed_f1),
            false_pairs: scores.false_pairs,
            missed_pairs: scores.missed_pairs,
        }
    }

    /// From labelled pairs.
    #[must_use]
    pub fn of_pairs(threshold: f64, scores: &PairScore) -> SweepRow {
        SweepRow {
            threshold,
            precision: scores.all.precision,
            recall: scores.all.recall,
            f1: scores.all.f1,
            ari: None,
            bcubed_f1: None,
            false_pairs: scores.all.false_pairs,
            missed_pairs: scores.all.missed_pairs,
        }
    }
}

/// `first`, `first + step`, … up to `last`, each rounded to the digits that a person would write. At most 1,000; nothing
/// where these would be no steps upwards.
#[must_use]
pub fn steps(first: f64, last: f64, step: f64) -> Vec<f64> {
    if !(step > 0.0 && first.is_finite() && last.is_finite() && last >= first) {
        return Vec::new();
    }
    // a millionth of a step, so that .1 + 2 × .1 still reaches .3
    let count = ((last - first) / step + 1e-6).floor().min(999.0) as usize;
    (0..=count).map(|at| ((first + at as f64 * step) * 1e9).round() / 1e9).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_reach_their_end_and_are_round() {
        assert_eq!(steps(0.1, 0.3, 0.1), [0.1, 0.2, 0.3]);
        assert_eq!(steps(0.2, 0.9, 0.05).len(), 15);
        assert_eq!(steps(0.5, 0.5, 0.1), [0.5]);
        assert_eq!(steps(0.0, 1.0, 1e-12).len(), 1000);
        assert!(
            steps(0.5, 0.4, 0.1).is_empty() && steps(0.0, 1.0, 0.0).is_empty() && steps(0.0, f64::NAN, 0.1).is_empty()
        );
    }
}
