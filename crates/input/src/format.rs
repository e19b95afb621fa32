//! The interface of a file format: how its files are recognised, split into chunks and parsed.

use std::any::Any;
use std::io::{self, BufReader, Read};
use std::sync::Arc;

use crate::charset;
use crate::context::Context;
use crate::disk_file::DiskFile;
use crate::origin::Origin;
use crate::sink::{Parsed, Sink};

/// A way to store articles in a file.
pub(crate) struct Format {
    /// The name in tables and messages.
    pub(crate) name: &'static str,
    /// The endings of its files' names, in lower case.
    pub(crate) extensions: &'static [&'static str],
    /// Whether files with one of the extensions are always of this format. If not, their content decides.
    pub(crate) has_reliable_extensions: bool,
    /// Whether content that starts like this is of the format. The registry asks its formats in their order.
    pub(crate) recognises: fn(head: &[u8]) -> bool,
    pub(crate) access: Access,
}

/// How the content of a format is read.
pub(crate) enum Access {
    /// Whole, because the file is one document.
    Document(ParseDocument),
    /// From its start, in chunks.
    Stream(fn(&mut Content<'_>, &mut Emitter<'_>) -> io::Result<()>),
    /// In chunks at any position: a file on disk that is not compressed. What is inside of another file is copied.
    #[cfg_attr(not(any(feature = "parquet", feature = "sheets", feature = "sqlite")), allow(dead_code))]
    Random(fn(&Arc<DiskFile>, &mut Emitter<'_>) -> io::Result<()>),
    /// Not at all: this build lacks this cargo feature.
    #[allow(dead_code)]
    Absent(&'static str),
}

/// Parses a document that was read whole.
pub(crate) type ParseDocument = fn(Vec<u8>, &mut Sink<'_>);

/// The decompressed content of a file from its start, buffered.
pub(crate) type Content<'a> = BufReader<Box<dyn Read + 'a>>;

/// A chunk of a file that can be parsed without the rest of it.
pub(crate) trait Chunk: Any + Send {
    /// Bytes held; `None` for a chunk that is on disk or is decoded while it is parsed. Such a chunk counts its own
    /// bytes then, and calls [`Sink::deliver_if_full`].
    fn bytes(&self) -> Option<usize>;

    /// Makes articles of it.
    fn parse(self: Box<Self>, sink: &mut Sink<'_>);
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

    fn parse(self: Box<Self>, sink: &mut Sink<'_>) {
        (self.parse)(self.bytes, sink);
    }
}

/// A part of a file.
pub(crate) struct Part {
    origin: Arc<Origin>,
    format: &'static str,
    pub(crate) content: PartContent,
}

/// The content of a part.
pub(crate) enum PartContent {
    /// A chunk to parse.
    Chunk(Box<dyn Chunk>),
    /// A row that could not be split off, or the whole file, and the reason.
    Rejected(Option<u64>, String),
    /// Records that are not articles and are not meant to be.
    Skipped(u64),
    /// A file of a kind that is not read.
    Unread(String),
}

impl Part {
    /// Bytes held; `None` for a chunk that is still on disk.
    pub(crate) fn bytes(&self) -> Option<usize> {
        match &self.content {
            PartContent::Chunk(chunk) => chunk.bytes(),
            PartContent::Rejected(..) | PartContent::Skipped(_) | PartContent::Unread(_) => Some(0),
        }
    }

    /// Adds the articles of the part to `parsed`, which `deliver` may empty.
    pub(crate) fn parse(self, context: &Context<'_>, parsed: &mut Parsed, deliver: &mut dyn FnMut(&mut Parsed)) {
        if !context.wants_path(&self.origin.path) {
            return;
        }
        let bytes = self.bytes().unwrap_or(0);
        let mut sink = Sink::new(context, &self.origin, self.format, parsed, deliver);
        sink.add_bytes(bytes);
        match self.content {
            PartContent::Chunk(chunk) => chunk.parse(&mut sink),
            PartContent::Rejected(row, reason) => sink.reject(row, reason),
            PartContent::Skipped(records) => sink.skip(records),
            PartContent::Unread(kind) => sink.unread(kind),
        }
        sink.deliver_if_full();
    }
}

/// Receives the parts of a file, in the order of the file.
pub(crate) struct Emitter<'e> {
    pub(crate) context: &'e Context<'e>,
    pub(crate) origin: Arc<Origin>,
    pub(crate) format: &'static str,
    pub(crate) emit: &'e mut dyn FnMut(Part),
}

impl Emitter<'_> {
    /// Adds a chunk.
    pub(crate) fn chunk(&mut self, chunk: impl Chunk) {
        self.part(PartContent::Chunk(Box::new(chunk)));
    }

    /// Rejects a row, or the whole file.
    pub(crate) fn reject(&mut self, row: impl Into<Option<u64>>, reason: impl Into<String>) {
        self.part(PartContent::Rejected(row.into(), reason.into()));
    }

    /// Counts records that are not articles and are not meant to be.
    pub(crate) fn skip(&mut self, records: u64) {
        self.part(PartContent::Skipped(records));
    }

    /// Counts a file of a kind that is not read.
    pub(crate) fn unread(&mut self, kind: impl Into<String>) {
        self.part(PartContent::Unread(kind.into()));
    }

    fn part(&mut self, content: PartContent) {
        (self.emit)(Part { origin: Arc::clone(&self.origin), format: self.format, content });
    }

    /// Runs a splitter on `content` and returns all parts.
    #[cfg(test)]
    pub(crate) fn collect(context: &Context<'_>, split: impl FnOnce(&mut Emitter<'_>) -> io::Result<()>) -> Vec<Part> {
        let mut parts = Vec::new();
        let origin = Arc::new(Origin::named("test"));
        let emitter = &mut Emitter { context, origin, format: "test", emit: &mut |part| parts.push(part) };
        split(emitter).unwrap();
        parts
    }

    /// Runs a splitter and parses all parts; the error is that of the splitter.
    #[cfg(test)]
    pub(crate) fn parse_all(
        settings: &crate::settings::Settings,
        split: impl FnOnce(&mut Emitter<'_>) -> io::Result<()>,
    ) -> Result<Parsed, String> {
        let (mut parsed, mut result) = (Parsed::default(), Ok(()));
        Context::with(settings, |context| {
            let parts = Emitter::collect(context, |emitter| {
                result = split(emitter).map_err(|error| error.to_string());
                Ok(())
            });
            parts.into_iter().for_each(|part| part.parse(context, &mut parsed, &mut |_| {}));
        });
        result.map(|()| parsed)
    }
}

/// The start of a text without a byte order mark and leading white space.
pub(crate) fn text_head(head: &[u8]) -> &[u8] {
    // the mark before each record of a JSON text sequence (RFC 7464) may stand first
    let head = charset::without_mark(head).trim_ascii_start();
    head.strip_prefix(b"\x1e").unwrap_or(head)
}
