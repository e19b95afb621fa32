//! Spill files: arrays of numbers that stay in memory while a budget lasts and go to temporary files after that.

use crate::error::{Error, Result};
use bytemuck::Pod;
use std::fs::File;
use std::marker::PhantomData;
use std::mem::size_of;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

mod budget;
mod log;
mod positional_io;
mod reader;

pub(crate) use budget::MemoryBudget;
pub use budget::SpillOptions;
pub(crate) use log::SpillLog;
pub(crate) use reader::SpillReader;

/// Files of one writer. Each thread writes to one of them, so that threads rarely wait for each other.
const FILES: usize = 4;
/// The upper bits of a position are the number of the file.
const FILE_SHIFT: u32 = usize::BITS - FILES.ilog2();

/// Splits a position into the number of its file and the position there.
#[inline(always)]
fn file_and_offset(position: usize) -> (usize, usize) {
    (position >> FILE_SHIFT, position & ((1 << FILE_SHIFT) - 1))
}

/// Stores arrays from many threads.
#[derive(Debug)]
pub(crate) struct SpillWriter<T> {
    folder: PathBuf,
    budget: MemoryBudget,
    files: [Mutex<Option<GrowingFile>>; FILES],
    element: PhantomData<T>,
}

#[derive(Debug)]
struct GrowingFile {
    file: Arc<File>,
    /// Counted in elements.
    len: u64,
}

/// Where an array is stored.
#[derive(Debug, Clone)]
pub(crate) enum Extent<T> {
    /// In memory.
    Memory(Vec<T>),
    /// In one of the writer's files, counted in elements.
    Spilled(Range<usize>),
}

impl<T> Extent<T> {
    /// Number of elements.
    #[must_use]
    pub(crate) fn len(&self) -> usize {
        match self {
            Extent::Memory(values) => values.len(),
            Extent::Spilled(range) => range.len(),
        }
    }

    /// Keeps the first `len` elements.
    pub(crate) fn truncate(&mut self, len: usize) {
        match self {
            Extent::Memory(values) => values.truncate(len),
            Extent::Spilled(range) => range.end = range.end.min(range.start + len),
        }
    }

    /// Whether the array is in memory.
    #[must_use]
    pub(crate) fn is_in_memory(&self) -> bool {
        matches!(self, Extent::Memory(_))
    }
}

impl<T> Default for Extent<T> {
    fn default() -> Self {
        Extent::Memory(Vec::new())
    }
}

impl<T: Pod> SpillWriter<T> {
    /// A writer that keeps everything in memory.
    #[must_use]
    pub(crate) fn in_memory() -> Self {
        SpillWriter { budget: MemoryBudget::new(u64::MAX), ..SpillWriter::new(&SpillOptions::default(), 1.0) }
    }

    /// A writer that keeps `share` of the memory budget in memory.
    #[must_use]
    pub(crate) fn new(options: &SpillOptions, share: f64) -> Self {
        SpillWriter {
            folder: options.folder.clone().unwrap_or_else(std::env::temp_dir),
            budget: MemoryBudget::new(options.share(share)),
            files: Default::default(),
            element: PhantomData,
        }
    }

    /// Stores an array.
    ///
    /// # Errors
    /// [`Error::Spill`] with the folder, when its disk is full or it cannot be written to.
    pub(crate) fn put(&self, mut values: Vec<T>) -> Result<Extent<T>> {
        if self.budget.try_reserve(size_of_val(&values[..])) {
            values.shrink_to_fit();
            return Ok(Extent::Memory(values));
        }
        self.put_in_file(&values)
    }

    /// Stores a copy of an array.
    ///
    /// # Errors
    /// As [`SpillWriter::put`].
    pub(crate) fn put_copy(&self, values: &[T]) -> Result<Extent<T>> {
        if self.budget.try_reserve(size_of_val(values)) {
            return Ok(Extent::Memory(values.to_vec()));
        }
        self.put_in_file(values)
    }

    /// Stores an array in a file, even if it would fit in memory.
    ///
    /// # Errors
    /// As [`SpillWriter::put`].
    pub(crate) fn put_in_file(&self, values: &[T]) -> Result<Extent<T>> {
        self.append(values).map_err(|source| Error::Spill { folder: self.folder.clone(), source })
    }

    fn append(&self, values: &[T]) -> std::io::Result<Extent<T>> {
        let number = rayon::current_thread_index().unwrap_or_default() % FILES;
        let (file, from) = {
            let mut growing = self.files[number].lock().unwrap_or_else(PoisonError::into_inner);
            let growing = match &mut *growing {
                Some(growing) => growing,
                empty => empty.insert(GrowingFile { file: Arc::new(tempfile::tempfile_in(&self.folder)?), len: 0 }),
            };
            let from = growing.len;
            growing.len += values.len() as u64;
            if growing.len > 1 << FILE_SHIFT {
                return Err(std::io::ErrorKind::FileTooLarge.into());
            }
            (Arc::clone(&growing.file), from as usize)
        };
        positional_io::write(&file, bytemuck::cast_slice(values), (from * size_of::<T>()) as u64)?;
        let position = number << FILE_SHIFT | from;
        Ok(Extent::Spilled(position..position + values.len()))
    }

    /// Ends writing. The files have no names, so nothing is left of them however the run ends.
    #[must_use]
    pub(crate) fn finish(self) -> SpillReader<T> {
        self.reader()
    }

    /// Reads what was written so far.
    #[must_use]
    pub(crate) fn reader(&self) -> SpillReader<T> {
        let file = |growing: &Mutex<Option<GrowingFile>>| {
            let growing = growing.lock().unwrap_or_else(PoisonError::into_inner);
            growing.as_ref().map(|growing| Arc::clone(&growing.file))
        };
        SpillReader::new(self.files.each_ref().map(file), self.folder.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_written_by_many_threads_are_all_read_back() {
        for threads in [1, 2, FILES + 3] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let row = |thread: usize, nth: usize| vec![(10 * thread + nth) as u32; nth + 1];
            let writer: SpillWriter<u32> = SpillWriter::new(&SpillOptions { budget: 0, folder: None }, 1.0);
            let extents = pool.broadcast(|thread| [0, 1, 2].map(|nth| writer.put(row(thread.index(), nth)).unwrap()));
            let (reader, mut buffer) = (writer.finish(), Vec::new());
            for (thread, extents) in extents.iter().enumerate() {
                for (nth, extent) in extents.iter().enumerate() {
                    assert_eq!(reader.read(extent, 0..nth + 1, &mut buffer), row(thread, nth));
                }
            }
        }
    }

    #[test]
    fn a_missing_folder_is_named_in_the_error() {
        let folder = PathBuf::from("no/such/folder");
        let writer = SpillWriter::new(&SpillOptions { budget: 0, folder: Some(folder) }, 1.0);
        let error = writer.put(vec![1_u32]).unwrap_err().to_string();
        assert!(error.contains("no/such/folder"), "{error}");
    }
}
