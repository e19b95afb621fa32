//! What a name on a page is there for: the text's credit, a contribution, a photograph's, or just a word in a sentence.

use super::byline::byline;
use super::credit_line::{closing_mark, contribution, copyright, is_alone, is_republished, is_source};
use super::dateline::{dateline, dateline_alone};
use super::forms::Hit;
use super::lines;
use super::photo::is_photo;
use super::spot::{CreditKind, Meaning, SHALLOW, Spot};

/// What the hit means. `hit` is in bytes of the page and lies in the spot's line.
pub(crate) fn meaning(spot: Spot<'_>, hit: Hit) -> Meaning {
    let line = spot.this();
    let (Some(before), Some(after)) = (spot.text.get(line.start..hit.start), spot.text.get(hit.end..line.end)) else {
        return Meaning::Prose;
    };
    let whole = spot.line(spot.at);
    if is_photo(before, after, whole) {
        return Meaning::Photo;
    }
    let credit = |kind, sure| Meaning::Credit { kind, sure };
    if after.starts_with("'s") || after.starts_with("’s") || after.starts_with("’ ") {
        return Meaning::Prose;
    }
    if let Some(sure) = dateline(before, after, line.len(), hit.mark, hit.end - hit.start) {
        // The head of a story in a list of others stands deep, and is cut off.
        let teaser = whole.ends_with('…') || whole.ends_with("...");
        return credit(CreditKind::Dateline, sure && !teaser && spot.depth() <= SHALLOW * 2);
    }
    if spot.depth() <= SHALLOW
        && spot.line(spot.at + 1).len() >= 80
        && !spot.before_a_caption()
        && let Some(sure) = dateline_alone(before, after)
    {
        return credit(CreditKind::Dateline, sure);
    }
    if let Some(meaning) = contribution(before, after, hit.mark) {
        return meaning;
    }
    if let Some(sure) = copyright(before, after) {
        return credit(CreditKind::Copyright, sure);
    }
    if is_source(before, after, line.len()) || is_republished(before) {
        return credit(CreditKind::CreditLine, true);
    }
    if let Some(sure) = closing_mark(before, after, line.len(), hit.mark) {
        let last = spot.lines.last().is_some_and(|l| l.depth <= spot.this().depth + 4);
        // Above the story it closes a caption.
        if spot.depth() == 0 && !last {
            return Meaning::Photo;
        }
        return credit(CreditKind::CreditLine, sure && last);
    }
    if is_alone(before, after) && spot.closes_a_story() {
        // What follows may be furniture, or the story after a photograph with its credit.
        let last = spot.lines.iter().skip(spot.at + 1).all(|l| l.len() < lines::PROSE);
        return credit(CreditKind::CreditLine, last);
    }
    if line.len() < lines::PROSE
        && let Some(sure) = byline(spot, before, after, hit.mark)
    {
        return credit(CreditKind::Byline, sure);
    }
    Meaning::Prose
}
