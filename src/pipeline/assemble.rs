//! From articles and the copies among them to the findings of a run.

use super::Settings;
use crate::articles::Articles;
use crate::cluster;
use crate::document::Documents;
use crate::find_copies::Found;
use crate::findings::{self, Captures, ClusterOrigins, Counts, Findings};
use crate::progress::Progress;
use crate::stage::{Stage, Timings};
use crate::verify::DocumentShingles;
use std::sync::Arc;

/// Orders the clusters that were found, and says whose text each is. `counts` are those of reading.
///
/// A distributed run calls this for the articles of some whole clusters, stories and series.
#[must_use]
pub fn assemble(
    articles: Articles,
    documents: Documents,
    found: Found,
    settings: &Settings,
    mut counts: Counts,
    mut timings: Timings,
    progress: &dyn Progress,
) -> Findings {
    let Found { distinct, boilerplate_words, no_article, clusters, ordered, pairs, versions, stories, series, .. } =
        found;
    let (candidates, matches) = (found.candidates, found.matches);
    let shingles = DocumentShingles::new(&documents.tokens, settings.core.shingle, distinct.clone());
    let words: Vec<u32> = (0..documents.len()).map(|document| documents.tokens.words(document)).collect();
    let time = |article| articles.published(article);
    let clusters = timings.time(Stage::Cluster, || {
        let ordered = ordered.unwrap_or_else(|| cluster::order_clusters(&clusters, &shingles, &no_article, time));
        findings::order_clusters(&articles, ordered, &no_article)
    });
    let series = timings.time(Stage::Cluster, || findings::Series::new(series, &articles, &shingles, &no_article));
    counts.boilerplate_tokens = boilerplate_words.iter().map(|&words| u64::from(words)).sum();
    counts.candidates = candidates;
    counts.matches = matches;
    counts.clusters = clusters.len() as u64;
    counts.copies = clusters.iter().map(|cluster| cluster.copies.len() as u64).sum();
    progress.begin(Stage::Attribute, None);
    let named = || {
        let story_names = findings::story_names(&stories, &articles);
        (story_names, findings::memberships(documents.len(), &clusters))
    };
    // what runs on one thread runs beside what runs on all
    let ((captures, origins), (story_names, memberships)) = timings.time(Stage::Attribute, || {
        let agencies = Arc::clone(&settings.agencies);
        let of_clusters = || {
            let captures = Captures::new(&articles, &clusters, &documents.tokens);
            let find_parents = settings.find_parents;
            let origins = ClusterOrigins::new(&articles, &clusters, &captures, &shingles, find_parents, agencies);
            (captures, origins)
        };
        rayon::join(of_clusters, named)
    });
    Findings {
        articles,
        documents,
        clusters,
        memberships,
        pairs,
        versions,
        stories,
        story_names,
        series,
        words,
        distinct,
        keep: settings.keep.clone(),
        boilerplate_words,
        captures,
        passages: Default::default(),
        since: None,
        texts: None,
        no_article,
        origins,
        rejected: Vec::new(),
        notes: Vec::new(),
        unread: Default::default(),
        counts,
        timings,
    }
}
