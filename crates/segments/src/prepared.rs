//! An article on its way into a segment.

use crate::winnow::winnow;
use wirecopy_core::text::{Shingle, ShingleSettings, TextLine, Token};

/// What is kept of an article.
#[derive(Debug, Clone, Copy)]
pub struct ArticleData<'a> {
    /// A hash of its id.
    pub id_hash: u64,
    /// A hash of what it is; the same for two records of one article.
    pub content: u64,
    /// Its outlet.
    pub outlet: &'a str,
    /// Its fields, as its caller encodes them.
    pub fields: &'a [u8],
    /// Its words.
    pub tokens: &'a [Token],
    /// Its lines.
    pub lines: &'a [TextLine],
    /// Whether its date shows that the month comes first (`true`) or the day (`false`), where it shows either.
    pub date_order: Option<bool>,
    /// Its text, if texts are kept.
    pub text: Option<&'a str>,
}

/// An article with its keys, ready to be put into a segment.
#[derive(Debug, Clone, Default)]
pub struct PreparedArticle {
    pub(crate) id_hash: u64,
    pub(crate) content: u64,
    pub(crate) outlet: String,
    pub(crate) fields: Vec<u8>,
    pub(crate) tokens: Vec<Token>,
    pub(crate) lines: Vec<TextLine>,
    pub(crate) keys: Vec<Shingle>,
    pub(crate) date_order: Option<bool>,
    /// Its text, compressed; empty where texts are not kept.
    pub(crate) text: Vec<u8>,
}

/// Compression of texts: more costs more time and saves little.
const TEXT_LEVEL: i32 = 3;

impl PreparedArticle {
    /// Takes the keys of an article's words.
    #[must_use]
    pub fn new(article: &ArticleData<'_>, shingle: ShingleSettings, window: usize) -> Self {
        let (mut shingles, mut keys) = (Vec::new(), Vec::new());
        shingle.shingles(article.tokens, &mut shingles);
        winnow(&shingles, window, &mut keys);
        let compressed = article.text.and_then(|text| zstd::bulk::compress(text.as_bytes(), TEXT_LEVEL).ok());
        PreparedArticle {
            id_hash: article.id_hash,
            content: article.content,
            outlet: article.outlet.to_owned(),
            fields: article.fields.to_vec(),
            tokens: article.tokens.to_vec(),
            lines: article.lines.to_vec(),
            keys,
            date_order: article.date_order,
            text: compressed.unwrap_or_default(),
        }
    }

    /// The hashes of its id and of what it is.
    #[must_use]
    pub fn identity(&self) -> (u64, u64) {
        (self.id_hash, self.content)
    }

    /// Bytes of memory that it takes, roughly.
    #[must_use]
    pub fn bytes(&self) -> usize {
        200 + self.fields.len() + 4 * (self.tokens.len() + self.lines.len() + self.keys.len()) + self.text.len()
    }
}
