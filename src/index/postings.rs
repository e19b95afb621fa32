//! Postings: the articles that share one key, found by sorting (key, article) records one table at a time.

use super::concat::{concat, starts};
use crate::prefetch::prefetch;
use crate::radix_sort;
use rayon::prelude::*;
use std::ops::Range;

/// Postings that a thread looks at in one go, at least.
const AT_ONCE: usize = 1 << 12;
/// Stretches of articles whose memberships are found side by side, at most: for each all members are gone through.
const STRETCHES: usize = 4;
/// The members of a group are asked for so many groups before its turn.
const AHEAD: usize = 8;
/// What decides about a group is asked for so many members before its turn: it is all over the memory, and the processor waits for it a
/// third of the time.
const MEMBERS_AHEAD: usize = 32;

/// Says which groups are kept.
pub trait PostingFilter: Sync {
    /// Whether the group of these members is.
    fn keeps(&self, members: &[u32]) -> bool;

    /// Says that a group of this member will be asked about soon.
    #[inline]
    fn expect(&self, member: u32) {
        let _ = member;
    }
}

impl<F: Fn(&[u32]) -> bool + Sync> PostingFilter for F {
    #[inline]
    fn keeps(&self, members: &[u32]) -> bool {
        self(members)
    }
}

/// Postings of articles that share a key of one table (one band, or the anchors), and for each article the groups it is in.
/// Keys that only one article has leave nothing behind.
#[derive(Debug, Default)]
pub struct Postings {
    members: Vec<u32>,
    /// The end of each group in `members`.
    ends: Vec<u64>,
}

/// Sorts `records` (key in the upper half, article in the lower) and keeps the groups of two articles or more. The keys are hashes
/// without upper bits that all share.
pub(super) fn group(mut records: Vec<u64>) -> Postings {
    radix_sort::sort_hashes(&mut records);
    let mut groups = Postings::default();
    for group in records.chunk_by(|a, b| a >> 32 == b >> 32) {
        if group.len() > 1 {
            groups.push(group.iter().map(|&record| record as u32));
        }
    }
    groups
}

impl Postings {
    /// Adds a group; an article that is in it twice (two of its shingles fell on one key) counts once.
    pub(super) fn push(&mut self, members: impl Iterator<Item = u32>) {
        let start = self.members.len();
        for member in members {
            if self.members.len() == start || self.members.last() != Some(&member) {
                self.members.push(member);
            }
        }
        if self.members.len() - start < 2 {
            self.members.truncate(start);
        } else {
            self.ends.push(self.members.len() as u64);
        }
    }

    /// The groups of all tables, in the tables' order.
    #[must_use]
    pub fn concat(tables: Vec<Postings>) -> Postings {
        let before = starts(tables.iter().map(|table| table.members.len()));
        let (members, ends) = tables.into_iter().map(|table| (table.members, table.ends)).unzip();
        Postings { members: concat(members, |_, member| member), ends: concat(ends, |table, end| end + before[table]) }
    }

    /// The same groups in the order of what `key` says of their first members.
    pub(super) fn in_order_of(&self, key: impl Fn(u32) -> u32 + Sync) -> Postings {
        let first = |group: u32| self.members(group as usize).first().copied();
        let order = radix_sort::order_by_key(self.len() as u32, |group| first(group).map(&key));
        let mut ordered =
            Postings { members: Vec::with_capacity(self.members.len()), ends: Vec::with_capacity(self.len()) };
        for (nth, &group) in order.iter().enumerate() {
            order.get(nth + AHEAD).into_iter().for_each(|&group| self.expect_members(group as usize));
            ordered.members.extend_from_slice(self.members(group as usize));
            ordered.ends.push(ordered.members.len() as u64);
        }
        ordered
    }

    /// Those that `keep` says.
    pub(super) fn retained(mut self, keep: &impl PostingFilter) -> Postings {
        self.retain(keep);
        self
    }

    /// Keeps the groups that `keep` says.
    pub fn retain(&mut self, keep: &impl PostingFilter) {
        // what is asked for is all over the memory, what is moved is in order
        let kept = |group: usize| {
            let Range { start, end } = self.range(group);
            let ahead = self.members.get(start + MEMBERS_AHEAD..end + MEMBERS_AHEAD);
            ahead.into_iter().flatten().for_each(|&member| keep.expect(member));
            keep.keeps(&self.members[start..end])
        };
        let kept: Vec<bool> = (0..self.len()).into_par_iter().with_min_len(AT_ONCE).map(kept).collect();
        let (mut members_to, mut groups_to, mut start) = (0, 0, 0);
        for (group, kept) in kept.into_iter().enumerate() {
            let end = self.ends[group] as usize;
            if kept {
                self.members.copy_within(start..end, members_to);
                members_to += end - start;
                self.ends[groups_to] = members_to as u64;
                groups_to += 1;
            }
            start = end;
        }
        self.members.truncate(members_to);
        self.members.shrink_to_fit();
        self.ends.truncate(groups_to);
        self.ends.shrink_to_fit();
    }

    /// The number of groups.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Says that it will soon be asked where a group is.
    #[inline]
    pub(super) fn expect(&self, group: usize) {
        prefetch(&self.ends[group.saturating_sub(1)..=group]);
    }

    /// Says that the members of a group will be asked for soon, the first of them.
    #[inline]
    pub(super) fn expect_members(&self, group: usize) {
        let members = self.members(group);
        prefetch(&members[..members.len().min(1)]);
    }

    /// The members of one group, ascending.
    ///
    /// # Panics
    /// When there is no such group.
    #[must_use]
    pub fn members(&self, group: usize) -> &[u32] {
        &self.members[self.range(group)]
    }

    /// Where the members of a group are.
    #[inline]
    fn range(&self, group: usize) -> Range<usize> {
        let start = if group == 0 { 0 } else { self.ends[group - 1] as usize };
        start..self.ends[group] as usize
    }
}

/// For each article the groups it is in, by counting sort.
pub(super) struct ForwardIndex {
    groups: Vec<u32>,
    starts: Vec<u64>,
}

impl ForwardIndex {
    /// Of so many groups and articles; `members` says who is in a group, in ascending order. Each thread goes through all members and
    /// takes those of its own stretch of articles.
    pub(super) fn new<'g>(groups: usize, members: impl Fn(usize) -> &'g [u32] + Sync, articles: usize) -> Self {
        let share = articles.div_ceil(rayon::current_num_threads().min(STRETCHES)).max(1);
        let mut starts = vec![0_u64; articles + 1];
        starts[1..].par_chunks_mut(share).enumerate().for_each(|(nth, counts)| {
            for &member in (0..groups).flat_map(&members) {
                if let Some(count) = counts.get_mut((member as usize).wrapping_sub(nth * share)) {
                    *count += 1;
                }
            }
        });
        for article in 0..articles {
            starts[article + 1] += starts[article];
        }
        let mut of_article = vec![0_u32; starts[articles] as usize];
        let (mut stretches, mut rest) = (Vec::new(), &mut of_article[..]);
        for first in (0..articles).step_by(share) {
            let ends = &starts[first..=articles.min(first + share)];
            let (stretch, behind) = std::mem::take(&mut rest).split_at_mut((ends[ends.len() - 1] - ends[0]) as usize);
            let next: Vec<u64> = ends[..ends.len() - 1].iter().map(|start| start - ends[0]).collect();
            stretches.push((first, next, stretch));
            rest = behind;
        }
        stretches.into_par_iter().with_max_len(1).for_each(|(first, mut next, stretch)| {
            for group in 0..groups {
                for &member in members(group) {
                    if let Some(place) = next.get_mut((member as usize).wrapping_sub(first)) {
                        stretch[*place as usize] = group as u32;
                        *place += 1;
                    }
                }
            }
        });
        ForwardIndex { groups: of_article, starts }
    }

    /// The groups that `article` is in.
    pub(super) fn of(&self, article: usize) -> &[u32] {
        &self.groups[self.starts[article] as usize..self.starts[article + 1] as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_article_has_the_groups_that_it_is_in_on_any_number_of_threads(
            members in proptest::collection::vec(proptest::collection::btree_set(0_u32..40, 2..6), 0..30),
            beyond in 0_usize..3,
            threads in 1_usize..7,
        ) {
            let mut groups = Postings::default();
            members.iter().for_each(|members| groups.push(members.iter().copied()));
            let articles = members.iter().flatten().max().map_or(0, |&last| last as usize + 1) + beyond;
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let of = |group| groups.members(group);
            let memberships = pool.install(|| ForwardIndex::new(groups.len(), of, articles));
            for article in 0..articles as u32 {
                let expected: Vec<u32> =
                    (0_u32..).zip(&members).filter(|(_, members)| members.contains(&article)).map(|(group, _)| group).collect();
                prop_assert_eq!(memberships.of(article as usize), &expected[..]);
            }
        }
    }
}
