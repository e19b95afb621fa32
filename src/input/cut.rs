//! Cutting a file into pieces that stand alone, and making articles of a piece: which format does what.

use std::io::{self, BufRead, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::archive::Member;
use super::decode::{self, Content};
use super::format::{Compression, Format, Named};
use super::origin::Origin;
use super::passing::Passing;
use super::piece::{Body, Context, Output, Piece, whole};
use super::walk::File;
use super::{archive, csv, feed, html, json, jsonl, newsml, parquet, text, warc};

/// Files larger than this are shared among threads. A packed one holds several times as much.
const LARGE: u64 = 512 << 10;

/// A file that was opened.
pub(super) struct Opened<'f> {
    file: &'f File,
    named: Named,
    /// `None` for standard input.
    raw: io::Result<Option<std::fs::File>>,
    /// What it holds, 0 where nobody knows.
    size: u64,
}

impl<'f> Opened<'f> {
    /// Opens a file; when that fails its only piece says why.
    pub(super) fn of(file: &'f File) -> Self {
        let raw = if file.is_stdin() { Ok(None) } else { std::fs::File::open(&file.path).map(Some) };
        // of an open file nobody has to look for its path once more
        let size = match &raw {
            Ok(Some(raw)) => raw.metadata().map_or(0, |metadata| metadata.len()),
            _ => 0,
        };
        Opened { file, named: Named::of(&file.path), raw, size }
    }

    /// Whether other threads should have a part in it.
    pub(super) fn is_large(&self) -> bool {
        let Named { format, compression } = self.named;
        let packed = compression.is_some() || matches!(format, Some(Format::Zip | Format::Parquet));
        self.size > if packed { LARGE / 4 } else { LARGE } || self.file.is_stdin()
    }

    /// Reads it and hands its pieces to `out`, in order. Whatever goes wrong is a piece as well.
    pub(super) fn cut(self, context: &Context<'_>, out: &mut dyn FnMut(Piece)) {
        let origin = Arc::new(Origin::of(self.file));
        if let Err(error) = self.try_cut(&origin, context, out) {
            out(Piece { origin, body: Body::Rejected { row: None, reason: error.to_string() } });
        }
    }

    fn try_cut(self, origin: &Arc<Origin>, context: &Context<'_>, out: &mut dyn FnMut(Piece)) -> io::Result<()> {
        let Opened { file, named, raw, size } = self;
        let raw: Box<dyn Read> = match raw? {
            None => Box::new(io::stdin()),
            Some(mut raw) => match one_article(named, size, context) {
                None => Box::new(Passing::new(raw, size, context.bytes_read, context.bytes_kept)),
                Some(format) => {
                    let start = decode::start(&mut raw, size)?;
                    if start.len() as u64 == size && Compression::of_bytes(&start).is_none() {
                        context.progress.advance(size);
                        context.bytes_read.fetch_add(size, Ordering::Relaxed);
                        out(Piece { origin: Arc::clone(origin), body: Body::Whole { bytes: start, format } });
                        return Ok(());
                    }
                    Box::new(io::Cursor::new(start).chain(raw))
                }
            },
        };
        let mut content = decode::open(raw, size, named, context)?;
        let start = content.fill_buf()?;
        let format = named.format.filter(|format| !format.is_vague()).unwrap_or_else(|| Format::of_bytes(start));
        // these two are read from their end, so they cannot come through a decoder or a pipe
        if matches!(format, Format::Zip | Format::Parquet) && !start.is_empty() {
            if file.is_stdin() || named.compression.is_some() {
                let what = format!(
                    "a {} file can only be read from disk, not compressed: it is read from its end",
                    format.name()
                );
                return Err(io::Error::new(io::ErrorKind::InvalidInput, what));
            }
            // the look at its start is counted already
            let rest = size.saturating_sub(start.len() as u64);
            drop(content);
            context.progress.advance(rest);
            context.bytes_read.fetch_add(rest, Ordering::Relaxed);
            let mut each = |found: Member<'_>| member(found, origin, context, out);
            return match format {
                Format::Zip => archive::zip(&file.path, context.settings, &mut each),
                _ => parquet::cut(&file.path, context, &mut |body| out(Piece { origin: Arc::clone(origin), body })),
            };
        }
        self::content(&mut content, format, origin, context, out)
    }
}

/// What a small file is by its name, where it is one article: it is read in one go, without a buffer beside the bytes that become its
/// text.
fn one_article(named: Named, size: u64, context: &Context<'_>) -> Option<Format> {
    let is_small = (1..=decode::CHUNK as u64).contains(&size) && size <= context.settings.max_article_bytes;
    let of_one = |format: &Format| matches!(format, Format::Text | Format::Markdown | Format::Html | Format::Xml);
    named.format.filter(of_one).filter(|_| is_small && named.compression.is_none())
}

/// Cuts what was opened; `format` is what it is thought to be.
pub(super) fn content(
    content: &mut Content<'_>,
    format: Format,
    origin: &Arc<Origin>,
    context: &Context<'_>,
    out: &mut dyn FnMut(Piece),
) -> io::Result<()> {
    if content.fill_buf()?.is_empty() {
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "an empty file"));
    }
    if format == Format::Tar {
        return archive::tar(content, &mut |found| member(found, origin, context, out));
    }
    let mut out = |body| out(Piece { origin: Arc::clone(origin), body });
    match format {
        Format::JsonLines => jsonl::cut(content, context, &mut out),
        Format::Json => json::cut(content, context.settings, &mut out),
        Format::Csv | Format::Tsv => csv::cut(content, format, origin, context, &mut out)?,
        Format::Warc => warc::cut(content, context.settings, &mut out),
        Format::Text | Format::Markdown | Format::Html | Format::Xml => {
            let bytes = whole(content, context.settings.max_article_bytes)?;
            out(Body::Whole { bytes, format });
        }
        Format::Zip | Format::Parquet | Format::Tar => {
            let what = format!("a {} file inside of another file is not read", format.name());
            return Err(io::Error::new(io::ErrorKind::InvalidInput, what));
        }
    }
    Ok(())
}

/// Cuts a file of an archive, if it is of a kind that is read.
fn member(member: Member<'_>, archive: &Arc<Origin>, context: &Context<'_>, out: &mut dyn FnMut(Piece)) {
    let (name, size, raw) = match member {
        Member::File { name, size, content } => (name, size, content),
        Member::Broken { row, reason } => {
            let body = Body::Rejected { row: Some(row), reason };
            return out(Piece { origin: Arc::clone(archive), body });
        }
    };
    let name = name.strip_prefix("./").unwrap_or(&name);
    let named = Named::of(Path::new(name));
    let hidden = name.split('/').any(|part| part.starts_with('.') && part != "..") || name.starts_with("__MACOSX/");
    let Some(format) = named.format.filter(|_| !hidden) else {
        return out(Piece { origin: Arc::clone(archive), body: Body::Skipped(1) });
    };
    let origin = Arc::new(archive.member(name));
    let leads_out = name.starts_with('/') || name.contains('\\') || name.split('/').any(|part| part == "..");
    let done = if leads_out {
        Err(io::Error::other("its name leads out of the archive: not read"))
    } else if format == Format::Tar {
        Err(io::Error::other("an archive inside of an archive is not read"))
    } else {
        decode::open_inner(raw, size, named, context).and_then(|mut opened| {
            let format = if format.is_vague() { Format::of_bytes(opened.fill_buf()?) } else { format };
            content(&mut opened, format, &origin, context, out)
        })
    };
    if let Err(error) = done {
        out(Piece { origin, body: Body::Rejected { row: None, reason: error.to_string() } });
    }
}

/// Makes articles of one piece. `full` is called where the output may be taken away.
pub(super) fn parse(piece: Piece, context: &Context<'_>, output: &mut Output, full: &mut dyn FnMut(&mut Output)) {
    let origin = &*piece.origin;
    let settings = context.settings;
    output.bytes += piece.body.len() as u64;
    match piece.body {
        Body::Lines { bytes, ends, first_row } => {
            jsonl::parse(&bytes, &ends, first_row, origin, context, output);
            context.blocks.give(bytes);
        }
        Body::Objects(objects) => json::parse(&objects, origin, context, output),
        Body::Rows(rows) => csv::parse(&rows, origin, context, output),
        Body::RowGroup(group) => parquet::parse(&group, origin, context, output, full),
        Body::Record(record) => warc::parse(record, origin, settings, output),
        Body::Whole { bytes, format: Format::Html } => {
            html::parse(bytes, &html::Place::default(), Format::Html, settings.extract, origin, output);
        }
        Body::Whole { bytes, format: Format::Xml } => match feed::Kind::of(&bytes) {
            feed::Kind::Feed => feed::parse(bytes, origin, settings, output),
            feed::Kind::Agency => newsml::parse(bytes, origin, output),
            feed::Kind::Page => {
                html::parse(bytes, &html::Place::default(), Format::Html, settings.extract, origin, output);
            }
            feed::Kind::Other(root) => {
                let known = "NITF, NewsML-G2, RSS and Atom are read";
                output.reject(origin, None, format!("an XML document of another kind, its root is <{root}>; {known}"));
            }
        },
        Body::Whole { bytes, format } => text::parse(bytes, format, origin, output),
        Body::Rejected { row, reason } => output.reject(origin, row, reason),
        Body::Skipped(records) => output.skipped += records,
    }
}
