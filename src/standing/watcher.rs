//! What is told of new articles, in the transaction that adds them.

use crate::articles::ArticleRecord;
use crate::attribution::credit::Credit;
use crate::error::Result;
use crate::text::Token;

/// An article that is about to be added.
#[derive(Debug, Clone, Copy)]
pub struct NewArticle<'a> {
    /// Its fields.
    pub record: &'a ArticleRecord,
    /// What it says of its source.
    pub credit: Option<&'a Credit>,
    /// Its words.
    pub tokens: &'a [Token],
}

/// Looks at each new article, and says which watches are told what.
pub trait Watcher: Sync {
    /// The numbers of the watches that are told of an article, and what they are told.
    ///
    /// # Errors
    /// A file of the index is damaged.
    fn events(&self, article: &NewArticle<'_>) -> Result<Vec<(u64, String)>>;
}

/// Watches nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoWatcher;

impl Watcher for NoWatcher {
    fn events(&self, _: &NewArticle<'_>) -> Result<Vec<(u64, String)>> {
        Ok(Vec::new())
    }
}
