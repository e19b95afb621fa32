//! Credits of photographs, which say nothing about the text.

use std::sync::OnceLock;

use memchr::memmem;

use crate::context::NameInLine;
use crate::names::is_of_spaceless_script;
use crate::page::floor_char_boundary;
use crate::words::{
    ends_in_capitals, is_people, starts_with_ignoring_case, strip_byline_start, strip_suffix_ignoring_case,
    trim_punctuation,
};

/// A photograph's credit is on a line shorter than this, in bytes.
const MAX_CREDIT_BYTES: usize = 300;

/// Whether a line is the caption of a photograph.
pub(crate) fn is_caption(line: &str) -> bool {
    let head = line.get(..floor_char_boundary(line, 40)).unwrap_or("");
    ["FILE", "In this ", "Photo"].iter().any(|start| head.starts_with(start))
        || head.contains("file photo")
        || line.contains("AP Photo")
        || line.contains("REUTERS/")
}

/// The words of `photo.toml`.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct PhotoWords {
    before: Vec<String>,
    after: Vec<String>,
    line_starts: Vec<String>,
    desks: Vec<String>,
}

const WORDS_TOML: &str = include_str!("photo.toml");

fn words() -> &'static PhotoWords {
    static WORDS: OnceLock<PhotoWords> = OnceLock::new();
    // a test reads the embedded list, so it has no errors
    WORDS.get_or_init(|| toml::from_str(WORDS_TOML).unwrap_or_default())
}

/// Whether a name credits a photograph.
pub(crate) fn is_photo_credit(name: &NameInLine<'_>) -> bool {
    let after = name.after.trim_start();
    let is_short = name.line.len() < MAX_CREDIT_BYTES;
    words().after.iter().any(|words| starts_with_ignoring_case(after, words))
        || is_short && names_picture_library(name.line)
        || is_before_photographer(name)
        || follows_photo_words(name.before)
        || is_short
            && words().line_starts.iter().any(|words| starts_with_ignoring_case(name.before.trim_start(), words))
        || is_after_photographer(name.before)
        || is_in_brackets_with_photographer(name)
        || is_joined_to_picture_desk(name)
        || is_short && is_behind_caption(name)
}

/// `Name/Getty Images`, `picture alliance | Name`, `Keystone - Name`.
fn is_joined_to_picture_desk(name: &NameInLine<'_>) -> bool {
    const JOINTS: [char; 6] = ['/', '|', '／', '｜', '-', '–'];
    let is_desk = |text: &str| {
        let text = text.trim().trim_end_matches('.').to_lowercase();
        words().desks.contains(&text)
    };
    let end_of_part = |c: char| "/|／｜()[],;:–—\n".contains(c);
    let after = name.after.trim_start();
    let next = after.strip_prefix(JOINTS).and_then(|rest| rest.split(end_of_part).next());
    let before = name.before.trim_end();
    let previous = before.strip_suffix(JOINTS).map(str::trim_end);
    // the desk may have a dash in its name, or stand behind a caption
    let is_previous_desk = previous.is_some_and(|head| {
        head.rsplit(|c: char| end_of_part(c) || c == '.').next().is_some_and(is_desk) || is_desk(head)
    });
    next.is_some_and(is_desk) || is_previous_desk
}

/// A photographer's name and the agency behind the sentence of a caption: `A ferry leaves on Monday. Jane Doe/Name`.
fn is_behind_caption(name: &NameInLine<'_>) -> bool {
    if !trim_punctuation(name.after).is_empty() {
        return false;
    }
    const SENTENCE_ENDS: [char; 9] = ['.', '!', '?', '"', '”', '»', '。', '।', '؟'];
    let before = name.before.trim_end();
    let before = strip_suffix_ignoring_case(before, " the").map_or(before, str::trim_end);
    let is_separated = before.ends_with(['/', '|', ',', '–', '—', '-', '／', '｜', '،', '、', '·', '•']);
    // an initial is no end of a sentence: `Jane Q. Doe/Name`
    let mut ends = before.match_indices(SENTENCE_ENDS).filter(|(at, _)| {
        let word = before[..*at].rsplit(char::is_whitespace).next().unwrap_or("");
        word.chars().count() > 1
    });
    let Some((at, end)) = ends.next_back() else { return false };
    let (caption, people) = (&before[..at], before[at + end.len()..].trim());
    let people = people.trim_end_matches(|c: char| c.is_whitespace() || "/|,–—-／｜،、·•".contains(c));
    is_separated && caption.split_whitespace().count() >= least_words(caption) && is_photographer(people)
}

/// The least number of words of a caption's sentence; one in a script without spaces counts as one word.
fn least_words(caption: &str) -> usize {
    if caption.chars().any(is_of_spaceless_script) { 1 } else { 4 }
}

/// Whether a text is one person's name, or the last words of one.
fn is_photographer(text: &str) -> bool {
    let words = text.split_whitespace().count();
    words <= 5
        && strip_byline_start(text).is_none()
        && (is_people(text) || text.chars().all(is_of_spaceless_script))
        && !text.is_empty()
}

fn names_picture_library(line: &str) -> bool {
    static WORDS: OnceLock<[memmem::Finder<'static>; 3]> = OnceLock::new();
    let words = WORDS.get_or_init(|| ["Getty", "GETTY", "ile photo"].map(memmem::Finder::new));
    words.iter().any(|word| word.find(line.as_bytes()).is_some())
}

/// `REUTERS/Jane Doe`, `© AFP 2019 / Jane Doe`; but not `(Reuters/AFP)`, and not `Reuters/` at the end of a line.
fn is_before_photographer(name: &NameInLine<'_>) -> bool {
    let after = name.after.trim_start();
    if name.before.contains('©') && after.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ').starts_with('/')
    {
        return true;
    }
    name.after.strip_prefix('/').or_else(|| after.strip_prefix("/ ")).is_some_and(|rest| {
        let people = rest.split([')', '\n', '.']).next().unwrap_or("");
        rest.trim_start().chars().next().is_some_and(char::is_uppercase) && is_people(people)
    })
}

/// The text before the name, without spaces, opening brackets and `the`.
fn strip_article(before: &str) -> &str {
    let before = before.trim_end_matches(|c: char| c.is_whitespace() || "(|[".contains(c));
    strip_suffix_ignoring_case(before, "the").map_or(before, str::trim_end)
}

/// `Photo by Name`, `via Name`.
fn follows_photo_words(before: &str) -> bool {
    let before = strip_article(before);
    words()
        .before
        .iter()
        .any(|words| strip_suffix_ignoring_case(before, words).is_some_and(|head| !head.ends_with(char::is_alphabetic)))
}

/// `Jane Doe/Name`, `Jane Doe for Name`; but not `By Jane Doe / Name`, which is a byline.
fn is_after_photographer(before: &str) -> bool {
    if strip_suffix_ignoring_case(strip_article(before), " for").is_some() {
        return true;
    }
    let head = before.trim_end_matches(|c: char| c.is_whitespace() || "(|[".contains(c));
    if !head.ends_with('/') || strip_byline_start(before).is_some() {
        return false;
    }
    let people = head.trim_end_matches('/').rsplit(['(', '[']).next().unwrap_or("");
    if people.chars().any(is_of_spaceless_script) {
        return is_photographer(people.rsplit(['。', '，', '：', '、']).next().unwrap_or(""));
    }
    // a letter of a script without capitals is no small letter
    let is_capitalised = |word: &str| word.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_lowercase());
    let mut words = people.split_whitespace().rev();
    let has_two_names = words.next().is_some_and(is_capitalised) && words.next().is_some_and(is_capitalised);
    has_two_names && !ends_in_capitals(before)
}

/// `(Jane Doe, Name)`.
fn is_in_brackets_with_photographer(name: &NameInLine<'_>) -> bool {
    let Some(open) = name.before.rfind('(') else { return false };
    if name.before[open..].contains(')') || !name.after.contains(')') {
        return false;
    }
    let people = name.before[open + 1..].trim();
    // without capitals, words without a separator can be a place: `(서울 연합뉴스)`
    let has_capitals = people.chars().any(char::is_uppercase);
    let is_separated = people.ends_with([',', '/', '|', '-', '–', '،', '、']);
    (has_capitals || is_separated)
        && is_people(people)
        && !people.to_lowercase().starts_with("source")
        && strip_byline_start(people).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_photographs_can_be_read() {
        let words: PhotoWords = toml::from_str(WORDS_TOML).unwrap();
        let all = [&words.before, &words.after, &words.line_starts, &words.desks];
        assert!(all.iter().all(|list| list.len() >= 20 && list.iter().all(|word| word.trim() == word)));
    }
}
