//! Rows of different lengths, one for each article, in blocks: made in parallel and in any order, without copying them together.

use crate::error::Result;
use crate::spool::{Filed, Spool, Stored};
use bytemuck::Pod;
use std::sync::atomic::{AtomicU16, Ordering};

mod gather;

pub(crate) use gather::{Gatherer, STRETCH};

/// Articles in one block of what is laid out in their order.
pub(crate) const BLOCK: usize = 512;

/// One row of values for each article.
#[derive(Debug)]
pub struct Rows<T> {
    blocks: Vec<StoredBlock<T>>,
    filed: Filed<T>,
    /// The block of each row and its place there.
    places: Vec<[u32; 2]>,
    /// Parts of even and of odd number that were asked for last.
    expected: [AtomicU16; 2],
}

#[derive(Debug)]
pub(crate) struct StoredBlock<T> {
    values: Stored<T>,
    ends: Vec<u32>,
    part: u16,
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

    /// Ends the block, which is of this part.
    ///
    /// # Errors
    /// As [`Spool::put`].
    pub(crate) fn store(self, part: u16, spool: &Spool<T>) -> Result<StoredBlock<T>>
    where
        T: Pod,
    {
        Ok(StoredBlock { values: spool.put(self.values)?, ends: self.ends, part })
    }
}

impl<T: Pod> Rows<T> {
    /// One row, which is read into `out` where it is in a file.
    ///
    /// # Panics
    /// When there is no such row.
    #[inline]
    #[must_use]
    pub fn read<'r>(&'r self, row: usize, out: &'r mut Vec<T>) -> &'r [T] {
        let [block, at] = self.places[row].map(|at| at as usize);
        let block = &self.blocks[block];
        let start = if at == 0 { 0 } else { block.ends[at - 1] as usize };
        self.filed.read(&block.values, start..block.ends[at] as usize, out)
    }

    /// Says that a row will be asked for soon, and others of its part: what of that is in a file is read while something else is done.
    ///
    /// # Panics
    /// When there is no such row.
    pub fn expect(&self, row: usize) {
        let part = self.blocks[self.places[row][0] as usize].part;
        // what is asked for moves from one part to the next, each thread in its own time, so that two are asked for at a time
        let expected = &self.expected[usize::from(part) % 2];
        if expected.load(Ordering::Relaxed) != part && expected.swap(part, Ordering::Relaxed) != part {
            self.blocks.iter().filter(|block| block.part == part).for_each(|block| self.filed.expect(&block.values));
        }
    }

    /// Where a row stands among all: those near each other have near positions.
    ///
    /// # Panics
    /// When there is no such row.
    #[must_use]
    pub(crate) fn position(&self, row: usize) -> u64 {
        let [block, at] = self.places[row];
        u64::from(self.blocks[block as usize].part) << 48 | u64::from(block) << 24 | u64::from(at)
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
