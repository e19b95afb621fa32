//! Shingle bits: which shingles are surely not among some others, from a table that stays in the nearest cache.

use super::shingle::Shingle;

/// A bit for the upper bits of each shingle of a set. Of shingles that are not in it few find theirs set, and only those need looking up.
#[derive(Debug, Default)]
pub struct ShingleFilter {
    words: Vec<u32>,
}

/// Upper bits of a shingle that have a bit of their own, where a set is small, and where it is not: one and four kilobytes.
const UPPER: [u32; 2] = [13, 15];
/// A set of so many is small: one in thirty others finds its bit set.
const SMALL: usize = 256;
/// Shingles that are looked for together.
const BLOCK: usize = 8;

/// Numbers of 32 bits that hold a bit for each value of so many upper bits.
const fn words(upper: u32) -> usize {
    1 << (upper - 5)
}

impl ShingleFilter {
    /// Takes the place of the set before.
    pub fn fill(&mut self, shingles: &[Shingle]) {
        let upper = UPPER[usize::from(shingles.len() > SMALL)];
        self.words.clear();
        self.words.resize(words(upper), 0);
        for shingle in shingles {
            self.words[(shingle >> (37 - upper)) as usize] |= 1 << (shingle >> (32 - upper) & 31);
        }
    }

    /// How many from the beginning of these are surely not in the set; some that are not may be left. Of nothing that was filled in
    /// nothing is sure.
    #[inline(always)]
    #[must_use]
    pub fn absent_prefix_len(&self, shingles: &[Shingle]) -> usize {
        const SIZES: [usize; 2] = [words(UPPER[0]), words(UPPER[1])];
        if let Some(words) = self.words.first_chunk::<{ SIZES[1] }>() {
            others::<{ SIZES[1] }, { UPPER[1] }>(words, shingles)
        } else if let Some(words) = self.words.first_chunk::<{ SIZES[0] }>() {
            others::<{ SIZES[0] }, { UPPER[0] }>(words, shingles)
        } else {
            0
        }
    }

    /// Says that it will soon be asked.
    #[inline]
    pub fn prefetch(&self) {
        crate::util::prefetch::prefetch(&self.words);
    }
}

/// How many from the beginning of `shingles` have no bit in `words`, at least.
#[inline(always)]
fn others<const WORDS: usize, const UPPER: u32>(words: &[u32; WORDS], shingles: &[Shingle]) -> usize {
    let mut others = 0;
    for block in shingles.as_chunks::<BLOCK>().0 {
        let mut may_be_there = 0;
        for nth in 0..BLOCK {
            let word = words[(block[nth] >> (37 - UPPER)) as usize];
            may_be_there |= (word >> (block[nth] >> (32 - UPPER) & 31) & 1) << nth;
        }
        if may_be_there != 0 {
            return others + may_be_there.trailing_zeros() as usize;
        }
        others += BLOCK;
    }
    others
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn only_others_are_passed_over_and_of_a_small_set_hardly_any_is_not(
            // small and large
            set in prop_oneof![
                proptest::collection::vec(any::<u32>(), 1..50),
                proptest::collection::vec(any::<u32>(), SMALL - 1..SMALL + 3),
            ],
            others in proptest::collection::vec(any::<u32>(), 0..40),
            at in any::<prop::sample::Index>(),
        ) {
            let mut bits = ShingleFilter::default();
            prop_assert_eq!(bits.absent_prefix_len(&others), 0);
            bits.fill(&[!set[0]]);
            bits.fill(&set);
            let passed = bits.absent_prefix_len(&others);
            prop_assert!(others[..passed].iter().all(|other| !set.contains(other)));
            // to the first whose upper bits are those of one, or to the last whole block
            let upper = |shingle: &u32| shingle >> (32 - UPPER[usize::from(set.len() > SMALL)]);
            let first = others.iter().position(|other| set.iter().any(|one| upper(one) == upper(other)));
            let whole = others.len() / BLOCK * BLOCK;
            prop_assert_eq!(passed, first.map_or(whole, |first| first.min(whole)));
            let mut with_one = others.clone();
            with_one.insert(at.index(others.len() + 1), *at.get(&set));
            prop_assert!(bits.absent_prefix_len(&with_one) <= at.index(others.len() + 1));
        }
    }
}
