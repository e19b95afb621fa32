//! Cutting a file into pieces that stand alone, and making articles of a piece: which format does what.

use std::io::{self, BufRead, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::archive::Member;
use super::decode::{self, Content, Room};
use super::format::{Compression, Format, Named};
use super::origin::Origin;
use super::passing::Passing;
use super::piece::{Body, Context, Output, Piece, whole};
use super::walk::File;
use super::{Settings, archive, csv, feed, html, json, jsonl, newsml, parquet, text, warc};

/// Files larger than this are shared among threads. A packed one holds several times as much.
const LARGE: u64 = 512 << 10;

/// A file that was opened.
pub(super) struct Opened<'f> {
    file: &'f File,
    source: io::Result<Source>,
    /// What it holds, 0 where nobody knows.
    size: u64,
}

/// Where its bytes come from.
enum Source {
    Stdin,
    /// A file that is read as it is cut.
    File(std::fs::File),
    /// A small file, all of it.
    Small {
        bytes: Vec<u8>,
        format: Format,
    },
    /// A file that was thought to be small, and what was read of it.
    Begun {
        start: Vec<u8>,
        rest: std::fs::File,
    },
}

impl<'f> Opened<'f> {
    /// Opens a file, and reads it when it is small; when that fails its only piece says why.
    pub(super) fn of(file: &'f File, settings: &Settings, room: &mut Room) -> Self {
        let source = if file.is_stdin() { Ok(Source::Stdin) } else { Source::of(file, settings, room) };
        // of an open file nobody has to look for its path once more
        let size = match &source {
            Ok(Source::File(raw) | Source::Begun { rest: raw, .. }) => raw.metadata().map_or(0, |found| found.len()),
            Ok(Source::Small { bytes, .. }) => bytes.len() as u64,
            Ok(Source::Stdin) | Err(_) => 0,
        };
        Opened { file, source, size }
    }

    /// Whether other threads should have a part in it.
    pub(super) fn is_large(&self) -> bool {
        let Named { format, compression } = self.file.named;
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
        let Opened { file, source, size } = self;
        let named = file.named;
        let raw: Box<dyn Read> = match source? {
            Source::Stdin => Box::new(io::stdin()),
            Source::File(raw) => Box::new(Passing::new(raw, size, context.bytes_read, context.bytes_kept)),
            Source::Begun { start, rest } => Box::new(io::Cursor::new(start).chain(rest)),
            Source::Small { bytes, format } => {
                context.progress.advance(size);
                context.bytes_read.fetch_add(size, Ordering::Relaxed);
                out(Piece { origin: Arc::clone(origin), body: Body::Whole { bytes, format } });
                return Ok(());
            }
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

impl Source {
    fn of(file: &File, settings: &Settings, room: &mut Room) -> io::Result<Source> {
        let mut raw = std::fs::File::open(&file.path)?;
        let Some(format) = one_article(file.named) else { return Ok(Source::File(raw)) };
        let (start, ended) = room.start(&mut raw)?;
        let is_plain = Compression::of_bytes(start).is_none();
        let is_wanted = (1..=settings.max_article_bytes).contains(&(start.len() as u64));
        let start = start.to_vec();
        if ended && is_plain && is_wanted {
            return Ok(Source::Small { bytes: start, format });
        }
        Ok(Source::Begun { start, rest: raw })
    }
}

/// What a file is by its name, where it is one article: most of these are small, and read without a buffer beside the bytes that
/// become the text, and without asking for the size.
fn one_article(named: Named) -> Option<Format> {
    let of_one = |format: &Format| matches!(format, Format::Text | Format::Markdown | Format::Html | Format::Xml);
    named.format.filter(of_one).filter(|_| named.compression.is_none())
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;
    use wirecopy_core::progress::NoProgress;

    #[test]
    fn a_file_of_one_article_is_read_whole_whatever_its_size() {
        let folder = tempfile::tempdir().unwrap();
        let sizes = [0, 1, 5000, decode::CHUNK - 1, decode::CHUNK, decode::CHUNK + 1, LARGE as usize + 1, 900_000];
        let mut texts = Vec::new();
        let mut bytes = 0;
        for (nth, size) in (0..).zip(sizes) {
            let text: String = "words of one line, ".chars().cycle().take(size).collect();
            // packed as well, though its name does not say so
            let packed = zstd::encode_all(text.as_bytes(), 1).unwrap();
            for (name, stored) in [(format!("{nth}.txt"), text.as_bytes()), (format!("{nth}p.txt"), &packed)] {
                std::fs::write(folder.path().join(name), stored).unwrap();
                bytes += stored.len() as u64;
                texts.push(text.clone());
            }
        }
        let sources = [folder.path().to_owned()];
        for most in [900_000, 800_000] {
            let settings = Settings { max_article_bytes: most, max_expansion: u64::MAX, ..Settings::default() };
            let batches = Mutex::new(Vec::new());
            let read = crate::read(&sources, &settings, &NoProgress, |batch| batches.lock().unwrap().push(batch));
            let mut batches = batches.into_inner().unwrap();
            batches.sort_by_key(|batch| batch.position);
            let found = batches.iter().flat_map(|batch| batch.articles.iter().map(|article| &article.text));
            assert!(found.eq(texts.iter().filter(|text| (1..=most as usize).contains(&text.len()))));
            let reasons: Vec<String> = batches.into_iter().flat_map(|b| b.rejected).map(|r| r.reason).collect();
            assert_eq!(reasons[..2], ["an empty file", "an empty file"]);
            if most == 900_000 {
                assert_eq!((reasons.len(), read.unwrap().bytes_read), (2, bytes));
            } else {
                assert_eq!(reasons.len(), 4);
                assert!(reasons[2..].iter().all(|reason| reason.starts_with("a file of more than 800000 bytes")));
            }
        }
    }
}
