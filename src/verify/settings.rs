//! When an overlap is a match.

use super::overlap::Overlap;
use super::spread::Spread;
use crate::error::{Error, Result};

/// When an overlap is a match.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MatchSettings {
    /// The least overlap score H, 0 to 1. Held against H × the weight of the spread. Labelled pages gave their best
    /// clusters from .28 to .33; above, the versions of one wire story begin to fall apart, below, stories with common background grow together.
    pub threshold: f64,
    /// The least number of shared shingles: fewer are a phrase. Three in four are enough where they are all that either article
    /// has, a flash of ten words that two outlets print as it is, unless furniture was cut from one: then it is a rest.
    pub min_shared: u32,
}

impl Default for MatchSettings {
    fn default() -> Self {
        MatchSettings { threshold: 0.32, min_shared: 8 }
    }
}

impl MatchSettings {
    /// Checks the threshold.
    ///
    /// # Errors
    /// [`Error::Setting`] when it is not above 0 and at most 1.
    pub fn check(self) -> Result<Self> {
        if self.threshold > 0.0 && self.threshold <= 1.0 {
            Ok(self)
        } else {
            Err(Error::Setting {
                field: "matching.threshold",
                problem: format!("{} is out of range: above 0, at most 1; the default is 0.32", self.threshold),
            })
        }
    }

    /// The least number of shared shingles: of articles that share all that either has (`whole`), or not.
    #[must_use]
    pub fn least_shared(self, whole: bool) -> u32 {
        if whole { self.min_shared.saturating_mul(3).div_ceil(4) } else { self.min_shared }
    }

    /// Whether `overlap` is enough: whether its score H, weighted by its spread, reaches the threshold. `spread` is asked for
    /// only when the amounts do not decide.
    #[must_use]
    pub fn accepts(self, overlap: Overlap, spread: impl FnOnce() -> Spread) -> bool {
        let score = overlap.score();
        let enough = |spread: Spread| score * spread.weight() >= self.threshold;
        let whole = overlap.shared == overlap.a && overlap.shared == overlap.b;
        overlap.shared >= self.least_shared(whole)
            && score * Spread::HEAVIEST >= self.threshold
            && (enough(Spread::at_least(overlap)) || enough(spread()))
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
    fn few_shared_shingles_are_a_phrase_however_short_the_article() {
        let settings = MatchSettings::default();
        let accepts = |overlap| settings.accepts(overlap, || Spread { a: 1.0, b: 1.0 });
        assert!(!accepts(Overlap { shared: 7, a: 8, b: 7 }));
        assert!(!accepts(Overlap { shared: 5, a: 5, b: 5 }));
        assert!(accepts(Overlap { shared: 6, a: 6, b: 6 }));
        assert!(accepts(Overlap { shared: 36, a: 36, b: 36 }));
        assert!(!accepts(Overlap { shared: 36, a: 400, b: 400 }));
    }

    #[test]
    fn the_same_amount_is_a_match_when_strewn_and_a_quote_in_a_block() {
        let settings = MatchSettings::default();
        let shares = Overlap { shared: 120, a: 300, b: 400 };
        assert!(settings.accepts(shares, || Spread { a: 0.8, b: 0.8 }));
        assert!(!settings.accepts(shares, || Spread { a: 0.5, b: 0.3 }));
    }
}
