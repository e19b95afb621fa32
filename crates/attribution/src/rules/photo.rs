//! Credits of photographs, which say nothing about the text.

use std::sync::OnceLock;

use memchr::memmem;

use crate::context::NameInLine;
use crate::page::floor_char_boundary;
use crate::words::{
    ends_in_capitals, is_people, starts_with_ignoring_case, strip_byline_start, strip_suffix_ignoring_case,
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

/// Words before the name in a photograph's credit.
const WORDS_BEFORE: [&str; 22] = [
    "via",
    "photo by",
    "photo:",
    "photos by",
    "photograph by",
    "photograph:",
    "credit",
    "credit:",
    "image:",
    "images:",
    "picture:",
    "foto:",
    "getty images",
    "courtesy of",
    "courtesy",
    "video:",
    "media:",
    "bild:",
    "bilder:",
    "photo courtesy of",
    "photos:",
    "photo",
];

/// Words after the name in a photograph's credit.
const WORDS_AFTER: [&str; 18] = [
    "photo",
    "image",
    "pool",
    "file photo",
    "video",
    "archive",
    "getty",
    "pic",
    "via getty",
    "graphic",
    "foto",
    "/getty",
    "/ getty",
    "— getty",
    "- getty",
    "/pool",
    ", file",
    ", pool",
];

/// First words of a line that credits a photograph, with the name anywhere after them.
const LINE_STARTS: [&str; 8] = ["photo", "credit", "image:", "picture", "foto", "media:", "video:", "bild"];

/// Whether a name credits a photograph.
pub(crate) fn is_photo_credit(name: &NameInLine<'_>) -> bool {
    let after = name.after.trim_start();
    let is_short = name.line.len() < MAX_CREDIT_BYTES;
    WORDS_AFTER.iter().any(|words| starts_with_ignoring_case(after, words))
        || is_short && names_picture_library(name.line)
        || is_before_photographer(name)
        || follows_photo_words(name.before)
        || is_short && LINE_STARTS.iter().any(|words| starts_with_ignoring_case(name.before.trim_start(), words))
        || is_after_photographer(name.before)
        || is_in_brackets_with_photographer(name)
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
    WORDS_BEFORE
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
    let is_capitalised = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
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
    is_people(people) && !people.to_lowercase().starts_with("source") && strip_byline_start(people).is_none()
}
