//! Sketching: band keys, anchors and the number of shingles of every document, from one pass over its tokens.

use crate::boilerplate::Cutter;
use crate::config::Config;
use crate::document::Documents;
use crate::error::Result;
use crate::index::{AnchorBlock, AnchorKeys, BandKeys, Index, transpose};
use crate::progress::Progress;
use crate::stages::Sketcher;
use crate::store::{
    ANCHORS_SHARE, BAND_KEYS_SHARE, DOCUMENTS_PER_BLOCK, Extent, PARTITION_CACHE_SHARE, STRETCH_BYTES, SpillWriter,
    TokenBuffer, TrimmedBlock, partitions_cached_at_once,
};
use crate::text::Token;
use crate::util::ragged::Ragged;
use rayon::prelude::*;

/// What is needed to find candidate pairs.
pub(crate) struct Sketches {
    pub(crate) index: Index,
    /// The number of distinct shingles of each document.
    pub(crate) distinct: Vec<u32>,
}

/// The keys of a block of documents.
#[derive(Default)]
struct BlockKeys {
    bands: Vec<u32>,
    anchors: Ragged<u32>,
    distinct: Vec<u32>,
}

/// The keys of a block of documents, stored.
type StoredBlock = (Extent<u32>, AnchorBlock, Vec<u32>, TrimmedBlock);

/// Sketches all documents. If there is a `cutter`, documents in files still have their boilerplate: it is cut here, and
/// the trims are returned.
pub(crate) fn sketch(
    documents: &Documents,
    cutter: Option<&Cutter>,
    config: &Config,
    progress: &dyn Progress,
) -> Result<(Sketches, Vec<TrimmedBlock>)> {
    let bands = SpillWriter::new(&config.memory, BAND_KEYS_SHARE);
    let anchors = SpillWriter::new(&config.memory, ANCHORS_SHARE);
    let count = documents.len() as usize;
    let new_scratch = || (Sketcher::new(config), TokenBuffer::default());
    let sketch_block = |(sketcher, buffer): &mut (Sketcher, TokenBuffer), block: usize| -> Result<StoredBlock> {
        let range = block * DOCUMENTS_PER_BLOCK..count.min((block + 1) * DOCUMENTS_PER_BLOCK);
        let (mut keys, mut trims) = (BlockKeys::default(), TrimmedBlock::default());
        for document in range.clone() {
            keys.add(read_trimmed(documents, document as u32, cutter, buffer, &mut trims), sketcher);
        }
        trims.shrink_to_fit();
        progress.advance(range.len() as u64);
        let stored_bands = bands.put(transpose(&keys.bands, config.banding.bands))?;
        let stored_anchors = AnchorBlock::store(&keys.anchors, &anchors)?;
        Ok((stored_bands, stored_anchors, keys.distinct, trims))
    };
    let blocks = (0..count.div_ceil(DOCUMENTS_PER_BLOCK)).into_par_iter();
    let blocks: Vec<StoredBlock> = blocks.map_init(new_scratch, sketch_block).collect::<Result<_>>()?;
    let (mut band_blocks, mut anchor_blocks, mut distinct, mut trims) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (bands, anchors, distinct_of_block, trims_of_block) in blocks {
        band_blocks.push(bands);
        anchor_blocks.push(anchors);
        distinct.extend(distinct_of_block);
        trims.push(trims_of_block);
    }
    let bands = BandKeys::of_blocks(band_blocks, bands.finish(), config.banding.bands);
    let anchors = AnchorKeys::of_blocks(anchor_blocks, anchors.finish(), count);
    Ok((Sketches { index: Index::new(bands, anchors), distinct }, trims))
}

/// The tokens of a document, without its boilerplate if there is a cutter.
fn read_trimmed<'s>(
    documents: &'s Documents,
    document: u32,
    cutter: Option<&Cutter>,
    buffer: &'s mut TokenBuffer,
    trims: &mut TrimmedBlock,
) -> &'s [Token] {
    let Some(cutter) = cutter else { return documents.tokens.read_in_order(document, buffer) };
    let keep = |tokens: &[_], lines: &[_], kept: &mut Vec<_>| cutter.cut(document, tokens, lines, kept);
    documents.tokens.read_trimmed(document, buffer, trims, keep)
}

impl BlockKeys {
    /// Adds the keys of a document.
    fn add(&mut self, tokens: &[Token], sketcher: &mut Sketcher) {
        let BlockKeys { bands, anchors, distinct } = self;
        distinct.push(anchors.push_with(|anchors| sketcher.append(tokens, bands, anchors)));
    }
}

/// Moves the tokens of documents that share band keys together, if they are in files.
pub(crate) fn repartition(documents: &mut Documents, index: &mut Index, config: &Config) -> Result<()> {
    let bytes = |document: u32| documents.tokens.repartitioned_bytes(document);
    let all = (0..documents.len()).map(bytes).sum();
    let share = config.memory.share(PARTITION_CACHE_SHARE);
    let most = partition_bytes(share, all, rayon::current_num_threads());
    let partitions = index.find_locality().partition(most, bytes);
    documents.tokens.repartition(&partitions, &config.memory)
}

/// How many bytes a partition should have, so that the cached partitions fit in `share`. With a small share, partitions
/// are larger, so that the blocks which threads fill, one for each partition, take no more than the cache.
fn partition_bytes(share: u64, all_bytes: u64, threads: usize) -> u64 {
    let (open_blocks, cached) = ((threads * STRETCH_BYTES) as u64, partitions_cached_at_once(threads) as u64);
    (share / cached).max((all_bytes as f64 * open_blocks as f64 / cached as f64).sqrt() as u64).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cached_partitions_fit_their_share_and_open_blocks_take_no_more() {
        let (share, threads) = (7 << 20, 2);
        // a small corpus
        assert_eq!(partition_bytes(share, 10 << 20, threads), 1 << 20);
        for all in [1_u64 << 27, 1 << 30, 1 << 34, 1 << 37] {
            let bytes = partition_bytes(share, all, threads);
            let partitions = all.div_ceil(bytes);
            let open_blocks = (threads * STRETCH_BYTES) as u64;
            assert!(7 * bytes >= share);
            assert!(partitions * open_blocks <= 7 * bytes + open_blocks, "{partitions} partitions of {all}");
        }
        assert!(partition_bytes(0, 0, threads) > 0);
    }
}
