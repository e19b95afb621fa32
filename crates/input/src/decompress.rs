//! From the bytes of a file to its content: decompression by magic bytes, with limits, and UTF-16 to UTF-8.

use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use encoding_rs::{Decoder, ISO_2022_JP, UTF_16BE, UTF_16LE};

use crate::charset::{SevenBit, SevenBitLines, Wide};
use crate::context::Context;
use crate::format::Content;
use crate::gzip::{self, GzipMembers};
use crate::settings::Settings;
use crate::sniff;

/// Bytes read at a time.
pub(crate) const READ_BYTES: usize = 128 << 10;
/// The most memory an xz decoder may take. The strongest preset needs 65 MiB.
const XZ_MEMORY: u64 = 256 << 20;

/// The compression of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    /// `.gz`.
    Gzip,
    /// `.zst`.
    Zstd,
    /// `.bz2`.
    Bzip2,
    /// `.xz`.
    Xz,
}

impl Compression {
    /// The compression that the magic bytes at the start of a file announce.
    pub(crate) fn of_head(head: &[u8]) -> Option<Compression> {
        match head {
            [0x1f, 0x8b, ..] => Some(Compression::Gzip),
            // a file may begin with a frame that is skipped, such as a dictionary
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Some(Compression::Zstd),
            // with the magic of the first block, since a text may begin with `BZh9`
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, ..] => Some(Compression::Bzip2),
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Some(Compression::Xz),
            _ => None,
        }
    }

    /// The name in messages.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Compression::Gzip => "gzip",
            Compression::Zstd => "zstd",
            Compression::Bzip2 => "bzip2",
            Compression::Xz => "xz",
        }
    }
}

/// Opens the content of a file: removes the compression, whatever the file's name says about it. `size` is the expected
/// size in bytes, 0 when unknown; `named` is the compression of its name. `run` counts the bytes read; it is `None` for
/// a member of an archive, whose bytes the archive's reader counts.
///
/// # Errors
/// The file cannot be read, or its name promises a compression that it does not have.
pub(crate) fn open<'a>(
    raw: Box<dyn Read + 'a>,
    size: u64,
    named: Option<Compression>,
    run: Option<&'a Context<'_>>,
    settings: &Settings,
) -> io::Result<Content<'a>> {
    let consumed = Arc::new(AtomicU64::new(0));
    let counted = CountingReader { inner: raw, size, is_at_end: false, consumed: Arc::clone(&consumed), run };
    let mut raw: Content<'a> = BufReader::with_capacity(capacity(size), Box::new(counted));
    let head = raw.fill_buf()?;
    let compression = Compression::of_head(head);
    if let (None, Some(expected)) = (compression, named)
        && !head.is_empty()
    {
        let what = format!("named like a {name} file, but its first bytes are not {name}'s", name = expected.name());
        return Err(io::Error::new(io::ErrorKind::InvalidData, what));
    }
    let mut plain: Content<'a> = match compression {
        None => raw,
        Some(compression) => {
            let expanded = Expanded::new(decoder(compression, raw)?, compression.name(), consumed, settings);
            // text mostly expands about four times
            BufReader::with_capacity(capacity(size.saturating_mul(4)), Box::new(expanded))
        }
    };
    let Some(wide) = wide_text(plain.fill_buf()?) else { return Ok(plain) };
    let decoder = match wide {
        Wide { unit: 4, .. } => {
            let bytes = read_rest(&mut plain, settings)?;
            return Ok(BufReader::new(Box::new(io::Cursor::new(wide.decode(&bytes).into_bytes()))));
        }
        Wide { is_big_endian: true, .. } => UTF_16BE.new_decoder(),
        Wide { .. } => UTF_16LE.new_decoder(),
    };
    Ok(BufReader::with_capacity(READ_BYTES, Box::new(Transcoded::new(plain, decoder))))
}

/// How the text is stored that begins like this, if in units of several bytes.
pub(crate) fn wide_text(head: &[u8]) -> Option<Wide> {
    const SAMPLE_BYTES: usize = 16 << 10;
    let sample = &head[..head.len().min(SAMPLE_BYTES)];
    // what begins with the mark of another format is left alone
    let may_be = memchr::memchr(0, &sample[..sample.len().min(64)]).is_some() && !sniff::has_mark(head);
    Wide::by_mark(head).or_else(|| if may_be { Wide::without_mark(sample) } else { None })
}

/// The content in UTF-8 whose text is in an encoding in which any byte of ASCII may be part of a character, also a
/// comma or a quote.
pub(crate) fn from_seven_bit<'c>(content: &'c mut Content<'_>, encoding: SevenBit) -> Content<'c> {
    let decoded: Box<dyn Read + 'c> = match encoding {
        SevenBit::Japanese => Box::new(Transcoded::new(content, ISO_2022_JP.new_decoder())),
        SevenBit::Korean | SevenBit::Chinese => Box::new(SevenBitLines::new(content, encoding)),
    };
    BufReader::with_capacity(READ_BYTES, decoded)
}

/// Reads UTF-32 as a whole: it is too rare for more.
fn read_rest(content: &mut Content<'_>, settings: &Settings) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    content.take(settings.max_article_bytes.saturating_mul(16)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn decoder<'a>(compression: Compression, raw: Content<'a>) -> io::Result<Box<dyn Read + 'a>> {
    Ok(match compression {
        Compression::Gzip => Box::new(GzipMembers::new(raw)),
        Compression::Zstd => zstd_decoder(raw)?,
        Compression::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(raw)),
        Compression::Xz => {
            let stream = liblzma::stream::Stream::new_stream_decoder(XZ_MEMORY, liblzma::stream::CONCATENATED)?;
            Box::new(liblzma::bufread::XzDecoder::new_stream(raw, stream))
        }
    })
}

/// A decoder of zstd. Web archives may begin with a frame that holds the dictionary of the others
/// (<https://iipc.github.io/warc-specifications/specifications/warc-zstd/>).
fn zstd_decoder<'a>(mut raw: Content<'a>) -> io::Result<Box<dyn Read + 'a>> {
    const MAX_DICTIONARY_BYTES: u32 = 64 << 20;
    let size = match raw.fill_buf()? {
        [0x5d, 0x2a, 0x4d, 0x18, a, b, c, d, ..] => u32::from_le_bytes([*a, *b, *c, *d]),
        _ => return Ok(Box::new(zstd::stream::read::Decoder::with_buffer(raw)?)),
    };
    if size > MAX_DICTIONARY_BYTES {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "its zstd dictionary is larger than 64 MB"));
    }
    raw.consume(8);
    let mut dictionary = vec![0; size as usize];
    raw.read_exact(&mut dictionary)?;
    if dictionary.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        let unpacked = zstd::stream::read::Decoder::with_buffer(&dictionary[..])?;
        let mut plain = Vec::new();
        unpacked.take(u64::from(MAX_DICTIONARY_BYTES)).read_to_end(&mut plain)?;
        dictionary = plain;
    }
    Ok(Box::new(zstd::stream::read::Decoder::with_dictionary(raw, &dictionary)?))
}

/// The size of a read buffer for `size` bytes. A buffer is cleared before the first read; for a small file, clearing a
/// full-sized one would be the larger part of the work.
fn capacity(size: u64) -> usize {
    const MIN_CAPACITY: usize = 8 << 10;
    match usize::try_from(size) {
        Ok(size @ 1..READ_BYTES) => size.max(MIN_CAPACITY),
        _ => READ_BYTES,
    }
}

/// Counts the bytes read from a file.
struct CountingReader<'a> {
    inner: Box<dyn Read + 'a>,
    /// The expected size.
    size: u64,
    /// Whether all expected bytes were read and the last read was short. Asking once more would cost a system call for
    /// every small file.
    is_at_end: bool,
    consumed: Arc<AtomicU64>,
    run: Option<&'a Context<'a>>,
}

impl Read for CountingReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.run.is_some_and(|run| run.progress.cancelled()) {
            return Err(io::Error::other("interrupted"));
        }
        if self.is_at_end {
            return Ok(0);
        }
        let n = self.inner.read(buffer)?;
        let before = self.consumed.fetch_add(n as u64, Ordering::Relaxed);
        if let Some(run) = self.run {
            run.add_bytes_read(n as u64);
            // not for a member of an archive, which verifies its checksum when it is read after its last byte
            self.is_at_end = n < buffer.len() && before + n as u64 == self.size;
        }
        Ok(n)
    }
}

/// A decoder that stops at a decompression bomb, and whose errors name the compression.
pub(crate) struct Expanded<'a> {
    inner: Box<dyn Read + 'a>,
    name: &'static str,
    consumed: Arc<AtomicU64>,
    produced: u64,
    /// As many bytes of output are always allowed.
    floor: u64,
    /// Bytes of output allowed for each byte of input.
    factor: u64,
}

impl<'a> Expanded<'a> {
    /// `consumed` counts the bytes of input that the decoder has read.
    pub(crate) fn new(
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
            if gzip::is_passable(&e) {
                return e;
            }
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

/// Reads text of another encoding as UTF-8.
pub(crate) struct Transcoded<R> {
    inner: R,
    decoder: Decoder,
    is_done: bool,
    /// Output that the caller's buffer had no room for.
    pending: Vec<u8>,
}

impl<R: BufRead> Transcoded<R> {
    pub(crate) fn new(inner: R, decoder: Decoder) -> Self {
        Transcoded { inner, decoder, is_done: false, pending: Vec::new() }
    }
}

impl<R: BufRead> Read for Transcoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // a smaller buffer might have no room for a single character
        const MIN_BUFFER: usize = 16;
        if self.pending.is_empty() && buffer.len() < MIN_BUFFER {
            let mut own = [0; 4 * MIN_BUFFER];
            let n = self.read(&mut own)?;
            self.pending.extend_from_slice(&own[..n]);
        }
        if !self.pending.is_empty() {
            let n = self.pending.len().min(buffer.len());
            buffer[..n].copy_from_slice(&self.pending[..n]);
            self.pending.drain(..n);
            return Ok(n);
        }
        while !self.is_done {
            let input = self.inner.fill_buf()?;
            let last = input.is_empty();
            let (_, read, written, _) = self.decoder.decode_to_utf8(input, buffer, last);
            self.inner.consume(read);
            self.is_done = last;
            if written > 0 {
                return Ok(written);
            }
        }
        Ok(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wirecopy_core::progress::NoProgress;

    #[test]
    fn content_is_complete_whatever_size_was_expected() {
        Context::with(&Settings::default(), |context| {
            for len in [0, 1, 8 << 10, (8 << 10) + 1, READ_BYTES - 1, READ_BYTES, 3 * READ_BYTES + 5] {
                let bytes: Vec<u8> = (0..len).map(|at| b'a' + (at % 23) as u8).collect();
                let packed = zstd::encode_all(&bytes[..], 1).unwrap();
                for expected_size in [0, 1, len as u64 / 2, len as u64, 2 * len as u64] {
                    for (stored, named) in [(&bytes, None), (&packed, Some(Compression::Zstd))] {
                        let mut content =
                            open(Box::new(&stored[..]), expected_size, named, None, context.settings).unwrap();
                        let mut found = Vec::new();
                        content.read_to_end(&mut found).unwrap();
                        assert!(found == bytes, "{len} bytes, {named:?}, expected {expected_size}");
                    }
                }
            }
        });
    }

    /// Gives at most `max_read` bytes at a time, and counts the reads.
    struct SlowReader<'a> {
        left: &'a [u8],
        max_read: usize,
        reads: &'a AtomicU64,
    }

    impl Read for SlowReader<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.reads.fetch_add(1, Ordering::Relaxed);
            let len = buffer.len().min(self.max_read);
            self.left.read(&mut buffer[..len])
        }
    }

    #[test]
    fn a_file_that_gave_its_expected_size_is_not_read_again() {
        let settings = Settings::default();
        let context = Context::new(&settings, &NoProgress, u64::MAX);
        let bytes = vec![b'x'; 5000];
        for (max_read, expected_size, expected_reads) in [
            (5000, 5000, 1),
            (2500, 5000, 2),
            // with fewer bytes than expected, or more, only another read can tell
            (5000, 6000, 2),
            (2500, 4000, 3),
            (5000, 0, 2),
        ] {
            let reads = AtomicU64::new(0);
            let raw = SlowReader { left: &bytes, max_read, reads: &reads };
            let mut content = open(Box::new(raw), expected_size, None, Some(&context), &settings).unwrap();
            let mut found = 0;
            while let len @ 1.. = content.fill_buf().unwrap().len() {
                content.consume(len);
                found += len;
            }
            let reads = reads.load(Ordering::Relaxed);
            assert_eq!((found, reads), (5000, expected_reads), "{max_read} of {expected_size}");
        }
    }

    #[test]
    fn a_buffer_is_as_large_as_the_file_up_to_a_limit() {
        for (size, expected) in
            [(0, READ_BYTES), (1, 8 << 10), (50_000, 50_000), (READ_BYTES as u64, READ_BYTES), (u64::MAX, READ_BYTES)]
        {
            assert_eq!(capacity(size), expected, "{size} bytes");
        }
    }
}
