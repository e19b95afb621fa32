//! The token of a word in ASCII, sixteen bytes at once.

use super::spelling::maybe_listed;
use super::token::{Token, TokenClass};
use super::token_hash::{HASH_START, hash_end, hash_of_16, hash_step};

/// So many bytes are looked at in one go.
pub(super) const SEEN: usize = 64;
/// With those behind them that can be read too, so that a word which begins in the last byte is loaded as any other.
pub(super) const WINDOW: usize = SEEN + 16;

const LOWER: u64 = 0x2020_2020_2020_2020;
/// For each length up to 16 the masks of the two halves of a word. Those behind are there so that five bits are always an index.
const MASKS: [[u64; 2]; 32] = {
    let mut masks = [[u64::MAX; 2]; 32];
    let mut len = 0;
    while len < 16 {
        let bits = (1_u128 << (8 * len)) - 1;
        masks[len] = [bits as u64, (bits >> 64) as u64];
        len += 1;
    }
    masks
};

/// The token of the word of up to 16 bytes that begins in the first [`SEEN`] of a window, as if it had no digit and as it is spelt; and
/// in the lowest bit of a number whether another spelling of it may be the common one.
#[inline(always)]
pub(super) fn token_in(window: &[u8; WINDOW], start: usize, len: usize) -> (Token, u64) {
    let start = start % SEEN;
    let [low, high] = window[start..].first_chunk().map_or([0; 2], |sixteen| halves(sixteen, len));
    let hash = hash_of_16(low, high);
    (Token::as_spelt(hash, class(false, window[start])), maybe_listed(hash))
}

/// The first `len` of 16 ASCII letters and digits in two numbers. Setting bit 5 turns capitals into small letters and leaves digits
/// as they are.
#[inline(always)]
fn halves(sixteen: &[u8; 16], len: usize) -> [u64; 2] {
    let (eights, _) = sixteen.as_chunks::<8>();
    let half = |nth: usize| (u64::from_le_bytes(eights[nth]) | LOWER) & MASKS[len % 32][nth];
    [half(0), half(1)]
}

/// What kind of word it is that begins with the ASCII letter or digit `first`.
#[inline(always)]
fn class(has_digit: bool, first: u8) -> TokenClass {
    // of letters and digits, only capitals lack bit 5
    let class = if first & 0x20 == 0 { TokenClass::Capital } else { TokenClass::Plain };
    if has_digit { TokenClass::Number } else { class }
}

/// The token of any ASCII word.
#[inline(never)]
pub(super) fn ascii_token(word: &[u8]) -> Token {
    let mut state = HASH_START;
    for piece in word.chunks(16) {
        let mut sixteen = [0; 16];
        sixteen[..piece.len()].copy_from_slice(piece);
        let [low, high] = halves(&sixteen, piece.len());
        state = hash_step(state, low, high);
    }
    let digits = word.iter().any(u8::is_ascii_digit);
    Token::new(hash_end(state), class(digits, word.first().copied().unwrap_or(b'a')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::token_hash::hash_spelling;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_word_is_what_its_bytes_one_by_one_give(word in "[a-zA-Z0-9]{1,40}|[a-z]{1,16}") {
            let class = match word.as_bytes()[0] {
                _ if word.bytes().any(|byte| byte.is_ascii_digit()) => TokenClass::Number,
                b'A'..=b'Z' => TokenClass::Capital,
                _ => TokenClass::Plain,
            };
            let slow = Token::new(hash_spelling(word.to_ascii_lowercase().as_bytes()), class);
            prop_assert_eq!(ascii_token(word.as_bytes()), slow);
        }
    }
}
