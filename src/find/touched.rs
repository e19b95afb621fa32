//! The clusters that an article of an index belongs to, by its own matches: what is told before a scan finds them.

use super::judge::{Found, Judge};
use super::query::{Query, QuerySet};
use super::{Archive, Furniture, FurnitureCache, kept};
use crate::article::DateOrder;
use crate::articles::ArticleRecord;
use crate::cluster::{ClusterId, UnionFind};
use crate::error::Result;
use crate::pipeline::Settings;
use crate::segments::{EntryRef, Snapshot, StandingIndex};
use crate::standing::{decode_fields, failed};
use crate::text::Token;
use crate::time::{Published, undated_last};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use wirecopy_core::Verifier;

/// Matching articles that are compared with each other at most: those that share most.
const MOST_MATCHES: usize = 256;

/// What an article does to the clusters, as far as its own matches tell. A scan has the last word: it also knows of
/// series, of roundups, and of what connects articles that do not match themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TouchedClusters {
    /// The article.
    pub article_id: String,
    /// `alone`: nothing matches it; `created`: it makes a cluster with articles that were in none; `joined`: it is in
    /// a cluster that was there; `merged`: it connects several.
    pub event: &'static str,
    /// The id of its cluster; empty where it is alone.
    pub cluster_id: String,
    /// What it matches, without itself: those of one cluster together, the largest first.
    pub clusters: Vec<TouchedCluster>,
}

/// Articles of one cluster that an article matches.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TouchedCluster {
    /// The id of the cluster without the article.
    pub cluster_id: String,
    /// The id of the earliest of the matching articles.
    pub lead: String,
    /// The matching articles.
    pub articles: usize,
    /// Their outlets.
    pub outlets: usize,
}

/// What an article of the index does to the clusters. It is looked up without what its outlet repeats.
///
/// # Errors
/// A file of the index is damaged.
pub fn touched_clusters(
    index: &StandingIndex,
    snapshot: &Snapshot,
    place: EntryRef,
    learned: &FurnitureCache,
    settings: &Settings,
) -> Result<TouchedClusters> {
    let (mut settings, level) = (settings.clone(), settings.core.boilerplate);
    settings.core.shingle = index.settings().shingle;
    let segment = snapshot.segment_of(place);
    let fields = segment.fields_of(place.entry).map_err(failed)?;
    let (record, _) = decode_fields(&fields, &settings.agencies, index.folder())?;
    let own = in_its_order(record, snapshot);
    let tokens = segment.tokens_of(place.entry).map_err(failed)?;
    let tokens = Furniture::of_outlet(&own.outlet, snapshot, learned, level)?.cut(&own.outlet, &tokens);
    let query = Query { name: own.id.clone(), published: own.published, ..Query::default() };
    let set = QuerySet::of_tokens(query, tokens, settings.core.shingle);
    let kept = kept::Kept { set: &set, index, snapshot, settings: &settings };
    let (mut read, furniture) = kept.read_with(learned)?;
    read.candidates.retain(|other| other.record.id != own.id || other.record.text_hash != own.text_hash);
    let archive = Archive { articles: read.articles, words: &read.words, furniture: &furniture };
    let judge = Judge::new(&set, &archive, &settings);
    let candidates: Vec<_> = read.candidates.iter().collect();
    let mut found = judge.findings(set.text(0), &candidates);
    found.retain(|found| found.is_match);
    found.sort_by(|a, b| b.here.cmp(&a.here).then_with(|| a.candidate.record.cmp_place(&b.candidate.record)));
    found.truncate(MOST_MATCHES);
    Ok(touched(&own, &found, &Verifier::new(&settings.core)))
}

/// An article with the date that the other dates of its outlet tell.
pub(super) fn in_its_order(mut record: ArticleRecord, snapshot: &Snapshot) -> ArticleRecord {
    if let Some(date) = record.ambiguous_date
        && let Some(order) = DateOrder::of_votes(snapshot.date_orders(&record.outlet))
    {
        record.published = Some(date.in_order(order));
    }
    record
}

fn touched(own: &ArticleRecord, found: &[Found<'_>], verifier: &Verifier) -> TouchedClusters {
    let mut together = UnionFind::new(found.len());
    let texts: Vec<&[Token]> = found.iter().map(|found| &found.kept[..]).collect();
    let times: Vec<Option<Published>> = found.iter().map(|found| found.candidate.record.published).collect();
    for one in 0..found.len() {
        let root = together.find(one as u32);
        let others: Vec<usize> = (one + 1..found.len()).filter(|&other| together.find(other as u32) != root).collect();
        let of_others: Vec<&[Token]> = others.iter().map(|&other| texts[other]).collect();
        let of_times: Vec<Option<Published>> = others.iter().map(|&other| times[other]).collect();
        let verdicts = verifier.compare_all((texts[one], times[one]), &of_others, &of_times);
        for (other, _) in others.into_iter().zip(verdicts).filter(|(_, verdict)| super::judge::is_match(verdict)) {
            let _ = together.union(one as u32, other as u32);
        }
    }
    let mut groups: BTreeMap<u32, Vec<&ArticleRecord>> = BTreeMap::new();
    for (nth, found) in found.iter().enumerate() {
        groups.entry(together.find(nth as u32)).or_default().push(&found.candidate.record);
    }
    let mut groups: Vec<Vec<&ArticleRecord>> = groups.into_values().collect();
    groups.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| lead(a).map(|a| &a.id).cmp(&lead(b).map(|b| &b.id))));
    let clusters = groups.iter().filter(|group| group.len() > 1).count();
    let event = match (groups.len(), clusters) {
        (0, _) => "alone",
        (_, 0) => "created",
        (_, 1) => "joined",
        _ => "merged",
    };
    let all: Vec<&ArticleRecord> = groups.iter().flatten().copied().chain([own]).collect();
    let cluster_id = if groups.is_empty() { String::new() } else { lead(&all).map(id).unwrap_or_default() };
    let touched = |group: &Vec<&ArticleRecord>| TouchedCluster {
        cluster_id: if group.len() > 1 { lead(group).map(id).unwrap_or_default() } else { String::new() },
        lead: lead(group).map(|lead| lead.id.clone()).unwrap_or_default(),
        articles: group.len(),
        outlets: group.iter().map(|record| &*record.outlet).collect::<BTreeSet<&str>>().len(),
    };
    TouchedClusters { article_id: own.id.clone(), event, cluster_id, clusters: groups.iter().map(touched).collect() }
}

/// The earliest of some articles.
fn lead<'r>(articles: &[&'r ArticleRecord]) -> Option<&'r ArticleRecord> {
    let order = |a: &&&ArticleRecord, b: &&&ArticleRecord| {
        undated_last(a.published).cmp(&undated_last(b.published)).then_with(|| a.cmp_place(b))
    };
    articles.iter().min_by(order).copied()
}

/// The id of the cluster of which an article is the lead, as a scan names it.
fn id(lead: &ArticleRecord) -> String {
    ClusterId(lead.content_hash()).to_string()
}
