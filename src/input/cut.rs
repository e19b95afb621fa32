//! Cutting a file into pieces that stand alone, and making articles of a piece: which format does what.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::Settings;
use super::decode::{self, Content};
use super::format::{Format, Named};
use super::origin::Origin;
use super::walk::File;
use super::{jsonl, text};
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

/// Reads `file` and hands its pieces to `out`, in order. Whatever goes wrong is a piece as well.
pub(super) fn file(file: &File, context: &Context<'_>, out: &mut dyn FnMut(Piece)) {
    let origin = Arc::new(Origin::of(file));
    let mut out = |body| out(Piece { origin: Arc::clone(&origin), body });
    if let Err(error) = open_and_cut(file, context, &mut out) {
        out(Body::Rejected { row: None, reason: error.to_string() });
    }
}

fn open_and_cut(file: &File, context: &Context<'_>, out: &mut dyn FnMut(Body)) -> io::Result<()> {
    let raw: Box<dyn Read + Send> =
        if file.is_stdin() { Box::new(io::stdin()) } else { Box::new(std::fs::File::open(&file.path)?) };
    let named = Named::of(&file.path);
    let mut content = decode::open(raw, named, context.settings, context.progress, context.bytes_read)?;
    let start = io::BufRead::fill_buf(&mut content)?;
    if start.is_empty() {
        out(Body::Rejected { row: None, reason: "an empty file".to_owned() });
        return Ok(());
    }
    let format = named.format.unwrap_or_else(|| Format::of_bytes(start));
    match format {
        Format::JsonLines => jsonl::cut(&mut content, context.settings, out),
        Format::Text | Format::Markdown => {
            let bytes = whole(&mut content, context.settings.max_article_bytes)?;
            out(Body::Text { bytes, format });
        }
    }
    Ok(())
}

/// The whole of one article's source, unless it is too long.
pub(super) fn whole(content: &mut Content<'_>, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    content.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, too_long("file", most)));
    }
    Ok(bytes)
}

/// The reason for rejecting what exceeds `--max-article-bytes`.
pub(super) fn too_long(what: &str, most: u64) -> String {
    format!("a {what} of more than {most} bytes; --max-article-bytes sets the most")
}

/// Makes articles of one piece.
pub(super) fn parse(piece: Piece, context: &Context<'_>, output: &mut Output) -> Option<Vec<u8>> {
    let origin = &piece.origin;
    match piece.body {
        Body::Lines { bytes, first_row } => {
            jsonl::parse(&bytes, first_row, origin, context.settings, output);
            return Some(bytes);
        }
        Body::Text { bytes, format } => text::parse(bytes, format, origin, output),
        Body::Rejected { row, reason } => output.reject(origin, row, reason),
    }
    None
}
