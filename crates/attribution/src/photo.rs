//! Photographs' credits, which say nothing of the text.

use std::sync::OnceLock;

use memchr::memmem;

use super::lines;
use super::words::{after_by, before_ci, ends_in_capitals, is_people, low, starts_ci};

/// Whether a line describes a picture.
pub(super) fn is_caption(line: &str) -> bool {
    let head = line.get(..lines::floor(line, 40)).unwrap_or("");
    head.starts_with("FILE")
        || head.starts_with("In this ")
        || head.starts_with("Photo")
        || head.contains("file photo")
        || line.contains("AP Photo")
        || line.contains("REUTERS/")
}

/// Words that end before the name in a photograph's credit.
const BEFORE_PHOTO: [&str; 22] = [
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

/// Words that begin after the name in one.
const AFTER_PHOTO: [&str; 18] = [
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

/// Whether a short line names a picture library, or calls itself a file photo.
fn is_stock_photo(line: &str) -> bool {
    static WORDS: OnceLock<[memmem::Finder<'static>; 3]> = OnceLock::new();
    let words = WORDS.get_or_init(|| ["Getty", "GETTY", "ile photo"].map(memmem::Finder::new));
    words.iter().any(|word| word.find(line.as_bytes()).is_some())
}

pub(super) fn is_photo(before: &str, after: &str, whole: &str) -> bool {
    let tail = after.trim_start();
    let first = tail.bytes().next().map(|b| b.to_ascii_lowercase());
    if AFTER_PHOTO.iter().any(|word| word.bytes().next() == first && starts_ci(tail, word)) {
        return true;
    }
    if whole.len() < 300 && is_stock_photo(whole) {
        return true;
    }
    // © AFP 2019 / Jane Doe
    if before.contains('©') && tail.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ').starts_with('/') {
        return true;
    }
    // REUTERS/Jane Doe; but (Reuters/AFP) and `Reuters/` at an end are other things
    if let Some(rest) = after.strip_prefix('/').or_else(|| tail.strip_prefix("/ "))
        && rest.trim_start().chars().next().is_some_and(char::is_uppercase)
        && is_people(rest.split([')', '\n', '.']).next().unwrap_or(""))
    {
        return true;
    }
    let head = before.trim_end_matches(|c: char| c.is_whitespace() || "(|[".contains(c));
    let said = before_ci(head, "the").map_or(head, str::trim_end);
    let last = said.bytes().next_back().map(|b| b.to_ascii_lowercase());
    if BEFORE_PHOTO.iter().any(|word| {
        word.bytes().next_back() == last && before_ci(said, word).is_some_and(|h| !h.ends_with(char::is_alphabetic))
    }) {
        return true;
    }
    // Credit Doug Doe/Name, CreditDoug Doe/Name, Photo: Doug Doe, Name, Photograph by Doug Doe / Name
    let start = before.trim_start();
    let opens = ["photo", "credit", "image:", "picture", "foto", "media:", "video:", "bild"]
        .iter()
        .any(|word| starts_ci(start, word));
    if opens && whole.len() < 300 {
        return true;
    }
    let for_it = before_ci(said, " for").is_some();
    // By Jane Doe / Name: a photograph's would say so
    if (head.ends_with('/') && after_by(before).is_none()) || for_it {
        let name = head.trim_end_matches('/').rsplit(['(', '[']).next().unwrap_or("");
        let last_two: Vec<&str> = name.split_whitespace().rev().take(2).collect();
        if for_it
            || last_two.len() == 2
                && last_two.iter().all(|w| w.chars().next().is_some_and(char::is_uppercase))
                && !ends_in_capitals(before)
        {
            return true;
        }
    }
    // (Jane Doe, Name): people within the same brackets
    if let Some(open) = before.rfind('(')
        && !before[open..].contains(')')
        && after.contains(')')
    {
        let inner = before[open + 1..].trim();
        return is_people(inner) && !low(inner).starts_with("source") && after_by(inner).is_none();
    }
    false
}
