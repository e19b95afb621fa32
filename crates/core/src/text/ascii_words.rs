//! Finds the ASCII words of a text and appends their tokens, up to eight at a time.
//!
//! Bit masks say where words begin and end in the next 64 bytes. Hardly a branch depends on the lengths and the number
//! of the words, so the processor seldom mispredicts.

use super::ascii_token::{BLOCK_BYTES, WINDOW_BYTES, ascii_token, short_word_token};
use super::byte_classes::{ByteClasses, classify};
use super::lines::LineTracker;
use super::normalise::common_separator;
use super::token::Token;
use super::tokenised_text::TokenisedText;

/// Words that are hashed at once. Eight English words with what separates them seldom take more than 64 bytes.
const WORDS_PER_BATCH: usize = 8;

/// Appends the tokens of the words from `at` on, and the lines that end there, up to the first character beyond ASCII
/// that is not a common separator, or whose separator is cut by a window's end. Returns its position, or the end of the
/// text. A word right before it has been appended as a token. No word may begin before `at` and end after it.
pub(super) fn ascii_words(text: &[u8], at: usize, line: &mut LineTracker, out: &mut TokenisedText) -> usize {
    let at = scan(text, text, 0, at, line, out);
    let Some(rest) = text.get(at..).filter(|rest| rest.len() < WINDOW_BYTES) else { return at };
    // the rest is shorter than a window: pad it with blanks
    let mut padded = [b' '; 2 * WINDOW_BYTES];
    for (to, &from) in padded.iter_mut().zip(rest) {
        *to = from;
    }
    (at + scan(text, &padded, at, 0, line, out)).min(text.len())
}

/// [`ascii_words`] as far as there are whole windows of `source`, which holds the text from `base` on.
fn scan(text: &[u8], source: &[u8], base: usize, at: usize, line: &mut LineTracker, out: &mut TokenisedText) -> usize {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2")
        && is_x86_feature_detected!("bmi1")
        && is_x86_feature_detected!("bmi2")
        && is_x86_feature_detected!("lzcnt")
        && is_x86_feature_detected!("popcnt")
    {
        // SAFETY: the machine has the instructions.
        #[allow(unsafe_code)]
        return unsafe { scan_avx2(text, source, base, at, line, out) };
    }
    scan_windows(text, source, base, at, line, out, classify)
}

/// [`scan_windows`], compiled for AVX2 and for the instructions on a number's lowest and highest bit.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn scan_avx2(
    text: &[u8],
    source: &[u8],
    base: usize,
    at: usize,
    line: &mut LineTracker,
    out: &mut TokenisedText,
) -> usize {
    scan_windows(text, source, base, at, line, out, |block| super::byte_classes::classify_avx2(block))
}

#[inline(always)]
fn scan_windows(
    text: &[u8],
    source: &[u8],
    base: usize,
    mut at: usize,
    line: &mut LineTracker,
    out: &mut TokenisedText,
    classify: impl Fn(&[u8; BLOCK_BYTES]) -> ByteClasses,
) -> usize {
    let look = |at: usize| {
        let window = source.get(at..)?.first_chunk::<WINDOW_BYTES>()?;
        Some((window, classify(window.first_chunk()?)))
    };
    let mut next = look(at);
    while let Some((window, classes)) = next {
        let Batch { starts, ends, other } = Batch::of(window, &classes);
        let advance = if other != 0 {
            other.trailing_zeros() as usize
        } else if ends != 0 {
            63 - ends.leading_zeros() as usize
        } else if starts & 1 == 0 {
            // no word ends here: go to the first that begins
            starts.trailing_zeros() as usize
        } else {
            // a word longer than the block
            source[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count()
        };
        // where the next window is does not depend on this one's tokens, so the processor works on both at once
        next = look(at + advance);
        let passed = 1_u64.checked_shl(advance as u32).unwrap_or(0).wrapping_sub(1);
        let before = out.tokens.len();
        if ends != 0 && longer_than_16(classes.alphanumeric) == 0 {
            push_short_words(window, starts, ends, &mut out.tokens);
            mark_numbers(classes.digits & passed, ends, &mut out.tokens[before..]);
        } else if ends != 0 {
            push_words(window, starts, ends, &mut out.tokens);
        } else if other == 0 && starts & 1 == 1 {
            out.tokens.push(ascii_token(&source[at..at + advance]));
        }
        // a newline right after another ends no line
        let mut newlines = classes.newlines & passed & !(classes.newlines << 1) & line.wanted;
        while newlines != 0 {
            let ended = (ends & up_to_lowest(newlines)).count_ones() as usize;
            line.close(text, base + at + newlines.trailing_zeros() as usize, before + ended, &mut out.lines);
            newlines = without_lowest(newlines);
        }
        at += advance;
        if other != 0 {
            break;
        }
    }
    at
}

/// The words of a window that are handled at once, as bits of its block.
struct Batch {
    /// The first byte of each word of the block.
    starts: u64,
    /// The byte after each word of the batch.
    ends: u64,
    /// Bytes of characters beyond ASCII from the first on that is not a common separator; none where the batch ends
    /// before.
    other: u64,
}

impl Batch {
    #[inline(always)]
    fn of(window: &[u8; WINDOW_BYTES], classes: &ByteClasses) -> Self {
        let words = classes.alphanumeric;
        let starts = words & !(words << 1);
        let all_ends = !words & (words << 1);
        let later = (0..WORDS_PER_BATCH).fold(all_ends, |ends, _| without_lowest(ends));
        let mut ends = all_ends ^ later;
        // up to the end of the ninth word; what follows is left to the next window
        let mut other = classes.non_ascii & !later & later.wrapping_sub(1);
        if other != 0 {
            other = without_separators(window, other);
            ends &= up_to_lowest(other);
        }
        Batch { starts, ends, other }
    }
}

/// The bits without those of the common separators at their beginning.
fn without_separators(window: &[u8; WINDOW_BYTES], mut non_ascii: u64) -> u64 {
    while non_ascii != 0 {
        let at = non_ascii.trailing_zeros() as usize;
        match common_separator(&window[at..BLOCK_BYTES]) {
            Some(separator) => non_ascii &= !(((1 << separator.len_utf8()) - 1) << at),
            None => break,
        }
    }
    non_ascii
}

/// Appends the tokens of the words that end at `ends`, at most eight and none longer than 16 bytes, all taken for words
/// without digits.
#[inline(always)]
fn push_short_words(window: &[u8; WINDOW_BYTES], mut starts: u64, mut ends: u64, tokens: &mut Vec<Token>) {
    let before = tokens.len();
    let count = (ends.count_ones() as usize).min(WORDS_PER_BATCH);
    tokens.reserve(WORDS_PER_BATCH);
    let mut listed = 0;
    if let Some(slots) = tokens.spare_capacity_mut().first_chunk_mut::<WORDS_PER_BATCH>() {
        // always writes eight: those after the last word are garbage, which costs less than a mispredicted number of
        // words
        for slot in slots {
            let (start, end) = (starts.trailing_zeros() as usize, ends.trailing_zeros() as usize);
            let (token, maybe_listed) = short_word_token(window, start, end.wrapping_sub(start));
            slot.write(token);
            listed |= maybe_listed;
            (starts, ends) = (without_lowest(starts), without_lowest(ends));
        }
        // SAFETY: `count` is at most `WORDS_PER_BATCH`, and as many slots after the last token were written.
        #[allow(unsafe_code)]
        unsafe {
            tokens.set_len(before + count);
        }
    }
    if listed & 1 != 0 {
        to_common_spelling(&mut tokens[before..]);
    }
}

#[cold]
#[inline(never)]
fn to_common_spelling(tokens: &mut [Token]) {
    tokens.iter_mut().for_each(|token| *token = token.in_common_spelling());
}

/// Gives the words with digits the class of numbers. `tokens` are those of the words that end at `ends`.
#[inline(always)]
fn mark_numbers(mut digits: u64, ends: u64, tokens: &mut [Token]) {
    while digits != 0 {
        let later = ends & !up_to_lowest(digits);
        // a digit after the last end belongs to a word of the next window
        let Some(token) = tokens.get_mut((ends ^ later).count_ones() as usize) else { break };
        *token = token.as_number();
        digits &= !up_to_lowest(later);
    }
}

/// Appends the tokens of the words that end at `ends`, of any length.
#[cold]
#[inline(never)]
fn push_words(window: &[u8; WINDOW_BYTES], mut starts: u64, mut ends: u64, tokens: &mut Vec<Token>) {
    while ends != 0 {
        tokens.push(ascii_token(&window[starts.trailing_zeros() as usize..ends.trailing_zeros() as usize]));
        (starts, ends) = (without_lowest(starts), without_lowest(ends));
    }
}

#[inline(always)]
fn without_lowest(bits: u64) -> u64 {
    bits & bits.wrapping_sub(1)
}

/// All bits up to the lowest one that is set, including it; all bits where none is set.
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
    use super::super::byte_classes::classify_portable;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn words_and_lines_do_not_depend_on_the_instruction_set(
            text in "([a-z]{1,9}|[a-zA-Z0-9]{1,20}|[a-z]{60,90}|[ .]{1,70}|[ ’é。\n\r.]{1,3}){0,60}",
        ) {
            let bytes = text.as_bytes();
            let run = |scan: &dyn Fn(&mut LineTracker, &mut TokenisedText) -> usize| {
                let (mut line, mut out) = (LineTracker::new(0, true), TokenisedText::default());
                let at = scan(&mut line, &mut out);
                line.close(bytes, at, out.tokens.len(), &mut out.lines);
                (at, out)
            };
            let here = run(&|line, out| scan(bytes, bytes, 0, 0, line, out));
            prop_assert_eq!(&run(&|line, out| scan_windows(bytes, bytes, 0, 0, line, out, classify)), &here);
            prop_assert_eq!(&run(&|line, out| scan_windows(bytes, bytes, 0, 0, line, out, classify_portable)), &here);
        }
    }
}
