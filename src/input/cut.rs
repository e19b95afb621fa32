//! Cutting a file into pieces that stand alone, and making articles of a piece: which format does what.

use std::io::{self, Read};
use std::sync::Arc;

use super::decode::{self, Content};
use super::format::{Format, Named};
use super::origin::Origin;
use super::piece::{Body, Context, Output, Piece, too_long};
use super::walk::File;
use super::{jsonl, text};

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
