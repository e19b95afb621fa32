//! Reads particular articles of a corpus again, as a scan does not keep their text.

use anyhow::bail;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use wirecopy::article::{Article, Rejected};
use wirecopy::input;
use wirecopy::progress::NoProgress;
use wirecopy::standing::{KeptArticle, ShownIndex, read_texts_again, split_sources};
use wirecopy::text::{Token, TokenisedText, Tokeniser};

/// An article that was read again.
#[derive(Debug, Clone)]
pub(crate) struct ReadArticle {
    /// Its fields.
    pub(crate) article: Article,
    /// Its words.
    pub(crate) tokens: Vec<Token>,
    /// Whether its text is known: of an index there may be no more than hashes of the words.
    pub(crate) has_text: bool,
}

impl From<Article> for ReadArticle {
    fn from(article: Article) -> Self {
        let mut text = TokenisedText::default();
        Tokeniser::default().tokenise(&article.text, &mut text);
        ReadArticle { article, tokens: text.tokens, has_text: true }
    }
}

impl From<KeptArticle> for ReadArticle {
    fn from(kept: KeptArticle) -> Self {
        let KeptArticle { record, tokens, text } = kept;
        match text {
            Some(text) => record.into_article(text).into(),
            None => ReadArticle { article: record.into_article(String::new()), tokens, has_text: false },
        }
    }
}

/// The only article of a file.
pub(crate) fn from_file(path: &str, settings: &input::Settings) -> anyhow::Result<ReadArticle> {
    if let [index] = &split_sources(&[path.into()]).0[..] {
        bail!("{path}: this is an index; give two ids as A and B, and {} as CORPUS", index.display());
    }
    let (mut articles, rejected) = read(&[path.into()], settings, |_| true)?;
    match (articles.len(), rejected.first()) {
        (1, _) => Ok(articles.remove(0).into()),
        (0, Some(rejected)) => bail!("{path}: {}", rejected.reason),
        (0, None) => bail!("{path}: holds no article"),
        (n, _) => bail!("{path}: holds {n} articles; give two ids as A and B, and {path} as CORPUS"),
    }
}

/// The articles of a corpus with these ids, in the order of the ids.
pub(crate) fn by_id(corpus: &[PathBuf], ids: &[&str], settings: &input::Settings) -> anyhow::Result<Vec<ReadArticle>> {
    let (indexes, files) = split_sources(corpus);
    let mut articles: Vec<ReadArticle> = match &files[..] {
        [] => Vec::new(),
        files => {
            let (articles, _) = read(files, settings, |article| ids.contains(&article.id.as_str()))?;
            articles.into_iter().map(ReadArticle::from).collect()
        }
    };
    for folder in indexes {
        let index = ShownIndex::open(&folder)?;
        let mut kept = Vec::new();
        for (nth, id) in ids.iter().enumerate() {
            if !ids[..nth].contains(id) {
                kept.extend(index.with_id(id)?);
            }
        }
        read_texts_again(&mut kept, settings)?;
        articles.extend(kept.into_iter().map(ReadArticle::from));
    }
    let with_id = |id: &&str| {
        let mut found = articles.iter().filter(|read| read.article.id == *id);
        match (found.next(), found.next()) {
            (Some(article), None) => Ok(article.clone()),
            (Some(_), Some(_)) => bail!("{id:?} is the id of several articles; give their files instead"),
            (None, _) => bail!("no article has the id {id:?}; the column article_id of articles.csv lists the ids"),
        }
    };
    ids.iter().map(with_id).collect()
}

/// The articles of one outlet in a corpus, whose texts are known, and the number of those whose texts are not.
pub(crate) fn by_outlet(
    corpus: &[PathBuf],
    outlet: &str,
    settings: &input::Settings,
) -> anyhow::Result<(Vec<Article>, usize)> {
    // letters' case makes no other outlet
    let outlet = outlet.to_lowercase();
    let (indexes, files) = split_sources(corpus);
    let mut articles = match &files[..] {
        [] => Vec::new(),
        files => read(files, settings, |article| article.outlet.to_lowercase() == outlet)?.0,
    };
    let mut without_text = 0;
    for folder in indexes {
        let mut kept = of_outlet(&folder, &outlet)?;
        read_texts_again(&mut kept, settings)?;
        let (known, unknown): (Vec<_>, Vec<_>) = kept.into_iter().partition(|kept| kept.text.is_some());
        articles.extend(known.into_iter().map(KeptArticle::into_article));
        without_text += unknown.len();
    }
    Ok((articles, without_text))
}

/// The articles of an index of one outlet, which is in small letters.
fn of_outlet(folder: &Path, outlet: &str) -> anyhow::Result<Vec<KeptArticle>> {
    let index = ShownIndex::open(folder)?;
    let mut places = Vec::new();
    index.each(|place, record| places.extend((record.outlet.to_lowercase() == outlet).then_some(place)))?;
    Ok(places.into_iter().map(|place| index.read(place)).collect::<Result<_, _>>()?)
}

/// Reads `paths`; returns the articles for which `is_wanted` holds, and the rejected input.
fn read(
    paths: &[PathBuf],
    settings: &input::Settings,
    is_wanted: impl Fn(&Article) -> bool + Sync,
) -> anyhow::Result<(Vec<Article>, Vec<Rejected>)> {
    let found = Mutex::new((Vec::new(), Vec::new()));
    input::read(paths, settings, &NoProgress, |batch| {
        let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
        found.0.extend(batch.articles.into_iter().filter(&is_wanted));
        found.1.extend(batch.rejected);
    })?;
    Ok(found.into_inner().unwrap_or_else(PoisonError::into_inner))
}
