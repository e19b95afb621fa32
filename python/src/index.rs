//! A standing index: articles that are kept between runs.

use crate::data::Data;
use crate::errors::{exception, of_index, with_arguments, wrong};
use crate::find::{Text, json, queries};
use crate::{settings, watch};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use wirecopy::article::{Article, Rejected};
use wirecopy::boilerplate::BoilerplateLevel;
use wirecopy::error::{Error, Result};
use wirecopy::find::{FurnitureCache, find_in_index};
use wirecopy::hash;
use wirecopy::input::{self, Batch};
use wirecopy::pipeline::Settings;
use wirecopy::progress::Progress;
use wirecopy::segments::{IndexSettings, StandingIndex};
use wirecopy::standing::{self, AddReport, AddSettings, Removal};
use wirecopy::text::ShingleSettings;

/// The path of articles that come from no file.
const NO_FILE: &str = "-";
/// Articles that are in one transaction at most.
const BATCH: usize = 1 << 16;

/// An index in a folder.
#[pyclass(frozen, module = "wirecopy._wirecopy")]
pub(crate) struct Index {
    index: StandingIndex,
    /// What outlets repeat, at the level that is the default.
    learned: FurnitureCache,
}

/// What was added, replaced and known, and what was rejected.
type Added = (u64, u64, u64, Vec<(String, Option<u64>, String)>);

#[pymethods]
impl Index {
    /// Makes an empty index in a folder that is new or empty.
    #[staticmethod]
    fn create(py: Python<'_>, folder: PathBuf, shingle: usize, passage: usize, keep_text: bool) -> PyResult<Self> {
        if !(1..=64).contains(&shingle) {
            return Err(wrong("shingle", format!("{shingle} is out of range: 1 to 64")));
        }
        if passage < shingle {
            return Err(wrong("passage", format!("{passage} words are less than a shingle of {shingle}")));
        }
        let settings =
            IndexSettings { shingle: ShingleSettings { size: shingle }, window: passage + 1 - shingle, keep_text };
        let index = py.detach(|| StandingIndex::create(&folder, &settings)).map_err(of_index)?;
        Ok(Index { index, learned: FurnitureCache::default() })
    }

    /// Opens the index of a folder.
    #[staticmethod]
    fn open(py: Python<'_>, folder: PathBuf) -> PyResult<Self> {
        let index = py.detach(|| StandingIndex::open(&folder)).map_err(of_index)?;
        Ok(Index { index, learned: FurnitureCache::default() })
    }

    #[getter]
    fn folder(&self) -> PathBuf {
        self.index.folder().to_owned()
    }

    /// The length of a shingle, the shortest passage that is surely found, and whether texts are kept.
    #[getter]
    fn settings(&self) -> (usize, usize, bool) {
        let IndexSettings { shingle, window, keep_text } = self.index.settings();
        (shingle.size, window + shingle.size - 1, keep_text)
    }

    /// Adds articles.
    #[pyo3(signature = (data, arguments, replace=false, wait=0.0, threads=None, report=None))]
    #[allow(clippy::too_many_arguments)] // they are those of the Python method
    fn add(
        &self,
        py: Python<'_>,
        data: Data,
        arguments: &Bound<'_, PyDict>,
        replace: bool,
        wait: f64,
        threads: Option<usize>,
        report: Option<Bound<'_, PyAny>>,
    ) -> PyResult<Added> {
        let Settings { input, agencies, .. } = settings::settings(arguments)?;
        let settings = AddSettings { input, agencies, replace, patience: patience(wait)? };
        let added = watch::run(py, threads, report.as_ref(), |watch| match &data {
            Data::Paths(paths) => standing::add(&self.index, paths, &settings, watch),
            Data::Table(name, _) => self.add_table(&data, name, &settings, watch),
        });
        let AddReport { added, replaced, known, rejected, .. } = added?.map_err(exception)?;
        let row = |row: Rejected| (row.path, row.row, with_arguments(&row.reason).into_owned());
        Ok((added, replaced, known, rejected.into_iter().map(row).collect()))
    }

    /// Where texts stand in the index: JSON.
    #[pyo3(signature = (texts, arguments, limit=20, threads=None))]
    fn find(
        &self,
        py: Python<'_>,
        texts: Vec<Text>,
        arguments: &Bound<'_, PyDict>,
        limit: usize,
        threads: Option<usize>,
    ) -> PyResult<String> {
        let (mut settings, queries) = (settings::settings(arguments)?, queries(texts)?);
        if !["shingle", "profile"].iter().any(|name| arguments.contains(name).unwrap_or(false)) {
            settings.core.shingle = self.index.settings().shingle;
        }
        let other_level = FurnitureCache::default();
        let learned = match settings.core.boilerplate {
            BoilerplateLevel::Full => &self.learned,
            _ => &other_level,
        };
        let found = watch::run(py, threads, None, |_| find_in_index(queries, &self.index, learned, &settings, limit))?;
        json(&found.map_err(exception)?)
    }

    /// Removes articles, and returns their ids. `before` is a day.
    fn remove(
        &self,
        py: Python<'_>,
        ids: Vec<String>,
        outlets: Vec<String>,
        before: Option<String>,
        arguments: &Bound<'_, PyDict>,
        wait: f64,
    ) -> PyResult<Vec<String>> {
        let day = |day: String| match input::read_date(&day) {
            Some(published) => Ok(published.days()),
            None => Err(wrong("before", format!("{day:?} is no day; write it as 2031-03-01"))),
        };
        let removal = Removal { ids, outlets, before: before.map(day).transpose()? };
        let (agencies, patience) = (settings::settings(arguments)?.agencies, patience(wait)?);
        let removed = watch::run(py, None, None, |_| standing::remove(&self.index, &removal, &agencies, patience))?;
        removed.map(|removed| removed.ids).map_err(exception)
    }

    /// Figures: JSON.
    fn stats(&self, py: Python<'_>) -> PyResult<String> {
        py.detach(|| {
            let (snapshot, settings) = (self.index.snapshot().map_err(of_index)?, self.index.settings());
            let stats = snapshot.stats();
            let mut parts = std::collections::BTreeMap::<&str, u64>::new();
            let sizes = snapshot.segments().iter().flat_map(|segment| segment.sizes());
            sizes.for_each(|(part, bytes)| *parts.entry(part).or_default() += bytes);
            let figures = serde_json::json!({
                "articles": snapshot.len(),
                "words": snapshot.words(),
                "removed_in_files": stats.iter().map(|segment| u64::from(segment.removed)).sum::<u64>(),
                "files": stats.len(),
                "bytes": stats.iter().map(|segment| segment.bytes).sum::<u64>(),
                "bytes_of_parts": parts,
                "shingle": settings.shingle.size,
                "passage": settings.window + settings.shingle.size - 1,
                "keep_text": settings.keep_text,
            });
            Ok(figures.to_string())
        })
    }

    fn __len__(&self, py: Python<'_>) -> PyResult<usize> {
        let snapshot = py.detach(|| self.index.snapshot()).map_err(of_index)?;
        Ok(usize::try_from(snapshot.len()).unwrap_or(usize::MAX))
    }

    /// What is wrong with the files of the index: nothing if all are as they were written.
    fn verify(&self, py: Python<'_>) -> PyResult<Vec<String>> {
        watch::run(py, None, None, |_| self.index.verify())?.map_err(of_index)
    }

    /// Merges the files, and takes what was removed out of them.
    fn compact(&self, py: Python<'_>, wait: f64) -> PyResult<()> {
        let patience = patience(wait)?;
        let compacted = watch::run(py, None, None, |_| self.index.lock(patience).and_then(|guard| guard.compact()))?;
        compacted.map(drop).map_err(of_index)
    }
}

impl Index {
    /// Adds the articles of a table. They come from no file: what an article replaces is decided by its id.
    fn add_table(&self, data: &Data, name: &str, settings: &AddSettings, watch: &dyn Progress) -> Result<AddReport> {
        let batches: Mutex<Vec<Batch>> = Mutex::default();
        let keep = |batch| batches.lock().unwrap_or_else(PoisonError::into_inner).push(batch);
        data.read(|source| input::read_source(source, &settings.input, watch, keep)).0?;
        let mut batches = batches.into_inner().unwrap_or_else(PoisonError::into_inner);
        batches.sort_by_key(|batch| batch.position);
        let mut report = AddReport::default();
        let mut articles: Vec<Article> = Vec::new();
        for batch in batches {
            report.rejected.extend(batch.rejected);
            articles.extend(batch.articles.into_iter().map(|article| of_no_file(article, name)));
        }
        for some in articles.chunks(BATCH) {
            if watch.cancelled() {
                return Err(Error::Interrupted);
            }
            let added = standing::add_articles(&self.index, some, settings)?;
            report.added += added.added;
            report.replaced += added.replaced;
            report.known += added.known;
            report.rejected.extend(added.rejected);
        }
        Ok(report)
    }
}

/// An article without its place in a table. One that was named by its place is named by its content instead: the same
/// place of another table has another article.
fn of_no_file(article: Article, name: &str) -> Article {
    let is_named_by_place = article.row.is_some_and(|row| article.id == format!("{name}:{row}"));
    let id = if is_named_by_place {
        let content = [&article.outlet, &article.title, &article.url, &article.text].map(|field| field.as_bytes());
        let published = article.published.map(|time| time.to_string()).unwrap_or_default();
        format!("{name}:{:016x}", hash::of_bytes(&[&content.join(&0)[..], published.as_bytes()].join(&0)))
    } else {
        article.id
    };
    Article { id, path: NO_FILE.into(), row: None, ..article }
}

/// How long to wait for another writer, in seconds.
fn patience(wait: f64) -> PyResult<Duration> {
    Duration::try_from_secs_f64(wait).map_err(|_| wrong("wait", format!("{wait} is no number of seconds")))
}
