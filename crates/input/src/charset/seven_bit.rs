//! Text in seven-bit encodings, which are valid ASCII: ISO-2022-JP and -KR, HZ and UTF-7.

use encoding_rs::{EUC_KR, GBK, ISO_2022_JP};
use memchr::{memchr, memmem};

/// Decodes a text that is ASCII but means another. `None` when it means what it says.
pub(super) fn decode(ascii: &[u8]) -> Option<String> {
    if memchr(0x1b, ascii).is_some() {
        if memmem::find(ascii, b"\x1b$)C").is_some() {
            return shifted(ascii);
        }
        // a terminal's escapes for colours, `ESC [`, are none of these
        if [&b"\x1b$"[..], b"\x1b(J", b"\x1b(I"].iter().any(|escape| memmem::find(ascii, escape).is_some()) {
            let (text, _, had_errors) = ISO_2022_JP.decode(ascii);
            return (!had_errors).then(|| text.into_owned());
        }
    }
    if memmem::find(ascii, b"~{").is_some() {
        return hz(ascii);
    }
    utf7(ascii)
}

/// ISO-2022-KR: Korean between SO and SI.
fn shifted(bytes: &[u8]) -> Option<String> {
    let mut eight_bit = Vec::with_capacity(bytes.len());
    let mut is_korean = false;
    for &byte in bytes {
        match byte {
            0x0e => is_korean = true,
            0x0f => is_korean = false,
            b'\n' => {
                is_korean = false;
                eight_bit.push(byte);
            }
            byte => eight_bit.push(if is_korean && byte > b' ' { byte | 0x80 } else { byte }),
        }
    }
    let (text, _, had_errors) = EUC_KR.decode(&eight_bit);
    (!had_errors).then(|| text.replace("\u{1b}$)C", ""))
}

/// HZ: Chinese between `~{` and `~}`.
fn hz(bytes: &[u8]) -> Option<String> {
    let mut eight_bit = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    let mut characters = 0;
    while let Some(at) = memmem::find(rest, b"~{") {
        eight_bit.extend_from_slice(&rest[..at]);
        let end = memmem::find(&rest[at..], b"~}").map(|end| at + end)?;
        let chinese = &rest[at + 2..end];
        if !chinese.len().is_multiple_of(2) || chinese.iter().any(|byte| !(0x21..0x7f).contains(byte)) {
            return None;
        }
        characters += chinese.len() / 2;
        eight_bit.extend(chinese.iter().map(|byte| byte | 0x80));
        rest = &rest[end + 2..];
    }
    eight_bit.extend_from_slice(rest);
    let (text, _, had_errors) = GBK.decode(&eight_bit);
    (!had_errors && characters > 1).then(|| text.replace("~~", "~").replace("~\n", ""))
}

/// UTF-7: other characters as Base64 between `+` and `-`. One odd sequence, and the text is no UTF-7.
fn utf7(bytes: &[u8]) -> Option<String> {
    /// Fewer may be there by chance.
    const MIN_SEQUENCES: usize = 2;
    let ascii = std::str::from_utf8(bytes).ok()?;
    let mut text = String::new();
    let mut rest = ascii;
    let mut sequences = 0;
    while let Some(at) = rest.find('+') {
        text.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(tail) = rest.strip_prefix('-') {
            text.push('+');
            rest = tail;
            continue;
        }
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '/'))).unwrap_or(rest.len());
        text.push_str(&utf16_of_base64(&rest.as_bytes()[..end])?);
        sequences += 1;
        rest = rest[end..].strip_prefix('-').unwrap_or(&rest[end..]);
    }
    text.push_str(rest);
    (sequences >= MIN_SEQUENCES).then_some(text)
}

/// The characters of a Base64 sequence of UTF-16. `None` when it is not valid, or has characters that ASCII has.
fn utf16_of_base64(sequence: &[u8]) -> Option<String> {
    let (mut bits, mut pending) = (0_u32, 0_u32);
    let mut units = Vec::new();
    for &byte in sequence {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            _ => 63,
        };
        bits = bits << 6 | u32::from(value);
        pending += 6;
        if pending >= 16 {
            pending -= 16;
            units.push((bits >> pending) as u16);
            bits &= (1 << pending) - 1;
        }
    }
    let text = String::from_utf16(&units).ok()?;
    (!text.is_empty() && pending < 6 && bits == 0 && !text.contains(|c: char| c.is_control())).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_what_only_looks_like_ascii() {
        let text = "市議会は月曜日、橋を閉鎖すると発表した。\nEnd";
        let stored = ISO_2022_JP.encode(text).0.into_owned();
        assert_eq!(decode(&stored).as_deref(), Some(text));
        assert_eq!(decode(b"~{<:Ky2;SP!#~} End ~~ of it").as_deref(), Some("己所不有。 End ~ of it"));
        assert_eq!(decode(b"La mairie a vot+AOk la r+AOk-ouverture, 1 +- 1").as_deref(), {
            Some("La mairie a voté la réouverture, 1 + 1")
        });
        let korean = [b"\x1b$)C\n\x0e".to_vec(), EUC_KR.encode("다리").0.iter().map(|b| b & 0x7f).collect()].concat();
        assert_eq!(decode(&korean).as_deref(), Some("\n다리"));
    }

    #[test]
    fn leaves_real_ascii_as_it_is() {
        for text in ["1+1 is 2, C++ and +49 30 1234", "a ~{ b", "\x1b[31mred\x1b[0m", "+AOk once", "x +abc- y +def-"] {
            assert_eq!(decode(text.as_bytes()), None, "{text}");
        }
    }
}
