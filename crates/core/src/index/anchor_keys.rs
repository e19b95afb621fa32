//! The anchors of all documents, stored so that they can be read partition by partition.

use crate::error::Result;
use crate::store::{DOCUMENTS_PER_BLOCK, Extent, SpillReader, SpillWriter};
use crate::util::ragged::Ragged;
use std::ops::Range;

/// Partitions of the anchors, by their upper bits. As many as a block has documents: an anchor without the bits of its
/// partition and the number of its document in the block then fill 32 bits.
pub(super) const ANCHOR_PARTITIONS: usize = DOCUMENTS_PER_BLOCK;
/// Bits of a partition, and of a document's number in its block.
const PARTITION_BITS: u32 = DOCUMENTS_PER_BLOCK.ilog2();

/// The anchors of every document, in blocks of documents; a block has its anchors partition by partition.
#[derive(Debug, Default)]
pub struct AnchorKeys {
    blocks: Vec<AnchorBlock>,
    file: SpillReader<u32>,
    documents: usize,
}

/// The anchors of a block of documents, and the end of each partition.
#[derive(Debug)]
pub(crate) struct AnchorBlock {
    records: Extent<u32>,
    ends: Vec<u32>,
}

impl AnchorBlock {
    /// From the anchors of at most [`DOCUMENTS_PER_BLOCK`] documents, a row for each document.
    ///
    /// # Errors
    /// As [`SpillWriter::put`].
    pub(crate) fn store(anchors: &Ragged<u32>, writer: &SpillWriter<u32>) -> Result<AnchorBlock> {
        // counting sort by partition
        let mut next = vec![0_u32; ANCHOR_PARTITIONS + 1];
        for &anchor in anchors.values() {
            next[partition_of(anchor) + 1] += 1;
        }
        for partition in 0..ANCHOR_PARTITIONS {
            next[partition + 1] += next[partition];
        }
        let mut records = vec![0; anchors.values().len()];
        for (member, anchors) in (0_u32..).zip(anchors.iter()) {
            for &anchor in anchors {
                let to = &mut next[partition_of(anchor)];
                records[*to as usize] = anchor << PARTITION_BITS | member;
                *to += 1;
            }
        }
        // the next record of each partition is now its end
        next.truncate(ANCHOR_PARTITIONS);
        Ok(AnchorBlock { records: writer.put(records)?, ends: next })
    }
}

#[inline(always)]
fn partition_of(anchor: u32) -> usize {
    (anchor >> (u32::BITS - PARTITION_BITS)) as usize
}

impl AnchorKeys {
    /// From one row of anchors for each document.
    #[must_use]
    pub fn new(rows: &[Vec<u32>]) -> Self {
        let writer = SpillWriter::in_memory();
        let block =
            |rows: &[Vec<u32>]| AnchorBlock::store(&rows.iter().map(|row| row.iter().copied()).collect(), &writer);
        // in memory nothing can fail
        let blocks = rows.chunks(DOCUMENTS_PER_BLOCK).filter_map(|rows| block(rows).ok()).collect();
        AnchorKeys::of_blocks(blocks, SpillReader::default(), rows.len())
    }

    /// From the blocks of `documents` documents, each of [`DOCUMENTS_PER_BLOCK`] but for the last, and the file that
    /// holds them.
    pub(crate) fn of_blocks(blocks: Vec<AnchorBlock>, file: SpillReader<u32>, documents: usize) -> Self {
        AnchorKeys { blocks, file, documents }
    }

    /// Whether any anchor is in a file.
    pub(super) fn are_in_file(&self) -> bool {
        self.file.is_file()
    }

    /// Returns the first error of reading from the file.
    ///
    /// # Errors
    /// As [`SpillReader::check_io`].
    pub(super) fn check_io(&self) -> Result<()> {
        self.file.check_io()
    }

    /// Number of documents.
    #[must_use]
    pub fn documents(&self) -> usize {
        self.documents
    }

    /// Number of anchors of all documents together.
    #[must_use]
    pub(crate) fn total(&self) -> usize {
        self.blocks.iter().map(|block| block.records.len()).sum()
    }

    /// The records of some of `count` equal partitions, a power of two up to [`ANCHOR_PARTITIONS`]. A record has the
    /// key, without the upper bits that its partition shares, in the upper half and the document in the lower one.
    /// Records of one key come with ascending documents.
    pub(super) fn read_partitions(&self, partitions: Range<usize>, count: usize) -> Vec<Vec<u64>> {
        let stored_in_each = ANCHOR_PARTITIONS / count;
        let (first, last) = (partitions.start * stored_in_each, partitions.end * stored_in_each);
        let capacity = self.total() / count * 9 / 8;
        let mut found: Vec<Vec<u64>> = partitions.map(|_| Vec::with_capacity(capacity)).collect();
        let mut buffer = Vec::new();
        for (block, first_document) in self.blocks.iter().zip((0_u64..).step_by(DOCUMENTS_PER_BLOCK)) {
            let end = |partition: usize| partition.checked_sub(1).map_or(0, |before| block.ends[before] as usize);
            let start = end(first);
            // adjacent partitions are read at once
            let records = self.file.read(&block.records, start..end(last), &mut buffer);
            for partition in first..last {
                let upper_bits = (partition as u32) << (u32::BITS - PARTITION_BITS);
                let of_partition = &records[end(partition) - start..end(partition + 1) - start];
                found[(partition - first) / stored_in_each].extend(of_partition.iter().map(|&record| {
                    let key = (upper_bits | record >> PARTITION_BITS) << count.ilog2();
                    u64::from(key) << 32 | (first_document + u64::from(record) % DOCUMENTS_PER_BLOCK as u64)
                }));
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn reads_every_anchor_with_its_document_in_its_partition(
            seed in any::<u64>(),
            documents in 0_usize..1100,
            bits in 0..=PARTITION_BITS,
            at_once in 1_usize..5,
        ) {
            let mut state = seed;
            let mut random = || crate::util::hash::next_random(&mut state);
            let mut row = |_| (0..random() % 5).map(|_| random() as u32).collect();
            let rows: Vec<Vec<u32>> = (0..documents).map(&mut row).collect();
            let keys = AnchorKeys::new(&rows);
            let mut expected: Vec<(u64, u64)> = (0_u64..)
                .zip(&rows)
                .flat_map(|(document, row)| row.iter().map(move |&anchor| (u64::from(anchor), document)))
                .collect();
            expected.sort_unstable();
            prop_assert_eq!(keys.total(), expected.len());
            let count = 1_usize << bits;
            let partitions = (0..count)
                .step_by(at_once)
                .flat_map(|start| keys.read_partitions(start..count.min(start + at_once), count));
            let found = partitions.enumerate().flat_map(|(partition, mut records)| {
                records.sort_unstable();
                let upper_bits = if bits == 0 { 0 } else { (partition as u64) << (32 - bits) };
                records.into_iter().map(move |record| (upper_bits | (record >> 32 >> bits), record & 0xffff_ffff))
            });
            prop_assert_eq!(found.collect::<Vec<_>>(), expected);
        }
    }
}
