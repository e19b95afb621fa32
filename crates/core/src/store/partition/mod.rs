//! Partitioned rows: one array for each document, stored so that the rows of a partition are together and can be read
//! at once.

use super::spill::{Extent, SpillReader};
use bytemuck::Pod;
use cache::PartitionCache;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

mod cache;
mod writer;

pub(crate) use cache::partitions_cached_at_once;
pub(super) use writer::PartitionWriter;
pub(crate) use writer::STRETCH_BYTES;

use writer::WrittenBlock;

/// Documents in a block, where arrays of all documents are made block by block.
pub(crate) const DOCUMENTS_PER_BLOCK: usize = 512;

/// Partitions that are remembered as read ahead. Asking the system a second time costs as much as walking over the
/// pages.
const REMEMBERED_READ_AHEADS: usize = 64;

/// One array of values for each document.
#[derive(Debug)]
pub(super) struct PartitionedRows<T> {
    blocks: Vec<StoredBlock<T>>,
    spilled: SpillReader<T>,
    places: Vec<RowPlace>,
    cache: PartitionCache<T>,
    /// The partitions read ahead last: each slot holds the latest one with its remainder.
    read_ahead: [AtomicU16; REMEMBERED_READ_AHEADS],
}

/// The block of a row, and where the row is in it.
#[derive(Debug, Clone, Copy, Default)]
struct RowPlace {
    block: u32,
    start: u32,
    end: u32,
}

/// Rows of one partition that were written together.
#[derive(Debug)]
struct StoredBlock<T> {
    values: Extent<T>,
    rows: u32,
    partition: u16,
}

/// Reusable memory for reading one row after the other.
#[derive(Debug)]
pub(super) struct RowBuffer<T> {
    row: Vec<T>,
    /// The cached partition that the last row was in.
    partition: Option<Arc<cache::Partition<T>>>,
}

impl<T> Default for RowBuffer<T> {
    fn default() -> Self {
        RowBuffer { row: Vec::new(), partition: None }
    }
}

impl<T: Pod> PartitionedRows<T> {
    /// `len` rows, each in one of the `written` blocks, and the files they were written to.
    pub(super) fn new(len: usize, written: Vec<Vec<WrittenBlock<T>>>, spilled: SpillReader<T>) -> Self {
        let mut places = vec![RowPlace::default(); len];
        let mut written: Vec<WrittenBlock<T>> = written.into_iter().flatten().collect();
        written.sort_by_key(|block| block.stored.partition);
        let mut blocks = Vec::with_capacity(written.len());
        for WrittenBlock { stored, ends, rows } in written {
            let mut start = 0;
            for (row, end) in rows.into_iter().zip(ends) {
                places[row as usize] = RowPlace { block: blocks.len() as u32, start, end };
                start = end;
            }
            blocks.push(stored);
        }
        let cache = PartitionCache::new(&blocks);
        let read_ahead = [const { AtomicU16::new(u16::MAX) }; REMEMBERED_READ_AHEADS];
        PartitionedRows { blocks, spilled, places, cache, read_ahead }
    }

    /// A row, read into `buffer` if it is in a file. When many rows of a partition are read, the whole partition is
    /// cached.
    ///
    /// # Panics
    /// When there is no such row.
    #[inline]
    pub(super) fn read<'r>(&'r self, row: usize, buffer: &'r mut RowBuffer<T>) -> &'r [T] {
        let RowPlace { block: number, start, end } = self.places[row];
        let (block, row) = (&self.blocks[number as usize], start as usize..end as usize);
        if let Extent::Memory(values) = &block.values {
            return &values[row];
        }
        let RowBuffer { row: out, partition } = buffer;
        if partition.as_ref().is_none_or(|partition| !partition.has(number)) {
            *partition = self.cache.get(usize::from(block.partition), partition.take(), &self.blocks, &self.spilled);
        }
        match partition {
            Some(partition) => partition.row(number, row),
            None => self.spilled.read(&block.values, row, out),
        }
    }

    /// Lets the system read the partition of a row from its file in advance.
    ///
    /// # Panics
    /// When there is no such row.
    pub(super) fn read_ahead(&self, row: usize) {
        let partition = self.blocks[self.places[row].block as usize].partition;
        // threads go from partition to partition, each at its own pace, so one latest partition would not do
        let latest = &self.read_ahead[usize::from(partition) % REMEMBERED_READ_AHEADS];
        if latest.load(Ordering::Relaxed) != partition && latest.swap(partition, Ordering::Relaxed) != partition {
            let blocks = self.cache.blocks(usize::from(partition));
            self.blocks[blocks].iter().for_each(|block| self.spilled.read_ahead(&block.values));
        }
    }

    /// A sort key by which rows near each other in the files are near each other.
    ///
    /// # Panics
    /// When there is no such row.
    pub(super) fn position(&self, row: usize) -> u64 {
        // the start of a row is below 2²⁴: a block ends soon after `STRETCH_BYTES`
        let RowPlace { block, start, .. } = self.places[row];
        u64::from(self.blocks[block as usize].partition) << 48 | u64::from(block) << 24 | u64::from(start)
    }

    /// The files that rows are in.
    pub(super) fn spilled(&self) -> &SpillReader<T> {
        &self.spilled
    }
}
