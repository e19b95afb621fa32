//! Skips the shingles that are certainly not in a set, with one bit for each value of their upper bits.

use super::shingle::Shingle;
use crate::util::hash_bits::HashBits;

/// A filter of a set of shingles, small enough to stay in the nearest cache. Few shingles outside of the set find their
/// bit set, and only those need a lookup.
#[derive(Debug, Default)]
pub(crate) struct ShingleFilter(Option<Bits>);

#[derive(Debug)]
enum Bits {
    /// 1 KiB.
    Small(Box<HashBits<SMALL_WORDS>>),
    /// 4 KiB.
    Large(Box<HashBits<LARGE_WORDS>>),
}

const SMALL_WORDS: usize = 256;
const LARGE_WORDS: usize = 1024;
/// Shingles that the small table serves: filled so, one in thirty others finds its bit set.
const MAX_SMALL_SET: usize = 256;
/// Shingles that are tested without a branch in between.
const SHINGLES_PER_BLOCK: usize = 8;

impl ShingleFilter {
    /// Replaces the set.
    pub(crate) fn fill(&mut self, shingles: &[Shingle]) {
        self.0 = Some(if shingles.len() > MAX_SMALL_SET {
            Bits::Large(bits_of(shingles))
        } else {
            Bits::Small(bits_of(shingles))
        });
    }

    /// Length of a prefix of `shingles` that has none in the set; a longer one may exist. 0 before the filter is
    /// filled.
    #[inline(always)]
    #[must_use]
    pub(crate) fn absent_prefix_len(&self, shingles: &[Shingle]) -> usize {
        match &self.0 {
            Some(Bits::Large(bits)) => absent_prefix_len(bits, shingles),
            Some(Bits::Small(bits)) => absent_prefix_len(bits, shingles),
            None => 0,
        }
    }
}

/// As many of a shingle's upper bits as select one bit of the table.
#[inline(always)]
fn upper<const WORDS: usize>(shingle: Shingle) -> u32 {
    shingle >> (u32::BITS - (WORDS * 32).ilog2())
}

fn bits_of<const WORDS: usize>(shingles: &[Shingle]) -> Box<HashBits<WORDS>> {
    let mut bits: Box<HashBits<WORDS>> = bytemuck::zeroed_box();
    shingles.iter().for_each(|&shingle| bits.insert(upper::<WORDS>(shingle)));
    bits
}

#[inline(always)]
fn absent_prefix_len<const WORDS: usize>(bits: &HashBits<WORDS>, shingles: &[Shingle]) -> usize {
    let mut absent = 0;
    for block in shingles.as_chunks::<SHINGLES_PER_BLOCK>().0 {
        let mut may_be_in = 0;
        for (nth, &shingle) in block.iter().enumerate() {
            may_be_in |= bits.bit(upper::<WORDS>(shingle)) << nth;
        }
        if may_be_in != 0 {
            return absent + may_be_in.trailing_zeros() as usize;
        }
        absent += SHINGLES_PER_BLOCK;
    }
    absent
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn prefix_ends_at_the_first_shingle_that_shares_its_upper_bits_with_the_set(
            // of both sizes of table
            set in prop_oneof![
                proptest::collection::vec(any::<u32>(), 1..50),
                proptest::collection::vec(any::<u32>(), MAX_SMALL_SET - 1..MAX_SMALL_SET + 3),
            ],
            others in proptest::collection::vec(any::<u32>(), 0..40),
            at in any::<prop::sample::Index>(),
        ) {
            let mut filter = ShingleFilter::default();
            prop_assert_eq!(filter.absent_prefix_len(&others), 0);
            filter.fill(&[!set[0]]);
            filter.fill(&set);
            let skipped = filter.absent_prefix_len(&others);
            prop_assert!(others[..skipped].iter().all(|other| !set.contains(other)));
            // else the prefix ends at the last whole block
            let bits = if set.len() > MAX_SMALL_SET { 15 } else { 13 };
            let upper = |shingle: &u32| shingle >> (32 - bits);
            let first = others.iter().position(|other| set.iter().any(|one| upper(one) == upper(other)));
            let whole_blocks = others.len() / SHINGLES_PER_BLOCK * SHINGLES_PER_BLOCK;
            prop_assert_eq!(skipped, first.map_or(whole_blocks, |first| first.min(whole_blocks)));
            let mut with_one = others.clone();
            with_one.insert(at.index(others.len() + 1), *at.get(&set));
            prop_assert!(filter.absent_prefix_len(&with_one) <= at.index(others.len() + 1));
        }
    }
}
