//! Text: from the characters of an article to its tokens, its lines and its shingles.

mod ascii;
mod bits;
mod edges;
mod families;
mod normalise;
mod shingle;
mod spans;
mod spelling;
mod token;
mod tokenise;

pub use shingle::{Shingle, ShingleSettings, Shingles};
pub use spans::spans;
pub use token::{Class, Token};
pub use tokenise::{Line, Tokenised, Tokeniser, tokens};
