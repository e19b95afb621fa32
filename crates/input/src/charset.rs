//! From bytes to text: UTF-8, a byte order mark, or a guess.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How much is looked at to guess an encoding; more adds time and hardly certainty.
const LOOK: usize = 64 << 10;

/// Decodes one text. `None` when the bytes are no text at all.
pub(super) fn decode(bytes: Vec<u8>) -> Option<String> {
    let (encoding, mark) = Encoding::for_bom(&bytes).unwrap_or((UTF_8, 0));
    if encoding != UTF_8 {
        return Some(encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned());
    }
    let look = &bytes[..bytes.len().min(LOOK)];
    if memchr::memchr(0, look).is_some() {
        let zeros = memchr::memchr_iter(0, look).count();
        if let Some(encoding) = utf16_without_mark(look) {
            return Some(encoding.decode_without_bom_handling(&bytes).0.into_owned());
        }
        // a stray zero or two in a hundred is a slip of some program; more is no text
        if zeros * 50 > look.len() {
            return None;
        }
        return decode(bytes.into_iter().filter(|byte| *byte != 0).collect());
    }
    if simdutf8::basic::from_utf8(&bytes).is_err() {
        return Some(guess(&bytes[mark..]));
    }
    // SAFETY: it was just found to be UTF-8.
    #[allow(unsafe_code)]
    let mut text = unsafe { String::from_utf8_unchecked(bytes) };
    if mark > 0 {
        text.drain(..mark);
    }
    Some(text)
}

/// Decodes an XML document: as it declares, unless it is valid UTF-8.
pub(super) fn decode_xml(bytes: Vec<u8>) -> Option<String> {
    const DECLARATION: usize = 200;
    let declared = || {
        let head = String::from_utf8_lossy(&bytes[..bytes.len().min(DECLARATION)]).into_owned();
        let (_, value) = head.split_once("encoding=")?;
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        Encoding::for_label(value[1..].split(quote).next()?.as_bytes())
    };
    if Encoding::for_bom(&bytes).is_none()
        && std::str::from_utf8(&bytes).is_err()
        && let Some(encoding) = declared().filter(|encoding| *encoding != UTF_8)
    {
        return Some(encoding.decode_without_bom_handling(&bytes).0.into_owned());
    }
    decode(bytes)
}

/// Decodes bytes that are not valid UTF-8.
pub(super) fn guess(bytes: &[u8]) -> String {
    let (valid, invalid) = utf8_evidence(bytes);
    // legacy text hardly ever forms a UTF-8 sequence by chance, so a few of them mean UTF-8 with damage in it
    if valid > 2 * invalid {
        return repair(bytes);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    // ASCII tells nothing, so the look starts where it ends
    let start = bytes.iter().position(|b| !b.is_ascii()).unwrap_or(0);
    let start = start.saturating_sub(LOOK / 4);
    detector.feed(&bytes[start..bytes.len().min(start + LOOK)], true);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// Counts the multi-byte sequences that are valid UTF-8, and the places where there is none.
fn utf8_evidence(bytes: &[u8]) -> (usize, usize) {
    let mut valid = 0;
    let mut invalid = 0;
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    (valid, invalid)
}

/// UTF-8 with stray bytes, which mostly are Windows-1252 pasted in.
fn repair(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    text
}

/// Text in UTF-16 whose mark was lost: in most languages every second byte of its spaces and digits is zero.
fn utf16_without_mark(look: &[u8]) -> Option<&'static Encoding> {
    let zeros = |odd: usize| look.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let half = look.len() / 2;
    if odd * 5 > half && even * 50 < half {
        Some(UTF_16LE)
    } else if even * 5 > half && odd * 50 < half {
        Some(UTF_16BE)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf8_with_and_without_a_mark_reads_the_same() {
        assert_eq!(decode("café".into()).as_deref(), Some("café"));
        assert_eq!(decode(b"\xef\xbb\xbfcaf\xc3\xa9".to_vec()).as_deref(), Some("café"));
    }

    #[test]
    fn utf16_reads_with_and_without_its_mark() {
        let text = "Der Rat tagte am Montag in der alten Halle.";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode([b"\xff\xfe", &little[..]].concat()).as_deref(), Some(text));
        assert_eq!(decode([b"\xfe\xff", &big[..]].concat()).as_deref(), Some(text));
        assert_eq!(decode(little).as_deref(), Some(text));
        assert_eq!(decode(big).as_deref(), Some(text));
    }

    #[test]
    fn legacy_encodings_are_guessed() {
        let text = "Die Brücke über den Fluß bleibt bis März gesperrt, erklärte die Behörde für Straßenbau.";
        let bytes = WINDOWS_1252.encode(text).0.into_owned();
        assert_eq!(decode(bytes).as_deref(), Some(text));
        let text = "Мост через реку будет закрыт до марта, сообщили городские власти в понедельник.";
        let bytes = encoding_rs::WINDOWS_1251.encode(text).0.into_owned();
        assert_eq!(decode(bytes).as_deref(), Some(text));
        let text = "市議会は月曜日、川に架かる橋を三月まで閉鎖すると発表した。";
        let bytes = encoding_rs::SHIFT_JIS.encode(text).0.into_owned();
        assert_eq!(decode(bytes).as_deref(), Some(text));
    }

    #[test]
    fn utf8_with_a_stray_legacy_byte_keeps_the_rest() {
        let mut bytes = "Zürich – “zwei” Züge – ".as_bytes().to_vec();
        bytes.extend(b"caf\xe9 und \xfc.");
        assert_eq!(decode(bytes).as_deref(), Some("Zürich – “zwei” Züge – café und ü."));
    }

    #[test]
    fn a_stray_zero_is_dropped() {
        let text = "The ferry ran aground off Holm on Sunday, and nobody was hurt.";
        assert_eq!(decode(format!("{text}\0").into_bytes()).as_deref(), Some(text));
    }

    #[test]
    fn binary_data_is_no_text() {
        assert_eq!(decode(vec![0, 1, 2, 0, 0, 3, 0, 0, 0, 255, 0, 7]), None);
    }
}
