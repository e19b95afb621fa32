//! `HashBits`: a filter with one bit for each value of some bits of a hash.

/// A set of hashes that keeps one bit for each (a Bloom filter with one hash function): a hash that is in the set is
/// always found, another one only where it shares its bit. Small enough to stay in a near cache, it spares most lookups
/// in the table that knows exactly.
///
/// `WORDS` is a power of two; of a hash, its lowest log₂(32 · `WORDS`) bits count.
#[derive(Debug, Clone, bytemuck::Zeroable)]
#[repr(transparent)]
pub struct HashBits<const WORDS: usize>([u32; WORDS]);

impl<const WORDS: usize> Default for HashBits<WORDS> {
    fn default() -> Self {
        HashBits([0; WORDS])
    }
}

impl<const WORDS: usize> HashBits<WORDS> {
    /// Adds a hash.
    #[inline(always)]
    pub fn insert(&mut self, hash: u32) {
        self.0[(hash / 32) as usize % WORDS] |= 1 << (hash % 32);
    }

    /// 1 where the set may have this hash, else 0: a number, so that several answers are gathered without a branch.
    #[inline(always)]
    pub(crate) fn bit(&self, hash: u32) -> u32 {
        self.0[(hash / 32) as usize % WORDS] >> (hash % 32) & 1
    }

    /// Whether the set may have this hash.
    #[inline(always)]
    pub fn may_contain(&self, hash: u32) -> bool {
        self.bit(hash) == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn finds_the_hashes_that_share_their_low_bits_with_one_in_the_set(
            set in proptest::collection::vec(any::<u32>(), 0..20),
            others in proptest::collection::vec(any::<u32>(), 0..40),
        ) {
            let mut bits = HashBits::<4>::default();
            set.iter().for_each(|&hash| bits.insert(hash));
            for hash in set.iter().chain(&others) {
                let expected = set.iter().any(|other| other % 128 == hash % 128);
                prop_assert_eq!(bits.may_contain(*hash), expected);
                prop_assert_eq!(bits.bit(*hash), u32::from(expected));
            }
        }
    }
}
