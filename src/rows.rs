//! Rows of different lengths, one for each article, in blocks: made in parallel and in any order, without copying them together.

use crate::error::Result;
use crate::prefetch::prefetch;
use crate::spool::{Filed, Spool, Stored};
use bytemuck::Pod;
use parts::Parts;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

mod gather;
mod parts;

pub(crate) use gather::{Gatherer, STRETCH};
pub(crate) use parts::in_memory_at_once;

/// Articles in one block of what is laid out in their order.
pub(crate) const BLOCK: usize = 512;

/// Parts that can be asked for without forgetting each other: to ask for one again costs as much as to go through its pages.
const EXPECTED: usize = 64;

/// One row of values for each article.
#[derive(Debug)]
pub struct Rows<T> {
    blocks: Vec<StoredBlock<T>>,
    filed: Filed<T>,
    places: Vec<RowPlace>,
    parts: Parts<T>,
    /// Parts that were asked for last, of those with the same remainder.
    expected: [AtomicU16; EXPECTED],
}

/// The block of a row, and where it begins and ends there.
#[derive(Debug, Clone, Copy, Default)]
struct RowPlace {
    block: u32,
    start: u32,
    end: u32,
}

#[derive(Debug)]
pub(crate) struct StoredBlock<T> {
    values: Stored<T>,
    rows: u32,
    part: u16,
}

/// Scratch memory to read one row after the other of the same rows.
#[derive(Debug)]
pub struct Buffer<T> {
    row: Vec<T>,
    /// The part that was read last, where it was read whole.
    part: Option<Arc<parts::Whole<T>>>,
}

impl<T> Default for Buffer<T> {
    fn default() -> Self {
        Buffer { row: Vec::new(), part: None }
    }
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

    /// Ends the block, which is of this part, and says where each row ends; the next is made in the same memory. Of so many first parts
    /// it may stay in memory.
    ///
    /// # Errors
    /// As [`Spool::put_copy`].
    pub(crate) fn store(&mut self, part: u16, often: usize, spool: &Spool<T>) -> Result<(StoredBlock<T>, Vec<u32>)>
    where
        T: Pod,
    {
        let is_often = usize::from(part) < often;
        let values = if is_often { spool.put_copy(&self.values) } else { spool.put_in_file(&self.values) }?;
        let stored = (StoredBlock { values, rows: self.ends.len() as u32, part }, self.ends.to_vec());
        self.values.clear();
        self.ends.clear();
        Ok(stored)
    }
}

impl<T: Pod> Rows<T> {
    /// One row, which is read into `buffer` where it is in a file. Who reads many of one part has the whole of it in memory soon.
    ///
    /// # Panics
    /// When there is no such row.
    #[inline]
    #[must_use]
    pub fn read<'r>(&'r self, row: usize, buffer: &'r mut Buffer<T>) -> &'r [T] {
        let RowPlace { block: number, start, end } = self.places[row];
        let (block, row) = (&self.blocks[number as usize], start as usize..end as usize);
        if let Stored::Here(values) = &block.values {
            return &values[row];
        }
        let Buffer { row: out, part } = buffer;
        if part.as_ref().is_none_or(|part| !part.has(number)) {
            *part = self.parts.whole(usize::from(block.part), part.take(), &self.blocks, &self.filed);
        }
        match part {
            Some(part) => part.row(number, row),
            None => self.filed.read(&block.values, row, out),
        }
    }

    /// Says that a row will be asked for soon, and others of its part: what of that is in a file is read while something else is done.
    ///
    /// # Panics
    /// When there is no such row.
    pub fn expect(&self, row: usize) {
        let part = self.blocks[self.places[row].block as usize].part;
        // what is asked for moves from one part to the next, each thread in its own time
        let expected = &self.expected[usize::from(part) % EXPECTED];
        if expected.load(Ordering::Relaxed) != part && expected.swap(part, Ordering::Relaxed) != part {
            let blocks = self.parts.blocks(usize::from(part));
            self.blocks[blocks].iter().for_each(|block| self.filed.expect(&block.values));
        }
    }

    /// Where a row stands among all: those near each other have near positions.
    ///
    /// # Panics
    /// When there is no such row.
    #[must_use]
    pub(crate) fn position(&self, row: usize) -> u64 {
        // a row begins in the first stretch of its block, which is far smaller than 2²⁴
        let RowPlace { block, start, .. } = self.places[row];
        u64::from(self.blocks[block as usize].part) << 48 | u64::from(block) << 24 | u64::from(start)
    }

    /// Says that it will soon be asked where a row is.
    ///
    /// # Panics
    /// When there is no such row.
    #[inline]
    pub(crate) fn expect_place(&self, row: usize) {
        prefetch(&self.places[row..=row]);
    }

    /// Says that a row will be asked for next: what of it is in memory comes into the cache while something else is done.
    ///
    /// # Panics
    /// When there is no such row.
    #[inline]
    pub(crate) fn expect_next(&self, row: usize) {
        let RowPlace { block, start, end } = self.places[row];
        if let Stored::Here(values) = &self.blocks[block as usize].values {
            prefetch(&values[start as usize..end as usize]);
        }
    }

    /// The file that rows are in.
    pub(crate) fn filed(&self) -> &Filed<T> {
        &self.filed
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
}
