//! The work queue of the threads that read: files to open, and chunks to parse.
//!
//! A thread that opens a large file splits it and offers the parts to the others. When the queue is full, it parses its
//! own parts instead of waiting. So nothing blocks for ever, not even with one thread, and the memory of waiting parts
//! is bounded.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::batch::Position;
use crate::format::Part;

/// The most files in a job.
const MAX_FILES_PER_JOB: usize = 256;
/// The rest of the files would last for this many jobs of every thread. So jobs get smaller towards the end, and no
/// thread waits long for the last one.
const JOBS_PER_THREAD: usize = 4;

/// Work for one thread.
pub(crate) enum Task {
    /// Parts of a large file to parse.
    Parse(Position, Vec<Part>),
    /// Entries of the plan to read. The thread must hold [`WorkQueue::job_guard`] meanwhile.
    Read(Range<usize>),
}

/// The work that is left.
pub(crate) struct WorkQueue {
    /// Entries of the plan.
    entries: usize,
    /// The most bundles of parts that may wait.
    capacity: usize,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// The first entry of the plan that no thread has taken.
    next: usize,
    /// Entries that were taken and returned.
    returned: Vec<Range<usize>>,
    /// Parts that wait for a thread.
    parts: VecDeque<(Position, Vec<Part>)>,
    /// Jobs that may still add parts.
    open_jobs: usize,
}

impl State {
    /// The next entries for one thread to read.
    fn next_job(&mut self, entries: usize) -> Option<Range<usize>> {
        self.returned.pop().or_else(|| {
            let start = self.next;
            let len = (entries - start) / (JOBS_PER_THREAD * rayon::current_num_threads());
            self.next = entries.min(start + len.clamp(1, MAX_FILES_PER_JOB));
            (start < entries).then_some(start..self.next)
        })
    }
}

impl WorkQueue {
    /// A queue of all entries of a plan, for the threads of the current pool.
    pub(crate) fn new(entries: usize) -> Self {
        let capacity = 2 * rayon::current_num_threads();
        WorkQueue { entries, capacity, state: Mutex::default(), changed: Condvar::new() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next task; waits while other threads may add one. `None` at the end, or when `is_cancelled`.
    pub(crate) fn next(&self, is_cancelled: impl Fn() -> bool) -> Option<Task> {
        let mut state = self.state();
        loop {
            if is_cancelled() {
                state.parts.clear();
                return None;
            }
            if let Some((position, parts)) = state.parts.pop_front() {
                return Some(Task::Parse(position, parts));
            }
            if let Some(job) = state.next_job(self.entries) {
                state.open_jobs += 1;
                return Some(Task::Read(job));
            }
            if state.open_jobs == 0 {
                return None;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Adds parts for any thread to parse, or returns them when the queue is full.
    pub(crate) fn offer(&self, position: Position, parts: Vec<Part>) -> Result<(), Vec<Part>> {
        let mut state = self.state();
        if state.parts.len() >= self.capacity {
            return Err(parts);
        }
        state.parts.push_back((position, parts));
        drop(state);
        self.changed.notify_one();
        Ok(())
    }

    /// Returns the rest of a job for other threads to take.
    pub(crate) fn give_back(&self, entries: Range<usize>) {
        if !entries.is_empty() {
            self.state().returned.push(entries);
            self.changed.notify_one();
        }
    }

    /// A guard of a job, which ends when it is dropped. A panic drops it as well; otherwise the other threads would
    /// wait for ever.
    pub(crate) fn job_guard(&self) -> JobGuard<'_> {
        JobGuard(self)
    }
}

/// Ends a job when it is dropped.
pub(crate) struct JobGuard<'q>(&'q WorkQueue);

impl Drop for JobGuard<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.open_jobs -= 1;
        if state.open_jobs == 0 {
            self.0.changed.notify_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_every_entry_once_in_jobs_that_get_smaller() {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
        for entries in [0, 1, 7, 100, 5000] {
            let mut state = State::default();
            let jobs: Vec<Range<usize>> = pool.install(|| std::iter::from_fn(|| state.next_job(entries)).collect());
            assert!(jobs.iter().cloned().flatten().eq(0..entries), "{jobs:?}");
            assert!(jobs.is_sorted_by(|a, b| a.len() >= b.len()), "{jobs:?}");
            let largest = if entries == 5000 { MAX_FILES_PER_JOB } else { entries.min(1).max(entries / 8) };
            assert_eq!(jobs.first().map_or(0, Range::len), largest);
            assert!(jobs.last().is_none_or(|last| last.len() == 1));
        }
    }
}
