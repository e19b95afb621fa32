//! Support: how many of the pairs between two groups carry weight.
//!
//! One match says that two documents share a passage. Groups that are one text share it all over: many of their pairs
//! have much in common. A block that one copy of a story has from another story connects just this copy, and one link
//! of dozens of pairs must not weld two groups. This is the step from single linkage towards average linkage, as in the
//! group average of R. R. Sokal and C. D. Michener ("A statistical method for evaluating systematic relationships",
//! 1958); a share of the pairs is enough, for the first and the last version of a story need not resemble each other.

use super::content_order::ContentOrder;
use crate::text::TokenSource;
use crate::verify::{Comparison, DocumentShingles, Match};
use foldhash::{HashMap, HashSet};

/// Documents of each group whose pairs are counted, at most: 64 pairs between two groups.
pub(super) const GROUP_SAMPLE: usize = 8;
/// A pair carries weight from this score on (H times the weight of its spread). It does not follow the threshold of a
/// match: with a higher one, groups are connected by stronger pairs, but what supports them remains what it is.
const SUPPORTING_SCORE: f64 = 0.2;
/// A pair of which one document has this share of the other carries weight as well: a copy cut to a few paragraphs has
/// a low score with all copies of a long story.
const SUPPORTING_CONTAINMENT: f64 = 0.5;
/// The share of the pairs between two groups that has to carry weight.
const SUPPORT: f64 = 0.15;

/// The groups of one component of weak matches, and which of their pairs carry weight. Groups are named by the caller.
#[derive(Clone)]
pub(super) struct Support<'s> {
    order: &'s ContentOrder,
    groups: HashMap<u32, Group>,
    /// Pairs that are known to carry weight.
    known: HashSet<(u32, u32)>,
    /// Groups without enough support.
    rejected: HashSet<[(u32, u32); 2]>,
}

/// A sample of a group, and how many groups have been joined with it since.
#[derive(Debug, Clone, Default)]
struct Group {
    sample: Vec<u32>,
    joined: u32,
}

impl<'s> Support<'s> {
    /// The support between groups, given as their names with samples of their documents. The pairs of `matches` carry
    /// weight.
    pub(super) fn new<'m>(
        groups: impl Iterator<Item = (u32, Vec<u32>)>,
        matches: impl Iterator<Item = &'m Match>,
        order: &'s ContentOrder,
    ) -> Self {
        let groups = groups.map(|(name, sample)| (name, Group { sample, joined: 0 })).collect();
        let known = matches.map(|found| (found.a, found.b)).collect();
        Support { order, groups, known, rejected: HashSet::default() }
    }

    /// Whether enough pairs between two groups carry weight.
    pub(super) fn is_enough(&mut self, a: u32, b: u32, shingles: &DocumentShingles<impl TokenSource>) -> bool {
        let (Some(of_a), Some(of_b)) = (self.groups.get(&a), self.groups.get(&b)) else { return true };
        let pair = [(a, of_a.joined), (b, of_b.joined)];
        if self.rejected.contains(&pair) {
            return false;
        }
        let is_enough = self.count_is_enough(&of_a.sample, &of_b.sample, shingles);
        if !is_enough {
            self.rejected.insert(pair);
        }
        is_enough
    }

    fn count_is_enough(&self, a: &[u32], b: &[u32], shingles: &DocumentShingles<impl TokenSource>) -> bool {
        let all = a.len() * b.len();
        let least = (SUPPORT * all as f64).ceil() as usize;
        let pairs = a.iter().flat_map(|&x| b.iter().map(move |&y| (x, y)));
        let (known, open): (Vec<_>, Vec<_>) = pairs.partition(|&(x, y)| self.known.contains(&(x.min(y), x.max(y))));
        let (mut count, mut left) = (known.len(), open.len());
        let mut table = shingles.new_table();
        for (x, y) in open {
            if count >= least || count + left < least {
                break;
            }
            count += usize::from(carries_weight(shingles.compare(&mut table, x, y)));
            left -= 1;
        }
        count >= least
    }

    /// Joins the groups `a` and `b` to one with the name `root`, which is one of these.
    pub(super) fn join(&mut self, root: u32, a: u32, b: u32) {
        let [of_a, of_b] = [a, b].map(|name| self.groups.remove(&name).unwrap_or_default());
        let joined = of_a.joined.max(of_b.joined) + 1;
        let sample = self.order.sample([of_a.sample, of_b.sample].concat(), GROUP_SAMPLE);
        self.groups.insert(root, Group { sample, joined });
    }
}

fn carries_weight(Comparison { overlap, spread, .. }: Comparison) -> bool {
    overlap.most_containment() >= SUPPORTING_CONTAINMENT || overlap.score() * spread.weight() >= SUPPORTING_SCORE
}
