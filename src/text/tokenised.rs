//! What comes of a text: its tokens, and where its lines are among them.

use super::lines::Line;
use super::token::Token;

/// The tokens of one text or of several, one behind the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tokenised {
    /// The tokens in order.
    pub tokens: Vec<Token>,
    /// The lines that have tokens, in order.
    pub lines: Vec<Line>,
}

impl Tokenised {
    /// Empties it, keeping its memory.
    pub fn clear(&mut self) {
        self.tokens.clear();
        self.lines.clear();
    }
}
