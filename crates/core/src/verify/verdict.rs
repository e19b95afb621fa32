//! The verdict on a pair of documents, and the statistics of the pair.

use super::template::Agreement;
use crate::error::Result;
use crate::overlap::Overlap;
use crate::store::{SpillLog, SpillOptions, TEMPLATES_SHARE};
use rayon::prelude::*;

/// A pair of documents that share enough text. `a` is the lower number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    /// One document.
    pub a: u32,
    /// The other.
    pub b: u32,
    /// Their shared shingles.
    pub overlap: Overlap,
    /// Whether their facts agree.
    pub agreement: Agreement,
}

/// A pair of documents that share text and do not match. `a` is the lower number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RelatedPair {
    /// One document.
    pub a: u32,
    /// The other.
    pub b: u32,
    /// Their shared shingles.
    pub overlap: Overlap,
    /// Why they do not match.
    pub reason: Reason,
}

/// Why a pair that shares text is no match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// They share too little, or share it in too few places.
    LittleShared,
    /// They share too little for one text, but it is scattered over both, as in two versions of one story.
    Scattered,
    /// They share too little for a match, or just enough, but a good part of the shorter lies in the longer in order.
    InOrder,
    /// They are two reports from one template.
    Template,
}

/// The verdict on a pair that shares text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The documents match.
    Match(Match),
    /// They match, and most of the shorter lies in the longer in order: they are one text whatever other documents
    /// share.
    MatchInOrder(Match),
    /// They do not.
    Related(RelatedPair),
}

impl Verdict {
    pub(super) fn kind(&self) -> PairKind {
        match self {
            Verdict::Match(found) | Verdict::MatchInOrder(found) if found.agreement == Agreement::Differs => {
                PairKind::DifferingMatch
            }
            Verdict::Match(_) | Verdict::MatchInOrder(_) => PairKind::Match,
            Verdict::Related(related) => PairKind::Related(related.reason),
        }
    }
}

/// The verdicts on many pairs. Their order depends on the memory budget; callers must not rely on it.
#[derive(Debug, Clone, Default)]
pub struct Verdicts {
    /// The matches.
    pub matches: Vec<Match>,
    /// The pairs that share text and do not match, and matches whose words also lie in order, for that reason. Without
    /// those of two reports from one template.
    pub related: Vec<RelatedPair>,
    /// Pairs of two reports from one template. A form that comes ten thousand times has a million of them, and all that
    /// is ever asked is which they are.
    templates: SpillLog<[u32; 2]>,
}

impl Verdicts {
    /// No verdicts. Template pairs go to a file when they take more than their share of the memory.
    pub(crate) fn spilling(memory: &SpillOptions) -> Verdicts {
        Verdicts { templates: SpillLog::new(memory, TEMPLATES_SHARE), ..Verdicts::default() }
    }

    /// Adds one pair.
    pub(crate) fn push(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Match(found) => self.matches.push(found),
            Verdict::MatchInOrder(found) => {
                let Match { a, b, overlap, .. } = found;
                self.matches.push(found);
                self.related.push(RelatedPair { a, b, overlap, reason: Reason::InOrder });
            }
            Verdict::Related(related) if related.reason == Reason::Template => {
                self.templates.push([related.a, related.b]);
            }
            Verdict::Related(related) => self.related.push(related),
        }
    }

    /// Adds the pairs of `others`.
    pub fn extend(&mut self, others: Verdicts) {
        self.matches.extend(others.matches);
        self.related.extend(others.related);
        self.templates.extend(others.templates.iter());
    }

    /// The pairs of two reports from one template, the lower document first.
    pub fn templates(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.templates.iter().map(|[a, b]| (a, b))
    }

    /// Turns matches into pairs of two reports from one template: those for which `are_reports` returns true.
    pub(crate) fn make_templates(&mut self, are_reports: impl Fn(&Match) -> bool + Send + Sync) {
        let (reports, matches): (Vec<Match>, Vec<Match>) =
            std::mem::take(&mut self.matches).into_par_iter().partition(are_reports);
        self.matches = matches;
        self.templates.extend(reports.into_iter().map(|found| [found.a, found.b]));
    }

    /// All pairs but those of two reports from one template, each with its overlap.
    pub(crate) fn without_template_pairs(&self) -> impl ParallelIterator<Item = (u32, u32, Overlap)> + '_ {
        let matches = self.matches.par_iter().map(|found| (found.a, found.b, found.overlap));
        matches.chain(self.related.par_iter().map(|related| (related.a, related.b, related.overlap)))
    }

    /// All pairs in ascending order.
    #[must_use]
    pub fn pairs(&self) -> Vec<(u32, u32)> {
        let matches = self.matches.iter().map(|found| (found.a, found.b));
        let related = self.related.iter().map(|related| (related.a, related.b));
        let mut pairs: Vec<_> = matches.chain(related).chain(self.templates()).collect();
        pairs.par_sort_unstable();
        pairs.dedup();
        pairs
    }

    /// Returns the first error of writing or reading template pairs in a file.
    pub(crate) fn check_io(&self) -> Result<()> {
        self.templates.check_io()
    }
}

impl FromIterator<Verdict> for Verdicts {
    fn from_iter<I: IntoIterator<Item = Verdict>>(all: I) -> Verdicts {
        let mut verdicts = Verdicts::default();
        all.into_iter().for_each(|verdict| verdicts.push(verdict));
        verdicts
    }
}

/// The statistics of a pair that shares text, as the table of pairs shows them. `a` is the lower number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairStats {
    /// One document.
    pub a: u32,
    /// The other.
    pub b: u32,
    /// Their shared shingles.
    pub overlap: Overlap,
    /// How evenly the shared shingles are spread over both documents, 0 to 1: the mean of [`Spread`](super::Spread).
    pub spread: f32,
    /// The longest run of words that both have, in words.
    pub longest_run: u32,
    /// The verdict on the pair.
    pub kind: PairKind,
}

/// The verdict on a pair, without its particulars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PairKind {
    /// A match.
    Match,
    /// A match in which a fact differs. If the documents belong to a series, they are two reports of it.
    DifferingMatch,
    /// No match, for this reason.
    Related(Reason),
}

#[cfg(test)]
impl Verdicts {
    /// From matches and related pairs, of which template pairs may be some.
    pub(crate) fn of(matches: Vec<Match>, related: Vec<RelatedPair>) -> Verdicts {
        let matches = matches.into_iter().map(Verdict::Match);
        matches.chain(related.into_iter().map(Verdict::Related)).collect()
    }
}
