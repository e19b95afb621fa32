//! Reads the files of a plan on all threads, and hands over their articles in batches.

use std::ops::Range;

use crate::batch::{Batch, Counts, Position};
use crate::context::Context;
use crate::format::Part;
use crate::open::Opened;
use crate::queue::{Task, WorkQueue};
use crate::read_buffer::ReadBuffer;
use crate::settings::Settings;
use crate::sink::{MAX_REJECTED, Parsed};
use crate::tally::Tally;
use crate::walk::{Entry, Plan};
use crate::wanted::WantedArticles;
use wirecopy_core::error::{Error, Result};
use wirecopy_core::progress::Progress;
use wirecopy_core::util::memory;

/// The share of the available memory in which the system may cache the input for the next run: one part in this many.
/// The run itself needs the rest, also for its spill files.
const CACHE_DIVISOR: u64 = 3;
/// Bytes of sources after which a batch is handed over.
const BATCH_BYTES: u64 = 2 << 20;
/// Parts of a large file are parsed in bundles of at least this many bytes…
const BUNDLE_BYTES: usize = 512 << 10;
/// … or of this many parts.
const BUNDLE_PARTS: usize = 256;
/// The most batches of a bundle.
const BATCHES_PER_BUNDLE: u32 = 4096;

/// Reads the plan on all threads of the current pool, or of it what is `wanted`.
pub(crate) fn run(
    plan: &Plan,
    settings: &Settings,
    wanted: Option<&WantedArticles<'_>>,
    progress: &dyn Progress,
    sink: &(dyn Fn(Batch) + Sync),
) -> Result<Counts> {
    let tally = Tally::default();
    let max_cached_bytes = memory::available().map_or(u64::MAX, |bytes| bytes / CACHE_DIVISOR);
    let mut context = Context::new(settings, progress, max_cached_bytes);
    context.wanted = wanted;
    let reader = Reader { plan, context, sink, tally, queue: WorkQueue::new(plan.entries.len()) };
    rayon::broadcast(|_| reader.work());
    if progress.cancelled() {
        return Err(Error::Interrupted);
    }
    if wanted.is_none()
        && let Some((field, name)) = reader.context.names.never_met()
    {
        return Err(Error::Setting { field, problem: format!("no record has a field or column called {name:?}") });
    }
    let mut counts = reader.tally.into_counts();
    let unread: u64 = counts.unread.values().sum();
    let files = plan.entries.iter().filter(|entry| matches!(entry, Entry::File(_))).count() as u64;
    if plan.parts_of_pages > 0 {
        *counts.unread.entry("part of a saved page".to_owned()).or_default() += plan.parts_of_pages;
    }
    if plan.results > 0 {
        *counts.unread.entry("file of an earlier result".to_owned()).or_default() += plan.results;
    }
    if plan.links > 0 {
        *counts.unread.entry("symbolic link (--follow reads them)".to_owned()).or_default() += plan.links;
    }
    Ok(Counts {
        // those of archives are no files of their own
        files: files.saturating_sub(unread),
        skipped: plan.skipped + unread + plan.parts_of_pages + plan.results + plan.links,
        bytes_read: reader.context.bytes_read.into_inner(),
        ..counts
    })
}

struct Reader<'a> {
    plan: &'a Plan,
    context: Context<'a>,
    sink: &'a (dyn Fn(Batch) + Sync),
    tally: Tally,
    queue: WorkQueue,
}

impl Reader<'_> {
    fn work(&self) {
        let mut buffer = ReadBuffer::default();
        while let Some(task) = self.queue.next(|| self.context.progress.cancelled()) {
            match task {
                Task::Parse(position, parts) => self.parse_bundle(position, parts),
                Task::Read(job) => {
                    let _guard = self.queue.job_guard();
                    self.read_files(job, &mut buffer);
                }
            }
        }
    }

    /// Reads files and parses them, up to the first large one: its parts are shared with other threads.
    fn read_files(&self, job: Range<usize>, buffer: &mut ReadBuffer) {
        let mut position = Position { file: file_number(job.start), part: 0 };
        // most files are one article
        let mut parsed = Parsed { articles: Vec::with_capacity(job.len()), ..Parsed::default() };
        for at in job.clone() {
            if self.context.progress.cancelled() {
                return;
            }
            let file = match &self.plan.entries[at] {
                Entry::File(file) => Opened::open(file, self.context.settings, buffer),
                Entry::Rejected(rejected) => {
                    parsed.rejected.push(rejected.clone());
                    continue;
                }
            };
            if file.is_large() {
                // other threads can read the rest of the job meanwhile
                self.queue.give_back(at + 1..job.end);
                self.deliver(position, &mut parsed);
                return self.split_large(at, file);
            }
            // a small file may decompress to a large one
            let mut deliver_if_full = |parsed: &mut Parsed| {
                if parsed.bytes > BATCH_BYTES {
                    self.deliver(position, parsed);
                    let part = if position.file == file_number(at) { position.part + 1 } else { 1 };
                    position = Position { file: file_number(at), part };
                }
            };
            file.split(&self.context, &mut |part| part.parse(&self.context, &mut parsed, &mut deliver_if_full));
        }
        self.deliver(position, &mut parsed);
    }

    /// Splits a large file, and offers its parts to all threads in bundles.
    fn split_large(&self, at: usize, file: Opened<'_>) {
        let mut position = Position { file: file_number(at), part: 0 };
        let mut bundle = Vec::new();
        let mut bundle_bytes = 0;
        file.split(&self.context, &mut |part| {
            let bytes = part.bytes();
            bundle_bytes += bytes.unwrap_or(0);
            bundle.push(part);
            // a chunk that is still on disk is large
            if bundle_bytes >= BUNDLE_BYTES || bundle.len() >= BUNDLE_PARTS || bytes.is_none() {
                self.offer(position, std::mem::take(&mut bundle));
                position.part = position.part.saturating_add(BATCHES_PER_BUNDLE);
                bundle_bytes = 0;
            }
        });
        if !bundle.is_empty() {
            self.offer(position, bundle);
        }
    }

    /// Adds a bundle to the queue, or parses it if the queue is full.
    fn offer(&self, position: Position, bundle: Vec<Part>) {
        if let Err(bundle) = self.queue.offer(position, bundle) {
            self.parse_bundle(position, bundle);
        }
    }

    fn parse_bundle(&self, mut position: Position, bundle: Vec<Part>) {
        let last_part = position.part.saturating_add(BATCHES_PER_BUNDLE - 1);
        let mut parsed = Parsed::default();
        for part in bundle {
            let mut deliver_if_full = |parsed: &mut Parsed| {
                let is_full = parsed.bytes > BATCH_BYTES || parsed.rejected.len() >= MAX_REJECTED;
                if is_full && position.part < last_part {
                    self.deliver(position, parsed);
                    position.part += 1;
                }
            };
            part.parse(&self.context, &mut parsed, &mut deliver_if_full);
        }
        self.deliver(position, &mut parsed);
    }

    /// Hands over a batch, and leaves `parsed` empty.
    fn deliver(&self, position: Position, parsed: &mut Parsed) {
        self.tally.add(parsed);
        let Parsed { mut articles, rejected, bytes, .. } = std::mem::take(parsed);
        for article in &mut articles {
            self.context.settings.outlets.apply(article);
        }
        if (!articles.is_empty() || !rejected.is_empty()) && !self.context.progress.cancelled() {
            (self.sink)(Batch { position, articles, rejected, bytes });
        }
    }
}

/// The number of an entry of the plan, as positions have it.
fn file_number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::Mutex;

    use super::*;
    use wirecopy_core::progress::NoProgress;

    #[test]
    fn reads_small_and_large_files_in_order_with_any_number_of_threads() {
        let folder = tempfile::tempdir().unwrap();
        let mut expected = Vec::new();
        for nth in 0..60 {
            if nth % 19 == 7 {
                // large enough for several chunks
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
                crate::read(&sources, &Settings::default(), &NoProgress, |batch| {
                    batches.lock().unwrap().push(batch);
                })
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
