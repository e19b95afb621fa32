//! The tokens of a text with its lines.

use super::lines::TextLine;
use super::token::Token;

/// The tokens and lines of one text, or of several one after another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TokenisedText {
    /// The tokens in order.
    pub tokens: Vec<Token>,
    /// The lines that have tokens, in order.
    pub lines: Vec<TextLine>,
}

impl TokenisedText {
    /// Removes all tokens and lines and keeps the memory.
    pub fn clear(&mut self) {
        self.tokens.clear();
        self.lines.clear();
    }
}
