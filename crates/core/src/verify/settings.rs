//! The settings that decide whether an overlap is a match.

use super::spread::Spread;
use crate::error::{Error, Result};
use crate::overlap::Overlap;

/// The settings that decide whether an overlap is a match.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MatchSettings {
    /// The least overlap score H times the weight of the spread, above 0 and at most 1.
    ///
    /// Labelled pages gave their best clusters from .28 to .33. A higher threshold splits the versions of one wire
    /// story; a lower one joins stories with common background.
    pub threshold: f64,
    /// The least number of shared shingles; fewer are a phrase.
    ///
    /// Three quarters of it are enough for two documents with equal shingles, such as a flash of ten words that two
    /// outlets print unchanged.
    pub min_shared: u32,
    /// Whether the texts were read from scans. Their letters and figures are misread, so that no two prints of one
    /// text are equal word for word, and their facts seem to differ. Then no pair is taken for two reports from one
    /// template, and the items of a series are not told apart: an advertisement that comes again looks like a form that
    /// is filled in anew.
    pub is_scanned: bool,
}

impl Default for MatchSettings {
    fn default() -> Self {
        MatchSettings { threshold: 0.32, min_shared: 8, is_scanned: false }
    }
}

impl MatchSettings {
    /// Checks the threshold.
    ///
    /// # Errors
    /// [`Error::Setting`] if it is not above 0 and at most 1.
    pub(crate) fn check(self) -> Result<Self> {
        if self.threshold > 0.0 && self.threshold <= 1.0 {
            Ok(self)
        } else {
            Err(Error::Setting {
                field: "matching.threshold",
                problem: format!("{} is out of range: above 0, at most 1; the default is 0.32", self.threshold),
            })
        }
    }

    /// The least number of shared shingles, for documents with equal shingles (`are_equal`) or for others.
    #[must_use]
    pub fn least_shared(self, are_equal: bool) -> u32 {
        if are_equal { self.min_shared.saturating_mul(3).div_ceil(4) } else { self.min_shared }
    }

    /// Whether an overlap is enough for a match: whether its score H, weighted by its spread, reaches the threshold.
    /// `spread` is called only if the overlap alone does not decide.
    #[must_use]
    pub fn accepts(self, overlap: Overlap, spread: impl FnOnce() -> Spread) -> bool {
        let score = overlap.score();
        let is_enough = |spread: Spread| score * spread.weight() >= self.threshold;
        let are_equal = overlap.shared == overlap.a && overlap.shared == overlap.b;
        overlap.shared >= self.least_shared(are_equal)
            && score * Spread::MAX_WEIGHT >= self.threshold
            && (is_enough(Spread::lower_bound(overlap)) || is_enough(spread()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_a_threshold_outside_of_its_range() {
        for threshold in [0.0, -1.0, 1.5, f64::NAN] {
            let error = MatchSettings { threshold, ..MatchSettings::default() }.check().unwrap_err();
            assert!(error.to_string().starts_with("`matching.threshold`"));
        }
        assert!(MatchSettings { threshold: 1.0, ..MatchSettings::default() }.check().is_ok());
    }

    #[test]
    fn too_few_shared_shingles_are_no_match_however_short_the_document() {
        let settings = MatchSettings::default();
        let accepts = |overlap| settings.accepts(overlap, || Spread { a: 1.0, b: 1.0 });
        assert!(!accepts(Overlap { shared: 7, a: 8, b: 7 }));
        assert!(!accepts(Overlap { shared: 5, a: 5, b: 5 }));
        assert!(accepts(Overlap { shared: 6, a: 6, b: 6 }));
        assert!(accepts(Overlap { shared: 36, a: 36, b: 36 }));
        assert!(!accepts(Overlap { shared: 36, a: 400, b: 400 }));
    }

    #[test]
    fn the_same_overlap_matches_if_scattered_and_does_not_match_in_a_block() {
        let settings = MatchSettings::default();
        let shares = Overlap { shared: 120, a: 300, b: 400 };
        assert!(settings.accepts(shares, || Spread { a: 0.8, b: 0.8 }));
        assert!(!settings.accepts(shares, || Spread { a: 0.5, b: 0.3 }));
    }
}
