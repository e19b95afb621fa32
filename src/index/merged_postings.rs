//! Joint groups: the groups that have the same members, as one. Two stories that have a paragraph in common share all anchors of it, and
//! what is counted in one of their groups need not be counted in the others.

use super::buckets::radix_partitions;
use super::concat::{concat, starts};
use super::postings::Postings;
use crate::hash;
use crate::prefetch::prefetch;
use crate::radix_sort;
use rayon::prelude::*;

/// A group is looked at so many groups before its turn, and where it is as many before that.
const AHEAD: usize = 8;
/// Postings that a thread looks at in one go, at least.
const AT_ONCE: usize = 1 << 12;

/// Each set of articles that share keys, once, with what it counts for.
#[derive(Debug, Default)]
pub(super) struct MergedPostings {
    members: Vec<u32>,
    heads: Vec<Head>,
}

/// Where a group is: what is asked of it comes into the cache together.
#[derive(Debug, Clone, Copy, bytemuck::Zeroable)]
struct Head {
    start: u64,
    len: u32,
    weight: u8,
    /// How many of the first members meet nobody in it.
    alone: u8,
}

impl MergedPostings {
    /// The groups by their members, each of which is called by what `name` says; the sum of what `weight` says of those that are one is
    /// its weight, or 255.
    pub(super) fn new(
        groups: &Postings,
        weight: impl Fn(usize) -> u8 + Sync,
        name: impl Fn(u32) -> u32 + Sync,
    ) -> MergedPostings {
        let turns = radix_partitions(groups.len());
        let share = groups.len().div_ceil(rayon::current_num_threads()).max(1);
        // by the upper bits of a hash of their members they are divided into the turns, by those behind them they are sorted there
        let divided: Vec<Vec<Vec<u64>>> = (0..groups.len().div_ceil(share))
            .into_par_iter()
            .with_max_len(1)
            .map(|nth| {
                let mut parts = vec![Vec::with_capacity(share / turns * 9 / 8); turns];
                for group in nth * share..groups.len().min((nth + 1) * share) {
                    let hash = hash::of_bytes(bytemuck::cast_slice(groups.members(group)));
                    let behind = hash << turns.ilog2() >> 32 << 32;
                    parts[(hash >> (u64::BITS - turns.ilog2())) as usize].push(behind | group as u64);
                }
                parts
            })
            .collect();
        let joint = (0..turns).into_par_iter().with_max_len(1).map(|turn| {
            let mut records: Vec<u64> = divided.iter().flat_map(|parts| &parts[turn]).copied().collect();
            radix_sort::sort_hashes(&mut records);
            let mut joint = MergedPostings::default();
            let mut distinct: Vec<(u32, u8)> = Vec::new();
            let behind = |by: usize| records.get(by).map(|&record| record as u32 as usize);
            let mut at = 0;
            for same in records.chunk_by(|a, b| a >> 32 == b >> 32) {
                for &record in same {
                    behind(at + 2 * AHEAD).into_iter().for_each(|group| groups.expect(group));
                    behind(at + AHEAD).into_iter().for_each(|group| groups.expect_members(group));
                    at += 1;
                    let group = record as u32;
                    let (members, weight) = (groups.members(group as usize), weight(group as usize));
                    match distinct.iter_mut().find(|(first, _)| groups.members(*first as usize) == members) {
                        Some((_, of_all)) => *of_all = of_all.saturating_add(weight),
                        None => distinct.push((group, weight)),
                    }
                }
                for (group, weight) in distinct.drain(..) {
                    joint.push(groups.members(group as usize).iter().map(|&member| name(member)), weight);
                }
            }
            joint
        });
        MergedPostings::concat(joint.collect())
    }

    fn push(&mut self, members: impl Iterator<Item = u32>, weight: u8) {
        let start = self.members.len();
        self.members.extend(members);
        self.members[start..].sort_unstable();
        self.heads.push(Head { start: start as u64, len: (self.members.len() - start) as u32, weight, alone: 0 });
    }

    fn concat(parts: Vec<MergedPostings>) -> MergedPostings {
        let before = starts(parts.iter().map(|part| part.members.len()));
        let (members, heads) = parts.into_iter().map(|part| (part.members, part.heads)).unzip();
        let moved = |part: usize, head: Head| Head { start: head.start + before[part], ..head };
        MergedPostings { members: concat(members, |_, member| member), heads: concat(heads, moved) }
    }

    /// The number of groups.
    pub(super) fn len(&self) -> usize {
        self.heads.len()
    }

    /// The members of one group by their names, ascending, and what it counts for.
    #[inline]
    pub(super) fn get(&self, group: usize) -> (&[u32], u8) {
        let Head { start, len, weight, .. } = self.heads[group];
        (&self.members[start as usize..start as usize + len as usize], weight)
    }

    /// Leaves some of the first members out of [`MergedPostings::who_meet`], at most 255: as many as `alone` says of those of a group.
    pub(super) fn leave_out(&mut self, alone: impl Fn(&[u32]) -> usize + Sync) {
        let members = &self.members;
        self.heads.par_iter_mut().with_min_len(AT_ONCE).for_each(|head| {
            let of_group = &members[head.start as usize..head.start as usize + head.len as usize];
            head.alone = alone(of_group).min(u8::MAX.into()) as u8;
        });
    }

    /// The members of one group but those that were left out.
    #[inline]
    pub(super) fn who_meet(&self, group: usize) -> &[u32] {
        let Head { start, len, alone, .. } = self.heads[group];
        &self.members[start as usize + usize::from(alone)..start as usize + len as usize]
    }

    /// Says that it will soon be asked where a group is.
    #[inline]
    pub(super) fn expect(&self, group: usize) {
        prefetch(&self.heads[group..=group]);
    }

    /// Says that the members of a group will be asked for soon, the first of them.
    #[inline]
    pub(super) fn expect_members(&self, group: usize) {
        let start = self.heads[group].start as usize;
        prefetch(&self.members[start..=start]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn groups_of_the_same_members_are_one_and_count_for_all_of_them(
            sets in proptest::collection::vec((proptest::collection::btree_set(0_u32..6, 2..4), 0_u8..100), 0..60),
            threads in 1_usize..4,
        ) {
            let mut groups = Postings::default();
            sets.iter().for_each(|(members, _)| groups.push(members.iter().copied()));
            let mut expected: BTreeMap<Vec<u32>, u32> = BTreeMap::new();
            for (members, weight) in &sets {
                // names are in another order
                let named = members.iter().rev().map(|member| 9 - member).collect();
                *expected.entry(named).or_default() += u32::from(*weight);
            }
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let joint = pool.install(|| MergedPostings::new(&groups, |group| sets[group].1, |member| 9 - member));
            let mut found: Vec<(Vec<u32>, u32)> = (0..joint.len())
                .map(|group| joint.get(group))
                .map(|(members, weight)| (members.to_vec(), u32::from(weight)))
                .collect();
            found.sort_unstable();
            let expected = expected.into_iter().map(|(members, weight)| (members, weight.min(255)));
            prop_assert_eq!(found, expected.collect::<Vec<_>>());
        }
    }
}
