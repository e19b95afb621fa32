//! Where on a page a name stands, and what it can be there.

use super::lines::{self, Line};
use super::photo::is_caption;
use super::words::{ends_in_capitals, is_place};

/// Where a credit stands; the earlier in this list, the more it weighs beside another of the same certainty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CreditKind {
    /// What the feed says of itself: NewsML's credit line and the like.
    Feed,
    /// `LONDON (AP) —`.
    Dateline,
    /// `By JANE DOE, Associated Press`.
    Byline,
    /// `© 2016 AFP`.
    Copyright,
    /// `Source: Reuters`, `(Reuters)` below the text, `Reporting by …; Editing by …`.
    CreditLine,
    /// `Associated Press writer Jane Doe contributed`: the agency's own way of naming its people.
    OwnWriter,
    /// A path that holds an agency's feed.
    Url,
    /// The page is on the agency's own site.
    OwnSite,
}

/// What one name was found to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// The credit of the text.
    Credit { kind: CreditKind, sure: bool },
    /// The outlet says that the agency gave a part.
    Contributed,
    /// A photograph's or a video's.
    Photo,
    /// Nothing: `told Reuters`.
    Prose,
}

/// A page with its lines, and the line in question.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spot<'a> {
    pub(crate) text: &'a str,
    pub(crate) lines: &'a [Line],
    pub(crate) at: usize,
    /// Captions above that are as long as prose.
    pub(crate) captions: usize,
}

impl<'a> Spot<'a> {
    pub(super) fn line(&self, at: usize) -> &'a str {
        self.lines.get(at).and_then(|l| self.text.get(l.start..l.end)).unwrap_or("")
    }

    pub(super) fn this(&self) -> Line {
        self.lines.get(self.at).copied().unwrap_or(Line { start: 0, end: 0, depth: 0 })
    }

    /// How much prose stands above; and whether this line is after all of it.
    pub(super) fn depth(&self) -> usize {
        self.this().depth.saturating_sub(self.captions)
    }

    /// Whether a day or the story itself comes within the next two lines.
    pub(super) fn heads_a_story(&self) -> bool {
        (1..=2).any(|n| {
            let next = self.line(self.at + n);
            lines::is_date(next) || next.len() >= lines::PROSE && !is_caption(next) || is_story_head(next)
        }) || self.at > 0 && lines::is_date(self.line(self.at - 1))
    }

    /// Whether the line above is a story's and the one below is not.
    pub(super) fn closes_a_story(&self) -> bool {
        let above = if self.at > 0 { self.line(self.at - 1) } else { "" };
        let sentence = above.len() >= 60 && above.ends_with(['.', '!', '?', '"', '”', '»', '。']);
        self.depth() > 0
            && (sentence || above.len() >= lines::PROSE)
            && !is_caption(above)
            && self.line(self.at + 1).len() < lines::PROSE
    }

    pub(super) fn before_a_caption(&self) -> bool {
        is_caption(self.line(self.at + 1))
    }
}

/// Whether a line opens a story by its place: `NORTHPORT — The latest`.
fn is_story_head(line: &str) -> bool {
    line.find(['—', '–', '-']).filter(|&at| at <= 60).and_then(|at| line.get(..at)).is_some_and(|head| {
        head.ends_with([' ', '\u{a0}']) && line.len() >= 60 && is_place(head) && ends_in_capitals(head)
    })
}

/// Lines this deep below the head of a page belong to other stories, unless something else speaks for them.
pub(super) const SHALLOW: usize = 6;
