//! Spools: rows of numbers that stay in memory as long as they fit, and behind that go to files without a name.
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
    /// Each thread writes to one of them: a file has one writer at a time, and the others would wait.
    files: [Mutex<Option<Growing>>; FILES],
    of: PhantomData<T>,
}

/// Files of one spool, at most.
const FILES: usize = 4;
/// The upper bits of a place say in which file it is.
const SHIFT: u32 = usize::BITS - FILES.ilog2();

/// The file of a place, and where it is there.
#[inline(always)]
fn in_file(place: usize) -> (usize, usize) {
    (place >> SHIFT, place & ((1 << SHIFT) - 1))
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
    /// In one of the spool's files, counted in numbers.
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
            files: Default::default(),
            of: PhantomData,
        }
    }

    /// Puts numbers into the spool.
    ///
    /// # Errors
    /// [`Error::Spill`] with the folder, when its disk is full or nothing can be written there.
    pub fn put(&self, mut values: Vec<T>) -> Result<Stored<T>> {
        if self.in_memory.take(size_of_val(&values[..])) {
            values.shrink_to_fit();
            return Ok(Stored::Here(values));
        }
        self.put_in_file(&values)
    }

    /// Puts numbers into the spool, whose memory is used again.
    ///
    /// # Errors
    /// As [`Spool::put`].
    pub fn put_copy(&self, values: &[T]) -> Result<Stored<T>> {
        if self.in_memory.take(size_of_val(values)) {
            return Ok(Stored::Here(values.to_vec()));
        }
        self.put_in_file(values)
    }

    /// Puts numbers into the spool's files, whether there is room in memory or not.
    ///
    /// # Errors
    /// As [`Spool::put`].
    pub fn put_in_file(&self, values: &[T]) -> Result<Stored<T>> {
        self.append(values).map_err(|source| Error::Spill { folder: self.folder.clone(), source })
    }

    fn append(&self, values: &[T]) -> std::io::Result<Stored<T>> {
        let number = rayon::current_thread_index().unwrap_or_default() % FILES;
        let (file, from) = {
            let mut growing = self.files[number].lock().unwrap_or_else(PoisonError::into_inner);
            let growing = match &mut *growing {
                Some(growing) => growing,
                empty => empty.insert(Growing { file: Arc::new(tempfile::tempfile_in(&self.folder)?), len: 0 }),
            };
            let from = growing.len;
            growing.len += values.len() as u64;
            if growing.len > 1 << SHIFT {
                return Err(std::io::ErrorKind::FileTooLarge.into());
            }
            (Arc::clone(&growing.file), from as usize)
        };
        at::write(&file, bytemuck::cast_slice(values), (from * size_of::<T>()) as u64)?;
        let place = number << SHIFT | from;
        Ok(Stored::There(place..place + values.len()))
    }

    /// The files, those that nothing was written to left out, and the folder that they are in.
    fn into_files(self) -> ([Option<Arc<File>>; FILES], PathBuf) {
        let file = |growing: Mutex<Option<Growing>>| {
            growing.into_inner().unwrap_or_else(PoisonError::into_inner).map(|growing| growing.file)
        };
        (self.files.map(file), self.folder)
    }

    /// Ends writing; what is in files is mapped. They have no names, so that nothing is left of them however the run ends.
    ///
    /// # Errors
    /// [`Error::Read`] with the folder, when a file cannot be mapped.
    pub fn finish(self) -> Result<Spooled<T>> {
        let (files, folder) = self.into_files();
        let mut maps = [const { None }; FILES];
        for (file, map) in files.iter().zip(&mut maps) {
            if let Some(file) = file {
                let mapped = MmapRaw::map_raw(&**file);
                *map = Some(Arc::new(mapped.map_err(|source| Error::Read { path: folder.clone(), source })?));
            }
        }
        Ok(Spooled { maps, of: PhantomData })
    }

    /// Ends writing; what is in files is read from them a row at a time.
    #[must_use]
    pub fn finish_as_file(self) -> Filed<T> {
        let (files, folder) = self.into_files();
        Filed::new(files, folder)
    }
}

/// The rows of a spool, to be read.
#[derive(Debug)]
pub struct Spooled<T> {
    maps: [Option<Arc<MmapRaw>>; FILES],
    of: PhantomData<T>,
}

impl<T> Default for Spooled<T> {
    fn default() -> Self {
        Spooled { maps: Default::default(), of: PhantomData }
    }
}

impl<T: Pod> Spooled<T> {
    /// The numbers that are stored there; none when they are another spool's.
    #[must_use]
    #[inline]
    pub fn get<'s>(&'s self, stored: &'s Stored<T>) -> &'s [T] {
        match stored {
            Stored::Here(values) => values,
            Stored::There(range) => {
                let (number, from) = in_file(range.start);
                self.all(number).get(from..from + range.len()).unwrap_or_default()
            }
        }
    }

    /// The numbers in a file.
    #[inline]
    fn all(&self, number: usize) -> &[T] {
        match &self.maps[number] {
            // SAFETY: the file has no name and no other handle, so nobody changes it; a mapping begins at a page, so it is aligned; any
            // bytes are a `T`, which is `Pod`.
            Some(map) => unsafe { std::slice::from_raw_parts(map.as_ptr().cast(), map.len() / size_of::<T>()) },
            None => &[],
        }
    }

    /// What a [`Warden`](crate::warden::Warden) needs to know of it; nothing where all is in memory.
    #[must_use]
    pub fn mapping(&self) -> Option<Mapping> {
        let maps: Vec<_> = self.maps.iter().flatten().cloned().collect();
        (!maps.is_empty()).then_some(Mapping(maps))
    }
}

/// Mapped files, whose pages can be given back.
#[derive(Debug)]
pub struct Mapping(
    // elsewhere pages cannot be given back
    #[cfg_attr(not(unix), allow(dead_code))] Vec<Arc<MmapRaw>>,
);

impl Mapping {
    /// Gives the pages back to the system; they are read again from the files when they are asked for.
    pub(crate) fn release(&self) {
        #[cfg(unix)]
        for map in &self.0 {
            // SAFETY: the mapping is shared with a file, so that its pages stay in the file.
            unsafe {
                // memory that cannot be given back is kept, which harms nothing but the budget
                let _ = map.unchecked_advise(memmap2::UncheckedAdvice::DontNeed);
            }
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
    fn threads_write_to_files_of_their_own_and_all_of_it_is_found() {
        for threads in [1, 2, FILES + 3] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let row = |thread: usize, nth: usize| vec![(10 * thread + nth) as u32; nth + 1];
            let put = |spool: &Spool<u32>| {
                pool.broadcast(|thread| [0, 1, 2].map(|nth| spool.put(row(thread.index(), nth)).unwrap()))
            };
            let [mapped, filed] = [(); 2].map(|()| Spool::new(&Memory { budget: 0, folder: None }, 1.0));
            let (in_maps, in_files) = (put(&mapped), put(&filed));
            let (mapped, filed) = (mapped.finish().unwrap(), filed.finish_as_file());
            let mut buffer = Vec::new();
            for thread in 0..threads {
                for nth in 0..3 {
                    assert_eq!(mapped.get(&in_maps[thread][nth]), row(thread, nth));
                    assert_eq!(filed.read(&in_files[thread][nth], 0..nth + 1, &mut buffer), row(thread, nth));
                }
            }
            assert_eq!(mapped.maps.iter().flatten().count(), threads.min(FILES));
            mapped.mapping().unwrap().release();
            assert_eq!(mapped.get(&in_maps[threads - 1][2]), row(threads - 1, 2));
        }
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let folder = PathBuf::from("no/such/folder");
        let spool = Spool::new(&Memory { budget: 0, folder: Some(folder) }, 1.0);
        let error = spool.put(vec![1_u32]).unwrap_err().to_string();
        assert!(error.contains("no/such/folder") && error.contains("`memory.folder`"), "{error}");
    }
}
