//! The memory that lines are read into. It goes round: a new block would be cleared first, and the system would have to find it.

use std::sync::{Mutex, PoisonError};

use super::BLOCK;

/// Blocks that nobody needs at the moment; more are not kept.
const MOST: usize = 16;

/// Blocks that have been parsed and can be filled again.
#[derive(Debug, Default)]
pub(in super::super) struct Blocks(Mutex<Vec<Vec<u8>>>);

impl Blocks {
    /// A block of at least the usual size; whatever it holds means nothing.
    pub(super) fn take(&self) -> Vec<u8> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_else(|| vec![0; BLOCK])
    }

    /// Takes a block back. One that grew for a long line is let go.
    pub(in super::super) fn give(&self, block: Vec<u8>) {
        let mut blocks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if block.len() == BLOCK && blocks.len() < MOST {
            blocks.push(block);
        }
    }
}
