//! Text: from the characters of an article to its tokens, its lines and its shingles.

mod ascii;
mod bits;
mod codes;
mod families;
mod lines;
mod normalise;
mod repeats;
mod settled;
mod shingle;
mod shingle_bits;
mod spans;
mod spelling;
mod token;
mod token_hash;
mod tokenise;
mod tokenised;
mod words;

pub use codes::Codes;
pub use lines::Line;
pub use repeats::Repeats;
pub use shingle::{Shingle, ShingleSettings};
pub use shingle_bits::ShingleBits;
pub use spans::spans;
pub use token::{Class, Token};
pub use tokenise::{Tokeniser, tokens};
pub use tokenised::Tokenised;
