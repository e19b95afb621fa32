//! The ASCII words of a text as tokens, eight in one go: bits say where words begin and end in the next 64 bytes, and as hardly
//! anything depends on how long the words are and on how many they are, the processor need not guess.

use super::ascii::{SEEN, WINDOW, ascii_token, token_in};
use super::byte_classes::{ByteClasses, bits};
use super::lines::LineTracker;
use super::normalise::common_separator;
use super::token::Token;
use super::tokenised_text::TokenisedText;

/// Words that are hashed in one go. Eight English words and what stands between them seldom take more than 64 bytes.
const BATCH: usize = 8;

/// Appends the tokens of the words that begin at `at` or behind, and the lines that end there, up to the first character beyond
/// ASCII that is no common separator, or is not seen to be one; a word that touches it is among them. Gives its place, or the end
/// of the text. No word may reach over `at`.
pub(super) fn ascii_words(text: &[u8], at: usize, line: &mut LineTracker, out: &mut TokenisedText) -> usize {
    let at = in_windows(text, text, 0, at, line, out);
    let Some(rest) = text.get(at..).filter(|rest| rest.len() < WINDOW) else { return at };
    // what no window fits on any more, with blanks behind it; a mark is found again
    let mut last = [b' '; 2 * WINDOW];
    for (to, &from) in last.iter_mut().zip(rest) {
        *to = from;
    }
    (at + in_windows(text, &last, at, 0, line, out)).min(text.len())
}

/// The same as far as there are whole windows of `source`, which is a part of the text that begins at `base`.
fn in_windows(
    text: &[u8],
    source: &[u8],
    base: usize,
    at: usize,
    line: &mut LineTracker,
    out: &mut TokenisedText,
) -> usize {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2")
        && is_x86_feature_detected!("bmi1")
        && is_x86_feature_detected!("bmi2")
        && is_x86_feature_detected!("lzcnt")
        && is_x86_feature_detected!("popcnt")
    {
        // SAFETY: the machine has the instructions.
        #[allow(unsafe_code)]
        return unsafe { in_windows_avx2(text, source, base, at, line, out) };
    }
    up_to_mark(text, source, base, at, line, out, bits)
}

/// The same, compiled for AVX2 and for the instructions on a number's lowest and highest bit.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn in_windows_avx2(
    text: &[u8],
    source: &[u8],
    base: usize,
    at: usize,
    line: &mut LineTracker,
    out: &mut TokenisedText,
) -> usize {
    up_to_mark(text, source, base, at, line, out, |block| super::byte_classes::bits_of_thirty_twos(block))
}

#[inline(always)]
fn up_to_mark(
    text: &[u8],
    source: &[u8],
    base: usize,
    mut at: usize,
    line: &mut LineTracker,
    out: &mut TokenisedText,
    bits: impl Fn(&[u8; SEEN]) -> ByteClasses,
) -> usize {
    let look = |at: usize| {
        let window = source.get(at..)?.first_chunk::<WINDOW>()?;
        Some((window, bits(window.first_chunk()?)))
    };
    let mut next = look(at);
    while let Some((window, ByteClasses { words, digits, mut newlines, mut beyond })) = next {
        let starts = words & !(words << 1);
        let ends = !words & (words << 1);
        let later = (0..BATCH).fold(ends, |ends, _| without_lowest(ends));
        let mut taken = ends ^ later;
        // before the end of the ninth word; what is behind can wait
        beyond &= !later & later.wrapping_sub(1);
        if beyond != 0 {
            beyond = without_separators(window, beyond);
            taken &= up_to_lowest(beyond);
        }
        let advance = if beyond != 0 {
            beyond.trailing_zeros() as usize
        } else if taken != 0 {
            63 - taken.leading_zeros() as usize
        } else if starts & 1 == 0 {
            // only blanks before the first word
            starts.trailing_zeros() as usize
        } else {
            // a word that ends in no window
            source[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count()
        };
        // where the next window is does not depend on what is in this one, so the processor looks at both at once
        next = look(at + advance);
        let seen = 1_u64.checked_shl(advance as u32).unwrap_or(0).wrapping_sub(1);
        let before = out.tokens.len();
        if taken != 0 && longer_than_16(words) == 0 {
            eight(window, starts, taken, &mut out.tokens);
            numbers(digits & seen, taken, &mut out.tokens[before..]);
        } else if taken != 0 {
            few(window, starts, taken, &mut out.tokens);
        } else if beyond == 0 && starts & 1 == 1 {
            out.tokens.push(ascii_token(&source[at..at + advance]));
        }
        // between two ends of lines without anything between them is no line
        newlines &= seen & !(newlines << 1) & line.asked;
        while newlines != 0 {
            let ended = (taken & up_to_lowest(newlines)).count_ones() as usize;
            line.close(text, base + at + newlines.trailing_zeros() as usize, before + ended, &mut out.lines);
            newlines = without_lowest(newlines);
        }
        at += advance;
        if beyond != 0 {
            break;
        }
    }
    at
}

/// The bits without those of the common separators that come before anything else beyond ASCII.
fn without_separators(window: &[u8; WINDOW], mut beyond: u64) -> u64 {
    while beyond != 0 {
        let at = beyond.trailing_zeros() as usize;
        match common_separator(&window[at..SEEN]) {
            Some(separator) => beyond &= !(((1 << separator.len_utf8()) - 1) << at),
            None => break,
        }
    }
    beyond
}

/// Appends the tokens of up to eight words of a window, whose ends are given; none is longer than 16 bytes.
#[inline(always)]
fn eight(window: &[u8; WINDOW], mut starts: u64, mut ends: u64, tokens: &mut Vec<Token>) {
    let before = tokens.len();
    let count = (ends.count_ones() as usize).min(BATCH);
    tokens.reserve(BATCH);
    let mut listed = 0;
    if let Some(places) = tokens.spare_capacity_mut().first_chunk_mut::<BATCH>() {
        // always eight: those behind the last word are rubbish, which costs less than a wrong guess of how many there are
        for place in places {
            let (start, end) = (starts.trailing_zeros() as usize, ends.trailing_zeros() as usize);
            let (token, maybe) = token_in(window, start, end.wrapping_sub(start));
            place.write(token);
            listed |= maybe;
            (starts, ends) = (without_lowest(starts), without_lowest(ends));
        }
        // SAFETY: `count` is at most `BATCH`, and so many places behind the last token were written to.
        #[allow(unsafe_code)]
        unsafe {
            tokens.set_len(before + count);
        }
    }
    if listed & 1 != 0 {
        common(&mut tokens[before..]);
    }
}

#[cold]
#[inline(never)]
fn common(tokens: &mut [Token]) {
    tokens.iter_mut().for_each(|token| *token = token.in_common_spelling());
}

/// Gives the words that have digits their class.
#[inline(always)]
fn numbers(mut digits: u64, ends: u64, tokens: &mut [Token]) {
    while digits != 0 {
        let behind = ends & !up_to_lowest(digits);
        // a digit behind the last word belongs to one that is yet to come
        let Some(token) = tokens.get_mut((ends ^ behind).count_ones() as usize) else { break };
        *token = token.as_number();
        digits &= !up_to_lowest(behind);
    }
}

/// The words of a window whose ends are given.
#[cold]
#[inline(never)]
fn few(window: &[u8; WINDOW], mut starts: u64, mut ends: u64, tokens: &mut Vec<Token>) {
    while ends != 0 {
        tokens.push(ascii_token(&window[starts.trailing_zeros() as usize..ends.trailing_zeros() as usize]));
        (starts, ends) = (without_lowest(starts), without_lowest(ends));
    }
}

#[inline(always)]
fn without_lowest(bits: u64) -> u64 {
    bits & bits.wrapping_sub(1)
}

/// All bits up to the lowest one that is set, and that one; all where none is.
#[inline(always)]
fn up_to_lowest(bits: u64) -> u64 {
    bits ^ bits.wrapping_sub(1)
}

/// Not 0 where more than 16 neighbouring bits are set.
#[inline(always)]
fn longer_than_16(words: u64) -> u64 {
    let two = words & words >> 1;
    let four = two & two >> 2;
    let eight = four & four >> 4;
    eight & eight >> 8 & words >> 16
}

#[cfg(test)]
mod tests {
    use super::super::byte_classes::bits_of_eights;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_machine_finds_the_same_words_and_lines(
            text in "([a-z]{1,9}|[a-zA-Z0-9]{1,20}|[a-z]{60,90}|[ .]{1,70}|[ ’é。\n\r.]{1,3}){0,60}",
        ) {
            let bytes = text.as_bytes();
            let found = |in_windows: &dyn Fn(&mut LineTracker, &mut TokenisedText) -> usize| {
                let (mut line, mut out) = (LineTracker::new(0, true), TokenisedText::default());
                let at = in_windows(&mut line, &mut out);
                line.close(bytes, at, out.tokens.len(), &mut out.lines);
                (at, out)
            };
            let here = found(&|line, out| in_windows(bytes, bytes, 0, 0, line, out));
            prop_assert_eq!(&found(&|line, out| up_to_mark(bytes, bytes, 0, 0, line, out, bits)), &here);
            prop_assert_eq!(&found(&|line, out| up_to_mark(bytes, bytes, 0, 0, line, out, bits_of_eights)), &here);
        }
    }
}
