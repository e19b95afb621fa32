//! Cutting a file into pieces that stand alone, and making articles of a piece: which format does what.

use std::io::{self, BufRead, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::archive::Member;
use super::decode::{self, Content};
use super::format::{Format, Named};
use super::origin::Origin;
use super::piece::{Body, Context, Output, Piece, whole};
use super::walk::File;
use super::{archive, csv, feed, html, json, jsonl, newsml, parquet, text, warc};

/// Reads `file` and hands its pieces to `out`, in order. Whatever goes wrong is a piece as well.
pub(super) fn file(file: &File, context: &Context<'_>, out: &mut dyn FnMut(Piece)) {
    let origin = Arc::new(Origin::of(file));
    if let Err(error) = open_and_cut(file, &origin, context, out) {
        out(Piece { origin, body: Body::Rejected { row: None, reason: error.to_string() } });
    }
}

fn open_and_cut(
    file: &File,
    origin: &Arc<Origin>,
    context: &Context<'_>,
    out: &mut dyn FnMut(Piece),
) -> io::Result<()> {
    let raw: Box<dyn Read> =
        if file.is_stdin() { Box::new(io::stdin()) } else { Box::new(std::fs::File::open(&file.path)?) };
    let named = Named::of(&file.path);
    let mut content = decode::open(raw, file.size, named, context)?;
    let start = content.fill_buf()?;
    let format = named.format.filter(|format| !format.is_vague()).unwrap_or_else(|| Format::of_bytes(start));
    // these two are read from their end, so they cannot come through a decoder or a pipe
    if matches!(format, Format::Zip | Format::Parquet) && !start.is_empty() {
        if file.is_stdin() || named.compression.is_some() {
            let what =
                format!("a {} file can only be read from disk, not compressed: it is read from its end", format.name());
            return Err(io::Error::new(io::ErrorKind::InvalidInput, what));
        }
        // the look at its start is counted already
        let size = file.size.saturating_sub(start.len() as u64);
        drop(content);
        context.progress.advance(size);
        context.bytes_read.fetch_add(size, Ordering::Relaxed);
        return match format {
            Format::Zip => archive::zip(&file.path, context.settings, &mut |found| member(found, origin, context, out)),
            _ => parquet::cut(&file.path, context, &mut |body| out(Piece { origin: Arc::clone(origin), body })),
        };
    }
    self::content(&mut content, format, origin, context, out)
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
