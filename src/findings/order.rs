//! Clusters as the tables show them: those of most outlets first, with the lags of the copies.

use super::{Cluster, ClusterCopy};
use crate::articles::Articles;
use crate::cluster::{self, ClusterId, Member};
use crate::time::{lag_minutes, undated_last};
use crate::verify::Form;
use rayon::prelude::*;
use std::cmp::Reverse;

/// Makes the clusters of those of the core. Clusters come by the
/// number of their outlets, then of their copies, then by the time of their leads; after all others come those of one
/// outlet, and last those of pages without an article, as `no_article` has it of each page.
#[must_use]
pub fn order_clusters(articles: &Articles, ordered: Vec<cluster::Cluster>, no_article: &[bool]) -> Vec<Cluster> {
    let mut ordered: Vec<Cluster> =
        ordered.into_par_iter().map(|cluster| with_articles(articles, &cluster, no_article)).collect();
    ordered.par_sort_unstable_by_key(|cluster| {
        let lead = cluster.copies[0].article;
        let size = (Reverse(cluster.outlets), Reverse(cluster.copies.len()));
        (
            list_part(cluster, no_article),
            size,
            undated_last(articles.published(lead)),
            articles.content_hash(lead),
            lead,
        )
    });
    ordered
}

/// Where a cluster stands in the list. A page of one outlet, or one that half of its copies show to be no article, must
/// not lead the list, however often it was found.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum ListPart {
    SeveralOutlets,
    OneOutlet,
    NoArticle,
}

fn list_part(cluster: &Cluster, no_article: &[bool]) -> ListPart {
    let without = cluster.copies.iter().filter(|copy| no_article[copy.article as usize]).count();
    if 2 * without >= cluster.copies.len() {
        ListPart::NoArticle
    } else if cluster.outlets == 1 {
        ListPart::OneOutlet
    } else {
        ListPart::SeveralOutlets
    }
}

/// Adds what the articles of a cluster say to it. A page without an article is no copy, so it has no lag and no outlet
/// is counted for it, unless the lead is such a page.
fn with_articles(articles: &Articles, cluster: &cluster::Cluster, no_article: &[bool]) -> Cluster {
    let lead = cluster.members[0].document;
    let is_no_copy = |article: u32| no_article[article as usize] && !no_article[lead.index()];
    let lead_time = articles.published(lead.0);
    let copy = |&Member { document, with_lead, form, shared_words, nearest, with_nearest }: &Member| {
        let lag_minutes = match form {
            Form::Lead => lead_time.map(|_| 0),
            _ if is_no_copy(document.0) => None,
            _ => lag_minutes(lead_time, articles.published(document.0)),
        };
        let nearest = nearest.map(|document| document.0);
        ClusterCopy { article: document.0, with_lead, form, shared_words, lag_minutes, nearest, with_nearest }
    };
    let copies: Vec<ClusterCopy> = cluster.members.iter().map(copy).collect();
    let printed = copies.iter().map(|copy| copy.article).filter(|&article| !is_no_copy(article));
    let mut outlets: Vec<_> = printed.map(|article| articles.publisher_number(article)).collect();
    outlets.sort_unstable();
    outlets.dedup();
    let id = ClusterId(articles.content_hash(copies[0].article)).to_string();
    Cluster { id, copies, outlets: outlets.len() as u32 }
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
