//! Reading: the articles of what the user named, tokenised and where the memory has them.

use super::Settings;
use crate::article::Rejected;
use crate::attribution::credit::Reader;
use crate::corpus::{Corpus, Shelf, Spools};
use crate::error::{Error, Result};
use crate::findings::Counts;
use crate::input;
use crate::phase::Progress;
use crate::text::Tokeniser;
use crate::warden::Warden;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// Reads and tokenises the articles.
pub(super) fn read(
    sources: &[PathBuf],
    settings: &Settings,
    warden: &mut Warden,
    progress: &dyn Progress,
) -> Result<(Corpus, Vec<Rejected>, Counts)> {
    let shelves = Mutex::new(Vec::new());
    let failed = Mutex::new(None);
    let spools = Spools::new(&settings.memory);
    let credits = Reader::new(&settings.agencies);
    let read = input::read(sources, &settings.input, progress, |batch| {
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
            Err(error) => *failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(error),
        }
    })?;
    if let Some(error) = failed.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(error);
    }
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
    corpus.settle_dates(&read.date_orders);
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
