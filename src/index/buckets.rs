//! The buckets of the index: the articles that share a band's key or an anchor.

use super::anchor_keys::{AnchorKeys, PARTS};
use super::band_keys::BandKeys;
use super::locality::Locality;
use super::postings::{PostingFilter, Postings, group};
use crate::error::Result;
use crate::hash;
use crate::rows::BLOCK;
use rayon::prelude::*;
use std::ops::Range;

/// A key that more articles share than this is hot: its articles are not paired each with each, but each with a few
/// representatives. A cap that dropped such keys would lose just the big stories.
pub(super) const HEAVY_KEY: usize = 64;
/// Records that are sorted in one go, about: half a megabyte, which stays in the cache.
const AT_ONCE: usize = 1 << 16;
/// Records are sorted in at least so many turns, so that several threads share the work.
const LEAST_TURNS: usize = 8;
/// Turns that are read from a file together: a call of the system then brings a kilobyte or more, and their records are few beside what
/// is kept of every article.
const READ_AT_ONCE: usize = 4;
/// One in so many anchors is asked who is at home with whom, in as many turns.
const SOME: usize = LEAST_TURNS;
/// At least so many bands are asked the same, where there are as many: who shares none of them with anyone at home shares an anchor. All
/// 32 bands save one in thirty of the rows that are read one by one, and take more than twice as long.
const SOME_BANDS: usize = 8;

/// What every article is looked up by: its bucket in each band, and its anchors.
#[derive(Debug)]
pub struct Index {
    bands: BandKeys,
    anchors: AnchorKeys,
    homes: Option<Locality>,
}

impl Index {
    /// Of the same articles, in the same order.
    #[must_use]
    pub fn new(bands: BandKeys, anchors: AnchorKeys) -> Self {
        Index { bands, anchors, homes: None }
    }

    /// Finds out which articles are likely to be compared. From here on groups and candidates come in the order of the homes, so that
    /// those of one home are compared one after the other.
    pub fn find_locality(&mut self) -> &Locality {
        let step = (self.bands() / SOME_BANDS).max(1);
        let bands = (0..self.bands()).step_by(step).map(|band| self.band_postings(band, |_: &[u32]| true));
        // cut copies share anchors alone, and several of them, so that some suffice; a few at a time, for the memory's sake
        let turns = radix_partitions(self.anchors.total());
        let few = (turns / SOME).div_ceil(SOME);
        let some = (0..turns / SOME).step_by(few).map(|turn| {
            let few = turn..(turn + few).min(turns / SOME);
            self.some_anchor_postings(few, turns, |members: &[u32]| members.len() <= HEAVY_KEY)
        });
        let homes = Locality::new(self.articles(), bands.chain(some));
        self.homes.insert(homes)
    }

    /// Which articles are likely to be compared, when that was found out.
    pub(super) fn homes(&self) -> Option<&Locality> {
        self.homes.as_ref()
    }

    /// Buckets and anchors.
    pub(crate) fn parts(&self) -> (&BandKeys, &AnchorKeys) {
        (&self.bands, &self.anchors)
    }

    /// Whether all that was asked for could be read until now, where the index is in files.
    ///
    /// # Errors
    /// [`Error::Read`](crate::error::Error::Read) with the folder of the files.
    pub fn whole(&self) -> Result<()> {
        self.bands.whole()?;
        self.anchors.whole()
    }

    /// Number of articles.
    #[must_use]
    pub fn articles(&self) -> usize {
        self.bands.articles()
    }

    /// Number of bands.
    #[must_use]
    pub fn bands(&self) -> usize {
        self.bands.bands()
    }

    /// The buckets of one band that have two articles or more, as far as `keep` says.
    #[must_use]
    pub fn band_postings(&self, band: usize, keep: impl PostingFilter) -> Postings {
        let turns = radix_partitions(self.articles());
        let share = self.bands.blocks().div_ceil(rayon::current_num_threads()).max(1);
        // a stretch of articles is divided into the parts that are sorted, beside other stretches
        let divided: Vec<Vec<Vec<u64>>> = (0..self.bands.blocks().div_ceil(share))
            .into_par_iter()
            .map(|nth| self.divided(band, nth * share..self.bands.blocks().min((nth + 1) * share), turns))
            .collect();
        let part = |turn: usize| divided.iter().flat_map(|parts| &parts[turn]).copied().collect();
        let groups = (0..turns).into_par_iter().with_max_len(1).map(|turn| group(part(turn)).retained(&keep));
        let groups = Postings::concat(groups.collect());
        match &self.homes {
            Some(homes) => groups.in_order_of(|article| homes.of(article)),
            None => groups,
        }
    }

    /// The records of one band of some blocks of articles, in so many parts by the upper bits of the keys.
    fn divided(&self, band: usize, blocks: Range<usize>, turns: usize) -> Vec<Vec<u64>> {
        let room = blocks.len() * BLOCK / turns * 9 / 8;
        let mut parts: Vec<Vec<u64>> = (0..turns).map(|_| Vec::with_capacity(room)).collect();
        let mut article = (blocks.start * BLOCK) as u64;
        self.bands.in_blocks(band, blocks, |keys| {
            for (&key, article) in keys.iter().zip(article..) {
                // the bits by which the part is chosen are the same in all of it
                parts[key as usize >> (32 - turns.ilog2())].push(u64::from(key << turns.ilog2()) << 32 | article);
            }
            article += keys.len() as u64;
        });
        parts
    }

    /// The anchors that two articles or more have, as far as `keep` says.
    #[must_use]
    pub fn anchor_postings(&self, keep: impl PostingFilter) -> Postings {
        let turns = radix_partitions(self.anchors.total());
        self.some_anchor_postings(0..turns, turns, keep)
    }

    /// The same of some of so many shares of the anchors.
    fn some_anchor_postings(&self, some: Range<usize>, turns: usize, keep: impl PostingFilter) -> Postings {
        let most = if self.anchors.are_in_file() { READ_AT_ONCE } else { 1 };
        let at_once = some.len().div_ceil(rayon::current_num_threads()).clamp(1, most);
        let groups = (0..some.len().div_ceil(at_once)).into_par_iter().with_max_len(1).flat_map_iter(|nth| {
            let from = some.start + nth * at_once;
            let shares = self.anchors.records(from..some.end.min(from + at_once), turns);
            shares.into_iter().map(|records| group(records).retained(&keep))
        });
        Postings::concat(groups.collect())
    }

    /// For each article a hash of what it says, by the first bands of its signature: articles that share those are one text, and one
    /// of them is as good a representative as the other.
    pub(super) fn contents(&self) -> Vec<u32> {
        let mut contents = vec![0; self.articles()];
        for band in 0..self.bands().min(2) {
            // band by band, as they are laid out: here and there in a file they cost a page each
            let mut rest = &mut contents[..];
            self.bands.of_band(band, |keys| {
                let (block, behind) = std::mem::take(&mut rest).split_at_mut(keys.len());
                block.iter_mut().zip(keys).for_each(|(content, &key)| *content = hash::mix32(*content ^ key));
                rest = behind;
            });
        }
        contents
    }
}

/// In how many turns so many records are sorted.
pub(super) fn radix_partitions(records: usize) -> usize {
    LEAST_TURNS.max(records / AT_ONCE).next_power_of_two().min(PARTS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spool::{Memory, Spool, Stored};
    use crate::state::Saver;
    use foldhash::HashMap;

    #[test]
    fn the_buckets_of_many_blocks_are_the_same_on_any_number_of_threads() {
        let articles = 5 * BLOCK + 7;
        let keys: Vec<u32> = (0..articles as u32).map(|article| hash::mix32(article * article % 1999)).collect();
        let mut expected: HashMap<u32, Vec<u32>> = HashMap::default();
        keys.iter().zip(0..).for_each(|(&key, article)| expected.entry(key).or_default().push(article));
        let mut expected: Vec<(u32, Vec<u32>)> =
            expected.into_iter().filter(|(_, members)| members.len() > 1).collect();
        expected.sort_unstable();
        let index = Index::new(BandKeys::new(&keys, 1), AnchorKeys::new(&vec![Vec::new(); articles]));
        for threads in 1..=7 {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let groups = pool.install(|| index.band_postings(0, |_: &[u32]| true));
            let found = (0..groups.len()).map(|group| groups.members(group).to_vec());
            let found: Vec<(u32, Vec<u32>)> = found.map(|members| (keys[members[0] as usize], members)).collect();
            assert_eq!(found, expected, "{threads} threads");
            let large = pool.install(|| index.band_postings(0, |members: &[u32]| members.len() > 3));
            let large: Vec<&[u32]> = (0..large.len()).map(|group| large.members(group)).collect();
            let expected = expected.iter().map(|(_, members)| &members[..]).filter(|members| members.len() > 3);
            assert_eq!(large, expected.collect::<Vec<_>>(), "{threads} threads");
        }
    }

    #[test]
    fn an_index_that_cannot_be_read_is_told() {
        let file = || {
            let spool = Spool::new(&Memory { budget: 0, folder: None }, 1.0);
            spool.put(vec![7, 7, 8, 8]).unwrap();
            spool.finish_as_file()
        };
        // of two articles: what is there, and what is behind the end of the file
        for (from, is_there) in [(0, true), (2, false)] {
            let bands = BandKeys::of_blocks(vec![Stored::There(from..from + 4)], file(), 2);
            let index = Index::new(bands, AnchorKeys::new(&vec![Vec::new(); 2]));
            assert_eq!(index.band_postings(1, |_: &[u32]| true).len(), 1);
            assert_eq!(index.whole().is_ok(), is_there);
            // nor is it kept for a later run
            let folder = tempfile::tempdir().unwrap();
            let mut state = Saver::create(&folder.path().join("state")).unwrap();
            assert_eq!(index.parts().0.save(&mut state).is_ok(), is_there);
        }
    }
}
