//! What may come of a pair of articles that was checked.

use super::overlap::Overlap;
use super::template::Agreement;
use rayon::prelude::*;

/// A pair of articles whose overlap was computed and is enough. `a` is the lower number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    /// One article.
    pub a: u32,
    /// The other.
    pub b: u32,
    /// What they share.
    pub overlap: Overlap,
    /// Whether they say the same.
    pub agreement: Agreement,
}

/// A pair that shares text and is no match. `a` is the lower number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RelatedPair {
    /// One article.
    pub a: u32,
    /// The other.
    pub b: u32,
    /// What they share.
    pub overlap: Overlap,
    /// Reason it is no match.
    pub reason: Reason,
}

/// Reason a pair that shares text is no match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// It shares too little, or in too few places.
    LittleShared,
    /// It shares too little for one text, but strewn over both as versions of one story do.
    Scattered,
    /// The two are reports from one template.
    Template,
}

/// What came of one pair that shares text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// A match.
    Match(Match),
    /// Something else.
    Related(RelatedPair),
}

/// What came of the candidates, in the order in which they were checked, which depends on the memory that there is and must not count.
#[derive(Debug, Clone, Default)]
pub struct Verdicts {
    /// The matches.
    pub matches: Vec<Match>,
    /// What shares a passage and is no match.
    pub related: Vec<RelatedPair>,
}

impl Verdicts {
    /// Adds one pair.
    pub fn push(&mut self, outcome: Verdict) {
        match outcome {
            Verdict::Match(found) => self.matches.push(found),
            Verdict::Related(near) => self.related.push(near),
        }
    }

    /// Adds other pairs.
    pub fn extend(&mut self, others: Verdicts) {
        self.matches.extend(others.matches);
        self.related.extend(others.related);
    }

    /// The pairs that are no reports from one template, with what they share.
    pub fn without_template_pairs(&self) -> impl ParallelIterator<Item = (u32, u32, Overlap)> + '_ {
        let near = self.related.par_iter().filter(|near| near.reason != Reason::Template);
        let matches = self.matches.par_iter().map(|found| (found.a, found.b, found.overlap));
        matches.chain(near.map(|near| (near.a, near.b, near.overlap)))
    }

    /// The pairs of which something came, in the order of their articles.
    #[must_use]
    pub fn pairs(&self) -> Vec<(u32, u32)> {
        let matches = self.matches.iter().map(|found| (found.a, found.b));
        let mut pairs: Vec<_> = matches.chain(self.related.iter().map(|near| (near.a, near.b))).collect();
        pairs.par_sort_unstable();
        pairs
    }
}

/// A pair that shares text, with what the table of pairs says of it. `a` is the lower number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairStats {
    /// One article.
    pub a: u32,
    /// The other.
    pub b: u32,
    /// What they share.
    pub overlap: Overlap,
    /// How evenly what they share lies over both, 0 to 1: the mean of [`Spread`](super::Spread), which decides with the score whether they
    /// match.
    pub spread: f32,
    /// The longest run of words that both have, in words.
    pub longest_run: u32,
    /// What came of it.
    pub kind: PairKind,
}

/// What came of a pair that was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PairKind {
    /// A match.
    Match,
    /// A match in which a fact differs: where reports come in series, two of them.
    DifferingMatch,
    /// Something else.
    Related(Reason),
}
