//! The partition cache: decides when a partition is read whole instead of row by row, and keeps the latest ones.

use super::StoredBlock;
use crate::store::spill::{Extent, SpillReader};
use bytemuck::Pod;
use std::ops::Range;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A partition is loaded when one in this many of its rows were read singly. By then the single reads cost about a
/// third of loading it: a system call for a row of a kilobyte takes as long as copying eight. Waiting until both cost
/// the same would be right if nothing were known of later reads, but callers mostly walk through partitions.
const ROWS_PER_SINGLE_READ: u32 = 24;

/// The partitions, and those of them that are in memory.
#[derive(Debug)]
pub(super) struct PartitionCache<T> {
    partitions: Vec<PartitionState>,
    /// Single reads of all partitions.
    reads: AtomicU64,
    loaded: Mutex<Loaded<T>>,
}

#[derive(Debug)]
struct Loaded<T> {
    /// Number and content of loaded partitions, the least recently used first.
    partitions: Vec<(usize, Arc<Partition<T>>)>,
    /// Memory of a partition that is no longer used: fresh memory costs as much as reading into it.
    spare: Vec<T>,
}

impl<T> Default for Loaded<T> {
    fn default() -> Self {
        Loaded { partitions: Vec::new(), spare: Vec::new() }
    }
}

#[derive(Debug, Default)]
struct PartitionState {
    blocks: Range<usize>,
    rows: u32,
    /// Single reads of this partition since `counted_from`.
    reads: AtomicU32,
    /// The value of [`PartitionCache::reads`] when the count began.
    counted_from: AtomicU64,
}

/// The values of all blocks of a partition.
#[derive(Debug)]
pub(super) struct Partition<T> {
    first_block: u32,
    /// Where the values of each block begin.
    starts: Vec<usize>,
    values: Vec<T>,
}

impl<T> Partition<T> {
    #[inline]
    pub(super) fn has(&self, block: u32) -> bool {
        (block.wrapping_sub(self.first_block) as usize) < self.starts.len()
    }

    #[inline]
    pub(super) fn row(&self, block: u32, row: Range<usize>) -> &[T] {
        let start = self.starts[(block - self.first_block) as usize];
        &self.values[start + row.start..start + row.end]
    }
}

/// How many partitions may be in memory at once: one for each of the two documents that each thread compares, and the
/// cached ones.
pub(crate) fn partitions_cached_at_once(threads: usize) -> usize {
    2 * threads + cache_size(threads)
}

/// One partition for each thread, and one that they move on to.
fn cache_size(threads: usize) -> usize {
    threads + 1
}

impl<T: Pod> PartitionCache<T> {
    /// The cache of blocks that are sorted by partition.
    pub(super) fn new(blocks: &[StoredBlock<T>]) -> Self {
        let count = blocks.last().map_or(0, |block| usize::from(block.partition) + 1);
        let mut partitions: Vec<PartitionState> = (0..count).map(|_| PartitionState::default()).collect();
        for (nth, block) in blocks.iter().enumerate() {
            let partition = &mut partitions[usize::from(block.partition)];
            if partition.rows == 0 {
                partition.blocks = nth..nth;
            }
            partition.blocks.end = nth + 1;
            partition.rows += block.rows;
        }
        PartitionCache { partitions, reads: AtomicU64::new(0), loaded: Mutex::default() }
    }

    fn loaded(&self) -> MutexGuard<'_, Loaded<T>> {
        self.loaded.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The blocks of a partition.
    pub(super) fn blocks(&self, partition: usize) -> Range<usize> {
        self.partitions[partition].blocks.clone()
    }

    /// Returns the partition if it is cached or now worth loading. On `None` the caller reads a single row; the miss is
    /// counted towards loading. `before` is the partition that the caller no longer needs.
    #[inline(never)]
    pub(super) fn get(
        &self,
        number: usize,
        before: Option<Arc<Partition<T>>>,
        blocks: &[StoredBlock<T>],
        spilled: &SpillReader<T>,
    ) -> Option<Arc<Partition<T>>> {
        let capacity = cache_size(rayon::current_num_threads());
        {
            let mut loaded = self.loaded();
            before.into_iter().for_each(|before| loaded.release(before));
            if let Some(nth) = loaded.partitions.iter().position(|&(other, _)| other == number) {
                loaded.partitions[nth..].rotate_left(1);
                return loaded.partitions.last().map(|(_, partition)| Arc::clone(partition));
            }
        }
        if !self.count_miss(number, capacity) {
            return None;
        }
        let partition = Arc::new(self.load(number, blocks, spilled));
        self.partitions[number].reads.store(0, Ordering::Relaxed);
        let mut loaded = self.loaded();
        if loaded.partitions.len() >= capacity {
            let (_, oldest) = loaded.partitions.remove(0);
            loaded.release(oldest);
        }
        loaded.partitions.push((number, Arc::clone(&partition)));
        Some(partition)
    }

    /// Counts a single read of a partition. Returns true to the one thread whose read makes loading worthwhile.
    fn count_miss(&self, number: usize, capacity: usize) -> bool {
        let PartitionState { rows, reads, counted_from, .. } = &self.partitions[number];
        let enough = rows.div_ceil(ROWS_PER_SINGLE_READ);
        let all = self.reads.fetch_add(1, Ordering::Relaxed);
        if all.saturating_sub(counted_from.load(Ordering::Relaxed)) > u64::from(enough) * (2 * capacity as u64) {
            // reads of it are rare among reads of many others: start counting anew
            counted_from.store(all, Ordering::Relaxed);
            reads.store(0, Ordering::Relaxed);
        }
        reads.fetch_add(1, Ordering::Relaxed) + 1 == enough
    }

    fn load(&self, number: usize, blocks: &[StoredBlock<T>], spilled: &SpillReader<T>) -> Partition<T> {
        let range = self.blocks(number);
        let spilled_len = |block: &StoredBlock<T>| if block.values.is_in_memory() { 0 } else { block.values.len() };
        let mut values = std::mem::take(&mut self.loaded().spare);
        let len = blocks[range.clone()].iter().map(spilled_len).sum();
        values.reserve_exact(usize::saturating_sub(len, values.len()));
        values.resize(len, T::zeroed());
        let mut starts = Vec::with_capacity(range.len());
        let mut start = 0;
        for block in &blocks[range.clone()] {
            starts.push(start);
            // rows of blocks in memory are read there
            if let Extent::Spilled(extent) = &block.values {
                spilled.read_into(&block.values, 0, &mut values[start..start + extent.len()]);
                start += extent.len();
            }
        }
        Partition { first_block: range.start as u32, starts, values }
    }
}

impl<T> Loaded<T> {
    /// Takes a partition back. If no one else uses it, its memory is kept for the next one.
    fn release(&mut self, partition: Arc<Partition<T>>) {
        if let Some(Partition { values, .. }) = Arc::into_inner(partition)
            && values.capacity() > self.spare.capacity()
        {
            self.spare = values;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{PartitionWriter, PartitionedRows, RowBuffer};
    use super::ROWS_PER_SINGLE_READ;
    use crate::store::repartition::Partitioning;
    use crate::store::{SpillOptions, SpillWriter};

    /// Rows of a partition that is loaded at the eighth single read.
    const ROWS: u32 = 8 * ROWS_PER_SINGLE_READ;

    /// Partitions in a file; row `n` is in partition `n` modulo their number.
    fn rows(partitions: u16) -> PartitionedRows<u32> {
        let spill = SpillWriter::new(&SpillOptions { budget: 0, folder: None }, 1.0);
        let count = usize::from(partitions);
        let mut writer = PartitionWriter::new(&Partitioning { partitions: Vec::new(), count, shared: count }, &spill);
        for row in 0..ROWS * u32::from(partitions) {
            writer.push(row, (row % u32::from(partitions)) as u16, |out| out.extend([row, !row])).unwrap();
        }
        let written = vec![writer.finish().unwrap()];
        PartitionedRows::new((ROWS * u32::from(partitions)) as usize, written, spill.finish())
    }

    /// Reads a row and returns whether it came from a cached partition.
    fn is_cached(rows: &PartitionedRows<u32>, row: usize, buffer: &mut RowBuffer<u32>) -> bool {
        assert_eq!(rows.read(row, buffer), [row as u32, !(row as u32)]);
        buffer.partition.is_some()
    }

    #[test]
    fn loads_a_partition_after_enough_single_reads() {
        let rows = rows(3);
        let (mut one, mut other) = (RowBuffer::default(), RowBuffer::default());
        let cached: Vec<bool> = (0..10).map(|nth| is_cached(&rows, 3 * nth, &mut one)).collect();
        assert_eq!(cached, [[false; 7].as_slice(), &[true; 3]].concat());
        // other readers find it too, and the other partitions are not loaded
        assert!(is_cached(&rows, 3 * 63, &mut other));
        assert!(!is_cached(&rows, 1, &mut other));
        assert!(is_cached(&rows, 3 * 20, &mut other));
    }

    #[test]
    fn replaces_the_least_recently_used_partition() {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        pool.install(|| {
            let rows = rows(4);
            let mut buffer = RowBuffer::default();
            // reads enough rows to load it; returns whether it was cached from the first row on
            let mut was_cached = |partition: usize| {
                let cached: Vec<bool> = (0..8).map(|nth| is_cached(&rows, 4 * nth + partition, &mut buffer)).collect();
                assert!(cached[7]);
                cached[0]
            };
            assert!(!was_cached(0) && !was_cached(1));
            assert!(was_cached(0) && was_cached(1) && was_cached(0));
            assert!(!was_cached(2));
            assert!(was_cached(0) && was_cached(2) && !was_cached(1));
        });
    }

    #[test]
    fn reads_singly_where_rows_are_scattered_over_many_partitions() {
        let rows = rows(40);
        let mut buffer = RowBuffer::default();
        assert!((0..ROWS as usize * 40).all(|row| !is_cached(&rows, row, &mut buffer)));
    }
}
