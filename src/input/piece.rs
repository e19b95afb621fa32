//! Pieces of a file that can be parsed without the rest, and what parsers make of them.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::Settings;
use super::format::Format;
use super::origin::Origin;
use crate::article::{Article, Rejected};
use crate::phase::Progress;

/// What every cutter and parser may look at.
pub(super) struct Context<'a> {
    pub(super) settings: &'a Settings,
    pub(super) progress: &'a dyn Progress,
    pub(super) bytes_read: &'a AtomicU64,
}

/// A part of a file that can be parsed without the rest of it.
pub(super) struct Piece {
    pub(super) origin: Arc<Origin>,
    pub(super) body: Body,
}

/// What a piece is made of.
pub(super) enum Body {
    /// Whole lines of JSON, the first of which is this row.
    Lines { bytes: Vec<u8>, first_row: u64 },
    /// One article as text.
    Text { bytes: Vec<u8>, format: Format },
    /// What could not be cut.
    Rejected { row: Option<u64>, reason: String },
}

impl Body {
    /// Bytes held.
    pub(super) fn len(&self) -> usize {
        match self {
            Body::Lines { bytes, .. } | Body::Text { bytes, .. } => bytes.len(),
            Body::Rejected { .. } => 0,
        }
    }
}

/// What parsers make of pieces.
#[derive(Debug, Default)]
pub(super) struct Output {
    pub(super) articles: Vec<Article>,
    pub(super) rejected: Vec<Rejected>,
    pub(super) dates_unread: u64,
}

impl Output {
    pub(super) fn reject(&mut self, origin: &Origin, row: Option<u64>, reason: impl Into<String>) {
        self.rejected.push(Rejected { path: origin.path.to_string(), row, reason: reason.into() });
    }
}

/// The reason for rejecting what exceeds `--max-article-bytes`.
pub(super) fn too_long(what: &str, most: u64) -> String {
    format!("a {what} of more than {most} bytes; --max-article-bytes sets the most")
}
