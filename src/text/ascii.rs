//! The tokens of words in ASCII, sixteen bytes at once.

use super::token::{Class, Token, hash_of_16, hash_spelling};

/// Appends the tokens of ASCII words.
pub(super) fn ascii_tokens(bytes: &[u8], words: &[[u32; 2]], tokens: &mut Vec<Token>) {
    tokens.extend(words.iter().map(|&[start, end]| ascii_token(bytes, start as usize, end as usize)));
}

/// For each length up to 16 the masks of the two halves of a word.
const MASKS: [[u64; 2]; 17] = {
    let mut masks = [[0; 2]; 17];
    let mut len = 1;
    while len <= 16 {
        let bits = u128::MAX >> (128 - 8 * len);
        masks[len] = [bits as u64, (bits >> 64) as u64];
        len += 1;
    }
    masks
};

/// The token of an ASCII word. Words of up to 16 bytes, which nearly all are, take no branch on their length.
#[inline(always)]
pub(super) fn ascii_token(bytes: &[u8], start: usize, end: usize) -> Token {
    let len = end - start;
    if let (Some(masks), Some(sixteen)) = (MASKS.get(len), bytes.get(start..start + 16)) {
        let half = |from: usize| {
            let mut eight = [0; 8];
            eight.copy_from_slice(&sixteen[from..from + 8]);
            u64::from_le_bytes(eight)
        };
        let halves = [half(0), half(8)];
        return token_of_halves(halves, *masks);
    }
    long_token(&bytes[start..end])
}

/// The token of up to 16 ASCII letters and digits. Setting bit 5 turns capitals into small letters and leaves digits as they are.
#[inline(always)]
fn token_of_halves([low, high]: [u64; 2], masks: [u64; 2]) -> Token {
    const LOWER: u64 = 0x2020_2020_2020_2020;
    // digits are the only word bytes below 0x40
    const DIGITS: u64 = 0x4040_4040_4040_4040;
    let hash = hash_of_16((low | LOWER) & masks[0], (high | LOWER) & masks[1]);
    let digits = (!low & masks[0] | !high & masks[1]) & DIGITS;
    // of letters and digits, only capitals lack bit 5
    let class = if low & 0x20 == 0 { Class::Capital } else { Class::Plain };
    Token::new(hash, if digits != 0 { Class::Number } else { class })
}

/// The token of any ASCII word.
#[cold]
fn long_token(word: &[u8]) -> Token {
    let spelling = word.to_ascii_lowercase();
    let class = match word.first() {
        _ if word.iter().any(u8::is_ascii_digit) => Class::Number,
        Some(first) if first.is_ascii_uppercase() => Class::Capital,
        _ => Class::Plain,
    };
    Token::new(hash_spelling(&spelling), class)
}
