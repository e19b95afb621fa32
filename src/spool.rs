//! Spools: rows of numbers that stay in memory as long as they fit, and behind that go to a file without a name.
#![allow(unsafe_code)] // a mapped file is read as the numbers that were written to it

use crate::error::{Error, Result};
use bytemuck::Pod;
use memmap2::MmapRaw;
use std::fs::File;
use std::marker::PhantomData;
use std::mem::size_of;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

mod at;
mod filed;

pub use filed::Filed;

/// How much memory a run should take, and where it puts what does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Memory {
    /// Bytes that the run should stay within. It needs some 400 for each article, whatever this says.
    pub budget: u64,
    /// The folder of the files; the system's folder for such files when nothing.
    pub folder: Option<PathBuf>,
}

/// Two gigabytes: about a million articles of 500 words have place in it.
impl Default for Memory {
    fn default() -> Self {
        Memory { budget: 2 << 30, folder: None }
    }
}

impl Memory {
    /// The bytes of a share of the budget.
    #[must_use]
    pub fn share(&self, share: f64) -> u64 {
        (self.budget as f64 * share) as u64
    }
}

/// Bytes that many threads may keep in memory together.
#[derive(Debug)]
pub struct Quota {
    limit: u64,
    used: AtomicU64,
}

impl Quota {
    /// Of so many bytes.
    #[must_use]
    pub const fn new(limit: u64) -> Self {
        Quota { limit, used: AtomicU64::new(0) }
    }

    /// Counts so many that are used whether they are left or not.
    pub fn add(&self, bytes: u64) {
        self.used.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Counts so many that are used no longer.
    pub fn give(&self, bytes: usize) {
        self.used.fetch_sub(bytes as u64, Ordering::Relaxed);
    }

    /// Takes so many of them, if they are left.
    pub fn take(&self, bytes: usize) -> bool {
        let before = self.used.fetch_add(bytes as u64, Ordering::Relaxed);
        let fits = before + bytes as u64 <= self.limit;
        if !fits {
            self.used.fetch_sub(bytes as u64, Ordering::Relaxed);
        }
        fits
    }
}

/// Takes rows from many threads.
#[derive(Debug)]
pub struct Spool<T> {
    folder: PathBuf,
    in_memory: Quota,
    file: Mutex<Option<Growing>>,
    of: PhantomData<T>,
}

#[derive(Debug)]
struct Growing {
    file: Arc<File>,
    len: u64,
}

/// Where some numbers are.
#[derive(Debug, Clone)]
pub enum Stored<T> {
    /// In memory.
    Here(Vec<T>),
    /// In the spool's file, counted in numbers.
    There(Range<usize>),
}

impl<T> Stored<T> {
    /// How many numbers there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Stored::Here(values) => values.len(),
            Stored::There(range) => range.len(),
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Keeps so many from the beginning.
    pub(crate) fn truncate(&mut self, len: usize) {
        match self {
            Stored::Here(values) => values.truncate(len),
            Stored::There(range) => range.end = range.end.min(range.start + len),
        }
    }

    /// Whether they are in memory.
    #[must_use]
    pub fn is_here(&self) -> bool {
        matches!(self, Stored::Here(_))
    }
}

impl<T> Default for Stored<T> {
    fn default() -> Self {
        Stored::Here(Vec::new())
    }
}

impl<T: Pod> Spool<T> {
    /// A spool that keeps everything in memory.
    #[must_use]
    pub fn in_memory() -> Self {
        Spool { in_memory: Quota::new(u64::MAX), ..Spool::new(&Memory::default(), 1.0) }
    }

    /// A spool that keeps `share` of the budget in memory.
    #[must_use]
    pub fn new(memory: &Memory, share: f64) -> Self {
        Spool {
            folder: memory.folder.clone().unwrap_or_else(std::env::temp_dir),
            in_memory: Quota::new(memory.share(share)),
            file: Mutex::new(None),
            of: PhantomData,
        }
    }

    /// Puts numbers into the spool.
    ///
    /// # Errors
    /// [`Error::Write`] with the folder, when its disk is full or nothing can be written there.
    pub fn put(&self, mut values: Vec<T>) -> Result<Stored<T>> {
        if self.in_memory.take(size_of_val(&values[..])) {
            values.shrink_to_fit();
            return Ok(Stored::Here(values));
        }
        self.append(&values).map_err(|source| Error::Write { path: self.folder.clone(), source })
    }

    /// Puts numbers into the spool, whose memory is used again.
    ///
    /// # Errors
    /// As [`Spool::put`].
    pub fn put_copy(&self, values: &[T]) -> Result<Stored<T>> {
        if self.in_memory.take(size_of_val(values)) {
            return Ok(Stored::Here(values.to_vec()));
        }
        self.append(values).map_err(|source| Error::Write { path: self.folder.clone(), source })
    }

    fn append(&self, values: &[T]) -> std::io::Result<Stored<T>> {
        let (file, from) = {
            let mut growing = self.file.lock().unwrap_or_else(PoisonError::into_inner);
            let growing = match &mut *growing {
                Some(growing) => growing,
                empty => empty.insert(Growing { file: Arc::new(tempfile::tempfile_in(&self.folder)?), len: 0 }),
            };
            let from = growing.len;
            growing.len += values.len() as u64;
            (Arc::clone(&growing.file), from as usize)
        };
        at::write(&file, bytemuck::cast_slice(values), (from * size_of::<T>()) as u64)?;
        Ok(Stored::There(from..from + values.len()))
    }

    /// Ends writing; what is in the file is mapped. The file has no name, so that nothing is left of it however the run ends.
    ///
    /// # Errors
    /// [`Error::Read`] with the folder, when the file cannot be mapped.
    pub fn finish(self) -> Result<Spooled<T>> {
        let Some(Growing { file, .. }) = self.file.into_inner().unwrap_or_else(PoisonError::into_inner) else {
            return Ok(Spooled::default());
        };
        let map = MmapRaw::map_raw(&*file).map_err(|source| Error::Read { path: self.folder, source })?;
        Ok(Spooled { map: Some(Arc::new(map)), of: PhantomData })
    }

    /// Ends writing; what is in the file is read from it a row at a time.
    #[must_use]
    pub fn finish_as_file(self) -> Filed<T> {
        let Growing { file, .. } = match self.file.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Some(growing) => growing,
            None => return Filed::default(),
        };
        Filed::new(file, self.folder)
    }
}

/// The rows of a spool, to be read.
#[derive(Debug)]
pub struct Spooled<T> {
    map: Option<Arc<MmapRaw>>,
    of: PhantomData<T>,
}

impl<T> Default for Spooled<T> {
    fn default() -> Self {
        Spooled { map: None, of: PhantomData }
    }
}

impl<T: Pod> Spooled<T> {
    /// The numbers that are stored there; none when they are another spool's.
    #[must_use]
    #[inline]
    pub fn get<'s>(&'s self, stored: &'s Stored<T>) -> &'s [T] {
        match stored {
            Stored::Here(values) => values,
            Stored::There(range) => self.all().get(range.clone()).unwrap_or_default(),
        }
    }

    /// The numbers in the file.
    #[inline]
    fn all(&self) -> &[T] {
        match &self.map {
            // SAFETY: the file has no name and no other handle, so nobody changes it; a mapping begins at a page, so it is aligned; any bytes are a `T`, which is `Pod`.
            Some(map) => unsafe { std::slice::from_raw_parts(map.as_ptr().cast(), map.len() / size_of::<T>()) },
            None => &[],
        }
    }

    /// What a [`Warden`](crate::warden::Warden) needs to know of it.
    #[must_use]
    pub fn mapping(&self) -> Option<Mapping> {
        self.map.as_ref().map(|map| Mapping(Arc::clone(map)))
    }
}

/// A mapped file, whose pages can be given back.
#[derive(Debug)]
pub struct Mapping(
    // elsewhere pages cannot be given back
    #[cfg_attr(not(unix), allow(dead_code))] Arc<MmapRaw>,
);

impl Mapping {
    /// Gives the pages back to the system; they are read again from the file when they are asked for.
    pub(crate) fn release(&self) {
        #[cfg(unix)]
        // SAFETY: the mapping is shared with a file, so that its pages stay in the file.
        unsafe {
            // memory that cannot be given back is kept, which harms nothing but the budget
            let _ = self.0.unchecked_advise(memmap2::UncheckedAdvice::DontNeed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_put_in_comes_out_from_memory_and_from_the_file(
            rows in proptest::collection::vec(proptest::collection::vec(any::<u32>(), 0..50), 0..40),
            budget in 0_u64..4000,
        ) {
            let spool = Spool::new(&Memory { budget, folder: None }, 0.5);
            let stored: Vec<Stored<u32>> = rows.iter().map(|row| spool.put(row.clone()).unwrap()).collect();
            let here: usize = stored.iter().filter(|row| matches!(row, Stored::Here(_))).map(|row| row.len() * 4).sum();
            prop_assert!(here as u64 <= budget / 2);
            let spooled = spool.finish().unwrap();
            for (row, stored) in rows.iter().zip(&stored) {
                prop_assert_eq!(spooled.get(stored), &row[..]);
            }
            if let Some(mapping) = spooled.mapping() {
                mapping.release();
            }
            for (row, stored) in rows.iter().zip(&stored) {
                prop_assert_eq!(spooled.get(stored), &row[..]);
            }
        }
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let folder = PathBuf::from("no/such/folder");
        let spool = Spool::new(&Memory { budget: 0, folder: Some(folder) }, 1.0);
        assert!(spool.put(vec![1_u32]).unwrap_err().to_string().contains("no/such/folder"));
    }
}
