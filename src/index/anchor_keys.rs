//! The anchors of all articles, laid out so that one part of their range after the other can be read.

use crate::error::Result;
use crate::rows::BLOCK;
use crate::spool::{Mapping, Spool, Spooled, Stored};
use crate::state::{Loader, Saver};

/// Parts of the range of keys, by their upper bits: with an article's number in its block beside them, the other bits of a key fill
/// 32 bits just so.
pub(super) const PARTS: usize = BLOCK;
/// Bits of an article's number in its block, and of a part.
const BITS: u32 = BLOCK.ilog2();

/// The anchors of every article: in blocks of articles, a block's anchors part by part.
#[derive(Debug, Default)]
pub struct AnchorKeys {
    blocks: Vec<AnchorBlock>,
    spooled: Spooled<u32>,
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
        let mut next = vec![0_u32; PARTS + 1];
        for &anchor in anchors {
            next[part_of(anchor) + 1] += 1;
        }
        for part in 0..PARTS {
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
        next.truncate(PARTS);
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
        AnchorKeys::of_blocks(blocks, Spooled::default(), rows.len())
    }

    /// From the blocks of so many articles, all but the last of [`BLOCK`], and the spool that they were stored in.
    pub(crate) fn of_blocks(blocks: Vec<AnchorBlock>, spooled: Spooled<u32>, articles: usize) -> Self {
        AnchorKeys { blocks, spooled, articles }
    }

    /// Writes the anchors.
    pub(crate) fn save(&self, to: &mut Saver) -> Result<()> {
        to.value(&(self.articles, self.blocks.len()))?;
        self.blocks.iter().try_for_each(|block| {
            to.numbers(&block.ends)?;
            to.numbers(self.spooled.get(&block.records))
        })
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
            let in_parts = ends.len() == PARTS && ends.is_sorted() && ends[PARTS - 1] as usize == records.len();
            if !in_parts || records.iter().any(|&record| first + record as usize % BLOCK >= articles) {
                return Err(from.damaged());
            }
            blocks.push(AnchorBlock { records: spool.put(records)?, ends });
        }
        Ok(AnchorKeys::of_blocks(blocks, spool.finish()?, articles))
    }

    /// What of the anchors is mapped.
    #[must_use]
    pub fn mapping(&self) -> Option<Mapping> {
        self.spooled.mapping()
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

    /// The anchors of one of `turns` equal shares of their range, a power of two up to [`PARTS`], as records: the key without the upper
    /// bits that all have, and below it the article. Those of one key come in the order of their articles.
    pub(super) fn records(&self, turn: usize, turns: usize) -> Vec<u64> {
        let parts = turn * PARTS / turns..(turn + 1) * PARTS / turns;
        let mut records = Vec::with_capacity(self.total() / turns * 9 / 8);
        for (block, first) in self.blocks.iter().zip((0_u64..).step_by(BLOCK)) {
            let all = self.spooled.get(&block.records);
            let mut from = parts.start.checked_sub(1).map_or(0, |before| block.ends[before] as usize);
            for part in parts.clone() {
                let end = block.ends[part] as usize;
                let upper = (part as u32) << (32 - BITS);
                records.extend(all[from..end].iter().map(|&record| {
                    let key = (upper | record >> BITS) << turns.ilog2();
                    u64::from(key) << 32 | (first + u64::from(record) % BLOCK as u64)
                }));
                from = end;
            }
        }
        records
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
        ) {
            let mut state = seed;
            let rows: Vec<Vec<u32>> = (0..articles)
                .map(|_| (0..crate::hash::next(&mut state) % 5).map(|_| crate::hash::next(&mut state) as u32).collect())
                .collect();
            let keys = AnchorKeys::new(&rows);
            let mut expected: Vec<(u64, u64)> = (0_u64..)
                .zip(&rows)
                .flat_map(|(article, row)| row.iter().map(move |&anchor| (u64::from(anchor), article)))
                .collect();
            expected.sort_unstable();
            prop_assert_eq!(keys.total(), expected.len());
            let found = (0..1_usize << bits).flat_map(|turn| {
                let mut records = keys.records(turn, 1 << bits);
                records.sort_unstable();
                let upper = if bits == 0 { 0 } else { (turn as u64) << (32 - bits) };
                records.into_iter().map(move |record| (upper | (record >> 32 >> bits), record & 0xffff_ffff))
            });
            prop_assert_eq!(found.collect::<Vec<_>>(), expected);
        }
    }
}
