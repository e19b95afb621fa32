//! Who reads and who parses: every thread of the pool takes whatever there is to do next.
//!
//! A thread that opens a large file cuts it and offers the pieces to the others. When enough of them wait, it parses its own piece
//! instead of waiting, so nothing here can block for ever, not even on one thread, and the memory in flight is bounded.

use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::cut::{self, Opened};
use super::dates::DateOrder;
use super::decode::Room;
use super::fields::Names;
use super::jsonl::Blocks;
use super::piece::{Body, Context, Output, Piece};
use super::walk::{Entry, Plan};
use super::{Batch, Counts, Position, Settings};
use wirecopy_core::error::{Error, Result};
use wirecopy_core::progress::Progress;
use wirecopy_core::util::memory;

/// Files that one thread takes at a time, at most.
const TURN: usize = 256;
/// So many times each thread could take as many files of what is left as one takes: in the end they take one by one, and none waits
/// long for the others.
const TIMES: usize = 4;
/// The part of the memory that nobody needs which what was read of the input may have, for the next run to find: the run itself and the
/// files that it lays down want the rest.
const KEPT: u64 = 3;
/// Bytes after which a batch is handed over.
const BATCH: u64 = 2 << 20;
/// Bytes of small pieces that are parsed together, and how many pieces.
const BUNDLE: (usize, usize) = (512 << 10, 256);
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
    let bytes_kept = memory::available().map_or(u64::MAX, |bytes| bytes / KEPT);
    let context = Context { settings, names, progress, bytes_read: &tally.bytes_read, bytes_kept, blocks };
    let reader = Reader {
        plan,
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
fn decided(votes: BTreeMap<String, [u64; 2]>) -> BTreeMap<String, DateOrder> {
    let order = |[day, month]: [u64; 2]| match (day, month) {
        _ if day > 100 * month => Some(DateOrder::DayFirst),
        _ if month > 100 * day => Some(DateOrder::MonthFirst),
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

struct Reader<'a> {
    plan: &'a Plan,
    context: Context<'a>,
    sink: &'a (dyn Fn(Batch) + Sync),
    tally: &'a Tally,
    queue_bound: usize,
    state: Mutex<State>,
    wake: Condvar,
}

#[derive(Default)]
struct State {
    /// Entries of the plan from here on nobody has taken yet.
    next: usize,
    /// Entries that were taken and given back.
    given_back: Vec<Range<usize>>,
    /// Pieces that wait for a thread.
    queue: VecDeque<(Position, Vec<Piece>)>,
    /// Threads that may still put pieces into the queue.
    cutting: usize,
}

impl State {
    /// The next of so many entries that one thread reads.
    fn next_job(&mut self, entries: usize) -> Option<Range<usize>> {
        self.given_back.pop().or_else(|| {
            let from = self.next;
            let turn = ((entries - from) / (TIMES * rayon::current_num_threads())).clamp(1, TURN);
            self.next = entries.min(from + turn);
            (from < entries).then_some(from..self.next)
        })
    }
}

enum Task {
    Parse(Position, Vec<Piece>),
    Read(Range<usize>),
}

impl Reader<'_> {
    fn work(&self) {
        let mut room = Room::default();
        while let Some(task) = self.next() {
            match task {
                Task::Parse(position, pieces) => self.parse(position, pieces),
                Task::Read(job) => {
                    // also on unwinding, or the other threads would wait for ever
                    let _done = Done(self);
                    self.read(job, &mut room);
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
            if let Some(job) = state.next_job(self.plan.entries.len()) {
                state.cutting += 1;
                return Some(Task::Read(job));
            }
            if state.cutting == 0 {
                return None;
            }
            state = self.wake.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn read_large(&self, at: usize, file: Opened<'_>) {
        let mut position = Position { file: number(at), part: 0 };
        let mut bundle = Vec::new();
        let mut bytes = 0;
        file.cut(&self.context, &mut |piece| {
            bytes += piece.body.len();
            let alone = matches!(piece.body, Body::RowGroup(_));
            bundle.push(piece);
            if bytes >= BUNDLE.0 || bundle.len() >= BUNDLE.1 || alone {
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

    fn read(&self, job: Range<usize>, room: &mut Room) {
        let mut position = Position { file: number(job.start), part: 0 };
        // most files are one article
        let mut output = Output { articles: Vec::with_capacity(job.len()), ..Output::default() };
        for at in job.clone() {
            if self.context.progress.cancelled() {
                return;
            }
            match &self.plan.entries[at] {
                Entry::Problem(rejected) => output.rejected.push(rejected.clone()),
                Entry::File(file) => {
                    let opened = Opened::of(file, self.context.settings, room);
                    if opened.is_large() {
                        // who takes long with one file leaves the others to others
                        self.give_back(at + 1..job.end);
                        self.deliver(position, output);
                        return self.read_large(at, opened);
                    }
                    opened.cut(&self.context, &mut |piece| {
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
                    });
                }
            }
        }
        self.deliver(position, output);
    }

    /// Leaves entries to whoever has nothing to do.
    fn give_back(&self, job: Range<usize>) {
        if !job.is_empty() {
            self.state().given_back.push(job);
            self.wake.notify_one();
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use wirecopy_core::progress::NoProgress;

    #[test]
    fn every_entry_is_taken_once_many_at_first_and_one_by_one_in_the_end() {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
        for entries in [0, 1, 7, 100, 5000] {
            let mut state = State::default();
            let jobs: Vec<Range<usize>> = pool.install(|| std::iter::from_fn(|| state.next_job(entries)).collect());
            assert!(jobs.iter().cloned().flatten().eq(0..entries), "{jobs:?}");
            assert!(jobs.is_sorted_by(|a, b| a.len() >= b.len()), "{jobs:?}");
            assert_eq!(
                jobs.first().map_or(0, Range::len),
                if entries == 5000 { TURN } else { entries.min(1).max(entries / 8) }
            );
            assert!(jobs.last().is_none_or(|last| last.len() == 1));
        }
    }

    #[test]
    fn small_and_large_files_come_in_reading_order_whoever_reads_them() {
        let folder = tempfile::tempdir().unwrap();
        let mut expected = Vec::new();
        for nth in 0..60 {
            if nth % 19 == 7 {
                // large, and of several pieces
                let line =
                    |row: usize| format!("{{\"id\": \"{nth}-{row}\", \"text\": \"{}\"}}\n", "word ".repeat(2000));
                std::fs::write(folder.path().join(format!("{nth:02}.jsonl")), (0..150).map(line).collect::<String>())
                    .unwrap();
                expected.extend((0..150).map(|row| format!("{nth}-{row}")));
            } else {
                let name = format!("{nth:02}.txt");
                std::fs::write(folder.path().join(&name), format!("words of {nth}")).unwrap();
                expected.push(name);
            }
        }
        for threads in [1, 2, 5] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let batches = Mutex::new(Vec::new());
            let sources = [folder.path().to_owned()];
            let read = || {
                crate::read(&sources, &Settings::default(), &NoProgress, |batch| batches.lock().unwrap().push(batch))
            };
            let counts = pool.install(read).unwrap();
            let mut batches = batches.into_inner().unwrap();
            batches.sort_by_key(|batch| batch.position);
            assert_eq!(batches.iter().map(|batch| batch.position).collect::<BTreeSet<_>>().len(), batches.len());
            let ids: Vec<String> =
                batches.iter().flat_map(|batch| batch.articles.iter().map(|article| article.id.clone())).collect();
            assert_eq!(ids, expected, "{threads} threads");
            let on_disk: u64 =
                std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().metadata().unwrap().len()).sum();
            assert_eq!((counts.files, counts.bytes_read), (60, on_disk));
        }
    }
}
