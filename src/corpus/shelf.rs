//! Shelves: articles as they come in, a batch at a time.

use crate::article::{Article, EitherDate, Extraction, Published};
use crate::attribution::credit::Credit;
use crate::error::Result;
use crate::spool::{Memory, Spool, Spooled, Stored};
use crate::text::{Line, Token, Tokenised, Tokeniser};
use std::num::NonZeroU64;
use std::ops::Range;
use std::sync::Arc;

/// The shares of the budget that tokens and fields may have in memory.
pub(super) const TOKENS: f64 = 0.2;
const FIELDS: f64 = 0.05;

/// Where the shelves of one corpus keep what takes most place.
#[derive(Debug)]
pub struct Spools {
    pub(super) tokens: Spool<Token>,
    pub(super) fields: Spool<u8>,
}

impl Spools {
    /// Spools with their shares of the budget.
    #[must_use]
    pub fn new(memory: &Memory) -> Self {
        Spools { tokens: Spool::new(memory, TOKENS), fields: Spool::new(memory, FIELDS) }
    }

    /// Ends writing.
    ///
    /// # Errors
    /// As [`Spool::finish`].
    pub fn finish(self) -> Result<SpooledText> {
        Ok(SpooledText { tokens: self.tokens.finish()?, fields: self.fields.finish()? })
    }
}

/// What the shelves of one corpus keep in spools, to be read.
#[derive(Debug, Default)]
pub struct SpooledText {
    pub(super) tokens: Spooled<Token>,
    pub(super) fields: Spooled<u8>,
}

/// A batch of articles: their fields in one string, their tokens in one row. Text is not kept.
#[derive(Debug, Default)]
pub struct Shelf {
    heap: String,
    entries: Vec<Entry>,
    text: Tokenised,
}

#[derive(Debug)]
pub(super) struct Entry {
    pub(super) path: Arc<str>,
    pub(super) row: Option<NonZeroU64>,
    /// Where id, outlet, title, byline and owner end in the heap; they follow each other.
    pub(super) ends: [u32; 5],
    pub(super) extraction: Extraction,
    pub(super) tokens_end: u32,
    pub(super) lines_end: u32,
    pub(super) published: Option<Published>,
    /// Boxed, as the credit is: few articles have it.
    pub(super) either: Option<Box<EitherDate>>,
    /// Most articles name no agency, and a pointer of nothing is all that it costs them.
    pub(super) credit: Option<Box<Credit>>,
}

impl Shelf {
    /// A shelf with room for the tokens of so many bytes of text.
    #[must_use]
    pub fn for_text(bytes: usize) -> Shelf {
        let mut shelf = Shelf::default();
        shelf.text.tokens.reserve(bytes / 6);
        shelf
    }

    /// Puts one article on the shelf.
    pub fn push(&mut self, article: &Article, tokeniser: &mut Tokeniser) {
        self.push_credited(article, Credit::default(), tokeniser);
    }

    /// Puts one article on the shelf, with what it says of its source.
    pub fn push_credited(&mut self, article: &Article, credit: Credit, tokeniser: &mut Tokeniser) {
        let mut ends = [0; 5];
        let fields = [&article.id, &article.outlet, &article.title, &article.byline, &article.owner];
        for (field, end) in fields.into_iter().zip(&mut ends) {
            self.heap.push_str(field);
            *end = self.heap.len() as u32;
        }
        // only where the outlet is unknown does anybody ask for lines
        if article.outlet.is_empty() {
            tokeniser.tokenise(&article.text, &mut self.text);
        } else {
            tokeniser.tokenise_words(&article.text, &mut self.text);
        }
        self.entries.push(Entry {
            path: Arc::clone(&article.path),
            row: article.row.and_then(NonZeroU64::new),
            ends,
            extraction: article.extraction,
            tokens_end: self.text.tokens.len() as u32,
            lines_end: self.text.lines.len() as u32,
            published: article.published,
            either: article.either.map(Box::new),
            credit: (credit != Credit::default()).then(|| Box::new(credit)),
        });
    }

    /// Ends the shelf and puts its tokens and fields into their spools.
    ///
    /// # Errors
    /// As [`Spool::put`].
    pub fn store(self, spools: &Spools) -> Result<StoredShelf> {
        let Shelf { heap, mut entries, text } = self;
        entries.shrink_to_fit();
        let Tokenised { tokens, mut lines } = text;
        lines.shrink_to_fit();
        let (tokens, heap) = (spools.tokens.put(tokens)?, spools.fields.put(heap.into_bytes())?);
        Ok(StoredShelf { heap, entries, tokens, lines })
    }
}

/// A shelf that is full; its tokens and fields are in spools.
#[derive(Debug)]
pub struct StoredShelf {
    pub(super) heap: Stored<u8>,
    pub(super) entries: Vec<Entry>,
    pub(super) tokens: Stored<Token>,
    pub(super) lines: Vec<Line>,
}

impl StoredShelf {
    /// Where an article's tokens are among those of the shelf.
    pub(super) fn tokens_of(&self, entry: usize) -> [u32; 2] {
        let start = entry.checked_sub(1).map_or(0, |before| self.entries[before].tokens_end);
        [start, self.entries[entry].tokens_end]
    }

    /// Moves the tokens to keep to the front of the shelf's row; how many they are. The lines are forgotten.
    pub(super) fn retain(
        entries: &mut [Entry],
        lines: Vec<Line>,
        tokens: &mut [Token],
        numbers: &[u32],
        keep: &impl Fn(u32, &[Token], &[Line], &mut Vec<Range<u32>>),
    ) -> usize {
        let (mut start, mut lines_start, mut to) = (0, 0, 0);
        let mut kept = Vec::new();
        for (entry, &article) in entries.iter_mut().zip(numbers) {
            let end = entry.tokens_end as usize;
            kept.clear();
            keep(article, &tokens[start..end], &lines[lines_start..entry.lines_end as usize], &mut kept);
            lines_start = entry.lines_end as usize;
            for stretch in &kept {
                tokens.copy_within(start + stretch.start as usize..start + stretch.end as usize, to);
                to += stretch.len();
            }
            start = end;
            entry.tokens_end = to as u32;
            entry.lines_end = 0;
        }
        to
    }
}
