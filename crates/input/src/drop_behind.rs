//! Reads a file once from its start, and drops what was read from the system's file cache when the input is large.

use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes dropped at a time. Linux caches a file in folios of up to 2 MiB, and drops only those that are inside of the
/// range as a whole. So each range begins one step early: a folio in which the last range ended is inside of this one.
const STEP_BYTES: u64 = 4 << 20;

/// A reader that drops what it has read from the file cache, once the run has read more than a given number of bytes.
/// The first bytes stay for the next run. Beyond them, finding memory for the cache took four times as long as reading
/// into memory that had just been dropped; and a run needs that memory for its own spill files.
pub(crate) struct DropBehindReader<'a> {
    file: File,
    progress: DropProgress<'a>,
}

impl<'a> DropBehindReader<'a> {
    /// `size` is the expected size of the file, 0 when unknown; `bytes_read` counts the bytes of all files of the run;
    /// `max_cached_bytes` of them may stay in the cache.
    pub(crate) fn new(file: File, size: u64, bytes_read: &'a AtomicU64, max_cached_bytes: u64) -> Self {
        // the end of a larger file would push its start out of the cache, which the next run needs first
        let max_cached_bytes = if size > max_cached_bytes { 0 } else { max_cached_bytes };
        DropBehindReader { file, progress: DropProgress { position: 0, decided: 0, bytes_read, max_cached_bytes } }
    }
}

impl Read for DropBehindReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.file.read(buffer)?;
        if let Some(range) = self.progress.advance(n) {
            drop_from_cache(&self.file, range);
        }
        Ok(n)
    }
}

/// The position in a file, and the ranges to drop.
struct DropProgress<'a> {
    position: u64,
    /// The end of the last range that was dropped or kept.
    decided: u64,
    bytes_read: &'a AtomicU64,
    max_cached_bytes: u64,
}

impl DropProgress<'_> {
    /// Advances the position. Returns the range to drop, if there is one.
    fn advance(&mut self, bytes: usize) -> Option<Range<u64>> {
        self.position += bytes as u64;
        if self.position - self.decided < STEP_BYTES {
            return None;
        }
        let range = self.decided.saturating_sub(STEP_BYTES)..self.position;
        self.decided = self.position;
        (self.bytes_read.load(Ordering::Relaxed) > self.max_cached_bytes).then_some(range)
    }
}

/// Advises the system to drop a range of a file from its cache. If it does not, nothing else changes.
fn drop_from_cache(file: &File, range: Range<u64>) {
    #[cfg(target_os = "linux")]
    {
        let len = std::num::NonZeroU64::new(range.end - range.start);
        let _ = rustix::fs::fadvise(file, range.start, len, rustix::fs::Advice::DontNeed);
    }
    #[cfg(not(target_os = "linux"))]
    let _ = (file, range);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drops_what_is_read_after_the_first_bytes_but_nothing_of_small_files() {
        let bytes_read = AtomicU64::new(0);
        // the ranges dropped while a file is read in small steps
        let read_file = |len: u64| {
            let max_cached_bytes = 3 * STEP_BYTES + STEP_BYTES / 2;
            let mut progress = DropProgress { position: 0, decided: 0, bytes_read: &bytes_read, max_cached_bytes };
            let mut dropped = Vec::new();
            for from in (0..len).step_by(100_000) {
                let n = 100_000.min(len - from);
                bytes_read.fetch_add(n, Ordering::Relaxed);
                dropped.extend(progress.advance(n as usize));
            }
            dropped
        };
        assert_eq!(read_file(2 * STEP_BYTES), []);
        let dropped = read_file(4 * STEP_BYTES);
        assert!(dropped[0].start < 100_000, "{dropped:?}");
        assert!((2 * STEP_BYTES..2 * STEP_BYTES + 200_000).contains(&dropped[0].end), "{dropped:?}");
        // each range begins one step before the end of the last one, which may be inside of a folio
        assert!(dropped.windows(2).all(|pair| pair[1].start == pair[0].end - STEP_BYTES), "{dropped:?}");
        assert!(dropped.last().unwrap().end > 3 * STEP_BYTES, "{dropped:?}");
        assert_eq!(read_file(STEP_BYTES - 1), []);
        assert_eq!(read_file(2 * STEP_BYTES)[0].start, 0);
    }

    #[test]
    fn dropping_does_not_change_what_is_read() {
        let mut file = tempfile::tempfile().unwrap();
        let bytes: Vec<u8> =
            (0..5 * STEP_BYTES as u32 / 4).flat_map(|n| wirecopy_core::util::hash::mix32(n).to_le_bytes()).collect();
        io::Write::write_all(&mut file, &bytes).unwrap();
        for _ in 0..2 {
            io::Seek::rewind(&mut file).unwrap();
            let bytes_read = AtomicU64::new(1);
            let mut reader = DropBehindReader::new(file.try_clone().unwrap(), 0, &bytes_read, 0);
            let mut found = Vec::new();
            reader.read_to_end(&mut found).unwrap();
            assert!(found == bytes);
            assert!(reader.progress.decided > 4 * STEP_BYTES);
        }
    }
}
