//! The anchors of all articles, laid out so that one part of their range after the other can be read.

use crate::error::Result;
use crate::rows::BLOCK;
use crate::spool::{Filed, Spool, Stored};
use crate::state::{Loader, Saver};
use std::ops::Range;

/// Parts of the range of keys, by their upper bits: with an article's number in its block beside them, the other bits of a key fill
/// 32 bits just so.
pub(super) const ANCHOR_PARTITIONS: usize = BLOCK;
/// Bits of an article's number in its block, and of a part.
const BITS: u32 = BLOCK.ilog2();

/// The anchors of every article: in blocks of articles, a block's anchors part by part. What is in a file is read from it and not
/// mapped, as [`BandKeys`](super::BandKeys) are.
#[derive(Debug, Default)]
pub struct AnchorKeys {
    blocks: Vec<AnchorBlock>,
    filed: Filed<u32>,
    articles: usize,
}

/// The anchors of a block of articles, and where each part ends.
#[derive(Debug)]
pub(crate) struct AnchorBlock {
    records: Stored<u32>,
    ends: Vec<u32>,
}

impl AnchorBlock {
    /// From the anchors of at most [`BLOCK`] articles: article by article, `ends` says where those of each end.
    ///
    /// # Errors
    /// As [`Spool::put`].
    pub(crate) fn store(anchors: &[u32], ends: &[u32], spool: &Spool<u32>) -> Result<AnchorBlock> {
        let mut next = vec![0_u32; ANCHOR_PARTITIONS + 1];
        for &anchor in anchors {
            next[part_of(anchor) + 1] += 1;
        }
        for part in 0..ANCHOR_PARTITIONS {
            next[part + 1] += next[part];
        }
        let mut records = vec![0; anchors.len()];
        let mut from = 0;
        for (member, &end) in (0_u32..).zip(ends) {
            for &anchor in &anchors[from..end as usize] {
                let place = &mut next[part_of(anchor)];
                records[*place as usize] = anchor << BITS | member;
                *place += 1;
            }
            from = end as usize;
        }
        // each part's next place is now its end
        next.truncate(ANCHOR_PARTITIONS);
        Ok(AnchorBlock { records: spool.put(records)?, ends: next })
    }
}

#[inline(always)]
fn part_of(anchor: u32) -> usize {
    (anchor >> (32 - BITS)) as usize
}

impl AnchorKeys {
    /// From the anchors of each article in turn.
    #[must_use]
    pub fn new(rows: &[Vec<u32>]) -> Self {
        let spool = Spool::in_memory();
        let block = |rows: &[Vec<u32>]| {
            let ends = rows.iter().scan(0, |end, row| {
                *end += row.len() as u32;
                Some(*end)
            });
            AnchorBlock::store(&rows.concat(), &ends.collect::<Vec<_>>(), &spool)
        };
        // a spool that has all memory writes nothing that could fail
        let blocks = rows.chunks(BLOCK).filter_map(|rows| block(rows).ok()).collect();
        AnchorKeys::of_blocks(blocks, Filed::default(), rows.len())
    }

    /// From the blocks of so many articles, all but the last of [`BLOCK`], and the spool that they were stored in.
    pub(crate) fn of_blocks(blocks: Vec<AnchorBlock>, filed: Filed<u32>, articles: usize) -> Self {
        AnchorKeys { blocks, filed, articles }
    }

    /// Writes the anchors.
    pub(crate) fn save(&self, to: &mut Saver) -> Result<()> {
        to.value(&(self.articles, self.blocks.len()))?;
        let mut buffer = Vec::new();
        self.blocks.iter().try_for_each(|block| {
            to.numbers(&block.ends)?;
            to.numbers(self.filed.read(&block.records, 0..block.records.len(), &mut buffer))
        })?;
        // what could not be read must not be kept as if it had been
        self.whole()
    }

    /// Reads what [`AnchorKeys::save`] wrote into a spool.
    pub(crate) fn load(from: &mut Loader, spool: Spool<u32>) -> Result<Self> {
        let (articles, count): (usize, usize) = from.value()?;
        if count != articles.div_ceil(BLOCK) {
            return Err(from.damaged());
        }
        let mut blocks = Vec::new();
        for first in (0..articles).step_by(BLOCK) {
            let (ends, records): (Vec<u32>, Vec<u32>) = (from.numbers()?, from.numbers()?);
            let in_parts = ends.len() == ANCHOR_PARTITIONS
                && ends.is_sorted()
                && ends[ANCHOR_PARTITIONS - 1] as usize == records.len();
            if !in_parts || records.iter().any(|&record| first + record as usize % BLOCK >= articles) {
                return Err(from.damaged());
            }
            blocks.push(AnchorBlock { records: spool.put(records)?, ends });
        }
        Ok(AnchorKeys::of_blocks(blocks, spool.finish_as_file(), articles))
    }

    /// Whether any are in a file.
    pub(super) fn are_in_file(&self) -> bool {
        self.filed.is_file()
    }

    /// Whether all that was asked for could be read until now.
    ///
    /// # Errors
    /// As [`Filed::whole`].
    pub(super) fn whole(&self) -> Result<()> {
        self.filed.whole()
    }

    /// Number of articles.
    #[must_use]
    pub fn articles(&self) -> usize {
        self.articles
    }

    /// How many anchors all articles have together.
    #[must_use]
    pub fn total(&self) -> usize {
        self.blocks.iter().map(|block| block.records.len()).sum()
    }

    /// The anchors of some of `turns` equal shares of their range, a power of two up to [`ANCHOR_PARTITIONS`], each as records: the key without the
    /// upper bits that all have, and below it the article. Those of one key come in the order of their articles.
    pub(super) fn records(&self, some: Range<usize>, turns: usize) -> Vec<Vec<u64>> {
        let parts_of_turn = ANCHOR_PARTITIONS / turns;
        let (from, to) = (some.start * parts_of_turn, some.end * parts_of_turn);
        let room = self.total() / turns * 9 / 8;
        let mut shares: Vec<Vec<u64>> = some.map(|_| Vec::with_capacity(room)).collect();
        let mut buffer = Vec::new();
        for (block, first) in self.blocks.iter().zip((0_u64..).step_by(BLOCK)) {
            let end = |part: usize| part.checked_sub(1).map_or(0, |before| block.ends[before] as usize);
            let start = end(from);
            // in one go, for they lie one behind the other
            let all = self.filed.read(&block.records, start..end(to), &mut buffer);
            for part in from..to {
                let upper = (part as u32) << (32 - BITS);
                let of_part = &all[end(part) - start..end(part + 1) - start];
                shares[(part - from) / parts_of_turn].extend(of_part.iter().map(|&record| {
                    let key = (upper | record >> BITS) << turns.ilog2();
                    u64::from(key) << 32 | (first + u64::from(record) % BLOCK as u64)
                }));
            }
        }
        shares
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_anchor_is_in_its_part_with_its_article(
            seed in any::<u64>(),
            articles in 0_usize..1100,
            bits in 0..=BITS,
            at_once in 1_usize..5,
        ) {
            let mut state = seed;
            let rows: Vec<Vec<u32>> = (0..articles)
                .map(|_| (0..crate::hash::next_random(&mut state) % 5).map(|_| crate::hash::next_random(&mut state) as u32).collect())
                .collect();
            let keys = AnchorKeys::new(&rows);
            let mut expected: Vec<(u64, u64)> = (0_u64..)
                .zip(&rows)
                .flat_map(|(article, row)| row.iter().map(move |&anchor| (u64::from(anchor), article)))
                .collect();
            expected.sort_unstable();
            prop_assert_eq!(keys.total(), expected.len());
            let turns = 1_usize << bits;
            let shares = (0..turns).step_by(at_once).flat_map(|turn| keys.records(turn..turns.min(turn + at_once), turns));
            let found = shares.enumerate().flat_map(|(turn, mut records)| {
                records.sort_unstable();
                let upper = if bits == 0 { 0 } else { (turn as u64) << (32 - bits) };
                records.into_iter().map(move |record| (upper | (record >> 32 >> bits), record & 0xffff_ffff))
            });
            prop_assert_eq!(found.collect::<Vec<_>>(), expected);
        }
    }
}
