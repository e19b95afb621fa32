//! The tokens of a corpus that does not fit into memory, laid down anew so that articles which are likely to be compared stand
//! together: a disk is a hundred times slower at rows here and there.

use super::Corpus;
use super::tokens::Page;
use crate::error::Result;
use crate::memory;
use crate::rows::{Gatherer, Rows};
use crate::spool::{Memory, Spool};
use rayon::prelude::*;
use std::sync::{Mutex, PoisonError};

/// The share of the budget that what is laid down anew may have in memory.
const GATHERED: f64 = 0.15;

impl Corpus {
    /// Whether tokens are in a file.
    #[must_use]
    pub fn is_in_files(&self) -> bool {
        self.text.tokens.packed.is_file()
    }

    /// Lays all tokens that are kept down by parts: `part_of` says in which part each article goes. Of so many first ones of so many parts
    /// some stay in memory; the others are hardly asked for. Where they stood before is given back to the system.
    ///
    /// # Errors
    /// As [`Spool::put`].
    ///
    /// # Panics
    /// When `part_of` has not one of the parts for each article.
    pub fn gather(&mut self, parts: [usize; 2], part_of: &[u16], memory: &Memory) -> Result<()> {
        let spool = Spool::new(memory, GATHERED);
        let (numbers, places, text) = (self.numbers(), &self.places, &self.text.tokens);
        let cuts = self.cuts.take();
        let shelves = Mutex::new((0..).zip(&mut self.shelves).zip(&numbers).peekable());
        let next = || {
            let mut shelves = shelves.lock().unwrap_or_else(PoisonError::into_inner);
            let next = shelves.next();
            let behind = shelves.peek().and_then(|((_, shelf), _)| shelf.tokens.in_file()).cloned();
            drop(shelves);
            // the system reads it while the one before it is laid down
            behind.into_iter().for_each(|stored| text.packed.expect(&stored));
            next
        };
        let gather = |_| {
            let (mut gatherer, mut page) = (Gatherer::new(parts, &spool), Page::default());
            while let Some(((number, shelf), articles)) = next() {
                // what is laid down is let go a shelf at a time
                let tokens = std::mem::take(&mut shelf.tokens);
                let cuts = cuts.as_ref().filter(|_| tokens.in_file().is_some());
                for &article in articles {
                    let codes = text.codes_in_order(&tokens, places[article as usize].tokens, number, &mut page);
                    gatherer.push(article, part_of[article as usize], |out| match cuts {
                        Some(cuts) => cuts.of(article).for_each(|kept| out.extend_from_slice(&codes[kept])),
                        None => out.extend_from_slice(codes),
                    })?;
                }
                tokens.give_back(&text.packed);
            }
            gatherer.finish()
        };
        let threads = (0..rayon::current_num_threads()).into_par_iter().with_max_len(1);
        let gathered = threads.map(gather).collect::<Result<Vec<_>>>()?;
        self.text.tokens.packed.whole()?;
        memory::let_go(std::mem::take(&mut self.text.tokens.packed));
        self.gathered = Some(Rows::of_gathered(places.len(), gathered, spool.finish_as_file()));
        Ok(())
    }

    /// Gives back tokens that were laid down anew, for who reads none any more: the system takes seconds to give up gigabytes of files,
    /// in which something else is done. From here on these articles have no tokens, and still as many words.
    pub fn let_go_of_tokens(&mut self) {
        if let Some(rows) = self.gathered.take() {
            memory::let_go(rows);
            self.places.iter_mut().for_each(|place| (place.tokens.start, place.tokens.end) = (0, 0));
        }
    }

    /// Bytes that an article's tokens have where they were laid down anew, or little fewer.
    ///
    /// # Panics
    /// When there is no article of that number.
    #[must_use]
    pub fn bytes_of_tokens(&self, article: u32) -> u64 {
        u64::from(self.words(article)) * size_of::<u16>() as u64
    }

    /// Where an article's tokens are, among those of all: what is near is fetched together.
    ///
    /// # Panics
    /// When there is no article of that number.
    #[must_use]
    pub fn place(&self, article: u32) -> u64 {
        match &self.gathered {
            Some(rows) => rows.position(article as usize),
            None => u64::from(article),
        }
    }

    /// Says that the tokens of an article, and of those that stand near it, will be asked for soon: where they are in a file they are
    /// read while something else is done.
    ///
    /// # Panics
    /// When there is no article of that number.
    pub fn expect_tokens(&self, article: u32) {
        self.gathered.iter().for_each(|rows| rows.expect(article as usize));
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::corpus;
    use super::*;

    #[test]
    fn tokens_that_were_gathered_are_those_that_were_read() {
        let articles =
            [("x", "b", 1, "one two three"), ("y", "b", 2, "four"), ("z", "b", 3, ""), ("w", "b", 4, "five six")];
        for budget in [0, 60, 1 << 20] {
            let memory = Memory { budget, folder: None };
            let (mut all, _) = corpus(&[&articles], memory.clone());
            let before: Vec<Vec<crate::text::Token>> = (0..4).map(|article| all.tokens(article).to_vec()).collect();
            all.gather([1, 2], &[1, 0, 1, 0], &memory).unwrap();
            let mut page = Page::default();
            for (article, tokens) in (0..).zip(&before) {
                all.expect_tokens(article);
                assert_eq!(all.read_tokens(article, &mut page), &tokens[..]);
                assert_eq!(all.read_tokens_in_order(article, &mut page), &tokens[..]);
                assert_eq!(all.tokens(article), &tokens[..]);
                assert_eq!(all.words(article) as usize, tokens.len());
                assert!((0..4).all(|other| other == article || all.place(other) != all.place(article)));
            }
            all.whole().unwrap();
            all.let_go_of_tokens();
            for (article, tokens) in (0..).zip(&before) {
                assert_eq!((all.tokens(article).len(), all.words(article) as usize), (0, tokens.len()));
            }
        }
    }
}
