//! The pairs that a run lists: which of those that share text, and what each is.

use crate::cluster::{self, Cluster, Clusters, Series};
use crate::config::ListedPairs;
use crate::document::Documents;
use crate::error::Result;
use crate::progress::Progress;
use crate::stages::Decision;
use crate::text::TokenSource;
use crate::verify::{Checker, DocumentShingles, PairKind, PairStats, Reason, Verdicts};
use rayon::prelude::*;

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
