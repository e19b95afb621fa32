//! The shingles of the articles of a run, made from their tokens whenever they are asked for.

use super::overlap::Overlap;
use super::shingle_sequence::ShingleSequence;
use super::shingle_table::{Shared, ShingleTable};
use super::spread::Spread;
use crate::corpus::{Corpus, Page};
use crate::prefetch::prefetch;
use crate::text::{ShingleSettings, Token};
use std::borrow::Cow;

/// The distinct shingles of every article. Only how many they are is kept: to make them again from the tokens, which are kept
/// anyway, costs less than to fetch them from memory, let alone from a disk.
#[derive(Debug)]
pub struct DocumentShingles<'c> {
    source: Source<'c>,
    settings: ShingleSettings,
    distinct: Vec<u32>,
}

#[derive(Debug)]
enum Source<'c> {
    Corpus(&'c Corpus),
    #[cfg(test)]
    Texts(Vec<Vec<Token>>),
}

impl<'c> DocumentShingles<'c> {
    /// Of the articles of a corpus, each with so many distinct shingles.
    #[must_use]
    pub fn new(corpus: &'c Corpus, settings: ShingleSettings, distinct: Vec<u32>) -> Self {
        DocumentShingles { source: Source::Corpus(corpus), settings, distinct }
    }

    /// An article's tokens; each time read anew where they are not in memory as they are.
    #[must_use]
    pub fn tokens(&self, article: u32) -> Cow<'_, [Token]> {
        match &self.source {
            Source::Corpus(corpus) => corpus.tokens(article),
            #[cfg(test)]
            Source::Texts(texts) => Cow::Borrowed(&texts[article as usize]),
        }
    }

    /// An article's tokens, which are read into `page` unless they are in memory as they are.
    pub(crate) fn read<'s>(&'s self, article: u32, page: &'s mut Page) -> &'s [Token] {
        match &self.source {
            Source::Corpus(corpus) => corpus.read_tokens(article, page),
            #[cfg(test)]
            Source::Texts(texts) => &texts[article as usize],
        }
    }

    /// An article's tokens where they are in memory as they are; nothing where [`DocumentShingles::read`] has to read them.
    pub(crate) fn here(&self, article: u32) -> Option<&[Token]> {
        match &self.source {
            Source::Corpus(corpus) => corpus.tokens_here(article),
            #[cfg(test)]
            Source::Texts(texts) => Some(&texts[article as usize]),
        }
    }

    /// Says that an article, and those near it, will be asked for soon: what is in a file is read while something else is done.
    pub(crate) fn expect(&self, article: u32) {
        match &self.source {
            Source::Corpus(corpus) => corpus.expect_tokens(article),
            #[cfg(test)]
            Source::Texts(_) => {}
        }
    }

    /// Says that an article will be asked for next: what is in memory comes into the cache while something else is done.
    #[inline]
    pub(crate) fn expect_next(&self, article: u32) {
        match &self.source {
            Source::Corpus(corpus) => corpus.expect_next(article),
            #[cfg(test)]
            Source::Texts(texts) => prefetch(&texts[article as usize]),
        }
    }

    /// Says that it will soon be asked where an article is, and how many shingles it has.
    #[inline]
    pub(crate) fn expect_place(&self, article: u32) {
        prefetch(&self.distinct[article as usize..=article as usize]);
        match &self.source {
            Source::Corpus(corpus) => corpus.expect_place_of_tokens(article),
            #[cfg(test)]
            Source::Texts(_) => {}
        }
    }

    /// Where an article is kept: those with near places are fetched together.
    pub(crate) fn place(&self, article: u32) -> u64 {
        match &self.source {
            Source::Corpus(corpus) => corpus.place(article),
            #[cfg(test)]
            Source::Texts(_) => u64::from(article),
        }
    }

    /// A table for shingles of this size.
    pub(crate) fn new_table(&self) -> ShingleTable {
        ShingleTable::new(self.settings)
    }

    /// Distinct shingles of an article.
    #[must_use]
    pub fn count(&self, article: u32) -> u32 {
        self.distinct[article as usize]
    }

    /// What the second of two articles shares with the first, which is laid out in `table`: many pairs have the same one in a row.
    pub(crate) fn shared(&self, table: &mut ShingleTable, a: u32, b: u32) -> Shared {
        self.build(table, a);
        table.compare(&self.tokens(b), Some(self.count(b)))
    }

    /// Lays out an article in `table`.
    pub(crate) fn build(&self, table: &mut ShingleTable, article: u32) {
        let mut page = Page::default();
        table.build_for(article, Some(self.count(article)), || self.read(article, &mut page));
    }

    /// An article as its shingles, to be held against many.
    pub(crate) fn text(&self, table: &mut ShingleTable, article: u32) -> ShingleSequence {
        table.text(&self.tokens(article), Some(self.count(article)))
    }

    /// [`DocumentShingles::overlap`] with a table for the first.
    pub(crate) fn overlap_with(&self, table: &mut ShingleTable, a: u32, b: u32) -> Overlap {
        self.shared(table, a, b).overlap
    }

    /// The shingles that two articles share, laid out.
    pub(crate) fn common(&self, a: u32, b: u32) -> ShingleTable {
        let mut table = self.new_table();
        table.build(&self.tokens(a));
        table.common(&self.tokens(b))
    }

    /// How many of the shingles that are laid out an article has.
    pub(crate) fn shared_with(&self, laid_out: &mut ShingleTable, article: u32) -> u32 {
        laid_out.compare(&self.tokens(article), Some(self.count(article))).overlap.shared
    }

    /// Where the shingles lie that two articles share.
    #[must_use]
    pub fn spread(&self, a: u32, b: u32) -> Spread {
        self.shared(&mut self.new_table(), a, b).spread
    }

    /// The overlap of two articles.
    #[must_use]
    pub fn overlap(&self, a: u32, b: u32) -> Overlap {
        self.shared(&mut self.new_table(), a, b).overlap
    }

    /// How many articles there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.distinct.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
impl DocumentShingles<'static> {
    /// Of texts.
    pub(crate) fn of_texts(texts: Vec<Vec<Token>>, settings: ShingleSettings) -> Self {
        let mut table = ShingleTable::new(settings);
        let distinct = texts.iter().map(|text| {
            table.build(text);
            table.distinct()
        });
        DocumentShingles { distinct: distinct.collect(), source: Source::Texts(texts), settings }
    }

    /// Of articles that are rows of numbers, each of which is a shingle.
    pub(crate) fn of_numbers(articles: impl IntoIterator<Item = Vec<u64>>) -> Self {
        let token = |number: u64| Token::new(crate::hash::mix64(number + 1), crate::text::TokenClass::Plain);
        let texts = articles.into_iter().map(|numbers| numbers.into_iter().map(token).collect()).collect();
        DocumentShingles::of_texts(texts, ShingleSettings { size: 1 })
    }
}
