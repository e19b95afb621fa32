//! The token store: the tokens of every document, in memory as long as they fit and in temporary files beyond that.
//!
//! Documents arrive in chunks, from many threads ([`TokenStoreWriter`]). [`TokenStoreWriter::finish`] numbers them;
//! from then on a document is its number. [`TokenStore::read`] is the one way to read a document's tokens, wherever
//! they are:
//!
//! | form | bytes a token | when |
//! |---|---|---|
//! | plain tokens in memory | 4 | while the budget lasts |
//! | dictionary codes in memory | 2 (6 for an escaped token) | the oldest chunks, and only as many as needed |
//! | dictionary codes in files | 2 (6 for an escaped token) | when codes do not fit either |
//! | codes repartitioned in files | the same | after sketching, if anything is in files ([`TokenStore::repartition`]) |
//!
//! Plain tokens are kept although codes are half as large: decoding cost 13 % of the CPU time of scanning 100,000
//! documents.
//!
//! # Who gets which share of the memory budget
//!
//! | share of [`SpillOptions::budget`] | for | constant |
//! |---|---|---|
//! | .90 | tokens and what the caller keeps beside them, until sketching ends | `writer::TOKENS_SHARE` |
//! | .15 | repartitioned codes, which replace the former | `repartition::REPARTITIONED_SHARE` |
//! | .04 | partitions cached while pairs are verified | [`PARTITION_CACHE_SHARE`] |
//! | .04, .02 | anchors and band keys of the index | [`ANCHORS_SHARE`], [`BAND_KEYS_SHARE`] |
//! | .04 | pairs of two reports from one template | [`TEMPLATES_SHARE`] |
//! | .05, .05 | pairs that are listed, as they are found and in their order | [`PAIRS_SHARE`] |
//!
//! Guaranteed: tokens, anchors and band keys stay within their shares. Not bounded: about 500 bytes for each document
//! (its fields, places and shingle counts) and the working memory of the stages, so the peak may reach 1.25 times the
//! budget, and more where the budget is below 800 bytes a document.

use crate::error::Result;
use crate::text::{TextLine, Token, TokenSource};
use crate::util::prefetch::prefetch;
use rayon::prelude::*;
use std::borrow::Cow;
use std::ops::Range;

mod chunk;
mod partition;
mod repartition;
mod spill;
mod trims;
mod writer;

pub use chunk::TokenBuffer;
pub(crate) use partition::{DOCUMENTS_PER_BLOCK, STRETCH_BYTES, partitions_cached_at_once};
pub(crate) use repartition::Partitioning;
pub use spill::SpillOptions;
pub(crate) use spill::{Extent, SpillLog, SpillReader, SpillWriter};
pub(crate) use trims::TrimmedBlock;
pub use writer::{ChunkBuilder, TokenStoreWriter};

use chunk::{ChunkTokens, TokenRange, TokenReader};
use partition::PartitionedRows;
use trims::PendingTrims;

/// The share of the memory budget for anchors.
pub(crate) const ANCHORS_SHARE: f64 = 0.04;
/// The share of the memory budget for band keys.
pub(crate) const BAND_KEYS_SHARE: f64 = 0.02;
/// The share of the memory budget for pairs of two reports from one template.
pub(crate) const TEMPLATES_SHARE: f64 = 0.04;
/// The share of the memory budget for listed pairs: once while they are found, and once more in their order.
pub(crate) const PAIRS_SHARE: f64 = 0.05;
/// The share of the memory budget for partitions that are cached while pairs are verified.
pub(crate) const PARTITION_CACHE_SHARE: f64 = 0.04;

/// The tokens of all documents of a run, by document number.
#[derive(Debug, Default)]
pub struct TokenStore {
    chunks: Vec<Chunk>,
    reader: TokenReader,
    places: Vec<Place>,
    /// All codes, once [`TokenStore::repartition`] has moved them.
    repartitioned: Option<PartitionedRows<u16>>,
    /// Trims of documents in files that wait for [`TokenStore::repartition`].
    trims: Option<PendingTrims>,
}

/// Documents that arrived together.
#[derive(Debug, Default)]
struct Chunk {
    tokens: ChunkTokens,
    /// The lines of its documents, one document after the other. Empty once boilerplate is cut.
    lines: Vec<TextLine>,
    /// Where the lines of each document end.
    line_ends: Vec<u32>,
}

/// Where a document is stored.
#[derive(Debug, Clone, Copy)]
struct Place {
    chunk: u32,
    /// Its position among the documents of the chunk.
    entry: u32,
    tokens: TokenRange,
}

impl Chunk {
    fn lines_of(&self, entry: u32) -> &[TextLine] {
        let end = |entry: usize| self.line_ends.get(entry).map_or(0, |&end| end as usize);
        let start = (entry as usize).checked_sub(1).map_or(0, end);
        &self.lines[start..end(entry as usize)]
    }

    fn forget_lines(&mut self) {
        self.lines = Vec::new();
        self.line_ends = Vec::new();
    }
}

impl TokenStore {
    /// Numbers the documents of some chunks: document `n` is entry `order[n].1` of chunk `order[n].0`.
    fn new(chunks: Vec<(Chunk, Vec<TokenRange>)>, reader: TokenReader, order: &[(u32, u32)]) -> TokenStore {
        let place = |&(chunk, entry): &(u32, u32)| {
            let tokens = chunks[chunk as usize].1[entry as usize];
            Place { chunk, entry, tokens }
        };
        let places = order.iter().map(place).collect();
        let chunks = chunks.into_iter().map(|(chunk, _)| chunk).collect();
        TokenStore { chunks, reader, places, ..TokenStore::default() }
    }

    /// Number of documents.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.places.len() as u32
    }

    /// Whether there are no documents.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Whether tokens are in files.
    #[must_use]
    pub(crate) fn is_spilled(&self) -> bool {
        self.reader.spilled.is_file()
    }

    /// Returns the first error of reading or writing temporary files. Reads deep in a stage return zeros instead of an
    /// error, so a stage asks here when it ends.
    ///
    /// # Errors
    /// [`Error::Read`](crate::error::Error::Read) or [`Error::Spill`](crate::error::Error::Spill) with the folder of
    /// the files.
    pub fn check_io(&self) -> Result<()> {
        self.reader.spilled.check_io()?;
        self.repartitioned.as_ref().map_or(Ok(()), |rows| rows.spilled().check_io())
    }

    /// Number of tokens of a document, after boilerplate was cut if it was.
    ///
    /// # Panics
    /// When there is no such document.
    #[must_use]
    pub fn words(&self, document: u32) -> u32 {
        self.places[document as usize].tokens.words
    }

    /// The tokens of a document. To read many documents, [`TokenStore::read`] saves allocations.
    ///
    /// # Panics
    /// When there is no such document.
    #[must_use]
    pub fn get(&self, document: u32) -> Cow<'_, [Token]> {
        match self.plain(document) {
            Some(tokens) => Cow::Borrowed(tokens),
            None => Cow::Owned(self.read(document, &mut TokenBuffer::default()).to_vec()),
        }
    }

    /// The lines of a document; none once boilerplate was cut.
    ///
    /// # Panics
    /// When there is no such document.
    #[must_use]
    pub(crate) fn lines(&self, document: u32) -> &[TextLine] {
        let Place { chunk, entry, .. } = self.places[document as usize];
        self.chunks[chunk as usize].lines_of(entry)
    }

    /// The tokens of a document if they are in memory as plain tokens.
    ///
    /// # Panics
    /// When there is no such document.
    #[must_use]
    #[inline]
    pub(crate) fn plain(&self, document: u32) -> Option<&[Token]> {
        if self.repartitioned.is_some() {
            return None;
        }
        let Place { chunk, tokens, .. } = self.places[document as usize];
        self.chunks[chunk as usize].tokens.plain(tokens)
    }

    /// The tokens of a document. They are decoded into `buffer` unless they are in memory as plain tokens.
    ///
    /// # Panics
    /// When there is no such document.
    #[must_use]
    #[inline]
    pub(crate) fn read<'s>(&'s self, document: u32, buffer: &'s mut TokenBuffer) -> &'s [Token] {
        match &self.repartitioned {
            Some(rows) => self.reader.read_row(rows, document, buffer),
            None => {
                let Place { chunk, tokens, .. } = self.places[document as usize];
                self.reader.read(&self.chunks[chunk as usize].tokens, tokens, buffer)
            }
        }
    }

    /// Like [`TokenStore::read`], for a caller that reads all documents in order: reads a chunk from its file in one
    /// go.
    ///
    /// # Panics
    /// When there is no such document.
    #[must_use]
    pub(crate) fn read_in_order<'s>(&'s self, document: u32, buffer: &'s mut TokenBuffer) -> &'s [Token] {
        let Place { chunk, tokens, .. } = self.places[document as usize];
        match &self.repartitioned {
            Some(rows) => self.reader.read_row(rows, document, buffer),
            None => {
                self.read_ahead(chunk, buffer);
                self.reader.read_in_order(&self.chunks[chunk as usize].tokens, tokens, chunk, buffer)
            }
        }
    }

    /// Lets the system read the next chunk from its file while this one is processed.
    #[inline]
    fn read_ahead(&self, chunk: u32, buffer: &TokenBuffer) {
        if !buffer.has_chunk(chunk)
            && self.chunks[chunk as usize].tokens.spilled().is_some()
            && let Some(next) = self.chunks.get(chunk as usize + 1)
        {
            next.tokens.spilled().into_iter().for_each(|extent| self.reader.spilled.read_ahead(extent));
        }
    }

    /// The documents of each chunk, in the order of its entries.
    fn documents_of_chunks(&self) -> Vec<Vec<u32>> {
        let mut documents: Vec<Vec<u32>> = vec![Vec::new(); self.chunks.len()];
        for (document, place) in (0..).zip(&self.places) {
            let of_chunk = &mut documents[place.chunk as usize];
            let needed = place.entry as usize + 1;
            if of_chunk.len() < needed {
                of_chunk.resize(needed, 0);
            }
            of_chunk[place.entry as usize] = document;
        }
        documents
    }

    /// Keeps only some tokens of each document: `keep` gets the document, its tokens and its lines, and appends the
    /// ranges to keep, in order. Lines are forgotten. Documents in files are left as they are unless `in_files`; see
    /// [`TokenStore::read_trimmed`] for those.
    pub(crate) fn retain(
        &mut self,
        in_files: bool,
        keep: impl Fn(u32, &[Token], &[TextLine], &mut Vec<Range<u32>>) + Sync,
    ) {
        let documents = self.documents_of_chunks();
        let (places, reader) = (&self.places, &self.reader);
        let retain = |buffer: &mut TokenBuffer, (chunk, documents): (&mut Chunk, &Vec<u32>)| {
            let mut ranges: Vec<TokenRange> =
                documents.iter().map(|&document| places[document as usize].tokens).collect();
            if chunk.tokens.spilled().is_some() && !in_files {
                return ranges;
            }
            let mut tokens = std::mem::take(&mut chunk.tokens);
            reader.retain(&mut tokens, &mut ranges, buffer, |nth, tokens, kept| {
                keep(documents[nth], tokens, chunk.lines_of(nth as u32), kept);
            });
            chunk.tokens = tokens;
            chunk.forget_lines();
            ranges
        };
        let chunks = self.chunks.par_iter_mut().zip(&documents);
        let kept: Vec<Vec<TokenRange>> = chunks.map_init(TokenBuffer::default, retain).collect();
        for (document, range) in documents.iter().flatten().zip(kept.into_iter().flatten()) {
            self.places[*document as usize].tokens = range;
        }
    }
}

impl TokenSource for TokenStore {
    type Buffer = TokenBuffer;

    #[inline]
    fn tokens<'s>(&'s self, document: u32, buffer: &'s mut TokenBuffer) -> &'s [Token] {
        self.read(document, buffer)
    }

    #[inline]
    fn last_tokens<'s>(&'s self, document: u32, buffer: &'s TokenBuffer) -> &'s [Token] {
        self.plain(document).unwrap_or_else(|| buffer.last())
    }

    fn storage_order(&self, document: u32) -> u64 {
        self.position(document)
    }

    fn read_ahead(&self, document: u32) {
        self.read_partition_ahead(document);
    }

    #[inline]
    fn prefetch_location(&self, document: u32) {
        prefetch(&self.places[document as usize..=document as usize]);
    }

    #[inline]
    fn prefetch_tokens(&self, document: u32) {
        self.plain(document).into_iter().for_each(prefetch);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Tokeniser;

    /// A store of these texts, a chunk for each inner slice, numbered in the order of the chunks.
    pub(super) fn store_of(chunks: &[&[&str]], options: &SpillOptions) -> TokenStore {
        let writer = TokenStoreWriter::new(options);
        let (mut tokeniser, mut order) = (Tokeniser::default(), Vec::new());
        for texts in chunks {
            let mut chunk = writer.chunk(0);
            texts.iter().for_each(|text| _ = chunk.push(text, true, &mut tokeniser));
            let number = writer.put(chunk, 0).unwrap();
            order.extend((0..texts.len() as u32).map(|entry| (number, entry)));
        }
        writer.finish(&order)
    }

    #[test]
    fn documents_are_numbered_by_the_given_order() {
        let writer = TokenStoreWriter::new(&SpillOptions::default());
        let mut chunk = writer.chunk(0);
        for text in ["one two", "three\nfour five"] {
            chunk.push(text, true, &mut Tokeniser::default());
        }
        let number = writer.put(chunk, 0).unwrap();
        let store = writer.finish(&[(number, 1), (number, 0)]);
        assert_eq!((store.words(0), store.words(1)), (3, 2));
        let lines = store.chunks[0].lines_of(1);
        assert_eq!((lines.len(), lines[1].start()), (2, 1));
    }

    #[test]
    fn tokens_in_files_are_cut_like_those_in_memory() {
        let cut = |options: SpillOptions| {
            let mut store = store_of(&[&["one two three", "four"], &["five six", ""]], &options);
            let all_but_first =
                |tokens: &[Token], kept: &mut Vec<_>| kept.push(tokens.len().min(1) as u32..tokens.len() as u32);
            store.retain(true, |_, tokens, _, kept| all_but_first(tokens, kept));
            (0..store.len()).map(|document| store.get(document).to_vec()).collect::<Vec<_>>()
        };
        let in_memory = cut(SpillOptions::default());
        assert_eq!(in_memory.iter().map(Vec::len).collect::<Vec<_>>(), [2, 0, 1, 0]);
        assert_eq!(cut(SpillOptions { budget: 0, folder: None }), in_memory);
        assert_eq!(cut(SpillOptions { budget: 100, folder: None }), in_memory);
    }
}
