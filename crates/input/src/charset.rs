//! Decodes bytes to text: by a byte order mark, as UTF-8, or by a guess.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Bytes examined to guess an encoding. More cost time and hardly add certainty.
const SAMPLE_BYTES: usize = 64 << 10;

/// Decodes one text. `None` when the bytes are not text.
pub(crate) fn decode(bytes: Vec<u8>) -> Option<String> {
    let (encoding, mark) = Encoding::for_bom(&bytes).unwrap_or((UTF_8, 0));
    if encoding != UTF_8 {
        return Some(encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned());
    }
    let sample = &bytes[..bytes.len().min(SAMPLE_BYTES)];
    if memchr::memchr(0, sample).is_some() {
        let zeros = memchr::memchr_iter(0, sample).count();
        if let Some(encoding) = utf16_without_mark(sample) {
            return Some(encoding.decode_without_bom_handling(&bytes).0.into_owned());
        }
        // some programs leave stray zeros in a text, but hardly more than two in a hundred bytes
        if zeros * 50 > sample.len() {
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

/// Decodes an XML document: as UTF-8 if it is valid, else as it declares.
pub(crate) fn decode_xml(bytes: Vec<u8>) -> Option<String> {
    const DECLARATION_BYTES: usize = 200;
    let declared = || {
        let head = String::from_utf8_lossy(&bytes[..bytes.len().min(DECLARATION_BYTES)]).into_owned();
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
pub(crate) fn guess(bytes: &[u8]) -> String {
    let (valid, invalid) = utf8_evidence(bytes);
    // legacy text hardly ever forms a UTF-8 sequence by chance, so a few of them mean damaged UTF-8
    if valid > 2 * invalid {
        return repair(bytes);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    // ASCII is the same in most encodings, so the sample starts just before it ends
    let start = bytes.iter().position(|b| !b.is_ascii()).unwrap_or(0);
    let start = start.saturating_sub(SAMPLE_BYTES / 4);
    detector.feed(&bytes[start..bytes.len().min(start + SAMPLE_BYTES)], true);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// Counts the valid multi-byte sequences of UTF-8, and the invalid sequences.
fn utf8_evidence(bytes: &[u8]) -> (usize, usize) {
    let mut valid = 0;
    let mut invalid = 0;
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    (valid, invalid)
}

/// Decodes UTF-8 with invalid bytes, most of which come from pasted Windows-1252.
fn repair(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    text
}

/// Recognises UTF-16 without its byte order mark: every second byte of its spaces, digits and Latin letters is zero.
fn utf16_without_mark(sample: &[u8]) -> Option<&'static Encoding> {
    let zeros = |odd: usize| sample.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let half = sample.len() / 2;
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
