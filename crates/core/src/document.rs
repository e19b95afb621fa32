//! The documents of a run, as the core sees them: tokens, a source and a time for each, by document number.

use crate::error::Result;
use crate::store::{ChunkBuilder, SpillOptions, TokenStore, TokenStoreWriter};
use crate::text::Tokeniser;
use crate::time::Published;
use foldhash::HashMap;
use std::num::NonZeroU32;
use std::sync::Arc;

/// The number of a document: documents are numbered from 0 in the order in which they were added.
///
/// ```
/// use wirecopy_core::{Config, Deduplicator, DocId, Document};
///
/// let mut dedup = Deduplicator::builder(Config::news()).build()?;
/// dedup.add(Document { text: "The ferry ran aground.", ..Document::default() })?;
/// assert_eq!(dedup.add(Document { text: "Copper rose.", ..Document::default() })?, DocId(1));
/// # Ok::<(), wirecopy_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DocId(pub u32);

impl DocId {
    /// The number as an index of a list that has an entry for each document.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// One document: what a caller gives to the core.
///
/// ```
/// use wirecopy_core::{Document, time::Published};
///
/// let document = Document {
///     text: "The ferry ran aground.",
///     source: Some("north-herald.example"),
///     time: Some(Published::day(17_728)),
/// };
/// assert_eq!(document.time.map(|time| time.to_string()).as_deref(), Some("2018-07-16"));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Document<'a> {
    /// Its text, with line breaks.
    pub text: &'a str,
    /// Who published it, such as an outlet's name; `None` if unknown.
    pub source: Option<&'a str>,
    /// When it was published; `None` if unknown.
    pub time: Option<Published>,
}

/// What is known of a document beside its text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Provenance {
    /// The number of its source, `None` if unknown.
    pub source: Option<NonZeroU32>,
    /// When it was published, `None` if unknown.
    pub time: Option<Published>,
}

impl Provenance {
    /// Whether two documents are known to come from two sources.
    #[must_use]
    pub fn differs_from(self, other: Provenance) -> bool {
        self.source != other.source && self.source.is_some() && other.source.is_some()
    }
}

/// Bytes of text after which a chunk is stored.
const TEXT_BYTES_PER_CHUNK: usize = 1 << 20;

/// Takes documents one after the other, on one thread.
#[derive(Debug)]
pub(crate) struct DocumentsBuilder {
    writer: TokenStoreWriter,
    tokeniser: Tokeniser,
    chunk: ChunkBuilder,
    chunk_bytes: usize,
    order: Vec<(u32, u32)>,
    numbers: HashMap<String, u32>,
    sources: Vec<u32>,
    times: Vec<Option<Published>>,
}

impl DocumentsBuilder {
    /// No documents yet.
    #[must_use]
    pub(crate) fn new(options: &SpillOptions) -> Self {
        let writer = TokenStoreWriter::new(options);
        DocumentsBuilder {
            chunk: writer.chunk(0),
            writer,
            tokeniser: Tokeniser::default(),
            chunk_bytes: 0,
            order: Vec::new(),
            numbers: HashMap::default(),
            sources: Vec::new(),
            times: Vec::new(),
        }
    }

    /// Adds a document and returns its number. An empty source is an unknown one.
    ///
    /// # Errors
    /// [`Error::Spill`](crate::error::Error::Spill) when a temporary file cannot be written.
    pub(crate) fn push(&mut self, document: Document<'_>) -> Result<DocId> {
        let id = DocId(self.sources.len() as u32);
        let source = document.source.unwrap_or_default();
        let next = self.numbers.len() as u32 + 1;
        let number = match (source, self.numbers.get(source)) {
            ("", _) => 0,
            (_, Some(&number)) => number,
            (_, None) => *self.numbers.entry(source.to_owned()).or_insert(next),
        };
        self.sources.push(number);
        self.times.push(document.time);
        self.chunk.push(document.text, true, &mut self.tokeniser);
        self.chunk_bytes += document.text.len();
        if self.chunk_bytes >= TEXT_BYTES_PER_CHUNK {
            self.store_chunk()?;
        }
        Ok(id)
    }

    fn store_chunk(&mut self) -> Result<()> {
        let chunk = std::mem::replace(&mut self.chunk, self.writer.chunk(TEXT_BYTES_PER_CHUNK));
        self.chunk_bytes = 0;
        let entries = chunk.len() as u32;
        let number = self.writer.put(chunk, 0)?;
        self.order.extend((0..entries).map(|entry| (number, entry)));
        Ok(())
    }

    /// All documents.
    ///
    /// # Errors
    /// As [`DocumentsBuilder::push`].
    pub(crate) fn finish(mut self) -> Result<Documents> {
        self.store_chunk()?;
        Ok(Documents::new(self.writer.finish(&self.order), self.sources.into(), self.times.into()))
    }
}

/// The documents of a run. Document numbers count from 0.
#[derive(Debug, Default)]
pub struct Documents {
    /// The tokens of each document.
    pub tokens: TokenStore,
    sources: Arc<[u32]>,
    times: Arc<[Option<Published>]>,
}

impl Documents {
    /// Documents with these tokens. `sources` numbers the source (outlet) of each document from 1, 0 is unknown;
    /// `times` are the times of publication.
    ///
    /// # Panics
    /// When the three differ in length.
    #[must_use]
    pub fn new(tokens: TokenStore, sources: Arc<[u32]>, times: Arc<[Option<Published>]>) -> Self {
        assert_eq!((tokens.len() as usize, sources.len()), (sources.len(), times.len()), "a source and a time each");
        Documents { tokens, sources, times }
    }

    /// Number of documents.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.tokens.len()
    }

    /// Whether there are no documents.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// The number of a document's source, if it is known.
    ///
    /// # Panics
    /// When there is no such document.
    #[must_use]
    #[inline]
    pub(crate) fn source(&self, document: u32) -> Option<NonZeroU32> {
        NonZeroU32::new(self.sources[document as usize])
    }

    /// When a document was published, if that is known.
    ///
    /// # Panics
    /// When there is no such document.
    #[must_use]
    #[inline]
    pub(crate) fn time(&self, document: u32) -> Option<Published> {
        self.times[document as usize]
    }

    /// Whether two documents are known to have one source.
    ///
    /// # Panics
    /// When there is no such document.
    #[must_use]
    pub fn share_source(&self, a: u32, b: u32) -> bool {
        self.source(a).is_some() && self.source(a) == self.source(b)
    }

    /// What is known of a document beside its text.
    ///
    /// # Panics
    /// When there is no such document.
    #[must_use]
    pub fn provenance(&self, document: u32) -> Provenance {
        Provenance { source: self.source(document), time: self.time(document) }
    }
}
