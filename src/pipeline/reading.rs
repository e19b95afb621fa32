//! Reading: the sources become articles (fields) and documents (tokens).

use super::Settings;
use crate::article::{Article, Rejected};
use crate::articles::{ArticleBatch, Articles, KeptTexts, TextKeeper, credit_of};
use crate::attribution::reader::CreditReader;
use crate::document::Documents;
use crate::error::{Error, Result};
use crate::findings::Counts;
use crate::input::{self, RejectedList};
use crate::progress::Progress;
use crate::standing;
use crate::store::TokenStoreWriter;
use crate::text::Tokeniser;
use crate::until_failed::UntilFailed;
use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock, PoisonError};

/// Texts are kept while they take at most one part in this many of the memory budget. The tokens of as much text take
/// about as much again, and leave the rest to what comes after reading.
const TEXTS_DIVISOR: u64 = 4;

/// What was read. Article `n` is document `n`.
pub(super) struct Read {
    pub(super) articles: Articles,
    pub(super) documents: Documents,
    pub(super) rejected: Vec<Rejected>,
    pub(super) notes: Vec<Rejected>,
    pub(super) unread: BTreeMap<String, u64>,
    pub(super) counts: Counts,
    /// The texts, where they were to be kept and are few enough.
    pub(super) texts: Option<KeptTexts>,
}

/// Articles that arrived together, and the number of their chunk in the token store.
type StoredBatch = (ArticleBatch, u32);

/// Reads and tokenises the articles.
pub(super) fn read(source: &input::ArticleSource<'_>, settings: &Settings, progress: &dyn Progress) -> Result<Read> {
    let (batches, rejected) = (Mutex::new(Vec::new()), Mutex::new(RejectedList::default()));
    let failed = OnceLock::new();
    let writer = TokenStoreWriter::new(&settings.core.memory);
    let credits = CreditReader::new(&settings.agencies);
    let may_keep = settings.keep_texts && can_be_read_again(source);
    let keeper = TextKeeper::new(if may_keep { settings.core.memory.budget / TEXTS_DIVISOR } else { 0 });
    let until_failed = UntilFailed { progress, failed: &failed };
    let (indexes, files) = match source {
        input::ArticleSource::Paths(paths) => standing::split_sources(paths),
        #[cfg(feature = "parquet")]
        input::ArticleSource::Table(_) => Default::default(),
    };
    let files = if indexes.is_empty() { *source } else { input::ArticleSource::Paths(&files) };
    let read = input::read_source(&files, &settings.input, &until_failed, |batch| {
        if !batch.rejected.is_empty() {
            let mut rejected = rejected.lock().unwrap_or_else(PoisonError::into_inner);
            batch.rejected.into_iter().for_each(|of_batch| rejected.push(of_batch));
        }
        if batch.articles.is_empty() {
            return;
        }
        match store(&batch.articles, &writer, &credits) {
            Ok(stored) => {
                let mut batches = batches.lock().unwrap_or_else(PoisonError::into_inner);
                batches.push((batch.position, stored));
                drop(batches);
                keeper.keep(batch.position, batch.articles);
            }
            // there is no use in reading on if articles cannot be stored
            Err(error) => _ = failed.set(error),
        }
    });
    if let Some(error) = failed.into_inner() {
        return Err(error);
    }
    let mut read = read?;
    let mut batches = batches.into_inner().unwrap_or_else(PoisonError::into_inner);
    batches.sort_by_key(|(position, _)| *position);
    let mut batches: Vec<StoredBatch> = batches.into_iter().map(|(_, batch)| batch).collect();
    let mut of_indexes = Vec::new();
    for folder in indexes {
        let kept = standing::read_all(&folder, &settings.agencies, &writer, progress)?;
        read.bytes += kept.bytes;
        read.files += kept.files;
        batches.extend(kept.batches);
        read.rejected += kept.rejected.iter().map(|one| one.rows).sum::<u64>();
        of_indexes.extend(kept.rejected);
    }
    let mut rejected = rejected.into_inner().unwrap_or_else(PoisonError::into_inner).into_sorted();
    // each is a list already, with what is counted and not listed
    rejected.extend(of_indexes);
    rejected.sort_by(|a, b| (&a.path, a.rows > 1, a).cmp(&(&b.path, b.rows > 1, b)));
    Ok(number(batches, rejected, writer, keeper, settings, &read))
}

/// Whether all texts of a source can be read again. Only then are they kept: what is shown must not depend on how much
/// memory there is.
fn can_be_read_again(source: &input::ArticleSource<'_>) -> bool {
    match source {
        input::ArticleSource::Paths(paths) => {
            paths.iter().all(|path| path.as_os_str() != "-") && standing::split_sources(paths).0.is_empty()
        }
        #[cfg(feature = "parquet")]
        input::ArticleSource::Table(_) => false,
    }
}

/// Tokenises articles that were read before.
///
/// # Errors
/// What does not fit in memory cannot be written to a file.
pub fn tokenise_articles(articles: &[Article], settings: &Settings) -> Result<(Articles, Documents)> {
    let writer = TokenStoreWriter::new(&settings.core.memory);
    let (fields, chunk) = store(articles, &writer, &CreditReader::new(&settings.agencies))?;
    let batches = vec![(fields, chunk)];
    let (keeper, counts) = (TextKeeper::new(0), input::Counts::default());
    let Read { articles, documents, .. } = number(batches, Vec::new(), writer, keeper, settings, &counts);
    Ok((articles, documents))
}

/// Tokenises the articles of a batch and stores them: fields here, tokens in the store.
fn store(articles: &[Article], writer: &TokenStoreWriter, credits: &CreditReader) -> Result<(ArticleBatch, u32)> {
    let bytes = articles.iter().map(|article| article.text.len()).sum();
    let (mut fields, mut chunk) = (ArticleBatch::default(), writer.chunk(bytes));
    let mut tokeniser = Tokeniser::default();
    for article in articles {
        let tokens = chunk.push(&article.text, true, &mut tokeniser);
        let plain_tokens = tokeniser.last_was_plain().then_some(tokens);
        fields.push(article, credit_of(article, plain_tokens, credits));
    }
    fields.shrink_to_fit();
    let bytes = fields.bytes();
    Ok((fields, writer.put(chunk, bytes)?))
}

/// Numbers the articles and the documents alike.
fn number(
    batches: Vec<StoredBatch>,
    rejected: Vec<Rejected>,
    writer: TokenStoreWriter,
    keeper: TextKeeper,
    settings: &Settings,
    read: &input::Counts,
) -> Read {
    let (mut fields, mut chunks) = (Vec::with_capacity(batches.len()), Vec::with_capacity(batches.len()));
    for (of_batch, chunk) in batches {
        fields.push(of_batch);
        chunks.push(chunk);
    }
    let (articles, order, mut notes) = Articles::new(fields, settings.count_by);
    let texts = keeper.finish(&order);
    let order: Vec<(u32, u32)> = order.into_iter().map(|(batch, entry)| (chunks[batch as usize], entry)).collect();
    let documents = Documents::new(writer.finish(&order), articles.outlet_numbers(), articles.times());
    notes.sort();
    let counts = Counts {
        files: read.files,
        bytes: read.bytes,
        articles: u64::from(articles.len()),
        dates_unread: read.dates_unread,
        times_without_zone: read.times_without_zone,
        rejected: read.rejected,
        ..Counts::default()
    };
    Read { articles, documents, rejected, notes, unread: read.unread.clone(), counts, texts }
}

/// The error for sources without articles, with a hint why.
pub(super) fn no_articles(source: &input::ArticleSource<'_>, counts: &Counts, rejected: &[Rejected]) -> Error {
    let hint = match rejected.first() {
        Some(first) => {
            format!("; {} files or rows were rejected, the first: {}: {}", counts.rejected, first.place(), first.reason)
        }
        None if counts.files == 0 => {
            "; no file there is of a kind that wirecopy reads, or the patterns for names let none through".to_owned()
        }
        None => String::new(),
    };
    Error::NoArticles { places: source.places(), hint }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::SpillOptions;
    use std::io::Write;
    use std::sync::atomic::{AtomicU64, Ordering};

    /// Counts the bytes read.
    #[derive(Default)]
    struct Counted(AtomicU64);

    impl Progress for Counted {
        fn advance(&self, amount: u64) {
            self.0.fetch_add(amount, Ordering::Relaxed);
        }
    }

    #[test]
    fn stops_reading_when_temporary_files_cannot_be_written() {
        let mut file = tempfile::Builder::new().suffix(".jsonl").tempfile().unwrap();
        let line = format!("{{\"text\": \"{}\"}}\n", "the harbour was calm ".repeat(50));
        let lines = (8 << 20) / line.len();
        file.write_all(line.repeat(lines).as_bytes()).unwrap();
        let memory = SpillOptions { budget: 0, folder: Some("no/such/folder".into()) };
        let mut settings = Settings::default();
        settings.core.memory = memory;
        let (counted, sources) = (Counted::default(), [file.path().to_owned()]);
        // with more threads more chunks are in flight
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let found = pool.install(|| read(&input::ArticleSource::Paths(&sources), &settings, &counted));
        assert!(matches!(found, Err(Error::Spill { .. })));
        let (read, all) = (counted.0.into_inner(), (lines * line.len()) as u64);
        assert!((1..all / 2).contains(&read), "{read} of {all}");
    }
}
