//! Datelines: a place, perhaps a day, and an agency's mark at the start of a story.

use super::strip_closing_bracket;
use crate::context::{NameInLine, is_prose};
use crate::credit::Certainty;
use crate::names::is_of_spaceless_script;
use crate::words::{ends_in_capitals, is_people, is_place, starts_with_dash, trim_punctuation};

/// A story that starts with a dateline is at least this long, in bytes.
const MIN_STORY_BYTES: usize = 60;

/// Recognises `PLACE, day (Name) — …`, `/Name/ …`, `(Name) - PLACE …`, `PLACE, Name - …` and `Name北京…电…`.
pub(crate) fn dateline(name: &NameInLine<'_>) -> Option<Certainty> {
    if let Some(story) = strip_closing_bracket(name.before, name.after) {
        return bracketed_dateline(name, story);
    }
    let (before, after) = (name.before.trim_end(), name.after.trim_start());
    // (서울=연합뉴스), [東京=時事]
    if before.ends_with('=') && after.starts_with([')', ']', '】', '）']) {
        return Some(Certainty::Sure);
    }
    // 新华社北京7月1日电
    if before.is_empty()
        && after.chars().take(24).any(|c| c == '电' || c == '電')
        && after.chars().next().is_some_and(is_of_spaceless_script)
    {
        return Some(Certainty::Sure);
    }
    unbracketed_dateline(name)
}

/// `LONDON (Name) — …`, `NEW NORTHPORT, Jul 5 (Name) …`, `MOSCOW, January 5. /Name/. …`, where `story` follows the
/// bracket.
fn bracketed_dateline(name: &NameInLine<'_>, story: &str) -> Option<Certainty> {
    let before = name.before.trim_end();
    let place = last_words(before.trim_end_matches(['(', '[', '/', '【', '（', '-', '–', '—', ' ']));
    if !is_place(place) {
        return None;
    }
    if starts_with_dash(story) {
        return Some(Certainty::Sure);
    }
    let story = story.trim_start();
    let first = story.chars().next()?;
    let in_slashes = before.ends_with('/');
    let is_capital_place = ends_in_capitals(place);
    let is_long = name.line.len() >= MIN_STORY_BYTES;
    if first.is_alphanumeric() && (is_prose(name.line) || is_long && is_capital_place) {
        if place.is_empty() || in_slashes || is_capital_place {
            return Some(Certainty::Sure);
        }
        if !first.is_lowercase() && place.split_whitespace().count() <= 5 {
            return Some(Certainty::Likely);
        }
    }
    (in_slashes && !place.is_empty() && first == '.' && is_long).then_some(Certainty::Sure)
}

/// `LONDON, Name - …`, `PARIS — Name — …`, `Москва. 5 января. Name - …`.
fn unbracketed_dateline(name: &NameInLine<'_>) -> Option<Certainty> {
    let (before, after) = (name.before.trim_end(), name.after.trim_start());
    let is_short_mark = name.is_mark && name.line.len() - name.before.len() - name.after.len() <= 2;
    // МОСКВА, 5 янв — РИА Новости. …
    let is_closed_by_stop =
        after.starts_with(". ") && (before.ends_with(['—', '–']) || before.ends_with(" -")) && ends_in_capitals(before);
    let is_dateline = (starts_with_dash(after) || is_closed_by_stop)
        && !after.starts_with([':', '：'])
        && !is_short_mark
        && name.after.starts_with(|c: char| c.is_whitespace() || ".—–".contains(c))
        && name.line.len() >= MIN_STORY_BYTES
        && before.ends_with([',', '.', '—', '–', '-'])
        && is_place(before)
        && after.len() > 40;
    let place = trim_punctuation(before);
    if !is_dateline || place.is_empty() || place.split_whitespace().count() > 6 {
        return None;
    }
    Some(Certainty::sure_if(ends_in_capitals(place) || before.ends_with('.')))
}

/// Recognises `Place (Name)` on a line of its own above the story.
pub(crate) fn dateline_alone(name: &NameInLine<'_>) -> Option<Certainty> {
    let rest = strip_closing_bracket(name.before, name.after)?;
    let place = name.before.trim_end_matches(['(', '[', '/', ' ', '\u{a0}']);
    let is_capitalised = place.chars().next().is_some_and(char::is_uppercase);
    let words = place.split_whitespace().count();
    if !rest.trim().is_empty() || !is_capitalised || words > 6 || !is_place(place) {
        return None;
    }
    // two words can be a photographer's name
    let is_sure = words == 1 || place.contains(['(', ',']) || ends_in_capitals(place) && !is_people(place);
    Some(Certainty::sure_if(is_sure))
}

/// In a text without line breaks the headline and the byline precede the place. Returns the last words that can be a
/// place, if they are in capitals; otherwise all of `before`.
fn last_words(before: &str) -> &str {
    if is_place(before) {
        return before;
    }
    let mut start = before.len();
    for word in before.split_whitespace().rev().take(6) {
        let ends_sentence = word.ends_with(['.', '?', '!', '"', '”']) && start < before.len();
        if word.chars().next().is_some_and(char::is_lowercase) || ends_sentence {
            break;
        }
        start = word.as_ptr() as usize - before.as_ptr() as usize;
    }
    let words = before.get(start..).unwrap_or("");
    if ends_in_capitals(words) { words } else { before }
}
