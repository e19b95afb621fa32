//! Clusters as the tables show them: in the order of the core, with the lags of the copies and the number of outlets.

use super::{Cluster, ClusterCopy};
use crate::articles::Articles;
use crate::cluster::{self, Clusters, Member};
use crate::store::TokenStore;
use crate::time::lag_minutes;
use crate::verify::{DocumentShingles, Form};
use rayon::prelude::*;

/// Makes the clusters: the members of each in order of time, the largest cluster first.
#[must_use]
pub fn order_clusters(
    articles: &Articles,
    shingles: &DocumentShingles<&TokenStore>,
    clusters: &Clusters,
) -> Vec<Cluster> {
    let ordered = cluster::order_clusters(clusters, shingles, |article| articles.published(article));
    ordered.into_par_iter().map(|cluster| with_articles(articles, &cluster)).collect()
}

/// Adds what the articles of a cluster say to it.
fn with_articles(articles: &Articles, cluster: &cluster::Cluster) -> Cluster {
    let lead_time = articles.published(cluster.members[0].document.0);
    let copy = |&Member { document, with_lead, form, shared_words }: &Member| {
        let lag_minutes = match form {
            Form::Lead => lead_time.map(|_| 0),
            _ => lag_minutes(lead_time, articles.published(document.0)),
        };
        ClusterCopy { article: document.0, with_lead, form, shared_words, lag_minutes }
    };
    let copies: Vec<ClusterCopy> = cluster.members.iter().map(copy).collect();
    let mut outlets: Vec<_> = copies.iter().map(|copy| articles.publisher_number(copy.article)).collect();
    outlets.sort_unstable();
    outlets.dedup();
    Cluster { id: cluster.id.to_string(), text_hash: cluster.id.0, copies, outlets: outlets.len() as u32 }
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
