//! The messages of an Arrow stream. Their lengths are read from the file and are not trusted.

use std::io::{self, Read};

use arrow_buffer::{Buffer, MutableBuffer};
use arrow_ipc::{RecordBatch, root_as_message};

use super::broken;
use crate::format::Content;

/// Before each message since version 0.15 of Arrow.
pub(super) const CONTINUATION: [u8; 4] = [0xff; 4];
/// Longer metadata of a message is damage.
const MAX_METADATA: u64 = 256 << 20;
/// As much of a batch is always allowed to be the product of decompression.
const EXPANSION_FLOOR: u64 = 64 << 20;

/// A message: what it is, and its buffers.
pub(super) struct Frame {
    pub(super) metadata: Vec<u8>,
    pub(super) body: Buffer,
}

/// What is read next.
pub(super) enum FrameRead {
    Frame(Frame),
    /// The mark at the end of a stream, which is in files as well.
    End,
    /// The content ends without the mark.
    CutOff,
}

impl Frame {
    /// Reads the next message.
    pub(super) fn read(content: &mut Content<'_>) -> io::Result<FrameRead> {
        let Some(mut word) = read_word(content)? else { return Ok(FrameRead::CutOff) };
        if word == CONTINUATION {
            let Some(length) = read_word(content)? else { return Ok(FrameRead::CutOff) };
            word = length;
        }
        let length = u64::from(u32::from_le_bytes(word));
        if length == 0 {
            return Ok(FrameRead::End);
        }
        if length > MAX_METADATA {
            return Err(broken(&"a message of this length cannot be"));
        }
        let metadata = read_bytes(content, length)?;
        let body_length = root_as_message(&metadata).map_err(|e| broken(&e))?.bodyLength();
        let body_length = u64::try_from(body_length).map_err(|e| broken(&e))?;
        let bytes = read_bytes(content, body_length)?;
        // the buffers in it must be aligned
        let mut body = MutableBuffer::with_capacity(bytes.len());
        body.extend_from_slice(&bytes);
        Ok(FrameRead::Frame(Frame { metadata, body: body.into() }))
    }

    pub(super) fn message(&self) -> io::Result<arrow_ipc::Message<'_>> {
        root_as_message(&self.metadata).map_err(|e| broken(&e))
    }

    /// Checks that a batch is not much larger than its buffers, before it is decompressed.
    pub(super) fn check(&self, batch: &RecordBatch<'_>, max_expansion: u64) -> io::Result<()> {
        let mut bytes = self.body.len() as u64;
        if batch.compression().is_some() {
            let buffers = batch.buffers().into_iter().flatten();
            let sizes = buffers.map(|buffer| self.decompressed(buffer.offset(), buffer.length()));
            bytes = sizes.fold(0, u64::saturating_add);
            if bytes > (self.body.len() as u64).saturating_mul(max_expansion).max(EXPANSION_FLOOR) {
                let what = format!("it grows more than {max_expansion} times, as a bomb does: not read on");
                return Err(broken(&what));
            }
        }
        // a row takes one bit at least
        let rows = u64::try_from(batch.length()).unwrap_or(u64::MAX);
        if rows > bytes.saturating_mul(8) {
            return Err(broken(&"more rows than its data can hold"));
        }
        Ok(())
    }

    /// The length of a buffer after decompression, which is written in its first bytes.
    fn decompressed(&self, offset: i64, length: i64) -> u64 {
        let (Ok(start), Ok(length)) = (usize::try_from(offset), usize::try_from(length)) else { return 0 };
        let Some(prefix) = self.body.get(start..).and_then(|rest| rest.first_chunk::<8>()) else { return 0 };
        // -1 for a buffer that is not compressed
        u64::try_from(i64::from_le_bytes(*prefix)).unwrap_or(length as u64)
    }
}

/// Reads four bytes. `None` where the content ends before them; an error of a decompressor has a cause of its own.
fn read_word(content: &mut Content<'_>) -> io::Result<Option<[u8; 4]>> {
    let mut word = [0; 4];
    match content.read_exact(&mut word) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof && error.get_ref().is_none() => Ok(None),
        read => read.map(|()| Some(word)),
    }
}

/// Reads this many bytes. A length that is not true allocates nothing.
fn read_bytes(content: &mut Content<'_>, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    content.by_ref().take(length).read_to_end(&mut bytes)?;
    if (bytes.len() as u64) < length {
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the file ends inside of a batch of rows"));
    }
    Ok(bytes)
}
