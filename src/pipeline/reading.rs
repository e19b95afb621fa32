//! Reading: what the user named becomes a corpus, whose tokens are in memory as long as there is room.

use super::Settings;
use crate::article::Rejected;
use crate::attribution::credit::CreditReader;
use crate::corpus::{Corpus, Shelf, Spools};
use crate::error::{Error, Result};
use crate::findings::Counts;
use crate::input;
use crate::progress::Progress;
use crate::stage::Stage;
use crate::text::Tokeniser;
use crate::warden::Warden;
use std::path::PathBuf;
use std::sync::{Mutex, OnceLock, PoisonError};

/// Reads and tokenises the articles.
pub(super) fn read(
    sources: &[PathBuf],
    settings: &Settings,
    warden: &mut Warden,
    progress: &dyn Progress,
) -> Result<(Corpus, Vec<Rejected>, Counts)> {
    let shelves = Mutex::new(Vec::new());
    let failed = OnceLock::new();
    let spools = Spools::new(&settings.memory);
    let credits = CreditReader::new(&settings.agencies);
    let until_failed = UntilFailed { progress, failed: &failed };
    let read = input::read(sources, &settings.input, &until_failed, |batch| {
        let bytes = batch.articles.iter().map(|article| article.text.len()).sum();
        let mut shelf = Shelf::for_text(bytes, &spools);
        let mut tokeniser = Tokeniser::default();
        for article in &batch.articles {
            shelf.push_credited(article, &mut tokeniser, |plain| credits.read(article, plain));
        }
        // what is packed and written for it keeps nobody from storing another
        match shelf.store(&spools) {
            Ok(shelf) => {
                let mut shelves = shelves.lock().unwrap_or_else(PoisonError::into_inner);
                shelves.push((batch.position, shelf, batch.rejected));
            }
            // without a place for the articles there is no use in reading on
            Err(error) => _ = failed.set(error),
        }
    });
    if let Some(error) = failed.into_inner() {
        return Err(error);
    }
    let read = read?;
    let mut shelves = shelves.into_inner().unwrap_or_else(PoisonError::into_inner);
    shelves.sort_by_key(|(position, ..)| *position);
    let mut rejected = Vec::new();
    let shelves = shelves
        .into_iter()
        .map(|(_, shelf, of_batch)| {
            rejected.extend(of_batch);
            shelf
        })
        .collect();
    let text = spools.finish()?;
    // to look for ids given twice goes through all of it
    warden.watch(text.mapping());
    let (mut corpus, twice) = Corpus::new(shelves, text);
    corpus.count_by(settings.count_by);
    corpus.resolve_dates(&read.date_orders);
    rejected.extend(twice);
    rejected.sort();
    let counts = Counts {
        files: read.files,
        bytes: read.bytes,
        articles: u64::from(corpus.len()),
        rejected: rejected.len() as u64,
        ..Counts::default()
    };
    Ok((corpus, rejected, counts))
}

/// Progress that also stops when something has failed.
struct UntilFailed<'p> {
    progress: &'p dyn Progress,
    failed: &'p OnceLock<Error>,
}

impl Progress for UntilFailed<'_> {
    fn begin(&self, stage: Stage, total: Option<u64>) {
        self.progress.begin(stage, total);
    }
    fn advance(&self, amount: u64) {
        self.progress.advance(amount);
    }
    fn message(&self, text: &str) {
        self.progress.message(text);
    }
    fn wants_total(&self) -> bool {
        self.progress.wants_total()
    }
    fn cancelled(&self) -> bool {
        self.failed.get().is_some() || self.progress.cancelled()
    }
}

/// What is said where nothing was found.
pub(super) fn no_articles(sources: &[PathBuf], counts: &Counts, rejected: &[Rejected]) -> Error {
    let places = sources.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ");
    let hint = match rejected.first() {
        Some(first) => format!(
            "; {} of what was found could not be taken, the first: {}{}: {}",
            rejected.len(),
            first.path,
            first.row.map(|row| format!(", row {row}")).unwrap_or_default(),
            first.reason
        ),
        None if counts.files == 0 => "; no file there has an extension that wirecopy reads".to_owned(),
        None => String::new(),
    };
    Error::NoArticles { places, hint }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spool::Memory;
    use std::io::Write;
    use std::sync::atomic::{AtomicU64, Ordering};

    /// Counts the bytes that were read.
    #[derive(Default)]
    struct Counted(AtomicU64);

    impl Progress for Counted {
        fn advance(&self, amount: u64) {
            self.0.fetch_add(amount, Ordering::Relaxed);
        }
    }

    #[test]
    fn where_nothing_can_be_written_the_rest_is_not_read() {
        let mut file = tempfile::Builder::new().suffix(".jsonl").tempfile().unwrap();
        let line = format!("{{\"text\": \"{}\"}}\n", "the harbour was calm ".repeat(50));
        let lines = (8 << 20) / line.len();
        file.write_all(line.repeat(lines).as_bytes()).unwrap();
        let memory = Memory { budget: 0, folder: Some("no/such/folder".into()) };
        let settings = Settings { memory, ..Settings::default() };
        let (counted, sources) = (Counted::default(), [file.path().to_owned()]);
        // more threads have more under way
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let found = pool.install(|| read(&sources, &settings, &mut Warden::new(0), &counted));
        assert!(matches!(found, Err(Error::Spill { .. })));
        let (read, all) = (counted.0.into_inner(), (lines * line.len()) as u64);
        assert!((1..all / 2).contains(&read), "{read} of {all}");
    }
}
