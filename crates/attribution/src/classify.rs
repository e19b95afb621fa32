//! Decides the role of an agency's name on a page: a credit, a contribution, a photograph's credit or a mere mention.

use super::context::{LineContext, MAX_DEPTH, NameInLine, Role, is_prose};
use super::credit::{Certainty, CreditKind};
use super::names::NameHit;
use super::rules::byline::byline;
use super::rules::credit_line::{
    closing_mark, contribution, copyright, is_alone, is_before_date, is_near_end, is_republication_note,
    is_source_line, is_video_provider,
};
use super::rules::dateline::{dateline, dateline_alone};
use super::rules::photo::is_photo_credit;

/// The paragraph below a dateline on a line of its own is at least this long, in bytes.
const MIN_PARAGRAPH_BYTES: usize = 80;

/// The role of a name that was found in the context's line.
pub(crate) fn classify(context: &LineContext<'_>, hit: NameHit) -> Role {
    let line = context.line();
    let (Some(before), Some(after)) = (context.text.get(line.start..hit.start), context.text.get(hit.end..line.end))
    else {
        return Role::Mention;
    };
    let name = NameInLine { line: context.line_text(context.index), before, after, is_mark: hit.is_mark };
    if hit.is_mark && is_spelled_out(before, &context.text[hit.start..hit.end]) {
        return Role::Mention;
    }
    if is_label(before) && context.is_repeated() {
        return Role::Mention;
    }
    if is_video_provider(&name) && context.is_above_story() {
        return Role::Credit { kind: CreditKind::Byline, certainty: Certainty::Likely };
    }
    if is_photo_credit(&name) {
        return Role::Photo;
    }
    if ["'s", "’s", "’ "].iter().any(|genitive| after.starts_with(genitive)) {
        return Role::Mention;
    }
    let credit = |kind, certainty| Role::Credit { kind, certainty };
    if let Some(certainty) = any_dateline(context, &name) {
        return credit(CreditKind::Dateline, certainty);
    }
    if let Some(role) = contribution(&name) {
        return role;
    }
    if let Some(certainty) = copyright(&name) {
        return credit(CreditKind::Copyright, certainty);
    }
    if is_source_line(&name) || is_republication_note(&name) {
        return credit(CreditKind::CreditLine, Certainty::Sure);
    }
    if let Some(certainty) = closing_mark(&name) {
        let is_near_end = is_near_end(context);
        // above the story a mark closes a caption
        if context.depth() == 0 && !is_near_end {
            return Role::Photo;
        }
        return credit(CreditKind::CreditLine, if is_near_end { certainty } else { Certainty::Likely });
    }
    if (is_alone(&name) || is_before_date(&name)) && context.is_below_story() {
        // prose below it can be boilerplate, or the story below a photograph with its credit
        let is_last = context.lines.iter().skip(context.index + 1).all(|below| !below.is_prose());
        return credit(CreditKind::CreditLine, Certainty::sure_if(is_last));
    }
    if !is_prose(name.line)
        && let Some(certainty) = byline(context, &name)
    {
        return credit(CreditKind::Byline, certainty);
    }
    Role::Mention
}

/// Whether a mark in brackets is the short form of the words before it: `the Public Assistance (PA) programme`.
fn is_spelled_out(before: &str, mark: &str) -> bool {
    let Some(words) = before.trim_end().strip_suffix(['(', '[']) else { return false };
    let mut initials = words.split_whitespace().rev().filter_map(|word| {
        let first = word.chars().find(|c| c.is_alphanumeric())?;
        first.is_uppercase().then_some(first)
    });
    let letters = mark.chars().filter(|c| c.is_alphabetic()).rev();
    letters.clone().count() >= 2 && letters.into_iter().all(|letter| initials.next() == Some(letter))
}

/// Whether words and a bracket are before a name: `JANE NORD (Name)`, which may name a speaker.
fn is_label(before: &str) -> bool {
    before.trim_end().strip_suffix(['(', '[']).is_some_and(|words| !words.trim().is_empty())
}

/// A dateline at the start of a story, or on a line of its own above it.
fn any_dateline(context: &LineContext<'_>, name: &NameInLine<'_>) -> Option<Certainty> {
    if let Some(certainty) = dateline(name) {
        // the start of another story in a list of teasers is cut off, or far down the page
        let is_teaser = name.line.ends_with('…') || name.line.ends_with("...");
        let is_own_story = !is_teaser && context.depth() <= MAX_DEPTH * 2;
        return Some(if is_own_story { certainty } else { Certainty::Likely });
    }
    let is_above_paragraph = context.next_line().len() >= MIN_PARAGRAPH_BYTES && !context.is_above_caption();
    if context.depth() <= MAX_DEPTH && is_above_paragraph { dateline_alone(name) } else { None }
}
