//! Articles that were captured more than once: one page fetched again, or one article in two exports.
//!
//! Such captures are rows of the tables like all others, but they are one article of their outlet, and count once.

use super::Cluster;
use crate::articles::{ArticleRef, Articles};
use crate::input::page_address;
use crate::store::TokenStore;
use crate::text::Token;
use foldhash::HashMap;
use rayon::prelude::*;
use std::borrow::Cow;
use std::num::NonZeroU32;

/// The articles that are further captures of others.
#[derive(Debug, Default)]
pub struct Captures {
    /// For each cluster the ranks of further captures, in order, each with the rank of the first one.
    again: Vec<Vec<(u32, u32)>>,
}

/// What the captures of one article have in common beside their words.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Identity<'a> {
    /// The address.
    Address(String),
    /// The outlet, the headline and the day, where there is no address.
    Print { outlet: NonZeroU32, title: &'a str, day: Option<i64> },
}

impl<'a> Identity<'a> {
    /// `None` where neither the address nor the outlet is known.
    fn of(article: &ArticleRef<'a>, outlet: Option<NonZeroU32>) -> Option<Identity<'a>> {
        const MINUTES_OF_DAY: i64 = 24 * 60;
        if !article.url.is_empty() {
            return Some(Identity::Address(page_address(article.url)));
        }
        let day = article.published.map(|time| time.minutes.div_euclid(MINUTES_OF_DAY));
        Some(Identity::Print { outlet: outlet?, title: article.title, day })
    }
}

impl Captures {
    /// Finds the captures among the copies of each cluster: all have the same words, without boilerplate.
    #[must_use]
    pub fn new(articles: &Articles, clusters: &[Cluster], tokens: &TokenStore) -> Captures {
        let of_cluster = |cluster: &Cluster| of_cluster(articles, cluster, tokens);
        Captures { again: clusters.par_iter().with_max_len(256).map(of_cluster).collect() }
    }

    /// The ranks of the further captures of a cluster, in order, each with the rank of the first one.
    #[must_use]
    pub fn of_cluster(&self, cluster: u32) -> &[(u32, u32)] {
        self.again.get(cluster as usize).map_or(&[], Vec::as_slice)
    }

    /// Whether a copy is a further capture of another.
    #[must_use]
    pub fn is_again(&self, cluster: u32, rank: u32) -> bool {
        self.of_cluster(cluster).binary_search_by_key(&rank, |(again, _)| *again).is_ok()
    }
}

fn of_cluster(articles: &Articles, cluster: &Cluster, tokens: &TokenStore) -> Vec<(u32, u32)> {
    let mut by_outlet: Vec<(Option<NonZeroU32>, u32)> =
        (0..).zip(&cluster.copies).map(|(rank, copy)| (articles.outlet_number(copy.article), rank)).collect();
    // captures are of one outlet, and most outlets have one copy
    by_outlet.sort_unstable();
    let mut again = Vec::new();
    for same in by_outlet.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
        let mut of_identity: HashMap<Identity<'_>, Vec<u32>> = HashMap::default();
        for &(outlet, rank) in same {
            if let Some(identity) = Identity::of(&articles.get(cluster.copies[rank as usize].article), outlet) {
                of_identity.entry(identity).or_default().push(rank);
            }
        }
        for ranks in of_identity.into_values().filter(|ranks| ranks.len() > 1) {
            let mut firsts: HashMap<Cow<'_, [Token]>, u32> = HashMap::default();
            for rank in ranks {
                let first = *firsts.entry(tokens.get(cluster.copies[rank as usize].article)).or_insert(rank);
                again.extend((first != rank).then_some((rank, first)));
            }
        }
    }
    again.sort_unstable();
    again
}
