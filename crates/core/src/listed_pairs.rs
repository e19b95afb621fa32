//! The pairs that a run lists: which of those that share text, and what each is.

use crate::cluster::{self, Cluster, Clusters, Series, order_clusters};
use crate::config::{Config, ListedPairs};
use crate::document::Documents;
use crate::error::Result;
use crate::progress::{NoProgress, Progress};
use crate::stages::{Decision, check, decide, measure, with_checker};
use crate::text::TokenSource;
use crate::time::Published;
use crate::verify::{Checker, DocumentShingles, PairKind, PairStats, Reason, Verdicts};
use rayon::prelude::*;

/// The listed pairs of some documents, and what decides how they are related.
#[derive(Debug, Default)]
pub struct Listing {
    /// Clusters, versions, stories and series; [`Decision::versions`] are the listed pairs that are versions.
    pub decision: Decision,
    /// The clusters as [`order_clusters`] has them.
    pub ordered: Vec<Cluster>,
    /// The pairs, in the order of their documents.
    pub pairs: Vec<PairStats>,
}

/// The listed pairs of whole components of decisive pairs, for runs that are distributed: of `candidates`, which share
/// keys, those of two clusters that share text, and each copy with its lead and its nearest copy.
///
/// In each pair the lower document comes first. `distinct` counts the shingles of each document, and `no_article` has
/// whether it is a page without an article. Related pairs of two components are listed by [`measure()`].
#[must_use]
pub fn list(
    decisive: &[(u32, u32)],
    candidates: &[(u32, u32)],
    documents: &Documents,
    distinct: Vec<u32>,
    no_article: &[bool],
    config: &Config,
) -> Listing {
    let shingles = DocumentShingles::new(&documents.tokens, config.shingle, distinct);
    let published: Vec<Option<Published>> = (0..documents.len()).map(|document| documents.time(document)).collect();
    let sources: Vec<Option<u32>> =
        (0..documents.len()).map(|document| documents.source(document).map(std::num::NonZeroU32::get)).collect();
    let mut verdicts = check(decisive, &shingles, &published, &sources, config);
    let series = Series::new(shingles.len(), &verdicts);
    let mut decision = decide(&mut verdicts, &shingles, config, |document| documents.provenance(document));
    let mut pairs = measure(candidates, &shingles, &published, &sources, config);
    retain_listed(&mut pairs, ListedPairs::Deciding, &decision.clusters);
    let ordered = order_clusters(&decision.clusters, &shingles, no_article, |document| documents.time(document));
    // only an interruption is an error here, and nothing interrupts
    with_checker(&shingles, &published, &sources, config, |checker| {
        add_copies(&mut pairs, &ordered, checker, &NoProgress).unwrap_or_default();
    });
    decision.versions = resolve(&mut pairs, &series, &decision, &verdicts, documents, &shingles);
    Listing { decision, ordered, pairs }
}

/// Leaves out the pairs of one cluster that are not listed: all, unless each with each is.
pub(crate) fn retain_listed(pairs: &mut Vec<PairStats>, list: ListedPairs, clusters: &Clusters) {
    if list == ListedPairs::Deciding {
        pairs.retain(|pair| !clusters.share_cluster(pair.a, pair.b));
    }
}

/// Adds the pairs of each copy with its lead and with its nearest copy where they are missing, and puts all in order.
///
/// # Errors
/// [`Error::Interrupted`](crate::error::Error::Interrupted) when `progress` says so.
pub(crate) fn add_copies(
    pairs: &mut Vec<PairStats>,
    clusters: &[Cluster],
    checker: &Checker<'_, impl TokenSource>,
    progress: &dyn Progress,
) -> Result<()> {
    let mut missing = pairs_of_copies(clusters);
    pairs.par_sort_unstable_by_key(|pair| (pair.a, pair.b));
    missing.retain(|pair| pairs.binary_search_by_key(pair, |pair| (pair.a, pair.b)).is_err());
    pairs.extend(checker.measure_all_copies(&missing, progress)?);
    pairs.par_sort_unstable_by_key(|pair| (pair.a, pair.b));
    Ok(())
}

/// Each copy with the lead and with its nearest copy, the lower document first, cluster by cluster: the lead's pairs
/// follow each other, so that they are compared with one table.
fn pairs_of_copies(clusters: &[Cluster]) -> Vec<(u32, u32)> {
    let mut found = Vec::new();
    for Cluster { members, .. } in clusters {
        let lead = members[0].document;
        let others = || members[1..].iter();
        let with_lead = others().map(|member| (lead, member.document));
        let with_nearest = others().filter_map(|member| Some((member.nearest?, member.document)));
        let start = found.len();
        let pairs = with_lead.chain(with_nearest.filter(|(nearest, _)| *nearest != lead));
        found.extend(pairs.map(|(a, b)| (a.min(b).0, a.max(b).0)));
        found[start..].sort_unstable();
    }
    // two copies may each be the other's nearest
    found.dedup();
    found
}

/// Decides of the listed pairs whether they are matches, and which of them are versions.
pub(crate) fn resolve(
    pairs: &mut [PairStats],
    series: &Series,
    decision: &Decision,
    verdicts: &Verdicts,
    documents: &Documents,
    shingles: &DocumentShingles<impl TokenSource>,
) -> Vec<(u32, u32)> {
    series.resolve(pairs);
    // stories depend only on pairs that decide; versions are looked for among all listed pairs
    let listed = pairs.par_iter().filter(|pair| pair.kind != PairKind::Related(Reason::Template));
    let listed = listed.map(|pair| (pair.a, pair.b, pair.overlap));
    let provenance = |document| documents.provenance(document);
    let may_be_versions = |a, b| !decision.series.share_cluster(a, b) && provenance(a).differs_from(provenance(b));
    let deciding = verdicts.without_template_pairs();
    cluster::listed_versions(listed, deciding, &decision.clusters, shingles, may_be_versions)
}
