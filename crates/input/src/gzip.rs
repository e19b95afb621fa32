//! Reads the members of a gzip file one after the other: past zeros and other bytes behind the last, and past a broken
//! one to the next.

use std::fmt;
use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;

/// The members of a gzip file, as one stream.
pub(crate) struct GzipMembers<R> {
    member: GzipMember<R>,
}

enum GzipMember<R> {
    Open(Box<GzDecoder<R>>),
    /// Between two members, or after the last.
    Closed(R),
    /// Only while the state changes.
    Gone,
}

/// A member whose data is broken. Reading goes on at the next member, which stands alone.
#[derive(Debug)]
pub(crate) struct BrokenMember(String);

impl fmt::Display for BrokenMember {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BrokenMember {}

/// Whether reading can go on after this error.
pub(crate) fn is_passable(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<BrokenMember>())
}

impl<R: BufRead> GzipMembers<R> {
    pub(crate) fn new(raw: R) -> Self {
        GzipMembers { member: GzipMember::Open(Box::new(GzDecoder::new(raw))) }
    }

    /// Opens the next member. False at the end, or where only other bytes follow: `gzip` ignores those as well.
    fn open_next(&mut self, mut raw: R) -> io::Result<bool> {
        loop {
            let input = raw.fill_buf()?;
            let zeros = input.iter().take_while(|byte| **byte == 0).count();
            if input.is_empty() || zeros < input.len() {
                // a member that begins at the end of the buffer shows only its first byte
                let is_member = input[zeros..].starts_with(&[0x1f, 0x8b]) || input[zeros..] == [0x1f];
                raw.consume(zeros);
                self.member =
                    if is_member { GzipMember::Open(Box::new(GzDecoder::new(raw))) } else { GzipMember::Closed(raw) };
                return Ok(is_member);
            }
            raw.consume(zeros);
        }
    }

    /// Goes to the start of the next member after broken data; false when there is none.
    fn find_next(&mut self, mut raw: R) -> io::Result<bool> {
        const START: &[u8] = &[0x1f, 0x8b, 8];
        loop {
            let input = raw.fill_buf()?;
            if input.is_empty() {
                self.member = GzipMember::Closed(raw);
                return Ok(false);
            }
            let length = input.len();
            // the last bytes of the buffer may be the first of a member
            let found = memchr::memmem::find(input, START);
            let is_start = |at: usize| input.get(at + 3).is_none_or(|flags| *flags < 0x20);
            match found {
                Some(at) if is_start(at) => {
                    raw.consume(at);
                    self.member = GzipMember::Open(Box::new(GzDecoder::new(raw)));
                    return Ok(true);
                }
                Some(at) => raw.consume(at + 1),
                None => raw.consume(length),
            }
        }
    }
}

impl<R: BufRead> Read for GzipMembers<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let GzipMember::Open(decoder) = &mut self.member else { return Ok(0) };
            let read = decoder.read(buffer);
            let is_end = matches!(read, Ok(0)) && !buffer.is_empty();
            let error = match read {
                Ok(_) if is_end => None,
                Err(error) if error.kind() != io::ErrorKind::UnexpectedEof && is_of_data(&error) => Some(error),
                read => return read,
            };
            let GzipMember::Open(decoder) = std::mem::replace(&mut self.member, GzipMember::Gone) else { return Ok(0) };
            match error {
                None => {
                    if !self.open_next(decoder.into_inner())? {
                        return Ok(0);
                    }
                }
                Some(error) => {
                    let goes_on = self.find_next(decoder.into_inner())?;
                    return Err(if goes_on { passable(&error) } else { error });
                }
            }
        }
    }
}

/// Whether an error is about the data, not about reading it.
fn is_of_data(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput)
}

fn passable(error: &io::Error) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, BrokenMember(format!("broken gzip data: {error}")))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn packed(text: &[u8]) -> Vec<u8> {
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gz.write_all(text).unwrap();
        gz.finish().unwrap()
    }

    /// What can be read, and how often reading went on after an error.
    fn read(bytes: &[u8], capacity: usize) -> (String, usize) {
        let mut members = GzipMembers::new(io::BufReader::with_capacity(capacity, bytes));
        let (mut text, mut passed) = (String::new(), 0);
        let mut buffer = [0; 7];
        loop {
            match members.read(&mut buffer) {
                Ok(0) => return (text, passed),
                Ok(n) => text.push_str(std::str::from_utf8(&buffer[..n]).unwrap()),
                Err(error) if is_passable(&error) => passed += 1,
                Err(error) => panic!("{error}"),
            }
        }
    }

    #[test]
    fn zeros_and_other_bytes_behind_a_member_are_passed_over() {
        let (one, two) = (packed(b"One."), packed(b"Two."));
        for capacity in [4, 16, 4096] {
            assert_eq!(read(&[&one[..], &two].concat(), capacity).0, "One.Two.");
            assert_eq!(read(&[&one[..], &[0; 600], &two].concat(), capacity).0, "One.Two.");
            assert_eq!(read(&[&one[..], &[0; 600]].concat(), capacity).0, "One.");
            assert_eq!(read(&[&one[..], b"garbage"].concat(), capacity).0, "One.");
        }
    }

    #[test]
    fn reading_goes_on_after_a_broken_member() {
        let text: Vec<u8> = (0..3000u32).map(|n| b'a' + wirecopy_core::util::hash::mix32(n) as u8 % 20).collect();
        let mut broken = packed(&text);
        broken[40..80].fill(0xff);
        let (found, passed) = read(&[&packed(b"One.")[..], &broken, &packed(b"Three.")].concat(), 4096);
        assert!(found.starts_with("One.") && found.ends_with("Three.") && passed == 1, "{passed}");
    }
}
