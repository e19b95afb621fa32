//! Recognises and decodes text in units of two or four bytes: UTF-16 and UTF-32, with and without their mark.

use std::collections::HashSet;

/// How wide text is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wide {
    /// Bytes of a unit: 2 or 4.
    pub(crate) unit: usize,
    pub(crate) is_big_endian: bool,
}

const LITTLE_16: Wide = Wide { unit: 2, is_big_endian: false };
const BIG_16: Wide = Wide { unit: 2, is_big_endian: true };
const LITTLE_32: Wide = Wide { unit: 4, is_big_endian: false };
const BIG_32: Wide = Wide { unit: 4, is_big_endian: true };

impl Wide {
    /// By the byte order mark, which the decoded text begins with.
    pub(crate) fn by_mark(head: &[u8]) -> Option<Wide> {
        match head {
            [0xff, 0xfe, 0, 0, ..] => Some(LITTLE_32),
            [0, 0, 0xfe, 0xff, ..] => Some(BIG_32),
            [0xff, 0xfe, ..] => Some(LITTLE_16),
            [0xfe, 0xff, ..] => Some(BIG_16),
            _ => None,
        }
    }

    /// By the text itself: bytes that are not text as they are, but are when taken in pairs or fours. In the right byte
    /// order, the upper halves of the characters are those of a few scripts; the lower halves are anything.
    pub(crate) fn without_mark(sample: &[u8]) -> Option<Wide> {
        let sample = &sample[..sample.len() & !3];
        if sample.is_empty() {
            return None;
        }
        let best = [LITTLE_32, BIG_32].into_iter().find(|wide| wide.decodes_to_text(sample));
        best.or_else(|| {
            let distinct = |at: usize| sample.iter().skip(at).step_by(2).collect::<HashSet<_>>().len();
            let in_order = if distinct(0) < distinct(1) { [BIG_16, LITTLE_16] } else { [LITTLE_16, BIG_16] };
            in_order.into_iter().find(|wide| wide.decodes_to_text(sample))
        })
    }

    fn decodes_to_text(self, sample: &[u8]) -> bool {
        /// One character in this many may be none that texts have.
        const MAX_ODD_SHARE: usize = 50;
        let text = self.decode(sample);
        let all = text.chars().count();
        let odd = text.chars().filter(|&c| !is_of_text(c)).count();
        // pairs of Latin letters look like Han characters; but then there is no white space, full stop or comma
        let has_breaks = text.contains(|c: char| c.is_whitespace() || matches!(c, '。' | '、' | '，' | '.' | ','));
        odd * MAX_ODD_SHARE <= all && has_breaks
    }

    /// Decodes whole units; what is no character becomes U+FFFD. Without the mark.
    pub(crate) fn decode(self, bytes: &[u8]) -> String {
        let unit = |bytes: &[u8]| {
            let value = |all: u32, byte: &u8| all << 8 | u32::from(*byte);
            if self.is_big_endian { bytes.iter().fold(0, value) } else { bytes.iter().rev().fold(0, value) }
        };
        let units = bytes.chunks(self.unit).map(unit);
        let mut text: String = if self.unit == 4 {
            units.map(|unit| char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
        } else {
            let decoded = char::decode_utf16(units.map(|unit| unit as u16));
            decoded.map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
        };
        if text.starts_with('\u{feff}') {
            text.drain(..'\u{feff}'.len_utf8());
        }
        text
    }
}

/// Whether a character occurs in texts: not a control character, of private use, or none.
fn is_of_text(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' | '\u{c}' | '\u{feff}' => true,
        char::REPLACEMENT_CHARACTER | '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}' | '\u{f0000}'.. => false,
        // symbols of any kind, from arrows to emoji
        '\u{2000}'..='\u{2bff}' | '\u{3000}'..='\u{303f}' | '\u{fe00}'..='\u{fe6f}' | '\u{ff00}'..='\u{ffef}' => true,
        '\u{1f000}'..='\u{1faff}' => true,
        c if c.is_ascii() => !c.is_ascii_control(),
        c => c.is_alphanumeric() || c.is_whitespace() || u32::from(c) < 0x3000 && !c.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXTS: [&str; 5] = [
        "Der Rat tagte am Montag in der alten Halle.",
        "Мост через реку будет закрыт до марта, сообщили городские власти в понедельник.",
        "市议会星期一宣布，河上的桥将关闭到三月。渡船每小时一班，票价不变。船主说他们可以多开几班。",
        "市議会は月曜日、川に架かる橋を三月まで閉鎖すると発表した。渡し船は一時間ごとに出る。",
        "시의회는 월요일에 다리를 삼월까지 닫는다고 밝혔다. 나룻배는 한 시간마다 떠난다.",
    ];

    fn stored(text: &str, wide: Wide) -> Vec<u8> {
        let order = |mut bytes: Vec<u8>| {
            if !wide.is_big_endian {
                bytes.reverse();
            }
            bytes
        };
        if wide.unit == 4 {
            text.chars().flat_map(|c| order(u32::from(c).to_be_bytes().to_vec())).collect()
        } else {
            text.encode_utf16().flat_map(|unit| order(unit.to_be_bytes().to_vec())).collect()
        }
    }

    #[test]
    fn wide_text_is_recognised_without_its_mark_in_any_script() {
        for text in TEXTS {
            for wide in [LITTLE_16, BIG_16, LITTLE_32, BIG_32] {
                let bytes = stored(text, wide);
                assert_eq!(Wide::without_mark(&bytes), Some(wide), "{text}");
                assert_eq!(wide.decode(&bytes), text);
                let marked = stored(&format!("\u{feff}{text}"), wide);
                assert_eq!(Wide::by_mark(&marked), Some(wide));
                assert_eq!(wide.decode(&marked), text);
            }
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_no_wide_text_either() {
        let noise: Vec<u8> = (0..4000u32).map(|n| wirecopy_core::util::hash::mix32(n) as u8).collect();
        assert_eq!(Wide::without_mark(&noise), None);
        assert_eq!(Wide::without_mark(&[]), None);
    }
}
