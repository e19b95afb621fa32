//! Decodes bytes to text: by a byte order mark, as UTF-8, or by a guess.

mod dos;
mod johab;
mod legacy;
mod seven_bit;
mod wide;

use std::borrow::Cow;
use std::io::{self, BufRead};

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

pub(crate) use legacy::Legacy;
pub(crate) use seven_bit::{SevenBit, SevenBitLines};
pub(crate) use wide::Wide;

/// The byte order mark of UTF-8.
pub(crate) const MARK: &[u8] = b"\xef\xbb\xbf";

/// Without the byte order mark of UTF-8.
pub(crate) fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(MARK).unwrap_or(bytes)
}

/// Passes over the byte order mark of UTF-8; whether there is one.
pub(crate) fn skip_mark(content: &mut impl BufRead) -> io::Result<bool> {
    let has_mark = content.fill_buf()?.starts_with(MARK);
    content.consume(if has_mark { MARK.len() } else { 0 });
    Ok(has_mark)
}

/// Without the zeros that some programs leave in a text.
pub(crate) fn without_zeros(text: Cow<'_, str>) -> Cow<'_, str> {
    if memchr::memchr(0, text.as_bytes()).is_some() { Cow::Owned(text.replace('\0', "")) } else { text }
}

/// Bytes at which control characters are counted.
const SAMPLE_BYTES: usize = 64 << 10;

/// Decodes one text. `None` when the bytes are not text, or in no encoding known here.
pub(crate) fn decode(bytes: Vec<u8>) -> Option<String> {
    if let Some(wide) = Wide::by_mark(&bytes) {
        return Some(wide.decode(&bytes));
    }
    let sample = &bytes[..bytes.len().min(SAMPLE_BYTES)];
    // Korean in seven bits shifts by control characters
    let shifts = || memchr::memmem::find(sample, b"\x1b$)C").is_some();
    let controls = control_bytes(sample);
    if controls > 0 && bytes.is_ascii() && shifts() {
        return seven_bit::decode(&bytes);
    }
    if controls > 0 {
        let is_utf8 = std::str::from_utf8(&bytes).is_ok();
        // some programs leave stray zeros in a text, and agencies' old formats frame theirs in control characters
        let tolerated = if is_utf8 && memchr::memchr(0, sample).is_none() { 10 } else { 50 };
        if controls * tolerated > sample.len() {
            return Wide::without_mark(sample).map(|wide| wide.decode(&bytes));
        }
        if memchr::memchr(0, &bytes).is_some() {
            return decode(bytes.into_iter().filter(|byte| *byte != 0).collect());
        }
    }
    if simdutf8::basic::from_utf8(&bytes).is_err() {
        return guess(without_mark(&bytes));
    }
    if bytes.is_ascii()
        && let Some(text) = seven_bit::decode(&bytes)
    {
        return Some(text);
    }
    let has_mark = bytes.starts_with(MARK);
    // SAFETY: it was just found to be UTF-8.
    #[allow(unsafe_code)]
    let mut text = unsafe { String::from_utf8_unchecked(bytes) };
    if has_mark {
        text.drain(..3);
    }
    Some(text)
}

/// Bytes that no encoding of eight-bit text uses: control characters, but for white space and escapes.
fn control_bytes(sample: &[u8]) -> usize {
    // a count in a byte lets the compiler compare many bytes at a time
    let count = |part: &[u8]| -> u8 {
        part.iter().map(|byte| u8::from(matches!(byte, 0..=8 | 0x0e..=0x19 | 0x1c..=0x1f))).sum()
    };
    sample.chunks(usize::from(u8::MAX)).map(|part| usize::from(count(part))).sum()
}

/// Whether the start of a file is text of some kind, wide or not.
pub(crate) fn is_text(head: &[u8]) -> bool {
    let sample = &head[..head.len().min(SAMPLE_BYTES)];
    Wide::by_mark(sample).is_some()
        || control_bytes(sample) * 50 <= sample.len()
        || Wide::without_mark(sample).is_some()
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
    if Wide::by_mark(&bytes).is_none()
        && (std::str::from_utf8(&bytes).is_err() || bytes.contains(&0x1b))
        && let Some(encoding) = declared().filter(|encoding| *encoding != UTF_8)
    {
        return Some(encoding.decode_without_bom_handling(&bytes).0.into_owned());
    }
    decode(bytes)
}

/// Decodes bytes that are not valid UTF-8. `None` when no encoding makes a text of them.
pub(crate) fn guess(bytes: &[u8]) -> Option<String> {
    if is_damaged_utf8(bytes) {
        return Some(repair(bytes));
    }
    if let Some(text) = decode_mixed(bytes) {
        return Some(text);
    }
    Some(Legacy::of(bytes)?.decode(bytes))
}

/// The encoding of a table or a list of records whose start is given; `None` when it is UTF-8, also with some damage.
pub(crate) fn of_records(head: &[u8]) -> Option<Legacy> {
    let is_utf8 = match std::str::from_utf8(head) {
        Ok(_) => true,
        // the sample may end inside of a character
        Err(error) => error.error_len().is_none(),
    };
    if is_utf8 || is_damaged_utf8(head) { None } else { Legacy::of(head) }
}

/// Decodes a cell of a table that is not UTF-8 as the rest of the table is, or by a guess.
pub(crate) fn decode_cell(cell: &[u8], table: Option<Legacy>) -> Cow<'_, str> {
    match (std::str::from_utf8(cell), table) {
        (Ok(text), None) => Cow::Borrowed(text),
        (_, Some(legacy)) if !cell.is_ascii() => Cow::Owned(legacy.decode(cell)),
        _ => Cow::Owned(guess(cell).unwrap_or_else(|| String::from_utf8_lossy(cell).into_owned())),
    }
}

/// The text of the bytes in a table: as UTF-8, else by a guess. Bytes that are no text, such as a hash, in hexadecimal.
#[must_use]
pub fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    const MAX_HASH_BYTES: usize = 64;
    match simdutf8::basic::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(decode(bytes.to_vec()).unwrap_or_else(|| match bytes.len() {
            ..=MAX_HASH_BYTES => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
            _ => String::from_utf8_lossy(bytes).into_owned(),
        })),
    }
}

/// Whether bytes are UTF-8 with some damage. Legacy text hardly ever forms a UTF-8 sequence by chance.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (valid, invalid) = utf8_evidence(bytes);
    valid > 2 * invalid
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

/// Decodes a text some of whose lines are UTF-8 and the others in one legacy encoding, as files are that were joined.
/// `None` when no line is clearly UTF-8.
fn decode_mixed(bytes: &[u8]) -> Option<String> {
    /// So many sequences in one line, all valid, are UTF-8 and no chance.
    const MIN_SEQUENCES: usize = 6;
    let (mut others, mut certain) = (Vec::new(), 0);
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        match std::str::from_utf8(line) {
            Ok(text) => certain += usize::from(text.chars().filter(|c| !c.is_ascii()).count() >= MIN_SEQUENCES),
            Err(_) => others.extend_from_slice(line),
        }
    }
    if certain == 0 {
        return None;
    }
    // a line of both is damaged UTF-8
    let legacy = Legacy::of(&others)?;
    let mut text = String::with_capacity(bytes.len());
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        match std::str::from_utf8(line) {
            Ok(valid) => text.push_str(valid),
            Err(_) if is_damaged_utf8(line) => text.push_str(&repair(line)),
            Err(_) => text.push_str(&legacy.decode(line)),
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use encoding_rs::{MACINTOSH, X_MAC_CYRILLIC};

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
    fn a_multi_byte_text_of_any_length_is_guessed() {
        let text = "羽根湾的灯匠周二投票决定重开港口上方的旧铸造厂，结束了一场使炉火熄灭十一个冬天的争吵。";
        for lead in 0..4 {
            let text = format!("{}{}", "x".repeat(lead), text.repeat(900));
            for encoding in [encoding_rs::GB18030, encoding_rs::GBK] {
                let bytes = encoding.encode(&text).0.into_owned();
                assert!(decode(bytes).as_deref() == Some(&text), "{lead}");
            }
        }
        let japanese = "羽根湾の灯籠職人は火曜日、港の上の古い鋳物工場を再開することを決めた。";
        for lead in 0..4 {
            let text = format!("{}{}", "x".repeat(lead), japanese.repeat(1200));
            for encoding in [encoding_rs::SHIFT_JIS, encoding_rs::EUC_JP] {
                assert!(decode(encoding.encode(&text).0.into_owned()).as_deref() == Some(&text), "{lead}");
            }
        }
    }

    #[test]
    fn encodings_that_browsers_do_not_guess_are_read() {
        let french = "Les lanterniers ont voté mardi la réouverture de l'ancienne fonderie, mettant fin à une querelle \
                      qui avait laissé ses fours éteints. « C'est décidé », a déclaré la maire. Où ? À Québec.";
        let mac = MACINTOSH.encode(french).0.into_owned();
        assert_eq!(decode(mac).as_deref(), Some(french));
        let russian = "Фонарные мастера Перьевого залива во вторник проголосовали за открытие литейной. Мэр Орла Венн \
                       заявила: первые детали выйдут до сезона сельди. Яков Юрьев с ней согласен.";
        let mac = X_MAC_CYRILLIC.encode(russian).0.into_owned();
        assert_eq!(decode(mac).as_deref(), Some(russian));
    }

    #[test]
    fn lines_of_two_encodings_are_each_read_in_their_own() {
        let first = "Les pièces étaient déjà prêtes, a déclaré la maire à l'hôtel de ville.\n";
        let second = "Le préfet a été prévenu; les métiers étaient menacés. Très inquiète, l'école a fermé à midi.\n";
        let bytes = [first.as_bytes(), &WINDOWS_1252.encode(second).0].concat();
        assert_eq!(decode(bytes), Some(format!("{first}{second}")));
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
