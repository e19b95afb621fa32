//! The memory budget: how many bytes a run should take, and a count of those in use that many threads share.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

/// How much memory a run should take, and where temporary files go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpillOptions {
    /// Bytes that the run should stay within. About 500 bytes a document are needed whatever this says.
    pub budget: u64,
    /// The folder of temporary files. `None` is the system's folder for temporary files.
    pub folder: Option<PathBuf>,
}

/// Two gigabytes: enough to keep about a million documents of 500 words in memory.
impl Default for SpillOptions {
    fn default() -> Self {
        SpillOptions { budget: 2 << 30, folder: None }
    }
}

impl SpillOptions {
    /// All stays in memory.
    #[must_use]
    pub(crate) const fn unlimited() -> Self {
        SpillOptions { budget: u64::MAX, folder: None }
    }

    /// The bytes of a share of the budget.
    #[must_use]
    pub(crate) fn share(&self, share: f64) -> u64 {
        (self.budget as f64 * share) as u64
    }
}

/// Counts bytes in use against a limit.
#[derive(Debug)]
pub(crate) struct MemoryBudget {
    limit: u64,
    used: AtomicU64,
}

impl MemoryBudget {
    /// A budget of `limit` bytes, all of them free.
    #[must_use]
    pub(crate) const fn new(limit: u64) -> Self {
        MemoryBudget { limit, used: AtomicU64::new(0) }
    }

    /// Counts bytes as used even if that exceeds the limit.
    pub(crate) fn charge(&self, bytes: u64) {
        self.used.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Counts bytes as free again.
    pub(crate) fn release(&self, bytes: usize) {
        self.used.fetch_sub(bytes as u64, Ordering::Relaxed);
    }

    /// Counts bytes as used if they fit; returns whether they did.
    pub(crate) fn try_reserve(&self, bytes: usize) -> bool {
        let before = self.used.fetch_add(bytes as u64, Ordering::Relaxed);
        let fits = before + bytes as u64 <= self.limit;
        if !fits {
            self.used.fetch_sub(bytes as u64, Ordering::Relaxed);
        }
        fits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserves_only_what_fits_beside_what_was_charged() {
        let budget = MemoryBudget::new(100);
        assert!(budget.try_reserve(60));
        budget.charge(30);
        assert!(!budget.try_reserve(20));
        budget.release(60);
        assert!(budget.try_reserve(70) && !budget.try_reserve(1));
    }
}
