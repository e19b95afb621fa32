//! The band keys of all documents, stored so that they can be read band by band.

use crate::error::Result;
use crate::store::{DOCUMENTS_PER_BLOCK, Extent, SpillReader};
use std::ops::Range;

/// The band keys of every document, in blocks of documents; a block has its keys band by band.
#[derive(Debug, Default)]
pub struct BandKeys {
    blocks: Vec<Extent<u32>>,
    file: SpillReader<u32>,
    bands: usize,
    documents: usize,
}

impl BandKeys {
    /// From the keys of one document after the other, `bands` for each.
    #[must_use]
    pub fn new(keys: &[u32], bands: usize) -> Self {
        let blocks = keys
            .chunks((bands * DOCUMENTS_PER_BLOCK).max(1))
            .map(|block| Extent::Memory(transpose(block, bands)))
            .collect();
        BandKeys::of_blocks(blocks, SpillReader::default(), bands)
    }

    /// From blocks that [`transpose`] has made of [`DOCUMENTS_PER_BLOCK`] documents each, the last one of fewer, and
    /// the file that holds them.
    pub(crate) fn of_blocks(blocks: Vec<Extent<u32>>, file: SpillReader<u32>, bands: usize) -> Self {
        let documents = blocks.iter().map(|block| block.len() / bands.max(1)).sum();
        BandKeys { blocks, file, bands, documents }
    }

    /// Returns the first error of reading from the file.
    ///
    /// # Errors
    /// As [`SpillReader::check_io`].
    pub(super) fn check_io(&self) -> Result<()> {
        self.file.check_io()
    }

    /// Passes the keys of one band in some blocks to `each`, block by block in the order of the documents.
    pub(super) fn read_band(&self, band: usize, blocks: Range<usize>, mut each: impl FnMut(&[u32])) {
        let mut buffer = Vec::new();
        for block in &self.blocks[blocks] {
            let documents = block.len() / self.bands;
            each(self.file.read(block, band * documents..(band + 1) * documents, &mut buffer));
        }
    }

    /// Number of blocks, each of [`DOCUMENTS_PER_BLOCK`] documents but for the last.
    pub(super) fn blocks(&self) -> usize {
        self.blocks.len()
    }

    /// Number of bands.
    #[must_use]
    pub(crate) fn bands(&self) -> usize {
        self.bands
    }

    /// Number of documents.
    #[must_use]
    pub(crate) fn documents(&self) -> usize {
        self.documents
    }
}

/// Orders the keys of a block, which come document by document, band by band.
pub(crate) fn transpose(keys: &[u32], bands: usize) -> Vec<u32> {
    let documents = keys.len() / bands.max(1);
    (0..bands).flat_map(|band| (0..documents).map(move |document| keys[document * bands + band])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_document_keeps_its_keys() {
        let (documents, bands) = (2 * DOCUMENTS_PER_BLOCK + 5, 3);
        let keys: Vec<u32> = (0..documents * bands).map(|n| n as u32).collect();
        let stored = BandKeys::new(&keys, bands);
        assert_eq!((stored.documents(), stored.bands(), stored.blocks()), (documents, bands, 3));
        for band in 0..bands {
            let mut found: Vec<u32> = Vec::new();
            stored.read_band(band, 0..stored.blocks(), |keys| found.extend_from_slice(keys));
            let expected: Vec<u32> = keys.iter().copied().skip(band).step_by(bands).collect();
            assert_eq!(found, expected);
        }
    }
}
