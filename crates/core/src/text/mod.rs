//! Text to tokens, lines and shingles, and the encoding of tokens.

mod ascii_token;
mod ascii_words;
mod byte_classes;
mod frozen_dictionary;
mod line_hyphens;
mod lines;
mod normalise;
mod repeats;
mod shingle;
mod shingle_filter;
mod spelling;
mod spelling_lists;
mod token;
mod token_dictionary;
mod token_hash;
mod token_source;
mod token_spans;
mod tokenise;
mod tokenised_text;

pub use lines::TextLine;
pub use repeats::{Repeat, RepeatFinder};
pub use shingle::{Shingle, ShingleSettings};
pub(crate) use shingle_filter::ShingleFilter;
pub use token::Token;
pub(crate) use token::TokenClass;
pub(crate) use token::are_in_text_order;
pub(crate) use token_dictionary::TokenDictionary;
pub use token_source::TokenSource;
pub use token_spans::token_spans;
pub use tokenise::{Tokeniser, tokens};
pub use tokenised_text::TokenisedText;
