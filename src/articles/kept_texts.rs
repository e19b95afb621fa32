//! The texts of a run, kept while they are few, so that what shows some of them need not read them again.

use crate::article::Article;
use crate::input::Position;
use std::sync::{Mutex, PoisonError};

/// The texts of all articles of a run.
#[derive(Debug, Default)]
pub struct KeptTexts {
    batches: Vec<Vec<String>>,
    /// The batch and the entry of each article.
    places: Vec<(u32, u32)>,
}

impl KeptTexts {
    /// The text of an article.
    #[must_use]
    pub fn get(&self, article: u32) -> Option<&str> {
        let &(batch, entry) = self.places.get(article as usize)?;
        self.batches.get(batch as usize)?.get(entry as usize).map(String::as_str)
    }
}

/// Collects the texts of a run until they are too many.
#[derive(Debug)]
pub(crate) struct TextKeeper {
    /// `None` once they are too many.
    kept: Mutex<Option<KeptBatches>>,
    limit: u64,
}

#[derive(Debug, Default)]
struct KeptBatches {
    batches: Vec<(Position, Vec<String>)>,
    bytes: u64,
}

impl TextKeeper {
    /// Keeps texts of up to `limit` bytes in all.
    pub(crate) fn new(limit: u64) -> Self {
        TextKeeper { kept: Mutex::new((limit > 0).then(KeptBatches::default)), limit }
    }

    /// Keeps the texts of a batch, or drops all.
    pub(crate) fn keep(&self, position: Position, articles: Vec<Article>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(known) = kept.as_mut() else { return };
        known.bytes += articles.iter().map(|article| article.text.capacity() as u64).sum::<u64>();
        if known.bytes > self.limit {
            *kept = None;
        } else {
            known.batches.push((position, articles.into_iter().map(|article| article.text).collect()));
        }
    }

    /// The texts by article, where `places` has the batch and the entry of each; batches are in the order of their
    /// positions.
    pub(crate) fn finish(self, places: &[(u32, u32)]) -> Option<KeptTexts> {
        let mut batches = self.kept.into_inner().unwrap_or_else(PoisonError::into_inner)?.batches;
        batches.sort_unstable_by_key(|(position, _)| *position);
        Some(KeptTexts { batches: batches.into_iter().map(|(_, texts)| texts).collect(), places: places.to_vec() })
    }
}
