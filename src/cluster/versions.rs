//! Versions: pairs of articles of two clusters, or in none, whose texts are stages of one story though neither is a copy of the
//! other.
//!
//! What the two share may be no more than a match of one quote has. A quote, a paragraph of background or the item of a roundup
//! is a small part of at least one side; of two stages of a story either has much of the other. Pages of one outlet may share as
//! much in furniture that was not learned, so that only those of two outlets are taken.

use super::clusters::Clusters;
use crate::verify::{DocumentShingles, Overlap, Spread, may_be_versions};
use foldhash::{HashMap, HashSet};
use rayon::prelude::*;

/// What lies all over both, as in a match whose score weighs what it says.
const ALL_OVER: f64 = Spread::USUAL;
/// Either side has so much of the other where they share a block: on made corpora, two articles around one quote came to .36.
const BLOCK: f64 = 0.375;
/// Of what an article shares with one story, the others that it is a version of have at least so much: else it quotes them all.
const COMMON: f64 = 0.1;

/// The pairs among `pairs`, which are no reports from one template, that are versions of one story and in no cluster together, in the
/// order of their articles. `apart` says whether two articles are known to come from two outlets.
#[must_use]
pub fn versions(
    pairs: impl ParallelIterator<Item = (u32, u32, Overlap)>,
    clusters: &Clusters,
    sets: &DocumentShingles<'_>,
    apart: impl Fn(u32, u32) -> bool + Sync,
) -> Vec<(u32, u32)> {
    let is_version = |a: u32, b: u32, overlap: Overlap| {
        may_be_versions(overlap)
            && (clusters.cluster_of(a).is_none() || clusters.cluster_of(a) != clusters.cluster_of(b))
            && apart(a, b)
            && (overlap.least_containment() >= BLOCK || sets.spread(a, b).mean() >= ALL_OVER)
    };
    let mut versions: Vec<(u32, u32)> =
        pairs.filter(|&(a, b, overlap)| is_version(a, b, overlap)).map(|(a, b, _)| (a, b)).collect();
    versions.par_sort_unstable();
    let quoting = quoting(&versions, clusters, sets);
    versions.retain(|(a, b)| !quoting.contains(a) && !quoting.contains(b));
    versions
}

/// The articles that share one text with one story and another with another: roundups of a few short items.
fn quoting(versions: &[(u32, u32)], clusters: &Clusters, sets: &DocumentShingles<'_>) -> HashSet<u32> {
    // one article for each cluster that an article is linked to is enough
    let mut stories: HashMap<u32, Vec<u32>> = HashMap::default();
    for &(a, b) in versions {
        for (article, other) in [(a, b), (b, a)] {
            let others = stories.entry(article).or_default();
            let known = |&&known: &&u32| {
                clusters.cluster_of(known).is_some() && clusters.cluster_of(known) == clusters.cluster_of(other)
            };
            if others.iter().find(known).is_none() {
                others.push(other);
            }
        }
    }
    let quotes = |(article, others): (u32, Vec<u32>)| {
        let (first, rest) = others.split_first()?;
        if rest.is_empty() {
            return None;
        }
        let mut common = sets.common(article, *first);
        let least = COMMON * f64::from(common.distinct());
        rest.iter().any(|&other| f64::from(sets.shared_with(&mut common, other)) < least).then_some(article)
    };
    stories.into_par_iter().filter_map(quotes).collect::<Vec<_>>().into_iter().collect()
}

#[cfg(test)]
#[allow(clippy::single_range_in_vec_init)] // an article of one run of shingles is a list of one range
mod tests {
    use super::*;
    use crate::union_find::UnionFind;
    use crate::verify::{Reason, RelatedPair, Verdicts};
    use std::ops::Range;

    /// The versions among articles that are in no cluster; each is a row of stretches of texts, and has an outlet.
    fn found(articles: &[(u8, Vec<Range<u64>>)], reason: Reason) -> Vec<(u32, u32)> {
        let sets =
            DocumentShingles::of_numbers(articles.iter().map(|(_, ranges)| ranges.iter().cloned().flatten().collect()));
        let numbers = 0..articles.len() as u32;
        let pairs = numbers.clone().flat_map(|a| (a + 1..numbers.end).map(move |b| (a, b)));
        let near = pairs.map(|(a, b)| RelatedPair { a, b, overlap: sets.overlap(a, b), reason }).collect();
        let checked = Verdicts { related: near, ..Verdicts::default() };
        let alone = UnionFind::new(articles.len()).into_clusters();
        versions(checked.without_template_pairs(), &alone, &sets, |a, b| {
            articles[a as usize].0 != articles[b as usize].0
        })
    }

    fn strewn(own: u64) -> Vec<Range<u64>> {
        (0..8).flat_map(|part| [part * 50..part * 50 + 17, own + part * 50..own + part * 50 + 33]).collect()
    }

    #[test]
    fn a_third_of_either_strewn_over_both_is_a_version_and_a_block_of_it_is_a_quote() {
        let one = (1, vec![0..400]);
        assert_eq!(found(&[one.clone(), (2, strewn(1000))], Reason::LittleShared), [(0, 1)]);
        assert_eq!(found(&[one.clone(), (2, vec![0..135, 1000..1265])], Reason::LittleShared), []);
        // four tenths in a block are no quote any more
        assert_eq!(found(&[one.clone(), (2, vec![0..160, 1000..1240])], Reason::LittleShared), [(0, 1)]);
        // most of a brief, and little of the page that it stands on
        assert_eq!(found(&[one, (2, vec![0..80])], Reason::LittleShared), []);
    }

    #[test]
    fn pages_of_one_outlet_and_reports_from_one_template_are_no_versions() {
        let articles = [(1, vec![0..400]), (1, strewn(1000))];
        assert_eq!(found(&articles, Reason::LittleShared), []);
        assert_eq!(found(&[articles[0].clone(), (2, strewn(1000))], Reason::Template), []);
    }

    #[test]
    fn a_roundup_of_two_briefs_makes_no_story_of_them() {
        let (x, y) = (0..100, 1000..1100);
        let roundup = (1, vec![x.clone(), y.clone()]);
        assert_eq!(found(&[roundup.clone(), (2, vec![x.clone()])], Reason::LittleShared), [(0, 1)]);
        assert_eq!(found(&[roundup, (2, vec![x]), (3, vec![y])], Reason::LittleShared), []);
    }
}
