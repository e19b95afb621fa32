//! Reads particular articles of a corpus again, as a scan does not keep their text.

use anyhow::{bail, ensure};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use wirecopy::article::{Article, Rejected};
use wirecopy::input;
use wirecopy::progress::NoProgress;
use wirecopy::segments::StandingIndex;

/// The only article of a file.
pub(crate) fn from_file(path: &str, settings: &input::Settings) -> anyhow::Result<Article> {
    let (mut articles, rejected) = read(&[path.into()], settings, |_| true)?;
    match (articles.len(), rejected.first()) {
        (1, _) => Ok(articles.remove(0)),
        (0, Some(rejected)) => bail!("{path}: {}", rejected.reason),
        (0, None) => bail!("{path}: holds no article"),
        (n, _) => bail!("{path}: holds {n} articles; give two ids as A and B, and {path} as CORPUS"),
    }
}

/// The articles of a corpus with these ids, in the order of the ids.
pub(crate) fn by_id(corpus: &[PathBuf], ids: &[&str], settings: &input::Settings) -> anyhow::Result<Vec<Article>> {
    let (articles, _) = read(corpus, settings, |article| ids.contains(&article.id.as_str()))?;
    let with_id = |id: &&str| {
        let mut found = articles.iter().filter(|article| article.id == *id);
        match (found.next(), found.next()) {
            (Some(article), None) => Ok(article.clone()),
            (Some(_), Some(_)) => bail!("{id:?} is the id of several articles; give their files instead"),
            (None, _) => bail!("no article has the id {id:?}; the column article_id of articles.csv lists the ids"),
        }
    };
    ids.iter().map(with_id).collect()
}

/// The articles of one outlet in a corpus.
pub(crate) fn by_outlet(corpus: &[PathBuf], outlet: &str, settings: &input::Settings) -> anyhow::Result<Vec<Article>> {
    // letters' case makes no other outlet
    let outlet = outlet.to_lowercase();
    Ok(read(corpus, settings, |article| article.outlet.to_lowercase() == outlet)?.0)
}

/// Reads `paths`; returns the articles for which `is_wanted` holds, and the rejected input.
fn read(
    paths: &[PathBuf],
    settings: &input::Settings,
    is_wanted: impl Fn(&Article) -> bool + Sync,
) -> anyhow::Result<(Vec<Article>, Vec<Rejected>)> {
    let index = paths.iter().find(|path| StandingIndex::is_at(path));
    ensure!(
        index.is_none(),
        "{}: this is an index, from which texts are not shown; name the files that were added to it, or look a text up \
         with `wirecopy find`",
        index.map(|path| path.display().to_string()).unwrap_or_default()
    );
    let found = Mutex::new((Vec::new(), Vec::new()));
    input::read(paths, settings, &NoProgress, |batch| {
        let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
        found.0.extend(batch.articles.into_iter().filter(&is_wanted));
        found.1.extend(batch.rejected);
    })?;
    Ok(found.into_inner().unwrap_or_else(PoisonError::into_inner))
}
