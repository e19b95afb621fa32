//! The page's data on passages that stand in other texts too: quotes, roundups and templates, of different clusters.

use super::clusters::PageStrings;
use crate::findings::Findings;
use crate::verify::{PairList, Relation};
use foldhash::{HashMap, HashMapExt};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io;

/// The most entries; the table of pairs has all.
const MAX_RELATED: usize = 20_000;

/// Two articles by their place among the page's articles · the word for what they are to each other, by number · the
/// words of the longest passage that both have.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(super) struct RelatedTexts(u32, u32, u32, u32);

/// For any two clusters, or a cluster and an article in none, the articles with the longest passage in common. `alone`
/// are the articles in no cluster that the page lists.
pub(super) fn related(
    findings: &Findings,
    alone: &[u32],
    names: &mut PageStrings<'_>,
) -> io::Result<Vec<RelatedTexts>> {
    let places = places(findings, alone);
    let text = |article: u32| findings.memberships[article as usize].map_or((1, article), |place| (0, place.cluster));
    let mut longest: BTreeMap<_, RelatedTexts> = BTreeMap::new();
    for pair in findings.pairs.iter().flat_map(PairList::iter) {
        let pair = pair.map_err(io::Error::other)?;
        let (a, b) = (text(pair.a), text(pair.b));
        let (Some(&at_a), Some(&at_b)) = (places.get(&pair.a), places.get(&pair.b)) else { continue };
        let is_between_texts = a != b && (a.0 == 0 || b.0 == 0);
        let relation = findings.relation(&pair);
        if !is_between_texts || matches!(relation, Relation::Copy | Relation::Version) {
            continue;
        }
        let found = RelatedTexts(at_a, at_b, names.words.number(relation.name()), pair.longest_run);
        let best = longest.entry((a.min(b), a.max(b))).or_insert(found);
        if found.3 > best.3 {
            *best = found;
        }
    }
    let mut related: Vec<RelatedTexts> = longest.into_values().collect();
    related.sort_by_key(|found| (std::cmp::Reverse(found.3), found.0, found.1));
    related.truncate(MAX_RELATED);
    Ok(related)
}

/// The places of articles in the page: the copies cluster by cluster, then those in no cluster.
fn places(findings: &Findings, alone: &[u32]) -> HashMap<u32, u32> {
    let copies = findings.clusters.iter().flat_map(|cluster| &cluster.copies).map(|copy| copy.article);
    let mut places = HashMap::new();
    places.extend(copies.chain(alone.iter().copied()).zip(0..));
    places
}
