//! A token: a word or number of a text as a hash of 30 bits, with its class.

use super::spelling::common_spelling;
use super::token_hash::DROPPED_BITS;

/// The class of a token, by how it is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenClass {
    /// A word in lower case, or in a script without case.
    Plain,
    /// A word that begins with a capital: a name, or the first word of a sentence.
    Capital,
    /// A token with a digit.
    Number,
}

/// One token: a maximal run of letters and digits. The upper 30 bits are the hash of its normalised spelling, the lower
/// two its [`TokenClass`], so that names and numbers are recognised without the text.
///
/// 30 bits suffice, as only runs of tokens are compared: two different runs of five collide by chance once in 2¹⁵⁰.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(transparent)]
pub struct Token(u32);

/// Whether two texts are in the order by length, and of equal length by their words: an order that does not depend on
/// how documents are numbered.
pub(crate) fn are_in_text_order(first: &[Token], second: &[Token]) -> bool {
    (first.len(), first) <= (second.len(), second)
}

impl Token {
    /// The token whose normalised spelling hashes to `hash`, of which the upper 30 bits count. A British spelling
    /// becomes the American one.
    #[inline(always)]
    pub(crate) fn new(hash: u64, class: TokenClass) -> Self {
        Self::as_spelt(hash, class).in_common_spelling()
    }

    /// As [`Token::new`], but keeps the spelling.
    #[inline(always)]
    pub(super) fn as_spelt(hash: u64, class: TokenClass) -> Self {
        let class = match class {
            TokenClass::Plain => 0,
            TokenClass::Capital => 1,
            TokenClass::Number => 2,
        };
        Token(((hash >> DROPPED_BITS) as u32) << 2 | class)
    }

    /// The token in American spelling.
    #[inline(always)]
    pub(super) fn in_common_spelling(self) -> Self {
        Token(common_spelling(self.spelling()) << 2 | self.0 & 3)
    }

    /// The token with the class of a number.
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

    /// The class.
    #[inline]
    #[must_use]
    pub(crate) const fn class(self) -> TokenClass {
        match self.0 & 3 {
            0 => TokenClass::Plain,
            1 => TokenClass::Capital,
            _ => TokenClass::Number,
        }
    }
}
