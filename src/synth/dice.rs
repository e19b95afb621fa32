//! Chance that is the same each time: SplitMix64 behind a key.

use crate::hash;

/// A source of chance.
#[derive(Debug, Clone)]
pub(super) struct Dice(u64);

impl Dice {
    /// The chance of the thing that `key` names.
    pub(super) fn of(key: &[u64]) -> Self {
        Dice(key.iter().fold(0x5bd1_e995, |state, &part| hash::mix64(state ^ hash::mix64(part.wrapping_add(1)))))
    }

    pub(super) fn next(&mut self) -> u64 {
        hash::next_random(&mut self.0)
    }

    /// From 0 to below `n`; 0 when `n` is 0.
    pub(super) fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next()) * n as u128) >> 64) as usize
    }

    /// From `low` to `high`, both included.
    pub(super) fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high + 1 - low)
    }

    /// From 0 to below 1.
    pub(super) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(super) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// One of these.
    pub(super) fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// One of these words.
    pub(super) fn word<'a>(&mut self, of: &'a [impl AsRef<str>]) -> &'a str {
        self.pick(of).as_ref()
    }
}
