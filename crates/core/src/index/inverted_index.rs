//! The inverted index: band keys and anchors of all documents, from which posting lists are built table by table.

use super::anchor_keys::AnchorKeys;
use super::band_keys::BandKeys;
use super::candidate_search::HEAVY_KEY;
use super::locality::Locality;
use super::postings::{PostingFilter, Postings};
use super::radix::{RadixPartitions, map_partitions, radix_partitions};
use crate::error::Result;
use crate::store::DOCUMENTS_PER_BLOCK;
use crate::util::hash;
use rayon::prelude::*;
use std::ops::Range;

/// Partitions of anchors that are read from a file together. One system call then reads a kilobyte or more, and the
/// records are still few beside the rest of the memory.
const PARTITIONS_PER_READ: usize = 4;
/// Bands that decide about locality, at least, where there are as many. A document that shares none of them with a
/// similar one shares an anchor. All 32 bands save one in thirty single-row reads, and take more than twice as long.
const LOCALITY_BANDS: usize = 8;
/// One in this many anchors decides about locality.
const LOCALITY_ANCHORS: usize = 8;
/// Steps in which these anchors are read, so that few of their postings are in memory at once.
const LOCALITY_STEPS: usize = 8;

/// Band keys and anchors of all documents: the keys that similar documents share.
#[derive(Debug)]
pub struct Index {
    bands: BandKeys,
    anchors: AnchorKeys,
    locality: Option<Locality>,
}

impl Index {
    /// From the band keys and the anchors of the same documents, in the same order.
    #[must_use]
    pub fn new(bands: BandKeys, anchors: AnchorKeys) -> Self {
        Index { bands, anchors, locality: None }
    }

    /// Groups the documents that are likely to be compared. From then on posting lists and candidates come in the order
    /// of these groups, so that documents of one group are compared one after the other.
    pub(crate) fn find_locality(&mut self) -> &Locality {
        let step = (self.bands() / LOCALITY_BANDS).max(1);
        let bands = (0..self.bands()).step_by(step).map(|band| self.band_postings(band, |_: &[u32]| true));
        // cut copies share anchors only, but several of them, so that a part of the anchors is enough
        let count = radix_partitions(self.anchors.total());
        let used = count / LOCALITY_ANCHORS;
        let at_once = used.div_ceil(LOCALITY_STEPS);
        let anchors = (0..used).step_by(at_once).map(|start| {
            let partitions = start..used.min(start + at_once);
            self.anchor_postings_of(partitions, count, |documents: &[u32]| documents.len() <= HEAVY_KEY)
        });
        let locality = Locality::new(self.documents(), bands.chain(anchors));
        self.locality.insert(locality)
    }

    /// The groups of documents, once [`Index::find_locality`] has found them.
    pub(super) fn locality(&self) -> Option<&Locality> {
        self.locality.as_ref()
    }

    /// Returns the first error of reading from files. Keys that cannot be read count as zeros until then.
    ///
    /// # Errors
    /// [`Error::Read`](crate::error::Error::Read) with the folder of the files.
    pub(crate) fn check_io(&self) -> Result<()> {
        self.bands.check_io()?;
        self.anchors.check_io()
    }

    /// Number of documents.
    #[must_use]
    pub(crate) fn documents(&self) -> usize {
        self.bands.documents()
    }

    /// Number of bands.
    #[must_use]
    pub(crate) fn bands(&self) -> usize {
        self.bands.bands()
    }

    /// The posting lists of one band that `filter` keeps.
    #[must_use]
    pub(crate) fn band_postings(&self, band: usize, filter: impl PostingFilter) -> Postings {
        let fill = |blocks: Range<usize>, partitions: &mut RadixPartitions| {
            let mut document = (blocks.start * DOCUMENTS_PER_BLOCK) as u32;
            self.bands.read_band(band, blocks, |keys| {
                for &key in keys {
                    partitions.push(key, document);
                    document += 1;
                }
            });
        };
        let lists = map_partitions(self.bands.blocks(), self.documents(), fill, |records| lists(records, &filter));
        let lists = Postings::concat(lists);
        match &self.locality {
            Some(locality) => lists.ordered_by(|document| locality.component(document)),
            None => lists,
        }
    }

    /// The posting lists of the anchors that `filter` keeps.
    #[must_use]
    pub(crate) fn anchor_postings(&self, filter: impl PostingFilter) -> Postings {
        let count = radix_partitions(self.anchors.total());
        self.anchor_postings_of(0..count, count, filter)
    }

    /// The posting lists of some of `count` partitions of the anchors.
    fn anchor_postings_of(&self, partitions: Range<usize>, count: usize, filter: impl PostingFilter) -> Postings {
        let most = if self.anchors.are_in_file() { PARTITIONS_PER_READ } else { 1 };
        let at_once = partitions.len().div_ceil(rayon::current_num_threads()).clamp(1, most);
        let reads = (0..partitions.len().div_ceil(at_once)).into_par_iter().with_max_len(1);
        let found = reads.flat_map_iter(|nth| {
            let start = partitions.start + nth * at_once;
            let read = self.anchors.read_partitions(start..partitions.end.min(start + at_once), count);
            read.into_iter().map(|records| lists(records, &filter))
        });
        Postings::concat(found.collect())
    }

    /// For each document a hash of all its band keys. Documents with the same hash are the same text, so that one
    /// represents it as well as another.
    pub(super) fn content_hashes(&self) -> Vec<u32> {
        let mut hashes = vec![0; self.documents()];
        for band in 0..self.bands() {
            let mut rest = hashes.iter_mut();
            self.bands.read_band(band, 0..self.bands.blocks(), |keys| {
                rest.by_ref().zip(keys).for_each(|(hash, &key)| *hash = hash::mix32(*hash ^ key));
            });
        }
        hashes
    }
}

/// The posting lists of some records that `filter` keeps.
fn lists(records: Vec<u64>, filter: &impl PostingFilter) -> Postings {
    let mut lists = Postings::from_records(records);
    lists.retain(filter);
    lists
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Extent, SpillOptions, SpillWriter};
    use foldhash::HashMap;

    #[test]
    fn builds_the_same_posting_lists_on_any_number_of_threads() {
        let documents = 5 * DOCUMENTS_PER_BLOCK + 7;
        let keys: Vec<u32> = (0..documents as u32).map(|document| hash::mix32(document * document % 1999)).collect();
        let mut expected: HashMap<u32, Vec<u32>> = HashMap::default();
        keys.iter().zip(0..).for_each(|(&key, document)| expected.entry(key).or_default().push(document));
        let mut expected: Vec<(u32, Vec<u32>)> =
            expected.into_iter().filter(|(_, documents)| documents.len() > 1).collect();
        expected.sort_unstable();
        let index = Index::new(BandKeys::new(&keys, 1), AnchorKeys::new(&vec![Vec::new(); documents]));
        for threads in 1..=7 {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let lists = pool.install(|| index.band_postings(0, |_: &[u32]| true));
            let found = lists.iter().map(|documents| (keys[documents[0] as usize], documents.to_vec()));
            assert_eq!(found.collect::<Vec<_>>(), expected, "{threads} threads");
            let long = pool.install(|| index.band_postings(0, |documents: &[u32]| documents.len() > 3));
            let expected = expected.iter().map(|(_, documents)| &documents[..]).filter(|documents| documents.len() > 3);
            assert_eq!(long.iter().collect::<Vec<_>>(), expected.collect::<Vec<_>>(), "{threads} threads");
        }
    }

    #[test]
    fn reports_an_index_that_cannot_be_read() {
        let file = || {
            let spool = SpillWriter::new(&SpillOptions { budget: 0, folder: None }, 1.0);
            spool.put(vec![7, 7, 8, 8]).unwrap();
            spool.finish()
        };
        // the keys of two documents: those in the file, and some after its end
        for (from, is_there) in [(0, true), (2, false)] {
            let bands = BandKeys::of_blocks(vec![Extent::Spilled(from..from + 4)], file(), 2);
            let index = Index::new(bands, AnchorKeys::new(&vec![Vec::new(); 2]));
            assert_eq!(index.band_postings(1, |_: &[u32]| true).len(), 1);
            assert_eq!(index.check_io().is_ok(), is_there);
        }
    }
}
