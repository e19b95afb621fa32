//! Deferred trims: while documents in files are read to be sketched, the ranges that boilerplate removal keeps are
//! recorded. They are applied when the codes are repartitioned, which saves rewriting the files once.

use super::{DOCUMENTS_PER_BLOCK, Place, TokenBuffer, TokenStore};
use crate::text::{TextLine, Token};
use crate::util::ragged::Ragged;
use std::ops::Range;

/// What is kept of the documents of a block of `DOCUMENTS_PER_BLOCK`.
#[derive(Debug, Default)]
pub(crate) struct TrimmedBlock {
    /// Tokens kept of each document.
    words: Vec<u32>,
    /// Kept ranges of codes of each document, counted from its first code.
    ranges: Ragged<[u32; 2]>,
}

/// What is kept of all documents in files.
#[derive(Debug)]
pub(super) struct PendingTrims(Vec<TrimmedBlock>);

impl PendingTrims {
    /// The ranges of codes that are kept of a document.
    pub(super) fn kept(&self, document: u32) -> impl Iterator<Item = Range<usize>> {
        let (block, nth) = (&self.0[document as usize / DOCUMENTS_PER_BLOCK], document as usize % DOCUMENTS_PER_BLOCK);
        block.ranges.get(nth).iter().map(|&[from, to]| from as usize..to as usize)
    }
}

impl TrimmedBlock {
    /// Frees spare capacity.
    pub(crate) fn shrink_to_fit(&mut self) {
        self.words.shrink_to_fit();
        self.ranges.shrink_to_fit();
    }
}

impl TokenStore {
    /// Reads the tokens of a document without its boilerplate. Of a document in a file, `keep` gets tokens and lines
    /// and appends the ranges to keep; they are recorded in `block`. A document in memory was cut before and is read as
    /// it is. The caller reads all documents of a block in order.
    ///
    /// # Panics
    /// When there is no such document.
    pub(crate) fn read_trimmed<'s>(
        &'s self,
        document: u32,
        buffer: &'s mut TokenBuffer,
        block: &mut TrimmedBlock,
        keep: impl FnOnce(&[Token], &[TextLine], &mut Vec<Range<u32>>),
    ) -> &'s [Token] {
        let Place { chunk: number, entry, tokens: range } = self.places[document as usize];
        let chunk = &self.chunks[number as usize];
        let tokens = block.ranges.push_with(|ranges| match chunk.tokens.spilled() {
            None => self.read_in_order(document, buffer),
            Some(extent) => {
                self.read_ahead(number, buffer);
                let keep = |tokens: &[Token], kept: &mut Vec<Range<u32>>| keep(tokens, chunk.lines_of(entry), kept);
                let record = |kept: &Range<u32>| ranges.push([kept.start, kept.end]);
                self.reader.read_kept(extent, range, number, buffer, keep, record)
            }
        });
        block.words.push(tokens.len() as u32);
        tokens
    }

    /// Takes the recorded trims of all blocks. From now on [`TokenStore::words`] counts what is kept; documents in
    /// files must not be read before [`TokenStore::repartition`] has applied the trims.
    ///
    /// # Panics
    /// When the blocks do not cover all documents.
    pub(crate) fn trim_when_repartitioned(&mut self, blocks: Vec<TrimmedBlock>) {
        let words = blocks.iter().flat_map(|block| &block.words);
        self.places.iter_mut().zip(words).for_each(|(place, &words)| place.tokens.words = words);
        self.chunks.iter_mut().for_each(super::Chunk::forget_lines);
        self.trims = Some(PendingTrims(blocks));
    }
}

#[cfg(test)]
mod tests {
    use super::super::repartition::Partitioning;
    use super::super::{SpillOptions, TokenStoreWriter};
    use super::*;
    use crate::text::Tokeniser;

    const DOCUMENTS: u32 = 2 * DOCUMENTS_PER_BLOCK as u32 + 90;

    /// A store of which some is in memory and some in a file, by its budget.
    fn store(budget: u64) -> (TokenStore, SpillOptions) {
        let options = SpillOptions { budget, folder: None };
        let (writer, mut tokeniser, mut order) = (TokenStoreWriter::new(&options), Tokeniser::default(), Vec::new());
        let documents: Vec<u32> = (0..DOCUMENTS).collect();
        for documents in documents.chunks(70) {
            let mut chunk = writer.chunk(0);
            for &n in documents {
                let words = (0..n % 23).map(|word| match word % 3 {
                    0 => format!("w{} ", crate::util::hash::mix32(n * 31 + word)),
                    1 => "common ".to_owned(),
                    _ => format!("line{}\n", word % 4),
                });
                chunk.push(&words.collect::<String>(), true, &mut tokeniser);
            }
            let number = writer.put(chunk, 0).unwrap();
            order.extend((0..documents.len() as u32).map(|entry| (number, entry)));
        }
        (writer.finish(&order), options)
    }

    /// Keeps every other line, and the last word.
    fn keep(tokens: &[Token], lines: &[TextLine], kept: &mut Vec<Range<u32>>) {
        let ends = lines.iter().skip(1).map(|line| line.start()).chain([tokens.len()]);
        kept.extend(lines.iter().zip(ends).map(|(line, end)| line.start() as u32..end as u32).step_by(2));
        let len = tokens.len() as u32;
        if kept.last().is_some_and(|last| last.end < len) {
            kept.push(len - 1..len);
        }
    }

    #[test]
    fn deferred_trims_give_the_tokens_that_immediate_trims_give() {
        let (mut at_once, _) = store(1 << 30);
        at_once.retain(true, |_, tokens, lines, kept| keep(tokens, lines, kept));
        assert!((0..DOCUMENTS).any(|document| at_once.words(document) > 9));
        let mut deferred_counts = Vec::new();
        for budget in [0, 252_000, 272_000, 292_000] {
            let (mut store, options) = store(budget);
            let (mut deferred, mut buffer) = (0, TokenBuffer::default());
            store.retain(false, |_, tokens, lines, kept| keep(tokens, lines, kept));
            let mut blocks = Vec::new();
            for first in (0..DOCUMENTS).step_by(DOCUMENTS_PER_BLOCK) {
                let mut block = TrimmedBlock::default();
                for document in first..DOCUMENTS.min(first + DOCUMENTS_PER_BLOCK as u32) {
                    let cut = |tokens: &[Token], lines: &[TextLine], kept: &mut Vec<_>| {
                        deferred += 1;
                        keep(tokens, lines, kept);
                    };
                    let tokens = store.read_trimmed(document, &mut buffer, &mut block, cut);
                    assert_eq!(tokens, &at_once.get(document)[..]);
                }
                blocks.push(block);
            }
            store.trim_when_repartitioned(blocks);
            let words = |store: &TokenStore| (0..DOCUMENTS).map(|document| store.words(document)).collect::<Vec<_>>();
            assert_eq!(words(&store), words(&at_once));
            let partitions = (0..DOCUMENTS).map(|document| (document % 3) as u16).collect();
            store.repartition(&Partitioning { partitions, count: 3, shared: 2 }, &options).unwrap();
            for document in 0..DOCUMENTS {
                assert_eq!(store.get(document), at_once.get(document), "{document} with {budget} bytes");
            }
            store.check_io().unwrap();
            deferred_counts.push(deferred);
        }
        // with no memory every trim is deferred, with some memory only a part of them
        assert_eq!(deferred_counts[0], DOCUMENTS);
        assert!(deferred_counts.iter().any(|&count| count > 0 && count < DOCUMENTS), "{deferred_counts:?}");
    }
}
