//! KmerIndex: where in a text each run of tokens of one length stands, for longer runs to grow from.

use crate::text::Shingle;

/// The length of the seeds from which the longest run grows.
pub(in crate::verify) const SEED_LEN: usize = 4;

/// The places of every run of tokens of one length, as chains: two rows of numbers instead of a list for each run.
pub(super) struct KmerIndex {
    /// The first place of each chain; the largest number where it is empty.
    first: Vec<u32>,
    /// Behind each place the next of its chain, ascending.
    next: Vec<u32>,
    /// Chains go by the upper bits of the keys.
    shift: u32,
}

impl KmerIndex {
    pub(super) fn new(keys: &[Shingle]) -> KmerIndex {
        let bits = (2 * keys.len()).max(2).next_power_of_two().ilog2().min(31);
        let mut seeds =
            KmerIndex { first: vec![u32::MAX; 1 << bits], next: vec![u32::MAX; keys.len()], shift: 32 - bits };
        for (at, &key) in keys.iter().enumerate().rev() {
            let first = &mut seeds.first[(key >> seeds.shift) as usize];
            seeds.next[at] = std::mem::replace(first, at as u32);
        }
        seeds
    }

    /// The places of a chain: those of a key, and of others now and then.
    pub(super) fn places(&self, key: Shingle) -> impl Iterator<Item = usize> {
        let first = self.first[(key >> self.shift) as usize];
        let place = |at: u32| (at != u32::MAX).then_some(at as usize);
        std::iter::successors(place(first), move |&at| place(self.next[at]))
    }
}
