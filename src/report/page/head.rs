//! The data that the page's script reads first: what the first screen shows, and the strings that rows refer to.

use super::clusters::PageStrings;
use super::texts::ArticleTexts;
use super::{ALONE_PER_BLOCK, CLUSTERS_PER_COPIES_BLOCK, CLUSTERS_PER_LIST_BLOCK};
use crate::attribution::origin::CreditedReason;
use crate::findings::{Counts, Findings, WireCounts};
use crate::report::summary::{ChosenSettings, Summary};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Clusters of which the first screen shows the beginning.
const FIRST_CLUSTERS: usize = 8;

/// The data that the script reads first.
#[derive(Debug, Serialize)]
pub(super) struct PageHead<'a> {
    version: &'a str,
    counts: Counts,
    wire_counts: WireCounts,
    settings: ChosenSettings,
    /// The command without what does not change the findings; empty where no program ran it.
    command: &'a str,
    /// Where relative paths start, as an address; missing where that is not known.
    paths_from: Option<&'a str>,
    dates: PageDates,
    /// Files that were not read, by their kind.
    unread: &'a BTreeMap<String, u64>,
    index_block: usize,
    copies_block: usize,
    alone_block: usize,
    /// Articles in no cluster: those in the page, and all.
    alone: [usize; 2],
    /// The number of copies with a text in the page, and of their clusters.
    texts: usize,
    text_clusters: usize,
    /// The number of clusters of each size, as (size, number).
    sizes: Vec<(usize, usize)>,
    first: Vec<FirstCluster<'a>>,
    outlets: &'a [&'a str],
    wires: &'a [&'a str],
    words: &'a [&'a str],
    /// What each `credited_reason` means.
    reasons: BTreeMap<&'static str, &'static str>,
    /// Articles whose text another article has, those captured again once.
    shared: usize,
    /// The languages of the articles, by the numbers of their words.
    languages: &'a BTreeSet<u32>,
    rejected_by_reason: &'a BTreeMap<&'a str, u64>,
}

/// The dates of all articles, in minutes since 1970.
#[derive(Debug, Default, Serialize)]
struct PageDates {
    first: Option<i64>,
    last: Option<i64>,
    undated: usize,
}

/// The lead of a cluster on the first screen.
#[derive(Debug, Serialize)]
struct FirstCluster<'a> {
    beginning: String,
    url: &'a str,
    path: &'a str,
    outlet: &'a str,
}

/// What the head says of other parts of the page.
pub(super) struct HeadParts<'p, 'a> {
    pub(super) texts: &'p ArticleTexts,
    pub(super) text_clusters: usize,
    pub(super) alone: [usize; 2],
    pub(super) names: &'p PageStrings<'a>,
    pub(super) languages: BTreeSet<u32>,
    pub(super) shared: usize,
}

impl<'a> PageHead<'a> {
    pub(super) fn new(findings: &'a Findings, summary: &'a Summary<'_>, parts: &'a HeadParts<'_, 'a>) -> Self {
        PageHead {
            version: summary.version,
            counts: findings.counts,
            wire_counts: summary.wires,
            settings: summary.settings,
            command: &summary.command,
            paths_from: summary.paths_from.as_deref(),
            dates: dates(findings),
            unread: &findings.unread,
            index_block: CLUSTERS_PER_LIST_BLOCK,
            copies_block: CLUSTERS_PER_COPIES_BLOCK,
            alone_block: ALONE_PER_BLOCK,
            alone: parts.alone,
            texts: parts.texts.len(),
            text_clusters: parts.text_clusters,
            sizes: sizes(findings),
            first: first_clusters(findings, parts.texts, summary.settings.shingle),
            outlets: parts.names.outlets.strings(),
            wires: parts.names.wires.strings(),
            words: parts.names.words.strings(),
            reasons: CreditedReason::ALL.iter().map(|(reason, means)| (reason.as_str(), *means)).collect(),
            shared: parts.shared,
            languages: &parts.languages,
            rejected_by_reason: &summary.rejected_by_reason,
        }
    }
}

fn dates(findings: &Findings) -> PageDates {
    let times = findings.articles.times();
    let known = || times.iter().flatten().map(|time| time.minutes);
    PageDates { first: known().min(), last: known().max(), undated: times.len() - known().count() }
}

fn first_clusters<'a>(findings: &'a Findings, texts: &ArticleTexts, shingle: usize) -> Vec<FirstCluster<'a>> {
    let first = findings.clusters.iter().take(FIRST_CLUSTERS).map(|cluster| {
        let lead = findings.articles.get(cluster.copies[0].article);
        let beginning = texts.beginning(cluster, shingle);
        FirstCluster { beginning, url: lead.url, path: lead.path, outlet: lead.outlet }
    });
    first.collect()
}

fn sizes(findings: &Findings) -> Vec<(usize, usize)> {
    let mut sizes = BTreeMap::new();
    for cluster in &findings.clusters {
        *sizes.entry(cluster.copies.len()).or_insert(0) += 1;
    }
    sizes.into_iter().collect()
}
