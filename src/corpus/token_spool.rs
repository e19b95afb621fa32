//! Tokens as they come in: they stay as they are as long as there is room, then in half the place one shelf after the other, then in a file.

use super::tokens::{SpooledTokens, StoredTokens, Stretch};
use crate::error::Result;
use crate::spool::{Memory, Quota, Spool, Stored};
use crate::text::{Token, TokenDictionary};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The share of the budget that tokens may have in memory together with what else is kept of every article. Furniture is a part of them
/// until it is cut.
const ALL: f64 = 0.9;
/// Bytes that are kept of an article beside its tokens, about, while articles are read.
const BESIDE: u64 = 320;

/// Where tokens go as they come in.
#[derive(Debug)]
pub(super) struct TokenSpool {
    all: Quota,
    shelves: Mutex<Shelves>,
    /// Of what is not in memory.
    packed: Spool<u16>,
    pub(super) dictionary: TokenDictionary,
    /// Memory for codes on their way to the spool.
    scratch: Mutex<Vec<Vec<u16>>>,
    /// Memory of tokens that were packed: new memory costs a third of what it takes to pack them.
    spare: Mutex<Vec<Vec<Token>>>,
}

/// The tokens of each shelf, and where those of its articles are.
#[derive(Debug, Default)]
struct Shelves {
    all: Vec<(StoredTokens, Vec<Stretch>)>,
    /// Shelves that need not be looked at when there is no room: each is packed, or will be at once.
    gone_through: usize,
}

impl Shelves {
    /// The shelf that came first of those whose tokens are as they are, with its number. It stays empty until it comes back.
    fn oldest_plain(&mut self) -> Option<(usize, Vec<Token>, Vec<Stretch>)> {
        while let Some((tokens, stretches)) = self.all.get_mut(self.gone_through) {
            self.gone_through += 1;
            if let StoredTokens::Plain(tokens) = tokens {
                return Some((self.gone_through - 1, std::mem::take(tokens), std::mem::take(stretches)));
            }
        }
        None
    }
}

impl TokenSpool {
    pub(super) fn new(memory: &Memory) -> Self {
        TokenSpool {
            all: Quota::new(memory.share(ALL)),
            shelves: Mutex::default(),
            packed: Spool::new(memory, 0.0),
            dictionary: TokenDictionary::default(),
            scratch: Mutex::default(),
            spare: Mutex::default(),
        }
    }

    /// Memory for so many tokens, about.
    pub(super) fn room(&self, tokens: usize) -> Vec<Token> {
        let spare = self.spare().pop().filter(|spare| spare.capacity() >= tokens);
        spare.unwrap_or_else(|| {
            let mut room = Vec::with_capacity(tokens);
            // few texts have as many, and what is fetched is held
            crate::memory::fetch(&mut room, tokens / 7 * 6);
            room
        })
    }

    fn spare(&self) -> MutexGuard<'_, Vec<Vec<Token>>> {
        self.spare.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the tokens of a shelf, of which those of each article end at `ends`, and gives the shelf's number.
    ///
    /// As they are they cost least to read, so that only as many are packed as have to be.
    pub(super) fn put(&self, mut tokens: Vec<Token>, ends: &[u32]) -> Result<usize> {
        let starts = [0].into_iter().chain(ends.iter().copied());
        let mut stretches: Vec<Stretch> =
            starts.zip(ends).map(|(start, &end)| Stretch { start, end, words: end - start }).collect();
        self.all.add(BESIDE * ends.len() as u64);
        let stored = if self.all.take(size_of_val(&tokens[..])) {
            tokens.shrink_to_fit();
            StoredTokens::Plain(tokens)
        } else {
            let packed = self.with_codes(&tokens, &mut stretches, |codes| self.put_codes(codes))?;
            tokens.clear();
            let mut spare = self.spare();
            // one for each thread: who reads a corpus from its state brings memory and asks for none
            if spare.len() < rayon::current_num_threads() {
                spare.push(tokens);
            }
            packed
        };
        let shelves = &mut self.shelves().all;
        shelves.push((stored, stretches));
        Ok(shelves.len() - 1)
    }

    /// Keeps codes in memory, when there is room or packing what came before makes some.
    fn put_codes(&self, codes: &[u16]) -> Result<StoredTokens> {
        loop {
            if self.all.take(size_of_val(codes)) {
                return Ok(StoredTokens::Packed(Stored::Here(codes.to_vec())));
            }
            let oldest = self.shelves().oldest_plain();
            let Some((number, tokens, stretches)) = oldest else {
                return Ok(StoredTokens::Packed(self.packed.put_copy(codes)?));
            };
            let before = size_of_val(&tokens[..]);
            let mut of_codes = stretches.clone();
            // where hardly a word comes twice codes take more
            let smaller = |codes: &[u16]| (size_of_val(codes) < before).then(|| codes.to_vec());
            let packed = self.with_codes(&tokens, &mut of_codes, smaller);
            let shelf = match packed {
                Some(packed) => {
                    drop(tokens);
                    self.all.give(before);
                    self.all.add(size_of_val(&packed[..]) as u64);
                    (StoredTokens::Packed(Stored::Here(packed)), of_codes)
                }
                None => (StoredTokens::Plain(tokens), stretches),
            };
            self.shelves().all[number] = shelf;
        }
    }

    /// Packs the tokens of a shelf; where the codes of each article are is in `stretches` afterwards.
    fn with_codes<R>(&self, tokens: &[Token], stretches: &mut [Stretch], take: impl FnOnce(&[u16]) -> R) -> R {
        let scratch = || self.scratch.lock().unwrap_or_else(PoisonError::into_inner);
        let mut codes = scratch().pop().unwrap_or_default();
        codes.clear();
        for stretch in stretches {
            let start = codes.len() as u32;
            self.dictionary.encode(&tokens[stretch.range()], &mut codes);
            (stretch.start, stretch.end) = (start, codes.len() as u32);
        }
        let taken = take(&codes);
        scratch().push(codes);
        taken
    }

    fn shelves(&self) -> MutexGuard<'_, Shelves> {
        self.shelves.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends writing.
    pub(super) fn finish(self) -> SpooledTokens {
        let shelves = self.shelves.into_inner().unwrap_or_else(PoisonError::into_inner).all;
        SpooledTokens { packed: self.packed.finish_as_file(), dictionary: self.dictionary, shelves }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tokens::Page;
    use super::*;

    #[test]
    fn only_as_much_is_packed_as_has_to_be_and_all_of_it_before_anything_goes_to_a_file() {
        let words = 1000;
        let shelf: Vec<Token> = (1..=words).map(|word| bytemuck::cast(4 * word)).collect();
        // room for as many shelves as they are, and a little
        let room = 8 * size_of_val(&shelf[..]) as u64 + 500;
        for (shelves, packed, filed) in [(1, 0, 0), (8, 0, 0), (10, 4, 0), (12, 8, 0), (15, 14, 0), (20, 20, 4)] {
            // what is kept beside the tokens is counted too
            let budget = ((room + BESIDE * shelves) as f64 / ALL) as u64;
            let spool = TokenSpool::new(&Memory { budget, folder: None });
            // so that all have their numbers
            (0..2).for_each(|_| spool.dictionary.encode(&shelf, &mut Vec::new()));
            let numbers: Vec<usize> = (0..shelves).map(|_| spool.put(shelf.clone(), &[words]).unwrap()).collect();
            let mut spooled = spool.finish();
            let (mut are_packed, mut are_filed) = (0, 0);
            for number in numbers {
                let (stored, stretches) = spooled.take(number);
                assert_eq!(spooled.read(&stored, stretches[0], &mut Page::default()), &shelf[..]);
                are_packed += u64::from(matches!(stored, StoredTokens::Packed(_)));
                are_filed += u64::from(matches!(stored, StoredTokens::Packed(Stored::There(_))));
            }
            assert_eq!((are_packed, are_filed), (packed, filed), "of {shelves}");
        }
    }

    #[test]
    fn memory_of_what_was_packed_is_used_again_where_it_suffices() {
        let spool = TokenSpool::new(&Memory { budget: 0, folder: None });
        let shelf = |mut room: Vec<Token>| {
            room.extend((1..=900_u32).map(|word| -> Token { bytemuck::cast(4 * word) }));
            room
        };
        let first = shelf(spool.room(1000));
        let (at, most) = (first.as_ptr(), first.capacity());
        spool.put(first, &[900]).unwrap();
        let again = spool.room(most);
        assert_eq!((again.as_ptr(), again.len()), (at, 0));
        spool.put(shelf(again), &[900]).unwrap();
        assert!(spool.room(most + 1).capacity() > most);
    }

    #[test]
    fn no_more_memory_is_held_than_each_thread_can_use() {
        // as a corpus that is read from its state: nobody asks for room
        let spool = TokenSpool::new(&Memory { budget: 0, folder: None });
        let threads = rayon::current_num_threads();
        (0..3 * threads).for_each(|_| _ = spool.put(vec![bytemuck::cast(4_u32); 9], &[9]).unwrap());
        assert_eq!(spool.spare().len(), threads);
    }

    #[test]
    fn what_would_take_more_as_codes_stays_as_it_is() {
        let words = 1000;
        let shelf = |nth: u32| -> Vec<Token> {
            (0..words).map(|word| bytemuck::cast(crate::hash::mix32(1 + nth * words + word))).collect()
        };
        let budget = ((3 * 4 * words + 500 + BESIDE as u32 * 5) as f64 / ALL) as u64;
        let spool = TokenSpool::new(&Memory { budget, folder: None });
        let numbers: Vec<usize> = (0..5).map(|nth| spool.put(shelf(nth), &[words]).unwrap()).collect();
        let mut spooled = spool.finish();
        for (nth, number) in (0..).zip(numbers) {
            let (stored, stretches) = spooled.take(number);
            assert_eq!(spooled.read(&stored, stretches[0], &mut Page::default()), &shelf(nth)[..]);
            assert_eq!(matches!(stored, StoredTokens::Plain(_)), nth < 3);
        }
    }
}
