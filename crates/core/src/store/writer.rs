//! Writing a token store: chunks stay plain while there is room, then the oldest are encoded, then encoded chunks go to
//! files.

use super::chunk::{ChunkTokens, TokenRange, TokenReader};
use super::spill::{Extent, MemoryBudget, SpillOptions, SpillWriter};
use super::{Chunk, TokenStore};
use crate::error::Result;
use crate::text::{TextLine, Token, TokenDictionary, TokenisedText, Tokeniser};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The share of the memory budget for tokens and what is kept beside them of each document.
const TOKENS_SHARE: f64 = 0.9;
/// Bytes kept of each document beside its tokens while documents are read, measured on synthetic corpora: places,
/// dates, credits and what the allocator adds. The caller's own fields are added by [`TokenStoreWriter::put`].
const BYTES_BESIDE_TOKENS: u64 = 200;
/// Bytes of text for each token, used to guess how much memory a chunk needs.
const TEXT_BYTES_PER_TOKEN: usize = 6;

/// Takes the documents of a run, a chunk at a time, from any number of threads.
#[derive(Debug)]
pub struct TokenStoreWriter {
    budget: MemoryBudget,
    chunks: Mutex<Chunks>,
    /// Codes that do not fit in memory.
    spilled: SpillWriter<u16>,
    pub(super) dictionary: TokenDictionary,
    /// Reusable memory for codes on their way to a file.
    code_buffers: Mutex<Vec<Vec<u16>>>,
    /// Reusable memory of tokens that were encoded: fresh memory costs a third of what encoding costs.
    spare_tokens: Mutex<Vec<Vec<Token>>>,
}

/// Documents that will be put into a store together.
#[derive(Debug, Default)]
pub struct ChunkBuilder {
    text: TokenisedText,
    /// Where the tokens and the lines of each document end.
    ends: Vec<u32>,
    line_ends: Vec<u32>,
}

impl ChunkBuilder {
    /// Tokenises a document and adds it. Returns its tokens. Lines are kept if `keep_lines`: boilerplate removal needs
    /// them of documents of unknown source.
    pub fn push(&mut self, text: &str, keep_lines: bool, tokeniser: &mut Tokeniser) -> &[Token] {
        let start = self.text.tokens.len();
        if keep_lines {
            tokeniser.tokenise(text, &mut self.text);
        } else {
            tokeniser.tokenise_words(text, &mut self.text);
        }
        self.ends.push(self.text.tokens.len() as u32);
        self.line_ends.push(self.text.lines.len() as u32);
        &self.text.tokens[start..]
    }

    /// Adds a document that was tokenised before, with its lines.
    pub fn push_tokens(&mut self, tokens: &[Token], lines: &[TextLine]) {
        self.text.tokens.extend_from_slice(tokens);
        self.text.lines.extend_from_slice(lines);
        self.ends.push(self.text.tokens.len() as u32);
        self.line_ends.push(self.text.lines.len() as u32);
    }

    /// Number of documents.
    #[must_use]
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are no documents.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

#[derive(Debug, Default)]
struct Chunks {
    tokens: Vec<(ChunkTokens, Vec<TokenRange>)>,
    lines: Vec<(Vec<TextLine>, Vec<u32>)>,
    /// Chunks before this one are encoded, or about to be.
    encoded_up_to: usize,
}

impl Chunks {
    /// Takes the oldest plain chunk out, with its number. Its place stays empty until it is put back.
    fn take_oldest_plain(&mut self) -> Option<(usize, Vec<Token>, Vec<TokenRange>)> {
        while let Some((tokens, ranges)) = self.tokens.get_mut(self.encoded_up_to) {
            self.encoded_up_to += 1;
            if let ChunkTokens::Plain(tokens) = tokens {
                return Some((self.encoded_up_to - 1, std::mem::take(tokens), std::mem::take(ranges)));
            }
        }
        None
    }
}

impl TokenStoreWriter {
    /// A writer of an empty store.
    #[must_use]
    pub fn new(options: &SpillOptions) -> Self {
        TokenStoreWriter {
            budget: MemoryBudget::new(options.share(TOKENS_SHARE)),
            chunks: Mutex::default(),
            spilled: SpillWriter::new(options, 0.0),
            dictionary: TokenDictionary::default(),
            code_buffers: Mutex::default(),
            spare_tokens: Mutex::default(),
        }
    }

    /// An empty chunk with room for the tokens of about `text_bytes` bytes of text.
    #[must_use]
    pub fn chunk(&self, text_bytes: usize) -> ChunkBuilder {
        let mut chunk = ChunkBuilder::default();
        chunk.text.tokens = self.allocate(text_bytes / TEXT_BYTES_PER_TOKEN);
        chunk
    }

    /// An empty vector with memory for about `tokens` tokens; a spare one if it is large enough.
    fn allocate(&self, tokens: usize) -> Vec<Token> {
        let spare = self.spare_tokens().pop().filter(|spare| spare.capacity() >= tokens);
        spare.unwrap_or_else(|| {
            let mut memory = Vec::with_capacity(tokens);
            // few texts have as many tokens, and pages that are populated count as used
            crate::util::memory::populate(&mut memory, tokens / 7 * 6);
            memory
        })
    }

    fn spare_tokens(&self) -> MutexGuard<'_, Vec<Vec<Token>>> {
        self.spare_tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stores a chunk and returns its number, which [`TokenStoreWriter::finish`] needs. `bytes_beside` are bytes that
    /// the caller keeps for these documents; they count against the budget.
    ///
    /// # Errors
    /// [`Error::Spill`](crate::error::Error::Spill) when a temporary file cannot be written.
    pub fn put(&self, chunk: ChunkBuilder, bytes_beside: u64) -> Result<u32> {
        let ChunkBuilder { text: TokenisedText { tokens, mut lines }, ends, line_ends } = chunk;
        lines.shrink_to_fit();
        self.budget.charge(bytes_beside + size_of_val(&lines[..]) as u64);
        let number = self.put_tokens(tokens, &ends)?;
        let mut chunks = self.chunks();
        if chunks.lines.len() <= number {
            chunks.lines.resize_with(number + 1, Default::default);
        }
        chunks.lines[number] = (lines, line_ends);
        Ok(number as u32)
    }

    /// Stores the tokens of a chunk whose documents end at `ends`, and returns its number. Plain tokens are the
    /// cheapest to read, so only as many chunks are encoded as needed.
    pub(super) fn put_tokens(&self, mut tokens: Vec<Token>, ends: &[u32]) -> Result<usize> {
        let starts = [0].into_iter().chain(ends.iter().copied());
        let mut ranges: Vec<TokenRange> =
            starts.zip(ends).map(|(start, &end)| TokenRange { start, end, words: end - start }).collect();
        self.budget.charge(BYTES_BESIDE_TOKENS * ends.len() as u64);
        let stored = if self.budget.try_reserve(size_of_val(&tokens[..])) {
            tokens.shrink_to_fit();
            ChunkTokens::Plain(tokens)
        } else {
            let encoded = self.with_codes(&tokens, &mut ranges, |codes| self.put_codes(codes))?;
            tokens.clear();
            let mut spare = self.spare_tokens();
            // one for each thread is enough, even when chunks arrive that were not allocated here
            if spare.len() < rayon::current_num_threads() {
                spare.push(tokens);
            }
            encoded
        };
        let chunks = &mut self.chunks().tokens;
        chunks.push((stored, ranges));
        Ok(chunks.len() - 1)
    }

    /// Keeps codes in memory if they fit, after encoding older chunks if that is what it takes; else writes them to a
    /// file.
    fn put_codes(&self, codes: &[u16]) -> Result<ChunkTokens> {
        loop {
            if self.budget.try_reserve(size_of_val(codes)) {
                return Ok(ChunkTokens::Encoded(Extent::Memory(codes.to_vec())));
            }
            let oldest = self.chunks().take_oldest_plain();
            let Some((number, tokens, ranges)) = oldest else {
                return Ok(ChunkTokens::Encoded(self.spilled.put_copy(codes)?));
            };
            let plain_bytes = size_of_val(&tokens[..]);
            let mut code_ranges = ranges.clone();
            // where hardly a word repeats, codes take more memory than tokens
            let if_smaller = |codes: &[u16]| (size_of_val(codes) < plain_bytes).then(|| codes.to_vec());
            let encoded = self.with_codes(&tokens, &mut code_ranges, if_smaller);
            let chunk = match encoded {
                Some(codes) => {
                    drop(tokens);
                    self.budget.release(plain_bytes);
                    self.budget.charge(size_of_val(&codes[..]) as u64);
                    (ChunkTokens::Encoded(Extent::Memory(codes)), code_ranges)
                }
                None => (ChunkTokens::Plain(tokens), ranges),
            };
            self.chunks().tokens[number] = chunk;
        }
    }

    /// Encodes the tokens of a chunk and turns `ranges` into ranges of codes.
    fn with_codes<R>(&self, tokens: &[Token], ranges: &mut [TokenRange], take: impl FnOnce(&[u16]) -> R) -> R {
        let buffers = || self.code_buffers.lock().unwrap_or_else(PoisonError::into_inner);
        let mut codes = buffers().pop().unwrap_or_default();
        codes.clear();
        for range in ranges {
            let start = codes.len() as u32;
            self.dictionary.encode(&tokens[range.range()], &mut codes);
            (range.start, range.end) = (start, codes.len() as u32);
        }
        let taken = take(&codes);
        buffers().push(codes);
        taken
    }

    fn chunks(&self) -> MutexGuard<'_, Chunks> {
        self.chunks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends writing. Document `n` of the store is entry `order[n].1` of chunk `order[n].0`.
    ///
    /// # Panics
    /// When `order` names a chunk or an entry that does not exist.
    #[must_use]
    pub fn finish(self, order: &[(u32, u32)]) -> TokenStore {
        let lines = std::mem::take(&mut self.chunks().lines);
        let (reader, tokens) = self.finish_chunks();
        let chunk = |((tokens, ranges), (lines, line_ends))| (Chunk { tokens, lines, line_ends }, ranges);
        TokenStore::new(tokens.into_iter().zip(lines).map(chunk).collect(), reader, order)
    }

    /// Ends writing; gives the tokens of each chunk and where those of its documents are.
    pub(super) fn finish_chunks(self) -> (TokenReader, Vec<(ChunkTokens, Vec<TokenRange>)>) {
        let chunks = self.chunks.into_inner().unwrap_or_else(PoisonError::into_inner).tokens;
        (TokenReader { spilled: self.spilled.finish(), dictionary: self.dictionary }, chunks)
    }
}

#[cfg(test)]
mod tests {
    use super::super::TokenBuffer;
    use super::*;

    #[test]
    fn encodes_only_as_many_chunks_as_needed_and_all_of_them_before_writing_files() {
        let words = 1000;
        let tokens: Vec<Token> = (1..=words).map(|word| bytemuck::cast(4 * word)).collect();
        // eight plain chunks fit, and a little more
        let room = 8 * size_of_val(&tokens[..]) as u64 + 500;
        for (chunks, encoded, spilled) in [(1, 0, 0), (8, 0, 0), (10, 4, 0), (12, 8, 0), (15, 14, 0), (20, 20, 4)] {
            // bytes beside the tokens count too
            let budget = ((room + BYTES_BESIDE_TOKENS * chunks) as f64 / TOKENS_SHARE) as u64;
            let writer = TokenStoreWriter::new(&SpillOptions { budget, folder: None });
            // a token gets a code when it occurs for the second time
            (0..2).for_each(|_| writer.dictionary.encode(&tokens, &mut Vec::new()));
            (0..chunks).for_each(|_| _ = writer.put_tokens(tokens.clone(), &[words]).unwrap());
            let (reader, stored) = writer.finish_chunks();
            let (mut are_encoded, mut are_spilled) = (0, 0);
            for (chunk, ranges) in stored {
                assert_eq!(reader.read(&chunk, ranges[0], &mut TokenBuffer::default()), &tokens[..]);
                are_encoded += u64::from(matches!(chunk, ChunkTokens::Encoded(_)));
                are_spilled += u64::from(matches!(chunk, ChunkTokens::Encoded(Extent::Spilled(_))));
            }
            assert_eq!((are_encoded, are_spilled), (encoded, spilled), "of {chunks} chunks");
        }
    }

    #[test]
    fn reuses_the_memory_of_encoded_tokens_when_it_is_large_enough() {
        let writer = TokenStoreWriter::new(&SpillOptions { budget: 0, folder: None });
        let fill = |mut memory: Vec<Token>| {
            memory.extend((1..=900_u32).map(|word| -> Token { bytemuck::cast(4 * word) }));
            memory
        };
        let first = fill(writer.allocate(1000));
        let (address, capacity) = (first.as_ptr(), first.capacity());
        writer.put_tokens(first, &[900]).unwrap();
        let again = writer.allocate(capacity);
        assert_eq!((again.as_ptr(), again.len()), (address, 0));
        writer.put_tokens(fill(again), &[900]).unwrap();
        assert!(writer.allocate(capacity + 1).capacity() > capacity);
    }

    #[test]
    fn holds_no_more_spare_memory_than_threads_can_use() {
        let writer = TokenStoreWriter::new(&SpillOptions { budget: 0, folder: None });
        let threads = rayon::current_num_threads();
        (0..3 * threads).for_each(|_| _ = writer.put_tokens(vec![bytemuck::cast(4_u32); 9], &[9]).unwrap());
        assert_eq!(writer.spare_tokens().len(), threads);
    }
}
