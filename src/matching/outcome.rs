//! What may come of a pair of articles that was checked.

use super::agreement::Agreement;
use super::overlap::Overlap;
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

/// What came of one pair that shares text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A match.
    Match(Match),
    /// Something else.
    Near(Near),
}

/// What came of the candidates, in the order in which they were checked, which depends on the memory that there is and must not count.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    /// The matches.
    pub matches: Vec<Match>,
    /// What shares a passage and is no match.
    pub near: Vec<Near>,
}

impl Checked {
    /// Adds one pair.
    pub fn push(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Match(found) => self.matches.push(found),
            Outcome::Near(near) => self.near.push(near),
        }
    }

    /// Adds other pairs.
    pub fn extend(&mut self, others: Checked) {
        self.matches.extend(others.matches);
        self.near.extend(others.near);
    }

    /// The pairs that are no reports from one template, with what they share.
    pub fn are_no_template(&self) -> impl ParallelIterator<Item = (u32, u32, Overlap)> + '_ {
        let near = self.near.par_iter().filter(|near| near.why != Why::Template);
        let matches = self.matches.par_iter().map(|found| (found.a, found.b, found.overlap));
        matches.chain(near.map(|near| (near.a, near.b, near.overlap)))
    }

    /// The pairs of which something came, in the order of their articles.
    #[must_use]
    pub fn pairs(&self) -> Vec<(u32, u32)> {
        let matches = self.matches.iter().map(|found| (found.a, found.b));
        let mut pairs: Vec<_> = matches.chain(self.near.iter().map(|near| (near.a, near.b))).collect();
        pairs.par_sort_unstable();
        pairs
    }
}

/// A pair that shares text, with what the table of pairs says of it. `a` is the lower number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured {
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
    pub what: What,
}

/// What came of a pair that was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A match.
    Match,
    /// A match in which a fact differs: where reports come in series, two of them.
    Differs,
    /// Something else.
    Near(Why),
}
