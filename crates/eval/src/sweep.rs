//! Scores over a range of thresholds.

use super::metrics::ClusterScore;
use super::pairs::PairScore;
use serde::Serialize;

/// The scores at one threshold. A score is `None` where its denominator is empty or the labels do not give it.
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
    /// Pairs that the run joined although they are no copies.
    pub false_pairs: u64,
    /// Copies that the run did not join.
    pub missed_pairs: u64,
}

impl SweepRow {
    /// The row for a score against labelled clusters.
    #[must_use]
    pub fn of_clusters(threshold: f64, score: &ClusterScore) -> SweepRow {
        SweepRow {
            threshold,
            precision: score.precision,
            recall: score.recall,
            f1: score.f1,
            ari: score.ari,
            bcubed_f1: Some(score.bcubed_f1),
            false_pairs: score.false_pairs,
            missed_pairs: score.missed_pairs,
        }
    }

    /// The row for a score against labelled pairs.
    #[must_use]
    pub fn of_pairs(threshold: f64, score: &PairScore) -> SweepRow {
        SweepRow {
            threshold,
            precision: score.all.precision,
            recall: score.all.recall,
            f1: score.all.f1,
            ari: None,
            bcubed_f1: None,
            false_pairs: score.all.false_pairs,
            missed_pairs: score.all.missed_pairs,
        }
    }
}

/// The thresholds `first`, `first + step`, … up to `last`, rounded to nine decimal places; at most 1,000. Empty if a
/// bound is not finite, `step` is not positive or `last` is below `first`.
#[must_use]
pub fn threshold_steps(first: f64, last: f64, step: f64) -> Vec<f64> {
    if !(step > 0.0 && first.is_finite() && last.is_finite() && last >= first) {
        return Vec::new();
    }
    // a millionth of a step of tolerance, so that 0.1 + 2 × 0.1 still reaches 0.3
    let count = ((last - first) / step + 1e-6).floor().min(999.0) as usize;
    (0..=count).map(|at| ((first + at as f64 * step) * 1e9).round() / 1e9).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_include_the_last_threshold_and_are_round_numbers() {
        assert_eq!(threshold_steps(0.1, 0.3, 0.1), [0.1, 0.2, 0.3]);
        assert_eq!(threshold_steps(0.2, 0.9, 0.05).len(), 15);
        assert_eq!(threshold_steps(0.5, 0.5, 0.1), [0.5]);
    }

    #[test]
    fn there_are_at_most_a_thousand_steps_and_none_for_an_impossible_range() {
        assert_eq!(threshold_steps(0.0, 1.0, 1e-12).len(), 1000);
        assert!(threshold_steps(0.5, 0.4, 0.1).is_empty());
        assert!(threshold_steps(0.0, 1.0, 0.0).is_empty());
        assert!(threshold_steps(0.0, f64::NAN, 0.1).is_empty());
    }
}
