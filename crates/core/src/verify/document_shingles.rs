//! The shingles of many documents, computed from their tokens whenever they are needed.

use super::shingle_sequence::ShingleSequence;
use super::shingle_table::{Comparison, ShingleTable};
use super::spread::Spread;
use crate::overlap::Overlap;
use crate::text::{Shingle, ShingleSettings, Token, TokenSource};
use crate::util::prefetch::prefetch;

/// A reader of documents' shingles.
///
/// It stores the number of distinct shingles of each document, but no shingles: computing them again from the tokens
/// costs less than fetching them from memory, let alone from a disk.
#[derive(Debug)]
pub struct DocumentShingles<S> {
    source: S,
    settings: ShingleSettings,
    distinct: Vec<u32>,
}

impl<S: TokenSource> DocumentShingles<S> {
    /// A reader of the documents of `source`. `distinct` holds the number of distinct shingles of each, under the same
    /// settings.
    #[must_use]
    pub fn new(source: S, settings: ShingleSettings, distinct: Vec<u32>) -> Self {
        DocumentShingles { source, settings, distinct }
    }

    /// A reader of the first `documents` documents of `source`, whose distinct shingles it counts.
    #[must_use]
    pub fn from_source(source: S, settings: ShingleSettings, documents: u32) -> Self {
        let (mut table, mut buffer) = (ShingleTable::new(settings), S::Buffer::default());
        let count = |document| {
            table.build(source.tokens(document, &mut buffer));
            table.distinct()
        };
        let distinct = (0..documents).map(count).collect();
        DocumentShingles { source, settings, distinct }
    }

    /// The number of distinct shingles of each document.
    #[must_use]
    pub(crate) fn into_counts(self) -> Vec<u32> {
        self.distinct
    }

    /// Number of documents.
    #[must_use]
    pub(crate) fn len(&self) -> usize {
        self.distinct.len()
    }

    /// Whether there are no documents.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.distinct.is_empty()
    }

    /// The documents' tokens.
    #[must_use]
    pub(crate) fn source(&self) -> &S {
        &self.source
    }

    /// The tokens of a document, borrowed from the source or decoded into `buffer`.
    #[inline]
    pub fn tokens<'s>(&'s self, document: u32, buffer: &'s mut S::Buffer) -> &'s [Token] {
        self.source.tokens(document, buffer)
    }

    /// Number of distinct shingles of a document.
    #[must_use]
    #[inline]
    pub fn distinct(&self, document: u32) -> u32 {
        self.distinct[document as usize]
    }

    /// Hint: the distinct shingles and the location of this document will soon be looked up.
    #[inline]
    pub(crate) fn prefetch_location(&self, document: u32) {
        prefetch(&self.distinct[document as usize..=document as usize]);
        self.source.prefetch_location(document);
    }

    /// An empty table for shingles of this size.
    #[must_use]
    pub fn new_table(&self) -> ShingleTable {
        ShingleTable::new(self.settings)
    }

    /// Builds `table` from a document, unless it holds that document already.
    pub fn build(&self, table: &mut ShingleTable, document: u32) {
        let mut buffer = S::Buffer::default();
        table.build_for(document, Some(self.distinct(document)), || self.tokens(document, &mut buffer));
    }

    /// Compares document `b` with document `a`. It builds `table` from `a` unless the table holds it already, so a
    /// sequence of pairs with the same `a` costs least.
    #[must_use]
    pub fn compare(&self, table: &mut ShingleTable, a: u32, b: u32) -> Comparison {
        self.build(table, a);
        table.compare(self.tokens(b, &mut S::Buffer::default()), Some(self.distinct(b)))
    }

    /// The overlap of two documents.
    #[must_use]
    pub fn overlap(&self, a: u32, b: u32) -> Overlap {
        self.compare(&mut self.new_table(), a, b).overlap
    }

    /// Where the shingles lie that two documents share.
    #[must_use]
    pub(crate) fn spread(&self, a: u32, b: u32) -> Spread {
        self.compare(&mut self.new_table(), a, b).spread
    }

    /// A table of the shingles that two documents share.
    #[must_use]
    pub fn shared_table(&self, a: u32, b: u32) -> ShingleTable {
        let mut table = self.new_table();
        table.build(self.tokens(a, &mut S::Buffer::default()));
        table.shared_table(self.tokens(b, &mut S::Buffer::default()))
    }

    /// How many shingles of `table` a document has.
    #[must_use]
    pub fn shared_with(&self, table: &mut ShingleTable, document: u32) -> u32 {
        let distinct = Some(self.distinct(document));
        table.compare(self.tokens(document, &mut S::Buffer::default()), distinct).overlap.shared
    }

    /// Replaces the contents of `out` by the distinct shingles of a document that are not in `table`, ascending.
    pub fn missing_from(&self, table: &ShingleTable, document: u32, out: &mut Vec<Shingle>) {
        self.settings.shingles(self.tokens(document, &mut S::Buffer::default()), out);
        out.retain(|&shingle| !table.contains(shingle));
        out.sort_unstable();
        out.dedup();
    }

    /// The shingles of a document, to be compared with several tables.
    pub(crate) fn sequence(&self, table: &mut ShingleTable, document: u32) -> ShingleSequence {
        table.sequence(self.tokens(document, &mut S::Buffer::default()), Some(self.distinct(document)))
    }
}

#[cfg(test)]
impl DocumentShingles<Vec<Vec<Token>>> {
    /// Documents given as tokens.
    pub(crate) fn of_texts(texts: Vec<Vec<Token>>, settings: ShingleSettings) -> Self {
        let documents = texts.len() as u32;
        DocumentShingles::from_source(texts, settings, documents)
    }

    /// Documents given as numbers, each of which stands for a shingle.
    pub(crate) fn of_numbers(documents: impl IntoIterator<Item = Vec<u64>>) -> Self {
        let token = |number: u64| Token::new(crate::util::hash::mix64(number + 1), crate::text::TokenClass::Plain);
        let texts = documents.into_iter().map(|numbers| numbers.into_iter().map(token).collect()).collect();
        DocumentShingles::of_texts(texts, ShingleSettings { size: 1 })
    }
}
