//! Spools: rows of numbers that stay in memory as long as they fit, and behind that go to a file without a name.
#![allow(unsafe_code)] // a mapped file is read as the numbers that were written to it

use crate::error::{Error, Result};
use crate::memory;
use bytemuck::Pod;
use memmap2::MmapRaw;
use std::fs::File;
use std::io::Write;
use std::marker::PhantomData;
use std::mem::size_of;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// How much memory a run should take, and where it puts what does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Memory {
    /// Bytes that the run should stay within. It needs some 400 for each article, whatever this says.
    pub budget: u64,
    /// The folder of the files; the system's folder for such files when nothing.
    pub folder: Option<PathBuf>,
}

/// Two gigabytes: some 350,000 articles of 500 words have place in it.
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

/// Takes rows from many threads.
#[derive(Debug)]
pub struct Spool<T> {
    folder: PathBuf,
    /// Bytes that may stay in memory.
    limit: u64,
    in_memory: AtomicU64,
    file: Mutex<Option<Growing>>,
    of: PhantomData<T>,
}

#[derive(Debug)]
struct Growing {
    file: File,
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

    /// Forgets the numbers behind the first `len`.
    pub fn truncate(&mut self, len: usize) {
        match self {
            Stored::Here(values) => {
                values.truncate(len);
                // an allocator that is asked to shrink them leaves them where they are, all of them
                memory::give_back(values);
            }
            Stored::There(range) => range.end = range.end.min(range.start + len),
        }
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
        Spool { limit: u64::MAX, ..Spool::new(&Memory::default(), 1.0) }
    }

    /// A spool that keeps `share` of the budget in memory.
    #[must_use]
    pub fn new(memory: &Memory, share: f64) -> Self {
        Spool {
            folder: memory.folder.clone().unwrap_or_else(std::env::temp_dir),
            limit: memory.share(share),
            in_memory: AtomicU64::new(0),
            file: Mutex::new(None),
            of: PhantomData,
        }
    }

    /// Puts numbers into the spool.
    ///
    /// # Errors
    /// [`Error::Write`] with the folder, when its disk is full or nothing can be written there.
    pub fn put(&self, mut values: Vec<T>) -> Result<Stored<T>> {
        let bytes = (values.len() * size_of::<T>()) as u64;
        let before = self.in_memory.fetch_add(bytes, Ordering::Relaxed);
        if before + bytes <= self.limit {
            values.shrink_to_fit();
            return Ok(Stored::Here(values));
        }
        self.in_memory.fetch_sub(bytes, Ordering::Relaxed);
        self.append(&values).map_err(|source| Error::Write { path: self.folder.clone(), source })
    }

    fn append(&self, values: &[T]) -> std::io::Result<Stored<T>> {
        let mut growing = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let growing = match &mut *growing {
            Some(growing) => growing,
            empty => empty.insert(Growing { file: tempfile::tempfile_in(&self.folder)?, len: 0 }),
        };
        growing.file.write_all(bytemuck::cast_slice(values))?;
        let from = growing.len as usize;
        growing.len += values.len() as u64;
        Ok(Stored::There(from..growing.len as usize))
    }

    /// Ends writing. The file has no name, so that nothing is left of it however the run ends.
    ///
    /// # Errors
    /// [`Error::Read`] with the folder, when the file cannot be mapped.
    pub fn finish(self) -> Result<Spooled<T>> {
        let Some(Growing { file, .. }) = self.file.into_inner().unwrap_or_else(PoisonError::into_inner) else {
            return Ok(Spooled::default());
        };
        let map = MmapRaw::map_raw(&file).map_err(|source| Error::Read { path: self.folder, source })?;
        Ok(Spooled { map: Some(Arc::new(map)), file: Some(file), of: PhantomData })
    }
}

/// The rows of a spool, to be read.
#[derive(Debug)]
pub struct Spooled<T> {
    map: Option<Arc<MmapRaw>>,
    file: Option<File>,
    of: PhantomData<T>,
}

impl<T> Default for Spooled<T> {
    fn default() -> Self {
        Spooled { map: None, file: None, of: PhantomData }
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

    /// Part of what is stored, read into `out` where it is in the file: a mapped page brings its neighbours with it, which for a
    /// row that stands alone costs more than a copy.
    #[must_use]
    #[inline]
    pub fn read<'s>(&'s self, stored: &'s Stored<T>, part: Range<usize>, out: &'s mut Vec<T>) -> &'s [T] {
        if let Some(here) = self.here(stored, part.clone()) {
            return here;
        }
        out.resize(part.len(), T::zeroed());
        let read = |out: &mut [T]| -> Option<()> {
            #[cfg(unix)]
            {
                use std::os::unix::fs::FileExt;
                let Stored::There(range) = stored else { return None };
                let from = (range.start + part.start) * size_of::<T>();
                self.file.as_ref()?.read_exact_at(bytemuck::cast_slice_mut(out), from as u64).ok()
            }
            #[cfg(not(unix))]
            {
                let _ = out;
                None
            }
        };
        if read(out).is_none() {
            out.copy_from_slice(&self.get(stored)[part.clone()]);
        }
        out
    }

    /// Part of what is stored where it is in memory; nothing where [`Spooled::read`] reads it.
    #[must_use]
    #[inline]
    pub fn here<'s>(&'s self, stored: &'s Stored<T>, part: Range<usize>) -> Option<&'s [T]> {
        match stored {
            Stored::Here(values) => values.get(part),
            Stored::There(_) => None,
        }
    }

    /// Asks the system to read this part of what is stored, and does not wait for it: rows that are asked for one after the other
    /// cost a disk's pause each, and many at once hardly more than one.
    pub fn expect(&self, stored: &Stored<T>, part: Range<usize>) {
        #[cfg(unix)]
        if let (Some(map), Stored::There(range)) = (&self.map, stored) {
            let from = (range.start + part.start) * size_of::<T>();
            // it is advice: where it is not taken, reading is slower and nothing else
            let _ = map.advise_range(memmap2::Advice::WillNeed, from, part.len() * size_of::<T>());
        }
    }

    /// The numbers in the file.
    #[inline]
    fn all(&self) -> &[T] {
        match &self.map {
            // SAFETY: the file has no name and no other handle, so nobody changes it but through `all_mut`, which borrows this
            // value alone; a mapping begins at a page, so it is aligned; any bytes are a `T`, which is `Pod`.
            Some(map) => unsafe { std::slice::from_raw_parts(map.as_ptr().cast(), map.len() / size_of::<T>()) },
            None => &[],
        }
    }

    fn all_mut(&mut self) -> &mut [T] {
        match &self.map {
            // SAFETY: as in `all`; the file was opened for writing.
            Some(map) => unsafe { std::slice::from_raw_parts_mut(map.as_mut_ptr().cast(), map.len() / size_of::<T>()) },
            None => &mut [],
        }
    }

    /// All of these rows at once, to be changed; those in the file may only become shorter. None of them may be given twice.
    pub fn all_of<'s>(&'s mut self, stored: Vec<&'s mut Stored<T>>) -> Vec<&'s mut [T]> {
        let mut order: Vec<(usize, usize)> = (0..stored.len())
            .map(|nth| match &*stored[nth] {
                Stored::Here(_) => (0, nth),
                Stored::There(range) => (range.start, nth),
            })
            .collect();
        order.sort_unstable();
        let mut rows: Vec<&mut [T]> = stored.iter().map(|_| &mut [][..]).collect();
        let mut stored: Vec<Option<&mut Stored<T>>> = stored.into_iter().map(Some).collect();
        let (mut rest, mut at) = (self.all_mut(), 0);
        for (_, nth) in order {
            rows[nth] = match stored[nth].take() {
                Some(Stored::Here(values)) => values,
                Some(Stored::There(range)) => {
                    let from = rest.split_at_mut_checked(range.start - at);
                    let row = from.and_then(|(_, from)| from.split_at_mut_checked(range.len()));
                    let Some((row, behind)) = row else { return rows };
                    (rest, at) = (behind, range.end);
                    row
                }
                None => continue,
            };
        }
        rows
    }

    /// What a [`Warden`](crate::warden::Warden) needs to know of it.
    #[must_use]
    pub fn mapping(&self) -> Option<Mapping> {
        self.map.as_ref().map(|map| Mapping(Arc::clone(map)))
    }
}

/// A mapped file, whose pages can be given back.
#[derive(Debug)]
pub struct Mapping(Arc<MmapRaw>);

impl Mapping {
    /// Tells the system that single rows will be asked for, here and there: a page that is missing is then read alone. Unless told
    /// it reads 128 KB for a row of two.
    pub(crate) fn expect_single_rows(&self) {
        #[cfg(unix)]
        // it is advice: where it is not taken, reading is slower and nothing else
        let _ = self.0.advise(memmap2::Advice::Random);
    }

    /// Gives the pages back to the system; they are read again from the file when they are asked for.
    pub(crate) fn release(&self) {
        #[cfg(unix)]
        // SAFETY: the mapping is shared with a file, so that its pages, and what was written to them, stay in the file.
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
            let mut stored: Vec<Stored<u32>> = rows.iter().map(|row| spool.put(row.clone()).unwrap()).collect();
            let here: usize = stored.iter().filter(|row| matches!(row, Stored::Here(_))).map(|row| row.len() * 4).sum();
            prop_assert!(here as u64 <= budget / 2);
            let mut spooled = spool.finish().unwrap();
            let mut out = Vec::new();
            for (row, stored) in rows.iter().zip(&stored) {
                prop_assert_eq!(spooled.get(stored), &row[..]);
                let part = row.len() / 3..row.len() - row.len() / 4;
                spooled.expect(stored, part.clone());
                prop_assert_eq!(spooled.read(stored, part.clone(), &mut out), &row[part.clone()]);
                match spooled.here(stored, part.clone()) {
                    Some(here) => prop_assert_eq!(here, &row[part]),
                    None => prop_assert_eq!(&out, &row[part]),
                }
            }
            for row in spooled.all_of(stored.iter_mut().collect()) {
                row.iter_mut().for_each(|value| *value = value.wrapping_add(1));
            }
            if let Some(mapping) = spooled.mapping() {
                mapping.release();
            }
            for (row, stored) in rows.iter().zip(&stored) {
                let changed: Vec<u32> = row.iter().map(|value| value.wrapping_add(1)).collect();
                prop_assert_eq!(spooled.get(stored), &changed[..]);
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
