//! The results of reading: batches of articles, and the counts of a whole run.

use std::collections::BTreeMap;

use crate::article::{Article, DateOrder, Rejected};

/// The position of a batch in the input. Batches sorted by it are in reading order: sources as they were named, the
/// files of a folder by name, each file from its start. The order does not depend on the number of threads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Position {
    /// The number of the file in reading order.
    pub file: u32,
    /// Increases from batch to batch of one file.
    pub part: u32,
}

/// Consecutive articles of the input, and the rows rejected among them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Batch {
    /// The position in the input. No two batches of a run have the same.
    pub position: Position,
    /// The articles, in reading order.
    pub articles: Vec<Article>,
    /// The files and rows that could not be read, in reading order.
    pub rejected: Vec<Rejected>,
    /// Bytes of the sources of these articles, decompressed.
    pub bytes: u64,
}

/// Counts of a whole run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Files opened.
    pub files: u64,
    /// Files in folders that no format reads, or that the globs leave out.
    pub skipped: u64,
    /// Files that are not read, by their kind: `PDF`, or the extension of a kind without articles.
    pub unread: BTreeMap<String, u64>,
    /// Records and archive members that are not articles: pictures, redirects, metadata.
    pub skipped_records: u64,
    /// Articles by the format they were read from.
    pub formats: BTreeMap<&'static str, u64>,
    /// Articles given to the sink.
    pub articles: u64,
    /// Rejected files and rows.
    pub rejected: u64,
    /// Bytes of the articles' sources, decompressed.
    pub bytes: u64,
    /// Bytes read from disk or standard input.
    pub bytes_read: u64,
    /// Articles with a date that could not be read.
    pub dates_unread: u64,
    /// Articles with a time of publication in no known zone, which is taken for UTC.
    pub times_without_zone: u64,
    /// The order of day and month of each outlet whose dates show one. It resolves
    /// [`Article::ambiguous_date`]. Outlets whose dates contradict each other are left out.
    pub date_orders: BTreeMap<String, DateOrder>,
}
