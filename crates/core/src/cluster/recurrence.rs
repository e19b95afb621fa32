//! Forms that come again: the grants of one senator, the daily weather, the notices of a town.
//!
//! An outlet prints a story once, or twice with an update. Items of one form are alike for another reason, and they
//! come again and again. So where one outlet has three items on three days among documents that would be one cluster,
//! or that are reports from one template, they are a *series*. This needs no language: it works where neither capitals
//! nor digits tell facts.

use super::clusters::Clusters;
use super::edge_strength::is_certain;
use crate::document::Provenance;
use crate::text::TokenSource;
use crate::time::{Published, lag_minutes};
use crate::util::union_find::UnionFind;
use crate::verify::{Checker, DocumentShingles, MatchSettings, Verdict, Verdicts};
use foldhash::{HashMap, HashSet};
use rayon::prelude::*;
use std::num::NonZeroU32;

/// An outlet with this many items, on as many days, prints a form.
const ITEMS_OF_A_FORM: usize = 3;
/// Two items of a series from different days are copies if they are no further apart: a form that comes daily comes
/// again later than that, and a copy printed after midnight earlier.
const MAX_LAG_MINUTES: u64 = 12 * 60;

/// Clusters in which no form comes again, and the series that were found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recurrence {
    /// The clusters, without those that only a form holds together.
    pub clusters: Clusters,
    /// The documents of each series.
    pub series: Clusters,
}

/// Finds the series among the documents, and divides the clusters that are made of them.
///
/// Of a series, items of one day join if they are one text and no fact differs, and items of any days if they are equal
/// word for word.
#[must_use]
pub fn recurrence(
    clusters: Clusters,
    verdicts: &Verdicts,
    shingles: &DocumentShingles<impl TokenSource>,
    settings: MatchSettings,
    provenance: impl Fn(u32) -> Provenance + Sync,
) -> Recurrence {
    let forms = forms(&clusters, verdicts, shingles.len(), &provenance);
    let found: Vec<&Vec<u32>> = forms.members().par_iter().filter(|form| is_series(form, &provenance)).collect();
    let mut series = UnionFind::new(shingles.len());
    for pair in found.iter().flat_map(|form| form.windows(2)) {
        series.union(pair[0], pair[1]);
    }
    let series = series.into_clusters();
    let times = |document: u32| provenance(document).time;
    let possible_minutes = |document: u32| times(document).map(Published::possible_minutes);
    let checker = Checker::new(shingles, &possible_minutes, settings);
    let divided: HashSet<u32> = found
        .into_iter()
        .flatten()
        .filter_map(|&document| clusters.cluster_of(document))
        .filter(|&cluster| has_a_source_twice(&clusters.members()[cluster as usize], &provenance))
        .collect();
    let mut joined = UnionFind::new(shingles.len());
    let members = (0_u32..).zip(clusters.members());
    let (to_divide, whole): (Vec<_>, Vec<_>) = members.partition(|(cluster, _)| divided.contains(cluster));
    for members in whole.iter().map(|(_, members)| members) {
        members.windows(2).for_each(|pair| _ = joined.union(pair[0], pair[1]));
    }
    let pairs: Vec<(u32, u32)> =
        to_divide.into_par_iter().flat_map_iter(|(_, members)| same_items(members, &checker, &times)).collect();
    pairs.into_iter().for_each(|(a, b)| _ = joined.union(a, b));
    Recurrence { clusters: joined.into_clusters(), series }
}

/// Documents that a form may hold together: clusters, connected by the template pairs of one source.
fn forms(
    clusters: &Clusters,
    verdicts: &Verdicts,
    documents: usize,
    provenance: &(impl Fn(u32) -> Provenance + Sync),
) -> Clusters {
    let mut forms = UnionFind::new(documents);
    for pair in clusters.members().iter().flat_map(|members| members.windows(2)) {
        forms.union(pair[0], pair[1]);
    }
    for (a, b) in verdicts.templates() {
        let source = provenance(a).source;
        if source.is_some() && source == provenance(b).source {
            forms.union(a, b);
        }
    }
    forms.into_clusters()
}

/// Whether most of the dated documents come from sources that have three of them on three days.
fn is_series(form: &[u32], provenance: &impl Fn(u32) -> Provenance) -> bool {
    if form.len() < ITEMS_OF_A_FORM {
        return false;
    }
    let mut days: HashMap<NonZeroU32, Vec<i64>> = HashMap::default();
    for &document in form {
        if let Provenance { source: Some(source), time: Some(time) } = provenance(document) {
            days.entry(source).or_default().push(time.days());
        }
    }
    let (mut recurring, mut all) = (0, 0);
    for mut days in days.into_values() {
        let items = days.len();
        days.sort_unstable();
        days.dedup();
        recurring += if days.len() >= ITEMS_OF_A_FORM { items } else { 0 };
        all += items;
    }
    recurring > 0 && 2 * recurring >= all
}

/// Whether two of these documents have one source.
fn has_a_source_twice(members: &[u32], provenance: &impl Fn(u32) -> Provenance) -> bool {
    let mut sources = HashSet::default();
    members.iter().filter_map(|&document| provenance(document).source).any(|source| !sources.insert(source))
}

/// Pairs that connect the items of a series that are one item.
fn same_items(
    members: &[u32],
    checker: &Checker<'_, impl TokenSource>,
    times: &impl Fn(u32) -> Option<Published>,
) -> Vec<(u32, u32)> {
    let mut connected = UnionFind::new(members.len());
    let (mut scratch, mut pairs) = (checker.scratch(), Vec::new());
    for (nth, &a) in members.iter().enumerate() {
        for (other, &b) in members.iter().enumerate().skip(nth + 1) {
            let may_be_equal = checker.shingles().distinct(a) == checker.shingles().distinct(b);
            let are_near = are_of_one_day(times(a), times(b));
            if !(may_be_equal || are_near) || connected.find(nth as u32) == connected.find(other as u32) {
                continue;
            }
            if let Some(Verdict::Match(found)) = checker.check(a, b, &mut scratch)
                && (found.overlap.jaccard() >= 1.0 || (are_near && is_certain(&found)))
            {
                connected.union(nth as u32, other as u32);
                pairs.push((a, b));
            }
        }
    }
    pairs
}

/// Whether two times are of one day, or close to each other around midnight.
fn are_of_one_day(a: Option<Published>, b: Option<Published>) -> bool {
    let (Some(of_a), Some(of_b)) = (a, b) else { return false };
    of_a.days() == of_b.days() || lag_minutes(a, b).is_some_and(|lag| lag.unsigned_abs() <= MAX_LAG_MINUTES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::{Agreement, Match};

    /// Items (source, day, own words): the first 300 words are those of the form.
    fn find(items: &[(u32, i64, u64)]) -> Recurrence {
        let text = |&(_, _, own): &(u32, i64, u64)| (0..300).chain(own * 1000..own * 1000 + 100).collect();
        let shingles = DocumentShingles::of_numbers(items.iter().map(text));
        let mut connected = UnionFind::new(items.len());
        (1..items.len() as u32).for_each(|document| _ = connected.union(0, document));
        let found = |b| Match { a: 0, b, overlap: shingles.overlap(0, b), agreement: Agreement::Same };
        let verdicts = Verdicts::of((1..items.len() as u32).map(found).collect(), Vec::new());
        let provenance = |document: u32| {
            let (source, day, _) = items[document as usize];
            Provenance { source: NonZeroU32::new(source), time: Some(Published::day(day)) }
        };
        recurrence(connected.into_clusters(), &verdicts, &shingles, MatchSettings::default(), provenance)
    }

    #[test]
    fn a_form_of_three_days_is_a_series_and_only_items_of_one_day_join() {
        let found = find(&[(1, 1, 5), (1, 8, 6), (1, 15, 7), (2, 8, 8)]);
        assert_eq!(found.clusters.members(), [[1, 3]]);
        assert_eq!(found.series.members(), [[0, 1, 2, 3]]);
    }

    #[test]
    fn an_item_that_comes_again_word_for_word_stays_with_its_copy() {
        assert_eq!(find(&[(1, 1, 5), (1, 8, 6), (1, 30, 5)]).clusters.members(), [[0, 2]]);
    }

    #[test]
    fn a_story_with_an_update_or_in_many_outlets_is_no_series() {
        assert!(find(&[(1, 1, 5), (1, 2, 6), (2, 3, 7)]).series.members().is_empty());
        let mut items: Vec<(u32, i64, u64)> = (2..9).map(|outlet| (outlet, 1, 5)).collect();
        items.extend([(1, 1, 5), (1, 2, 6), (1, 3, 7)]);
        let found = find(&items);
        assert!(found.series.members().is_empty());
        assert_eq!(found.clusters.members().len(), 1);
    }
}
