//! Credits of agencies in general, which name none: `From wire reports`, `mit Agenturen`, `(وكالات)`.

use std::ops::Range;
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use crate::context::LineContext;
use crate::page::floor_char_boundary;
use crate::words::{is_date, strip_byline_start, trim_punctuation};

/// The words of `generic.toml`.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct GenericWords {
    agencies: Vec<String>,
    joining: Vec<String>,
    after_names: Vec<String>,
    whole: Vec<String>,
}

const WORDS_TOML: &str = include_str!("generic.toml");

fn words() -> &'static GenericWords {
    static WORDS: OnceLock<GenericWords> = OnceLock::new();
    // a test reads the embedded list, so it has no errors
    WORDS.get_or_init(|| toml::from_str(WORDS_TOML).unwrap_or_default())
}

/// The phrases, for the filter that passes over texts that name nobody.
pub(crate) fn phrases() -> impl Iterator<Item = &'static str> {
    words().agencies.iter().map(String::as_str)
}

/// Whether a text has one of the phrases somewhere; most have none.
pub(crate) fn may_be_generic(text: &str) -> bool {
    static FOUND: OnceLock<Option<AhoCorasick>> = OnceLock::new();
    let build = || {
        let phrases = words().agencies.iter().chain(&words().whole);
        // the search ignores the case of ASCII letters only
        let spelled = phrases.flat_map(|phrase| [phrase.clone(), capitalised(phrase), phrase.to_uppercase()]);
        // every text that names an agency is searched as a whole
        let builder = &mut AhoCorasick::builder();
        builder.ascii_case_insensitive(true).kind(Some(AhoCorasickKind::DFA)).build(spelled).ok()
    };
    FOUND.get_or_init(build).as_ref().is_some_and(|phrases| phrases.is_match(text))
}

fn capitalised(phrase: &str) -> String {
    let mut rest = phrase.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}

/// A line that can be a credit as a whole has at most this many bytes.
const MAX_LINE_BYTES: usize = 120;
/// A bracket in a dateline starts within this many bytes.
const HEAD_BYTES: usize = 90;

/// The words of a line that credit agencies in general, as a part of the page's text.
pub(crate) fn generic_credit(context: &LineContext<'_>) -> Option<Range<usize>> {
    let line = context.line_text(context.index);
    if !may_be_generic(line) {
        return None;
    }
    let start = context.line().start;
    let within = |part: &str| {
        let from = start + (part.as_ptr() as usize - line.as_ptr() as usize);
        from..from + part.len()
    };
    if line.len() <= MAX_LINE_BYTES && is_beside_story(context) && is_generic(line) {
        return Some(within(line));
    }
    let in_brackets = brackets(line).find(|part| is_generic(part));
    in_brackets.or_else(|| dateline_end(line)).or_else(|| line_end(line)).map(within)
}

/// Whether a value of a field such as the byline credits agencies in general.
pub(crate) fn is_generic_field(value: &str) -> bool {
    value.len() <= MAX_LINE_BYTES && may_be_generic(value) && is_generic(value)
}

/// Whether a line is between the headline and the story, or below the story.
fn is_beside_story(context: &LineContext<'_>) -> bool {
    let is_above = context.depth() == 0 && (1..=4).any(|below| context.line_text(context.index + below).len() >= 60);
    is_above || context.is_below_story() || context.depth() > 0 && context.index + 3 >= context.lines.len()
}

/// The texts in brackets or between slashes: credits are set so in datelines and at the ends of lines.
fn brackets(line: &str) -> impl Iterator<Item = &str> {
    const PAIRS: [(char, char); 6] = [('(', ')'), ('[', ']'), ('/', '/'), ('（', '）'), ('【', '】'), ('「', '」')];
    line.char_indices().filter_map(move |(open, c)| {
        let (_, closing) = PAIRS.iter().find(|(opening, _)| *opening == c)?;
        let inside = line.get(open + c.len_utf8()..)?;
        let part = inside.get(..inside.find(*closing)?)?;
        let is_last = trim_punctuation(&inside[part.len()..]).is_empty();
        (open <= HEAD_BYTES || is_last).then_some(part)
    })
}

/// `Nordhafen/Agenturen` before a dateline's dash.
fn dateline_end(line: &str) -> Option<&str> {
    let head = &line[..floor_char_boundary(line, HEAD_BYTES)];
    let dash = [" – ", " — ", " - ", ".- ", " -- ", ".– ", ".— "].iter().filter_map(|dash| head.find(dash)).min()?;
    let part = line[..dash].rsplit(['/', ',', '|']).next()?;
    (part.len() < dash && is_generic(part)).then_some(part)
}

/// `… on Monday. – mit Agenturen`.
fn line_end(line: &str) -> Option<&str> {
    let end = line.trim_end_matches(|c: char| c.is_whitespace() || ".)]".contains(c));
    let tail = &end[floor_char_boundary(end, end.len().saturating_sub(60))..];
    let is_break = |c: char| ".!?—–|/”\"»。।".contains(c);
    let from = tail.char_indices().rev().find(|(_, c)| is_break(*c)).map(|(at, c)| at + c.len_utf8())?;
    // a hyphen joins words, unless spaces are around it
    let part = tail[from..].trim();
    let part = part.strip_prefix("- ").unwrap_or(part);
    is_generic(part).then_some(part)
}

/// Words between an outlet's staff and the agencies, in small letters.
const JOINTS: [&str; 17] =
    ["and", "und", "et", "y", "e", "en", "och", "og", "ja", "with", "mit", "avec", "con", "com", "met", "med", "from"];

/// Whether a short text consists of words for agencies in general, perhaps beside an outlet's staff, a place or a date.
fn is_generic(text: &str) -> bool {
    let text = trim_punctuation(text).to_lowercase();
    if words().whole.contains(&text) {
        return true;
    }
    let text = text.replace(" - ", "|");
    let text = strip_byline_start(&text).unwrap_or(&text);
    let mut is_found = false;
    let parts = text.split(['/', '|', ',', ';', '&', '+', '•', '·', ':', '–', '—', '(', ')', '،', '、']);
    for part in parts.flat_map(|part| split_at_words(part, &JOINTS)) {
        let part = trim_punctuation(part);
        if part.is_empty() {
            continue;
        }
        let is_agencies = is_agencies(part);
        is_found |= is_agencies;
        let is_short = part.split_whitespace().count() <= 3 || is_date(part);
        if !is_agencies && !is_short {
            return false;
        }
    }
    is_found
}

/// Whether a part is a word for agencies after joining words or an outlet's name.
fn is_agencies(part: &str) -> bool {
    let words = words();
    let mut rest = part;
    loop {
        if words.agencies.iter().any(|phrase| phrase == rest) {
            return true;
        }
        let next = words.joining.iter().filter_map(|word| {
            let rest = rest.strip_prefix(word.as_str())?;
            rest.starts_with([' ', '\'']).then(|| rest.trim_start()).or_else(|| (!word.is_ascii()).then_some(rest))
        });
        match next.min_by_key(|rest| rest.len()) {
            Some(shorter) if shorter.len() < rest.len() => rest = shorter,
            _ => break,
        }
    }
    words.after_names.iter().any(|phrase| {
        let before = rest.strip_suffix(phrase.as_str());
        before.is_some_and(|name| name.ends_with(' ') && name.split_whitespace().count() <= 3)
    })
}

/// The parts of a text between certain words.
fn split_at_words<'t>(text: &'t str, words: &[&str]) -> Vec<&'t str> {
    let (mut parts, mut start) = (Vec::new(), 0);
    let mut at = 0;
    for word in text.split(' ') {
        if words.contains(&word) {
            parts.push(&text[start..at]);
            start = at + word.len();
        }
        at += word.len() + 1;
    }
    parts.push(&text[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_in_small_letters_and_each_is_listed_once() {
        let words: GenericWords = toml::from_str(WORDS_TOML).unwrap();
        let mut seen = std::collections::HashSet::new();
        for phrase in words.agencies.iter().chain(&words.whole) {
            assert_eq!(*phrase, phrase.to_lowercase());
            assert!(seen.insert(phrase), "{phrase} is listed twice");
            assert!(may_be_generic(&capitalised(phrase)));
        }
        assert!(words.after_names.iter().all(|phrase| words.agencies.contains(phrase)));
    }
}
