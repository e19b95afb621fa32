//! Progress that is also cancelled when something has failed, so that nothing more is read in vain.

use crate::error::Error;
use crate::progress::Progress;
use crate::stage::Stage;
use std::sync::OnceLock;

/// The progress of a run, which is cancelled as well once `failed` has an error.
pub(crate) struct UntilFailed<'p> {
    pub(crate) progress: &'p dyn Progress,
    pub(crate) failed: &'p OnceLock<Error>,
}

impl Progress for UntilFailed<'_> {
    fn begin(&self, stage: Stage, total: Option<u64>) {
        self.progress.begin(stage, total);
    }
    fn advance(&self, amount: u64) {
        self.progress.advance(amount);
    }
    fn message(&self, text: &str) {
        self.progress.message(text);
    }
    fn wants_total(&self) -> bool {
        self.progress.wants_total()
    }
    fn cancelled(&self) -> bool {
        self.failed.get().is_some() || self.progress.cancelled()
    }
}
