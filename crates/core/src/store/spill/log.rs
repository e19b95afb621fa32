//! A spilled log: records in the order in which they were added, in memory while a budget lasts and in a file after
//! that.

use super::{Extent, SpillOptions, SpillWriter};
use crate::error::{Error, Result};
use bytemuck::Pod;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

/// Records that are written to a file at once.
const RECORDS_PER_BLOCK: usize = if cfg!(test) { 16 } else { 1 << 14 };

/// Records in the order in which they were added.
#[derive(Debug, Clone)]
pub(crate) struct SpillLog<T> {
    /// Full blocks.
    blocks: Vec<Extent<T>>,
    last: Vec<T>,
    /// `None` if all records stay in memory.
    store: Option<Arc<Store<T>>>,
}

#[derive(Debug)]
struct Store<T> {
    writer: SpillWriter<T>,
    first_error: Mutex<Option<Error>>,
}

impl<T> Default for SpillLog<T> {
    fn default() -> Self {
        SpillLog { blocks: Vec::new(), last: Vec::new(), store: None }
    }
}

impl<T: Pod> SpillLog<T> {
    /// No records yet, of which `share` of the memory budget will be kept in memory.
    pub(crate) fn new(options: &SpillOptions, share: f64) -> Self {
        let store = Store { writer: SpillWriter::new(options, share), first_error: Mutex::new(None) };
        SpillLog { store: Some(Arc::new(store)), ..SpillLog::default() }
    }

    /// Number of records.
    pub(crate) fn len(&self) -> usize {
        self.blocks.len() * RECORDS_PER_BLOCK + self.last.len()
    }

    /// Adds a record. If it cannot be stored, [`SpillLog::check_io`] says so.
    pub(crate) fn push(&mut self, record: T) {
        self.last.push(record);
        if self.last.len() < RECORDS_PER_BLOCK {
            return;
        }
        let Some(store) = &self.store else {
            self.blocks.push(Extent::Memory(std::mem::take(&mut self.last)));
            return;
        };
        let stored = store.writer.put_copy(&self.last);
        self.last.clear();
        self.blocks.push(stored.unwrap_or_else(|error| {
            store.keep_first(error);
            Extent::Memory(vec![T::zeroed(); RECORDS_PER_BLOCK])
        }));
    }

    /// The records at `range`.
    pub(crate) fn read(&self, range: Range<usize>) -> Vec<T> {
        let mut records = Vec::with_capacity(range.len());
        let mut from = range.start;
        while from < range.end {
            let (block, start) = (from / RECORDS_PER_BLOCK, from % RECORDS_PER_BLOCK);
            let end = RECORDS_PER_BLOCK.min(start + range.end - from);
            records.extend_from_slice(&self.part(block, start..end));
            from += end - start;
        }
        records
    }

    /// All records.
    pub(crate) fn iter(&self) -> impl Iterator<Item = T> + '_ {
        (0..=self.blocks.len()).flat_map(|block| {
            let records = if block < self.blocks.len() { RECORDS_PER_BLOCK } else { self.last.len() };
            self.part(block, 0..records).into_owned()
        })
    }

    /// Part of a block; the one after the full blocks is the last.
    fn part(&self, block: usize, part: Range<usize>) -> Cow<'_, [T]> {
        match (self.blocks.get(block), &self.store) {
            (None, _) => Cow::Borrowed(&self.last[part]),
            (Some(Extent::Memory(records)), _) => Cow::Borrowed(&records[part]),
            (Some(extent), store) => {
                let mut records = vec![T::zeroed(); part.len()];
                if let Some(store) = store {
                    let reader = store.writer.reader();
                    reader.read_into(extent, part.start, &mut records);
                    reader.check_io().unwrap_or_else(|error| store.keep_first(error));
                }
                Cow::Owned(records)
            }
        }
    }

    /// Returns the first error of writing or reading since the last call. Records that could not be stored are zeros.
    ///
    /// # Errors
    /// [`Error::Read`] or [`Error::Spill`] with the folder of the files.
    pub(crate) fn check_io(&self) -> Result<()> {
        let first = |store: &Arc<Store<T>>| store.first_error.lock().unwrap_or_else(PoisonError::into_inner).take();
        self.store.as_ref().and_then(first).map_or(Ok(()), Err)
    }
}

impl<T> Store<T> {
    #[cold]
    fn keep_first(&self, error: Error) {
        self.first_error.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
    }
}

impl<T: Pod> Extend<T> for SpillLog<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, records: I) {
        records.into_iter().for_each(|record| self.push(record));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn records_are_read_as_they_were_added_in_memory_and_from_files(
            count in 0..5 * RECORDS_PER_BLOCK as u64,
            budget in proptest::option::of(0_u64..1200),
            (from, to) in (0.0..1.0, 0.0..1.0),
        ) {
            let options = budget.map(|budget| SpillOptions { budget, folder: None });
            let mut log = options.map_or_else(SpillLog::default, |options| SpillLog::new(&options, 1.0));
            log.extend((0..count).map(|nth| [nth, nth * nth]));
            prop_assert_eq!(log.len() as u64, count);
            prop_assert!(log.iter().eq((0..count).map(|nth| [nth, nth * nth])));
            let place = |share: f64| (count as f64 * share) as u64;
            let (start, end) = (place(from).min(place(to)), place(from).max(place(to)));
            let expected: Vec<[u64; 2]> = (start..end).map(|nth| [nth, nth * nth]).collect();
            prop_assert_eq!(log.clone().read(start as usize..end as usize), expected);
            prop_assert!(log.check_io().is_ok());
        }
    }

    #[test]
    fn a_missing_folder_is_told_once() {
        let mut log = SpillLog::new(&SpillOptions { budget: 0, folder: Some("no/such/folder".into()) }, 1.0);
        log.extend((0..RECORDS_PER_BLOCK as u32).map(|nth| [nth, 1]));
        assert_eq!(log.len(), RECORDS_PER_BLOCK);
        assert!(matches!(log.check_io(), Err(Error::Spill { .. })));
        assert!(log.check_io().is_ok());
    }
}
