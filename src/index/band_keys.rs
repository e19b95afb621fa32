//! The buckets of all articles, laid out so that one band after the other can be read.

use crate::error::Result;
use crate::rows::BLOCK;
use crate::spool::{Filed, Spool, Stored};
use crate::state::{Loader, Saver};
use std::ops::Range;

/// The bucket of every article in every band: in blocks of articles, a block's buckets band by band. What is in a file is read from it
/// and not mapped: of all pages a band has a part, so that each would be mapped again for each band.
#[derive(Debug, Default)]
pub struct BandKeys {
    blocks: Vec<Stored<u32>>,
    filed: Filed<u32>,
    bands: usize,
    articles: usize,
}

impl BandKeys {
    /// From the buckets of each article in turn, `bands` for each.
    #[must_use]
    pub fn new(keys: &[u32], bands: usize) -> Self {
        let blocks = keys.chunks((bands * BLOCK).max(1)).map(|block| Stored::Here(by_band(block, bands))).collect();
        BandKeys::of_blocks(blocks, Filed::default(), bands)
    }

    /// From blocks as [`by_band`] makes them, all but the last of [`BLOCK`] articles, and the spool that they were stored in.
    pub(crate) fn of_blocks(blocks: Vec<Stored<u32>>, filed: Filed<u32>, bands: usize) -> Self {
        let articles = blocks.iter().map(|block| block.len() / bands.max(1)).sum();
        BandKeys { blocks, filed, bands, articles }
    }

    /// Writes the buckets.
    pub(crate) fn save(&self, to: &mut Saver) -> Result<()> {
        to.value(&(self.bands, self.blocks.len()))?;
        let mut buffer = Vec::new();
        self.blocks.iter().try_for_each(|block| to.numbers(self.filed.read(block, 0..block.len(), &mut buffer)))?;
        // what could not be read must not be kept as if it had been
        self.whole()
    }

    /// Reads what [`BandKeys::save`] wrote into a spool.
    pub(crate) fn load(from: &mut Loader, spool: Spool<u32>) -> Result<Self> {
        let (bands, blocks): (usize, usize) = from.value()?;
        let blocks = (0..blocks).map(|_| spool.put(from.numbers()?)).collect::<Result<_>>()?;
        Ok(BandKeys::of_blocks(blocks, spool.finish_as_file(), bands))
    }

    /// Whether all that was asked for could be read until now.
    ///
    /// # Errors
    /// As [`Filed::whole`].
    pub(super) fn whole(&self) -> Result<()> {
        self.filed.whole()
    }

    /// Gives `each` the buckets of all articles in one band, in their order, a block of articles at a time.
    pub fn of_band(&self, band: usize, each: impl FnMut(&[u32])) {
        self.read_blocks(band, 0..self.blocks.len(), each);
    }

    /// The same of some blocks, of which [`BandKeys::blocks`] says how many there are.
    pub(super) fn read_blocks(&self, band: usize, blocks: Range<usize>, mut each: impl FnMut(&[u32])) {
        let mut buffer = Vec::new();
        for block in &self.blocks[blocks] {
            let articles = block.len() / self.bands;
            each(self.filed.read(block, band * articles..(band + 1) * articles, &mut buffer));
        }
    }

    /// Number of blocks, all but the last of [`BLOCK`] articles.
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

/// The buckets of a block of articles, which come article by article, in the order of the bands.
pub(crate) fn by_band(keys: &[u32], bands: usize) -> Vec<u32> {
    let articles = keys.len() / bands.max(1);
    (0..bands).flat_map(|band| (0..articles).map(move |article| keys[article * bands + band])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_article_keeps_its_buckets() {
        let (articles, bands) = (2 * BLOCK + 5, 3);
        let keys: Vec<u32> = (0..articles * bands).map(|n| n as u32).collect();
        let all = BandKeys::new(&keys, bands);
        assert_eq!((all.articles(), all.bands()), (articles, bands));
        for band in 0..bands {
            let mut of_band: Vec<u32> = Vec::new();
            all.of_band(band, |keys| of_band.extend_from_slice(keys));
            assert_eq!(of_band.len(), articles);
            for (article, &key) in of_band.iter().enumerate() {
                assert_eq!(key as usize, article * bands + band);
            }
        }
    }
}
