//! The parent of a copy: the earlier copy of its cluster that it was probably taken from, by shared edits.

use super::Cluster;
use crate::articles::Articles;
use crate::attribution::origin::MIN_PROVEN_SHARE;
use crate::store::TokenStore;
use crate::time::lag_minutes;
use crate::verify::DocumentShingles;

/// Parents are searched among this many of a cluster's earliest copies.
const MAX_PARENT_CANDIDATES: usize = 32;
/// Shingles of a shared edit: a copy that shares at least this many with another copy and not with the lead took over
/// its edit. They are about a sentence; fewer come from a corrected word or from boilerplate.
const MIN_EDIT_SHINGLES: u32 = 12;

/// For each copy the rank of its parent: the lead, or an earlier copy of another outlet with which it shares an edit
/// that the lead does not have, and more shingles in all than with the lead. `None` where no copy of another outlet is
/// known to be earlier and to have most of its text.
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
        let may_be_parent = |earlier: u32| {
            let earlier_outlet = articles.publisher_number(earlier);
            earlier_outlet.is_some()
                && earlier_outlet != outlet
                && lag_minutes(articles.published(earlier), published).is_some_and(|minutes| minutes > 0)
        };
        let from_lead = copy.with_lead.shared;
        // a copy with almost no shingles beyond the lead's has taken over no edit
        let candidates = if sets.distinct(copy.article) < from_lead + MIN_EDIT_SHINGLES {
            0
        } else {
            rank.min(MAX_PARENT_CANDIDATES)
        };
        let mut table = sets.new_table();
        let mut best = may_be_parent(lead).then_some((from_lead, 0));
        for (at, earlier) in copies.iter().enumerate().take(candidates).skip(1) {
            if !may_be_parent(earlier.article) {
                continue;
            }
            let shared = sets.compare(&mut table, copy.article, earlier.article).overlap.shared;
            let more = best.map_or(from_lead, |(most, _)| most.max(from_lead));
            if shared > more {
                let mut common = sets.shared_table(copy.article, earlier.article);
                if shared - sets.shared_with(&mut common, lead) >= MIN_EDIT_SHINGLES {
                    best = Some((shared, at as u32));
                }
            }
        }
        // with less than most of its text from there, it may be the outlet's own
        let least = f64::from(sets.distinct(copy.article)) * MIN_PROVEN_SHARE;
        best.filter(|&(shared, _)| f64::from(shared) >= least).map(|(_, rank)| rank)
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
    fn the_parent_is_the_copy_whose_edit_was_taken_over() {
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
    fn a_copy_that_has_less_than_most_of_its_text_from_another_has_no_parent() {
        let own = format!("{}{}", words(0, 60), words(900, 960));
        let most = format!("{}{}", words(0, 100), words(900, 940));
        let found = parents_of(&[("a", 0, &words(0, 200)), ("b", 10, &own), ("c", 20, &most)]);
        assert_eq!(found, [None, None, Some(0)]);
    }

    #[test]
    fn a_copy_of_the_same_minute_or_outlet_is_no_parent() {
        let story = words(0, 200);
        let found = parents_of(&[("a", 5, &story), ("b", 5, &story), ("a", 9, &story)]);
        assert_eq!(found, [None, None, None]);
    }
}
