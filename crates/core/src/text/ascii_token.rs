//! Hashes ASCII words to tokens, 16 bytes at a time.

use super::spelling::maybe_listed;
use super::token::{Token, TokenClass};
use super::token_hash::{HASH_START, hash_end, hash_of_16, hash_step};

/// Bytes of a text that are classified together: one bit each in a `u64`.
pub(super) const BLOCK_BYTES: usize = 64;
/// A block and the 16 bytes after it, so that a word that begins in the block's last byte is loaded as any other.
pub(super) const WINDOW_BYTES: usize = BLOCK_BYTES + 16;

/// Bit 5 of every byte: set, it turns an ASCII capital into its small letter and leaves a digit as it is.
const LOWER_CASE: u64 = 0x2020_2020_2020_2020;
/// For each length up to 16 the masks of a word's two halves. The rest pads the table, so that any five bits are an
/// index.
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

/// The token of a word of up to 16 bytes that begins in the window's block, taken for a word without digits and in its
/// own spelling; the caller corrects both where needed. The lowest bit of the number says whether the word may have
/// another spelling.
#[inline(always)]
pub(super) fn short_word_token(window: &[u8; WINDOW_BYTES], start: usize, len: usize) -> (Token, u64) {
    let start = start % BLOCK_BYTES;
    let [low, high] = window[start..].first_chunk().map_or([0; 2], |sixteen| lower_case_halves(sixteen, len));
    let hash = hash_of_16(low, high);
    (Token::as_spelt(hash, class(false, window[start])), maybe_listed(hash))
}

/// The first `len` of 16 ASCII letters and digits, in lower case and as two numbers.
#[inline(always)]
fn lower_case_halves(sixteen: &[u8; 16], len: usize) -> [u64; 2] {
    let (eights, _) = sixteen.as_chunks::<8>();
    let half = |nth: usize| (u64::from_le_bytes(eights[nth]) | LOWER_CASE) & MASKS[len % 32][nth];
    [half(0), half(1)]
}

/// The class of a word that begins with the ASCII letter or digit `first`.
#[inline(always)]
fn class(has_digit: bool, first: u8) -> TokenClass {
    // of letters and digits, only capitals lack bit 5
    let class = if first & 0x20 == 0 { TokenClass::Capital } else { TokenClass::Plain };
    if has_digit { TokenClass::Number } else { class }
}

/// The token of an ASCII word of any length.
#[inline(never)]
pub(super) fn ascii_token(word: &[u8]) -> Token {
    let mut state = HASH_START;
    for piece in word.chunks(16) {
        let mut sixteen = [0; 16];
        sixteen[..piece.len()].copy_from_slice(piece);
        let [low, high] = lower_case_halves(&sixteen, piece.len());
        state = hash_step(state, low, high);
    }
    let has_digit = word.iter().any(u8::is_ascii_digit);
    Token::new(hash_end(state), class(has_digit, word.first().copied().unwrap_or(b'a')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::token_hash::hash_spelling;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn token_equals_that_of_the_lower_case_word_hashed_as_bytes(word in "[a-zA-Z0-9]{1,40}|[a-z]{1,16}") {
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
