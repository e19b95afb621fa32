//! What a run found, in the order in which the tables show it.

use crate::article::Rejected;
use crate::articles::Articles;
use crate::cluster::text_hash;
use crate::document::Documents;
use crate::stage::Timings;
use crate::store::{TokenBuffer, TokenStore};
use crate::verify::{DocumentShingles, Form, Overlap, PairStats};
use foldhash::HashMap;

mod order;
mod origins;
mod outlets;
mod pairs;
mod parents;
#[cfg(test)]
mod testing;

pub use order::order_clusters;
pub use origins::{Attribution, ClusterOrigins};
pub use outlets::WireCounts;

/// Everything that one run found.
#[derive(Debug, Default)]
pub struct Findings {
    /// The fields of the articles.
    pub articles: Articles,
    /// Their tokens.
    pub documents: Documents,
    /// The clusters, the largest first.
    pub clusters: Vec<Cluster>,
    /// For each article its place among the clusters.
    pub memberships: Vec<Option<Membership>>,
    /// The pairs that share text, in the order of their articles; nothing when not every pair was checked.
    pub pairs: Option<Vec<PairStats>>,
    /// The pairs among those, or among the ones that were checked, that are versions of one story and in no cluster together, in the same
    /// order.
    pub versions: Vec<(u32, u32)>,
    /// For each article the lowest article of its story, itself when it has no other version.
    pub stories: Vec<u32>,
    /// The names of the stories of two articles or more, by their lowest article.
    pub story_names: HashMap<u32, String>,
    /// Words of each article that count: its tokens without furniture.
    pub words: Vec<u32>,
    /// Whose text the clusters and the articles are.
    pub origins: ClusterOrigins,
    /// Words of each article that were cut as furniture.
    pub boilerplate_words: Vec<u32>,
    /// What could not be taken as it stood, by path and row.
    pub rejected: Vec<Rejected>,
    /// What was done, in numbers.
    pub counts: Counts,
    /// How long each stage took.
    pub timings: Timings,
}

/// A page with fewer words of its own has no article: a log-in page, a form, a gallery.
const ARTICLE: u32 = 40;

impl Findings {
    /// Whether a page has fewer than 40 words that are no furniture, and so no article to speak of.
    #[must_use]
    pub fn has_no_article(&self, article: u32) -> bool {
        self.words[article as usize] < ARTICLE
    }

    /// The name of the story that an article belongs to: the same for all clusters and articles that are versions of one
    /// wire story; nothing for an article that shares its text with no other.
    #[must_use]
    pub fn story_id(&self, article: u32) -> Option<&str> {
        let first = self.stories[article as usize];
        self.story_names.get(&first).map(String::as_str)
    }
}

/// The amounts of a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Counts {
    /// Files that were read.
    pub files: u64,
    /// Bytes of those files.
    pub bytes: u64,
    /// Articles.
    pub articles: u64,
    /// Files, rows and records that could not be taken as they stood.
    pub rejected: u64,
    /// Tokens that were cut as their outlets' furniture.
    #[serde(rename = "furniture_tokens")]
    pub boilerplate_tokens: u64,
    /// Candidate pairs that were checked exactly: all, or those that say something about the clusters.
    pub candidates: u64,
    /// Pairs of these that passed.
    pub matches: u64,
    /// Clusters of two articles or more.
    pub clusters: u64,
    /// Articles in those clusters.
    pub copies: u64,
}

/// Articles that are one text.
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    /// A name that depends on what the members say, not on how they were read: the smallest hash of a member's text.
    pub id: String,
    /// That hash.
    text_hash: u64,
    /// The members by time, the lead first.
    pub copies: Vec<ClusterCopy>,
    /// How many different outlets printed it, or owners of outlets where those are counted.
    pub outlets: u32,
}

/// One member of a cluster.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClusterCopy {
    /// The article's number in the corpus.
    pub article: u32,
    /// What it (first) shares with the lead (second).
    pub with_lead: Overlap,
    /// What it is beside the lead.
    pub form: Form,
    /// Words of this copy that stand in runs it shares with the lead.
    pub shared_words: u32,
    /// Minutes after the lead by [`lag_minutes`](crate::time::lag_minutes); 0 for a lead with a time.
    pub lag_minutes: Option<i64>,
}

/// Where an article stands among the clusters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Membership {
    /// The cluster's number.
    pub cluster: u32,
    /// The rank in it, from 0, the lead.
    pub rank: u32,
}

/// Names the stories of two articles or more by what their articles say.
#[must_use]
pub fn story_names(
    stories: &[u32],
    clusters: &[Cluster],
    sets: &DocumentShingles<&TokenStore>,
) -> HashMap<u32, String> {
    let mut names: HashMap<u32, u64> = HashMap::default();
    let mut is_known = vec![false; stories.len()];
    let (mut page, mut spellings) = (TokenBuffer::default(), Vec::new());
    for cluster in clusters {
        cluster.copies.iter().for_each(|copy| is_known[copy.article as usize] = true);
        let story = cluster.copies.first().map_or(0, |copy| stories[copy.article as usize]);
        let name = names.entry(story).or_insert(u64::MAX);
        *name = cluster.text_hash.min(*name);
    }
    let of_several = |&(article, &first): &(usize, &u32)| article as u32 != first;
    for (article, &first) in stories.iter().enumerate().filter(of_several) {
        for article in [article, first as usize] {
            if !std::mem::replace(&mut is_known[article], true) {
                let name = names.entry(first).or_insert(u64::MAX);
                *name = text_hash(sets.tokens(article as u32, &mut page), &mut spellings).min(*name);
            }
        }
    }
    names.into_iter().map(|(first, name)| (first, format!("s{name:016x}"))).collect()
}

/// For each article its place among `clusters`.
#[must_use]
pub fn memberships(articles: u32, clusters: &[Cluster]) -> Vec<Option<Membership>> {
    let mut places = vec![None; articles as usize];
    for (cluster, found) in clusters.iter().enumerate() {
        for (rank, copy) in found.copies.iter().enumerate() {
            places[copy.article as usize] = Some(Membership { cluster: cluster as u32, rank: rank as u32 });
        }
    }
    places
}
