//! Reading particular articles again: a run keeps no text, and the page of a report shows some.

use crate::articles::Articles;
use crate::error::Result;
use crate::input;
use crate::progress::Progress;
use foldhash::{HashMap, HashMapExt};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The texts of the articles of these numbers, in the order of their numbers. Only the files they stand in are read
/// again; all of `sources` when one of them is a member of an archive. An article that is not found again (standard
/// input, a file that has gone) is left out.
///
/// # Errors
/// What [`input::read`] says.
pub fn texts(
    articles: &Articles,
    wanted: &[u32],
    sources: &[PathBuf],
    settings: &input::Settings,
    progress: &dyn Progress,
) -> Result<Vec<(u32, String)>> {
    let mut numbers = HashMap::new();
    let mut paths = BTreeSet::new();
    for &article in wanted {
        let entered = articles.get(article);
        numbers.insert((entered.path, entered.row), article);
        paths.insert(entered.path);
    }
    let all_are_files = paths.iter().all(|path| Path::new(path).is_file());
    let files: Vec<PathBuf> = if all_are_files {
        paths.iter().map(PathBuf::from).collect()
    } else {
        sources.iter().filter(|path| path.as_os_str() != "-").cloned().collect()
    };
    if files.is_empty() {
        return Ok(Vec::new());
    }
    let found = Mutex::new(Vec::new());
    input::read(&files, settings, progress, |batch| {
        let of_batch = batch.articles.into_iter().filter_map(|article| {
            let number = *numbers.get(&(&*article.path, article.row))?;
            Some((number, article.text))
        });
        found.lock().unwrap_or_else(PoisonError::into_inner).extend(of_batch);
    })?;
    let mut found: Vec<(u32, String)> = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.sort();
    Ok(found)
}
