//! Unicode normalisation and case folding, and the characters that are tokens by themselves.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// Calls `emit` for every character of `chunk` in NFKC. A quick check spares most texts the work, as they are in NFKC.
pub(crate) fn nfkc(chunk: &str, mut emit: impl FnMut(char)) {
    if is_nfkc_quick(chunk.chars()) == IsNormalized::Yes {
        chunk.chars().for_each(emit);
    } else {
        for c in chunk.nfkc() {
            emit(c);
        }
    }
}

/// Appends `c` with its case folded: in lower case, with German ß as ss and the Greek final sigma as the other one.
pub(crate) fn push_folded(c: char, out: &mut String) {
    match c {
        'ß' | 'ẞ' => out.push_str("ss"),
        'ς' => out.push('σ'),
        _ => out.extend(c.to_lowercase()),
    }
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
        assert_eq!(folded("ΟΔΟΣ"), folded("οδος"));
    }

    #[test]
    fn recognises_exactly_the_common_separators() {
        for c in '\0'..=char::MAX {
            let common = matches!(c, '\u{2010}'..='\u{2027}' | '\u{a0}' | '«' | '»' | '·').then_some(c);
            assert_eq!(common_separator(c.encode_utf8(&mut [0; 4]).as_bytes()), common);
        }
    }
}
