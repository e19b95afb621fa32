//! The pairs that a run lists: which of those that share text, and what each is.

use crate::cluster::{self, Cluster, Series, order_clusters};
use crate::config::Config;
use crate::document::Documents;
use crate::error::Result;
use crate::progress::{NoProgress, Progress};
use crate::stages::{Decision, check, decide, measure, with_checker};
use crate::text::TokenSource;
use crate::time::Published;
use crate::verify::{Checker, DocumentShingles, PairKind, PairList, PairStats, Reason, Verdicts, may_be_versions};
use foldhash::HashSet;
use rayon::prelude::*;

/// The listed pairs of some documents, and what decides how they are related.
#[derive(Debug, Default)]
pub struct Listing {
    /// Clusters, versions, stories and series; [`Decision::versions`] are the listed pairs that are versions.
    pub decision: Decision,
    /// The clusters as [`order_clusters`] has them.
    pub ordered: Vec<Cluster>,
    /// The pairs, in the order of their documents.
    pub pairs: PairList,
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
    pairs.retain(|pair| !decision.clusters.share_cluster(pair.a, pair.b));
    let ordered = order_clusters(&decision.clusters, &shingles, no_article, |document| documents.time(document));
    // only an interruption is an error here, and nothing interrupts
    let copies = with_checker(&shingles, &published, &sources, config, |checker| {
        measure_copies(&mut std::iter::empty(), &ordered, checker, &NoProgress).unwrap_or_default()
    });
    let ListedVersions { pairs, versions, .. } =
        resolve((pairs.into_iter(), copies), PairList::default(), &series, &decision, &verdicts, documents, &shingles);
    decision.versions = versions;
    Listing { decision, ordered, pairs }
}

/// The statistics of each copy with its lead and with its nearest copy, in the order of the documents; without the
/// pairs that are `known`.
///
/// # Errors
/// [`Error::Interrupted`](crate::error::Error::Interrupted) when `progress` says so.
pub(crate) fn measure_copies(
    known: &mut dyn Iterator<Item = PairStats>,
    clusters: &[Cluster],
    checker: &Checker<'_, impl TokenSource>,
    progress: &dyn Progress,
) -> Result<Vec<PairStats>> {
    let mut pairs = pairs_of_copies(clusters);
    let mut missing: HashSet<(u32, u32)> = pairs.iter().copied().collect();
    known.for_each(|pair| _ = missing.remove(&(pair.a, pair.b)));
    pairs.retain(|pair| missing.contains(pair));
    let mut measured = checker.measure_all_copies(&pairs, progress)?;
    measured.par_sort_unstable_by_key(|pair| (pair.a, pair.b));
    Ok(measured)
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

/// The listed pairs, which of them are versions, and how many are matches.
pub(crate) struct ListedVersions {
    pub(crate) pairs: PairList,
    pub(crate) versions: Vec<(u32, u32)>,
    pub(crate) matches: u64,
}

/// Puts the pairs of `found` and `copies`, both in the order of their documents, into the empty list `pairs`, and
/// decides whether they are matches, and which of them are versions.
pub(crate) fn resolve(
    (found, copies): (impl Iterator<Item = PairStats>, Vec<PairStats>),
    mut pairs: PairList,
    series: &Series,
    decision: &Decision,
    verdicts: &Verdicts,
    documents: &Documents,
    shingles: &DocumentShingles<impl TokenSource>,
) -> ListedVersions {
    let (mut found, mut copies) = (found.peekable(), copies.into_iter().peekable());
    let (mut matches, mut likely) = (0, Vec::new());
    loop {
        let is_copy = match (found.peek(), copies.peek()) {
            (None, None) => break,
            (Some(found), Some(copy)) => (copy.a, copy.b) < (found.a, found.b),
            (found, _) => found.is_none(),
        };
        let Some(pair) = (if is_copy { copies.next() } else { found.next() }) else { break };
        let pair = series.resolve(pair);
        matches += u64::from(pair.kind == PairKind::Match);
        if pair.kind != PairKind::Related(Reason::Template) && may_be_versions(pair.overlap) {
            likely.push((pair.a, pair.b, pair.overlap));
        }
        pairs.push(&pair);
    }
    // stories depend only on pairs that decide; versions are looked for among all listed pairs
    let provenance = |document| documents.provenance(document);
    let are_possible = |a, b| !decision.series.share_cluster(a, b) && provenance(a).differs_from(provenance(b));
    let (likely, deciding) = (likely.into_par_iter(), verdicts.without_template_pairs());
    let versions = cluster::listed_versions(likely, deciding, &decision.clusters, shingles, are_possible);
    ListedVersions { pairs, versions, matches }
}
