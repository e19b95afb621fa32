//! Chains inside a cluster: from which earlier copy a copy seems to be taken, where the text shows it.

use super::Cluster;
use crate::articles::Articles;
use crate::store::TokenStore;
use crate::time::lag_minutes;
use crate::verify::DocumentShingles;

/// A copy's source is looked for among so many of its cluster's earliest copies.
const EARLIEST: usize = 32;
/// So many shingles that a copy shares with another one and not with the lead are an edit taken over: a sentence's worth.
/// Fewer come from a corrected word or from furniture.
const EDIT: u32 = 12;

/// For each copy the rank of the copy that it seems to be taken from: the lead, or an earlier copy of another outlet with
/// which it shares an edit that the lead does not have, and more in all than with the lead. Nothing where no earlier copy is
/// another outlet's, or where the times do not tell which was earlier.
#[must_use]
pub(super) fn parents(
    articles: &Articles,
    cluster: &Cluster,
    sets: &DocumentShingles<&TokenStore>,
) -> Vec<Option<u32>> {
    let copies = &cluster.copies;
    let Some(lead) = copies.first().map(|copy| copy.article) else { return Vec::new() };
    let parent = |(rank, copy): (usize, &super::ClusterCopy)| {
        let (outlet, published) = (articles.publisher_number(copy.article), articles.published(copy.article));
        let may_be_source = |earlier: u32| {
            let earlier_outlet = articles.publisher_number(earlier);
            earlier_outlet.is_some()
                && earlier_outlet != outlet
                && lag_minutes(articles.published(earlier), published).is_some_and(|minutes| minutes > 0)
        };
        let from_lead = copy.with_lead.shared;
        // an edit that is not there cannot have been taken over
        let asked = if sets.distinct(copy.article) < from_lead + EDIT { 0 } else { rank.min(EARLIEST) };
        let mut table = sets.new_table();
        let mut best = may_be_source(lead).then_some((from_lead, 0));
        for (at, earlier) in copies.iter().enumerate().take(asked).skip(1) {
            if !may_be_source(earlier.article) {
                continue;
            }
            let shared = sets.compare(&mut table, copy.article, earlier.article).overlap.shared;
            let more = best.map_or(from_lead, |(most, _)| most.max(from_lead));
            if shared > more {
                let mut common = sets.shared_table(copy.article, earlier.article);
                if shared - sets.shared_with(&mut common, lead) >= EDIT {
                    best = Some((shared, at as u32));
                }
            }
        }
        best.map(|(_, rank)| rank)
    };
    copies.iter().enumerate().map(parent).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing::{with_cluster, words};
    use crate::time::Published;

    /// The parents of copies given as outlet, minute and text.
    fn parents_of(copies: &[(&str, i64, &str)]) -> Vec<Option<u32>> {
        let copies: Vec<_> =
            copies.iter().map(|&(outlet, minute, text)| (outlet, Some(Published::minute(minute)), text)).collect();
        with_cluster(&copies, |articles, shingles, cluster| parents(articles, cluster, shingles))
    }

    #[test]
    fn an_edit_taken_over_shows_the_copy_it_came_from() {
        let story = words(0, 200);
        let edited = format!("{}{}{}", words(0, 120), words(900, 930), words(120, 200));
        let found = parents_of(&[
            ("a", 0, &story),
            ("b", 10, &edited),
            ("c", 20, &story),
            ("d", 30, &edited),
            ("a", 40, &story),
        ]);
        assert_eq!(found, [None, Some(0), Some(0), Some(1), None]);
    }

    #[test]
    fn copies_of_the_same_minute_and_of_the_same_outlet_are_no_source() {
        let story = words(0, 200);
        let found = parents_of(&[("a", 5, &story), ("b", 5, &story), ("a", 9, &story)]);
        assert_eq!(found, [None, None, None]);
    }
}
