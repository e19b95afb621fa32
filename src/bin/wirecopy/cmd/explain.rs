//! `wirecopy explain`: what two articles share, so that a person believes the match or not.

use crate::args::Global;
use crate::exit::Outcome;
use crate::settings::{FindFlags, InputFlags};
use crate::show;
use anyhow::{Context, bail};
use std::io::Write;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use wirecopy::article::Article;
use wirecopy::phase::Silent;
use wirecopy::{input, pipeline};

/// Flags of `explain`.
#[derive(Debug, clap::Args)]
pub(crate) struct ExplainArgs {
    /// One article: a file, or an id when a corpus is given
    #[arg(value_name = "A")]
    a: String,
    /// The other
    #[arg(value_name = "B")]
    b: String,
    /// The corpus in which A and B are ids
    #[arg(value_name = "CORPUS")]
    corpus: Vec<PathBuf>,
    /// Show all of what only one of them has, not just its ends
    #[arg(long)]
    full: bool,
    #[command(flatten)]
    input: InputFlags,
    #[command(flatten)]
    find: FindFlags,
}

impl ExplainArgs {
    /// Shows the figures and the passages.
    pub(crate) fn run(self, global: &Global) -> anyhow::Result<Outcome> {
        global.start_threads()?;
        let settings = self.find.settings(&self.input)?;
        let [a, b] = if self.corpus.is_empty() {
            [file(&self.a, &settings)?, file(&self.b, &settings)?]
        } else {
            by_id(&self.corpus, [&self.a, &self.b], &settings)?
        };
        let mut out = anstream::stdout().lock();
        show::pair(&mut out, &a, &b, &settings, self.full).and_then(|()| out.flush()).context("stdout")?;
        Ok(Outcome::Done)
    }
}

/// The one article of a file.
fn file(path: &str, settings: &pipeline::Settings) -> anyhow::Result<Article> {
    let (mut articles, rejected) = read(&[path.into()], settings, |_| true)?;
    match (articles.len(), rejected.first()) {
        (1, _) => Ok(articles.remove(0)),
        (0, Some(rejected)) => bail!("{path}: {}", rejected.reason),
        (0, None) => bail!("{path}: no article in it"),
        (n, _) => bail!("{path} has {n} articles; give the ids of two, and {path} as the corpus behind them"),
    }
}

/// Two articles of a corpus.
fn by_id(corpus: &[PathBuf], ids: [&str; 2], settings: &pipeline::Settings) -> anyhow::Result<[Article; 2]> {
    let (articles, _) = read(corpus, settings, |article| ids.contains(&article.id.as_str()))?;
    let one = |id: &str| {
        let mut found = articles.iter().filter(|article| article.id == id);
        match (found.next(), found.next()) {
            (Some(article), None) => Ok(article.clone()),
            (Some(_), Some(_)) => bail!("{id:?} is the id of several articles; give their files instead"),
            (None, _) => bail!("no article has the id {id:?}; the column article_id of articles.csv lists them"),
        }
    };
    Ok([one(ids[0])?, one(ids[1])?])
}

type Read = (Vec<Article>, Vec<wirecopy::article::Rejected>);

/// Reads what is under `paths` and keeps the articles that are wanted.
fn read(
    paths: &[PathBuf],
    settings: &pipeline::Settings,
    wanted: impl Fn(&Article) -> bool + Sync,
) -> anyhow::Result<Read> {
    let found = Mutex::new((Vec::new(), Vec::new()));
    input::read(paths, &settings.input, &Silent, |batch| {
        let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
        found.0.extend(batch.articles.into_iter().filter(&wanted));
        found.1.extend(batch.rejected);
    })?;
    Ok(found.into_inner().unwrap_or_else(PoisonError::into_inner))
}
