//! Who reads and parses what: small files in bunches on all threads; large ones cut by threads of their own, whose
//! pieces all threads parse.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::cut;
use super::piece::{Context, Output, Piece};
use super::walk::{Entry, File, Plan};
use super::{Batch, Counts, Position, Settings};
use crate::error::{Error, Result};
use crate::phase::Progress;

/// A file from this size on is parsed by several threads. A compressed one of a quarter of that may be as large inside.
const LARGE: u64 = 1 << 20;
/// Small files read and parsed as one batch: enough to make a batch worth its overhead, few enough to share them out.
const BUNCH: usize = 64;

/// Reads everything in `plan`.
pub(super) fn run<F>(plan: &Plan, settings: &Settings, progress: &dyn Progress, sink: &F) -> Result<Counts>
where
    F: Fn(Batch) + Sync,
{
    let bytes_read = AtomicU64::new(0);
    let context = Context { settings, progress, bytes_read: &bytes_read };
    let totals = Totals::default();
    let (large, small): (Vec<usize>, Vec<usize>) = (0..plan.entries.len()).partition(|&at| match &plan.entries[at] {
        Entry::File(file) => file.is_stdin() || file.size >= LARGE / 4,
        Entry::Problem(_) => false,
    });
    small.par_chunks(BUNCH).for_each(|bunch| {
        if !progress.cancelled() {
            small_files(plan, bunch, &context, &totals, sink);
        }
    });
    large_files(plan, &large, &context, &totals, sink);
    if progress.cancelled() {
        return Err(Error::Interrupted);
    }
    let files = plan.entries.iter().filter(|entry| matches!(entry, Entry::File(_))).count() as u64;
    Ok(Counts {
        files,
        skipped: plan.skipped,
        articles: totals.articles.into_inner(),
        rejected: totals.rejected.into_inner(),
        bytes: totals.bytes.into_inner(),
        bytes_read: bytes_read.into_inner(),
        dates_unread: totals.dates_unread.into_inner(),
    })
}

#[derive(Default)]
struct Totals {
    articles: AtomicU64,
    rejected: AtomicU64,
    bytes: AtomicU64,
    dates_unread: AtomicU64,
}

impl Totals {
    fn pass<F: Fn(Batch)>(&self, file: usize, part: u32, bytes: u64, output: Output, sink: &F) {
        self.articles.fetch_add(output.articles.len() as u64, Ordering::Relaxed);
        self.rejected.fetch_add(output.rejected.len() as u64, Ordering::Relaxed);
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
        self.dates_unread.fetch_add(output.dates_unread, Ordering::Relaxed);
        let position = Position { file: file as u32, part };
        sink(Batch { position, articles: output.articles, rejected: output.rejected, bytes });
    }
}

fn small_files<F: Fn(Batch)>(plan: &Plan, bunch: &[usize], context: &Context<'_>, totals: &Totals, sink: &F) {
    let mut output = Output::default();
    let mut bytes = 0;
    for &at in bunch {
        match &plan.entries[at] {
            Entry::File(file) => cut::file(file, context, &mut |piece| {
                bytes += piece.body.len() as u64;
                cut::parse(piece, context, &mut output);
            }),
            Entry::Problem(rejected) => output.rejected.push(rejected.clone()),
        }
    }
    if let Some(&first) = bunch.first() {
        totals.pass(first, 0, bytes, output, sink);
    }
}

/// A piece with its place: the file, and the part of it.
type Placed = (usize, u32, Piece);

fn large_files<F: Fn(Batch) + Sync>(plan: &Plan, large: &[usize], context: &Context<'_>, totals: &Totals, sink: &F) {
    if large.is_empty() {
        return;
    }
    let threads = rayon::current_num_threads();
    // the bound keeps a fast cutter from piling up what slow parsers have not taken yet
    let (sender, receiver) = sync_channel(2 * threads);
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        // owned in here, so that a panic of a parser closes the channel and lets the cutters end
        let receiver = Mutex::new(receiver);
        for _ in 0..threads.min(large.len()) {
            let sender = sender.clone();
            scope.spawn(|| cut_files(plan, large, &next, context, sender));
        }
        drop(sender);
        rayon::scope(|workers| {
            for _ in 0..threads {
                workers.spawn(|_| parse_pieces(&receiver, context, totals, sink));
            }
        });
    });
}

fn cut_files(plan: &Plan, large: &[usize], next: &AtomicUsize, context: &Context<'_>, sender: SyncSender<Placed>) {
    while let Some(&at) = large.get(next.fetch_add(1, Ordering::Relaxed)) {
        let file: &File = match &plan.entries[at] {
            Entry::File(file) => file,
            Entry::Problem(_) => continue,
        };
        let mut part = 0;
        cut::file(file, context, &mut |piece| {
            // nobody receives only when a parser thread has died, which the scope reports
            let _ = sender.send((at, part, piece));
            part += 1;
        });
    }
}

fn parse_pieces<F: Fn(Batch)>(receiver: &Mutex<Receiver<Placed>>, context: &Context<'_>, totals: &Totals, sink: &F) {
    loop {
        let received = receiver.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((file, part, piece)) = received else { return };
        let bytes = piece.body.len() as u64;
        let mut output = Output::default();
        cut::parse(piece, context, &mut output);
        totals.pass(file, part, bytes, output, sink);
    }
}
