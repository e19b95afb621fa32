//! How a run reports its progress to its caller, and how the caller stops it.

use crate::stage::Stage;

/// The caller's side of a long run: it receives the progress and can ask the run to stop. Called from many threads.
pub trait Progress: Sync {
    /// A stage begins. `total` is its amount of work where that is known: bytes for [`Stage::Read`], articles or pairs
    /// for the others.
    fn begin(&self, stage: Stage, total: Option<u64>) {
        let _ = (stage, total);
    }
    /// `amount` more of the stage's work is done.
    fn advance(&self, amount: u64) {
        let _ = amount;
    }
    /// A note for a person, in one sentence.
    fn message(&self, text: &str) {
        let _ = text;
    }
    /// Whether [`begin`](Progress::begin) should be given the total of [`Stage::Read`], which costs one look at the
    /// size of every file.
    fn wants_total(&self) -> bool {
        false
    }
    /// Whether the run should stop as soon as it can.
    fn cancelled(&self) -> bool {
        false
    }
}

/// Ignores the progress and never stops the run.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoProgress;

impl Progress for NoProgress {}
