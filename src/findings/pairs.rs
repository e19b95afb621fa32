//! The pairs of articles that share text, with what the table of pairs says of each.

use crate::cluster::Clusters;
use crate::corpus::Page;
use crate::matching::{Checked, Overlap, Relation, ShingleSets, Why, longest_run};
use rayon::prelude::*;

/// Pairs that a thread takes in one go: those of one article stand together, and are compared with one table.
const TURN: usize = 512;

/// Two articles that share text, and what they are to each other. `a` is the lower number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// One article.
    pub a: u32,
    /// The other.
    pub b: u32,
    /// What they share.
    pub overlap: Overlap,
    /// How evenly what they share lies over both, 0 to 1: the mean of [`crate::matching::Spread`], which decides with the score whether
    /// they match.
    pub spread: f64,
    /// The longest run of words that both have, in words.
    pub longest_run: u32,
    /// What they are to each other.
    pub relation: Relation,
}

/// All pairs that share text, in the order of their articles, with their relation. `versions` are those of
/// [`cluster::versions`](fn@crate::cluster::versions).
#[must_use]
pub fn pairs(
    checked: &Checked,
    sets: &ShingleSets<'_>,
    clusters: &Clusters,
    stories: &[u32],
    versions: &[(u32, u32)],
) -> Vec<Pair> {
    let within = |a, b| clusters.of(a).is_some() && clusters.of(a) == clusters.of(b);
    let relation = |a: u32, b: u32, overlap, why: Option<Why>| match why {
        Some(Why::Template) => Relation::Template,
        _ if within(a, b) => Relation::within_cluster(overlap),
        Some(Why::Strewn) if stories[a as usize] == stories[b as usize] => Relation::Version,
        _ if versions.binary_search(&(a, b)).is_ok() => Relation::Version,
        _ => Relation::across(overlap),
    };
    let pair = |a, b, overlap, why| {
        let relation = relation(a, b, overlap, why);
        Pair { a, b, overlap, spread: 0.0, longest_run: 0, relation }
    };
    let matches = checked.matches.par_iter().map(|found| pair(found.a, found.b, found.overlap, None));
    let near = checked.near.par_iter().map(|near| pair(near.a, near.b, near.overlap, Some(near.why)));
    let mut pairs: Vec<Pair> = matches.chain(near).collect();
    pairs.par_sort_unstable_by_key(|pair| (pair.a, pair.b));
    let scratch = || (sets.probe(), Page::default(), Page::default());
    pairs.par_chunks_mut(TURN).for_each_init(scratch, |(probe, of_a, of_b), turn| {
        turn.iter().for_each(|pair| sets.expect(pair.a));
        for nth in 0..turn.len() {
            turn.get(nth + 1).into_iter().for_each(|next| sets.expect_next(next.b));
            let pair = &mut turn[nth];
            sets.hold(probe, pair.a);
            let tokens = sets.read(pair.b, of_b);
            pair.spread = probe.against(tokens, Some(sets.count(pair.b))).spread.mean();
            let slowly = || longest_run(sets.read(pair.a, of_a), tokens);
            pair.longest_run = probe.longest_run().unwrap_or_else(slowly);
        }
    });
    pairs
}
