//! Reads arrays of spill files, one at a time.
//!
//! The files are read with positional reads and not mapped: a mapped page would bring its neighbours with it and count
//! as memory of the process until the system takes it back.

use super::{Extent, FILES, file_and_offset, positional_io};
use crate::error::{Error, Result};
use bytemuck::Pod;
use std::fs::File;
use std::io;
use std::marker::PhantomData;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// The arrays that a [`SpillWriter`](super::SpillWriter) stored.
#[derive(Debug)]
pub(crate) struct SpillReader<T> {
    files: [Option<Arc<File>>; FILES],
    folder: PathBuf,
    /// The first error. Code that reads deep in a stage cannot return one; see [`SpillReader::check_io`].
    first_error: Mutex<Option<Error>>,
    element: PhantomData<T>,
}

impl<T> Default for SpillReader<T> {
    fn default() -> Self {
        SpillReader {
            files: Default::default(),
            folder: PathBuf::new(),
            first_error: Mutex::new(None),
            element: PhantomData,
        }
    }
}

impl<T: Pod> SpillReader<T> {
    pub(super) fn new(files: [Option<Arc<File>>; FILES], folder: PathBuf) -> Self {
        files.iter().flatten().for_each(|file| disable_access_times(file));
        SpillReader { files, folder, ..SpillReader::default() }
    }

    /// Whether anything is in files.
    #[must_use]
    pub(crate) fn is_file(&self) -> bool {
        self.files.iter().any(Option::is_some)
    }

    /// Returns part of an array, read into `out` if it is in a file. When reading fails the result is all zeros and
    /// [`SpillReader::check_io`] returns the error.
    #[must_use]
    #[inline]
    pub(crate) fn read<'s>(&self, extent: &'s Extent<T>, part: Range<usize>, out: &'s mut Vec<T>) -> &'s [T] {
        match extent {
            Extent::Memory(values) => values.get(part).unwrap_or_default(),
            Extent::Spilled(_) => {
                out.resize(part.len(), T::zeroed());
                self.read_into(extent, part.start, out);
                out
            }
        }
    }

    /// Reads an array in a file from element `from`; zeros on failure, as [`SpillReader::read`].
    pub(crate) fn read_into(&self, extent: &Extent<T>, from: usize, out: &mut [T]) {
        if let Extent::Spilled(range) = extent {
            let read = self
                .file(range.start + from)
                .and_then(|(file, from)| positional_io::read(file, bytemuck::cast_slice_mut(out), from));
            if let Err(source) = read {
                out.fill(T::zeroed());
                self.keep_first_error(Error::Read { path: self.folder.clone(), source });
            }
        }
    }

    /// Overwrites an array in a file from element `from`. Does nothing to an array in memory.
    pub(crate) fn write(&self, extent: &Extent<T>, from: usize, values: &[T]) {
        if let Extent::Spilled(range) = extent {
            let written = self
                .file(range.start + from)
                .and_then(|(file, from)| positional_io::write(file, bytemuck::cast_slice(values), from));
            written
                .unwrap_or_else(|source| self.keep_first_error(Error::Spill { folder: self.folder.clone(), source }));
        }
    }

    /// Asks the system to read an array in advance, without waiting. Many reads in advance cost little more than one
    /// read.
    pub(crate) fn read_ahead(&self, extent: &Extent<T>) {
        #[cfg(target_os = "linux")]
        self.advise(extent, rustix::fs::Advice::WillNeed);
        #[cfg(not(target_os = "linux"))]
        let _ = extent;
    }

    /// Tells the system that an array will not be read soon, so that it need not cache it. The array stays in the file:
    /// to punch it out could make the caller wait for the disk.
    pub(crate) fn drop_cached(&self, extent: &Extent<T>) {
        #[cfg(target_os = "linux")]
        self.advise(extent, rustix::fs::Advice::DontNeed);
        #[cfg(not(target_os = "linux"))]
        let _ = extent;
    }

    #[cfg(target_os = "linux")]
    fn advise(&self, extent: &Extent<T>, advice: rustix::fs::Advice) {
        if let Extent::Spilled(range) = extent
            && let Ok((file, from)) = self.file(range.start)
        {
            let len = (range.len() * size_of::<T>()) as u64;
            // advice that is not taken only costs time
            let _ = rustix::fs::fadvise(file, from, std::num::NonZeroU64::new(len), advice);
        }
    }

    /// Returns the first error of reading or writing since the last call.
    ///
    /// # Errors
    /// [`Error::Read`] or [`Error::Spill`] with the folder of the files.
    pub(crate) fn check_io(&self) -> Result<()> {
        self.first_error.lock().unwrap_or_else(PoisonError::into_inner).take().map_or(Ok(()), Err)
    }

    /// The file of a position, and the byte offset there.
    #[inline]
    fn file(&self, position: usize) -> io::Result<(&File, u64)> {
        let (number, offset) = file_and_offset(position);
        let file = self.files[number].as_deref().ok_or(io::ErrorKind::NotFound)?;
        Ok((file, (offset * size_of::<T>()) as u64))
    }

    #[cold]
    fn keep_first_error(&self, error: Error) {
        self.first_error.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
    }
}

/// Stops the system from recording access times, which it would check at every read. If it cannot, reads are slower.
fn disable_access_times(file: &File) {
    #[cfg(target_os = "linux")]
    if let Ok(flags) = rustix::fs::fcntl_getfl(file) {
        let _ = rustix::fs::fcntl_setfl(file, flags | rustix::fs::OFlags::NOATIME);
    }
    #[cfg(not(target_os = "linux"))]
    let _ = file;
}

#[cfg(test)]
mod tests {
    use super::super::{SpillOptions, SpillWriter};
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn arrays_are_read_back_from_memory_and_files_and_overwritten_in_files(
            rows in proptest::collection::vec(proptest::collection::vec(any::<u16>(), 0..50), 0..40),
            budget in 0_u64..2000,
        ) {
            let writer = SpillWriter::new(&SpillOptions { budget, folder: None }, 1.0);
            let extents: Vec<Extent<u16>> = rows.iter().map(|row| writer.put_copy(row).unwrap()).collect();
            let in_memory: usize = extents.iter().filter(|row| row.is_in_memory()).map(|row| row.len() * 2).sum();
            prop_assert!(in_memory as u64 <= budget);
            let reader = writer.finish();
            prop_assert_eq!(reader.is_file(), extents.iter().any(|row| !row.is_in_memory()));
            let mut out = Vec::new();
            for (row, extent) in rows.iter().zip(&extents) {
                reader.read_ahead(extent);
                let part = row.len() / 3..row.len() - row.len() / 4;
                prop_assert_eq!(reader.read(extent, part.clone(), &mut out), &row[part]);
                let others: Vec<u16> = row.iter().skip(1).map(|value| !value).collect();
                reader.write(extent, 1.min(row.len()), &others);
            }
            for (row, extent) in rows.iter().zip(&extents) {
                let is_overwritten = |at: usize| at > 0 && !extent.is_in_memory();
                let expected: Vec<u16> = row
                    .iter()
                    .enumerate()
                    .map(|(at, value)| if is_overwritten(at) { !value } else { *value })
                    .collect();
                prop_assert_eq!(reader.read(extent, 0..row.len(), &mut out), &expected[..]);
            }
            prop_assert!(reader.check_io().is_ok());
        }
    }

    #[test]
    fn dropping_cached_pages_loses_nothing() {
        let writer = SpillWriter::new(&SpillOptions { budget: 0, folder: None }, 1.0);
        let row = |nth: u16| (0..5000).map(|n| n * 7 + nth).collect::<Vec<u16>>();
        let extents: Vec<Extent<u16>> = (0..5).map(|nth| writer.put_copy(&row(nth)).unwrap()).collect();
        let reader = writer.finish();
        extents[1..4].iter().for_each(|extent| reader.drop_cached(extent));
        let mut out = Vec::new();
        for (nth, extent) in (0..).zip(&extents) {
            assert_eq!(reader.read(extent, 0..5000, &mut out), row(nth));
        }
        reader.drop_cached(&Extent::Memory(vec![1]));
        assert!(reader.check_io().is_ok());
    }

    #[test]
    fn a_failed_read_gives_zeros_and_reports_its_error_once() {
        let writer = SpillWriter::new(&SpillOptions { budget: 0, folder: None }, 1.0);
        writer.put_copy(&[1_u16, 2]).unwrap();
        let reader = writer.finish();
        let mut out = vec![7];
        assert_eq!(reader.read(&Extent::Spilled(1..4), 0..3, &mut out), [0; 3]);
        assert!(matches!(reader.check_io(), Err(Error::Read { .. })));
        assert!(reader.check_io().is_ok());
    }
}
