//! Text in seven-bit encodings, which are valid ASCII: ISO-2022-JP and -KR, HZ and UTF-7.

use std::io::{self, BufRead, Read};

use encoding_rs::{EUC_KR, GBK, ISO_2022_JP};
use memchr::{memchr, memmem, memrchr};

/// An encoding that shifts between ASCII and another script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SevenBit {
    /// ISO-2022-JP.
    Japanese,
    /// ISO-2022-KR.
    Korean,
    /// HZ.
    Chinese,
}

impl SevenBit {
    /// The encoding of a file that begins like this, if it is one of these.
    pub(crate) fn of_head(head: &[u8]) -> Option<SevenBit> {
        let may_be = memmem::find(head, b"\x1b$").is_some() || memmem::find(head, b"~{").is_some();
        if !may_be || !head.is_ascii() {
            return None;
        }
        if memmem::find(head, b"\x1b$)C").is_some() {
            return Some(SevenBit::Korean);
        }
        if memmem::find(head, b"\x1b$").is_some() {
            return Some(SevenBit::Japanese);
        }
        // a line is not cut inside of a character
        hz(&head[..memrchr(b'\n', head).unwrap_or(head.len())]).map(|_| SevenBit::Chinese)
    }

    /// Decodes a line; it begins and ends in ASCII.
    fn decode_line(self, line: &[u8]) -> String {
        let decoded = match self {
            SevenBit::Korean => shifted(line),
            SevenBit::Chinese => hz(line),
            SevenBit::Japanese => None,
        };
        decoded.unwrap_or_else(|| String::from_utf8_lossy(line).into_owned())
    }
}

/// Reads lines in Korean or Chinese as UTF-8.
pub(crate) struct SevenBitLines<R> {
    inner: R,
    encoding: SevenBit,
    /// The line that is being read, decoded.
    line: Vec<u8>,
    at: usize,
}

impl<R: BufRead> SevenBitLines<R> {
    pub(crate) fn new(inner: R, encoding: SevenBit) -> Self {
        SevenBitLines { inner, encoding, line: Vec::new(), at: 0 }
    }
}

impl<R: BufRead> Read for SevenBitLines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        const MAX_LINE_BYTES: u64 = 16 << 20;
        if self.at == self.line.len() {
            let mut raw = Vec::new();
            (&mut self.inner).take(MAX_LINE_BYTES).read_until(b'\n', &mut raw)?;
            (self.line, self.at) = (self.encoding.decode_line(&raw).into_bytes(), 0);
        }
        let n = (self.line.len() - self.at).min(buffer.len());
        buffer[..n].copy_from_slice(&self.line[self.at..self.at + n]);
        self.at += n;
        Ok(n)
    }
}

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
    fn lines_are_read_as_utf8_whatever_the_buffer() {
        let mut korean = b"\x1b$)C\nid,text\n1,\x0e".to_vec();
        korean.extend(EUC_KR.encode("다리").0.iter().map(|b| b & 0x7f));
        korean.extend(b"\x0f\n2,x\n");
        for (stored, encoding, expected) in [
            (&korean[..], SevenBit::Korean, "\nid,text\n1,다리\n2,x\n"),
            (b"id,text\n1,~{<:Ky2;SP!#~}\n2,x", SevenBit::Chinese, "id,text\n1,己所不有。\n2,x"),
        ] {
            assert_eq!(SevenBit::of_head(stored), Some(encoding));
            let mut reader = SevenBitLines::new(stored, encoding);
            let (mut found, mut buffer) = (Vec::new(), [0; 3]);
            while let n @ 1.. = reader.read(&mut buffer).unwrap() {
                found.extend_from_slice(&buffer[..n]);
            }
            assert_eq!(String::from_utf8(found).unwrap(), expected);
        }
        assert_eq!(SevenBit::of_head("id,text\n1,\u{1b}[31mred ~{ é".as_bytes()), None);
        assert_eq!(SevenBit::of_head(b"id,text\n1,a ~{ b"), None);
    }

    #[test]
    fn leaves_real_ascii_as_it_is() {
        for text in ["1+1 is 2, C++ and +49 30 1234", "a ~{ b", "\x1b[31mred\x1b[0m", "+AOk once", "x +abc- y +def-"] {
            assert_eq!(decode(text.as_bytes()), None, "{text}");
        }
    }
}
