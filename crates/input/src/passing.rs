//! A file that is read once from its start: of a large input the system need not keep what was read.

use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

/// How much is let go at a time. The system keeps a file in pieces of up to two megabytes, of which it lets go what lies within a range as a
/// whole, so that each time the range reaches back over as much again: what was read to its middle the last time is read to its end now.
const STEP: u64 = 4 << 20;

/// Reads a file. When a run has read more than `kept` bytes, the system is told that it need not keep what comes now: to find memory for
/// it took four times as long as to read it into memory that had just been let go, and later that memory is wanted for the files which
/// the run itself lays down. What was read before stays for the next run.
pub(super) struct Passing<'a> {
    file: File,
    passed: Passed<'a>,
}

impl<'a> Passing<'a> {
    /// `size` is what the file holds, 0 where nobody knows, and `read` what the run has read of all its files.
    pub(super) fn new(file: File, size: u64, read: &'a AtomicU64, kept: u64) -> Self {
        // the next run begins at its start, which this one has pushed out when it is at its end
        let kept = if size > kept { 0 } else { kept };
        Passing { file, passed: Passed { at: 0, decided: 0, read, kept } }
    }
}

impl Read for Passing<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.file.read(buffer)?;
        if let Some(range) = self.passed.go_on(n) {
            let_go(&self.file, range);
        }
        Ok(n)
    }
}

/// What a reader has passed.
struct Passed<'a> {
    at: u64,
    /// Up to where it was decided what is kept.
    decided: u64,
    read: &'a AtomicU64,
    kept: u64,
}

impl Passed<'_> {
    /// So many bytes further; gives what is not kept.
    fn go_on(&mut self, bytes: usize) -> Option<Range<u64>> {
        self.at += bytes as u64;
        if self.at - self.decided < STEP {
            return None;
        }
        let range = self.decided.saturating_sub(STEP)..self.at;
        self.decided = self.at;
        (self.read.load(Ordering::Relaxed) > self.kept).then_some(range)
    }
}

/// It is advice: where it is not taken, memory is looked for elsewhere and nothing else.
fn let_go(file: &File, range: Range<u64>) {
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
    fn what_a_run_reads_behind_its_first_bytes_is_let_go_and_nothing_of_small_files() {
        let read = AtomicU64::new(0);
        let pass = |len: u64| {
            let mut passed = Passed { at: 0, decided: 0, read: &read, kept: 3 * STEP + STEP / 2 };
            let mut gone = Vec::new();
            for from in (0..len).step_by(100_000) {
                let n = 100_000.min(len - from);
                read.fetch_add(n, Ordering::Relaxed);
                gone.extend(passed.go_on(n as usize));
            }
            gone
        };
        assert_eq!(pass(2 * STEP), []);
        let gone = pass(4 * STEP);
        assert!(gone[0].start < 100_000, "{gone:?}");
        assert!((2 * STEP..2 * STEP + 200_000).contains(&gone[0].end), "{gone:?}");
        // each reaches back over a step, as the one before ended within a piece that the system keeps as a whole
        assert!(gone.windows(2).all(|pair| pair[1].start == pair[0].end - STEP), "{gone:?}");
        assert!(gone.last().unwrap().end > 3 * STEP, "{gone:?}");
        assert_eq!(pass(STEP - 1), []);
        let another = pass(2 * STEP);
        assert_eq!(another[0].start, 0);
    }

    #[test]
    fn what_is_let_go_is_still_read() {
        let mut file = tempfile::tempfile().unwrap();
        let bytes: Vec<u8> =
            (0..5 * STEP as u32 / 4).flat_map(|n| wirecopy_core::util::hash::mix32(n).to_le_bytes()).collect();
        io::Write::write_all(&mut file, &bytes).unwrap();
        for _ in 0..2 {
            io::Seek::rewind(&mut file).unwrap();
            let read = AtomicU64::new(1);
            let mut passing = Passing::new(file.try_clone().unwrap(), 0, &read, 0);
            let mut out = Vec::new();
            passing.read_to_end(&mut out).unwrap();
            assert!(out == bytes);
            assert!(passing.passed.decided > 4 * STEP);
        }
    }
}
