//! Reads the texts of particular articles again, because a run does not keep texts and the page shows some.

use crate::articles::Articles;
use crate::error::Result;
use crate::input;
use crate::progress::Progress;
use foldhash::{HashMap, HashMapExt};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Shortens a text to what is needed of it, so that no more is in memory.
pub type Shorten<'s> = dyn Fn(&mut String) + Sync + 's;

/// The texts of the wanted articles with their numbers, in the order of the numbers. Reads only the files of those
/// articles, or all of `sources` when one of them is in an archive. Leaves out articles that cannot be read again:
/// those of standard input and of deleted files. Each text is shortened by `shorten` as soon as it is read.
///
/// # Errors
/// As [`input::read`].
pub fn texts(
    articles: &Articles,
    wanted: &[u32],
    sources: &[PathBuf],
    settings: &input::Settings,
    shorten: &Shorten<'_>,
    progress: &dyn Progress,
) -> Result<Vec<(u32, String)>> {
    let mut numbers = HashMap::new();
    let mut paths = BTreeSet::new();
    for &article in wanted {
        let (path, row) = place(articles, article);
        numbers.insert((path, row), article);
        paths.insert(path);
    }
    let are_all_files = paths.iter().all(|path| Path::new(path).is_file());
    let files: Vec<PathBuf> = if are_all_files {
        paths.iter().map(PathBuf::from).collect()
    } else {
        sources.iter().filter(|path| path.as_os_str() != "-").cloned().collect()
    };
    if files.is_empty() {
        return Ok(Vec::new());
    }
    wanted_texts(&input::ArticleSource::Paths(&files), &numbers, settings, shorten, progress)
}

/// As [`texts`], from any source.
///
/// # Errors
/// As [`input::read_source`].
pub fn texts_of_source(
    articles: &Articles,
    wanted: &[u32],
    source: &input::ArticleSource<'_>,
    settings: &input::Settings,
    shorten: &Shorten<'_>,
    progress: &dyn Progress,
) -> Result<Vec<(u32, String)>> {
    match source {
        input::ArticleSource::Paths(paths) => texts(articles, wanted, paths, settings, shorten, progress),
        #[cfg(feature = "parquet")]
        input::ArticleSource::Table(_) => {
            if wanted.is_empty() {
                return Ok(Vec::new());
            }
            let numbers = wanted.iter().map(|&article| (place(articles, article), article)).collect();
            wanted_texts(source, &numbers, settings, shorten, progress)
        }
    }
}

/// The path and the row of an article.
fn place(articles: &Articles, article: u32) -> (&str, Option<u64>) {
    let fields = articles.get(article);
    (fields.path, fields.row)
}

/// The texts of the articles at the places of `numbers`.
fn wanted_texts(
    source: &input::ArticleSource<'_>,
    numbers: &HashMap<(&str, Option<u64>), u32>,
    settings: &input::Settings,
    shorten: &Shorten<'_>,
    progress: &dyn Progress,
) -> Result<Vec<(u32, String)>> {
    let found = Mutex::new(Vec::new());
    let wanted: input::WantedArticles<'_> = numbers.keys().copied().collect();
    input::read_wanted(source, &wanted, settings, progress, |batch| {
        let of_batch = batch.articles.into_iter().filter_map(|article| {
            let number = *numbers.get(&(&*article.path, article.row))?;
            let mut text = article.text;
            shorten(&mut text);
            Some((number, text))
        });
        let of_batch: Vec<(u32, String)> = of_batch.collect();
        found.lock().unwrap_or_else(PoisonError::into_inner).extend(of_batch);
    })?;
    let mut found: Vec<(u32, String)> = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.sort();
    Ok(found)
}
