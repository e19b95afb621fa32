//! Rows of different lengths, one for each article, in blocks: built in parallel, without copying them together.

use crate::error::Result;
use crate::spool::{Mapping, Spool, Spooled, Stored};
use crate::state::{Loader, Saver};
use bytemuck::Pod;
use rayon::prelude::*;
use std::ops::Range;

mod gather;

pub(crate) use gather::{Gatherer, STRETCH};

/// Rows in one block.
pub(crate) const BLOCK: usize = 512;

/// One row of values for each article.
#[derive(Debug)]
pub struct Rows<T> {
    blocks: Vec<StoredBlock<T>>,
    spooled: Spooled<T>,
    len: usize,
    /// The block of each row and its place there, where they are not in their order.
    places: Option<Vec<[u32; 2]>>,
}

#[derive(Debug)]
pub(crate) struct StoredBlock<T> {
    values: Stored<T>,
    ends: Vec<u32>,
}

/// [`BLOCK`] rows; the last block may have fewer.
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
    /// An empty block with room for `values`.
    pub(crate) fn with_capacity(values: usize) -> Self {
        Block { values: Vec::with_capacity(values), ends: Vec::with_capacity(BLOCK) }
    }

    /// Adds a row: what `fill` appends to the values.
    pub(crate) fn push(&mut self, fill: impl FnOnce(&mut Vec<T>)) {
        fill(&mut self.values);
        self.ends.push(self.values.len() as u32);
    }

    /// Reads one block of what [`Rows::save`] wrote.
    fn load(from: &mut Loader) -> Result<Self>
    where
        T: Pod,
    {
        let (ends, values): (Vec<u32>, Vec<T>) = (from.numbers()?, from.numbers()?);
        if !ends.is_sorted() || ends.last().is_none_or(|&end| end as usize != values.len()) {
            return Err(from.damaged());
        }
        Ok(Block { values, ends })
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
    /// `len` rows; `fill` appends the values of one row, and keeps scratch memory of type `S` from row to row.
    pub fn build<S: Default>(len: usize, fill: impl Fn(usize, &mut S, &mut Vec<T>) + Sync) -> Self {
        let blocks = (0..len.div_ceil(BLOCK))
            .into_par_iter()
            .map(|nth| {
                let mut block = Block::with_capacity(0);
                let mut scratch = S::default();
                for row in nth * BLOCK..len.min((nth + 1) * BLOCK) {
                    block.push(|values| fill(row, &mut scratch, values));
                }
                block.values.shrink_to_fit();
                StoredBlock { values: Stored::Here(block.values), ends: block.ends }
            })
            .collect();
        Rows { blocks, spooled: Spooled::default(), len, places: None }
    }

    /// From blocks, all but the last of which are full, and the spool that they were stored in.
    pub(crate) fn of_blocks(blocks: Vec<StoredBlock<T>>, spooled: Spooled<T>) -> Self {
        let len = blocks.iter().map(|block| block.ends.len()).sum();
        debug_assert!(blocks.iter().rev().skip(1).all(|block| block.ends.len() == BLOCK));
        Rows { blocks, spooled, len, places: None }
    }

    /// Writes `len` rows, whoever has them.
    pub(crate) fn save<'r>(len: usize, row: impl Fn(usize) -> &'r [T], to: &mut Saver) -> Result<()>
    where
        T: 'r,
    {
        to.value(&len.div_ceil(BLOCK))?;
        for start in (0..len).step_by(BLOCK) {
            let mut block = Block::with_capacity(0);
            (start..len.min(start + BLOCK)).for_each(|at| block.push(|values| values.extend_from_slice(row(at))));
            to.numbers(&block.ends)?;
            to.numbers(&block.values)?;
        }
        Ok(())
    }

    /// Reads what [`Rows::save`] wrote into a spool.
    pub(crate) fn load(from: &mut Loader, spool: Spool<T>) -> Result<Self> {
        let mut blocks = Vec::new();
        for _ in 0..from.value::<usize>()? {
            blocks.push(Block::load(from)?.store(&spool)?);
        }
        Ok(Rows::of_blocks(blocks, spool.finish()?))
    }

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

    /// Says that a row will be asked for soon: if it is in a file it is read while something else is done.
    ///
    /// # Panics
    /// When there is no such row.
    pub fn expect(&self, row: usize) {
        let (block, of_row) = self.place(row);
        self.spooled.expect(&block.values, of_row);
    }

    /// Where a row stands among all: its block, and its place there.
    #[inline]
    fn block_and_row(&self, row: usize) -> [usize; 2] {
        match &self.places {
            None => [row / BLOCK, row % BLOCK],
            Some(places) => places[row].map(|at| at as usize),
        }
    }

    /// Where a row stands among all: those near each other have near positions.
    ///
    /// # Panics
    /// When there is no such row.
    #[must_use]
    pub(crate) fn position(&self, row: usize) -> u64 {
        let [block, at] = self.block_and_row(row);
        (block as u64) << 32 | at as u64
    }

    /// The block that a row is in, and where it is there.
    #[inline]
    fn place(&self, row: usize) -> (&StoredBlock<T>, Range<usize>) {
        let [block, at] = self.block_and_row(row);
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
        self.len
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// How many values all rows have together.
    #[must_use]
    pub fn total(&self) -> usize {
        self.blocks.iter().map(|block| block.values.len()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_what_was_filled_in() {
        for len in [0, 1, BLOCK, 3 * BLOCK + 7] {
            let rows: Rows<u32> = Rows::build(len, |row, (): &mut (), out| out.extend(0..row as u32 % 5));
            assert_eq!(rows.len(), len);
            assert!((0..len).all(|row| rows.row(row) == (0..row as u32 % 5).collect::<Vec<_>>()));
            assert_eq!(rows.total(), (0..len).map(|row| row % 5).sum::<usize>());
        }
    }
}
