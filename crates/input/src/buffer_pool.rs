//! A pool of read buffers. A new buffer costs clearing its memory, and page faults; a used one costs neither.

use std::sync::{Mutex, PoisonError};

/// Size of a buffer in bytes.
pub(crate) const BUFFER_BYTES: usize = 1 << 20;

/// Unused buffers that are kept; more are freed.
const MAX_UNUSED_BUFFERS: usize = 16;

/// Buffers for blocks of lines.
#[derive(Debug, Default)]
pub(crate) struct BufferPool(Mutex<Vec<Vec<u8>>>);

impl BufferPool {
    /// A buffer of at least [`BUFFER_BYTES`], with arbitrary content.
    pub(crate) fn take(&self) -> Vec<u8> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_else(|| vec![0; BUFFER_BYTES])
    }

    /// Returns a buffer to the pool. One that grew for a long line is freed.
    pub(crate) fn give_back(&self, buffer: Vec<u8>) {
        let mut unused = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if buffer.len() == BUFFER_BYTES && unused.len() < MAX_UNUSED_BUFFERS {
            unused.push(buffer);
        }
    }
}
