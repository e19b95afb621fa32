//! MinHash signatures: values of which two articles share each one with the probability of their Jaccard index.

use super::kernel::{BLOCK, Kernel};
use super::kernels;
use crate::text::Shingle;
use crate::util::hash;

/// Computes signatures of a fixed number of values.
///
/// Each hash function is a multiplication of the shingle by an odd number (a bijection of 2³² values; the
/// shingles themselves are well mixed before), and each gives two values, its minimum and its maximum over the article's
/// shingles: half the multiplications for the same number of values. Minimum and maximum agree between two sets with the
/// probability of the Jaccard index alike (Broder, "On the resemblance and containment of documents", 1997). Zero maps to
/// zero under every function; one shingle in 2³² has that value, and spoils the minima of the one article it is in.
#[derive(Debug, Clone)]
pub struct MinHasher {
    multipliers: Vec<u32>,
    values: usize,
    kernel: Kernel,
}

impl MinHasher {
    /// A hasher of `values` values, whose functions are drawn from `seed`.
    #[must_use]
    pub fn new(values: usize, seed: u64) -> Self {
        MinHasher::with_kernel(values, seed, Kernel::detect())
    }

    /// A hasher that uses `kernel`, or the scalar one where the machine lacks it.
    #[must_use]
    pub fn with_kernel(values: usize, seed: u64, kernel: Kernel) -> Self {
        let functions = values.div_ceil(2).next_multiple_of(BLOCK);
        let mut state = seed;
        let multipliers = (0..functions).map(|_| (hash::next_random(&mut state) >> 32) as u32 | 1).collect();
        let kernel = if kernel.is_available() { kernel } else { Kernel::Scalar };
        MinHasher { multipliers, values, kernel }
    }

    /// How many values a signature has.
    #[must_use]
    pub fn values(&self) -> usize {
        self.values
    }

    /// Writes the signature of `shingles` to `signature`: minima first, then maxima. An article without shingles has the
    /// signature of nothing, which equals only itself.
    pub fn signature(&self, shingles: &[Shingle], signature: &mut Vec<u32>) {
        let functions = self.multipliers.len();
        signature.clear();
        signature.resize(functions, u32::MAX);
        signature.resize(2 * functions, 0);
        let (minima, maxima) = signature.split_at_mut(functions);
        let blocks = self.multipliers.chunks_exact(BLOCK).zip(minima.chunks_exact_mut(BLOCK));
        for ((multipliers, minima), maxima) in blocks.zip(maxima.chunks_exact_mut(BLOCK)) {
            kernels::extremes(self.kernel, shingles, multipliers, minima, maxima);
        }
        // the padding goes: as many minima as maxima, one more minimum when the number is odd
        let minima = self.values.div_ceil(2);
        signature.copy_within(functions..functions + self.values / 2, minima);
        signature.truncate(self.values);
    }

    /// The estimate of the Jaccard index from two signatures: the share of equal values.
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

    /// `n` shingles, the first `skip` of the sequence left out; it begins at 1, for 0 mixes to 0.
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
        fn the_order_of_shingles_does_not_count(mut shingles in proptest::collection::vec(any::<u32>(), 1..100)) {
            let hasher = MinHasher::new(128, 1);
            let forwards = signature(&hasher, &shingles);
            shingles.reverse();
            prop_assert_eq!(signature(&hasher, &shingles), forwards);
        }

        /// Seven standard deviations of the mean of 16 seeds' estimates, √(J(1−J)/(16·128)): the test draws many cases.
        #[test]
        fn the_estimate_follows_the_exact_jaccard(size in 60_u32..600, shift in 0_u32..600) {
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
