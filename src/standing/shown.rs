//! The articles of an index for those who want to see them, rather than scan them.

use super::failed;
use super::fields::decode_record;
use super::rejections::rejected_before;
use super::source::doubles;
use crate::article::{Article, DateOrder, Rejected};
use crate::articles::ArticleRecord;
use crate::error::Result;
use crate::hash;
use crate::input::{self, ArticleSource, WantedArticles};
use crate::progress::NoProgress;
use crate::segments::{EntryRef, Snapshot, StandingIndex};
use crate::text::Token;
use foldhash::{HashMap, HashSet};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// An article of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptArticle {
    /// Its fields.
    pub record: ArticleRecord,
    /// Its words, as hashes.
    pub tokens: Vec<Token>,
    /// Its text, where the index keeps texts.
    pub text: Option<String>,
}

impl KeptArticle {
    /// The article as it was read; without its text where that is not known.
    #[must_use]
    pub fn into_article(self) -> Article {
        self.record.into_article(self.text.unwrap_or_default())
    }
}

/// An index whose articles are shown.
#[derive(Debug)]
pub struct ShownIndex {
    index: StandingIndex,
    snapshot: Arc<Snapshot>,
    doubles: HashSet<EntryRef>,
}

impl ShownIndex {
    /// Opens the index in `folder`.
    ///
    /// # Errors
    /// The index is damaged or of a newer format.
    pub fn open(folder: &Path) -> Result<Self> {
        let index = StandingIndex::open(folder).map_err(failed)?;
        let snapshot = index.snapshot().map_err(failed)?;
        let doubles = doubles(&snapshot, folder)?;
        Ok(ShownIndex { index, snapshot, doubles })
    }

    /// Number of articles.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.snapshot.len() - self.doubles.len() as u64
    }

    /// Whether there are no articles.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Shows the fields of every article, in no order.
    ///
    /// # Errors
    /// A file of the index is damaged.
    pub fn each(&self, mut show: impl FnMut(EntryRef, ArticleRecord)) -> Result<()> {
        for (number, segment) in self.snapshot.segments().iter().enumerate() {
            let mut failure = Ok(());
            let read = segment.each_fields(|entry, fields| {
                let place = EntryRef { segment: number as u32, entry };
                if failure.is_ok() && !self.snapshot.is_removed(number, entry) && !self.doubles.contains(&place) {
                    failure = decode_record(fields, self.index.folder()).map(|record| show(place, record));
                }
            });
            failure.and_then(|()| read.map_err(failed))?;
        }
        Ok(())
    }

    /// An article with its words.
    ///
    /// # Errors
    /// A file of the index is damaged.
    pub fn read(&self, place: EntryRef) -> Result<KeptArticle> {
        let segment = self.snapshot.segment_of(place);
        let fields = segment.fields_of(place.entry).map_err(failed)?;
        Ok(KeptArticle {
            record: decode_record(&fields, self.index.folder())?,
            tokens: segment.tokens_of(place.entry).map_err(failed)?,
            text: segment.text_of(place.entry).map_err(failed)?,
        })
    }

    /// The articles with an id.
    ///
    /// # Errors
    /// A file of the index is damaged.
    pub fn with_id(&self, id: &str) -> Result<Vec<KeptArticle>> {
        let places = self.snapshot.with_id(hash::of_bytes(id.as_bytes())).into_iter();
        let mut found = Vec::new();
        for place in places.filter(|place| !self.doubles.contains(place)) {
            let article = self.read(place)?;
            // ids are looked up by their hashes
            found.extend((article.record.id == id).then_some(article));
        }
        Ok(found)
    }

    /// What was rejected when articles were added.
    ///
    /// # Errors
    /// The list of the index is damaged.
    pub fn rejected(&self) -> Result<Vec<Rejected>> {
        rejected_before(&self.index)
    }

    /// The order of day and month of those outlets whose dates show one.
    #[must_use]
    pub fn date_orders<'o>(&self, outlets: impl Iterator<Item = &'o String>) -> BTreeMap<String, DateOrder> {
        let order = |outlet: &String| Some((outlet.clone(), DateOrder::of_votes(self.snapshot.date_orders(outlet))?));
        outlets.filter_map(order).collect()
    }
}

/// Reads the texts of articles that have none from the files that they came from, where those are still there and have
/// the same text.
///
/// # Errors
/// As [`input::read`].
pub fn read_texts_again(articles: &mut [KeptArticle], settings: &input::Settings) -> Result<()> {
    let is_there = |kept: &&KeptArticle| kept.text.is_none() && Path::new(&kept.record.path).is_file();
    let files: BTreeSet<PathBuf> =
        articles.iter().filter(is_there).map(|kept| PathBuf::from(&kept.record.path)).collect();
    if files.is_empty() {
        return Ok(());
    }
    let place = |kept: &KeptArticle| (kept.record.path.clone(), kept.record.row);
    let places: BTreeSet<(String, Option<u64>)> = articles.iter().filter(is_there).map(place).collect();
    let wanted: WantedArticles<'_> = places.iter().map(|(path, row)| (&**path, *row)).collect();
    let found: Mutex<HashMap<(String, Option<u64>), String>> = Mutex::default();
    let files: Vec<PathBuf> = files.into_iter().collect();
    input::read_wanted(&ArticleSource::Paths(&files), &wanted, settings, &NoProgress, |batch| {
        let of_batch =
            batch.articles.into_iter().map(|article| ((article.path.to_string(), article.row), article.text));
        let of_batch = of_batch.filter(|(place, _)| places.contains(place));
        found.lock().unwrap_or_else(PoisonError::into_inner).extend(of_batch);
    })?;
    let found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    for kept in articles.iter_mut().filter(|kept| kept.text.is_none()) {
        let text = found.get(&place(kept)).filter(|text| hash::of_bytes(text.as_bytes()) == kept.record.text_hash);
        kept.text = text.cloned();
    }
    Ok(())
}
