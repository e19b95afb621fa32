//! Tokens as bytes: frequent words have short codes, so that a text is a third as large where it crosses a network.

use super::rows::{column_of_bytes, longs};
use crate::errors::wrong;
use arrow_array::RecordBatch;
use foldhash::{HashMap, HashMapExt};
use pyo3::PyResult;
use wirecopy::text::Token;

/// Codes of one byte.
const SHORT: usize = 160;
/// Codes of two bytes: the first byte is above those of the short codes.
const LONG: usize = 95 * 256;
/// The byte before a word without a code, whose four bytes follow.
const ESCAPE: u8 = 255;
/// Words that have a code at most.
pub(super) const MOST_WORDS: usize = SHORT + LONG;

/// The words that have codes, the most frequent first. Whatever they are, what is encoded is decoded as it was.
#[derive(Debug, Default)]
pub(crate) struct Words {
    words: Vec<u32>,
    codes: HashMap<u32, u16>,
}

impl Words {
    /// The first words of a list get codes.
    pub(crate) fn new(mut words: Vec<u32>) -> Self {
        words.truncate(MOST_WORDS);
        let codes = words.iter().copied().zip(0..).collect();
        Words { words, codes }
    }

    /// The words of the column `token`, in the order of the rows.
    pub(crate) fn of_table(batch: &RecordBatch) -> PyResult<Self> {
        Ok(Words::new(longs(batch, "token")?.iter().map(|&token| token as u32).collect()))
    }

    pub(super) fn encode(&self, tokens: &[Token]) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(tokens.len() * 2);
        for &token in bytemuck::cast_slice::<Token, u32>(tokens) {
            match self.codes.get(&token).map(|&code| usize::from(code)) {
                Some(code) if code < SHORT => bytes.push(code as u8),
                Some(code) => {
                    let rest = code - SHORT;
                    bytes.extend([(SHORT + rest / 256) as u8, (rest % 256) as u8]);
                }
                None => {
                    bytes.push(ESCAPE);
                    bytes.extend(token.to_le_bytes());
                }
            }
        }
        bytes
    }

    /// `None` for bytes that no tokens have with these words.
    fn decode(&self, bytes: &[u8]) -> Option<Vec<Token>> {
        let (mut tokens, mut at) = (Vec::with_capacity(bytes.len()), 0);
        while let Some(&first) = bytes.get(at) {
            let (token, length) = match usize::from(first) {
                code if code < SHORT => (*self.words.get(code)?, 1),
                _ if first == ESCAPE => (u32::from_le_bytes(*bytes.get(at + 1..)?.first_chunk::<4>()?), 5),
                high => {
                    let code = SHORT + (high - SHORT) * 256 + usize::from(*bytes.get(at + 1)?);
                    (*self.words.get(code)?, 2)
                }
            };
            tokens.push(token);
            at += length;
        }
        Some(bytemuck::cast_vec(tokens))
    }

    /// A column of encoded tokens; a missing one is empty.
    pub(super) fn tokens(&self, batch: &RecordBatch, name: &str) -> PyResult<Vec<Vec<Token>>> {
        let bytes = column_of_bytes(batch, name)?;
        let decoded =
            |bytes: &&[u8]| self.decode(bytes).ok_or_else(|| wrong(name, "these tokens were encoded with other words"));
        bytes.iter().map(decoded).collect()
    }
}

/// How often the tokens occur, the most frequent first.
pub(super) fn counted(tokens: impl Iterator<Item = Token>) -> Vec<(u32, u64)> {
    let mut counts: HashMap<u32, u64> = HashMap::new();
    tokens.for_each(|token| *counts.entry(bytemuck::cast(token)).or_default() += 1);
    let mut counts: Vec<(u32, u64)> = counts.into_iter().collect();
    counts.sort_unstable_by_key(|&(token, count)| (std::cmp::Reverse(count), token));
    counts.truncate(MOST_WORDS);
    counts
}
