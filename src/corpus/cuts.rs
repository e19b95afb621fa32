//! Cuts that wait: what is kept of articles whose tokens are in a file is known from when they are read the next time, and the rest is left
//! out where tokens are laid down anew. To write over the file in between would be a third time that all of it is moved.

use super::{Corpus, Page, Place};
use crate::rows::BLOCK;
use crate::text::{TextLine, Token};
use std::ops::Range;

/// What is kept of a block of articles.
#[derive(Debug, Default)]
pub struct CutBlock {
    /// Words that are kept of each article.
    words: Vec<u32>,
    /// Stretches of codes, each counted from its article's first, and where those of each article end.
    stretches: Vec<[u32; 2]>,
    ends: Vec<u32>,
}

/// What is kept of all articles that are in a file.
#[derive(Debug)]
pub(super) struct Cuts(Vec<CutBlock>);

impl Cuts {
    /// The stretches of an article's codes that are kept.
    pub(super) fn of(&self, article: u32) -> impl Iterator<Item = Range<usize>> {
        let (block, nth) = (&self.0[article as usize / BLOCK], article as usize % BLOCK);
        let start = nth.checked_sub(1).map_or(0, |before| block.ends[before]);
        block.stretches[start as usize..block.ends[nth] as usize].iter().map(|&[from, to]| from as usize..to as usize)
    }
}

impl CutBlock {
    /// Gives back what was taken for more articles than there were.
    pub fn shrink_to_fit(&mut self) {
        self.words.shrink_to_fit();
        self.stretches.shrink_to_fit();
        self.ends.shrink_to_fit();
    }
}

impl Corpus {
    /// [`Corpus::read_tokens_in_order`] for articles of which those in a file wait to be cut: what `keep` (its tokens, its lines, stretches
    /// to keep in order) names of such a one, which is noted in its block; all articles of a block are asked for, in order.
    ///
    /// # Panics
    /// When there is no article of that number.
    pub fn cut_tokens_in_order<'s>(
        &'s self,
        article: u32,
        page: &'s mut Page,
        block: &mut CutBlock,
        keep: impl FnOnce(&[Token], &[TextLine], &mut Vec<Range<u32>>),
    ) -> &'s [Token] {
        let Place { shelf, entry, tokens: at } = self.places[article as usize];
        let of_shelf = &self.shelves[shelf as usize];
        let tokens = match of_shelf.tokens.in_file() {
            None => self.read_tokens_in_order(article, page),
            Some(stored) => {
                self.expect_shelf_behind(shelf, page);
                let kept = &mut block.stretches;
                let keep = |tokens: &[Token], kept: &mut Vec<Range<u32>>| keep(tokens, of_shelf.lines_of(entry), kept);
                let tokens = &self.text.tokens;
                tokens.cut_in_order(stored, at, shelf, page, keep, |stretch| kept.push([stretch.start, stretch.end]))
            }
        };
        block.words.push(tokens.len() as u32);
        block.ends.push(block.stretches.len() as u32);
        tokens
    }

    /// From here on articles have the words that are kept of them. Those in a file are cut when [`Corpus::gather`] lays them down anew, and
    /// are not to be read before.
    ///
    /// # Panics
    /// When the blocks are not of all articles.
    pub fn cut_when_gathered(&mut self, blocks: Vec<CutBlock>) {
        let words = blocks.iter().flat_map(|block| &block.words);
        self.places.iter_mut().zip(words).for_each(|(place, &words)| place.tokens.words = words);
        for shelf in &mut self.shelves {
            shelf.forget_lines();
        }
        self.cuts = Some(Cuts(blocks));
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Shelf, Spools};
    use super::*;
    use crate::article::Article;
    use crate::spool::Memory;
    use crate::text::Tokeniser;

    const ARTICLES: u32 = 2 * BLOCK as u32 + 90;

    /// Some of it is in memory and some in a file, as the budget says.
    fn corpus(budget: u64) -> (Corpus, Memory) {
        let memory = Memory { budget, folder: None };
        let (spools, mut tokeniser) = (Spools::new(&memory), Tokeniser::default());
        let articles: Vec<u32> = (0..ARTICLES).collect();
        let shelves = articles.chunks(70).map(|articles| {
            let mut shelf = Shelf::default();
            for &n in articles {
                let words = (0..n % 23).map(|word| match word % 3 {
                    0 => format!("w{} ", crate::hash::mix32(n * 31 + word)),
                    1 => "common ".to_owned(),
                    _ => format!("line{}\n", word % 4),
                });
                let article =
                    Article { id: n.to_string(), path: "a".into(), row: Some(u64::from(n) + 1), ..Article::default() };
                shelf.push(&Article { text: words.collect(), ..article }, &mut tokeniser);
            }
            shelf.store(&spools).unwrap()
        });
        let shelves = shelves.collect();
        (Corpus::new(shelves, spools.finish().unwrap()).0, memory)
    }

    /// Every other line, and the last word.
    fn keep(tokens: &[Token], lines: &[TextLine], kept: &mut Vec<Range<u32>>) {
        let ends = lines.iter().skip(1).map(|line| line.start()).chain([tokens.len()]);
        kept.extend(lines.iter().zip(ends).map(|(line, end)| line.start() as u32..end as u32).step_by(2));
        let len = tokens.len() as u32;
        if kept.last().is_some_and(|last| last.end < len) {
            kept.push(len - 1..len);
        }
    }

    #[test]
    fn what_waits_to_be_cut_is_what_is_cut_at_once() {
        let (mut at_once, _) = corpus(1 << 30);
        at_once.retain_tokens(true, |(), _, tokens, lines, kept| keep(tokens, lines, kept));
        assert!((0..ARTICLES).any(|article| at_once.words(article) > 9));
        let mut in_files = Vec::new();
        for budget in [0, 400_000, 420_000, 440_000] {
            let (mut corpus, memory) = corpus(budget);
            let (mut waiting, mut page) = (0, Page::default());
            corpus.retain_tokens(false, |(), _, tokens, lines, kept| keep(tokens, lines, kept));
            let mut blocks = Vec::new();
            for first in (0..ARTICLES).step_by(BLOCK) {
                let mut block = CutBlock::default();
                for article in first..ARTICLES.min(first + BLOCK as u32) {
                    let cut = |tokens: &[Token], lines: &[TextLine], kept: &mut Vec<_>| {
                        waiting += 1;
                        keep(tokens, lines, kept);
                    };
                    let tokens = corpus.cut_tokens_in_order(article, &mut page, &mut block, cut);
                    assert_eq!(tokens, &at_once.tokens(article)[..]);
                }
                blocks.push(block);
            }
            corpus.cut_when_gathered(blocks);
            let words = |corpus: &Corpus| (0..ARTICLES).map(|article| corpus.words(article)).collect::<Vec<_>>();
            assert_eq!(words(&corpus), words(&at_once));
            assert!((0..ARTICLES).all(|article| corpus.get(article).lines.is_empty()));
            let part_of: Vec<u16> = (0..ARTICLES).map(|article| (article % 3) as u16).collect();
            corpus.gather([2, 3], &part_of, &memory).unwrap();
            for article in 0..ARTICLES {
                assert_eq!(corpus.tokens(article), at_once.tokens(article), "{article} with {budget} bytes");
            }
            corpus.whole().unwrap();
            in_files.push(waiting);
        }
        // all of them, and some
        assert_eq!(in_files[0], ARTICLES);
        assert!(in_files.iter().any(|&waiting| waiting > 0 && waiting < ARTICLES), "{in_files:?}");
    }
}
