//! Pieces of a file that can be parsed without the rest, and what parsers make of them.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::dates::{self, DateOrder, Reading};
use super::fields::Names;
use super::format::Format;
use super::origin::Origin;
use super::{Settings, csv, json, jsonl, parquet, warc};
use crate::article::{Article, Rejected};
use wirecopy_core::progress::Progress;

/// What every cutter and parser may look at.
pub(super) struct Context<'a> {
    pub(super) settings: &'a Settings,
    pub(super) names: Names,
    pub(super) progress: &'a dyn Progress,
    pub(super) bytes_read: &'a AtomicU64,
    /// How many bytes of its sources a run leaves with the system, for the next run.
    pub(super) bytes_kept: u64,
    pub(super) blocks: jsonl::Blocks,
}

/// A part of a file that can be parsed without the rest of it.
pub(super) struct Piece {
    pub(super) origin: Arc<Origin>,
    pub(super) body: Body,
}

/// What a piece is made of.
// a build without a format never makes its pieces
#[cfg_attr(not(all(feature = "parquet", feature = "warc")), allow(dead_code))]
pub(super) enum Body {
    /// Whole lines of JSON, by where each ends, the first of which is this row.
    Lines { bytes: Vec<u8>, ends: Vec<usize>, first_row: u64 },
    /// JSON objects, one after the other.
    Objects(json::Objects),
    /// Rows of a table of text.
    Rows(csv::Rows),
    /// A part of a Parquet file.
    RowGroup(parquet::RowGroup),
    /// A record of a web archive.
    Record(warc::Record),
    /// The whole of one article's file.
    Whole { bytes: Vec<u8>, format: Format },
    /// What could not be cut.
    Rejected { row: Option<u64>, reason: String },
    /// What was passed over, as it should be: this many records.
    Skipped(u64),
}

impl Body {
    /// Bytes held.
    pub(super) fn len(&self) -> usize {
        match self {
            Body::Lines { ends, .. } => ends.last().copied().unwrap_or(0),
            Body::Whole { bytes, .. } => bytes.len(),
            Body::Objects(objects) => objects.len(),
            Body::Rows(rows) => rows.len(),
            Body::Record(record) => record.len(),
            Body::RowGroup(_) | Body::Rejected { .. } | Body::Skipped(_) => 0,
        }
    }
}

/// What parsers make of pieces.
#[derive(Debug, Default)]
pub(super) struct Output {
    pub(super) articles: Vec<Article>,
    pub(super) rejected: Vec<Rejected>,
    /// Bytes of the sources of these.
    pub(super) bytes: u64,
    pub(super) dates_unread: u64,
    /// Records that are no articles and need not be.
    pub(super) skipped: u64,
    /// Articles by the format they were read from.
    pub(super) formats: BTreeMap<&'static str, u64>,
    /// What each outlet's dates tell of the order it writes day and month in: how many put the day, how many the month first.
    pub(super) orders: BTreeMap<String, [u64; 2]>,
}

impl Output {
    /// Keeps an article.
    pub(super) fn push(&mut self, article: Article, format: Format) {
        *self.formats.entry(format.name()).or_default() += 1;
        self.articles.push(article);
    }

    /// Gives the article its time of publication from what its source says; the article has its outlet already.
    pub(super) fn date(&mut self, article: &mut Article, text: &str) {
        match dates::read(text) {
            Reading::Known(published) => article.published = Some(published),
            Reading::Telling(published, order) => {
                article.published = Some(published);
                let votes = self.orders.entry(article.outlet.clone()).or_default();
                votes[usize::from(order == DateOrder::MonthFirst)] += 1;
            }
            Reading::Either(either) => article.ambiguous_date = Some(either),
            Reading::Unknown => self.dates_unread += u64::from(!text.trim().is_empty()),
        }
    }

    pub(super) fn reject(&mut self, origin: &Origin, row: Option<u64>, reason: impl Into<String>) {
        self.rejected.push(Rejected { path: origin.path.to_string(), row, reason: reason.into() });
    }
}

/// The whole of one article's source, unless it is too long.
pub(super) fn whole(content: &mut dyn Read, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    content.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, too_long("file", most)));
    }
    Ok(bytes)
}

/// The reason for rejecting what exceeds [`Settings::max_article_bytes`](super::Settings::max_article_bytes).
pub(super) fn too_long(what: &str, most: u64) -> String {
    format!("a {what} of more than {most} bytes; `input.max_article_bytes` sets the most")
}
