//! Strings of JSON: where they end, and what their escapes stand for.

use std::borrow::Cow;

/// Reads the string whose first byte, behind the quote, is at `from`: its value, and the byte behind its closing quote.
/// `None` for what is no string, or for one that escapes half a character.
pub(super) fn read(json: &str, from: usize) -> Option<(Cow<'_, str>, usize)> {
    let bytes = json.as_bytes();
    let mut end = stop(bytes, from)?;
    if bytes[end] == b'"' {
        return Some((Cow::Borrowed(json.get(from..end)?), end + 1));
    }
    // An escape is longer than what it stands for. The text is nearly all of its record, so that little of this is spare.
    let mut value = String::with_capacity(bytes.len() - from);
    let mut start = from;
    loop {
        value.push_str(json.get(start..end)?);
        match bytes.get(end)? {
            b'"' => return Some((Cow::Owned(value), end + 1)),
            // nearly every escape ends a line
            b'\\' if bytes.get(end + 1) == Some(&b'n') => {
                value.push('\n');
                start = end + 2;
            }
            b'\\' => {
                let (escaped, after) = escaped(bytes, end + 1)?;
                value.push(escaped);
                start = after;
            }
            _ => return None,
        }
        // two of them part paragraphs
        end = if bytes.get(start) == Some(&b'\\') { start } else { stop(bytes, start)? };
    }
}

/// The byte behind the closing quote of a string that nobody wants.
pub(super) fn pass_over(bytes: &[u8], from: usize) -> Option<usize> {
    let mut from = from;
    loop {
        let end = stop(bytes, from)?;
        match bytes.get(end)? {
            b'"' => return Some(end + 1),
            b'\\' if bytes.get(end + 1) == Some(&b'u') => {
                unit(bytes, end + 2)?;
                from = end + 6;
            }
            b'\\' => from = escaped(bytes, end + 1)?.1,
            _ => return None,
        }
    }
}

/// The character of the escape whose backslash is before `at`, and the byte behind it.
fn escaped(bytes: &[u8], at: usize) -> Option<(char, usize)> {
    let simple = |c| Some((c, at + 1));
    match bytes.get(at)? {
        b'n' => simple('\n'),
        b'"' => simple('"'),
        b'\\' => simple('\\'),
        b'/' => simple('/'),
        b't' => simple('\t'),
        b'r' => simple('\r'),
        b'b' => simple('\u{8}'),
        b'f' => simple('\u{c}'),
        b'u' => {
            let first = unit(bytes, at + 1)?;
            if let Some(c) = char::from_u32(first) {
                return Some((c, at + 5));
            }
            // two units of UTF-16 make one character
            let second = bytes.get(at + 5..at + 7).filter(|mark| *mark == b"\\u").and_then(|_| unit(bytes, at + 7))?;
            let both = [first as u16, second as u16];
            Some((char::decode_utf16(both).next()?.ok()?, at + 11))
        }
        _ => None,
    }
}

/// The four hexadecimal digits at `at`.
fn unit(bytes: &[u8], at: usize) -> Option<u32> {
    let digits = bytes.get(at..at + 4)?;
    digits.iter().try_fold(0, |unit, &digit| Some(unit << 4 | char::from(digit).to_digit(16)?))
}

/// The first byte from `from` on that a string does not hold as it is: its quote, a backslash, a control character.
#[inline]
fn stop(bytes: &[u8], from: usize) -> Option<usize> {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") {
        // SAFETY: the machine has the instructions.
        #[allow(unsafe_code)]
        return unsafe { stop_avx2(bytes, from) };
    }
    stop_by(bytes, from, stops)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn stop_avx2(bytes: &[u8], from: usize) -> Option<usize> {
    stop_by(bytes, from, |block| stops_of_thirty_two(block))
}

#[inline(always)]
fn stop_by(bytes: &[u8], from: usize, stops: impl Fn(&[u8; 32]) -> u32) -> Option<usize> {
    let rest = bytes.get(from..)?;
    let (blocks, tail) = rest.as_chunks::<32>();
    let mut at = from;
    for block in blocks {
        let bits = stops(block);
        if bits != 0 {
            return Some(at + bits.trailing_zeros() as usize);
        }
        at += 32;
    }
    tail.iter().position(|&byte| is_stop(byte)).map(|nth| at + nth)
}

fn is_stop(byte: u8) -> bool {
    matches!(byte, b'"' | b'\\' | 0..0x20)
}

/// `is_stop` of 32 bytes, one bit each.
#[inline(always)]
fn stops(block: &[u8; 32]) -> u32 {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: there is no x86-64 without SSE2.
    #[allow(unsafe_code)]
    unsafe {
        stops_of_sixteens(block)
    }
    #[cfg(not(target_arch = "x86_64"))]
    stops_of_ones(block)
}

#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "sse2")]
fn stops_of_sixteens(block: &[u8; 32]) -> u32 {
    use std::arch::x86_64::{
        _mm_cmpeq_epi8, _mm_min_epu8, _mm_movemask_epi8, _mm_or_si128, _mm_set_epi64x, _mm_set1_epi8,
    };
    let mut bits = 0;
    for (nth, &sixteen) in block.as_chunks::<16>().0.iter().enumerate() {
        let sixteen = u128::from_le_bytes(sixteen);
        let bytes = _mm_set_epi64x((sixteen >> 64) as i64, sixteen as i64);
        let is = |byte: u8| _mm_cmpeq_epi8(bytes, _mm_set1_epi8(byte as i8));
        let control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1f)), bytes);
        let all = _mm_or_si128(control, _mm_or_si128(is(b'"'), is(b'\\')));
        bits |= u32::from(_mm_movemask_epi8(all) as u16) << (16 * nth);
    }
    bits
}

#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "avx2")]
fn stops_of_thirty_two(block: &[u8; 32]) -> u32 {
    use std::arch::x86_64::{
        _mm256_cmpeq_epi8, _mm256_loadu_si256, _mm256_min_epu8, _mm256_movemask_epi8, _mm256_or_si256, _mm256_set1_epi8,
    };
    // SAFETY: the pointer is to as many bytes as are loaded, and they need not be aligned.
    #[allow(unsafe_code)]
    let bytes = unsafe { _mm256_loadu_si256(block.as_ptr().cast()) };
    let control = _mm256_cmpeq_epi8(_mm256_min_epu8(bytes, _mm256_set1_epi8(0x1f)), bytes);
    let quote = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(b'"' as i8));
    let backslash = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(b'\\' as i8));
    _mm256_movemask_epi8(_mm256_or_si256(control, _mm256_or_si256(quote, backslash))) as u32
}

/// `stops` a byte at a time.
#[cfg(any(test, not(target_arch = "x86_64")))]
fn stops_of_ones(block: &[u8; 32]) -> u32 {
    block.iter().rev().fold(0, |bits, &byte| bits << 1 | u32::from(is_stop(byte)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_byte_is_what_it_is_by_itself() {
        for byte in 0..=u8::MAX {
            for at in [0, 17, 31] {
                let mut block = [b' '; 32];
                block[at] = byte;
                let expected = stops_of_ones(&block);
                assert_eq!(stops(&block), expected, "{byte}");
                assert_eq!(stop(&block, 0), Some(expected.trailing_zeros() as usize).filter(|&at| at < 32), "{byte}");
            }
        }
    }

    #[test]
    fn half_a_character_is_no_string() {
        assert_eq!(read(r#"\ud83d\ude00!""#, 0), Some((Cow::Borrowed("😀!"), 14)));
        for bad in [r#"\ud83d""#, r#"\ude00\ud83d""#, r#"\ud83dx""#, r#"\u12g4""#, r#"\x""#, "no end", "a\nb\"", r"\"] {
            assert_eq!(read(bad, 0), None, "{bad}");
        }
        // which serde_json does not mind in what it passes over
        assert_eq!(pass_over(br#"\ud83d""#, 0), Some(7));
    }

    proptest! {
        #[test]
        fn a_string_is_what_serde_json_reads(
            parts in prop::collection::vec(prop_oneof![
                4 => "[a-zé“ ]{0,40}",
                2 => prop::sample::select(&["\\n", "\\\"", "\\\\", "\\u00e9", "\\ud83d\\ude00", "\\/", "\\t\\r\\b\\f"][..]).prop_map(str::to_owned),
                1 => prop::sample::select(&["\\", "\"", "\n", "\\u", "\\ud83d", "\\x", "\u{1}"][..]).prop_map(str::to_owned),
            ], 0..12),
        ) {
            let json = format!("\"{}\" ", parts.concat());
            let mut known = serde_json::Deserializer::from_str(&json).into_iter::<String>();
            let expected = known.next().and_then(Result::ok).map(|value| (value, known.byte_offset()));
            let found = read(&json, 1);
            prop_assert_eq!(found.as_ref().map(|(value, end)| (value.to_string(), *end)), expected);
            let mut ignored = serde_json::Deserializer::from_str(&json).into_iter::<serde::de::IgnoredAny>();
            let end = ignored.next().and_then(Result::ok).map(|_| ignored.byte_offset());
            prop_assert_eq!(pass_over(json.as_bytes(), 1), end);
        }
    }
}
