//! An index of a text's k-mers, which are the seeds that longer shared runs grow from.

use crate::text::Shingle;

/// The positions of each k-mer (run of k tokens) of a text, as chains in two arrays.
pub(super) struct KmerIndex {
    /// The first position of each chain, [`NONE`] if it is empty.
    first: Vec<u32>,
    /// The next position in the chain of each position, ascending.
    next: Vec<u32>,
    /// Shift that leaves the upper bits of a key, which select its chain.
    shift: u32,
}

/// The end of a chain.
const NONE: u32 = u32::MAX;

impl KmerIndex {
    /// The index of a text whose k-mers have these hashes.
    pub(super) fn new(keys: &[Shingle]) -> KmerIndex {
        let bits = keys.len().max(2).next_power_of_two().ilog2().min(31);
        let mut index = KmerIndex { first: vec![NONE; 1 << bits], next: vec![NONE; keys.len()], shift: 32 - bits };
        for (at, &key) in keys.iter().enumerate().rev() {
            let first = &mut index.first[(key >> index.shift) as usize];
            index.next[at] = std::mem::replace(first, at as u32);
        }
        index
    }

    /// The positions in a key's chain, ascending: those of the key, and rarely some of another.
    pub(super) fn positions(&self, key: Shingle) -> impl Iterator<Item = usize> {
        let position = |at: u32| (at != NONE).then_some(at as usize);
        let first = self.first[(key >> self.shift) as usize];
        std::iter::successors(position(first), move |&at| position(self.next[at]))
    }
}
