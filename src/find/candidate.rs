//! An article that may have a part of a query.

use crate::articles::ArticleRecord;
use crate::attribution::credit::Credit;
use crate::text::Token;

/// An article that shares a few shingles with a query.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Its fields.
    pub record: ArticleRecord,
    /// What it says of its source.
    pub credit: Option<Credit>,
    /// Its words, with what its outlet repeats.
    pub tokens: Vec<Token>,
    /// The queries with which it shares enough, each with the number of shingles in common.
    pub matches: Vec<(u32, u32)>,
}
