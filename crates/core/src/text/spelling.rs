//! British and American spelling as one: the hash of a British spelling becomes that of the American one.
//!
//! Only listed words change. A rule by ending would change words like `promise` and `flour` too. The lists are hashed
//! at compile time; at run time nearly every other word costs one lookup in a table of bits.

use super::spelling_lists::{PATTERNS, WORDS};
use super::token_hash::{DROPPED_BITS, HASH_START, hash_end, hash_step};

/// The 30-bit hash of the American spelling, given that of any spelling.
#[inline]
pub(super) fn common_spelling(hash: u32) -> u32 {
    if maybe_listed(u64::from(hash) << DROPPED_BITS) & 1 == 0 { hash } else { american(hash) }
}

/// The lowest bit says whether the word with this 64-bit hash may be listed: a blocked Bloom filter, in which each
/// listed word has set two bits of one block, so that the test needs no branch.
#[inline(always)]
pub(super) fn maybe_listed(hash: u64) -> u64 {
    let (block, first, second) = filter_bits(hash);
    LISTED.filter[block] >> first & LISTED.filter[block] >> second
}

#[cold]
#[inline(never)]
fn american(hash: u32) -> u32 {
    let mut slot = slot_of(hash);
    loop {
        match LISTED.slots[slot] {
            (0, 0) => return hash,
            (british, american) if british == hash => return american,
            _ => slot = (slot + 1) % SLOTS,
        }
    }
}

/// Blocks of the filter: 8 KiB, enough that hardly another word looks listed.
const FILTER_BLOCKS: usize = 1 << 10;
/// Slots of the hash table, at most half of which are filled.
const SLOTS: usize = 1 << 13;
/// Room for the longest listed spelling, in bytes; a multiple of the 16 that a step of the hash takes.
const MAX_SPELLING_BYTES: usize = 32;

/// The block of the filter and two of its bits, from the upper 30 bits of a hash.
#[inline(always)]
const fn filter_bits(hash: u64) -> (usize, u64, u64) {
    // of the possible shifts, 43 lets the fewest frequent words look listed
    ((hash >> 54) as usize, (hash >> 43) % 64, (hash >> DROPPED_BITS) % 64)
}

/// The first slot of a 30-bit hash.
const fn slot_of(hash: u32) -> usize {
    (hash >> 17) as usize
}

/// The listed words.
struct Listed {
    filter: [u64; FILTER_BLOCKS],
    /// A hash table with linear probing: the 30-bit hashes of the British and the American spelling, 0 and 0 in a free
    /// slot.
    slots: [(u32, u32); SLOTS],
    /// Number of words.
    #[cfg_attr(not(test), allow(dead_code))] // the tests compare it with the lists
    len: usize,
}

#[allow(long_running_const_eval)] // some million steps at each build
static LISTED: Listed = {
    let mut listed = Listed { filter: [0; FILTER_BLOCKS], slots: [(0, 0); SLOTS], len: 0 };
    let mut pattern = 0;
    while pattern < PATTERNS.len() {
        let roots = PATTERNS[pattern].roots.as_bytes();
        let mut start = 0;
        while start < roots.len() {
            let end = next_blank(roots, start);
            let mut ending = 0;
            while ending < PATTERNS[pattern].endings.len() {
                let (british, american) = PATTERNS[pattern].endings[ending];
                listed.insert(
                    hash_of(roots, start, end, british.as_bytes()),
                    hash_of(roots, start, end, american.as_bytes()),
                );
                ending += 1;
            }
            start = end + 1;
        }
        pattern += 1;
    }
    let mut word = 0;
    while word < WORDS.len() {
        let (british, american) = WORDS[word];
        listed.insert(hash_of(&[], 0, 0, british.as_bytes()), hash_of(&[], 0, 0, american.as_bytes()));
        word += 1;
    }
    listed
};

impl Listed {
    const fn insert(&mut self, british: u64, american: u64) {
        let (block, first, second) = filter_bits(british);
        self.filter[block] |= 1 << first | 1 << second;
        let (british, american) = ((british >> DROPPED_BITS) as u32, (american >> DROPPED_BITS) as u32);
        let mut slot = slot_of(british);
        while self.slots[slot].0 | self.slots[slot].1 != 0 {
            slot = (slot + 1) % SLOTS;
        }
        self.slots[slot] = (british, american);
        self.len += 1;
        assert!(self.len * 2 <= SLOTS);
    }
}

const fn next_blank(text: &[u8], from: usize) -> usize {
    let mut at = from;
    while at < text.len() && text[at] != b' ' {
        at += 1;
    }
    at
}

/// The hash of `roots[start..end]` with an ending: [`hash_spelling`](super::token_hash::hash_spelling) for compile
/// time.
const fn hash_of(roots: &[u8], start: usize, end: usize, ending: &[u8]) -> u64 {
    let mut word = [0_u8; MAX_SPELLING_BYTES];
    let mut len = 0;
    while start + len < end {
        word[len] = roots[start + len];
        len += 1;
    }
    let mut at = 0;
    while at < ending.len() {
        word[len] = ending[at];
        at += 1;
        len += 1;
    }
    let (eights, _) = word.as_chunks::<8>();
    let mut state = HASH_START;
    at = 0;
    while at * 8 < len {
        state = hash_step(state, u64::from_le_bytes(eights[at]), u64::from_le_bytes(eights[at + 1]));
        at += 2;
    }
    hash_end(state)
}

#[cfg(test)]
#[path = "spelling_tests.rs"]
mod tests;
