//! Writes partitioned rows: takes rows in any order and writes those of a partition together.

use super::StoredBlock;
use crate::error::Result;
use crate::store::repartition::Partitioning;
use crate::store::spill::SpillWriter;
use bytemuck::Pod;

/// Bytes of one partition that are written in one go. A disk reads a stretch of this size at full speed wherever it is.
pub(crate) const STRETCH_BYTES: usize = 1 << 17;

/// Room for the last row of a stretch, which mostly ends within this many bytes after it.
const LAST_ROW_BYTES: usize = 1 << 12;

/// Takes rows for partitions, from one thread; each thread has its own writer.
pub(in crate::store) struct PartitionWriter<'s, T> {
    spill: &'s SpillWriter<T>,
    /// The first partitions, which may stay in memory.
    shared: usize,
    open: Vec<OpenBlock<T>>,
    written: Vec<WrittenBlock<T>>,
}

/// Rows of a partition that are not written yet.
struct OpenBlock<T> {
    values: Vec<T>,
    ends: Vec<u32>,
    rows: Vec<u32>,
}

/// A block with its rows and where each ends.
pub(in crate::store) struct WrittenBlock<T> {
    pub(super) stored: StoredBlock<T>,
    pub(super) ends: Vec<u32>,
    pub(super) rows: Vec<u32>,
}

impl<'s, T: Pod> PartitionWriter<'s, T> {
    pub(in crate::store) fn new(partitions: &Partitioning, spill: &'s SpillWriter<T>) -> Self {
        let open = |_| OpenBlock { values: Vec::new(), ends: Vec::new(), rows: Vec::new() };
        let open = (0..partitions.count).map(open).collect();
        PartitionWriter { spill, shared: partitions.shared, open, written: Vec::new() }
    }

    /// Adds a row to a partition: what `fill` appends.
    ///
    /// # Errors
    /// As [`SpillWriter::put`].
    ///
    /// # Panics
    /// When there is no such partition.
    pub(in crate::store) fn push(&mut self, row: u32, partition: u16, fill: impl FnOnce(&mut Vec<T>)) -> Result<()> {
        let block = &mut self.open[usize::from(partition)];
        if block.values.capacity() == 0 {
            block.values.reserve_exact((STRETCH_BYTES + LAST_ROW_BYTES) / size_of::<T>());
        }
        fill(&mut block.values);
        block.ends.push(block.values.len() as u32);
        block.rows.push(row);
        if block.values.len() * size_of::<T>() >= STRETCH_BYTES { self.write(partition) } else { Ok(()) }
    }

    /// Writes the open block of a partition; its memory is used for the next one.
    fn write(&mut self, partition: u16) -> Result<()> {
        let block = &mut self.open[usize::from(partition)];
        let may_stay_in_memory = usize::from(partition) < self.shared;
        let values = if may_stay_in_memory {
            self.spill.put_copy(&block.values)
        } else {
            self.spill.put_in_file(&block.values)
        }?;
        block.values.clear();
        let (ends, rows) = (block.ends.to_vec(), block.rows.to_vec());
        block.ends.clear();
        block.rows.clear();
        self.written.push(WrittenBlock {
            stored: StoredBlock { values, rows: rows.len() as u32, partition },
            ends,
            rows,
        });
        Ok(())
    }

    /// Writes what is left and returns all blocks.
    ///
    /// # Errors
    /// As [`SpillWriter::put`].
    pub(in crate::store) fn finish(mut self) -> Result<Vec<WrittenBlock<T>>> {
        for partition in 0..self.open.len() {
            if !self.open[partition].rows.is_empty() {
                self.write(partition as u16)?;
                self.open[partition].values = Vec::new();
            }
        }
        Ok(self.written)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{PartitionedRows, RowBuffer};
    use super::*;
    use crate::store::SpillOptions;
    use proptest::prelude::*;

    fn partitions(count: usize, shared: usize) -> Partitioning {
        Partitioning { partitions: Vec::new(), count, shared }
    }

    #[test]
    fn only_shared_partitions_stay_in_memory() {
        for (partition, is_in_file) in [(0, false), (1, true)] {
            let spill = SpillWriter::new(&SpillOptions { budget: 1 << 20, folder: None }, 1.0);
            let mut writer = PartitionWriter::new(&partitions(2, 1), &spill);
            writer.push(0, partition, |out| out.extend([7_u32; 9])).unwrap();
            let written = vec![writer.finish().unwrap()];
            let rows = PartitionedRows::new(1, written, spill.finish());
            assert_eq!(rows.spilled().is_file(), is_in_file);
            assert_eq!(rows.read(0, &mut RowBuffer::default()), [7; 9]);
        }
    }

    proptest! {
        #[test]
        fn every_row_is_read_back_whatever_its_partition_and_writer(
            rows in proptest::collection::vec((0_u16..5, 0_usize..9000), 0..60),
            budget in 0_u64..2_000_000,
        ) {
            let spill = SpillWriter::new(&SpillOptions { budget, folder: None }, 1.0);
            let value = |row: usize, n: usize| (row * 10_000 + n) as u32;
            let mut writers = [(); 2].map(|()| PartitionWriter::new(&partitions(5, 3), &spill));
            for (row, &(partition, len)) in rows.iter().enumerate() {
                let writer = &mut writers[(row / 3) % 2];
                writer.push(row as u32, partition, |out| out.extend((0..len).map(|n| value(row, n)))).unwrap();
            }
            let written = writers.map(|writer| writer.finish().unwrap());
            let all = PartitionedRows::new(rows.len(), written.into(), spill.finish());
            // enough rounds for partitions to enter the cache and to replace others there
            for _ in 0..3 {
                let mut buffer = RowBuffer::default();
                for (row, &(_, len)) in rows.iter().enumerate() {
                    all.read_ahead(row);
                    let expected: Vec<u32> = (0..len).map(|n| value(row, n)).collect();
                    prop_assert_eq!(all.read(row, &mut buffer), &expected[..]);
                }
            }
        }
    }
}
