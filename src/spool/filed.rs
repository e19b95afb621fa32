//! Rows of a spool that are read from its files one at a time: for rows here and there, where a mapped page would bring its neighbours
//! with it and have to be given back.

use super::{FILES, Stored, at, in_file};
use crate::error::{Error, Result};
use bytemuck::Pod;
use std::fs::File;
use std::io;
use std::marker::PhantomData;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// The rows of a spool, to be read and written over.
#[derive(Debug)]
pub struct Filed<T> {
    files: [Option<Arc<File>>; FILES],
    folder: PathBuf,
    /// The first failure; who reads a row deep in a stage has no way to report one.
    failure: Mutex<Option<Error>>,
    of: PhantomData<T>,
}

impl<T> Default for Filed<T> {
    fn default() -> Self {
        Filed { files: Default::default(), folder: PathBuf::new(), failure: Mutex::new(None), of: PhantomData }
    }
}

impl<T: Pod> Filed<T> {
    pub(super) fn new(files: [Option<Arc<File>>; FILES], folder: PathBuf) -> Self {
        files.iter().flatten().for_each(|file| untimed(file));
        Filed { files, folder, ..Filed::default() }
    }

    /// Whether anything is in files.
    #[must_use]
    pub fn is_file(&self) -> bool {
        self.files.iter().any(Option::is_some)
    }

    /// Part of what is stored, which is read into `out` where it is in the file. When that fails it is all zeros, and
    /// [`Filed::whole`] says why.
    #[must_use]
    #[inline]
    pub fn read<'s>(&self, stored: &'s Stored<T>, part: Range<usize>, out: &'s mut Vec<T>) -> &'s [T] {
        match stored {
            Stored::Here(values) => values.get(part).unwrap_or_default(),
            Stored::There(_) => {
                out.resize(part.len(), T::zeroed());
                self.read_into(stored, part.start, out);
                out
            }
        }
    }

    /// Reads what is stored in the file, from its number `from` on; when that fails it is as with [`Filed::read`].
    pub(crate) fn read_into(&self, stored: &Stored<T>, from: usize, out: &mut [T]) {
        if let Stored::There(range) = stored {
            let read = self
                .file(range.start + from)
                .and_then(|(file, from)| at::read(file, bytemuck::cast_slice_mut(out), from));
            if let Err(source) = read {
                out.fill(T::zeroed());
                self.fail(Error::Read { path: self.folder.clone(), source });
            }
        }
    }

    /// Writes over what is stored, from its number `from` on; only where it is in the file.
    pub fn write(&self, stored: &Stored<T>, from: usize, values: &[T]) {
        if let Stored::There(range) = stored {
            let written = self
                .file(range.start + from)
                .and_then(|(file, from)| at::write(file, bytemuck::cast_slice(values), from));
            written.unwrap_or_else(|source| self.fail(Error::Spill { folder: self.folder.clone(), source }));
        }
    }

    /// Asks the system to read what is stored, and does not wait for it: rows that are asked for one after the other cost a disk's
    /// pause each, and many at once hardly more than one.
    pub fn expect(&self, stored: &Stored<T>) {
        #[cfg(target_os = "linux")]
        self.advise(stored, rustix::fs::Advice::WillNeed);
        #[cfg(not(target_os = "linux"))]
        let _ = stored;
    }

    /// Says that nobody will read what is stored soon: the system need not keep it in memory. It stays in the file, where to take it out
    /// could make who does it wait for the disk.
    pub fn pass(&self, stored: &Stored<T>) {
        #[cfg(target_os = "linux")]
        self.advise(stored, rustix::fs::Advice::DontNeed);
        #[cfg(not(target_os = "linux"))]
        let _ = stored;
    }

    #[cfg(target_os = "linux")]
    fn advise(&self, stored: &Stored<T>, advice: rustix::fs::Advice) {
        if let Stored::There(range) = stored
            && let Ok((file, from)) = self.file(range.start)
        {
            let len = (range.len() * size_of::<T>()) as u64;
            // where it is not taken, something is slower and nothing else
            let _ = rustix::fs::fadvise(file, from, std::num::NonZeroU64::new(len), advice);
        }
    }

    /// Whether all that was asked for could be read and written until now.
    ///
    /// # Errors
    /// [`Error::Read`] or [`Error::Spill`] with the folder of the file: the first that failed.
    pub fn whole(&self) -> Result<()> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).take().map_or(Ok(()), Err)
    }

    /// The file of a place, and the byte that it is there.
    #[inline]
    fn file(&self, place: usize) -> io::Result<(&File, u64)> {
        let (number, at) = in_file(place);
        let file = self.files[number].as_deref().ok_or(io::ErrorKind::NotFound)?;
        Ok((file, (at * size_of::<T>()) as u64))
    }

    #[cold]
    fn fail(&self, error: Error) {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
    }
}

/// Has the system not note when a file is read, which it looks at for every row. Where it does not know how, it still does.
fn untimed(file: &File) {
    #[cfg(target_os = "linux")]
    if let Ok(flags) = rustix::fs::fcntl_getfl(file) {
        let _ = rustix::fs::fcntl_setfl(file, flags | rustix::fs::OFlags::NOATIME);
    }
    #[cfg(not(target_os = "linux"))]
    let _ = file;
}

#[cfg(test)]
mod tests {
    use super::super::{Memory, Spool};
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_put_in_is_read_from_memory_and_from_the_file_and_written_over_there(
            rows in proptest::collection::vec(proptest::collection::vec(any::<u16>(), 0..50), 0..40),
            budget in 0_u64..2000,
        ) {
            let spool = Spool::new(&Memory { budget, folder: None }, 1.0);
            let stored: Vec<Stored<u16>> = rows.iter().map(|row| spool.put_copy(row).unwrap()).collect();
            let here: usize = stored.iter().filter(|row| row.is_here()).map(|row| row.len() * 2).sum();
            prop_assert!(here as u64 <= budget);
            let filed = spool.finish_as_file();
            prop_assert_eq!(filed.is_file(), stored.iter().any(|row| !row.is_here()));
            let mut out = Vec::new();
            for (row, stored) in rows.iter().zip(&stored) {
                filed.expect(stored);
                let part = row.len() / 3..row.len() - row.len() / 4;
                prop_assert_eq!(filed.read(stored, part.clone(), &mut out), &row[part]);
                let others: Vec<u16> = row.iter().skip(1).map(|value| !value).collect();
                filed.write(stored, 1.min(row.len()), &others);
            }
            for (row, stored) in rows.iter().zip(&stored) {
                let is_other = |at: usize| at > 0 && !stored.is_here();
                let expected: Vec<u16> = row.iter().enumerate().map(|(at, value)| if is_other(at) { !value } else { *value }).collect();
                prop_assert_eq!(filed.read(stored, 0..row.len(), &mut out), &expected[..]);
            }
            prop_assert!(filed.whole().is_ok());
        }
    }

    #[test]
    fn what_is_passed_is_still_there() {
        let spool = Spool::new(&Memory { budget: 0, folder: None }, 1.0);
        let row = |nth: u16| (0..5000).map(|n| n * 7 + nth).collect::<Vec<u16>>();
        let stored: Vec<Stored<u16>> = (0..5).map(|nth| spool.put_copy(&row(nth)).unwrap()).collect();
        let filed = spool.finish_as_file();
        stored[1..4].iter().for_each(|stored| filed.pass(stored));
        let mut out = Vec::new();
        for (nth, stored) in (0..).zip(&stored) {
            assert_eq!(filed.read(stored, 0..5000, &mut out), row(nth));
        }
        filed.pass(&Stored::Here(vec![1]));
        assert!(filed.whole().is_ok());
    }

    #[test]
    fn a_row_that_cannot_be_read_is_told_once_and_never_taken_for_another() {
        let spool = Spool::new(&Memory { budget: 0, folder: None }, 1.0);
        spool.put_copy(&[1_u16, 2]).unwrap();
        let filed = spool.finish_as_file();
        let mut out = vec![7];
        assert_eq!(filed.read(&Stored::There(1..4), 0..3, &mut out), [0; 3]);
        assert!(matches!(filed.whole(), Err(Error::Read { .. })));
        assert!(filed.whole().is_ok());
    }
}
