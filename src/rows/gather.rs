//! Gathering: rows that are asked for together are laid down together, though they are made in another order.

use super::parts::Parts;
use super::{Block, EXPECTED, RowPlace, Rows, StoredBlock};
use crate::error::Result;
use crate::spool::{Filed, Spool};
use bytemuck::Pod;
use std::sync::atomic::AtomicU16;

/// Bytes of one part that are laid down in one go: a disk reads so many at full speed wherever they stand.
pub(crate) const STRETCH: usize = 1 << 17;

/// What the last row of a stretch mostly does not reach over.
const ROOM: usize = 1 << 12;

/// Takes rows in any order, each for one of a few parts, and lays those of a part down in stretches of [`STRETCH`] bytes.
pub(crate) struct Gatherer<'s, T> {
    spool: &'s Spool<T>,
    /// Parts of which something may stay in memory.
    often: usize,
    parts: Vec<(Block<T>, Vec<u32>)>,
    gathered: Gathered<T>,
}

/// What one [`Gatherer`] laid down: blocks, where the rows end in each, and which they are.
pub(crate) struct Gathered<T> {
    blocks: Vec<(StoredBlock<T>, Vec<u32>, Vec<u32>)>,
}

impl<'s, T: Pod> Gatherer<'s, T> {
    /// For so many first ones, which are asked for often, of so many parts.
    pub(crate) fn new([often, parts]: [usize; 2], spool: &'s Spool<T>) -> Self {
        let parts = (0..parts).map(|_| (Block::default(), Vec::new())).collect();
        Gatherer { spool, often, parts, gathered: Gathered { blocks: Vec::new() } }
    }

    /// Adds a row to a part: what `fill` appends to the values.
    ///
    /// # Errors
    /// As [`Spool::put`].
    ///
    /// # Panics
    /// When there is no such part.
    pub(crate) fn push(&mut self, row: u32, part: u16, fill: impl FnOnce(&mut Vec<T>)) -> Result<()> {
        let (block, rows) = &mut self.parts[usize::from(part)];
        if block.values.capacity() == 0 {
            block.values.reserve_exact((STRETCH + ROOM) / size_of::<T>());
        }
        block.push(fill);
        rows.push(row);
        if block.values.len() * size_of::<T>() >= STRETCH {
            let (stored, ends) = block.store(part, self.often, self.spool)?;
            self.gathered.blocks.push((stored, ends, rows.to_vec()));
            rows.clear();
        }
        Ok(())
    }

    /// Lays down what is left.
    ///
    /// # Errors
    /// As [`Spool::put`].
    pub(crate) fn finish(mut self) -> Result<Gathered<T>> {
        for (part, (mut block, rows)) in (0..).zip(self.parts) {
            if !rows.is_empty() {
                let (stored, ends) = block.store(part, self.often, self.spool)?;
                self.gathered.blocks.push((stored, ends, rows));
            }
        }
        Ok(self.gathered)
    }
}

impl<T: Pod> Rows<T> {
    /// `len` rows, each of which is in one of `gathered`, and the spool that they were laid down in.
    pub(crate) fn of_gathered(len: usize, gathered: Vec<Gathered<T>>, filed: Filed<T>) -> Self {
        let mut places = vec![RowPlace::default(); len];
        let mut gathered: Vec<_> = gathered.into_iter().flat_map(|gathered| gathered.blocks).collect();
        gathered.sort_by_key(|(block, ..)| block.part);
        let mut blocks = Vec::with_capacity(gathered.len());
        for (block, ends, rows) in gathered {
            let mut start = 0;
            for (row, end) in rows.into_iter().zip(ends) {
                places[row as usize] = RowPlace { block: blocks.len() as u32, start, end };
                start = end;
            }
            blocks.push(block);
        }
        let parts = Parts::new(&blocks);
        Rows { blocks, filed, places, parts, expected: [const { AtomicU16::new(u16::MAX) }; EXPECTED] }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Buffer;
    use super::*;
    use crate::spool::Memory;
    use proptest::prelude::*;

    #[test]
    fn memory_is_for_parts_that_are_asked_for_often() {
        for (part, is_in_file) in [(0, false), (1, true)] {
            let spool = Spool::new(&Memory { budget: 1 << 20, folder: None }, 1.0);
            let mut gatherer = Gatherer::new([1, 2], &spool);
            gatherer.push(0, part, |out| out.extend([7_u32; 9])).unwrap();
            let gathered = vec![gatherer.finish().unwrap()];
            let rows = Rows::of_gathered(1, gathered, spool.finish_as_file());
            assert_eq!(rows.filed().is_file(), is_in_file);
            assert_eq!(rows.read(0, &mut Buffer::default()), [7; 9]);
        }
    }

    proptest! {
        #[test]
        fn every_row_is_found_whatever_part_it_is_in_and_whoever_gathered_it(
            rows in proptest::collection::vec((0_u16..5, 0_usize..9000), 0..60),
            budget in 0_u64..2_000_000,
        ) {
            let spool = Spool::new(&Memory { budget, folder: None }, 1.0);
            let value = |row: usize, n: usize| (row * 10_000 + n) as u32;
            let mut gatherers = [(); 2].map(|()| Gatherer::new([3, 5], &spool));
            for (row, &(part, len)) in rows.iter().enumerate() {
                let gatherer = &mut gatherers[(row / 3) % 2];
                gatherer.push(row as u32, part, |out| out.extend((0..len).map(|n| value(row, n)))).unwrap();
            }
            let gathered = gatherers.map(|gatherer| gatherer.finish().unwrap());
            let all = Rows::of_gathered(rows.len(), gathered.into(), spool.finish_as_file());
            prop_assert_eq!(all.len(), rows.len());
            // as often as it takes until parts are in memory, and others take their places
            for _ in 0..3 {
                let mut buffer = Buffer::default();
                for (row, &(_, len)) in rows.iter().enumerate() {
                    all.expect(row);
                    let expected: Vec<u32> = (0..len).map(|n| value(row, n)).collect();
                    prop_assert_eq!(all.read(row, &mut buffer), &expected[..]);
                }
            }
        }
    }
}
