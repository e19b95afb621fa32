//! What comes of a text: its tokens, and where its lines are among them.

use super::lines::TextLine;
use super::token::Token;

/// The tokens of one text or of several, one behind the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TokenisedText {
    /// The tokens in order.
    pub tokens: Vec<Token>,
    /// The lines that have tokens, in order.
    pub lines: Vec<TextLine>,
}

impl TokenisedText {
    /// Empties it, keeping its memory.
    pub fn clear(&mut self) {
        self.tokens.clear();
        self.lines.clear();
    }
}
