//! Johab, the code of Korean programs before Unicode, which no browser knows: it spells each syllable by its letters.

use encoding_rs::EUC_KR;

/// Decodes a text. What is no syllable is in the order of KS X 1001, as in EUC-KR.
pub(super) fn decode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        if first < 0x80 {
            out.push(char::from(first));
            continue;
        }
        let second = rest.first().copied().unwrap_or(0);
        let found = syllable(u16::from_be_bytes([first, second])).or_else(|| of_table(first, second));
        // the second byte of a broken pair may be a letter of its own
        if found.is_some() || second >= 0x80 {
            rest = rest.get(1..).unwrap_or_default();
        }
        out.push(found.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    out
}

/// The syllable of a code: five bits each for its first consonant, its vowel and its last consonant.
fn syllable(code: u16) -> Option<char> {
    let [first, vowel, last] = [code >> 10 & 31, code >> 5 & 31, code & 31].map(u32::from);
    let first = first.checked_sub(2).filter(|first| *first < 19)?;
    let vowel = match vowel {
        3..=7 => vowel - 3,
        10..=15 => vowel - 5,
        18..=23 => vowel - 7,
        26..=29 => vowel - 9,
        _ => return None,
    };
    let last = match last {
        1..=17 => last - 1,
        19..=29 => last - 2,
        _ => return None,
    };
    char::from_u32(0xac00 + (first * 21 + vowel) * 28 + last)
}

/// The symbol or Chinese character of a pair.
fn of_table(first: u8, second: u8) -> Option<char> {
    let row = match first {
        0xd9..=0xde => (first - 0xd9) * 2 + 1,
        0xe0..=0xf9 => (first - 0xe0) * 2 + 42,
        _ => return None,
    };
    let cell = match second {
        0x31..=0x7e => second - 0x30,
        0x91..=0xfe => second - 0x91 + 79,
        _ => return None,
    };
    let (row, cell) = if cell > 94 { (row + 1, cell - 94) } else { (row, cell) };
    let pair = [0xa0 + row, 0xa0 + cell];
    let (text, _, is_broken) = EUC_KR.decode(&pair);
    text.chars().next().filter(|_| !is_broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "홀름섬 앞바다에서 연락선이 일요일 아침 모래톱에 걸렸다. 다친 사람은 없으며 배는 정오에 예인되었다고 선사가 밝혔다. 漢字";
    const BYTES: &[u8] = b"\xd1\xa9\x9fq\xac\xf1 \xb4|\xa4a\x94a\xb5A\xac\xe1 \xb5e\x9cb\xac\xe5\xb7\xa1 \xb7\xa9\xb6a\
              \xb7\xa9 \xb4a\xc3\xb1 \xa1\xa1\x9c\x81\xc9\xb3\xb5A \x88\xe9\x9dv\x94a. \x94a\xc3\xa5 \xaca\
              \x9cq\xb7e \xb4\xf4\xb7a\xa1a \xa4\x81\x93e \xb8\xf7\xb5\xa1\xb5A \xb5\x81\xb7\xa5\x96A\xb4\
              \xf6\x94a\x89\xa1 \xac\xe5\xaca\x88a \xa4j\xd1v\x94a. \xf7\xd3\xf1\xae";

    #[test]
    fn reads_syllables_signs_and_chinese_characters() {
        assert_eq!(decode(BYTES), TEXT);
        assert_eq!(decode(b"a\x88"), "a\u{fffd}");
        assert_eq!(decode(b"\x80\xff\x88 b"), "\u{fffd}\u{fffd} b");
        assert_eq!(crate::charset::decode(BYTES.to_vec()).as_deref(), Some(TEXT));
    }
}
