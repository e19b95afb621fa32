//! The tokens of a corpus that does not fit into memory, laid down anew so that articles which are likely to be compared stand
//! together: a disk is a hundred times slower at rows here and there.

use super::Corpus;
use crate::error::Result;
use crate::rows::{BLOCK, Gatherer, Rows};
use crate::spool::{Memory, Spool, Spooled, Stored};
use crate::text::Token;
use rayon::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};

impl Corpus {
    /// Whether tokens are in a file.
    #[must_use]
    pub fn is_in_files(&self) -> bool {
        self.text.tokens.mapping().is_some()
    }

    /// Lays all tokens down by parts: `part_of` says in which of so many each article goes. Where they stood before is given back to
    /// the system.
    ///
    /// # Errors
    /// As [`Spool::put`].
    ///
    /// # Panics
    /// When `part_of` has not a part below `parts` for each article.
    pub fn gather(&mut self, parts: usize, part_of: &[u16], memory: &Memory) -> Result<()> {
        let spool = Spool::new(memory, super::shelf::TOKENS);
        let articles = self.places.len();
        let next = AtomicUsize::new(0);
        let gathered = (0..rayon::current_num_threads())
            .into_par_iter()
            .with_max_len(1)
            .map(|_| {
                let mut gatherer = Gatherer::new(parts, &spool);
                loop {
                    let from = next.fetch_add(BLOCK, Ordering::Relaxed);
                    if from >= articles {
                        return gatherer.finish();
                    }
                    for (article, &part) in (from as u32..).zip(&part_of[from..articles.min(from + BLOCK)]) {
                        gatherer.push(article, part, |out| out.extend_from_slice(self.tokens(article)))?;
                    }
                }
            })
            .collect::<Result<Vec<_>>>()?;
        self.gathered = Some(Rows::of_gathered(articles, gathered, spool.finish()?));
        self.text.tokens = Spooled::default();
        self.shelves.iter_mut().for_each(|shelf| shelf.tokens = Stored::default());
        Ok(())
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

    /// The tokens of one article where they are in memory; nothing where [`Corpus::read_tokens`] reads them.
    ///
    /// # Panics
    /// When there is no article of that number.
    #[must_use]
    pub fn tokens_here(&self, article: u32) -> Option<&[Token]> {
        match &self.gathered {
            Some(rows) => rows.here(article as usize),
            None => Some(self.tokens(article)),
        }
    }

    /// The tokens of one article, which are read into `out` where they are in a file: for articles here and there.
    ///
    /// # Panics
    /// When there is no article of that number.
    #[must_use]
    pub fn read_tokens<'s>(&'s self, article: u32, out: &'s mut Vec<Token>) -> &'s [Token] {
        match &self.gathered {
            Some(rows) => rows.read(article as usize, out),
            None => self.tokens(article),
        }
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
            let before: Vec<Vec<Token>> = (0..4).map(|article| all.tokens(article).to_vec()).collect();
            all.gather(2, &[1, 0, 1, 0], &memory).unwrap();
            let mut out = Vec::new();
            for (article, tokens) in (0..).zip(&before) {
                all.expect_tokens(article);
                assert_eq!(all.tokens(article), &tokens[..]);
                assert_eq!(all.read_tokens(article, &mut out), &tokens[..]);
                assert!(all.tokens_here(article).is_none_or(|here| here == tokens));
                assert!((0..4).all(|other| other == article || all.place(other) != all.place(article)));
            }
        }
    }
}
