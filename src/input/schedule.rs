//! Who reads and who parses: every thread of the pool takes whatever there is to do next.
//!
//! A thread that opens a large file cuts it and offers the pieces to the others. When enough of them wait, it parses its own piece
//! instead of waiting, so nothing here can block for ever, not even on one thread, and the memory in flight is bounded.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::cut;
use super::piece::{Context, Output, Piece};
use super::walk::{Entry, Plan};
use super::{Batch, Counts, Position, Settings};
use crate::error::{Error, Result};
use crate::phase::Progress;

/// Files up to this size are read many at a time; larger ones are shared among threads.
const SMALL: u64 = 512 << 10;
/// How many small files, and how many bytes of them, make one job.
const JOB: (usize, u64) = (256, 2 << 20);
/// Bytes after which a batch is handed over.
const BATCH: usize = 2 << 20;

/// Reads the plan on all threads of the current pool.
pub(super) fn run(
    plan: &Plan,
    settings: &Settings,
    progress: &dyn Progress,
    sink: &(dyn Fn(Batch) + Sync),
) -> Result<Counts> {
    let tally = Tally::default();
    let context = Context { settings, progress, bytes_read: &tally.bytes_read };
    let reader = Reader {
        plan,
        jobs: jobs(plan),
        context,
        sink,
        tally: &tally,
        queue_bound: 2 * rayon::current_num_threads(),
        state: Mutex::new(State::default()),
        wake: Condvar::new(),
    };
    rayon::broadcast(|_| reader.work());
    if progress.cancelled() {
        return Err(Error::Interrupted);
    }
    let load = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
    Ok(Counts {
        files: plan.entries.iter().filter(|e| matches!(e, Entry::File(_))).count() as u64,
        skipped: plan.skipped,
        articles: load(&tally.articles),
        rejected: load(&tally.rejected),
        bytes: load(&tally.bytes),
        bytes_read: load(&tally.bytes_read),
        dates_unread: load(&tally.dates_unread),
    })
}

#[derive(Debug, Default)]
struct Tally {
    articles: AtomicU64,
    rejected: AtomicU64,
    bytes: AtomicU64,
    bytes_read: AtomicU64,
    dates_unread: AtomicU64,
}

/// Entries of the plan that one thread reads in one go.
#[derive(Debug, Clone, Copy)]
struct Job {
    first: usize,
    end: usize,
    /// A single file whose pieces are shared.
    large: bool,
}

/// Runs of small files, and single large ones, in reading order.
fn jobs(plan: &Plan) -> Vec<Job> {
    let mut jobs: Vec<Job> = Vec::new();
    let mut bytes = 0;
    for (at, entry) in plan.entries.iter().enumerate() {
        let (size, large) = match entry {
            Entry::File(file) => (file.size, file.size > SMALL || file.is_stdin()),
            Entry::Problem(_) => (0, false),
        };
        match jobs.last_mut() {
            Some(job) if !large && !job.large && job.end - job.first < JOB.0 && bytes + size <= JOB.1 => {
                job.end += 1;
                bytes += size;
            }
            _ => {
                jobs.push(Job { first: at, end: at + 1, large });
                bytes = size;
            }
        }
    }
    jobs
}

struct Reader<'a> {
    plan: &'a Plan,
    jobs: Vec<Job>,
    context: Context<'a>,
    sink: &'a (dyn Fn(Batch) + Sync),
    tally: &'a Tally,
    queue_bound: usize,
    state: Mutex<State>,
    wake: Condvar,
}

#[derive(Default)]
struct State {
    next_job: usize,
    /// Pieces that wait for a thread.
    queue: VecDeque<(Position, Piece)>,
    /// Threads that may still put pieces into the queue.
    cutting: usize,
}

enum Task {
    Parse(Position, Piece),
    Read(Job),
}

impl Reader<'_> {
    fn work(&self) {
        while let Some(task) = self.next() {
            match task {
                Task::Parse(position, piece) => self.parse(position, piece),
                Task::Read(job) => {
                    // also on unwinding, or the other threads would wait for ever
                    let _done = Done(self);
                    if job.large { self.read_large(job) } else { self.read_small(job) }
                }
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next task; waits while other threads may still make some. `None` at the end.
    fn next(&self) -> Option<Task> {
        let mut state = self.state();
        loop {
            if self.context.progress.cancelled() {
                state.queue.clear();
                return None;
            }
            if let Some((position, piece)) = state.queue.pop_front() {
                return Some(Task::Parse(position, piece));
            }
            if let Some(&job) = self.jobs.get(state.next_job) {
                state.next_job += 1;
                state.cutting += 1;
                return Some(Task::Read(job));
            }
            if state.cutting == 0 {
                return None;
            }
            state = self.wake.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn read_large(&self, job: Job) {
        let Some(Entry::File(file)) = self.plan.entries.get(job.first) else { return };
        let mut position = Position { file: number(job.first), part: 0 };
        cut::file(file, &self.context, &mut |piece| {
            self.offer(position, piece);
            position.part += 1;
        });
    }

    /// Puts a piece into the queue, or parses it here when the queue is full.
    fn offer(&self, position: Position, piece: Piece) {
        let mut state = self.state();
        if state.queue.len() < self.queue_bound {
            state.queue.push_back((position, piece));
            drop(state);
            self.wake.notify_one();
        } else {
            drop(state);
            self.parse(position, piece);
        }
    }

    fn parse(&self, position: Position, piece: Piece) {
        let bytes = piece.body.len() as u64;
        let mut output = Output::default();
        cut::parse(piece, &self.context, &mut output);
        self.deliver(position, output, bytes);
    }

    fn read_small(&self, job: Job) {
        let mut position = Position { file: number(job.first), part: 0 };
        let mut output = Output::default();
        let mut bytes = 0;
        for at in job.first..job.end {
            match &self.plan.entries[at] {
                Entry::Problem(rejected) => output.rejected.push(rejected.clone()),
                Entry::File(file) => cut::file(file, &self.context, &mut |piece| {
                    bytes += piece.body.len();
                    cut::parse(piece, &self.context, &mut output);
                    // a small file may unpack to a large one
                    if bytes > BATCH {
                        self.deliver(position, std::mem::take(&mut output), std::mem::take(&mut bytes) as u64);
                        let part = if position.file == number(at) { position.part + 1 } else { 1 };
                        position = Position { file: number(at), part };
                    }
                }),
            }
        }
        self.deliver(position, output, bytes as u64);
    }

    fn deliver(&self, position: Position, output: Output, bytes: u64) {
        let Output { articles, rejected, dates_unread } = output;
        let add = |counter: &AtomicU64, n: usize| counter.fetch_add(n as u64, Ordering::Relaxed);
        add(&self.tally.articles, articles.len());
        add(&self.tally.rejected, rejected.len());
        self.tally.bytes.fetch_add(bytes, Ordering::Relaxed);
        self.tally.dates_unread.fetch_add(dates_unread, Ordering::Relaxed);
        if (!articles.is_empty() || !rejected.is_empty()) && !self.context.progress.cancelled() {
            (self.sink)(Batch { position, articles, rejected, bytes });
        }
    }
}

/// Tells the waiting threads when a job ends, however it ends.
struct Done<'r, 'a>(&'r Reader<'a>);

impl Drop for Done<'_, '_> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.cutting -= 1;
        if state.cutting == 0 {
            self.0.wake.notify_all();
        }
    }
}

/// A place in the plan as batches carry it.
fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
