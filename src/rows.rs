//! Rows of different lengths, one for each article, in blocks: made in parallel and in any order, without copying them together.

use crate::error::Result;
use crate::spool::{Mapping, Spool, Spooled, Stored};
use bytemuck::Pod;
use std::ops::Range;

mod gather;

pub(crate) use gather::{Gatherer, STRETCH};

/// Articles in one block of what is laid out in their order.
pub(crate) const BLOCK: usize = 512;

/// One row of values for each article.
#[derive(Debug)]
pub struct Rows<T> {
    blocks: Vec<StoredBlock<T>>,
    spooled: Spooled<T>,
    /// The block of each row and its place there.
    places: Vec<[u32; 2]>,
}

#[derive(Debug)]
pub(crate) struct StoredBlock<T> {
    values: Stored<T>,
    ends: Vec<u32>,
}

/// Rows one behind the other.
#[derive(Debug, Clone)]
pub(crate) struct Block<T> {
    values: Vec<T>,
    ends: Vec<u32>,
}

impl<T> Default for Block<T> {
    fn default() -> Self {
        Block { values: Vec::new(), ends: Vec::new() }
    }
}

impl<T> Block<T> {
    /// Adds a row: what `fill` appends to the values.
    pub(crate) fn push(&mut self, fill: impl FnOnce(&mut Vec<T>)) {
        fill(&mut self.values);
        self.ends.push(self.values.len() as u32);
    }

    /// Ends the block.
    ///
    /// # Errors
    /// As [`Spool::put`].
    pub(crate) fn store(self, spool: &Spool<T>) -> Result<StoredBlock<T>>
    where
        T: Pod,
    {
        Ok(StoredBlock { values: spool.put(self.values)?, ends: self.ends })
    }
}

impl<T: Pod + Send + Sync> Rows<T> {
    /// One row.
    ///
    /// # Panics
    /// When there is no such row.
    #[inline]
    #[must_use]
    pub fn row(&self, row: usize) -> &[T] {
        let (block, of_row) = self.place(row);
        &self.spooled.get(&block.values)[of_row]
    }

    /// One row, which is read into `out` where it is in a file: for rows here and there in it, one after the other.
    ///
    /// # Panics
    /// When there is no such row.
    #[inline]
    #[must_use]
    pub fn read<'r>(&'r self, row: usize, out: &'r mut Vec<T>) -> &'r [T] {
        let (block, of_row) = self.place(row);
        self.spooled.read(&block.values, of_row, out)
    }

    /// One row where it is in memory; nothing where [`Rows::read`] reads it.
    ///
    /// # Panics
    /// When there is no such row.
    #[inline]
    #[must_use]
    pub fn here(&self, row: usize) -> Option<&[T]> {
        let (block, of_row) = self.place(row);
        self.spooled.here(&block.values, of_row)
    }

    /// Says that a row will be asked for soon: if it is in a file it is read while something else is done.
    ///
    /// # Panics
    /// When there is no such row.
    pub fn expect(&self, row: usize) {
        let (block, of_row) = self.place(row);
        self.spooled.expect(&block.values, of_row);
    }

    /// Where a row stands among all: those near each other have near positions.
    ///
    /// # Panics
    /// When there is no such row.
    #[must_use]
    pub(crate) fn position(&self, row: usize) -> u64 {
        let [block, at] = self.places[row];
        u64::from(block) << 32 | u64::from(at)
    }

    /// The block that a row is in, and where it is there.
    #[inline]
    fn place(&self, row: usize) -> (&StoredBlock<T>, Range<usize>) {
        let [block, at] = self.places[row].map(|at| at as usize);
        let block = &self.blocks[block];
        let start = if at == 0 { 0 } else { block.ends[at - 1] as usize };
        (block, start..block.ends[at] as usize)
    }

    /// What of the rows is mapped.
    #[must_use]
    pub fn mapping(&self) -> Option<Mapping> {
        self.spooled.mapping()
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// How many values all rows have together.
    #[must_use]
    pub fn total(&self) -> usize {
        self.blocks.iter().map(|block| block.values.len()).sum()
    }
}
