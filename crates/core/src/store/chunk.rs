//! The tokens of one chunk of documents and how a document's tokens are read from it: plain, or decoded from dictionary
//! codes.

use super::partition::{PartitionedRows, RowBuffer};
use super::spill::{Extent, SpillReader};
use crate::text::{Token, TokenDictionary};
use std::ops::Range;

/// Where a document's tokens are in its chunk, and how many they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct TokenRange {
    /// Counted in tokens if the chunk is plain, in codes if it is encoded.
    pub(super) start: u32,
    pub(super) end: u32,
    /// Number of tokens.
    pub(super) words: u32,
}

impl TokenRange {
    pub(super) fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// The tokens of a chunk.
#[derive(Debug)]
pub(super) enum ChunkTokens {
    Plain(Vec<Token>),
    Encoded(Extent<u16>),
}

impl Default for ChunkTokens {
    fn default() -> Self {
        ChunkTokens::Plain(Vec::new())
    }
}

/// Decodes tokens, from memory or from files.
#[derive(Debug, Default)]
pub(super) struct TokenReader {
    pub(super) spilled: SpillReader<u16>,
    pub(super) dictionary: TokenDictionary,
}

/// Reusable memory for decoding one document after the other.
#[derive(Debug, Default)]
pub struct TokenBuffer {
    codes: Vec<u16>,
    row: RowBuffer<u16>,
    chunk: WholeChunk,
    decoded: Decoded,
    kept: Vec<Range<u32>>,
}

/// Decoded tokens. The vector is longer than what was decoded last, so that it need not be cleared each time.
#[derive(Debug, Default)]
struct Decoded {
    tokens: Vec<Token>,
    len: usize,
    /// Positions of escaped tokens, which have three codes. Only [`Decoded::decode_noting_escapes`] fills it.
    escaped: Vec<u32>,
}

impl Decoded {
    /// Decodes a document in place of the one before.
    #[inline]
    fn decode(&mut self, codes: &[u16], dictionary: &TokenDictionary) -> &[Token] {
        self.len = dictionary.decode(codes, &mut self.tokens);
        &self.tokens[..self.len]
    }

    /// Like [`Decoded::decode`], and notes which tokens are escaped.
    fn decode_noting_escapes(&mut self, codes: &[u16], dictionary: &TokenDictionary) -> &[Token] {
        self.len = dictionary.decode_noting_escapes(codes, &mut self.tokens, &mut self.escaped);
        &self.tokens[..self.len]
    }

    /// Keeps only these ranges.
    fn keep(&mut self, kept: &[Range<u32>]) {
        self.len = compact(&mut self.tokens, 0, kept, 0).end as usize;
    }
}

/// All codes of a chunk in a file, and the number of the chunk.
#[derive(Debug, Default)]
struct WholeChunk {
    codes: Vec<u16>,
    number: Option<u32>,
}

impl TokenBuffer {
    /// The tokens that were decoded last.
    #[must_use]
    pub(crate) fn last(&self) -> &[Token] {
        &self.decoded.tokens[..self.decoded.len]
    }

    /// Whether it holds all codes of this chunk.
    #[inline]
    pub(super) fn has_chunk(&self, chunk: u32) -> bool {
        self.chunk.number == Some(chunk)
    }
}

impl TokenReader {
    /// The tokens of a document.
    #[inline]
    pub(super) fn read<'s>(
        &'s self,
        tokens: &'s ChunkTokens,
        range: TokenRange,
        buffer: &'s mut TokenBuffer,
    ) -> &'s [Token] {
        match tokens {
            ChunkTokens::Plain(tokens) => &tokens[range.range()],
            ChunkTokens::Encoded(extent) => {
                let codes = self.spilled.read(extent, range.range(), &mut buffer.codes);
                buffer.decoded.decode(codes, &self.dictionary)
            }
        }
    }

    /// The tokens of a document that was repartitioned.
    #[inline]
    pub(super) fn read_row<'s>(
        &'s self,
        rows: &PartitionedRows<u16>,
        document: u32,
        buffer: &'s mut TokenBuffer,
    ) -> &'s [Token] {
        let codes = rows.read(document as usize, &mut buffer.row);
        buffer.decoded.decode(codes, &self.dictionary)
    }

    /// Like [`TokenReader::read`], for a caller that reads all documents of chunk `number` in order.
    pub(super) fn read_in_order<'s>(
        &'s self,
        tokens: &'s ChunkTokens,
        range: TokenRange,
        number: u32,
        buffer: &'s mut TokenBuffer,
    ) -> &'s [Token] {
        match tokens {
            ChunkTokens::Plain(tokens) => &tokens[range.range()],
            ChunkTokens::Encoded(extent) => {
                let codes = self.encoded_in_order(extent, range, number, &mut buffer.chunk);
                buffer.decoded.decode(codes, &self.dictionary)
            }
        }
    }

    /// The codes of a document, for a caller that reads all documents of chunk `number` in order.
    pub(super) fn codes_in_order<'s>(
        &'s self,
        tokens: &'s ChunkTokens,
        range: TokenRange,
        number: u32,
        buffer: &'s mut TokenBuffer,
    ) -> &'s [u16] {
        match tokens {
            ChunkTokens::Plain(tokens) => {
                buffer.codes.clear();
                self.dictionary.encode(&tokens[range.range()], &mut buffer.codes);
                &buffer.codes
            }
            ChunkTokens::Encoded(extent) => self.encoded_in_order(extent, range, number, &mut buffer.chunk),
        }
    }

    fn encoded_in_order<'s>(
        &self,
        extent: &'s Extent<u16>,
        range: TokenRange,
        number: u32,
        chunk: &'s mut WholeChunk,
    ) -> &'s [u16] {
        if let Extent::Memory(codes) = extent {
            return &codes[range.range()];
        }
        if chunk.number != Some(number) {
            // the result is in `chunk.codes`: an extent in a file is always copied
            let _ = self.spilled.read(extent, 0..extent.len(), &mut chunk.codes);
            chunk.number = Some(number);
        }
        &chunk.codes[range.range()]
    }

    /// The tokens of a document in a file that `keep` keeps, for a caller that reads all documents of chunk `number` in
    /// order. `record` gets the kept ranges of codes.
    pub(super) fn read_kept<'s>(
        &self,
        extent: &Extent<u16>,
        range: TokenRange,
        number: u32,
        buffer: &'s mut TokenBuffer,
        keep: impl FnOnce(&[Token], &mut Vec<Range<u32>>),
        record: impl FnMut(&Range<u32>),
    ) -> &'s [Token] {
        let TokenBuffer { chunk, decoded, kept, .. } = buffer;
        let codes = self.encoded_in_order(extent, range, number, chunk);
        self.decode_kept(codes, range.words, decoded, kept, keep);
        decoded.keep(kept);
        token_ranges_to_code_ranges(&decoded.escaped, kept);
        kept.iter().for_each(record);
        &decoded.tokens[..decoded.len]
    }

    /// Keeps of a chunk only what `keep` keeps (the position of the document in the chunk, its tokens, the ranges to
    /// keep in order). Updates `ranges` to where the documents are afterwards.
    pub(super) fn retain(
        &self,
        tokens: &mut ChunkTokens,
        ranges: &mut [TokenRange],
        buffer: &mut TokenBuffer,
        mut keep: impl FnMut(usize, &[Token], &mut Vec<Range<u32>>),
    ) {
        match tokens {
            ChunkTokens::Plain(tokens) => {
                let (mut kept, mut to) = (Vec::new(), 0);
                for (nth, range) in ranges.iter_mut().enumerate() {
                    kept.clear();
                    keep(nth, &tokens[range.range()], &mut kept);
                    *range = compact(tokens, range.start as usize, &kept, to);
                    range.words = range.end - range.start;
                    to = range.end as usize;
                }
                tokens.truncate(to);
                crate::util::memory::give_back(tokens);
            }
            ChunkTokens::Encoded(Extent::Memory(codes)) => {
                let to = self.retain_codes(codes, ranges, buffer, keep);
                codes.truncate(to);
                crate::util::memory::give_back(codes);
            }
            ChunkTokens::Encoded(extent) => {
                let mut codes = std::mem::take(&mut buffer.chunk).codes;
                let _ = self.spilled.read(extent, 0..extent.len(), &mut codes);
                let to = self.retain_codes(&mut codes, ranges, buffer, keep);
                // one write of all that is kept is faster than a write for each range
                if to < extent.len() {
                    self.spilled.write(extent, 0, &codes[..to]);
                    extent.truncate(to);
                }
                buffer.chunk = WholeChunk { codes, number: None };
            }
        }
    }

    /// Moves the kept codes to the front. Returns how many they are.
    fn retain_codes(
        &self,
        codes: &mut [u16],
        ranges: &mut [TokenRange],
        buffer: &mut TokenBuffer,
        mut keep: impl FnMut(usize, &[Token], &mut Vec<Range<u32>>),
    ) -> usize {
        let (TokenBuffer { decoded, kept, .. }, mut to) = (buffer, 0);
        for (nth, range) in ranges.iter_mut().enumerate() {
            let of_document = &codes[range.range()];
            self.decode_kept(of_document, range.words, decoded, kept, |tokens, kept| keep(nth, tokens, kept));
            let words = kept.iter().map(|range| range.end - range.start).sum();
            token_ranges_to_code_ranges(&decoded.escaped, kept);
            *range = compact(codes, range.start as usize, kept, to);
            range.words = words;
            to = range.end as usize;
        }
        to
    }

    /// Decodes a document into `decoded` and writes the ranges of tokens that `keep` keeps to `kept`.
    fn decode_kept(
        &self,
        codes: &[u16],
        words: u32,
        decoded: &mut Decoded,
        kept: &mut Vec<Range<u32>>,
        keep: impl FnOnce(&[Token], &mut Vec<Range<u32>>),
    ) {
        let tokens = decoded.decode_noting_escapes(codes, &self.dictionary);
        kept.clear();
        // after a failed read the codes are zeros and the document's lines do not fit them
        if tokens.len() == words as usize {
            keep(tokens, kept);
        }
    }
}

/// Turns ranges of a document's tokens, in order, into ranges of its codes: an escaped token has three codes, others
/// one.
fn token_ranges_to_code_ranges(escaped: &[u32], ranges: &mut [Range<u32>]) {
    let mut escaped_before = 0;
    let mut code_of = |token: u32| {
        escaped_before += escaped[escaped_before..].iter().take_while(|&&position| position < token).count();
        token + 2 * escaped_before as u32
    };
    ranges.iter_mut().for_each(|range| *range = code_of(range.start)..code_of(range.end));
}

/// Moves the kept ranges of a document that begins at `start` to `to`, one after the other; `to` is at most the start
/// of the first range.
fn compact<T: Copy>(values: &mut [T], start: usize, kept: &[Range<u32>], mut to: usize) -> TokenRange {
    let from = to as u32;
    for range in kept {
        values.copy_within(start + range.start as usize..start + range.end as usize, to);
        to += range.len();
    }
    TokenRange { start: from, end: to as u32, words: 0 }
}

impl ChunkTokens {
    /// Its extent, if it is in a file.
    #[inline]
    pub(super) fn spilled(&self) -> Option<&Extent<u16>> {
        match self {
            ChunkTokens::Encoded(extent) if !extent.is_in_memory() => Some(extent),
            _ => None,
        }
    }

    /// Returns its memory to the system at once (the allocator may keep memory that another thread allocated), or drops
    /// the system's cached pages of its file.
    pub(super) fn free(self, spilled: &SpillReader<u16>) {
        match self {
            ChunkTokens::Plain(mut tokens) => {
                tokens.clear();
                crate::util::memory::give_back(&mut tokens);
            }
            ChunkTokens::Encoded(Extent::Memory(mut codes)) => {
                codes.clear();
                crate::util::memory::give_back(&mut codes);
            }
            ChunkTokens::Encoded(extent) => spilled.drop_cached(&extent),
        }
    }

    /// The tokens of a document, if they are plain.
    #[inline]
    pub(super) fn plain(&self, range: TokenRange) -> Option<&[Token]> {
        match self {
            ChunkTokens::Plain(tokens) => Some(&tokens[range.range()]),
            ChunkTokens::Encoded(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::SpillOptions;
    use super::super::writer::TokenStoreWriter;
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn retain_keeps_the_same_tokens_plain_encoded_and_in_files(
            chunks in vec(vec((0_u32..40, vec((0_u32..6, 1_u32..9), 0..4)), 1..6), 1..5),
            rare in any::<bool>(),
        ) {
            // one word in five is rare; with `rare` all are, and the dictionary has no code for any
            let token = |word: u32| -> Token {
                let is_rare = rare || word.is_multiple_of(5);
                bytemuck::cast(if is_rare { crate::util::hash::mix32(word) } else { 4 * (word % 9) + 4 })
            };
            let fill = |dictionary: &TokenDictionary| {
                let other = |n: u32| bytemuck::cast(crate::util::hash::mix32(!n));
                (0..400_000_u32).for_each(|n| dictionary.encode(&[other(n)], &mut Vec::new()));
            };
            let mut found: Vec<Vec<Vec<Token>>> = Vec::new();
            for budget in [1 << 30, 8000, 4000, 1000, 0] {
                let writer = TokenStoreWriter::new(&SpillOptions { budget, folder: None });
                if rare {
                    fill(&writer.dictionary);
                }
                let mut word = 0;
                for documents in &chunks {
                    let (mut tokens, mut ends) = (Vec::new(), Vec::new());
                    for (len, _) in documents {
                        tokens.extend((0..*len).map(|n| token(word + n)));
                        word += len;
                        ends.push(tokens.len() as u32);
                    }
                    writer.put_tokens(tokens, &ends).unwrap();
                }
                let ((reader, stored), mut buffer, mut kept_here) =
                    (writer.finish_chunks(), TokenBuffer::default(), Vec::new());
                for (number, ((mut tokens, mut ranges), documents)) in (0..).zip(stored.into_iter().zip(&chunks)) {
                    let keep = |nth: usize, tokens: &[Token], kept: &mut Vec<Range<u32>>| {
                        let (len, ranges) = &documents[nth];
                        assert_eq!(tokens.len(), *len as usize);
                        let mut at = 0;
                        for (gap, keep) in ranges {
                            let from = (at + gap).min(*len);
                            at = (from + keep).min(*len);
                            kept.extend((from < at).then_some(from..at));
                        }
                    };
                    reader.retain(&mut tokens, &mut ranges, &mut buffer, keep);
                    for &range in &ranges {
                        let kept = reader.read(&tokens, range, &mut buffer).to_vec();
                        prop_assert_eq!(kept.len(), range.words as usize);
                        prop_assert_eq!(reader.read_in_order(&tokens, range, number, &mut buffer), &kept[..]);
                        prop_assert!(tokens.plain(range).is_none_or(|plain| plain == kept));
                        let codes = reader.codes_in_order(&tokens, range, number, &mut buffer).to_vec();
                        prop_assert_eq!(buffer.decoded.decode(&codes, &reader.dictionary), &kept[..]);
                        kept_here.push(kept);
                    }
                }
                reader.spilled.check_io().unwrap();
                found.push(kept_here);
            }
            found.iter().for_each(|other| assert_eq!(other, &found[0]));
        }
    }

    #[test]
    fn a_chunk_that_cannot_be_read_keeps_no_tokens_and_reports_the_error() {
        let writer = TokenStoreWriter::new(&SpillOptions { budget: 0, folder: None });
        writer.put_tokens(vec![bytemuck::cast(7_u32); 9], &[9]).unwrap();
        let (reader, _) = writer.finish_chunks();
        let mut tokens = ChunkTokens::Encoded(Extent::Spilled(1000..1009));
        let mut ranges = [TokenRange { start: 0, end: 9, words: 9 }];
        reader.retain(&mut tokens, &mut ranges, &mut TokenBuffer::default(), |_, tokens, kept| {
            assert_eq!(tokens.len(), 9);
            kept.push(0..9);
        });
        assert_eq!(ranges[0].words, 0);
        assert!(reader.spilled.check_io().is_err());
    }
}
