//! The tokens of a corpus, an article at a time: read wherever they are, and cut.

use super::tokens::Stretch;
use super::{Corpus, Page, Place, StoredShelf};
use crate::text::{TextLine, Token};
use rayon::prelude::*;
use std::borrow::Cow;
use std::num::NonZeroU32;
use std::ops::Range;

impl Corpus {
    /// Keeps of each article only the tokens that `keep` (the numbers of its outlet and of that of the article behind it, its tokens,
    /// its lines, stretches to keep in order) names; lines are forgotten. Where not `in_files`, articles whose tokens are in a file stay as
    /// they are, see [`Corpus::cut_tokens_in_order`]. Each thread has scratch memory of its own.
    pub fn retain_tokens<S: Default>(
        &mut self,
        in_files: bool,
        keep: impl Fn(&mut S, [Option<NonZeroU32>; 2], &[Token], &[TextLine], &mut Vec<Range<u32>>) + Sync,
    ) {
        let numbers = self.numbers();
        let (places, text) = (&self.places, &self.text.tokens);
        let outlet = |article: u32| self.numbers.outlet(article);
        let retain = |(page, scratch): &mut (Page, S), (shelf, numbers): (&mut StoredShelf, &Vec<u32>)| {
            let mut stretches: Vec<Stretch> = numbers.iter().map(|&article| places[article as usize].tokens).collect();
            if shelf.tokens.in_file().is_some() && !in_files {
                return stretches;
            }
            let mut tokens = std::mem::take(&mut shelf.tokens);
            text.retain(&mut tokens, &mut stretches, page, |nth, tokens, kept| {
                let next = numbers.get(nth + 1).and_then(|&next| outlet(next));
                keep(scratch, [outlet(numbers[nth]), next], tokens, shelf.lines_of(nth as u32), kept);
            });
            shelf.tokens = tokens;
            shelf.forget_lines();
            stretches
        };
        let shelves = self.shelves.par_iter_mut().zip(&numbers);
        let kept: Vec<Vec<Stretch>> = shelves.map_init(Default::default, retain).collect();
        for (article, stretch) in numbers.iter().flatten().zip(kept.into_iter().flatten()) {
            self.places[*article as usize].tokens = stretch;
        }
    }

    /// The tokens of one article; for many of them see [`Corpus::read_tokens`].
    ///
    /// # Panics
    /// When there is no article of that number.
    #[must_use]
    pub fn tokens(&self, article: u32) -> Cow<'_, [Token]> {
        match self.tokens_here(article) {
            Some(here) => Cow::Borrowed(here),
            None => Cow::Owned(self.read_tokens(article, &mut Page::default()).to_vec()),
        }
    }

    /// How many tokens an article has.
    ///
    /// # Panics
    /// When there is no article of that number.
    #[must_use]
    pub fn words(&self, article: u32) -> u32 {
        self.places[article as usize].tokens.words
    }

    /// The tokens of one article where they are in memory as they are; nothing where [`Corpus::read_tokens`] has to read them.
    ///
    /// # Panics
    /// When there is no article of that number.
    #[must_use]
    #[inline]
    pub fn tokens_here(&self, article: u32) -> Option<&[Token]> {
        if self.gathered.is_some() {
            return None;
        }
        let Place { shelf, tokens, .. } = self.places[article as usize];
        self.shelves[shelf as usize].tokens.here(tokens)
    }

    /// The tokens of one article, which are read into `page` unless they are in memory as they are.
    ///
    /// # Panics
    /// When there is no article of that number.
    #[must_use]
    #[inline]
    pub fn read_tokens<'s>(&'s self, article: u32, page: &'s mut Page) -> &'s [Token] {
        match &self.gathered {
            Some(rows) => self.text.tokens.read_row(rows, article, page),
            None => {
                let Place { shelf, tokens, .. } = self.places[article as usize];
                self.text.tokens.read(&self.shelves[shelf as usize].tokens, tokens, page)
            }
        }
    }

    /// [`Corpus::read_tokens`] for who asks for all articles in their order, or in that of their files.
    ///
    /// # Panics
    /// When there is no article of that number.
    #[must_use]
    pub fn read_tokens_in_order<'s>(&'s self, article: u32, page: &'s mut Page) -> &'s [Token] {
        let Place { shelf, tokens, .. } = self.places[article as usize];
        match &self.gathered {
            Some(rows) => self.text.tokens.read_row(rows, article, page),
            None => {
                self.expect_shelf_behind(shelf, page);
                self.text.tokens.read_in_order(&self.shelves[shelf as usize].tokens, tokens, shelf, page)
            }
        }
    }

    /// Has the system read the shelf behind one that is begun, where it is in a file.
    #[inline]
    pub(super) fn expect_shelf_behind(&self, shelf: u32, page: &Page) {
        if !page.has_whole(shelf)
            && self.shelves[shelf as usize].tokens.in_file().is_some()
            && let Some(behind) = self.shelves.get(shelf as usize + 1)
        {
            behind.tokens.in_file().into_iter().for_each(|stored| self.text.tokens.packed.expect(stored));
        }
    }

    /// Says that it will soon be asked where an article's tokens are.
    ///
    /// # Panics
    /// When there is no article of that number.
    #[inline]
    pub fn expect_place_of_tokens(&self, article: u32) {
        match &self.gathered {
            Some(rows) => rows.expect_place(article as usize),
            None => self.expect_place(article),
        }
    }

    /// Says that an article's tokens will be asked for next: what is in memory comes into the cache while something else is done.
    ///
    /// # Panics
    /// When there is no article of that number.
    #[inline]
    pub fn expect_next(&self, article: u32) {
        match &self.gathered {
            Some(rows) => rows.expect_next(article as usize),
            None => {
                let Place { shelf, tokens, .. } = self.places[article as usize];
                self.shelves[shelf as usize].tokens.expect_next(tokens);
            }
        }
    }
}
