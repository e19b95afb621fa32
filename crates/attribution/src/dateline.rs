//! Datelines: a place, maybe a day, and an agency's mark at the head of a story.

use super::lines;
use super::words::{bare, ends_in_capitals, is_people, is_place, starts_with_dash};

/// `PLACE, day (Name) —`, `/Name/`, `(Name) - PLACE`, `Name北京…电`; whether it is sure.
pub(super) fn dateline(before: &str, after: &str, len: usize, mark: bool, name_len: usize) -> Option<bool> {
    let head = before.trim_end();
    let tail = after.trim_start();
    if let Some(rest) = closes_bracket(before, after) {
        let place = head.trim_end_matches(['(', '[', '/', '【', '（', '-', '–', '—', ' ']);
        let place = last_part(place);
        if starts_with_dash(rest) && is_place(place) {
            return Some(true);
        }
        let bare_rest = rest.trim_start();
        let long = len >= lines::PROSE || len >= 60 && !place.is_empty() && ends_in_capitals(place);
        if is_place(place) && long && bare_rest.chars().next().is_some_and(char::is_alphanumeric) {
            let slash = head.ends_with('/');
            if place.is_empty()
                || slash
                || ends_in_capitals(place)
                || !bare_rest.chars().next().is_some_and(char::is_lowercase) && place.split_whitespace().count() <= 5
            {
                return Some(place.is_empty() || slash || ends_in_capitals(place));
            }
        }
        if head.ends_with('/')
            && is_place(place)
            && !place.is_empty()
            && rest.trim_start().starts_with('.')
            && len >= 60
        {
            return Some(true);
        }
        return None;
    }
    // (서울=연합뉴스), [東京=時事]
    if head.ends_with('=') && tail.starts_with([')', ']', '】', '）']) {
        return Some(true);
    }
    if head.is_empty()
        && tail.chars().take(24).any(|c| c == '电' || c == '電')
        && tail.chars().next().is_some_and(super::forms::spaceless)
    {
        return Some(true);
    }
    // LONDON, Reuters -   PARIS — AFP —   Москва. 5 января. Интерфакс -
    let stopped =
        tail.starts_with(". ") && (head.ends_with(['—', '–']) || head.ends_with(" -")) && ends_in_capitals(head);
    if (starts_with_dash(tail) || stopped)
        && !tail.starts_with([':', '：'])
        && !(mark && name_len <= 2)
        && after.starts_with(|c: char| c.is_whitespace() || ".—–".contains(c))
        && len >= 60
        && (head.ends_with([',', '.']) || head.ends_with(['—', '–', '-']))
        && is_place(head)
        && tail.len() > 40
    {
        let place = bare(head);
        return (!place.is_empty() && place.split_whitespace().count() <= 6)
            .then(|| ends_in_capitals(place) || head.ends_with('.'));
    }
    None
}

/// `Place (Name)` on a line of its own, above the story; whether it is sure. Two words can be a photographer's name.
pub(super) fn dateline_alone(before: &str, after: &str) -> Option<bool> {
    let rest = closes_bracket(before, after)?;
    let place = before.trim_end_matches(['(', '[', '/', ' ', '\u{a0}']);
    let capital = place.chars().next().is_some_and(char::is_uppercase);
    let words = place.split_whitespace().count();
    (rest.trim().is_empty() && capital && words <= 6 && is_place(place))
        .then(|| words == 1 || place.contains(['(', ',']) || ends_in_capitals(place) && !is_people(place))
}

/// What follows the bracket or slash that holds the mark (alone, or with another agency's after a slash).
pub(super) fn closes_bracket<'a>(head: &str, tail: &'a str) -> Option<&'a str> {
    let open = head.chars().next_back()?;
    let close = match open {
        '(' => ')',
        '[' => ']',
        '【' => '】',
        '（' => '）',
        '/' => '/',
        _ => return None,
    };
    if let Some(rest) = tail.strip_prefix(close) {
        return Some(rest);
    }
    // (Reuters/AFP), (AP, dpa), (dpa/lnw)
    let end = tail.find(close).filter(|&end| end <= 16 && tail.starts_with(['/', ',', '-']))?;
    tail.get(end + close.len_utf8()..)
}

/// In a text without line breaks a headline and a byline stand before the place: look at the last few words only.
fn last_part(before: &str) -> &str {
    if is_place(before) {
        return before;
    }
    let mut start = before.len();
    for (at, word) in
        before.split_whitespace().rev().take(6).map(|w| (w.as_ptr() as usize - before.as_ptr() as usize, w))
    {
        if word.chars().next().is_some_and(char::is_lowercase)
            || word.ends_with(['.', '?', '!', '"', '”']) && start < before.len()
        {
            break;
        }
        start = at;
    }
    let part = before.get(start..).unwrap_or("");
    if ends_in_capitals(part) { part } else { before }
}
