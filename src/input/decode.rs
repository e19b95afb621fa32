//! From a file's bytes on disk to its content: decompression by magic bytes, with bounds.

use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::Settings;
use super::format::{Compression, Named};
use crate::phase::Progress;

/// A file's content from its start, with a look ahead.
pub(super) type Content<'a> = BufReader<Box<dyn Read + Send + 'a>>;

/// How much is read at a time.
const CHUNK: usize = 128 << 10;

/// Looks at the first bytes of `raw` and unwraps the compression they announce.
pub(super) fn open<'a>(
    raw: Box<dyn Read + Send + 'a>,
    named: Named,
    settings: &Settings,
    progress: &'a dyn Progress,
    bytes_read: &'a AtomicU64,
) -> io::Result<Content<'a>> {
    let consumed = Arc::new(AtomicU64::new(0));
    let counted = Counted { inner: raw, consumed: Arc::clone(&consumed), progress, bytes_read };
    let mut raw = BufReader::with_capacity(CHUNK, counted);
    let compression = Compression::of_bytes(raw.fill_buf()?);
    if let (None, Some(expected)) = (compression, named.compression)
        && !raw.fill_buf()?.is_empty()
    {
        let what = format!("named like a {name} file, but its first bytes are not {name}'s", name = expected.name());
        return Err(io::Error::new(io::ErrorKind::InvalidData, what));
    }
    let plain: Box<dyn Read + Send + 'a> = match compression {
        None => Box::new(raw),
        Some(compression) => {
            let decoder: Box<dyn Read + Send + 'a> = match compression {
                Compression::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(raw)),
                Compression::Zstd => Box::new(zstd::stream::read::Decoder::with_buffer(raw)?),
            };
            let bounds = Bounds { floor: settings.max_article_bytes, factor: settings.max_expansion };
            Box::new(Expanded { inner: decoder, name: compression.name(), consumed, produced: 0, bounds })
        }
    };
    Ok(BufReader::with_capacity(CHUNK, plain))
}

/// Counts what is read from the outside.
struct Counted<'a> {
    inner: Box<dyn Read + Send + 'a>,
    consumed: Arc<AtomicU64>,
    progress: &'a dyn Progress,
    bytes_read: &'a AtomicU64,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.progress.cancelled() {
            return Err(io::Error::other("interrupted"));
        }
        let n = self.inner.read(buffer)?;
        self.consumed.fetch_add(n as u64, Ordering::Relaxed);
        self.bytes_read.fetch_add(n as u64, Ordering::Relaxed);
        self.progress.advance(n as u64);
        Ok(n)
    }
}

struct Bounds {
    /// Output below this is never suspicious.
    floor: u64,
    /// How many bytes of output one byte of input may give.
    factor: u64,
}

/// A decoder whose errors name it, and that stops at a bomb.
struct Expanded<'a> {
    inner: Box<dyn Read + Send + 'a>,
    name: &'static str,
    consumed: Arc<AtomicU64>,
    produced: u64,
    bounds: Bounds,
}

impl Read for Expanded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer).map_err(|e| {
            let what = match e.kind() {
                io::ErrorKind::UnexpectedEof => format!("{} data ends early: the file is cut off", self.name),
                _ => format!("broken {} data: {e}", self.name),
            };
            io::Error::new(e.kind(), what)
        })?;
        self.produced += n as u64;
        let allowed = self.consumed.load(Ordering::Relaxed).saturating_mul(self.bounds.factor).max(self.bounds.floor);
        if self.produced > allowed {
            let what =
                format!("{} data grows more than {} times, as a bomb does: not read on", self.name, self.bounds.factor);
            return Err(io::Error::new(io::ErrorKind::InvalidData, what));
        }
        Ok(n)
    }
}
