//! The interface of a file format: how its files are recognised, split into chunks and parsed.

use std::any::Any;
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::buffer_pool::BufferPool;
use super::fields::FieldNames;
use super::origin::Origin;
use super::settings::Settings;
use super::sink::Sink;
use wirecopy_core::progress::Progress;

/// A way to store articles in a file.
pub(crate) trait Format: Sync {
    /// The name in tables and messages.
    fn name(&self) -> &'static str;

    /// The endings of its files' names, in lower case.
    fn extensions(&self) -> &'static [&'static str];

    /// Whether files with one of the extensions are always of this format. If not, their content decides.
    fn has_reliable_extensions(&self) -> bool {
        true
    }

    /// Whether content that starts like this is of the format. The registry asks its formats in their order.
    fn recognises(&self, head: &[u8]) -> bool {
        let _ = head;
        false
    }

    /// How the content is read.
    fn access(&self) -> Access;
}

/// The start of a text without a byte order mark and leading white space.
pub(crate) fn text_head(head: &[u8]) -> &[u8] {
    head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start()
}

/// How the content of a format is read.
pub(crate) enum Access {
    /// Whole, because the file is one document.
    Document(ParseDocument),
    /// From its start, in chunks.
    Stream(fn(&mut Content<'_>, &Origin, &Context<'_>, &mut dyn FnMut(Part)) -> io::Result<()>),
    /// In chunks at any position: the file must be on disk and not compressed.
    Random(fn(&Path, &Context<'_>, &mut dyn FnMut(Part)) -> io::Result<()>),
    /// Not at all: this build lacks the cargo feature of the format's name.
    #[cfg_attr(all(feature = "parquet", feature = "warc"), allow(dead_code))]
    Absent,
}

/// Parses a document that was read whole.
pub(crate) type ParseDocument = fn(Vec<u8>, &Origin, &Context<'_>, &mut Sink<'_>);

/// The decompressed content of a file from its start, buffered.
pub(crate) type Content<'a> = BufReader<Box<dyn Read + 'a>>;

/// What splitting a file gives, in the order of the file.
pub(crate) enum Part {
    /// A chunk to be parsed.
    Chunk(Box<dyn Chunk>),
    /// A row that could not be split off, or the whole file.
    Rejected {
        /// The row, counted from 1.
        row: Option<u64>,
        /// What is wrong and what to do about it.
        reason: String,
    },
    /// Records that are not articles and are not meant to be.
    Skipped(u64),
}

impl Part {
    pub(crate) fn chunk(chunk: impl Chunk) -> Part {
        Part::Chunk(Box::new(chunk))
    }

    pub(crate) fn rejected(row: impl Into<Option<u64>>, reason: impl Into<String>) -> Part {
        Part::Rejected { row: row.into(), reason: reason.into() }
    }

    /// Bytes held; `None` for a chunk that is still on disk.
    pub(crate) fn bytes(&self) -> Option<usize> {
        match self {
            Part::Chunk(chunk) => chunk.bytes(),
            Part::Rejected { .. } | Part::Skipped(_) => Some(0),
        }
    }

    /// Parses a chunk, and passes everything else on.
    pub(crate) fn parse(self, origin: &Origin, context: &Context<'_>, sink: &mut Sink<'_>) {
        sink.add_bytes(self.bytes().unwrap_or(0) as u64);
        match self {
            Part::Chunk(chunk) => chunk.parse(origin, context, sink),
            Part::Rejected { row, reason } => sink.reject(origin, row, reason),
            Part::Skipped(records) => sink.skip(records),
        }
    }
}

/// A part of a file that can be parsed without the rest of it.
pub(crate) trait Chunk: Any + Send {
    /// Bytes held; `None` for a chunk that is still on disk. Such a chunk counts its own bytes while it is parsed, and
    /// calls [`Sink::deliver_if_full`].
    fn bytes(&self) -> Option<usize>;

    /// Makes articles of it.
    fn parse(self: Box<Self>, origin: &Origin, context: &Context<'_>, sink: &mut Sink<'_>);
}

/// A document that was read whole.
pub(crate) struct Document {
    pub(crate) bytes: Vec<u8>,
    pub(crate) parse: ParseDocument,
}

impl Chunk for Document {
    fn bytes(&self) -> Option<usize> {
        Some(self.bytes.len())
    }

    fn parse(self: Box<Self>, origin: &Origin, context: &Context<'_>, sink: &mut Sink<'_>) {
        (self.parse)(self.bytes, origin, context, sink);
    }
}

/// A part with the file it comes from.
pub(crate) struct FilePart {
    pub(crate) origin: Arc<Origin>,
    pub(crate) part: Part,
}

impl FilePart {
    pub(crate) fn new(origin: &Arc<Origin>, part: Part) -> Self {
        FilePart { origin: Arc::clone(origin), part }
    }
}

/// What a run has in common: its settings, and what its files share.
pub(crate) struct Context<'a> {
    pub(crate) settings: &'a Settings,
    pub(crate) names: FieldNames,
    pub(crate) progress: &'a dyn Progress,
    /// Bytes that were read from all files so far.
    pub(crate) bytes_read: &'a AtomicU64,
    /// How many bytes of the input may stay in the system's file cache.
    pub(crate) max_cached_bytes: u64,
    pub(crate) buffers: BufferPool,
}

impl<'a> Context<'a> {
    pub(crate) fn new(
        settings: &'a Settings,
        progress: &'a dyn Progress,
        bytes_read: &'a AtomicU64,
        max_cached_bytes: u64,
    ) -> Self {
        let names = FieldNames::new(&settings.columns);
        Context { settings, names, progress, bytes_read, max_cached_bytes, buffers: BufferPool::default() }
    }

    /// Counts bytes that were read from disk or standard input.
    pub(crate) fn add_bytes_read(&self, bytes: u64) {
        self.progress.advance(bytes);
        self.bytes_read.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Reads one article's source as a whole, unless it is too long.
    pub(crate) fn read_whole(&self, content: &mut dyn Read) -> io::Result<Vec<u8>> {
        let limit = self.settings.max_article_bytes;
        let mut bytes = Vec::new();
        content.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > limit {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, self.too_long("file")));
        }
        Ok(bytes)
    }

    /// The reason for rejecting an article longer than the setting `max_article_bytes`; `unit` is what it is: a file, a
    /// line, a record.
    pub(crate) fn too_long(&self, unit: &str) -> String {
        let limit = self.settings.max_article_bytes;
        format!("a {unit} of more than {limit} bytes, the limit set by `input.max_article_bytes`")
    }

    /// Runs a test with the context of `settings`.
    #[cfg(test)]
    pub(crate) fn with<T>(settings: &Settings, run: impl FnOnce(&Context<'_>) -> T) -> T {
        run(&Context::new(settings, &wirecopy_core::progress::NoProgress, &AtomicU64::new(0), u64::MAX))
    }
}
