//! Getting the whole text of particular articles again, which the pipeline does not keep.

use anyhow::bail;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use wirecopy::article::{Article, Rejected};
use wirecopy::input;
use wirecopy::progress::NoProgress;

/// The one article of a file.
pub(crate) fn from_file(path: &str, settings: &input::Settings) -> anyhow::Result<Article> {
    let (mut articles, rejected) = read(&[path.into()], settings, |_| true)?;
    match (articles.len(), rejected.first()) {
        (1, _) => Ok(articles.remove(0)),
        (0, Some(rejected)) => bail!("{path}: {}", rejected.reason),
        (0, None) => bail!("{path}: no article in it"),
        (n, _) => bail!("{path} has {n} articles; give the ids of two, and {path} as the corpus behind them"),
    }
}

/// The articles of a corpus with these ids, in that order.
pub(crate) fn by_id(corpus: &[PathBuf], ids: &[&str], settings: &input::Settings) -> anyhow::Result<Vec<Article>> {
    let (articles, _) = read(corpus, settings, |article| ids.contains(&article.id.as_str()))?;
    let one = |id: &&str| {
        let mut found = articles.iter().filter(|article| article.id == *id);
        match (found.next(), found.next()) {
            (Some(article), None) => Ok(article.clone()),
            (Some(_), Some(_)) => bail!("{id:?} is the id of several articles; give their files instead"),
            (None, _) => bail!("no article has the id {id:?}; the column article_id of articles.csv lists them"),
        }
    };
    ids.iter().map(one).collect()
}

/// The articles of a corpus that an outlet printed.
pub(crate) fn by_outlet(corpus: &[PathBuf], outlet: &str, settings: &input::Settings) -> anyhow::Result<Vec<Article>> {
    Ok(read(corpus, settings, |article| article.outlet == outlet)?.0)
}

/// Reads what is under `paths` and keeps the articles that are wanted.
fn read(
    paths: &[PathBuf],
    settings: &input::Settings,
    wanted: impl Fn(&Article) -> bool + Sync,
) -> anyhow::Result<(Vec<Article>, Vec<Rejected>)> {
    let found = Mutex::new((Vec::new(), Vec::new()));
    input::read(paths, settings, &NoProgress, |batch| {
        let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
        found.0.extend(batch.articles.into_iter().filter(&wanted));
        found.1.extend(batch.rejected);
    })?;
    Ok(found.into_inner().unwrap_or_else(PoisonError::into_inner))
}
