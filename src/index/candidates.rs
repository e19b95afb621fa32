//! Candidate pairs: two articles that share a bucket, or enough anchors. Nothing is proved yet.

use super::banding::BandKeys;
use super::groups::{Groups, Memberships, group};
use crate::hash;
use crate::rows::Rows;
use crate::sort;
use rayon::prelude::*;

/// A key that more articles share than this is hot: its articles are not paired each with each, but each with a few
/// representatives. A cap that dropped such keys would lose just the big stories.
const HOT: usize = 64;
/// Representatives of a hot key.
const REPRESENTATIVES: usize = 16;
/// Tables that the anchors are divided among, by their upper bits: a power of two, so that several threads share the work.
const ANCHOR_PARTS: usize = 8;
/// Shared anchors that make a candidate; a shared bucket alone makes one.
const ENOUGH: u8 = 2;

/// A candidate pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub struct Pair(u64);

impl Pair {
    fn new(one: u32, other: u32) -> Pair {
        Pair(u64::from(one.min(other)) << 32 | u64::from(one.max(other)))
    }

    /// Its articles, the lower first.
    #[must_use]
    pub fn articles(self) -> (u32, u32) {
        ((self.0 >> 32) as u32, self.0 as u32)
    }
}

/// Candidate pairs, each once, in ascending order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Candidates {
    pairs: Vec<Pair>,
}

impl Candidates {
    /// How many pairs there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.pairs.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// Keeps the pairs that `keep` says.
    pub fn retain(&mut self, keep: impl Fn(u32, u32) -> bool) {
        self.pairs.retain(|pair| {
            let (a, b) = pair.articles();
            keep(a, b)
        });
    }

    /// The pairs.
    pub fn iter(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.pairs.iter().map(|pair| pair.articles())
    }

    /// The pairs, `size` at a time.
    pub fn chunks(&self, size: usize) -> impl Iterator<Item = &[Pair]> {
        self.pairs.chunks(size)
    }
}

/// The candidate pairs of all articles, from their buckets and their anchors.
///
/// Every pair that shares a bucket or two anchors is found, except among the articles of a hot key: there each is paired
/// with representatives, chosen by content, so that the articles of one big story hang together while the work stays
/// linear in their number.
#[must_use]
pub fn candidates(bands: &BandKeys, anchors: &Rows<u32>) -> Candidates {
    let articles = bands.articles();
    let grouped: Vec<Groups> = (0..bands.bands() + ANCHOR_PARTS)
        .into_par_iter()
        .map(|table| match table.checked_sub(bands.bands()) {
            None => group((0..articles).map(|article| record(bands.of(article)[table], article)).collect()),
            Some(part) => group(of_anchors(anchors, part)),
        })
        .collect();
    let of_bands: usize = grouped[..bands.bands()].iter().map(Groups::len).sum();
    let groups = Groups::concat(grouped);
    let memberships = Memberships::new(&groups, articles);
    let representatives = representatives(&groups, bands);

    let mut pairs: Vec<Pair> = (0..articles)
        .into_par_iter()
        .map_init(
            || Counter { shared: vec![0; articles], touched: Vec::new() },
            |counter, article| {
                for &group in memberships.of(article) {
                    let weight = if (group as usize) < of_bands { ENOUGH } else { 1 };
                    let others = match &representatives[group as usize] {
                        Some(few) => few,
                        None => lower_than(article as u32, groups.members(group as usize)),
                    };
                    others.iter().for_each(|&other| counter.add(other, weight));
                }
                counter.take(article as u32)
            },
        )
        .flatten_iter()
        .collect();
    sort::by_bits(&mut pairs, |pair| pair.0);
    pairs.dedup();
    Candidates { pairs }
}

/// The records of the anchors in one part of their range.
fn of_anchors(anchors: &Rows<u32>, part: usize) -> Vec<u64> {
    let part_of = |anchor: u32| anchor as usize >> (32 - ANCHOR_PARTS.ilog2());
    let mut records = Vec::with_capacity(anchors.total() / ANCHOR_PARTS * 9 / 8);
    for article in 0..anchors.len() {
        let row = anchors.row(article);
        let from = row.partition_point(|&anchor| part_of(anchor) < part);
        let of_part = row[from..].iter().take_while(|&&anchor| part_of(anchor) == part);
        records.extend(of_part.map(|&anchor| record(anchor, article)));
    }
    records
}

fn record(key: u32, article: usize) -> u64 {
    u64::from(key) << 32 | article as u64
}

/// The members of a group that come before `article`, so that each pair is found once.
fn lower_than(article: u32, members: &[u32]) -> &[u32] {
    &members[..members.partition_point(|&member| member < article)]
}

/// For each hot group its representatives: the members with the lowest hash of content, no two of the same content.
fn representatives(groups: &Groups, bands: &BandKeys) -> Vec<Option<Vec<u32>>> {
    let content =
        |article: u32| bands.of(article as usize).iter().fold(0, |state, &key| hash::mix(state ^ u64::from(key)));
    (0..groups.len())
        .into_par_iter()
        .map(|group| {
            let members = groups.members(group);
            (members.len() > HOT).then(|| {
                let mut ranked: Vec<(u64, u32)> = members.iter().map(|&member| (content(member), member)).collect();
                ranked.sort_unstable();
                ranked.dedup_by_key(|(rank, _)| *rank);
                ranked.iter().take(REPRESENTATIVES).map(|&(_, member)| member).collect()
            })
        })
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
    use proptest::prelude::*;
    use std::collections::HashMap;

    fn rows(of: &[Vec<u32>]) -> Rows<u32> {
        Rows::build(of.len(), |row, (): &mut (), out| {
            let mut anchors = of[row].clone();
            anchors.sort_unstable();
            anchors.dedup();
            out.extend(anchors);
        })
    }

    fn found(bands: &[Vec<u32>], anchors: &[Vec<u32>]) -> Vec<(u32, u32)> {
        let width = bands.first().map_or(0, Vec::len);
        candidates(&BandKeys::new(bands.concat(), width), &rows(anchors)).iter().collect()
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
