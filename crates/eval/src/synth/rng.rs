//! Deterministic random numbers: SplitMix64, seeded by a key.

use wirecopy_core::util::hash;

/// A random number generator.
#[derive(Debug, Clone)]
pub(super) struct Rng(u64);

impl Rng {
    /// The generator of a key: equal keys give equal sequences, and keys that differ in one number unrelated ones.
    pub(super) fn new(key: &[u64]) -> Self {
        Rng(key.iter().fold(0x5bd1_e995, |state, &part| hash::mix64(state ^ hash::mix64(part.wrapping_add(1)))))
    }

    pub(super) fn next(&mut self) -> u64 {
        hash::next_random(&mut self.0)
    }

    /// A number from 0 to `n - 1`; 0 when `n` is 0.
    pub(super) fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next()) * n as u128) >> 64) as usize
    }

    /// A number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high + 1 - low)
    }

    /// A number in [0, 1).
    pub(super) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// True with this probability.
    pub(super) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// One of these values.
    pub(super) fn pick<'a, T>(&mut self, values: &'a [T]) -> &'a T {
        &values[self.below(values.len())]
    }

    /// One of these words.
    pub(super) fn word<'a>(&mut self, words: &'a [impl AsRef<str>]) -> &'a str {
        self.pick(words).as_ref()
    }
}
