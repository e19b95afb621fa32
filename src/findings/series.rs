//! Series: forms that outlets print again and again, item by item.

use crate::articles::Articles;
use crate::cluster::{Cluster, Clusters, order_clusters};
use crate::store::TokenStore;
use crate::verify::DocumentShingles;

/// The series of a run.
#[derive(Debug, Default)]
pub struct Series {
    /// The articles of each series.
    groups: Clusters,
    /// The series with most items first, the items of each by time, with what they share with the first.
    pub ordered: Vec<Cluster>,
}

impl Series {
    /// The series whose articles are given.
    #[must_use]
    pub fn new(
        groups: Clusters,
        articles: &Articles,
        shingles: &DocumentShingles<&TokenStore>,
        no_article: &[bool],
    ) -> Series {
        let ordered = order_clusters(&groups, shingles, no_article, |article| articles.published(article));
        Series { groups, ordered }
    }

    /// Whether two articles are items of one series.
    #[must_use]
    pub fn share(&self, a: u32, b: u32) -> bool {
        self.groups.share_cluster(a, b)
    }
}
