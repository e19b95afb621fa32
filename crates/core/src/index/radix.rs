//! Radix partitions: records of a key and a value, divided by the upper bits of the keys so that each partition is
//! sorted by itself.

use super::anchor_keys::ANCHOR_PARTITIONS;
use rayon::prelude::*;
use std::ops::Range;

/// Records in a partition, about. Half a megabyte of them stays in the cache while they are sorted.
const RECORDS_PER_PARTITION: usize = 1 << 16;
/// Partitions at least, so that several threads share the work.
const MIN_PARTITIONS: usize = 8;

/// The number of partitions for a number of records: a power of two, so that anchors can be read partition by
/// partition.
pub(super) fn radix_partitions(records: usize) -> usize {
    MIN_PARTITIONS.max(records / RECORDS_PER_PARTITION).next_power_of_two().min(ANCHOR_PARTITIONS)
}

/// Records of one thread, by partition.
pub(super) struct RadixPartitions {
    bits: u32,
    partitions: Vec<Vec<u64>>,
}

impl RadixPartitions {
    /// Adds a record.
    #[inline]
    pub(super) fn push(&mut self, key: u32, value: u32) {
        self.partitions[(key >> (u32::BITS - self.bits)) as usize]
            .push(u64::from(key << self.bits) << 32 | u64::from(value));
    }
}

/// Divides `records` records, or about as many, and returns what `map` makes of each partition, in the order of the
/// keys.
///
/// Threads `fill` the partitions from ranges of `0..units`. A partition has its records in the order of the units: the
/// key without the upper bits that all share in the upper half, the value in the lower one.
pub(super) fn map_partitions<T: Send>(
    units: usize,
    records: usize,
    fill: impl Fn(Range<usize>, &mut RadixPartitions) + Sync,
    map: impl Fn(Vec<u64>) -> T + Sync,
) -> Vec<T> {
    let count = radix_partitions(records);
    let threads = rayon::current_num_threads();
    let stretch = units.div_ceil(threads).max(1);
    let capacity = records / threads / count * 9 / 8;
    let filled: Vec<RadixPartitions> = (0..units.div_ceil(stretch))
        .into_par_iter()
        .with_max_len(1)
        .map(|nth| {
            let partitions = (0..count).map(|_| Vec::with_capacity(capacity)).collect();
            let mut partitions = RadixPartitions { bits: count.ilog2(), partitions };
            fill(nth * stretch..units.min((nth + 1) * stretch), &mut partitions);
            partitions
        })
        .collect();
    let of_partition = |nth: usize| filled.iter().flat_map(|filled| &filled.partitions[nth]).copied().collect();
    (0..count).into_par_iter().with_max_len(1).map(|nth| map(of_partition(nth))).collect()
}
