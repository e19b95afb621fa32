//! Versions: pairs of documents in different clusters, or in none, that are stages of one story though neither is a
//! copy of the other.
//!
//! Such a pair may share no more than a quote does. But a quote, a paragraph of background or an item of a roundup is a
//! small part of at least one side, while each of two stages has much of the other. Pages of one outlet may share as
//! much boilerplate that was not recognised, so only pairs from two sources count.

use super::clusters::Clusters;
use super::ordered::text_hash;
use crate::text::TokenSource;
use crate::verify::{DocumentShingles, Overlap, Spread, may_be_versions};
use foldhash::{HashMap, HashSet};
use rayon::prelude::*;

/// From this mean spread on, shared text is scattered over both documents.
const SCATTERED_SPREAD: f64 = Spread::NEUTRAL;
/// Each side contains this much of the other if they share a block. On synthetic corpora, two articles around one quote
/// reached .36.
const BLOCK_CONTAINMENT: f64 = 0.375;
/// The other stories of a document have at least this share of what it shares with the first. Otherwise it quotes them
/// all.
const CORE_SHARE: f64 = 0.1;

/// The pairs that are versions of one story and not in one cluster, in ascending order. `pairs` has no reports from one
/// template; `have_different_sources` says whether two documents are known to come from two sources.
#[must_use]
pub(crate) fn versions(
    pairs: impl ParallelIterator<Item = (u32, u32, Overlap)>,
    clusters: &Clusters,
    shingles: &DocumentShingles<impl TokenSource>,
    have_different_sources: impl Fn(u32, u32) -> bool + Sync,
) -> Vec<(u32, u32)> {
    let mut versions = version_pairs(pairs, clusters, shingles, have_different_sources);
    let roundups = roundups(&versions, clusters, shingles);
    versions.retain(|(a, b)| !roundups.contains(a) && !roundups.contains(b));
    versions
}

/// As [`versions`], among `listed` pairs. What is a roundup is decided by the pairs that decide, which are the same
/// whatever is listed, so that a pair is a version or not in any list.
#[must_use]
pub(crate) fn listed_versions(
    listed: impl ParallelIterator<Item = (u32, u32, Overlap)>,
    deciding: impl ParallelIterator<Item = (u32, u32, Overlap)>,
    clusters: &Clusters,
    shingles: &DocumentShingles<impl TokenSource>,
    have_different_sources: impl Fn(u32, u32) -> bool + Sync,
) -> Vec<(u32, u32)> {
    let mut versions = version_pairs(listed, clusters, shingles, &have_different_sources);
    let deciding = version_pairs(deciding, clusters, shingles, &have_different_sources);
    let roundups = roundups(&deciding, clusters, shingles);
    versions.retain(|(a, b)| !roundups.contains(a) && !roundups.contains(b));
    versions
}

/// The pairs that share as much as versions do, in ascending order.
fn version_pairs(
    pairs: impl ParallelIterator<Item = (u32, u32, Overlap)>,
    clusters: &Clusters,
    shingles: &DocumentShingles<impl TokenSource>,
    have_different_sources: impl Fn(u32, u32) -> bool + Sync,
) -> Vec<(u32, u32)> {
    let are_versions = |a: u32, b: u32, overlap: Overlap| {
        may_be_versions(overlap)
            && !clusters.share_cluster(a, b)
            && have_different_sources(a, b)
            && (overlap.least_containment() >= BLOCK_CONTAINMENT || shingles.spread(a, b).mean() >= SCATTERED_SPREAD)
    };
    let versions = pairs.filter(|&(a, b, overlap)| are_versions(a, b, overlap));
    let mut versions: Vec<(u32, u32)> = versions.map(|(a, b, _)| (a, b)).collect();
    versions.par_sort_unstable();
    versions.dedup();
    versions
}

/// The documents that share one passage with one story and another passage with another.
fn roundups(
    versions: &[(u32, u32)],
    clusters: &Clusters,
    shingles: &DocumentShingles<impl TokenSource>,
) -> HashSet<u32> {
    let mut stories: HashMap<u32, Vec<u32>> = HashMap::default();
    for &(a, b) in versions {
        stories.entry(a).or_default().push(b);
        stories.entry(b).or_default().push(a);
    }
    let is_roundup = |document: u32, others: &[u32]| {
        let others = representatives(others, clusters, shingles);
        let [first, rest @ ..] = others.as_slice() else { return false };
        if rest.is_empty() {
            return false;
        }
        let mut shared = shingles.shared_table(document, *first);
        let least = CORE_SHARE * f64::from(shared.distinct());
        rest.iter().any(|&other| f64::from(shingles.shared_with(&mut shared, other)) < least)
    };
    let roundups = stories.into_par_iter().filter(|(document, others)| is_roundup(*document, others));
    roundups.map(|(document, _)| document).collect::<Vec<_>>().into_iter().collect()
}

/// Of documents of one cluster the one whose text has the lowest hash, in the order of these hashes.
fn representatives<S: TokenSource>(documents: &[u32], clusters: &Clusters, shingles: &DocumentShingles<S>) -> Vec<u32> {
    let [first, rest @ ..] = documents else { return Vec::new() };
    if rest.iter().all(|&other| other == *first || clusters.share_cluster(*first, other)) {
        return vec![*first];
    }
    let (mut buffer, mut spellings) = (S::Buffer::default(), Vec::new());
    let mut hashed: Vec<(u64, u32)> = documents
        .iter()
        .map(|&document| (text_hash(shingles.tokens(document, &mut buffer), &mut spellings), document))
        .collect();
    hashed.sort_unstable();
    let mut found: Vec<u32> = Vec::new();
    for (_, document) in hashed {
        if !found.iter().any(|&known| known == document || clusters.share_cluster(known, document)) {
            found.push(document);
        }
    }
    found
}

#[cfg(test)]
#[allow(clippy::single_range_in_vec_init)] // a document of one stretch is a list of one range
mod tests {
    use super::*;
    use crate::util::union_find::UnionFind;
    use crate::verify::{Reason, RelatedPair, Verdicts};
    use std::ops::Range;

    /// The versions among documents that are in no cluster. Each has a source, and stretches of number sequences as
    /// its text. Their pairs are related for `reason`.
    fn find_versions(documents: &[(u8, Vec<Range<u64>>)], reason: Reason) -> Vec<(u32, u32)> {
        let texts = documents.iter().map(|(_, stretches)| stretches.iter().cloned().flatten().collect());
        let shingles = DocumentShingles::of_numbers(texts);
        let numbers = 0..documents.len() as u32;
        let pairs = numbers.clone().flat_map(|a| (a + 1..numbers.end).map(move |b| (a, b)));
        let related = pairs.map(|(a, b)| RelatedPair { a, b, overlap: shingles.overlap(a, b), reason }).collect();
        let verdicts = Verdicts::of(Vec::new(), related);
        let no_clusters = UnionFind::new(documents.len()).into_clusters();
        versions(verdicts.without_template_pairs(), &no_clusters, &shingles, |a, b| {
            documents[a as usize].0 != documents[b as usize].0
        })
    }

    /// Shares a third of `0..400`, scattered over both; the rest begins at `own`.
    fn scattered(own: u64) -> Vec<Range<u64>> {
        (0..8).flat_map(|part| [part * 50..part * 50 + 17, own + part * 50..own + part * 50 + 33]).collect()
    }

    #[test]
    fn a_scattered_third_makes_a_version_and_a_third_in_one_block_is_a_quote() {
        let one = (1, vec![0..400]);
        let with = |other: Vec<Range<u64>>| find_versions(&[one.clone(), (2, other)], Reason::LittleShared);
        assert_eq!(with(scattered(1000)), [(0, 1)]);
        assert_eq!(with(vec![0..135, 1000..1265]), []);
        // two fifths in one block are more than a quote
        assert_eq!(with(vec![0..160, 1000..1240]), [(0, 1)]);
        // all of a brief, and little of the longer page
        assert_eq!(with(vec![0..80]), []);
    }

    #[test]
    fn documents_of_one_source_and_reports_from_one_template_are_no_versions() {
        let one = (1, vec![0..400]);
        assert_eq!(find_versions(&[one.clone(), (1, scattered(1000))], Reason::LittleShared), []);
        assert_eq!(find_versions(&[one, (2, scattered(1000))], Reason::Template), []);
    }

    #[test]
    fn a_roundup_of_two_briefs_is_no_version_of_either() {
        let (x, y) = (0..100, 1000..1100);
        let roundup = (1, vec![x.clone(), y.clone()]);
        assert_eq!(find_versions(&[roundup.clone(), (2, vec![x.clone()])], Reason::LittleShared), [(0, 1)]);
        assert_eq!(find_versions(&[roundup, (2, vec![x]), (3, vec![y])], Reason::LittleShared), []);
    }
}
