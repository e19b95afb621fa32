//! Finding agencies' names and marks in a piece of text, all in one pass. What a find means is read elsewhere.

use aho_corasick::{AhoCorasick, AhoCorasickKind, Anchored, Input, MatchKind, StartKind};

use super::agencies::{Agencies, AgencyId};
use super::filter::{Filter, other_place, place, place_of_six, six};
use super::openings;

/// A name or a mark found in a piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hit {
    /// Whose.
    pub(crate) agency: AgencyId,
    /// A short form that means other things elsewhere.
    pub(crate) mark: bool,
    /// First byte in the piece searched.
    pub(crate) start: usize,
    /// The byte after the last.
    pub(crate) end: usize,
}

/// All forms of all agencies. Few places in a text can begin one: a filter of their first three bytes leaves about one
/// place in a hundred, and only there the automaton looks.
#[derive(Debug)]
pub(crate) struct Forms {
    automaton: Option<AhoCorasick>,
    owners: Vec<(AgencyId, bool)>,
    begins: Box<Filter>,
    /// First three bytes of forms of less than six, and first six of the others: asked where `begins` says yes, since
    /// a form may begin with words as common as `The`.
    short: Box<Filter>,
    long: Box<Filter>,
    /// Whether a form begins otherwise than with a capital, a letter beyond ASCII or, for a mark, a small letter.
    odd: bool,
    /// For each small letter the letters behind it in marks that begin with it; of a letter its lowest five bits count.
    small: [u32; 32],
}

/// A mark in small letters is looked for behind the last space, where that is among so many bytes.
const LAST_WORD: usize = 12;

const HIGH: u64 = 0x8080_8080_8080_8080;
const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;

/// The high bit of each of eight bytes that a form may begin with or follow: capitals, bytes beyond ASCII, `(`, `/`, `[`.
/// The sums stay within their bytes, since both sides are below 0x80.
#[inline]
fn openings(eight: u64) -> u64 {
    let low = eight & LOW;
    let at_least = |c: u8| low + u64::from_le_bytes([0x80 - c; 8]);
    let is = |c: u8| {
        let differ = eight ^ u64::from_le_bytes([c; 8]);
        !(((differ & LOW) + LOW) | differ)
    };
    // `[` is the byte after `Z`
    let capital = at_least(b'A') & !at_least(b'[' + 1);
    (capital | eight | is(b'(') | is(b'/')) & HIGH
}

/// Every form of every agency, each once, with whose it is and whether it is a mark.
pub(super) fn spelt(agencies: &Agencies) -> Vec<(String, (AgencyId, bool))> {
    let mut spelt = Vec::new();
    let mut seen = std::collections::HashSet::new();
    let mut add = |form: String, owner: (AgencyId, bool)| {
        if form.len() >= 2 && seen.insert(form.clone()) {
            spelt.push((form, owner));
        }
    };
    for (id, agency) in agencies.iter() {
        for name in &agency.names {
            add(name.clone(), (id, false));
            add(name.to_uppercase(), (id, false));
            if name.contains('\'') {
                add(name.replace('\'', "’"), (id, false));
            }
        }
    }
    for (id, agency) in agencies.iter() {
        for mark in &agency.marks {
            add(mark.clone(), (id, true));
        }
    }
    spelt
}

impl Forms {
    pub(crate) fn new(agencies: &Agencies) -> Self {
        let (patterns, owners): (Vec<String>, Vec<_>) = spelt(agencies).into_iter().unzip();
        let mut begins: Box<Filter> = Box::new([0; 1 << 11]);
        let mut short: Box<Filter> = Box::new([0; 1 << 11]);
        let mut long: Box<Filter> = Box::new([0; 1 << 11]);
        for form in &patterns {
            let longer = six(form.as_bytes());
            if let Some((word, bit)) = longer.map(place_of_six) {
                long[word] |= 1 << bit;
            }
            let mut add = |a: u8, b: u8, c: u8| {
                let three = u32::from_le_bytes([a, b, c, 0]);
                let (word, bit) = place(three);
                begins[word] |= 1 << bit;
                if longer.is_none() {
                    let (word, bit) = other_place(three);
                    short[word] |= 1 << bit;
                }
            };
            match form.as_bytes() {
                // A mark of two letters ends there: no letter or digit of ASCII follows.
                [a, b] => (0..=u8::MAX).filter(|c| !c.is_ascii_alphanumeric()).for_each(|c| add(*a, *b, c)),
                [a, b, c, ..] => add(*a, *b, *c),
                _ => {}
            }
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .start_kind(StartKind::Anchored)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(&patterns)
            .ok();
        let odd = patterns.iter().zip(&owners).any(|(form, owner)| {
            let first = form.as_bytes().first().copied().unwrap_or(b'A');
            first.is_ascii() && !first.is_ascii_uppercase() && !(owner.1 && first.is_ascii_lowercase())
        });
        let mut small = [0; 32];
        for form in &patterns {
            if let [a @ b'a'..=b'z', b, ..] = form.as_bytes() {
                small[usize::from(a & 31)] |= 1 << (b & 31);
            }
        }
        Forms { automaton, owners, begins, short, long, odd, small }
    }

    /// Whether forms may begin with any byte at all.
    pub(super) fn begin_anyhow(&self) -> bool {
        self.odd
    }

    /// Whether `find` may find a form that begins at this byte, or behind it where it is a bracket, in whichever part of the text it
    /// looks. Asked where `openings` has a bit.
    #[inline(always)]
    pub(super) fn may_open(&self, bytes: &[u8], at: usize) -> bool {
        let Some(four) = bytes.get(at..).and_then(|after| after.first_chunk()) else { return true };
        let three = u32::from_le_bytes(*four) & 0xff_ffff;
        // most places fall to the first filter
        let (word, bit) = place(three);
        let first = three as u8;
        (first < b'A' || first == b'[' || self.begins[word] >> bit & 1 == 1) && self.opens(bytes, at)
    }

    #[inline(never)]
    fn opens(&self, bytes: &[u8], at: usize) -> bool {
        let bracket = matches!(bytes.get(at), Some(b'(' | b'/' | b'['));
        self.stands(bytes, at + usize::from(bracket))
    }

    /// Whether a form begins at this byte, whatever follows it.
    fn stands(&self, bytes: &[u8], at: usize) -> bool {
        let Some(after) = bytes.get(at..).filter(|after| self.may_begin(after)) else { return false };
        let joined = at.checked_sub(1).is_some_and(|before| bytes[before].is_ascii_alphanumeric());
        if joined && after.first().is_some_and(u8::is_ascii) {
            return false;
        }
        let input = Input::new(bytes).range(at..).anchored(Anchored::Yes);
        self.automaton.as_ref().is_some_and(|automaton| matches!(automaton.try_find(input), Ok(Some(_))))
    }

    /// Whether `find` may find a mark in small letters in this part of the text without a bracket before it.
    pub(super) fn may_end_small(&self, bytes: &[u8], from: usize, to: usize) -> bool {
        let begins = |a: u8, b: u8| a.is_ascii_lowercase() && self.small[usize::from(a & 31)] >> (b & 31) & 1 == 1;
        let begins_at =
            |at: usize| matches!(bytes.get(at..), Some(&[a, b, ..]) if begins(a, b)) && self.stands(bytes, at);
        let looked_at = LAST_WORD.min(to.saturating_sub(from));
        let first = to - looked_at;
        let Some(window) = bytes.get(..to).and_then(|bytes| bytes.last_chunk::<16>()) else {
            return begins_at(from) || (first..to).any(begins_at);
        };
        if begins_at(from) {
            return true;
        }
        let before = 16 - looked_at;
        // the last letter begins nothing
        let mut starts = u32::from(openings::small_starts(window)) & 0x7fff & (0xffff << before);
        while starts != 0 {
            let nth = starts.trailing_zeros() as usize;
            if begins(window[nth & 15], window[(nth + 1) & 15]) && self.stands(bytes, first + nth - before) {
                return true;
            }
            starts &= starts - 1;
        }
        false
    }

    /// Every form that stands as a word of its own in `text[from..to]`; the neighbours outside the range count too.
    pub(crate) fn find(&self, text: &str, from: usize, to: usize, mut found: impl FnMut(Hit)) {
        let to = to.min(text.len());
        let mut done = from;
        let mut look = |at: usize| {
            if at >= done
                && self.may_begin(text.as_bytes().get(at..).unwrap_or(&[]))
                && let Some(hit) = self.at(text, at, to)
            {
                done = hit.end;
                found(hit);
            }
        };
        let Some(bytes) = text.as_bytes().get(from..to) else { return };
        // A mark in small letters stands at the beginning, at the end, or after a bracket or a slash.
        look(from);
        let (blocks, rest) = bytes.as_chunks::<8>();
        for (block, eight) in blocks.iter().enumerate() {
            let mut mask = if self.odd { HIGH } else { openings(u64::from_le_bytes(*eight)) };
            while mask != 0 {
                let at = block * 8 + (mask.trailing_zeros() / 8) as usize;
                mask &= mask - 1;
                if matches!(bytes[at], b'(' | b'/' | b'[') {
                    look(from + at + 1);
                } else {
                    look(from + at);
                }
            }
        }
        for at in bytes.len() - rest.len()..bytes.len() {
            look(from + at);
        }
        if let Some(space) = bytes.iter().rev().take(LAST_WORD).position(|&b| b == b' ') {
            look(from + bytes.len() - space);
        }
    }

    /// Whether the filters let the first bytes pass.
    #[inline]
    fn may_begin(&self, bytes: &[u8]) -> bool {
        let &[a, b, c, ..] = bytes else { return true };
        let three = u32::from_le_bytes([a, b, c, 0]);
        let (word, bit) = place(three);
        self.begins[word] >> bit & 1 == 1 && {
            let (word, bit) = other_place(three);
            self.short[word] >> bit & 1 == 1 || self.goes_on(bytes)
        }
    }

    fn goes_on(&self, bytes: &[u8]) -> bool {
        six(bytes).map(place_of_six).is_some_and(|(word, bit)| self.long[word] >> bit & 1 == 1)
    }

    /// The longest form that begins at a byte, if it stands alone.
    fn at(&self, text: &str, at: usize, to: usize) -> Option<Hit> {
        let before = at.checked_sub(1).map(|b| text.as_bytes()[b]);
        // Most places in a run of capitals fall to this.
        if before.is_some_and(|b| b.is_ascii_alphanumeric()) && text.as_bytes()[at].is_ascii() {
            return None;
        }
        if !text.is_char_boundary(at) {
            return None;
        }
        let input = Input::new(text).range(at..to).anchored(Anchored::Yes);
        let found = self.automaton.as_ref()?.try_find(input).ok()??;
        let (agency, mark) = *self.owners.get(found.pattern().as_usize())?;
        stands_alone(text, found.start(), found.end()).then_some(Hit {
            agency,
            mark,
            start: found.start(),
            end: found.end(),
        })
    }
}

/// Whether no letter or digit touches the form. Scripts written without spaces always touch.
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let first = text[start..end].chars().next();
    if first.is_some_and(spaceless) {
        return true;
    }
    let before = text[..start].chars().next_back();
    let after = text[end..].chars().next();
    // A mark that closes with its own dot, as A.P., must not be the middle of A.P.B.
    let joined = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !spaceless(c) || c == '_' || c == '@');
    !joined(before) && !joined(after)
}

/// Letters of the scripts of China, Japan and Korea.
pub(crate) fn spaceless(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, &str)> {
        let agencies = Agencies::builtin();
        let forms = Forms::new(&agencies);
        let mut hits = Vec::new();
        forms.find(text, 0, text.len(), |hit| hits.push(hit));
        hits.iter().map(|h| (agencies.get(h.agency).unwrap().id.clone(), &text[h.start..h.end])).collect()
    }

    #[test]
    fn the_longest_name_wins_and_a_part_of_a_word_is_none() {
        assert_eq!(found("Australian Associated Press"), [("aap".to_owned(), "Australian Associated Press")]);
        assert_eq!(found("ASSOCIATED PRESS"), [("ap".to_owned(), "ASSOCIATED PRESS")]);
        assert!(found("APPLE, MAPS and xReuters, user@AP").is_empty());
        assert_eq!(found("新华社北京7月1日电"), [("xinhua".to_owned(), "新华社")]);
        assert_eq!(found("(서울=연합뉴스) 홍길동"), [("yonhap".to_owned(), "연합뉴스")]);
    }
}
