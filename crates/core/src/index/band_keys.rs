//! The band keys of all articles, stored so that they can be read band by band.

use crate::error::Result;
use crate::store::DOCUMENTS_PER_BLOCK;
use crate::store::{Extent, SpillReader};
use std::ops::Range;

/// The band keys of every article, in blocks of articles; a block has its keys band by band. Keys in a file are read and not mapped:
/// every page holds a part of each band, so that the system would have to load all pages again for each band.
#[derive(Debug, Default)]
pub struct BandKeys {
    blocks: Vec<Extent<u32>>,
    filed: SpillReader<u32>,
    bands: usize,
    articles: usize,
}

impl BandKeys {
    /// From the keys of one article after the other, `bands` for each.
    #[must_use]
    pub fn new(keys: &[u32], bands: usize) -> Self {
        let blocks = keys
            .chunks((bands * DOCUMENTS_PER_BLOCK).max(1))
            .map(|block| Extent::Memory(transpose(block, bands)))
            .collect();
        BandKeys::of_blocks(blocks, SpillReader::default(), bands)
    }

    /// From blocks that [`transpose`] has made of [`DOCUMENTS_PER_BLOCK`] articles each, the last one of fewer, and the file that holds them.
    pub(crate) fn of_blocks(blocks: Vec<Extent<u32>>, filed: SpillReader<u32>, bands: usize) -> Self {
        let articles = blocks.iter().map(|block| block.len() / bands.max(1)).sum();
        BandKeys { blocks, filed, bands, articles }
    }

    /// Returns the first error of reading from the file.
    ///
    /// # Errors
    /// As [`SpillReader::check_io`].
    pub(super) fn check_io(&self) -> Result<()> {
        self.filed.check_io()
    }

    /// Passes the keys of one band in some blocks to `each`, block by block in the order of the articles.
    pub(super) fn read_band(&self, band: usize, blocks: Range<usize>, mut each: impl FnMut(&[u32])) {
        let mut buffer = Vec::new();
        for block in &self.blocks[blocks] {
            let articles = block.len() / self.bands;
            each(self.filed.read(block, band * articles..(band + 1) * articles, &mut buffer));
        }
    }

    /// Number of blocks, each of [`DOCUMENTS_PER_BLOCK`] articles but for the last.
    pub(super) fn blocks(&self) -> usize {
        self.blocks.len()
    }

    /// Number of bands.
    #[must_use]
    pub fn bands(&self) -> usize {
        self.bands
    }

    /// Number of articles.
    #[must_use]
    pub fn articles(&self) -> usize {
        self.articles
    }
}

/// Orders the keys of a block, which come article by article, band by band.
pub(crate) fn transpose(keys: &[u32], bands: usize) -> Vec<u32> {
    let articles = keys.len() / bands.max(1);
    (0..bands).flat_map(|band| (0..articles).map(move |article| keys[article * bands + band])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_article_keeps_its_keys() {
        let (articles, bands) = (2 * DOCUMENTS_PER_BLOCK + 5, 3);
        let keys: Vec<u32> = (0..articles * bands).map(|n| n as u32).collect();
        let stored = BandKeys::new(&keys, bands);
        assert_eq!((stored.articles(), stored.bands(), stored.blocks()), (articles, bands, 3));
        for band in 0..bands {
            let mut found: Vec<u32> = Vec::new();
            stored.read_band(band, 0..stored.blocks(), |keys| found.extend_from_slice(keys));
            let expected: Vec<u32> = keys.iter().copied().skip(band).step_by(bands).collect();
            assert_eq!(found, expected);
        }
    }
}
