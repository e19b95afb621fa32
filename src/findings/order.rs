//! The order of what was found: copies by time, clusters by size.

use super::{Cluster, ClusterCopy};
use crate::articles::Articles;
use crate::cluster::Clusters;
use crate::hash;
use crate::store::{TokenBuffer, TokenStore};
use crate::text::{Token, TokenSource};
use crate::time::{lag_minutes, undated_last};
use crate::verify::{DocumentShingles, Form, Overlap, ShingleTable};
use rayon::prelude::*;
use std::cmp::Reverse;

/// Puts the members of each cluster in the order of time and the clusters in the order of size.
#[must_use]
pub fn order_clusters(articles: &Articles, sets: &DocumentShingles<&TokenStore>, clusters: &Clusters) -> Vec<Cluster> {
    let mut by_place: Vec<&[u32]> = clusters.members().iter().map(Vec::as_slice).collect();
    by_place.sort_by_cached_key(|members| sets.source().storage_order(members[0]));
    let in_order = |orderer: &mut Orderer<'_>, few: &[&[u32]]| {
        few.iter().for_each(|members| sets.source().read_ahead(members[0]));
        let keyed = |cluster: Cluster| {
            let first = cluster.copies[0].article;
            let key = (Reverse(cluster.copies.len()), undated_last(articles.published(first)), cluster.text, first);
            (key, cluster)
        };
        few.iter().map(|members| keyed(orderer.order(members))).collect::<Vec<_>>()
    };
    let few = by_place.par_chunks(AT_ONCE).with_max_len(1);
    let ordered: Vec<Vec<_>> = few.map_init(|| Orderer::new(articles, sets), in_order).collect();
    let mut ordered: Vec<_> = ordered.into_iter().flatten().collect();
    ordered.par_sort_unstable_by_key(|(key, _)| *key);
    ordered.into_iter().map(|(_, cluster)| cluster).collect()
}

/// Clusters whose tokens are asked for at one time: their rows are all over the file.
const AT_ONCE: usize = 64;

/// Orders one cluster after the other.
struct Orderer<'c> {
    articles: &'c Articles,
    sets: &'c DocumentShingles<&'c TokenStore>,
    table: ShingleTable,
    page: TokenBuffer,
    spellings: Vec<u32>,
}

impl<'c> Orderer<'c> {
    fn new(articles: &'c Articles, sets: &'c DocumentShingles<&'c TokenStore>) -> Self {
        Orderer { articles, sets, table: sets.new_table(), page: TokenBuffer::default(), spellings: Vec::new() }
    }

    fn order(&mut self, members: &[u32]) -> Cluster {
        let Orderer { articles, sets, table, page, spellings } = self;
        members.iter().for_each(|&member| sets.prefetch_location(member));
        let mut by_time = members.to_vec();
        // articles are numbered by path, so the number decides where time does not
        by_time.sort_by_cached_key(|&article| (undated_last(articles.published(article)), article));
        let lead = by_time[0];
        let lead_time = articles.published(lead);
        let mut text = u64::MAX;
        let mut copies = Vec::with_capacity(by_time.len());
        for (nth, &article) in by_time.iter().enumerate() {
            by_time.get(nth + 1).into_iter().for_each(|&next| sets.source().prefetch_tokens(next));
            let tokens = sets.tokens(article, page);
            text = text.min(text_hash(tokens, spellings));
            let (with_lead, form, shared_words) = if article == lead {
                // it comes first, and stays laid out
                let count = sets.distinct(lead);
                table.build_for(lead, Some(count), || tokens);
                (Overlap { shared: count, a: count, b: count }, Form::Lead, tokens.len() as u32)
            } else {
                let shared = table.compare(tokens, Some(sets.distinct(article)));
                let with_lead = shared.overlap.swapped();
                (with_lead, Form::beside_lead(with_lead), shared.words)
            };
            copies.push(ClusterCopy {
                article,
                with_lead,
                form,
                shared_words,
                lag_minutes: match form {
                    Form::Lead => lead_time.map(|_| 0),
                    _ => lag_minutes(lead_time, articles.published(article)),
                },
            });
        }
        let mut outlets: Vec<_> = members.iter().map(|&article| articles.publisher_number(article)).collect();
        outlets.sort_unstable();
        outlets.dedup();
        Cluster { id: format!("c{text:016x}"), text, copies, outlets: outlets.len() as u32 }
    }
}

/// A hash of what an article says: of its words as they are compared. `spellings` is scratch memory.
pub(super) fn text_hash(tokens: &[Token], spellings: &mut Vec<u32>) -> u64 {
    spellings.clear();
    spellings.extend(tokens.iter().map(|token| token.spelling().to_le()));
    hash::of_bytes(bytemuck::cast_slice(spellings))
}

#[cfg(test)]
mod tests {
    use crate::findings::testing::{with_cluster, words};
    use crate::time::Published;

    /// The outlets of copies with the same text in the order of their cluster, each with its lag.
    fn ordered(copies: &[(&str, Option<Published>)]) -> Vec<(String, Option<i64>)> {
        let text = words(0, 100);
        let copies: Vec<_> = copies.iter().map(|&(outlet, published)| (outlet, published, text.as_str())).collect();
        with_cluster(&copies, |articles, _, cluster| {
            cluster.copies.iter().map(|copy| (articles.outlet(copy.article).to_owned(), copy.lag_minutes)).collect()
        })
    }

    #[test]
    fn a_copy_known_to_the_day_comes_after_one_of_the_last_minute_of_that_day() {
        let day = Some(Published::day(10));
        let last_minute = Some(Published::minute(11 * 24 * 60 - 1));
        let expected = [("minute".to_owned(), Some(0)), ("day".to_owned(), None)];
        assert_eq!(ordered(&[("day", day), ("minute", last_minute)]), expected);
    }

    #[test]
    fn a_lead_has_no_lag_only_where_it_has_no_time() {
        let (day, next_day) = (Some(Published::day(10)), Some(Published::minute(11 * 24 * 60 + 5)));
        let expected = [("a".to_owned(), Some(0)), ("b".to_owned(), Some(24 * 60)), ("c".to_owned(), None)];
        assert_eq!(ordered(&[("a", day), ("b", next_day), ("c", None)]), expected);
        assert_eq!(ordered(&[("a", None), ("b", None)]), [("a".to_owned(), None), ("b".to_owned(), None)]);
    }
}
