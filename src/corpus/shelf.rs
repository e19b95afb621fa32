//! Shelves: articles as they come in, a batch at a time.

use super::token_spool::TokenSpool;
use super::tokens::{SpooledTokens, StoredTokens};
use crate::article::{AmbiguousDate, Article, Extraction, Published};
use crate::attribution::credit::Credit;
use crate::error::Result;
use crate::spool::{Mapping, Memory, Spool, Spooled, Stored};
use crate::text::{TextLine, Token, TokenisedText, Tokeniser};
use std::num::NonZeroU64;
use std::sync::Arc;

/// The share of the budget that fields may have in memory.
const FIELDS: f64 = 0.05;

/// Where the shelves of one corpus keep what takes most place.
#[derive(Debug)]
pub struct Spools {
    pub(super) tokens: TokenSpool,
    pub(super) fields: Spool<u8>,
}

impl Spools {
    /// Spools with their shares of the budget.
    #[must_use]
    pub fn new(memory: &Memory) -> Self {
        Spools { tokens: TokenSpool::new(memory), fields: Spool::new(memory, FIELDS) }
    }

    /// Ends writing.
    ///
    /// # Errors
    /// As [`Spool::finish`].
    pub fn finish(self) -> Result<SpooledText> {
        Ok(SpooledText { tokens: self.tokens.finish(), fields: self.fields.finish()? })
    }
}

/// What the shelves of one corpus keep in spools, to be read.
#[derive(Debug, Default)]
pub struct SpooledText {
    pub(super) tokens: SpooledTokens,
    pub(super) fields: Spooled<u8>,
}

impl SpooledText {
    /// What of it is mapped.
    #[must_use]
    pub fn mapping(&self) -> Option<Mapping> {
        self.fields.mapping()
    }
}

/// A batch of articles: their fields in one string, their tokens in one row. Text is not kept.
#[derive(Debug, Default)]
pub struct Shelf {
    heap: String,
    entries: Vec<Entry>,
    /// Where the tokens of each article end.
    ends: Vec<u32>,
    text: TokenisedText,
}

#[derive(Debug)]
pub(super) struct Entry {
    pub(super) path: Arc<str>,
    pub(super) row: Option<NonZeroU64>,
    /// Where id, outlet, title, byline and owner end in the heap; they follow each other.
    pub(super) ends: [u32; 5],
    pub(super) extraction: Extraction,
    pub(super) lines_end: u32,
    pub(super) published: Option<Published>,
    /// Boxed, as the credit is: few articles have it.
    pub(super) ambiguous_date: Option<Box<AmbiguousDate>>,
    /// Most articles name no agency, and a pointer of nothing is all that it costs them.
    pub(super) credit: Option<Box<Credit>>,
}

impl Shelf {
    /// A shelf with room for the tokens of so many bytes of text, which is to be stored in these spools.
    #[must_use]
    pub fn for_text(bytes: usize, spools: &Spools) -> Shelf {
        let mut shelf = Shelf::default();
        shelf.text.tokens = spools.tokens.room(bytes / 6);
        shelf
    }

    /// Puts one article on the shelf.
    pub fn push(&mut self, article: &Article, tokeniser: &mut Tokeniser) {
        self.push_credited(article, tokeniser, |_| Credit::default());
    }

    /// Puts one article on the shelf, with what it says of its source; `credit` is given the tokens of its text, where the text is
    /// plain ([`Tokeniser::last_was_plain`]).
    pub fn push_credited(
        &mut self,
        article: &Article,
        tokeniser: &mut Tokeniser,
        credit: impl FnOnce(Option<&[Token]>) -> Credit,
    ) {
        let mut ends = [0; 5];
        let fields = [&article.id, &article.outlet, &article.title, &article.byline, &article.owner];
        for (field, end) in fields.into_iter().zip(&mut ends) {
            self.heap.push_str(field);
            *end = self.heap.len() as u32;
        }
        let from = self.text.tokens.len();
        // only where the outlet is unknown does anybody ask for lines
        if article.outlet.is_empty() {
            tokeniser.tokenise(&article.text, &mut self.text);
        } else {
            tokeniser.tokenise_words(&article.text, &mut self.text);
        }
        self.ends.push(self.text.tokens.len() as u32);
        let credit = credit(tokeniser.last_was_plain().then(|| &self.text.tokens[from..]));
        self.entries.push(Entry {
            path: Arc::clone(&article.path),
            row: article.row.and_then(NonZeroU64::new),
            ends,
            extraction: article.extraction,
            lines_end: self.text.lines.len() as u32,
            published: article.published,
            ambiguous_date: article.ambiguous_date.map(Box::new),
            credit: (credit != Credit::default()).then(|| Box::new(credit)),
        });
    }

    /// Ends the shelf and puts its tokens and fields into their spools.
    ///
    /// # Errors
    /// As [`Spool::put`].
    pub fn store(self, spools: &Spools) -> Result<StoredShelf> {
        let Shelf { heap, mut entries, ends, text } = self;
        entries.shrink_to_fit();
        let TokenisedText { tokens, mut lines } = text;
        lines.shrink_to_fit();
        let (number, heap) = (spools.tokens.put(tokens, &ends)?, spools.fields.put(heap.into_bytes())?);
        Ok(StoredShelf { heap, entries, number, tokens: StoredTokens::default(), lines })
    }
}

/// A shelf that is full; its tokens and fields are in spools.
#[derive(Debug)]
pub struct StoredShelf {
    pub(super) heap: Stored<u8>,
    pub(super) entries: Vec<Entry>,
    /// Its number among the shelves whose tokens are in the spool.
    pub(super) number: usize,
    /// Its tokens, from when the spool is finished.
    pub(super) tokens: StoredTokens,
    pub(super) lines: Vec<TextLine>,
}

impl StoredShelf {
    /// The lines of one of its articles.
    pub(super) fn lines_of(&self, entry: u32) -> &[TextLine] {
        let entry = entry as usize;
        let start = entry.checked_sub(1).map_or(0, |before| self.entries[before].lines_end);
        &self.lines[start as usize..self.entries[entry].lines_end as usize]
    }

    /// Lets go of the lines: once furniture is cut nobody asks for them.
    pub(super) fn forget_lines(&mut self) {
        self.lines = Vec::new();
        self.entries.iter_mut().for_each(|entry| entry.lines_end = 0);
    }
}
