//! The fields of a segment's articles, in compressed blocks.

use crate::blocks::{decompress, take_bytes};
use crate::error::Result;
use crate::segment::{Segment, kind};
use std::sync::{Arc, PoisonError};

/// The fields of some articles in a row.
#[derive(Debug)]
pub(crate) struct FieldBlock {
    bytes: Vec<u8>,
    /// Where the fields of each article are.
    pub(crate) ranges: Vec<std::ops::Range<usize>>,
}

impl FieldBlock {
    pub(crate) fn get(&self, nth: usize) -> Option<&[u8]> {
        self.bytes.get(self.ranges.get(nth)?.clone())
    }
}

/// Blocks of fields that a segment remembers: some 16 kB each.
const BLOCKS_KEPT: usize = 8;

impl Segment {
    /// The fields of an article.
    ///
    /// # Errors
    /// The segment is damaged.
    pub fn fields_of(&self, entry: u32) -> Result<Vec<u8>> {
        let blocks = self.field_blocks();
        let block = blocks.partition_point(|[start, _]| *start <= entry).saturating_sub(1);
        let start = blocks.get(block).ok_or_else(|| self.damaged(kind::FIELD_BLOCKS))?[0];
        let fields = self.kept_block(block)?;
        let found = fields.get((entry.wrapping_sub(start)) as usize);
        found.map(<[u8]>::to_vec).ok_or_else(|| self.damaged(kind::FIELDS))
    }

    pub(crate) fn field_blocks(&self) -> &[[u32; 2]] {
        bytemuck::try_cast_slice(self.file.section(kind::FIELD_BLOCKS)).unwrap_or_default()
    }

    /// A block of fields, from memory if it was read lately. No other reader waits while it is decompressed.
    fn kept_block(&self, block: usize) -> Result<Arc<FieldBlock>> {
        let kept = || self.last_fields.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, fields)) = kept().iter().find(|(other, _)| *other == block) {
            return Ok(Arc::clone(fields));
        }
        let fields = Arc::new(self.fields_of_block(block)?);
        let mut kept = kept();
        kept.truncate(BLOCKS_KEPT - 1);
        kept.insert(0, (block, Arc::clone(&fields)));
        Ok(fields)
    }

    /// The fields of the articles of a block.
    pub(crate) fn fields_of_block(&self, block: usize) -> Result<FieldBlock> {
        let blocks = self.field_blocks();
        let [_, end] = *blocks.get(block).ok_or_else(|| self.damaged(kind::FIELD_BLOCKS))?;
        let start = block.checked_sub(1).map_or(0, |before| blocks[before][1]);
        let compressed = self.file.section(kind::FIELDS).get(start as usize..end as usize);
        let bytes = compressed.and_then(decompress).ok_or_else(|| self.damaged(kind::FIELDS))?;
        let (mut rest, mut ranges) = (&bytes[..], Vec::new());
        while !rest.is_empty() {
            let len = take_bytes(&mut rest).ok_or_else(|| self.damaged(kind::FIELDS))?.len();
            let end = bytes.len() - rest.len();
            ranges.push(end - len..end);
        }
        Ok(FieldBlock { bytes, ranges })
    }

    /// Calls `visit` with the fields of each article, in order.
    ///
    /// # Errors
    /// The segment is damaged.
    pub fn each_fields(&self, mut visit: impl FnMut(u32, &[u8])) -> Result<()> {
        for (block, [start, _]) in self.field_blocks().iter().enumerate() {
            let fields = self.fields_of_block(block)?;
            for (nth, entry) in (0..fields.ranges.len()).zip(*start..self.entries()) {
                visit(entry, fields.get(nth).unwrap_or_default());
            }
        }
        Ok(())
    }
}
