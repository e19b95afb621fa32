//! What `inspect` tells: a survey of files and of indexes.

use crate::global::GlobalFlags;
use crate::progress::Bar;
use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use wirecopy::article::{Article, Precision};
use wirecopy::input::{self, Batch, Counts, Survey};
use wirecopy::standing::{ShownIndex, split_sources};

/// Articles that are shown as samples.
const MAX_SAMPLES: usize = 3;
/// Articles of an index that are counted together.
const BATCH: usize = 1000;

/// A survey, its counts, and some of its articles.
#[derive(Default)]
pub(crate) struct Inspected {
    pub(crate) survey: Survey,
    pub(crate) counts: Counts,
    pub(crate) samples: Vec<Sample>,
}

/// An article that is shown.
pub(crate) struct Sample {
    pub(crate) article: Article,
    pub(crate) words: usize,
    /// Whether the text is known: an index may have the words alone, as hashes.
    pub(crate) has_text: bool,
}

/// Surveys files, folders and indexes.
pub(crate) fn of(paths: &[PathBuf], settings: &input::Settings, global: &GlobalFlags) -> anyhow::Result<Inspected> {
    let (indexes, files) = split_sources(paths);
    let mut inspected = Inspected::default();
    if !files.is_empty() || indexes.is_empty() {
        let survey = Mutex::new(Survey::default());
        inspected.counts = input::read(&files, settings, &Bar::new(global.quiet), |batch| {
            survey.lock().unwrap_or_else(PoisonError::into_inner).add(batch);
        })?;
        inspected.survey = survey.into_inner().unwrap_or_else(PoisonError::into_inner);
        let samples = std::mem::take(&mut inspected.survey.samples).into_iter();
        inspected.samples.extend(samples.map(|(_, article)| {
            let words = article.text.split_whitespace().count();
            Sample { article, words, has_text: true }
        }));
    }
    indexes.iter().try_for_each(|folder| inspected.add_index(folder))?;
    let Inspected { survey, counts, .. } = &mut inspected;
    survey.finish(counts);
    if files.is_empty() && !indexes.is_empty() {
        // an index keeps what it says of the source, not the line itself
        survey.fields.remove("credit line");
    }
    Ok(inspected)
}

impl Inspected {
    fn add_index(&mut self, folder: &Path) -> anyhow::Result<()> {
        let index = ShownIndex::open(folder)?;
        let (mut batch, mut first) = (Batch::default(), BTreeSet::new());
        let mut files: HashSet<String> = HashSet::new();
        index.each(|place, record| {
            self.counts.articles += 1;
            let is_local = record.published.is_some_and(|time| time.precision == Precision::LocalMinute);
            self.counts.times_without_zone += u64::from(is_local);
            if !files.contains(&record.path) {
                files.insert(record.path.clone());
            }
            first.insert((record.path.clone(), record.row, place));
            if first.len() > MAX_SAMPLES {
                first.pop_last();
            }
            batch.articles.push(record.into_article(String::new()));
            if batch.articles.len() == BATCH {
                self.survey.add(std::mem::take(&mut batch));
            }
        })?;
        batch.rejected = index.rejected()?;
        self.counts.rejected += batch.rejected.iter().map(|one| one.rows).sum::<u64>();
        files.extend(batch.rejected.iter().map(|one| one.path.clone()));
        self.survey.add(batch);
        self.survey.samples.clear();
        self.counts.files += files.len() as u64;
        *self.counts.formats.entry("index").or_default() += index.len();
        self.counts.date_orders.extend(index.date_orders(self.survey.outlets.keys()));
        for (_, _, place) in first.into_iter().take(MAX_SAMPLES.saturating_sub(self.samples.len())) {
            let kept = index.read(place)?;
            let (words, has_text) = (kept.tokens.len(), kept.text.is_some());
            self.samples.push(Sample { article: kept.into_article(), words, has_text });
        }
        Ok(())
    }
}
