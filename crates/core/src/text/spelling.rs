//! British and American spelling as one: the hash of a British spelling becomes that of the American one.
//!
//! Only the words that are listed, and no rule by their ending: by rule, `promise` and `flour` would change too. The lists are
//! hashed while compiling; at run time a word that is on none nearly always costs one look at a table of bits.

use super::spelling_lists::{PATTERNS, WORDS};
use super::token_hash::{DROPPED, HASH_START, hash_end, hash_step};

/// The hash of a token, of which 30 bits are kept, as all its spellings have it.
#[inline]
pub(super) fn common_spelling(kept: u32) -> u32 {
    if maybe_listed(u64::from(kept) << DROPPED) & 1 == 0 { kept } else { american(kept) }
}

/// The lowest bit says whether a word with this hash may be listed: each listed word has set two bits of one number of the table,
/// and both can be looked at without a branch.
#[inline(always)]
pub(super) fn maybe_listed(hash: u64) -> u64 {
    let (number, first, second) = bits_of(hash);
    LISTED.bits[number] >> first & LISTED.bits[number] >> second
}

#[cold]
#[inline(never)]
fn american(kept: u32) -> u32 {
    let mut slot = slot_of(kept);
    loop {
        match LISTED.slots[slot] {
            (0, 0) => return kept,
            (british, american) if british == kept => return american,
            _ => slot = (slot + 1) % SLOTS,
        }
    }
}

/// Numbers of the table of bits: so many for each listed word that nearly all others find theirs not set.
const NUMBERS: usize = 1 << 10;
/// Slots of the table of pairs, of which no more than half are taken.
const SLOTS: usize = 1 << 13;
/// Room for the longest spelling on the lists, in bytes; a multiple of what one step of the hash takes.
const LONGEST: usize = 32;

/// A number in the table of bits and two of its bits, from the bits of a hash that are kept.
#[inline(always)]
const fn bits_of(hash: u64) -> (usize, u64, u64) {
    // 43 of those that are possible, as with it few of the words that texts are full of look listed
    ((hash >> 54) as usize, (hash >> 43) % 64, (hash >> DROPPED) % 64)
}

const fn slot_of(kept: u32) -> usize {
    (kept >> 17) as usize
}

/// The listed words, by the upper bits of their hashes.
struct Listed {
    bits: [u64; NUMBERS],
    /// British and American; as no two words' hashes are alike there, a search ends at the first that is 0 and 0.
    slots: [(u32, u32); SLOTS],
    /// Words on the lists.
    #[cfg_attr(not(test), allow(dead_code))] // for the tests, which see that the table is not too full
    len: usize,
}

#[allow(long_running_const_eval)] // some million steps, once a build
static LISTED: Listed = {
    let mut listed = Listed { bits: [0; NUMBERS], slots: [(0, 0); SLOTS], len: 0 };
    let mut family = 0;
    while family < PATTERNS.len() {
        let roots = PATTERNS[family].roots.as_bytes();
        let mut start = 0;
        while start < roots.len() {
            let end = next_blank(roots, start);
            let mut ending = 0;
            while ending < PATTERNS[family].endings.len() {
                let (british, american) = PATTERNS[family].endings[ending];
                listed.put(
                    hash_of(roots, start, end, british.as_bytes()),
                    hash_of(roots, start, end, american.as_bytes()),
                );
                ending += 1;
            }
            start = end + 1;
        }
        family += 1;
    }
    let mut word = 0;
    while word < WORDS.len() {
        let (british, american) = WORDS[word];
        listed.put(hash_of(&[], 0, 0, british.as_bytes()), hash_of(&[], 0, 0, american.as_bytes()));
        word += 1;
    }
    listed
};

impl Listed {
    const fn put(&mut self, british: u64, american: u64) {
        let (number, first, second) = bits_of(british);
        self.bits[number] |= 1 << first | 1 << second;
        let (british, american) = ((british >> DROPPED) as u32, (american >> DROPPED) as u32);
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

/// The hash of `roots[start..end]` with an ending, as [`hash_spelling`](super::token_hash::hash_spelling) gives it, which cannot run
/// while compiling.
const fn hash_of(roots: &[u8], start: usize, end: usize, ending: &[u8]) -> u64 {
    let mut word = [0_u8; LONGEST];
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
    let (halves, _) = word.as_chunks::<8>();
    let mut state = HASH_START;
    at = 0;
    while at * 8 < len {
        state = hash_step(state, u64::from_le_bytes(halves[at]), u64::from_le_bytes(halves[at + 1]));
        at += 2;
    }
    hash_end(state)
}

#[cfg(test)]
#[path = "spelling_tests.rs"]
mod tests;
