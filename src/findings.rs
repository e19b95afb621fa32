//! The findings of a run, in the order of the tables.

use crate::article::Rejected;
use crate::articles::{Articles, KeptTexts};
use crate::document::Documents;
use crate::stage::Timings;
use crate::time::{Published, undated_last};
use crate::verify::{Form, Overlap, PairList};
use foldhash::HashMap;
use std::collections::BTreeMap;

mod captures;
mod evidence;
mod kept;
mod order;
mod origins;
mod outlets;
mod pairs;
mod parents;
mod series;
#[cfg(test)]
mod testing;

pub use captures::Captures;
pub(crate) use evidence::start_of_shared;
pub use evidence::{Accusation, SharedPassage};
pub use kept::KeepSettings;
pub use order::order_clusters;
pub use origins::{Attribution, ClusterOrigins, CountsAs};
pub use outlets::WireCounts;
pub use series::Series;

/// Everything that one run found.
#[derive(Debug, Default)]
pub struct Findings {
    /// The fields of the articles.
    pub articles: Articles,
    /// Their tokens.
    pub documents: Documents,
    /// The clusters, those of most outlets first.
    pub clusters: Vec<Cluster>,
    /// For each article its membership in a cluster.
    pub memberships: Vec<Option<Membership>>,
    /// The pairs that are listed, in the order of their articles; `None` when none are.
    pub pairs: Option<PairList>,
    /// Pairs that are versions of one story and not in one cluster, in the order of their articles.
    pub versions: Vec<(u32, u32)>,
    /// For each article the lowest article of its story: the article itself when it has no other version.
    pub stories: Vec<u32>,
    /// The names of the stories of two articles or more, by their lowest article.
    pub story_names: HashMap<u32, String>,
    /// Forms that outlets print again and again.
    pub series: Series,
    /// Words of each article without boilerplate.
    pub words: Vec<u32>,
    /// Distinct shingles of each article without boilerplate.
    pub distinct: Vec<u32>,
    /// Which copies a corpus without duplicates drops.
    pub keep: KeepSettings,
    /// The wires of the clusters.
    pub origins: ClusterOrigins,
    /// Which articles are further captures of others.
    pub captures: Captures,
    /// The passages of copies said not to credit their wire, where they were read again.
    pub passages: HashMap<u32, SharedPassage>,
    /// Words of each article that were removed as boilerplate.
    pub boilerplate_words: Vec<u32>,
    /// Whether each page has no article.
    pub no_article: Vec<bool>,
    /// The day, counted from 1970-01-01, from which on a cluster must have a copy to be listed; `None` lists all.
    pub since: Option<i64>,
    /// The texts of all articles, where the run kept them.
    pub texts: Option<KeptTexts>,
    /// Input that did not become an article, by path and row.
    pub rejected: Vec<Rejected>,
    /// What was changed of articles that were taken, by path and row.
    pub notes: Vec<Rejected>,
    /// Files that were not read, by their kind.
    pub unread: BTreeMap<String, u64>,
    /// The counts of the run.
    pub counts: Counts,
    /// How long each stage took.
    pub timings: Timings,
}

impl Findings {
    /// Whether a page has no article: too little prose is left of it without boilerplate and without the page's talk to
    /// its reader.
    #[must_use]
    pub fn has_no_article(&self, article: u32) -> bool {
        self.no_article.get(article as usize).copied().unwrap_or_default()
    }

    /// Whether an article is a further capture of another, with which it counts as one.
    #[must_use]
    pub fn is_captured_again(&self, article: u32) -> bool {
        let place = self.memberships.get(article as usize).copied().flatten();
        place.is_some_and(|place| self.captures.is_again(place.cluster, place.rank))
    }

    /// Whether a cluster is listed: see [`Findings::since`].
    #[must_use]
    pub fn is_listed(&self, cluster: &Cluster) -> bool {
        let is_new = |day| {
            let dates = cluster.copies.iter().filter_map(|copy| self.articles.published(copy.article));
            dates.map(Published::days).any(|published| published >= day)
        };
        self.since.is_none_or(is_new)
    }

    /// The name of an article's story, which all clusters and articles that are its versions share. `None` for an
    /// article without other versions.
    #[must_use]
    pub fn story_id(&self, article: u32) -> Option<&str> {
        let first = self.stories[article as usize];
        self.story_names.get(&first).map(String::as_str)
    }
}

/// The counts of a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Counts {
    /// Files that were read.
    pub files: u64,
    /// Bytes of those files.
    pub bytes: u64,
    /// Articles.
    pub articles: u64,
    /// Files, rows and records that did not become an article.
    pub rejected: u64,
    /// Articles whose date could not be read.
    pub dates_unread: u64,
    /// Articles whose time has no zone, so that it is taken for UTC.
    pub times_without_zone: u64,
    /// Tokens that were removed as boilerplate.
    #[serde(rename = "furniture_tokens")]
    pub boilerplate_tokens: u64,
    /// Candidate pairs that were verified: all of them, or only those that can change the clusters.
    pub candidates: u64,
    /// Pairs of these that passed.
    pub matches: u64,
    /// Clusters of two articles or more.
    pub clusters: u64,
    /// Articles in those clusters.
    pub copies: u64,
}

/// Articles with the same text.
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    /// A hash of the lead's text and time, so that the id depends neither on the order of files nor on later copies.
    pub id: String,
    /// The members by time, the lead first.
    pub copies: Vec<ClusterCopy>,
    /// Outlets that printed a copy, or their owners where owners are counted.
    pub outlets: u32,
}

/// One member of a cluster.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClusterCopy {
    /// The article's number in the corpus.
    pub article: u32,
    /// The overlap of the copy (first) and the lead (second).
    pub with_lead: Overlap,
    /// How it relates to the lead.
    pub form: Form,
    /// Words of this copy in passages that it shares with the lead.
    pub shared_words: u32,
    /// Minutes after the lead by [`lag_minutes`](crate::time::lag_minutes); 0 for a lead with a time.
    pub lag_minutes: Option<i64>,
    /// The copy through which it belongs to the cluster, `None` for the lead.
    pub nearest: Option<u32>,
    /// The overlap of the copy (first) and that one (second).
    pub with_nearest: Overlap,
}

/// The membership of an article in a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Membership {
    /// The cluster's number.
    pub cluster: u32,
    /// The rank in it, from 0, the lead.
    pub rank: u32,
}

/// Names each story of two articles or more by what its earliest article says, so that no later version changes it.
#[must_use]
pub fn story_names(stories: &[u32], articles: &Articles) -> HashMap<u32, String> {
    let mut earliest: HashMap<u32, u32> = HashMap::default();
    let has_others = |&(article, &first): &(usize, &u32)| article as u32 != first;
    for (article, &first) in stories.iter().enumerate().filter(has_others) {
        let found = earliest.entry(first).or_insert(first);
        let time = |article: u32| (undated_last(articles.published(article)), article);
        if time(article as u32) < time(*found) {
            *found = article as u32;
        }
    }
    let name = |(first, earliest)| (first, format!("s{:016x}", articles.content_hash(earliest)));
    earliest.into_iter().map(name).collect()
}

/// For each article its membership in one of `clusters`.
#[must_use]
pub fn memberships(articles: u32, clusters: &[Cluster]) -> Vec<Option<Membership>> {
    let mut memberships = vec![None; articles as usize];
    for (cluster, found) in clusters.iter().enumerate() {
        for (rank, copy) in found.copies.iter().enumerate() {
            memberships[copy.article as usize] = Some(Membership { cluster: cluster as u32, rank: rank as u32 });
        }
    }
    memberships
}
