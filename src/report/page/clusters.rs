//! The page's data on clusters: the list of clusters, column by column, and the copies of each cluster.

use super::interner::Interner;
use crate::article::Precision;
use crate::attribution::origin::Credited;
use crate::findings::{Cluster, Findings};
use serde::Serialize;
use std::borrow::Cow;

/// The strings that rows refer to by number.
#[derive(Debug)]
pub(super) struct PageStrings<'a> {
    pub(super) outlets: Interner<'a>,
    pub(super) wires: Interner<'a>,
    pub(super) words: Interner<'a>,
    pub(super) stories: Interner<'a>,
}

impl PageStrings<'_> {
    pub(super) fn new() -> Self {
        PageStrings {
            outlets: Interner::new(),
            wires: Interner::new(),
            words: Interner::new(),
            stories: Interner::new(),
        }
    }
}

/// The columns that the list of clusters shows, sorts by and searches: one value per cluster in each.
#[derive(Debug, Default, Serialize)]
pub(super) struct ClusterColumns<'a> {
    id: Vec<&'a str>,
    /// Headline of the lead, or else of the first copy that has one.
    title: Vec<&'a str>,
    size: Vec<u32>,
    outlets: Vec<u32>,
    /// The wire by number, -1 for none.
    wire: Vec<i64>,
    /// The word for how sure it is, by number.
    certainty: Vec<u32>,
    /// The number of other wires that its copies name.
    others: Vec<u32>,
    credited: Vec<u32>,
    generic: Vec<u32>,
    uncredited: Vec<u32>,
    /// Minutes since 1970 of the lead.
    first: Vec<Option<i64>>,
    /// Whether the lead's time is known to the day only.
    day: Vec<u8>,
    /// Minutes from the first copy to the last.
    span: Vec<Option<i64>>,
    /// The story by number, -1 for none.
    story: Vec<i64>,
    /// The outlets by number.
    printed_by: Vec<Vec<u32>>,
}

impl<'a> ClusterColumns<'a> {
    /// Adds the cluster with the given number.
    pub(super) fn push(&mut self, findings: &'a Findings, number: usize, names: &mut PageStrings<'a>) {
        let cluster = &findings.clusters[number];
        let articles = || cluster.copies.iter().map(|copy| findings.articles.get(copy.article));
        let lead = cluster.copies[0].article;
        let source = findings.attribution(lead);
        let said = |what| {
            let sources = cluster.copies.iter().map(|copy| findings.attribution(copy.article));
            sources.filter(|source| source.credited() == Some(what) && !source.own).count() as u32
        };
        let mut printed_by: Vec<u32> =
            articles().filter(|a| !a.outlet.is_empty()).map(|a| names.outlets.number(a.outlet)).collect();
        printed_by.sort_unstable();
        printed_by.dedup();
        let published = findings.articles.get(lead).published;
        self.id.push(&cluster.id);
        self.title.push(title(findings, cluster));
        self.size.push(cluster.copies.len() as u32);
        self.outlets.push(cluster.outlets);
        self.wire.push(source.wire.map_or(-1, |wire| i64::from(names.wires.number(&wire.short))));
        self.certainty.push(names.words.number(source.certainty.as_str()));
        self.others.push(findings.other_wires(number as u32).len() as u32);
        self.credited.push(said(Credited::Yes));
        self.generic.push(said(Credited::Generic));
        self.uncredited.push(said(Credited::No));
        self.first.push(published.map(|time| time.minutes));
        self.day.push(u8::from(published.is_some_and(|time| time.precision == Precision::Day)));
        self.span.push(cluster.copies.iter().skip(1).filter_map(|copy| copy.lag_minutes).max());
        self.story.push(findings.story_id(lead).map_or(-1, |story| i64::from(names.stories.number(story))));
        self.printed_by.push(printed_by);
    }
}

/// The headline of a cluster.
fn title<'a>(findings: &'a Findings, cluster: &Cluster) -> &'a str {
    let mut titles = cluster.copies.iter().map(|copy| findings.articles.get(copy.article).title);
    titles.find(|title| !title.is_empty()).unwrap_or_default()
}

/// The copies of one cluster.
#[derive(Debug, Serialize)]
pub(super) struct PageCopies<'a> {
    /// The other agencies that its copies name.
    conflicts: String,
    /// Whether copies of several outlets may be the earliest.
    tied: bool,
    copies: Vec<PageCopy<'a>>,
}

/// id · path (0 when it is the id) · outlet, -1 for none · title (0 when it is the cluster's) · minutes since 1970 ·
/// day only · lag · form · score, containment, `lead_containment` in thousandths · shared words · words · credited ·
/// evidence · rank of its parent, -1 for none · whether it is an agency's own page · url · row.
#[derive(Debug, Serialize)]
struct PageCopy<'a>(
    &'a str,
    TextOrDefault<'a>,
    i64,
    TextOrDefault<'a>,
    Option<i64>,
    u8,
    Option<i64>,
    u32,
    [u32; 3],
    u32,
    u32,
    u32,
    TextOrDefault<'a>,
    i64,
    u8,
    TextOrDefault<'a>,
    Option<u64>,
);

/// A text, or the number 0 where it is the default.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum TextOrDefault<'a> {
    Text(Cow<'a, str>),
    Default(u8),
}

impl<'a> TextOrDefault<'a> {
    pub(super) fn new(text: impl Into<Cow<'a, str>>, default: &str) -> Self {
        let text = text.into();
        if text == default { TextOrDefault::Default(0) } else { TextOrDefault::Text(text) }
    }
}

/// The copies of the cluster with the given number.
pub(super) fn copies<'a>(findings: &'a Findings, number: usize, names: &mut PageStrings<'a>) -> PageCopies<'a> {
    let cluster = &findings.clusters[number];
    let headline = title(findings, cluster);
    let rows = cluster.copies.iter().enumerate().map(|(rank, copy)| {
        let article = findings.articles.get(copy.article);
        let source = findings.attribution(copy.article);
        let overlap = copy.with_lead;
        PageCopy(
            article.id,
            TextOrDefault::new(article.path, article.id),
            if article.outlet.is_empty() { -1 } else { i64::from(names.outlets.number(article.outlet)) },
            TextOrDefault::new(article.title, headline),
            article.published.map(|time| time.minutes),
            u8::from(article.published.is_some_and(|time| time.precision == Precision::Day)),
            copy.lag_minutes,
            names.words.number(copy.form.name()),
            [overlap.score(), overlap.containment_a(), overlap.containment_b()].map(thousandths),
            copy.shared_words,
            findings.words[copy.article as usize],
            names.words.number(source.credited_name()),
            TextOrDefault::new(source.evidence(), ""),
            findings.origins.parent(number as u32, rank as u32).map_or(-1, i64::from),
            u8::from(source.is_own_page()),
            TextOrDefault::new(article.url, ""),
            article.row,
        )
    });
    PageCopies {
        copies: rows.collect(),
        conflicts: findings.conflicts(number as u32),
        tied: findings.origins.is_tied(number as u32),
    }
}

fn thousandths(share: f64) -> u32 {
    (share * 1000.0).round() as u32
}
