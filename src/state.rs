//! State files: what a run has worked out, written so that a later run can go on from it. Knows numbers, serde values and a checksum,
//! not what they mean.

use crate::error::{Error, Result};
use bytemuck::Pod;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::mem::size_of;
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::Xxh3;

/// What every state file begins with.
const MAGIC: &[u8; 8] = b"wirecps4";
/// Bytes of the checksum at the end.
const SUM: u64 = 8;

/// Writes a state file aside; it has its name only when it is whole.
pub(crate) struct Saver {
    out: BufWriter<File>,
    sum: Xxh3,
    aside: PathBuf,
    path: PathBuf,
}

impl Saver {
    /// Begins the file.
    pub(crate) fn create(path: &Path) -> Result<Saver> {
        let aside = path.with_extension("part");
        let file = File::create(&aside).map_err(|source| Error::Write { path: aside.clone(), source })?;
        let mut saver =
            Saver { out: BufWriter::with_capacity(1 << 20, file), sum: Xxh3::new(), aside, path: path.to_owned() };
        saver.bytes(MAGIC)?;
        Ok(saver)
    }

    /// A row of numbers.
    pub(crate) fn numbers<T: Pod>(&mut self, values: &[T]) -> Result<()> {
        self.bytes(&(values.len() as u64).to_le_bytes())?;
        self.bytes(bytemuck::cast_slice(values))
    }

    /// Any value.
    pub(crate) fn value<T: Serialize>(&mut self, value: &T) -> Result<()> {
        let json = serde_json::to_vec(value).map_err(|error| self.error(error.into()))?;
        self.numbers(&json)
    }

    /// Ends the file and gives it its name.
    pub(crate) fn finish(mut self) -> Result<()> {
        let sum = self.sum.digest().to_le_bytes();
        let whole = self.out.write_all(&sum).and_then(|()| self.out.flush());
        let named = whole.and_then(|()| std::fs::rename(&self.aside, &self.path));
        named.map_err(|error| self.error(error))
    }

    fn bytes(&mut self, bytes: &[u8]) -> Result<()> {
        self.sum.update(bytes);
        self.out.write_all(bytes).map_err(|error| self.error(error))
    }

    fn error(&self, source: io::Error) -> Error {
        Error::Write { path: self.aside.clone(), source }
    }
}

/// Reads a state file, in the order in which it was written.
pub(crate) struct Loader {
    input: BufReader<File>,
    /// Bytes that are left before the checksum.
    left: u64,
    path: PathBuf,
}

impl Loader {
    /// Opens a file whose checksum is right; nothing when there is none.
    pub(crate) fn open(path: &Path) -> Result<Option<Loader>> {
        let failed = |source| Error::Read { path: path.to_owned(), source };
        let file = match File::open(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            file => file.map_err(failed)?,
        };
        let all = file.metadata().map_err(failed)?.len();
        let left = all.saturating_sub(SUM);
        let mut input = BufReader::with_capacity(1 << 20, file);
        if sum_of(&mut input, left).map_err(failed)? {
            io::Seek::rewind(&mut input).map_err(failed)?;
            let mut loader = Loader { input, left, path: path.to_owned() };
            let mut magic = [0; MAGIC.len()];
            loader.bytes(&mut magic)?;
            if &magic == MAGIC {
                return Ok(Some(loader));
            }
        }
        Err(damaged(path))
    }

    /// A row of numbers.
    pub(crate) fn numbers<T: Pod>(&mut self) -> Result<Vec<T>> {
        let mut len = [0; 8];
        self.bytes(&mut len)?;
        let len = u64::from_le_bytes(len);
        if len.checked_mul(size_of::<T>() as u64).is_none_or(|bytes| bytes > self.left) {
            return Err(self.damaged());
        }
        let mut values = vec![T::zeroed(); len as usize];
        self.bytes(bytemuck::cast_slice_mut(&mut values))?;
        Ok(values)
    }

    /// Any value.
    pub(crate) fn value<T: DeserializeOwned>(&mut self) -> Result<T> {
        let json: Vec<u8> = self.numbers()?;
        serde_json::from_slice(&json).map_err(|_| self.damaged())
    }

    /// What is said of a file whose parts do not fit each other.
    pub(crate) fn damaged(&self) -> Error {
        damaged(&self.path)
    }

    fn bytes(&mut self, bytes: &mut [u8]) -> Result<()> {
        self.left = self.left.checked_sub(bytes.len() as u64).ok_or_else(|| self.damaged())?;
        self.input.read_exact(bytes).map_err(|source| Error::Read { path: self.path.clone(), source })
    }
}

fn damaged(path: &Path) -> Error {
    Error::Table { path: path.to_owned(), row: None, problem: "the state of a run, but damaged or cut off".to_owned() }
}

/// Whether the next `len` bytes have the checksum that follows them.
fn sum_of(input: &mut impl Read, len: u64) -> io::Result<bool> {
    let mut sum = Xxh3::new();
    let mut buffer = vec![0; 1 << 20];
    let mut left = len;
    while left > 0 {
        let part = left.min(buffer.len() as u64) as usize;
        input.read_exact(&mut buffer[..part])?;
        sum.update(&buffer[..part]);
        left -= part as u64;
    }
    let mut stored = Vec::new();
    input.read_to_end(&mut stored)?;
    Ok(stored == sum.digest().to_le_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_saved_is_loaded_and_every_damage_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.state");
        assert!(Loader::open(&path).unwrap().is_none());
        let mut saver = Saver::create(&path).unwrap();
        saver.numbers(&[1_u32, 2, 3]).unwrap();
        saver.value(&("two", 2)).unwrap();
        assert!(!path.exists());
        saver.finish().unwrap();
        let mut loader = Loader::open(&path).unwrap().unwrap();
        assert_eq!(loader.numbers::<u32>().unwrap(), [1, 2, 3]);
        assert_eq!(loader.value::<(String, u32)>().unwrap(), ("two".to_owned(), 2));
        assert!(loader.numbers::<u8>().is_err());
        let whole = std::fs::read(&path).unwrap();
        for at in 0..whole.len() {
            std::fs::write(&path, &whole[..at]).unwrap();
            assert!(Loader::open(&path).is_err(), "cut to {at} bytes");
            let mut wrong = whole.clone();
            wrong[at] ^= 16;
            std::fs::write(&path, wrong).unwrap();
            assert!(Loader::open(&path).is_err(), "byte {at} is another");
        }
    }
}
