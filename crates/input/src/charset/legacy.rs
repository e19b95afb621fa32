//! Guesses the encoding of bytes that are no valid UTF-8.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, IBM866, KOI8_U, MACINTOSH, WINDOWS_1251, WINDOWS_1252, X_MAC_CYRILLIC};

use super::dos::{self, CodePage};
use super::johab;

/// Bytes examined to guess an encoding. More cost time and hardly add certainty.
const SAMPLE_BYTES: usize = 64 << 10;
/// More odd characters in a hundred mean that another encoding may be better…
const SUSPECT_PERCENT: usize = 1;
/// … and this many that none known here is right.
const HOPELESS_PERCENT: usize = 34;

/// An encoding of eight-bit text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Legacy {
    /// One that browsers know.
    Web(&'static Encoding),
    /// A code page of DOS.
    Dos(&'static CodePage),
    /// Korean by the letters of its syllables.
    Johab,
}

impl Legacy {
    pub(crate) fn decode(self, bytes: &[u8]) -> String {
        match self {
            Legacy::Web(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
            Legacy::Dos(page) => dos::decode(page, bytes),
            Legacy::Johab => johab::decode(bytes),
        }
    }

    /// The encoding of bytes that are not UTF-8; `None` when no encoding makes a text of them.
    pub(crate) fn of(bytes: &[u8]) -> Option<Legacy> {
        // ASCII is the same in most encodings, so the sample starts just before it ends
        let start = bytes.iter().position(|b| !b.is_ascii()).unwrap_or(0).saturating_sub(SAMPLE_BYTES / 4);
        let end = bytes.len().min(start + SAMPLE_BYTES);
        let sample = &bytes[start..end];
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
        // a sample cut inside of a character must not rule out its encoding
        detector.feed(sample, end == bytes.len());
        let guessed = Legacy::Web(detector.guess(None, Utf8Detection::Deny));
        let odd = Oddness::of(&guessed.decode(sample));
        if !odd.exceeds(SUSPECT_PERCENT) {
            return Some(guessed);
        }
        let webs = [MACINTOSH, X_MAC_CYRILLIC, IBM866, KOI8_U, WINDOWS_1251, WINDOWS_1252].map(Legacy::Web);
        let others = webs.into_iter().chain(dos::PAGES.iter().map(Legacy::Dos)).chain([Legacy::Johab]);
        let best = others.map(|other| (Oddness::of(&other.decode(sample)), other)).min_by_key(|(odd, _)| odd.odd);
        match best {
            Some((other_odd, other)) if 4 * other_odd.odd < odd.odd => Some(other),
            _ if odd.exceeds(HOPELESS_PERCENT) => None,
            _ => Some(guessed),
        }
    }
}

/// How many characters of a text are where no language has them.
struct Oddness {
    odd: usize,
    /// All characters beyond ASCII.
    of: usize,
}

impl Oddness {
    fn of(text: &str) -> Oddness {
        let mut found = Oddness { odd: 0, of: 0 };
        let mut before = ' ';
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            let after = chars.peek().copied().unwrap_or(' ');
            if matches!(c, '—' | '–') && before.is_lowercase() && is_lone_consonant(chars.clone()) {
                found.odd += 1;
            }
            if !c.is_ascii() {
                found.of += 1;
                found.odd += usize::from(is_odd(before, c, after));
            }
            before = c;
        }
        found
    }

    fn percent(&self) -> usize {
        100 * self.odd / self.of.max(1)
    }

    fn exceeds(&self, percent: usize) -> bool {
        const MIN_ODD: usize = 3;
        self.odd >= MIN_ODD && self.percent() > percent
    }
}

/// Whether a character beyond ASCII is odd between its neighbours: a symbol inside of a word, a capital after a small
/// letter, a letter of another script or of hardly any language.
fn is_odd(before: char, c: char, after: char) -> bool {
    let is_inside = before.is_alphabetic() && after.is_alphabetic();
    match c {
        char::REPLACEMENT_CHARACTER | '\u{80}'..='\u{9f}' | '\u{e000}'..='\u{f8ff}' => true,
        '\u{2500}'..='\u{25ff}' => true,
        // an apostrophe or a hyphen may be inside of a word, a soft hyphen and a point as well
        '\u{2010}'..='\u{2019}' | '\u{ad}' | '·' => false,
        // quotes open and close words
        '„' | '“' | '”' | '«' | '»' | '‹' | '›' => is_inside || c == '”' && after.is_alphabetic(),
        c if c.is_alphabetic() => {
            let is_cyrillic = |c: char| ('\u{400}'..='\u{52f}').contains(&c);
            let mixes = |other: char| other.is_alphabetic() && !is_cjk(c) && is_cyrillic(c) != is_cyrillic(other);
            let breaks_case = c.is_uppercase() && before.is_lowercase()
                || c.is_lowercase() && {
                    // `éT`, but not `McD`
                    after.is_uppercase() && !after.is_ascii() || before.is_uppercase() && after.is_uppercase()
                };
            let is_rare = matches!(c, 'ƒ' | 'ª' | 'º' | 'Ђ' | 'Ѓ' | 'Љ' | 'Њ' | 'Ќ' | 'Ћ' | 'Џ' | 'ђ' | 'ѓ' | 'ѕ');
            breaks_case || mixes(before) || mixes(after) && !is_cjk(after) || is_rare && after.is_alphabetic()
        }
        c if c.is_numeric() => is_inside,
        '\u{a1}'..='\u{bf}' | '\u{2020}'..='\u{22ff}' | '×' | '÷' | 'ˆ' | '˜' | '‚' => is_inside,
        _ => false,
    }
}

/// Whether a word of one consonant follows, as in `fundici—n`, which is `ó` of MacRoman: no language has one after a
/// dash.
fn is_lone_consonant(mut chars: impl Iterator<Item = char>) -> bool {
    let first = chars.next().unwrap_or(' ');
    first.is_ascii_lowercase() && !"aeiouy".contains(first) && !chars.next().is_some_and(char::is_alphanumeric)
}

fn is_cjk(c: char) -> bool {
    c >= '\u{1100}'
}
