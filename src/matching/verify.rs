//! Checking candidate pairs: exact overlap, and whether it is enough for a match.

use super::overlap::{Overlap, ShingleSets};
use super::probe::Probe;
use super::spread::Spread;
use super::template::Templates;
use crate::error::{Error, Result};
use crate::index::{Candidates, Pair};
use crate::phase::Progress;
use crate::rows::Rows;
use crate::text::Token;
use rayon::prelude::*;

/// When an overlap is a match.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MatchSettings {
    /// The least overlap score H, 0 to 1. Held against H × the weight of the spread. Labelled pages gave their best
    /// clusters from .28 to .33; above, the versions of one wire story begin to fall apart, below, stories with common background grow together.
    pub threshold: f64,
    /// The least number of shared shingles: fewer are a phrase.
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
                name: "--threshold",
                problem: format!(
                    "{} is no overlap score; it lies above 0 and at most at 1, .32 is usual",
                    self.threshold
                ),
            })
        }
    }

    /// Whether `overlap` is enough: whether its score H, weighted by its spread, reaches the threshold. `spread` is asked for
    /// only when the amounts do not decide.
    #[must_use]
    pub fn accepts(self, overlap: Overlap, spread: impl FnOnce() -> Spread) -> bool {
        let score = overlap.score();
        let enough = |spread: Spread| score * spread.weight() >= self.threshold;
        overlap.shared >= self.min_shared
            && score * Spread::HEAVIEST >= self.threshold
            && (enough(Spread::at_least(overlap)) || enough(spread()))
    }
}

/// A pair of articles whose overlap was computed and is enough. `a` is the lower number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    /// One article.
    pub a: u32,
    /// The other.
    pub b: u32,
    /// What they share.
    pub overlap: Overlap,
}

/// A pair that shares text and is no match. `a` is the lower number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Near {
    /// One article.
    pub a: u32,
    /// The other.
    pub b: u32,
    /// What they share.
    pub overlap: Overlap,
    /// Why it is no match.
    pub why: Why,
}

/// Why a pair that shares text is no match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It shares too little, or in too few places.
    Little,
    /// It shares too little for one text, but strewn over both as versions of one story do.
    Strewn,
    /// The two are reports from one template.
    Template,
}

/// What came of the candidates.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    /// The matches, in the candidates' order.
    pub matches: Vec<Match>,
    /// What shares a passage and is no match, in the same order.
    pub near: Vec<Near>,
}

/// Pairs that share fewer shingles than this are not kept as near: a quote of two sentences has more.
const NEAR: u32 = 20;
/// From this share of the threshold on, what is strewn widely is a version of the same story.
const VERSION: f64 = 0.8;
/// What counts as strewn widely.
const WIDELY: f64 = 0.5;
/// Pairs checked between two looks at whether the run should stop.
const STRIDE: usize = 1 << 16;
/// Pairs checked by one thread in one go: pairs of one article stand together, and are checked against one table.
const TURN: usize = 512;

/// Computes the exact overlap of every candidate pair and decides what it is; `tokens` gives an article's tokens.
///
/// # Errors
/// [`Error::Interrupted`] when `progress` says so.
pub fn verify<'t>(
    candidates: &Candidates,
    sets: &ShingleSets,
    tokens: impl Fn(u32) -> &'t [Token] + Sync,
    settings: MatchSettings,
    progress: &dyn Progress,
) -> Result<Checked> {
    let templates = Templates::default();
    let numbers = Rows::build(sets.len(), |article, (): &mut (), out| templates.numbers(tokens(article as u32), out));
    let facts = |article| (tokens(article), numbers.row(article as usize));
    let decide = |a, b, overlap: Overlap| {
        let spread = || sets.spread(a, b);
        if settings.accepts(overlap, spread) {
            if overlap.jaccard() < 1.0 && templates.are(facts(a), facts(b)) {
                return Some(Err(Near { a, b, overlap, why: Why::Template }));
            }
            return Some(Ok(Match { a, b, overlap }));
        }
        (overlap.shared >= NEAR).then(|| {
            let spread = spread();
            let strewn = spread.mean() >= WIDELY && overlap.score() * spread.weight() >= VERSION * settings.threshold;
            Err(Near { a, b, overlap, why: if strewn { Why::Strewn } else { Why::Little } })
        })
    };
    let mut checked = Checked::default();
    for stride in candidates.chunks(STRIDE) {
        if progress.cancelled() {
            return Err(Error::Interrupted);
        }
        let found: Vec<Vec<_>> = stride
            .par_chunks(TURN)
            .map_init(Probe::default, |probe, turn| {
                overlaps(turn, sets, probe).filter_map(|(a, b, overlap)| decide(a, b, overlap)).collect()
            })
            .collect();
        for found in found.into_iter().flatten() {
            match found {
                Ok(found) => checked.matches.push(found),
                Err(near) => checked.near.push(near),
            }
        }
        progress.advance(stride.len() as u64);
    }
    Ok(checked)
}

/// The overlaps of pairs that stand in the order of their first articles.
fn overlaps<'s>(
    pairs: &'s [Pair],
    sets: &'s ShingleSets,
    probe: &'s mut Probe,
) -> impl Iterator<Item = (u32, u32, Overlap)> + 's {
    let mut laid_out = None;
    pairs.iter().map(move |pair| {
        let (a, b) = pair.articles();
        let (of_a, of_b) = (sets.of(a), sets.of(b));
        if laid_out != Some(a) {
            probe.lay_out(of_a);
            laid_out = Some(a);
        }
        (a, b, Overlap { shared: probe.shared(of_b), a: of_a.len() as u32, b: of_b.len() as u32 })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_outside_its_range_is_refused_by_name() {
        for threshold in [0.0, -1.0, 1.5, f64::NAN] {
            let error = MatchSettings { threshold, ..MatchSettings::default() }.check().unwrap_err();
            assert!(error.to_string().starts_with("--threshold"));
        }
        assert!(MatchSettings { threshold: 1.0, ..MatchSettings::default() }.check().is_ok());
    }

    #[test]
    fn few_shared_shingles_are_a_phrase_however_short_the_article() {
        let settings = MatchSettings::default();
        let accepts = |overlap| settings.accepts(overlap, || Spread { a: 1.0, b: 1.0 });
        assert!(!accepts(Overlap { shared: 7, a: 7, b: 7 }));
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
