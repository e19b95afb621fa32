//! MinHash signatures: each value of two signatures agrees with the probability of the documents' Jaccard index.

use super::kernel::{FUNCTIONS_PER_BLOCK, Kernel};
use super::kernels;
use crate::text::Shingle;
use crate::util::hash;

/// Computes signatures of a fixed number of values.
///
/// Each hash function multiplies the shingle, which is well mixed already, by an odd number: a bijection of 2³² values.
/// It gives two values of a signature, its minimum and its maximum over the document's shingles, so that half the
/// multiplications suffice. Of two sets, the minima agree with the probability of the Jaccard index, and so do the
/// maxima (A. Broder, "On the resemblance and containment of documents", 1997). Every function maps 0 to 0: one shingle
/// in 2³² has that value, and makes all minima of its document 0.
#[derive(Debug, Clone)]
pub struct MinHasher {
    multipliers: Vec<u32>,
    values: usize,
    kernel: Kernel,
}

impl MinHasher {
    /// A hasher for signatures of `values` values, with hash functions drawn from `seed`.
    #[must_use]
    pub fn new(values: usize, seed: u64) -> Self {
        MinHasher::with_kernel(values, seed, Kernel::detect())
    }

    /// As [`MinHasher::new`], with this kernel, or the scalar one where the machine lacks it.
    #[must_use]
    pub fn with_kernel(values: usize, seed: u64, kernel: Kernel) -> Self {
        let functions = values.div_ceil(2).next_multiple_of(FUNCTIONS_PER_BLOCK);
        let mut state = seed;
        let multipliers = (0..functions).map(|_| (hash::next_random(&mut state) >> 32) as u32 | 1).collect();
        let kernel = if kernel.is_available() { kernel } else { Kernel::Scalar };
        MinHasher { multipliers, values, kernel }
    }

    /// Number of values of a signature.
    #[must_use]
    pub fn values(&self) -> usize {
        self.values
    }

    /// Replaces the contents of `signature` by that of `shingles`: minima first, then maxima. All documents without
    /// shingles have the same signature, which no other has.
    pub fn signature(&self, shingles: &[Shingle], signature: &mut Vec<u32>) {
        let functions = self.multipliers.len();
        signature.clear();
        signature.resize(functions, u32::MAX);
        signature.resize(2 * functions, 0);
        let (minima, maxima) = signature.split_at_mut(functions);
        let blocks =
            self.multipliers.chunks_exact(FUNCTIONS_PER_BLOCK).zip(minima.chunks_exact_mut(FUNCTIONS_PER_BLOCK));
        for ((multipliers, minima), maxima) in blocks.zip(maxima.chunks_exact_mut(FUNCTIONS_PER_BLOCK)) {
            kernels::extremes(self.kernel, shingles, multipliers, minima, maxima);
        }
        // drop the padding: as many minima as maxima, and one more if the number of values is odd
        let minima = self.values.div_ceil(2);
        signature.copy_within(functions..functions + self.values / 2, minima);
        signature.truncate(self.values);
    }

    /// Estimates the Jaccard index of two documents: the share of values in which their signatures agree.
    #[must_use]
    pub fn estimate(a: &[u32], b: &[u32]) -> f64 {
        let equal = a.iter().zip(b).filter(|(a, b)| a == b).count();
        equal as f64 / a.len().max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    fn signature(hasher: &MinHasher, shingles: &[Shingle]) -> Vec<u32> {
        let mut out = Vec::new();
        hasher.signature(shingles, &mut out);
        out
    }

    /// Shingles `skip` to `skip + n` of a sequence; it begins at 1, as 0 mixes to 0.
    fn some_shingles(skip: u32, n: u32) -> Vec<Shingle> {
        (1 + skip..1 + skip + n).map(hash::mix32).collect()
    }

    proptest! {
        #[test]
        fn every_kernel_gives_the_scalar_values(
            shingles in proptest::collection::vec(any::<u32>(), 0..300),
            values in 1_usize..300,
            seed in any::<u64>(),
        ) {
            let reference = signature(&MinHasher::with_kernel(values, seed, Kernel::Scalar), &shingles);
            prop_assert_eq!(reference.len(), values);
            for kernel in Kernel::available() {
                prop_assert_eq!(&signature(&MinHasher::with_kernel(values, seed, kernel), &shingles), &reference);
            }
        }

        #[test]
        fn order_of_shingles_makes_no_difference(mut shingles in proptest::collection::vec(any::<u32>(), 1..100)) {
            let hasher = MinHasher::new(128, 1);
            let forwards = signature(&hasher, &shingles);
            shingles.reverse();
            prop_assert_eq!(signature(&hasher, &shingles), forwards);
        }

        /// Allows seven standard deviations of the mean over 16 seeds, √(J(1−J)/(16·128)), as the test draws many
        /// cases.
        #[test]
        fn estimate_is_near_the_exact_jaccard_index(size in 60_u32..600, shift in 0_u32..600) {
            let a = some_shingles(0, size);
            let b = some_shingles(shift, size);
            let (sa, sb): (HashSet<_>, HashSet<_>) = (a.iter().collect(), b.iter().collect());
            let exact = sa.intersection(&sb).count() as f64 / sa.union(&sb).count() as f64;
            let mean = (0..16)
                .map(|seed| {
                    let hasher = MinHasher::new(128, seed);
                    MinHasher::estimate(&signature(&hasher, &a), &signature(&hasher, &b))
                })
                .sum::<f64>() / 16.0;
            let deviation = (exact * (1.0 - exact) / (16.0 * 128.0)).sqrt();
            prop_assert!((mean - exact).abs() <= 7.0 * deviation + 1e-9, "exact {exact}, estimated {mean}");
        }
    }
}
