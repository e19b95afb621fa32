//! Finds the names and marks of agencies in a piece of text.

use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind, Anchored, Input, MatchKind, StartKind};

use super::agencies::{Agencies, AgencyId};
use super::page::Line;
use super::patterns::{Pattern, patterns};
use wirecopy_core::util::hash_bits::HashBits;

/// An agency's name or mark in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NameHit {
    pub(crate) agency: AgencyId,
    /// Whether it is a mark: a short form that has other meanings too.
    pub(crate) is_mark: bool,
    /// Its first byte in the text.
    pub(crate) start: usize,
    /// The byte after its last.
    pub(crate) end: usize,
}

impl NameHit {
    /// An agency that a whole line stands for, such as an address on its site.
    pub(crate) fn at(agency: AgencyId, line: &Line) -> Self {
        NameHit { agency, is_mark: false, start: line.start, end: line.end }
    }
}

/// Finds the names and marks of a list of agencies.
#[derive(Debug)]
pub(crate) struct NameFinder {
    /// Finds the longest name at a given byte; `None` only if the automaton could not be built.
    automaton: Option<AhoCorasick>,
    /// The names that the automaton finds.
    patterns: Vec<Pattern>,
    /// The first two bytes of the patterns, as little-endian numbers. Most capitals in a text start no name, which a
    /// look at two bytes shows faster than the automaton.
    starts: HashBits<2048>,
    /// Whether a name starts with something else than a capital or a character beyond ASCII.
    has_unusual_start: bool,
}

/// A mark in small letters may be the last word of a searched part if it has at most this many bytes.
const MAX_LAST_WORD: usize = 12;

impl NameFinder {
    pub(crate) fn new(agencies: &Agencies) -> Self {
        let patterns = patterns(agencies);
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .start_kind(StartKind::Anchored)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(patterns.iter().map(|pattern| &pattern.name))
            .ok();
        let has_unusual_start = patterns.iter().any(|Pattern { name, is_mark, .. }| {
            let first = name.as_bytes()[0];
            !(is_usual_start(first) || *is_mark && first.is_ascii_lowercase())
        });
        let mut starts = HashBits::default();
        patterns.iter().filter_map(|pattern| first_two(pattern.name.as_bytes())).for_each(|two| starts.insert(two));
        NameFinder { automaton, patterns, starts, has_unusual_start }
    }

    /// Finds every name that is a word of its own in `text[range]`. The characters around the range count as
    /// neighbours.
    ///
    /// Names start with a capital or a character beyond ASCII. A mark in small letters, such as `dpa`, is found only
    /// where a credit can have one: at the start of the range, as its last word, or after an opening bracket or a
    /// slash.
    pub(crate) fn find(&self, text: &str, range: Range<usize>, mut found: impl FnMut(NameHit)) {
        let Some(bytes) = text.as_bytes().get(range.clone()) else { return };
        let mut next = 0;
        let mut look_at = |at: usize| {
            if at >= next
                && first_two(bytes.get(at..).unwrap_or_default()).is_some_and(|two| self.starts.may_contain(two))
                && !is_in_word(bytes, at)
                && let Some(hit) = self.name_at(text, range.start + at, range.end)
            {
                next = hit.end - range.start;
                found(hit);
            }
        };
        // a name that begins earlier is found first, and leaves out those within it
        let last_word = last_word(bytes).unwrap_or(bytes.len());
        look_at(0);
        for (from, part) in [(0, &bytes[..last_word]), (last_word, &bytes[last_word..])] {
            if from == last_word {
                look_at(last_word);
            }
            for (at, &byte) in (from..).zip(part) {
                if is_opening(byte) {
                    look_at(at + 1);
                } else if is_usual_start(byte) || self.has_unusual_start {
                    look_at(at);
                }
            }
        }
    }

    /// As [`find`](Self::find), but names start only at some bytes of the text, which are in order.
    pub(crate) fn find_at(&self, text: &str, range: Range<usize>, starts: &[usize], mut found: impl FnMut(NameHit)) {
        let Some(bytes) = text.as_bytes().get(range.clone()) else { return };
        let last_word = last_word(bytes);
        let mut next = range.start;
        for &start in starts.iter().filter(|&&start| range.contains(&start)) {
            let at = start - range.start;
            let has_place = is_usual_start(bytes[at])
                || self.has_unusual_start
                || at == 0
                || last_word == Some(at)
                || is_opening(bytes[at - 1]);
            if start >= next
                && has_place
                && !is_in_word(bytes, at)
                && let Some(hit) = self.name_at(text, start, range.end)
            {
                next = hit.end;
                found(hit);
            }
        }
    }

    /// The longest name that starts at a byte and ends before `end`, if it is a word of its own.
    fn name_at(&self, text: &str, start: usize, end: usize) -> Option<NameHit> {
        if !text.is_char_boundary(start) {
            return None;
        }
        let input = Input::new(text).range(start..end).anchored(Anchored::Yes);
        let found = self.automaton.as_ref()?.try_find(input).ok()??;
        let &Pattern { agency, is_mark, .. } = self.patterns.get(found.pattern().as_usize())?;
        let hit = NameHit { agency, is_mark, start, end: found.end() };
        is_own_word(text, hit.start, hit.end).then_some(hit)
    }
}

fn is_usual_start(byte: u8) -> bool {
    byte.is_ascii_uppercase() || !byte.is_ascii()
}

/// Whether an ASCII character at a byte follows a letter or digit.
fn is_in_word(bytes: &[u8], at: usize) -> bool {
    at > 0 && bytes[at - 1].is_ascii_alphanumeric() && bytes.get(at).is_some_and(u8::is_ascii)
}

/// Whether a mark in small letters may follow the byte.
fn is_opening(byte: u8) -> bool {
    matches!(byte, b'(' | b'/' | b'[')
}

fn first_two(bytes: &[u8]) -> Option<u32> {
    let &[first, second] = bytes.first_chunk()?;
    Some(u32::from(u16::from_le_bytes([first, second])))
}

/// The start of the last word, if it is short.
fn last_word(bytes: &[u8]) -> Option<usize> {
    let space = bytes.iter().rev().take(MAX_LAST_WORD).position(|&byte| byte == b' ')?;
    Some(bytes.len() - space)
}

/// Whether no letter or digit touches the name. In scripts without spaces between words something always does.
fn is_own_word(text: &str, start: usize, end: usize) -> bool {
    if text[start..end].chars().next().is_some_and(is_of_spaceless_script) {
        return true;
    }
    let joins = |c: char| c.is_alphanumeric() && !is_of_spaceless_script(c) || c == '_' || c == '@';
    !text[..start].chars().next_back().is_some_and(joins) && !text[end..].chars().next().is_some_and(joins)
}

/// Whether a character is a kana, a Han character or a Hangul syllable.
pub(crate) fn is_of_spaceless_script(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::sync::OnceLock;

    struct Fixture {
        agencies: Agencies,
        finder: NameFinder,
    }

    fn builtin() -> &'static Fixture {
        static FIXTURE: OnceLock<Fixture> = OnceLock::new();
        FIXTURE.get_or_init(|| {
            let agencies = Agencies::builtin();
            let finder = NameFinder::new(&agencies);
            Fixture { agencies, finder }
        })
    }

    fn find(finder: &NameFinder, text: &str, range: Range<usize>) -> Vec<NameHit> {
        let mut hits = Vec::new();
        finder.find(text, range, |hit| hits.push(hit));
        hits
    }

    /// The agencies and their names in a text.
    fn found(text: &str) -> Vec<(&str, &str)> {
        let Fixture { agencies, finder } = builtin();
        let hits = find(finder, text, 0..text.len());
        hits.iter().map(|h| (agencies.get(h.agency).unwrap().id.as_str(), &text[h.start..h.end])).collect()
    }

    /// Finds names by comparing every pattern at every place.
    fn find_naively(agencies: &Agencies, text: &str, range: Range<usize>) -> Vec<NameHit> {
        let patterns = patterns(agencies);
        let bytes = text[range.clone()].as_bytes();
        let mut hits: Vec<NameHit> = Vec::new();
        for at in range.clone().filter(|&at| text.is_char_boundary(at)) {
            let matching = patterns.iter().filter(|pattern| text[at..range.end].starts_with(&pattern.name));
            let Some(Pattern { name, agency, is_mark }) = matching.max_by_key(|p| p.name.len()) else { continue };
            let is_free = hits.last().is_none_or(|last| last.end <= at);
            let before = text.as_bytes()[range.start..at].last();
            let has_place = !name.starts_with(|c: char| c.is_ascii_lowercase())
                || before.is_none_or(|before| b"(/[".contains(before))
                || last_word(bytes) == Some(at - range.start);
            if is_free && has_place && is_own_word(text, at, at + name.len()) {
                hits.push(NameHit { agency: *agency, is_mark: *is_mark, start: at, end: at + name.len() });
            }
        }
        hits
    }

    #[test]
    fn the_longest_name_is_found_and_never_a_part_of_a_word() {
        assert_eq!(found("Australian Associated Press"), [("aap", "Australian Associated Press")]);
        assert_eq!(found("ASSOCIATED PRESS"), [("ap", "ASSOCIATED PRESS")]);
        assert!(found("APPLE, MAPS and xReuters, user@AP").is_empty());
        assert_eq!(found("新华社北京7月1日电"), [("xinhua", "新华社")]);
        assert_eq!(found("(서울=연합뉴스) 홍길동"), [("yonhap", "연합뉴스")]);
    }

    #[test]
    fn a_mark_in_small_letters_is_found_only_at_the_ends_and_in_brackets() {
        assert_eq!(found("dpa meldet (dpa) und sagt dpa"), [("dpa", "dpa"); 3]);
        assert_eq!(found("Hafen /dpa/ und [dpa-AFX] und"), [("dpa", "dpa"), ("dpa", "dpa-AFX")]);
        assert_eq!(found("Der Hafen bleibt zu awp/sda"), [("keystone-sda", "awp/sda")]);
        assert!(found("Der Hafen, sagte dpa am Montag, bleibt zu.").is_empty());
    }

    #[test]
    fn letters_beyond_the_range_are_neighbours() {
        let finder = &builtin().finder;
        assert_eq!(find(finder, "xAP", 1..3), []);
        assert_eq!(find(finder, "APx", 0..2), []);
        assert_eq!(find(finder, "(AP)", 1..3).len(), 1);
    }

    #[test]
    fn a_users_names_may_start_with_digits_and_small_letters() {
        let own = "[[agency]]\nid = \"odd\"\nname = \"Odd\"\nkind = \"wire\"\nnames = [\"24 ore\", \"the wire\"]\n";
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), own).unwrap();
        let finder = NameFinder::new(&Agencies::with_file(file.path()).unwrap());
        let text = "but 24 ore said, and the wire too";
        let names: Vec<&str> = find(&finder, text, 0..text.len()).iter().map(|h| &text[h.start..h.end]).collect();
        assert_eq!(names, ["24 ore", "the wire"]);
    }

    proptest! {
        #[test]
        fn finds_the_same_names_as_a_comparison_at_every_place(parts in prop::collection::vec(prop_oneof![
            4 => "[a-z]{1,9} ",
            2 => "[ \\n\\t()/\\[\\].–—é_@-]{1,3}",
            3 => prop::sample::select(patterns(&builtin().agencies)).prop_map(|pattern| pattern.name),
            1 => any::<char>().prop_map(|c| c.to_string()),
        ], 0..12), from in 0..20usize, cut in 0..20usize) {
            let text = parts.concat();
            let boundary = |at: usize| (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap();
            let (start, end) = (boundary(from), boundary(text.len().saturating_sub(cut)));
            let range = start.min(end)..end;
            let expected = find_naively(&builtin().agencies, &text, range.clone());
            prop_assert_eq!(&find(&builtin().finder, &text, range.clone()), &expected);
            let (mut hits, starts) = (Vec::new(), Vec::from_iter(0..text.len()));
            builtin().finder.find_at(&text, range, &starts, |hit| hits.push(hit));
            prop_assert_eq!(hits, expected);
        }
    }
}
