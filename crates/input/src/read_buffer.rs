//! Reads the first bytes of one file after the other into the same buffer.

use std::io::{self, Read};

use crate::decompress::READ_BYTES;

/// A buffer for the first bytes of a file.
#[derive(Debug, Default)]
pub(crate) struct ReadBuffer {
    bytes: Vec<u8>,
}

impl ReadBuffer {
    /// Reads the first [`READ_BYTES`] of a file. True when the file has no more.
    pub(crate) fn read_head(&mut self, raw: &mut dyn Read) -> io::Result<(&[u8], bool)> {
        self.bytes.resize(READ_BYTES, 0);
        let mut len = 0;
        while len < READ_BYTES {
            match raw.read(&mut self.bytes[len..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                // a short read is not the end: a file system may give less than there is
                Ok(0) => return Ok((&self.bytes[..len], true)),
                read => len += read?,
            }
        }
        Ok((&self.bytes, false))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives at most `max_read` bytes at a time.
    struct SlowReader<'a> {
        left: &'a [u8],
        max_read: usize,
    }

    impl Read for SlowReader<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let len = buffer.len().min(self.max_read);
            self.left.read(&mut buffer[..len])
        }
    }

    #[test]
    fn the_head_is_the_whole_file_only_if_the_file_ends_in_it() {
        let mut buffer = ReadBuffer::default();
        let bytes: Vec<u8> = (0..2 * READ_BYTES).map(|at| b'a' + (at % 23) as u8).collect();
        for (len, max_read) in [
            (READ_BYTES, 999),
            (0, 1),
            (3000, 3000),
            (2999, 7),
            (READ_BYTES - 1, READ_BYTES),
            (READ_BYTES + 1, READ_BYTES),
        ] {
            let (head, is_whole) = buffer.read_head(&mut SlowReader { left: &bytes[..len], max_read }).unwrap();
            assert!(head == &bytes[..len.min(READ_BYTES)], "{len}");
            assert_eq!(is_whole, len < READ_BYTES, "{len}");
        }
    }
}
