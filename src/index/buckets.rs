//! The buckets of the index: the articles that share a band's key or an anchor, and the candidate pairs among them.

use super::anchor_keys::{AnchorKeys, PARTS};
use super::band_keys::BandKeys;
use super::candidates::{Candidates, Pair};
use super::groups::{Groups, Memberships, group};
use super::homes::Homes;
use crate::error::Result;
use crate::hash;
use crate::rows::BLOCK;
use crate::sort;
use foldhash::HashMap;
use rayon::prelude::*;
use std::ops::Range;

/// A key that more articles share than this is hot: its articles are not paired each with each, but each with a few
/// representatives. A cap that dropped such keys would lose just the big stories.
const HOT: usize = 64;
/// Representatives of a hot key.
const REPRESENTATIVES: usize = 16;
/// Records that are sorted in one go, about: half a megabyte, which stays in the cache.
const AT_ONCE: usize = 1 << 16;
/// Records are sorted in at least so many turns, so that several threads share the work.
const LEAST_TURNS: usize = 8;
/// Turns that are read from a file together: a call of the system then brings a kilobyte or more, and their records are few beside what
/// is kept of every article.
const READ_AT_ONCE: usize = 4;
/// One in so many anchors is asked who is at home with whom, in as many turns.
const SOME: usize = LEAST_TURNS;
/// Articles are gone through in so many shares for each thread: each begins with counters of all articles, and where they are few,
/// who is done first waits for the other.
const SHARES: usize = 16;
/// The groups of an article are asked for so many articles before its turn, and where they are as many before that.
const AHEAD: usize = 4;
/// Shared anchors that make a candidate; a shared bucket of a band alone makes one.
const ENOUGH: u8 = 2;

/// What every article is looked up by: its bucket in each band, and its anchors.
#[derive(Debug)]
pub struct Index {
    bands: BandKeys,
    anchors: AnchorKeys,
    homes: Option<Homes>,
}

impl Index {
    /// Of the same articles, in the same order.
    #[must_use]
    pub fn new(bands: BandKeys, anchors: AnchorKeys) -> Self {
        Index { bands, anchors, homes: None }
    }

    /// Finds out which articles are likely to be compared. From here on groups and candidates come in the order of the homes, so that
    /// those of one home are compared one after the other.
    pub fn find_homes(&mut self) -> &Homes {
        let bands = (0..self.bands()).map(|band| self.groups_of_band(band, |_| true));
        // cut copies share anchors alone, and several of them, so that some suffice; a few at a time, for the memory's sake
        let turns = turns(self.anchors.total());
        let few = (turns / SOME).div_ceil(SOME);
        let some = (0..turns / SOME).step_by(few).map(|turn| {
            let few = turn..(turn + few).min(turns / SOME);
            self.groups_of_some_anchors(few, turns, |members| members.len() <= HOT)
        });
        let homes = Homes::new(self.articles(), bands.chain(some));
        self.homes.insert(homes)
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
    pub fn groups_of_band(&self, band: usize, keep: impl Fn(&[u32]) -> bool + Sync) -> Groups {
        let turns = turns(self.articles());
        let share = self.bands.blocks().div_ceil(rayon::current_num_threads()).max(1);
        // a stretch of articles is divided into the parts that are sorted, beside other stretches
        let divided: Vec<Vec<Vec<u64>>> = (0..self.bands.blocks().div_ceil(share))
            .into_par_iter()
            .map(|nth| self.divided(band, nth * share..self.bands.blocks().min((nth + 1) * share), turns))
            .collect();
        let part = |turn: usize| divided.iter().flat_map(|parts| &parts[turn]).copied().collect();
        let groups = (0..turns).into_par_iter().with_max_len(1).map(|turn| group(part(turn)).retained(&keep));
        let groups = Groups::concat(groups.collect());
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
    pub fn groups_of_anchors(&self, keep: impl Fn(&[u32]) -> bool + Sync) -> Groups {
        let turns = turns(self.anchors.total());
        self.groups_of_some_anchors(0..turns, turns, keep)
    }

    /// The same of some of so many shares of the anchors.
    fn groups_of_some_anchors(&self, some: Range<usize>, turns: usize, keep: impl Fn(&[u32]) -> bool + Sync) -> Groups {
        let most = if self.anchors.are_in_file() { READ_AT_ONCE } else { 1 };
        let at_once = some.len().div_ceil(rayon::current_num_threads()).clamp(1, most);
        let groups = (0..some.len().div_ceil(at_once)).into_par_iter().with_max_len(1).flat_map_iter(|nth| {
            let from = some.start + nth * at_once;
            let shares = self.anchors.records(from..some.end.min(from + at_once), turns);
            shares.into_iter().map(|records| group(records).retained(&keep))
        });
        Groups::concat(groups.collect())
    }

    /// All buckets.
    #[must_use]
    pub fn buckets(&self) -> Buckets {
        let bands = Groups::concat((0..self.bands()).map(|band| self.groups_of_band(band, |_| true)).collect());
        Buckets { bands, anchors: self.groups_of_anchors(|_| true) }
    }

    /// For each article a hash of what it says, by the first bands of its signature: articles that share those are one text, and one
    /// of them is as good a representative as the other.
    fn contents(&self) -> Vec<u32> {
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

/// Buckets of an index.
#[derive(Debug, Default)]
pub struct Buckets {
    /// Those of the bands.
    pub bands: Groups,
    /// Those of the anchors.
    pub anchors: Groups,
}

impl Buckets {
    /// The candidate pairs among the articles of these buckets, as far as `wanted` says.
    ///
    /// Every pair that shares a bucket or two anchors is found, except among the articles of a hot key: there each is paired
    /// with representatives, chosen by content, so that the articles of one big story hang together while the work stays
    /// linear in their number. Articles are gone through in the order of `near`: those that follow each other should have much to do
    /// with the same others, which are all over the memory.
    #[must_use]
    pub fn candidates(
        self,
        index: &Index,
        near: impl Fn(u32) -> u32 + Sync,
        wanted: impl Fn(u32, u32) -> bool + Sync,
    ) -> Candidates {
        let articles = index.articles();
        let of_bands = self.bands.len();
        let groups = Groups::concat(vec![self.bands, self.anchors]);
        let memberships = Memberships::new(&groups, articles);
        let representatives = representatives(&groups, index);
        let order =
            sort::in_order_of(articles as u32, |article| Some(near(article)).filter(|_| memberships.has(article)));
        let articles = order.len();
        let mut pairs: Vec<Pair> = (0..articles)
            .into_par_iter()
            .with_max_len(articles.div_ceil(SHARES * rayon::current_num_threads()).max(1))
            .map_init(
                || Counter { shared: vec![0; index.articles()], touched: Vec::new() },
                |counter, nth| {
                    // the groups of the articles behind this one are all over the memory
                    let behind = |by: usize| order[(nth + by).min(articles - 1)] as usize;
                    memberships.expect(behind(4 * AHEAD));
                    let article = order[nth] as usize;
                    let behind = |by: usize| memberships.of(behind(by));
                    behind(2 * AHEAD).iter().for_each(|&group| groups.expect(group as usize));
                    behind(AHEAD).iter().for_each(|&group| groups.expect_members(group as usize));
                    for &group in memberships.of(article) {
                        let weight = if (group as usize) < of_bands { ENOUGH } else { 1 };
                        let members = groups.members(group as usize);
                        if members.len() > HOT {
                            let few = representatives.get(&group).map_or(&[][..], Vec::as_slice);
                            let others = few.iter().filter(|&&other| wanted(article as u32, other));
                            others.for_each(|&other| counter.add(other, weight));
                        } else {
                            // those before it, so that each pair is found once
                            let lower = members.iter().take_while(|&&member| (member as usize) < article);
                            let others = lower.filter(|&&other| wanted(article as u32, other));
                            others.for_each(|&other| counter.add(other, weight));
                        }
                    }
                    counter.take(article as u32)
                },
            )
            .flatten_iter()
            .collect();
        sort::by_bits(&mut pairs, |pair| pair.0);
        pairs.dedup();
        if let Some(homes) = &index.homes {
            sort::by_bits(&mut pairs, |pair| u64::from(homes.of(pair.articles().0)));
        }
        Candidates { pairs }
    }
}

/// In how many turns so many records are sorted.
fn turns(records: usize) -> usize {
    LEAST_TURNS.max(records / AT_ONCE).next_power_of_two().min(PARTS)
}

/// For each hot group its representatives: the members with the lowest hash of content, no two of the same content.
fn representatives(groups: &Groups, index: &Index) -> HashMap<u32, Vec<u32>> {
    let hot: Vec<u32> = (0..groups.len() as u32).filter(|&group| groups.members(group as usize).len() > HOT).collect();
    let contents = if hot.is_empty() { Vec::new() } else { index.contents() };
    hot.into_par_iter()
        .map(|group| {
            let members = groups.members(group as usize).iter();
            let mut ranked: Vec<(u32, u32)> = members.map(|&member| (contents[member as usize], member)).collect();
            ranked.sort_unstable();
            ranked.dedup_by_key(|(rank, _)| *rank);
            (group, ranked.iter().take(REPRESENTATIVES).map(|&(_, member)| member).collect())
        })
        .collect::<Vec<_>>()
        .into_iter()
        .collect()
}

/// How much each other article shares with the one at hand.
struct Counter {
    shared: Vec<u8>,
    touched: Vec<u32>,
}

impl Counter {
    #[inline]
    fn add(&mut self, other: u32, weight: u8) {
        let shared = &mut self.shared[other as usize];
        if *shared == 0 {
            self.touched.push(other);
        }
        *shared = shared.saturating_add(weight);
    }

    /// The pairs of `article` with those that share enough; forgets the counts.
    fn take(&mut self, article: u32) -> Vec<Pair> {
        let mut pairs = Vec::new();
        for other in self.touched.drain(..) {
            let shared = std::mem::take(&mut self.shared[other as usize]);
            if shared >= ENOUGH && other != article {
                pairs.push(Pair::new(article, other));
            }
        }
        pairs
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spool::{Memory, Spool, Stored};
    use crate::state::Saver;
    use proptest::prelude::*;

    fn found(bands: &[Vec<u32>], anchors: &[Vec<u32>]) -> Vec<(u32, u32)> {
        let width = bands.first().map_or(0, Vec::len);
        let index = Index::new(BandKeys::new(&bands.concat(), width), AnchorKeys::new(anchors));
        index.buckets().candidates(&index, |article| article % 5, |_, _| true).iter().collect()
    }

    proptest! {
        #[test]
        fn every_pair_that_shares_enough_is_found_and_no_other(
            articles in proptest::collection::vec(
                (proptest::collection::vec(0_u32..6, 2), proptest::collection::vec(0_u32..40, 0..6)), 0..50),
        ) {
            let (bands, anchors): (Vec<_>, Vec<_>) = articles.into_iter().unzip();
            let mut expected = Vec::new();
            for a in 0..bands.len() {
                for b in a + 1..bands.len() {
                    let bucket = bands[a].iter().zip(&bands[b]).any(|(x, y)| x == y);
                    let mut shared = anchors[a].clone();
                    shared.sort_unstable();
                    shared.dedup();
                    shared.retain(|anchor| anchors[b].contains(anchor));
                    if bucket || shared.len() >= 2 {
                        expected.push((a as u32, b as u32));
                    }
                }
            }
            prop_assert_eq!(found(&bands, &anchors), expected);
        }
    }

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
            let groups = pool.install(|| index.groups_of_band(0, |_| true));
            let found = (0..groups.len()).map(|group| groups.members(group).to_vec());
            let found: Vec<(u32, Vec<u32>)> = found.map(|members| (keys[members[0] as usize], members)).collect();
            assert_eq!(found, expected, "{threads} threads");
            let large = pool.install(|| index.groups_of_band(0, |members| members.len() > 3));
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
            assert_eq!(index.groups_of_band(1, |_| true).len(), 1);
            assert_eq!(index.whole().is_ok(), is_there);
            // nor is it kept for a later run
            let folder = tempfile::tempdir().unwrap();
            let mut state = Saver::create(&folder.path().join("state")).unwrap();
            assert_eq!(index.parts().0.save(&mut state).is_ok(), is_there);
        }
    }

    #[test]
    fn a_story_in_three_thousand_outlets_hangs_together_at_linear_cost() {
        let outlets = 3000_u32;
        // no two share a bucket; each has five of the story's seven anchors, and one of its own
        let bands: Vec<Vec<u32>> = (0..outlets).map(|i| vec![i]).collect();
        let anchors: Vec<Vec<u32>> =
            (0..outlets).map(|i| (0..5).map(|k| (i + k) % 7).chain([100 + i]).collect()).collect();
        let pairs = found(&bands, &anchors);
        assert!(pairs.len() < 40 * outlets as usize, "{} pairs", pairs.len());
        let mut linked: HashMap<u32, u32> = (0..outlets).map(|i| (i, i)).collect();
        fn root(linked: &HashMap<u32, u32>, mut i: u32) -> u32 {
            while linked[&i] != i {
                i = linked[&i];
            }
            i
        }
        for (a, b) in pairs {
            let (a, b) = (root(&linked, a), root(&linked, b));
            linked.insert(a.max(b), a.min(b));
        }
        assert!((0..outlets).all(|i| root(&linked, i) == 0));
    }
}
