//! A token: a run of letters and digits as a hash of 30 bits, with its class beside it.

use super::spelling::common_spelling;

/// What kind of word a token is, as printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// A word in lower case, or in a script without case.
    Plain,
    /// A word that begins with a capital: a name, or the first word of a sentence.
    Capital,
    /// A token with a digit in it.
    Number,
}

/// One token. The upper 30 bits are the hash of its normalised spelling, the lower two its [`Class`], so that what
/// names and numbers a text holds stays known after the text itself is gone. 30 bits suffice: only runs of tokens are
/// ever compared, and two runs of five collide by chance once in 2¹⁵⁰.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(transparent)]
pub struct Token(u32);

impl Token {
    /// The token whose normalised spelling hashes to `hash` (its upper 30 bits count), in the spelling that British and American
    /// English share.
    #[inline(always)]
    pub(crate) fn new(hash: u64, class: Class) -> Self {
        Self::as_spelt(hash, class).in_common_spelling()
    }

    /// The same as it is spelt.
    #[inline(always)]
    pub(super) fn as_spelt(hash: u64, class: Class) -> Self {
        let class = match class {
            Class::Plain => 0,
            Class::Capital => 1,
            Class::Number => 2,
        };
        Token(((hash >> DROPPED) as u32) << 2 | class)
    }

    /// The token in the spelling that British and American English share.
    #[inline(always)]
    pub(super) fn in_common_spelling(self) -> Self {
        Token(common_spelling(self.spelling()) << 2 | self.0 & 3)
    }

    /// The token as a word with a digit in it.
    #[inline(always)]
    pub(super) fn as_number(self) -> Self {
        Token(self.0 & !3 | 2)
    }

    /// The hash of the spelling, 30 bits; the same for `The` and `the`.
    #[inline]
    #[must_use]
    pub const fn spelling(self) -> u32 {
        self.0 >> 2
    }

    /// What kind of word it is.
    #[inline]
    #[must_use]
    pub const fn class(self) -> Class {
        match self.0 & 3 {
            0 => Class::Plain,
            1 => Class::Capital,
            _ => Class::Number,
        }
    }
}

/// So many lower bits of a hash no token keeps.
pub(super) const DROPPED: u32 = 34;
/// Multiplier of the token hash: the golden ratio's fraction in 64 bits, odd.
const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;
/// Start of the token hash: the fraction of π in 64 bits.
pub(super) const HASH_START: u64 = 0x243f_6a88_85a3_08d3;

/// The hash of a spelling of at most 16 bytes, zero padded, little endian: a full 64 × 64 multiplication folded onto itself mixes
/// all of them at once, and a second one spreads them to the upper bits, which are those that are kept. No spelling has a zero
/// byte, so its length is in it.
#[inline(always)]
pub(crate) const fn hash_of_16(low: u64, high: u64) -> u64 {
    hash_end(hash_step(HASH_START, low, high))
}

/// One step of the token hash: sixteen bytes into the state.
#[inline(always)]
pub(super) const fn hash_step(state: u64, low: u64, high: u64) -> u64 {
    let product = ((state ^ low) as u128).wrapping_mul((MULTIPLIER ^ high) as u128);
    (product as u64) ^ ((product >> 64) as u64)
}

#[inline(always)]
pub(super) const fn hash_end(state: u64) -> u64 {
    state.wrapping_mul(MULTIPLIER)
}

/// The hash of a token's normalised spelling.
pub(crate) fn hash_spelling(spelling: &[u8]) -> u64 {
    let mut state = HASH_START;
    for chunk in spelling.chunks(16) {
        let mut word = [0_u8; 16];
        word[..chunk.len()].copy_from_slice(chunk);
        let word = u128::from_le_bytes(word);
        state = hash_step(state, word as u64, (word >> 64) as u64);
    }
    hash_end(state)
}
