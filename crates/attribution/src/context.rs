//! A line of a page in its context, and the roles that a name can have there.

use super::credit::{Certainty, CreditKind};
use super::page::Line;
use super::rules::photo::is_caption;
use super::words::{ends_in_capitals, is_date, is_place};

/// The role of an agency's name on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// It credits the agency with the text.
    Credit {
        /// The kind of credit.
        kind: CreditKind,
        /// Sure or likely.
        certainty: Certainty,
    },
    /// It credits the agency with a part of the outlet's own text.
    Contribution,
    /// It credits the agency with a photograph or a video.
    Photo,
    /// It credits nothing: `told Reuters`.
    Mention,
}

/// A name in its line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NameInLine<'a> {
    /// The line.
    pub(crate) line: &'a str,
    /// The line before the name.
    pub(crate) before: &'a str,
    /// The line after the name.
    pub(crate) after: &'a str,
    /// Whether the name is a mark.
    pub(crate) is_mark: bool,
}

/// A line among the lines of its page.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LineContext<'a> {
    pub(crate) text: &'a str,
    pub(crate) lines: &'a [Line],
    /// The line's index.
    pub(crate) index: usize,
    /// Captions above it that are as long as prose.
    pub(crate) long_captions: usize,
}

/// A line with more prose than this above it belongs to another story, unless something else speaks for it.
pub(crate) const MAX_DEPTH: usize = 6;

impl<'a> LineContext<'a> {
    /// A line's text; empty beyond the page.
    pub(crate) fn line_text(&self, index: usize) -> &'a str {
        self.lines.get(index).and_then(|line| self.text.get(line.start..line.end)).unwrap_or("")
    }

    pub(crate) fn next_line(&self) -> &'a str {
        self.line_text(self.index + 1)
    }

    fn previous_line(&self) -> &'a str {
        self.index.checked_sub(1).map_or("", |index| self.line_text(index))
    }

    pub(crate) fn line(&self) -> Line {
        self.lines.get(self.index).copied().unwrap_or_default()
    }

    /// Whether the page has this line three times and more, as the name of a speaker before each turn.
    pub(crate) fn is_repeated(&self) -> bool {
        let this = self.line_text(self.index);
        (0..self.lines.len()).filter(|&index| self.line_text(index) == this).nth(2).is_some()
    }

    /// The number of lines of prose above this one, not counting captions.
    pub(crate) fn depth(&self) -> usize {
        self.line().depth.saturating_sub(self.long_captions)
    }

    /// Whether a date is next to the line, or a date or the story within the next two lines.
    pub(crate) fn is_above_story(&self) -> bool {
        (1..=2).any(|distance| {
            let below = self.line_text(self.index + distance);
            is_date(below) || is_prose(below) && !is_caption(below) || starts_with_dateline(below)
        }) || is_date(self.previous_line())
    }

    /// Whether the line above belongs to a story and the line below does not.
    pub(crate) fn is_below_story(&self) -> bool {
        let above = self.previous_line();
        let is_sentence = above.len() >= 60 && above.ends_with(['.', '!', '?', '"', '”', '»', '。']);
        self.depth() > 0 && (is_sentence || is_prose(above)) && !is_caption(above) && !is_prose(self.next_line())
    }

    /// Whether the line is right below the headline, or below all prose of the page.
    pub(crate) fn is_between_stories(&self) -> bool {
        let has_prose_below = || self.lines.iter().skip(self.index + 1).any(|line| line.is_prose());
        (1..=3).contains(&self.index) && self.depth() == 0 || self.depth() > 0 && !has_prose_below()
    }

    pub(crate) fn is_above_caption(&self) -> bool {
        is_caption(self.next_line())
    }
}

pub(crate) fn is_prose(line: &str) -> bool {
    line.len() >= super::page::PROSE_BYTES
}

/// Whether a line starts a story with its place: `NORTHPORT — The latest`.
fn starts_with_dateline(line: &str) -> bool {
    line.find(['—', '–', '-']).filter(|&at| at <= 60).and_then(|at| line.get(..at)).is_some_and(|head| {
        head.ends_with([' ', '\u{a0}']) && line.len() >= 60 && is_place(head) && ends_in_capitals(head)
    })
}
