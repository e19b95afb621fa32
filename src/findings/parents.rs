//! The parent of a copy: the earlier copy of its cluster that it was probably taken from, by shared edits.

use super::{Cluster, ClusterCopy};
use crate::articles::Articles;
use crate::attribution::origin::MIN_PROVEN_SHARE;
use crate::store::TokenStore;
use crate::text::Shingle;
use crate::time::{is_order_known, lag_minutes};
use crate::verify::{DocumentShingles, ShingleTable};
use foldhash::HashMap;

/// Parents are searched among this many of a cluster's earliest copies: as many as a word has bits.
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
    let mut edits = SharedEdits::new(copies, sets);
    let mut table: Option<ShingleTable> = None;
    let parent = |(rank, copy): (usize, &ClusterCopy)| {
        let (outlet, published) = (articles.publisher_number(copy.article), articles.published(copy.article));
        let may_be_parent = |earlier: u32| {
            let earlier_outlet = articles.publisher_number(earlier);
            earlier_outlet.is_some()
                && earlier_outlet != outlet
                && lag_minutes(articles.published(earlier), published).is_some_and(|minutes| minutes > 0)
                && is_order_known(articles.published(earlier), published)
        };
        let from_lead = copy.with_lead.shared;
        let mut best = may_be_parent(lead).then_some((from_lead, 0));
        for at in edits.earlier_with(rank, copy) {
            let earlier = copies[at as usize].article;
            if !may_be_parent(earlier) {
                continue;
            }
            let table = table.get_or_insert_with(|| sets.new_table());
            let shared = sets.compare(table, copy.article, earlier).overlap.shared;
            if shared > best.map_or(from_lead, |(most, _)| most.max(from_lead)) {
                best = Some((shared, at));
            }
        }
        // with less than most of its text from there, it may be the outlet's own
        let least = f64::from(sets.distinct(copy.article)) * MIN_PROVEN_SHARE;
        best.filter(|&(shared, _)| f64::from(shared) >= least).map(|(_, rank)| rank)
    };
    copies.iter().enumerate().map(parent).collect()
}

/// The edits of a cluster's earliest copies: their shingles that the lead does not have.
struct SharedEdits<'s> {
    sets: &'s DocumentShingles<&'s TokenStore>,
    /// The lead; `None` in a cluster where no copy but the lead is earlier than another.
    lead: Option<ShingleTable>,
    /// For each shingle the ranks of the copies that have it: one bit each.
    copies_with: HashMap<Shingle, u32>,
    shingles: Vec<Shingle>,
}

impl<'s> SharedEdits<'s> {
    fn new(copies: &[ClusterCopy], sets: &'s DocumentShingles<&'s TokenStore>) -> Self {
        let lead = (copies.len() > 2).then(|| {
            let mut table = sets.new_table();
            sets.build(&mut table, copies[0].article);
            table
        });
        SharedEdits { sets, lead, copies_with: HashMap::default(), shingles: Vec::new() }
    }

    /// The ranks of the earlier copies that share an edit with this one, ascending. Call it rank by rank: a copy is
    /// known to those after it.
    fn earlier_with(&mut self, rank: usize, copy: &ClusterCopy) -> impl Iterator<Item = u32> + use<> {
        let mut counts = [0; MAX_PARENT_CANDIDATES];
        // a copy with almost no shingles beyond the lead's has taken over no edit, and none can be taken from it
        let has_edits = self.sets.distinct(copy.article) >= copy.with_lead.shared + MIN_EDIT_SHINGLES;
        if let Some(lead) = self.lead.as_ref().filter(|_| rank > 0 && has_edits) {
            self.sets.missing_from(lead, copy.article, &mut self.shingles);
            for shingle in &self.shingles {
                let mut ranks = self.copies_with.get(shingle).copied().unwrap_or_default();
                while ranks != 0 {
                    counts[ranks.trailing_zeros() as usize] += 1;
                    ranks &= ranks - 1;
                }
            }
            if rank < MAX_PARENT_CANDIDATES {
                for &shingle in &self.shingles {
                    *self.copies_with.entry(shingle).or_default() |= 1 << rank;
                }
            }
        }
        (0..).zip(counts).filter(|&(_, count)| count >= MIN_EDIT_SHINGLES).map(|(rank, _)| rank)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing::{with_cluster, words};
    use crate::time::Published;
    use proptest::prelude::*;

    /// The parents of copies given as outlet, minute and text.
    fn parents_of(copies: &[(&str, i64, &str)]) -> Vec<Option<u32>> {
        parents_at(copies, Published::minute)
    }

    fn parents_at(copies: &[(&str, i64, &str)], time: fn(i64) -> Published) -> Vec<Option<u32>> {
        let copies: Vec<_> = copies.iter().map(|&(outlet, at, text)| (outlet, Some(time(at)), text)).collect();
        with_cluster(&copies, |articles, shingles, cluster| parents(articles, cluster, shingles))
    }

    /// The parents of copies, where each pair is compared shingle by shingle.
    fn slow_parents(articles: &Articles, cluster: &Cluster, sets: &DocumentShingles<&TokenStore>) -> Vec<Option<u32>> {
        let copies = &cluster.copies;
        let lead = copies[0].article;
        let parent = |(rank, copy): (usize, &ClusterCopy)| {
            let may_be_parent = |earlier: u32| {
                let outlets = [earlier, copy.article].map(|article| articles.publisher_number(article));
                let lag = lag_minutes(articles.published(earlier), articles.published(copy.article));
                outlets[0].is_some() && outlets[0] != outlets[1] && lag.is_some_and(|minutes| minutes > 0)
            };
            let from_lead = copy.with_lead.shared;
            let mut best = may_be_parent(lead).then_some((from_lead, 0));
            for (at, earlier) in copies.iter().enumerate().take(rank.min(MAX_PARENT_CANDIDATES)).skip(1) {
                let shared = sets.overlap(copy.article, earlier.article).shared;
                let most = best.map_or(from_lead, |(most, _): (u32, u32)| most.max(from_lead));
                if may_be_parent(earlier.article) && shared > most {
                    let mut common = sets.shared_table(copy.article, earlier.article);
                    if shared - sets.shared_with(&mut common, lead) >= MIN_EDIT_SHINGLES {
                        best = Some((shared, at as u32));
                    }
                }
            }
            let least = f64::from(sets.distinct(copy.article)) * MIN_PROVEN_SHARE;
            best.filter(|&(shared, _)| f64::from(shared) >= least).map(|(_, rank)| rank)
        };
        copies.iter().enumerate().map(parent).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn parents_are_those_that_each_pair_compared_shingle_by_shingle_gives(
            // an outlet, a minute, and the own passages of a copy, some of which others have too
            copies in prop::collection::vec(
                (0_u8..4, 0_i64..40, prop::collection::vec((0_u32..8, 6_u32..30), 0..3)),
                2..40,
            ),
        ) {
            let text = |passages: &Vec<(u32, u32)>| {
                let own = passages.iter().map(|&(nth, length)| words(1000 + nth * 50, 1000 + nth * 50 + length));
                format!("{}{}{}", words(0, 80), own.collect::<String>(), words(80, 120))
            };
            let copies: Vec<(String, Option<Published>, String)> = copies
                .iter()
                .map(|(outlet, minute, own)| (format!("o{outlet}"), Some(Published::minute(*minute)), text(own)))
                .collect();
            let copies: Vec<_> = copies.iter().map(|(outlet, time, text)| (&**outlet, *time, &**text)).collect();
            let [fast, slow] = with_cluster(&copies, |articles, sets, cluster| {
                [parents(articles, cluster, sets), slow_parents(articles, cluster, sets)]
            });
            prop_assert_eq!(fast, slow);
        }
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

    #[test]
    fn a_copy_that_a_zone_could_make_the_later_one_is_no_parent() {
        let story = words(0, 200);
        let hours = |hours: i64| [("a", 0, &*story), ("b", hours * 60, &*story)];
        assert_eq!(parents_at(&hours(25), Published::local_minute), [None, None]);
        assert_eq!(parents_at(&hours(26), Published::local_minute), [None, Some(0)]);
    }
}
