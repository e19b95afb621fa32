//! Unicode normalisation and case folding, and the characters that are tokens by themselves.

use unicode_normalization::char::decompose_canonical;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// Calls `emit` for every character of `chunk` in NFKC, but for those that only shape it. A quick check spares most
/// texts the work, as they are in NFKC.
pub(crate) fn nfkc(chunk: &str, mut emit: impl FnMut(char)) {
    let mut emit = |c| {
        if !is_shaping(c) {
            emit(c);
        }
    };
    if is_nfkc_quick(chunk.chars()) == IsNormalized::Yes {
        chunk.chars().for_each(emit);
    } else {
        for c in chunk.nfkc() {
            emit(c);
        }
    }
}

/// Whether `c` shapes a word without being a part of it, so that some outlets print it and others do not: soft hyphens,
/// joiners and marks of direction (UAX #29, WB4), the tatweel and the vowel signs of Arabic, the points of Hebrew. Not
/// the zero-width space, which parts words.
pub(crate) fn is_shaping(c: char) -> bool {
    match u32::from(c) {
        ..0xad => false,
        0xad | 0x34f | 0x61c | 0x180e | 0x200c..=0x200f | 0x202a..=0x202e | 0x2060..=0x2069 | 0xfeff => true,
        0xfe00..=0xfe0f | 0xe0100..=0xe01ef => true,
        0x591..=0x5bd | 0x5bf | 0x5c1 | 0x5c2 | 0x5c4 | 0x5c5 | 0x5c7 => true,
        0x610..=0x61a
        | 0x640
        | 0x64b..=0x65f
        | 0x670
        | 0x6d6..=0x6dc
        | 0x6df..=0x6e4
        | 0x6e7
        | 0x6e8
        | 0x6ea..=0x6ed => true,
        _ => false,
    }
}

/// Appends `c` with its case and form folded: in lower case, with German ß as ss; Turkish with one i, as capitals of
/// ASCII have one; Greek without accents, as its capitals are; Arabic letters that differ by language or by keyboard as
/// one, and its digits as those of ASCII.
pub(crate) fn push_folded(c: char, out: &mut String) {
    match c {
        'ß' | 'ẞ' => out.push_str("ss"),
        'İ' | 'ı' => out.push('i'),
        // the dot of a decomposed İ
        '\u{307}' if out.ends_with('i') => {}
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => push_greek(c, out),
        '\u{622}'..='\u{6f9}' => out.push(arabic(c)),
        _ => out.extend(c.to_lowercase()),
    }
}

/// Appends a Greek letter in lower case, without its accents, and the final sigma as the other one.
fn push_greek(c: char, out: &mut String) {
    let mut base = None;
    decompose_canonical(c, |part| {
        base.get_or_insert(part);
    });
    match base.unwrap_or(c) {
        'ς' => out.push('σ'),
        base => out.extend(base.to_lowercase()),
    }
}

/// The letter that stands for all its forms.
fn arabic(c: char) -> char {
    match c {
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ؤ' => 'و',
        'ئ' | 'ى' | 'ی' => 'ي',
        'ک' => 'ك',
        'ة' | 'ۀ' | 'ہ' | 'ۂ' | 'ە' | 'ھ' => 'ه',
        '\u{660}'..='\u{669}' => ascii_digit(c, '\u{660}'),
        '\u{6f0}'..='\u{6f9}' => ascii_digit(c, '\u{6f0}'),
        c => c,
    }
}

fn ascii_digit(c: char, zero: char) -> char {
    char::from(b'0' + (u32::from(c) - u32::from(zero)) as u8)
}

/// Whether `c` belongs to a script that has no spaces between words. Each such character is a token of its own, so the
/// shingles of such a text are runs of characters.
pub(crate) fn is_spaceless(c: char) -> bool {
    matches!(u32::from(c),
        0x0e00..=0x0eff // Thai, Lao
        | 0x1000..=0x109f // Myanmar
        | 0x1780..=0x17ff // Khmer
        | 0x3040..=0x30ff | 0x31f0..=0x31ff // Hiragana, Katakana
        | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x3ffff // Han
    )
}

/// The common separator that the UTF-8 of a text begins with, if any: a character beyond ASCII that is frequent in
/// press text and separates words in any context (dashes, curly quotes, bullets, the ellipsis, guillemets, the no-break
/// space).
#[inline]
pub(crate) fn common_separator(text: &[u8]) -> Option<char> {
    match text {
        // U+2010 to U+2027
        [0xe2, 0x80, last @ 0x90..=0xa7, ..] => char::from_u32(0x2000 + u32::from(last - 0x80)),
        [0xc2, 0xa0, ..] => Some('\u{a0}'),
        [0xc2, 0xab, ..] => Some('«'),
        [0xc2, 0xb7, ..] => Some('·'),
        [0xc2, 0xbb, ..] => Some('»'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        let mut out = String::new();
        nfkc(text, |c| push_folded(c, &mut out));
        out
    }

    #[test]
    fn equivalent_spellings_fold_to_the_same() {
        assert_eq!(folded("Cafe\u{301}"), folded("CAFÉ"));
        assert_eq!(folded("ﬁnance Ｔｅｘｔ"), "finance text");
        assert_eq!(folded("Straße"), folded("STRASSE"));
        for (one, other) in [
            ("ΟΔΟΣ", "οδός"),
            ("ΠΡΟΪΌΝ", "προϊόν"),
            ("ἄνθρωπος", "ΑΝΘΡΩΠΟΣ"),
            ("IŞIK İLE", "ışık ile"),
            ("i\u{307}le", "İle"),
            ("Feu\u{ad}er\u{ad}wehr", "Feuerwehr"),
            ("har\u{2060}bour\u{feff}", "harbour"),
            ("می\u{200c}خواهم", "میخواهم"),
            ("كتاب علي", "کتاب علی"),
            ("المديـــنة", "المدينة"),
            ("كَتَبَ", "كتب"),
            ("إلى الآن", "الى الان"),
            ("٢٠٣١ ۲۰۳۱", "2031 2031"),
            ("שָׁלוֹם", "שלום"),
        ] {
            assert_eq!(folded(one), folded(other), "{one}");
        }
        assert_ne!(folded("har\u{200b}bour"), "harbour");
    }

    #[test]
    fn recognises_exactly_the_common_separators() {
        for c in '\0'..=char::MAX {
            let common = matches!(c, '\u{2010}'..='\u{2027}' | '\u{a0}' | '«' | '»' | '·').then_some(c);
            assert_eq!(common_separator(c.encode_utf8(&mut [0; 4]).as_bytes()), common);
        }
    }
}
