//! JSON strings: finds their end and replaces their escapes.

use std::borrow::Cow;

/// Reads the string whose first byte after the opening quote is at `from`. Returns its value and the position after the
/// closing quote; `None` for an invalid string, such as one that escapes half a surrogate pair.
pub(super) fn read(json: &str, from: usize) -> Option<(Cow<'_, str>, usize)> {
    let bytes = json.as_bytes();
    let mut end = find_special(bytes, from)?;
    if bytes[end] == b'"' {
        return Some((Cow::Borrowed(json.get(from..end)?), end + 1));
    }
    // An escape is longer than its character, so this is enough. The text is most of its record, so little is wasted.
    let mut value = String::with_capacity(bytes.len() - from);
    let mut start = from;
    loop {
        value.push_str(json.get(start..end)?);
        match bytes.get(end)? {
            b'"' => return Some((Cow::Owned(value), end + 1)),
            // most escapes are line ends
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
        // paragraphs are separated by two of them
        end = if bytes.get(start) == Some(&b'\\') { start } else { find_special(bytes, start)? };
    }
}

/// The position after the closing quote of a string whose value is not wanted. Like serde_json, it accepts half a
/// surrogate pair.
pub(super) fn skip(bytes: &[u8], from: usize) -> Option<usize> {
    let mut from = from;
    loop {
        let end = find_special(bytes, from)?;
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

/// JSON in which each escape of half a surrogate pair, as cut emoji leave them, is one of U+FFFD. `None` when there is
/// none.
pub(super) fn with_whole_pairs(json: &str) -> Option<String> {
    let bytes = json.as_bytes();
    let (mut out, mut start, mut at) = (String::new(), 0, 0);
    while let Some(found) = memchr::memchr(b'\\', &bytes[at..]) {
        let here = at + found;
        let Some(first) = bytes.get(here + 1).filter(|next| **next == b'u').and_then(|_| unit(bytes, here + 2)) else {
            at = here + 2;
            if at >= bytes.len() {
                break;
            }
            continue;
        };
        at = here + 6;
        let is_followed = || bytes.get(here + 6..here + 8) == Some(b"\\u") && unit(bytes, here + 8).is_some_and(is_low);
        match first {
            0xd800..=0xdbff if is_followed() => at = here + 12,
            0xd800..=0xdfff => {
                out.push_str(json.get(start..here)?);
                out.push_str("\\ufffd");
                start = at;
            }
            _ => {}
        }
    }
    if start == 0 {
        return None;
    }
    out.push_str(json.get(start..)?);
    Some(out)
}

fn is_low(unit: u32) -> bool {
    (0xdc00..=0xdfff).contains(&unit)
}

/// The character of the escape whose backslash is before `at`, and the position after it.
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
            // two units of UTF-16 make a surrogate pair
            let second = bytes.get(at + 5..at + 7).filter(|mark| *mark == b"\\u").and_then(|_| unit(bytes, at + 7))?;
            let both = [first as u16, second as u16];
            Some((char::decode_utf16(both).next()?.ok()?, at + 11))
        }
        _ => None,
    }
}

/// The unit of UTF-16 in the four hexadecimal digits at `at`.
fn unit(bytes: &[u8], at: usize) -> Option<u32> {
    let digits = bytes.get(at..at + 4)?;
    digits.iter().try_fold(0, |unit, &digit| Some(unit << 4 | char::from(digit).to_digit(16)?))
}

/// The position of the first byte from `from` on that ends a run of literal bytes: a quote, a backslash or a control
/// character.
#[inline]
fn find_special(bytes: &[u8], from: usize) -> Option<usize> {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has AVX2, as was just checked.
        #[allow(unsafe_code)]
        return unsafe { find_special_avx2(bytes, from) };
    }
    find_special_by(bytes, from, special)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn find_special_avx2(bytes: &[u8], from: usize) -> Option<usize> {
    find_special_by(bytes, from, |block| special_avx2(block))
}

#[inline(always)]
fn find_special_by(bytes: &[u8], from: usize, special: impl Fn(&[u8; 32]) -> u32) -> Option<usize> {
    let rest = bytes.get(from..)?;
    let (blocks, tail) = rest.as_chunks::<32>();
    let mut at = from;
    for block in blocks {
        let bits = special(block);
        if bits != 0 {
            return Some(at + bits.trailing_zeros() as usize);
        }
        at += 32;
    }
    tail.iter().position(|&byte| is_special(byte)).map(|nth| at + nth)
}

fn is_special(byte: u8) -> bool {
    matches!(byte, b'"' | b'\\' | 0..0x20)
}

/// [`is_special`] of 32 bytes, one bit each.
#[inline(always)]
fn special(block: &[u8; 32]) -> u32 {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: every x86-64 processor has SSE2.
    #[allow(unsafe_code)]
    unsafe {
        special_sse2(block)
    }
    #[cfg(not(target_arch = "x86_64"))]
    special_scalar(block)
}

#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "sse2")]
fn special_sse2(block: &[u8; 32]) -> u32 {
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
fn special_avx2(block: &[u8; 32]) -> u32 {
    use std::arch::x86_64::{
        _mm256_cmpeq_epi8, _mm256_loadu_si256, _mm256_min_epu8, _mm256_movemask_epi8, _mm256_or_si256, _mm256_set1_epi8,
    };
    // SAFETY: the block has the 32 bytes that are loaded, and the load needs no alignment.
    #[allow(unsafe_code)]
    let bytes = unsafe { _mm256_loadu_si256(block.as_ptr().cast()) };
    let control = _mm256_cmpeq_epi8(_mm256_min_epu8(bytes, _mm256_set1_epi8(0x1f)), bytes);
    let quote = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(b'"' as i8));
    let backslash = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(b'\\' as i8));
    _mm256_movemask_epi8(_mm256_or_si256(control, _mm256_or_si256(quote, backslash))) as u32
}

/// [`special`] a byte at a time.
#[cfg(any(test, not(target_arch = "x86_64")))]
fn special_scalar(block: &[u8; 32]) -> u32 {
    block.iter().rev().fold(0, |bits, &byte| bits << 1 | u32::from(is_special(byte)))
}

/// JSON in which `NaN` and `Infinity`, which are no numbers of JSON, are null. `None` when there is none of them.
pub(super) fn without_odd_numbers(json: &str) -> Option<String> {
    const ODD: [&str; 3] = ["-Infinity", "Infinity", "NaN"];
    if !ODD.iter().any(|odd| json.contains(odd)) {
        return None;
    }
    let mut mended = String::with_capacity(json.len());
    let mut rest = json;
    let mut is_changed = false;
    while !rest.is_empty() {
        if rest.starts_with('"') {
            let end = string_end(rest).unwrap_or(rest.len());
            mended.push_str(&rest[..end]);
            rest = &rest[end..];
        } else if let Some(odd) = ODD.iter().find(|odd| rest.starts_with(**odd)) {
            mended.push_str("null");
            is_changed = true;
            rest = &rest[odd.len()..];
        } else {
            let may_begin = |&(_, c): &(usize, char)| matches!(c, '"' | 'N' | 'I' | '-');
            let next = rest.char_indices().skip(1).find(may_begin).map_or(rest.len(), |(at, _)| at);
            mended.push_str(&rest[..next]);
            rest = &rest[next..];
        }
    }
    is_changed.then_some(mended)
}

/// The position after a string that begins with a quote.
fn string_end(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 1;
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)? + 1;
        if bytes[at - 1] == b'"' {
            return Some(at);
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn classifies_every_byte_at_every_position_alike() {
        for byte in 0..=u8::MAX {
            for at in [0, 17, 31] {
                let mut block = [b' '; 32];
                block[at] = byte;
                let expected = special_scalar(&block);
                assert_eq!(special(&block), expected, "{byte}");
                assert_eq!(
                    find_special(&block, 0),
                    Some(expected.trailing_zeros() as usize).filter(|&at| at < 32),
                    "{byte}"
                );
            }
        }
    }

    #[test]
    fn rejects_half_a_surrogate_pair_and_other_invalid_escapes() {
        assert_eq!(read(r#"\ud83d\ude00!""#, 0), Some((Cow::Borrowed("😀!"), 14)));
        for bad in [r#"\ud83d""#, r#"\ude00\ud83d""#, r#"\ud83dx""#, r#"\u12g4""#, r#"\x""#, "no end", "a\nb\"", r"\"] {
            assert_eq!(read(bad, 0), None, "{bad}");
        }
        assert_eq!(skip(br#"\ud83d""#, 0), Some(7));
    }

    #[test]
    fn odd_numbers_become_null_wherever_they_stand() {
        for (json, expected) in [
            ("{\"a\": NaN, \"b\": -Infinity}", Some("{\"a\": null, \"b\": null}")),
            ("{\"a\": \"NaN\"}", None),
            // no JSON, as a fuzzer found it
            ("{é NaN😀é\"", Some("{é null😀é\"")),
            ("NaN\\é\"\\é", Some("null\\é\"\\é")),
        ] {
            assert_eq!(without_odd_numbers(json).as_deref(), expected, "{json}");
        }
    }

    #[test]
    fn half_pairs_become_the_replacement_character() {
        for (json, expected) in [
            (r#""a\ud83d b""#, Some(r#""a\ufffd b""#)),
            (r#""\ude00\ud83d""#, Some(r#""\ufffd\ufffd""#)),
            (r#""\ud83d\ude00""#, None),
            (r#""\\ud83d""#, None),
            (r#""\"#, None),
        ] {
            assert_eq!(with_whole_pairs(json).as_deref(), expected, "{json}");
        }
    }

    const ESCAPES: &[&str] = &["\\n", "\\\"", "\\\\", "\\u00e9", "\\ud83d\\ude00", "\\/", "\\t\\r\\b\\f"];
    const INVALID: &[&str] = &["\\", "\"", "\n", "\\u", "\\ud83d", "\\x", "\u{1}"];

    proptest! {
        #[test]
        fn reads_the_strings_that_serde_json_reads(
            parts in prop::collection::vec(prop_oneof![
                4 => "[a-zé“ ]{0,40}",
                2 => prop::sample::select(ESCAPES).prop_map(str::to_owned),
                1 => prop::sample::select(INVALID).prop_map(str::to_owned),
            ], 0..12),
        ) {
            let json = format!("\"{}\" ", parts.concat());
            let mut known = serde_json::Deserializer::from_str(&json).into_iter::<String>();
            let expected = known.next().and_then(Result::ok).map(|value| (value, known.byte_offset()));
            let found = read(&json, 1);
            prop_assert_eq!(found.as_ref().map(|(value, end)| (value.to_string(), *end)), expected);
            let mut ignored = serde_json::Deserializer::from_str(&json).into_iter::<serde::de::IgnoredAny>();
            let end = ignored.next().and_then(Result::ok).map(|_| ignored.byte_offset());
            prop_assert_eq!(skip(json.as_bytes(), 1), end);
        }
    }
}
