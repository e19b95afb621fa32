//! From a file's bytes on disk to its content: decompression by magic bytes, with bounds.

use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use encoding_rs::{Decoder, Encoding, UTF_8};

use super::Settings;
use super::format::{Compression, Named};
use super::piece::Context;
use wirecopy_core::progress::Progress;

/// A file's content from its start, with a look ahead.
pub(super) type Content<'a> = BufReader<Box<dyn Read + 'a>>;

/// How much is read at a time.
pub(super) const CHUNK: usize = 128 << 10;
/// What an xz decoder may take; its strongest preset needs 65 MiB.
const XZ_MEMORY: u64 = 256 << 20;

/// Room for the first bytes of files, which a thread uses for one after the other.
#[derive(Debug, Default)]
pub(super) struct Room {
    bytes: Vec<u8>,
}

impl Room {
    /// The first bytes of `raw`, a chunk of them unless it ends before; and whether it did.
    pub(super) fn start(&mut self, raw: &mut dyn Read) -> io::Result<(&[u8], bool)> {
        self.bytes.resize(CHUNK, 0);
        let mut len = 0;
        while len < CHUNK {
            match raw.read(&mut self.bytes[len..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                // only this says that it is all: a file system may give less than there is
                Ok(0) => return Ok((&self.bytes[..len], true)),
                read => len += read?,
            }
        }
        Ok((&self.bytes, false))
    }
}

/// Looks at the first bytes of `raw` and unwraps the compression they announce. `size` is what it is thought to hold, 0 where nobody
/// knows.
pub(super) fn open<'a>(
    raw: Box<dyn Read + 'a>,
    size: u64,
    named: Named,
    context: &Context<'a>,
) -> io::Result<Content<'a>> {
    let consumed = Arc::new(AtomicU64::new(0));
    let counted = Counted {
        inner: raw,
        size,
        ended: false,
        consumed: Arc::clone(&consumed),
        progress: context.progress,
        bytes_read: context.bytes_read,
    };
    unwrap(Box::new(counted), size, consumed, named, context)
}

/// The same for a file inside of an archive, whose bytes were counted when the archive was read.
pub(super) fn open_inner<'a>(
    raw: Box<dyn Read + 'a>,
    size: u64,
    named: Named,
    context: &Context<'_>,
) -> io::Result<Content<'a>> {
    let consumed = Arc::new(AtomicU64::new(0));
    let inner = Inner { inner: raw, consumed: Arc::clone(&consumed) };
    unwrap(Box::new(inner), size, consumed, named, context)
}

fn unwrap<'a>(
    raw: Box<dyn Read + 'a>,
    size: u64,
    consumed: Arc<AtomicU64>,
    named: Named,
    context: &Context<'_>,
) -> io::Result<Content<'a>> {
    let mut raw = BufReader::with_capacity(capacity(size), raw);
    let compression = Compression::of_bytes(raw.fill_buf()?);
    if let (None, Some(expected)) = (compression, named.compression)
        && !raw.fill_buf()?.is_empty()
    {
        let what = format!("named like a {name} file, but its first bytes are not {name}'s", name = expected.name());
        return Err(io::Error::new(io::ErrorKind::InvalidData, what));
    }
    let mut plain: Content<'a> = match compression {
        None => raw,
        Some(compression) => {
            let inner: Box<dyn Read + 'a> = match compression {
                Compression::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(raw)),
                Compression::Zstd => Box::new(zstd::stream::read::Decoder::with_buffer(raw)?),
                Compression::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(raw)),
                Compression::Xz => {
                    let stream = liblzma::stream::Stream::new_stream_decoder(XZ_MEMORY, liblzma::stream::CONCATENATED)?;
                    Box::new(liblzma::bufread::XzDecoder::new_stream(raw, stream))
                }
            };
            let expanded = Expanded::new(inner, compression.name(), consumed, context.settings);
            // most of it takes up some four times as much
            BufReader::with_capacity(capacity(size.saturating_mul(4)), Box::new(expanded))
        }
    };
    let start = plain.fill_buf()?;
    match Encoding::for_bom(start) {
        Some((encoding, _)) if encoding != UTF_8 => {
            let transcoded =
                Transcoded { inner: plain, decoder: encoding.new_decoder(), done: false, spare: Vec::new() };
            Ok(BufReader::with_capacity(CHUNK, Box::new(transcoded)))
        }
        _ => Ok(plain),
    }
}

/// As much room as what is read needs, up to a chunk: all of it is written to before the first byte comes, which for a small file
/// would be the larger part of the work.
fn capacity(size: u64) -> usize {
    const LEAST: usize = 8 << 10;
    match usize::try_from(size) {
        Ok(size @ 1..CHUNK) => size.max(LEAST),
        _ => CHUNK,
    }
}

/// Counts what is read from the outside.
struct Counted<'a> {
    inner: Box<dyn Read + 'a>,
    /// What it is thought to hold.
    size: u64,
    /// Whether a read gave all that was left, and less than there was room for: to hear it once more costs a call for each small file.
    ended: bool,
    consumed: Arc<AtomicU64>,
    progress: &'a dyn Progress,
    bytes_read: &'a AtomicU64,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.progress.cancelled() {
            return Err(io::Error::other("interrupted"));
        }
        if self.ended {
            return Ok(0);
        }
        let n = self.inner.read(buffer)?;
        let before = self.consumed.fetch_add(n as u64, Ordering::Relaxed);
        self.ended = n < buffer.len() && before + n as u64 == self.size;
        self.bytes_read.fetch_add(n as u64, Ordering::Relaxed);
        self.progress.advance(n as u64);
        Ok(n)
    }
}

/// Counts what is read of an archive's member.
struct Inner<'a> {
    inner: Box<dyn Read + 'a>,
    consumed: Arc<AtomicU64>,
}

impl Read for Inner<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.consumed.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

/// A decoder whose errors name it, and that stops at a bomb.
pub(super) struct Expanded<'a> {
    inner: Box<dyn Read + 'a>,
    name: &'static str,
    consumed: Arc<AtomicU64>,
    produced: u64,
    /// Output below this is never suspicious.
    floor: u64,
    /// How many bytes of output one byte of input may give.
    factor: u64,
}

impl<'a> Expanded<'a> {
    /// `consumed` counts what the decoder has taken in.
    pub(super) fn new(
        inner: Box<dyn Read + 'a>,
        name: &'static str,
        consumed: Arc<AtomicU64>,
        settings: &Settings,
    ) -> Self {
        let (floor, factor) = (settings.max_article_bytes, settings.max_expansion);
        Expanded { inner, name, consumed, produced: 0, floor, factor }
    }
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
        let allowed = self.consumed.load(Ordering::Relaxed).saturating_mul(self.factor).max(self.floor);
        if self.produced > allowed {
            let what = format!("{} data grows more than {} times, as a bomb does: not read on", self.name, self.factor);
            return Err(io::Error::new(io::ErrorKind::InvalidData, what));
        }
        Ok(n)
    }
}

/// UTF-16 read as UTF-8.
struct Transcoded<'a> {
    inner: Content<'a>,
    decoder: Decoder,
    done: bool,
    /// Output that the last reader had no room for.
    spare: Vec<u8>,
}

impl Read for Transcoded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // below this the decoder might have no room for a single character
        const LEAST: usize = 16;
        if self.spare.is_empty() && buffer.len() < LEAST {
            let mut own = [0; 4 * LEAST];
            let n = self.read(&mut own)?;
            self.spare.extend_from_slice(&own[..n]);
        }
        if !self.spare.is_empty() {
            let n = self.spare.len().min(buffer.len());
            buffer[..n].copy_from_slice(&self.spare[..n]);
            self.spare.drain(..n);
            return Ok(n);
        }
        while !self.done {
            let input = self.inner.fill_buf()?;
            let last = input.is_empty();
            let (_, read, written, _) = self.decoder.decode_to_utf8(input, buffer, last);
            self.inner.consume(read);
            self.done = last;
            if written > 0 {
                return Ok(written);
            }
        }
        Ok(0)
    }
}

#[cfg(test)]
mod tests {
    use super::super::fields::Names;
    use super::super::jsonl::Blocks;
    use super::*;

    #[test]
    fn content_comes_out_whole_whatever_size_it_was_thought_to_have() {
        let settings = Settings::default();
        let bytes_read = AtomicU64::new(0);
        let names = Names::new(&settings.columns);
        let context = Context {
            settings: &settings,
            names,
            progress: &wirecopy_core::progress::NoProgress,
            bytes_read: &bytes_read,
            bytes_kept: u64::MAX,
            blocks: Blocks::default(),
        };
        for len in [0, 1, 8 << 10, (8 << 10) + 1, CHUNK - 1, CHUNK, 3 * CHUNK + 5] {
            let bytes: Vec<u8> = (0..len).map(|at| b'a' + (at % 23) as u8).collect();
            let packed = zstd::encode_all(&bytes[..], 1).unwrap();
            for thought in [0, 1, len as u64 / 2, len as u64, 2 * len as u64] {
                for (stored, name) in [(&bytes, "a.txt"), (&packed, "a.txt.zst")] {
                    let named = Named::of(std::path::Path::new(name));
                    let mut content = open(Box::new(&stored[..]), thought, named, &context).unwrap();
                    let mut found = Vec::new();
                    content.read_to_end(&mut found).unwrap();
                    assert!(found == bytes, "{len} bytes of {name}, thought to be {thought}");
                }
            }
        }
    }

    /// Gives so much at a time, and counts how often it is asked.
    struct Slow<'a> {
        left: &'a [u8],
        at_once: usize,
        asked: &'a AtomicU64,
    }

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.asked.fetch_add(1, Ordering::Relaxed);
            let most = buffer.len().min(self.at_once);
            self.left.read(&mut buffer[..most])
        }
    }

    #[test]
    fn a_file_that_gave_all_that_it_was_thought_to_hold_is_not_asked_again() {
        let settings = Settings::default();
        let bytes_read = AtomicU64::new(0);
        let context = Context {
            settings: &settings,
            names: Names::new(&settings.columns),
            progress: &wirecopy_core::progress::NoProgress,
            bytes_read: &bytes_read,
            bytes_kept: u64::MAX,
            blocks: Blocks::default(),
        };
        let bytes = vec![b'x'; 5000];
        // what it gives at once, what it is thought to hold, how often it is asked
        for (at_once, thought, expected) in [
            (5000, 5000, 1),
            (2500, 5000, 2),
            // with less than was thought, or more, only it can tell
            (5000, 6000, 2),
            (2500, 4000, 3),
            (5000, 0, 2),
        ] {
            let asked = AtomicU64::new(0);
            let raw = Slow { left: &bytes, at_once, asked: &asked };
            let named = Named::of(std::path::Path::new("a.txt"));
            let mut content = open(Box::new(raw), thought, named, &context).unwrap();
            let mut found = 0;
            while let len @ 1.. = content.fill_buf().unwrap().len() {
                content.consume(len);
                found += len;
            }
            assert_eq!((found, asked.load(Ordering::Relaxed)), (5000, expected), "{at_once} of {thought}");
        }
    }

    #[test]
    fn the_start_of_a_file_is_all_of_it_only_where_it_ends() {
        let mut room = Room::default();
        let bytes: Vec<u8> = (0..2 * CHUNK).map(|at| b'a' + (at % 23) as u8).collect();
        for (len, at_once) in [(CHUNK, 999), (0, 1), (3000, 3000), (2999, 7), (CHUNK - 1, CHUNK), (CHUNK + 1, CHUNK)] {
            let asked = AtomicU64::new(0);
            let (start, ended) = room.start(&mut Slow { left: &bytes[..len], at_once, asked: &asked }).unwrap();
            assert!(start == &bytes[..len.min(CHUNK)], "{len}");
            assert_eq!(ended, len < CHUNK, "{len}");
        }
    }

    #[test]
    fn there_is_as_much_room_as_a_file_has_bytes_up_to_a_chunk() {
        for (size, room) in [(0, CHUNK), (1, 8 << 10), (50_000, 50_000), (CHUNK as u64, CHUNK), (u64::MAX, CHUNK)] {
            assert_eq!(capacity(size), room, "{size} bytes");
        }
    }
}
