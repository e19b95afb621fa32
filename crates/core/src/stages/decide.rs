//! The decision: from verified pairs to clusters, versions and stories.

use crate::cluster::{Clusters, Linkage, Recurrence, Series, average, recurrence, stories, versions, weld};
use crate::config::Config;
use crate::document::Provenance;
use crate::text::TokenSource;
use crate::verify::{DocumentShingles, Reason, Verdicts, may_be_versions};

/// What verified pairs say about the documents of a batch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decision {
    /// Groups of documents that are the same text.
    pub clusters: Clusters,
    /// Pairs in different clusters that are versions of one story, the lower document first.
    pub versions: Vec<(u32, u32)>,
    /// The story of each document: the lowest document among all that are copies or versions of each other.
    pub stories: Vec<u32>,
    /// The documents of each series: items that a source prints again and again in one form.
    pub series: Clusters,
}

/// The clusters of the documents of `shingles`. Matches that are two reports of a series become template pairs in
/// `verdicts`.
#[must_use]
pub(crate) fn cluster<S: TokenSource>(
    verdicts: &mut Verdicts,
    shingles: &DocumentShingles<S>,
    config: &Config,
) -> Clusters {
    let series = Series::new(shingles.len(), verdicts);
    series.apply(verdicts);
    let clusters = weld(series.into_texts(), verdicts, shingles, config.matching);
    match config.linkage {
        Linkage::Single => clusters,
        Linkage::Average => average(&clusters, &verdicts.matches, shingles, config.matching.threshold),
    }
}

/// The clusters, versions, stories and series of the documents of `shingles`. Pages of one source are no versions of
/// each other, and neither are two items of a series.
///
/// Components of [`decisive_pairs`] do not influence each other. So the documents can be divided between batches, if
/// each component is in one batch and keeps the order of its documents.
#[must_use]
pub fn decide<S: TokenSource>(
    verdicts: &mut Verdicts,
    shingles: &DocumentShingles<S>,
    config: &Config,
    provenance: impl Fn(u32) -> Provenance + Sync,
) -> Decision {
    let clusters = cluster(verdicts, shingles, config);
    let Recurrence { clusters, series } = if config.matching.is_scanned {
        Recurrence { clusters, series: Clusters::default() }
    } else {
        recurrence(clusters, verdicts, shingles, config.matching, &provenance)
    };
    let are_possible = |a, b| !series.share_cluster(a, b) && provenance(a).differs_from(provenance(b));
    let versions = versions(verdicts.without_template_pairs(), &clusters, shingles, are_possible);
    let scattered = verdicts.related.iter().filter(|pair| pair.reason == Reason::Scattered);
    let scattered = scattered.map(|pair| (pair.a, pair.b)).filter(|&(a, b)| !series.share_cluster(a, b));
    let stories = stories(shingles.len(), &clusters, scattered.chain(versions.iter().copied()));
    Decision { clusters, versions, stories, series }
}

/// The pairs that [`decide`] depends on: matches, template pairs, scattered pairs and pairs that may be versions.
pub fn decisive_pairs(verdicts: &Verdicts) -> impl Iterator<Item = (u32, u32)> + '_ {
    let decides = |reason: Reason| reason != Reason::LittleShared;
    let related = verdicts.related.iter().filter(move |pair| decides(pair.reason) || may_be_versions(pair.overlap));
    let matches = verdicts.matches.iter().map(|found| (found.a, found.b));
    matches.chain(related.map(|pair| (pair.a, pair.b))).chain(verdicts.templates())
}
