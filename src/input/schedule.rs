//! Who reads and who parses: every thread of the pool takes whatever there is to do next.
//!
//! A thread that opens a large file cuts it and offers the pieces to the others. When enough of them wait, it parses its own piece
//! instead of waiting, so nothing here can block for ever, not even on one thread, and the memory in flight is bounded.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::cut;
use super::dates::Order;
use super::fields::Names;
use super::format::{Format, Named};
use super::jsonl::Blocks;
use super::piece::{Body, Context, Output, Piece};
use super::walk::{Entry, File, Plan};
use super::{Batch, Counts, Position, Settings};
use crate::error::{Error, Result};
use crate::phase::Progress;

/// Files up to this size are read many at a time; larger ones are shared among threads.
const SMALL: u64 = 512 << 10;
/// How many small files, and how many bytes of them, make one job.
const JOB: (usize, u64) = (256, 2 << 20);
/// Bytes after which a batch is handed over.
const BATCH: u64 = 2 << 20;
/// Bytes of small pieces that are parsed together.
const BUNDLE: usize = 512 << 10;
/// Batches that one bundle may become.
const PARTS: u32 = 4096;

/// Reads the plan on all threads of the current pool.
pub(super) fn run(
    plan: &Plan,
    settings: &Settings,
    progress: &dyn Progress,
    sink: &(dyn Fn(Batch) + Sync),
) -> Result<Counts> {
    let tally = Tally::default();
    let names = Names::new(&settings.columns);
    let blocks = Blocks::default();
    let context = Context { settings, names, progress, bytes_read: &tally.bytes_read, blocks };
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
        skipped_records: load(&tally.skipped),
        formats: tally.formats.into_inner().unwrap_or_else(PoisonError::into_inner),
        articles: load(&tally.articles),
        rejected: load(&tally.rejected),
        bytes: load(&tally.bytes),
        bytes_read: load(&tally.bytes_read),
        dates_unread: load(&tally.dates_unread),
        date_orders: decided(tally.orders.into_inner().unwrap_or_else(PoisonError::into_inner)),
    })
}

/// The order of each outlet whose dates agree on one; a slip in a hundred is no contradiction.
fn decided(votes: BTreeMap<String, [u64; 2]>) -> BTreeMap<String, Order> {
    let order = |[day, month]: [u64; 2]| match (day, month) {
        _ if day > 100 * month => Some(Order::DayFirst),
        _ if month > 100 * day => Some(Order::MonthFirst),
        _ => None,
    };
    votes.into_iter().filter_map(|(outlet, votes)| Some((outlet, order(votes)?))).collect()
}

#[derive(Debug, Default)]
struct Tally {
    articles: AtomicU64,
    rejected: AtomicU64,
    bytes: AtomicU64,
    bytes_read: AtomicU64,
    dates_unread: AtomicU64,
    skipped: AtomicU64,
    formats: Mutex<BTreeMap<&'static str, u64>>,
    orders: Mutex<BTreeMap<String, [u64; 2]>>,
}

/// Entries of the plan that one thread reads in one go.
#[derive(Debug, Clone, Copy)]
struct Job {
    first: usize,
    end: usize,
    /// A single file whose pieces are shared.
    large: bool,
}

/// Up to which size a file counts as small: a packed one holds several times as much.
fn small_of(file: &File) -> u64 {
    let named = Named::of(&file.path);
    let packed = named.compression.is_some() || matches!(named.format, Some(Format::Zip | Format::Parquet));
    if packed { SMALL / 4 } else { SMALL }
}

/// Runs of small files, and single large ones, in reading order.
fn jobs(plan: &Plan) -> Vec<Job> {
    let mut jobs: Vec<Job> = Vec::new();
    let mut bytes = 0;
    for (at, entry) in plan.entries.iter().enumerate() {
        let (size, large) = match entry {
            Entry::File(file) => (file.size, file.size > small_of(file) || file.is_stdin()),
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
    queue: VecDeque<(Position, Vec<Piece>)>,
    /// Threads that may still put pieces into the queue.
    cutting: usize,
}

enum Task {
    Parse(Position, Vec<Piece>),
    Read(Job),
}

impl Reader<'_> {
    fn work(&self) {
        while let Some(task) = self.next() {
            match task {
                Task::Parse(position, pieces) => self.parse(position, pieces),
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
            if let Some((position, pieces)) = state.queue.pop_front() {
                return Some(Task::Parse(position, pieces));
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
        let mut bundle = Vec::new();
        let mut bytes = 0;
        cut::file(file, &self.context, &mut |piece| {
            bytes += piece.body.len();
            let alone = matches!(piece.body, Body::RowGroup(_));
            bundle.push(piece);
            if bytes >= BUNDLE || bundle.len() >= JOB.0 || alone {
                self.offer(position, std::mem::take(&mut bundle));
                position.part = position.part.saturating_add(PARTS);
                bytes = 0;
            }
        });
        if !bundle.is_empty() {
            self.offer(position, bundle);
        }
    }

    /// Puts pieces into the queue, or parses them here when the queue is full.
    fn offer(&self, position: Position, pieces: Vec<Piece>) {
        let mut state = self.state();
        if state.queue.len() < self.queue_bound {
            state.queue.push_back((position, pieces));
            drop(state);
            self.wake.notify_one();
        } else {
            drop(state);
            self.parse(position, pieces);
        }
    }

    fn parse(&self, mut position: Position, pieces: Vec<Piece>) {
        let last = position.part.saturating_add(PARTS - 1);
        let mut output = Output::default();
        for piece in pieces {
            cut::parse(piece, &self.context, &mut output, &mut |output| {
                if output.bytes > BATCH && position.part < last {
                    self.deliver(position, std::mem::take(output));
                    position.part += 1;
                }
            });
        }
        self.deliver(position, output);
    }

    fn read_small(&self, job: Job) {
        let mut position = Position { file: number(job.first), part: 0 };
        let mut output = Output::default();
        for at in job.first..job.end {
            match &self.plan.entries[at] {
                Entry::Problem(rejected) => output.rejected.push(rejected.clone()),
                Entry::File(file) => cut::file(file, &self.context, &mut |piece| {
                    let mut full = |output: &mut Output| {
                        // a small file may unpack to a large one
                        if output.bytes > BATCH {
                            self.deliver(position, std::mem::take(output));
                            let part = if position.file == number(at) { position.part + 1 } else { 1 };
                            position = Position { file: number(at), part };
                        }
                    };
                    cut::parse(piece, &self.context, &mut output, &mut full);
                    full(&mut output);
                }),
            }
        }
        self.deliver(position, output);
    }

    fn deliver(&self, position: Position, output: Output) {
        let Output { mut articles, rejected, bytes, dates_unread, skipped, formats, orders } = output;
        let add = |counter: &AtomicU64, n: u64| counter.fetch_add(n, Ordering::Relaxed);
        add(&self.tally.articles, articles.len() as u64);
        add(&self.tally.rejected, rejected.len() as u64);
        add(&self.tally.bytes, bytes);
        add(&self.tally.dates_unread, dates_unread);
        add(&self.tally.skipped, skipped);
        if !formats.is_empty() {
            let mut all = self.tally.formats.lock().unwrap_or_else(PoisonError::into_inner);
            for (format, articles) in formats {
                *all.entry(format).or_default() += articles;
            }
        }
        if !orders.is_empty() {
            let mut all = self.tally.orders.lock().unwrap_or_else(PoisonError::into_inner);
            for (outlet, votes) in orders {
                let sum = all.entry(outlet).or_default();
                sum[0] += votes[0];
                sum[1] += votes[1];
            }
        }
        for article in &mut articles {
            self.context.settings.outlets.apply(article);
        }
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
