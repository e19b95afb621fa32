//! One set of shingles as a table, to count what many other sets share with it.

use super::overlap::{Overlap, PART_BITS};

/// No shingle of a set: its values have 28 bits.
const EMPTY: u32 = u32::MAX;

/// A set laid out in buckets of two by the upper bits of its values, which are hashes and so spread evenly. Another set is
/// sorted by the same bits and walks the table from one end to the other, at two comparisons a value and no branch to
/// guess; merging two sets takes three to four times as long.
#[derive(Debug, Default)]
pub(crate) struct Probe {
    /// The article whose set it is.
    article: Option<u32>,
    buckets: Vec<[u32; 2]>,
    shift: u32,
    /// Values whose bucket was full.
    more: Vec<u32>,
}

impl Probe {
    /// Lays out the set of an article, unless it is there already.
    pub(super) fn hold(&mut self, article: u32, set: &[u32]) {
        if self.article != Some(article) {
            self.lay_out(set);
            self.article = Some(article);
        }
    }

    /// The overlap of an article, which is laid out, and a set.
    pub(super) fn overlap(&mut self, (article, set): (u32, &[u32]), other: &[u32]) -> Overlap {
        self.hold(article, set);
        Overlap { shared: self.shared(other), a: set.len() as u32, b: other.len() as u32 }
    }

    /// Takes the place of what was laid out before.
    fn lay_out(&mut self, set: &[u32]) {
        // a quarter of a value in a bucket of two: one value in a hundred finds its bucket full
        let bits = (4 * set.len()).max(2).next_power_of_two().ilog2().min(31 - PART_BITS);
        self.shift = 32 - bits;
        self.buckets.clear();
        self.buckets.resize(1 << bits, [EMPTY; 2]);
        self.more.clear();
        for &value in set {
            let Some(bucket) = self.buckets.get_mut((value >> self.shift) as usize) else { continue };
            let shingle = value >> PART_BITS;
            match bucket.iter_mut().find(|slot| **slot == EMPTY) {
                Some(slot) => *slot = shingle,
                None => self.more.push(shingle),
            }
        }
    }

    /// How many shingles of `set`, sorted, are in the set that was laid out.
    pub(crate) fn shared(&self, set: &[u32]) -> u32 {
        let mut shared = 0;
        for &value in set {
            if let Some(&[one, two]) = self.buckets.get((value >> self.shift) as usize) {
                let shingle = value >> PART_BITS;
                shared += u32::from(one == shingle) + u32::from(two == shingle);
            }
        }
        let has = |shingle: &&u32| set.binary_search_by_key(*shingle, |&value| value >> PART_BITS).is_ok();
        shared + self.more.iter().filter(has).count() as u32
    }
}

#[cfg(test)]
mod tests {
    use super::super::ShingleSets;
    use super::super::overlap::shared;
    use super::*;
    use crate::hash;
    use proptest::prelude::*;

    fn set(numbers: &[u64], hashed: impl Fn(u64) -> u64) -> Vec<u32> {
        let shingles: Vec<u64> = numbers.iter().map(|&n| hashed(n)).collect();
        let mut set = Vec::new();
        ShingleSets::set_of(&shingles, &mut set);
        set
    }

    proptest! {
        #[test]
        fn a_probe_counts_what_merging_counts(
            a in proptest::collection::vec(0_u64..2000, 0..900),
            others in proptest::collection::vec(proptest::collection::vec(0_u64..2000, 0..900), 1..4),
            // hashes that spread evenly, and values that all fall into one corner
            even in any::<bool>(),
        ) {
            let hashed = |n| if even { hash::mix(n) } else { n << 36 };
            let a = set(&a, hashed);
            let mut probe = Probe::default();
            probe.lay_out(&set(&[1, 2, 3], hashed));
            probe.lay_out(&a);
            for other in &others {
                let other = set(other, hashed);
                prop_assert_eq!(probe.shared(&other), shared(&a, &other));
            }
        }
    }
}
