//! The page's data on articles: what its filters look at, column by column, and the rows of articles in no cluster.

use super::clusters::{PageStrings, TextOrDefault};
use crate::article::Precision;
use crate::attribution::origin::Credited;
use crate::findings::{CountsAs, Findings};
use serde::Serialize;
use std::collections::BTreeSet;

/// Articles in no cluster that the page lists, those with a wire first; the table of articles has all.
const MAX_ALONE: usize = 50_000;

/// What filters look at. First come the copies, cluster by cluster, then the articles in no cluster.
#[derive(Debug, Default, Serialize)]
pub(super) struct ArticleColumns {
    /// Number of its outlet, or of its owner with `--count-by owner`; -1 if unknown.
    by: Vec<i64>,
    /// Minutes since 1970.
    at: Vec<Option<i64>>,
    /// The wire by number, -1 for none.
    wire: Vec<i64>,
    /// Number of the word for its kind: `wire`, `likely`, `press`, `own`, `again`, or empty.
    kind: Vec<u32>,
    /// Number of the word for `credited`.
    credited: Vec<u32>,
    /// Number of the word for why `credited` is what it is.
    reason: Vec<u32>,
    /// Number of the word for its form, which is empty for an article in no cluster.
    form: Vec<u32>,
    /// Number of the word for its language, which is empty where none is declared.
    language: Vec<u32>,
    /// The outlet that it seems to be copied from, by number, -1 for none.
    after: Vec<i64>,
    /// 1: its page has no article. 2: its time is known to the day only. 4: it is counted as the first.
    /// 8: another article has its text, and it is counted as a copy.
    flags: Vec<u32>,
}

/// The place of an article in a cluster.
struct PlaceInCluster {
    cluster: u32,
    rank: u32,
    form: &'static str,
    /// Whether another article of the corpus has its text, captures of one article taken as one.
    is_shared: bool,
}

impl ArticleColumns {
    /// The columns of all copies and of `alone`.
    pub(super) fn new<'a>(findings: &'a Findings, alone: &[u32], names: &mut PageStrings<'a>) -> Self {
        let mut columns = ArticleColumns::default();
        for (number, cluster) in (0..).zip(&findings.clusters) {
            let is_shared = cluster.copies.len() - findings.captures.of_cluster(number).len() > 1;
            for (rank, copy) in (0..).zip(&cluster.copies) {
                let place = PlaceInCluster { cluster: number, rank, form: copy.form.name(), is_shared };
                columns.push(findings, copy.article, Some(&place), names);
            }
        }
        alone.iter().for_each(|&article| columns.push(findings, article, None, names));
        columns
    }

    fn push<'a>(
        &mut self,
        findings: &'a Findings,
        article: u32,
        place: Option<&PlaceInCluster>,
        names: &mut PageStrings<'a>,
    ) {
        let source = findings.attribution(article);
        let publisher = findings.articles.publisher(article);
        let published = findings.articles.published(article);
        let parent = place.filter(|_| source.taken_from().is_none() && !source.is_own_page()).and_then(|place| {
            let parent = findings.origins.parent(place.cluster, place.rank)?;
            let copies = &findings.clusters[place.cluster as usize].copies;
            Some(findings.articles.publisher(copies.get(parent as usize)?.article))
        });
        let is_day = published.is_some_and(|time| time.precision == Precision::Day);
        let is_first = place.is_some_and(|place| place.rank == 0 && !findings.origins.is_tied(place.cluster));
        let counts_as = findings.counts_as(article);
        let has_no_article = findings.has_no_article(article);
        let is_copy =
            !has_no_article && counts_as != CountsAs::CapturedAgain && place.is_some_and(|place| place.is_shared);
        let flags = [has_no_article, is_day, is_first && published.is_some(), is_copy];
        self.by.push(outlet_number(publisher, names));
        self.at.push(published.map(|time| time.minutes));
        self.wire.push(source.wire.map_or(-1, |wire| i64::from(names.wires.number(&wire.short))));
        self.kind.push(names.words.number(kind(counts_as)));
        self.credited.push(names.words.number(source.credited_name()));
        self.reason.push(names.words.number(source.reason_name()));
        self.form.push(names.words.number(place.map_or("", |place| place.form)));
        self.language.push(names.words.number(findings.articles.language(article)));
        self.after.push(parent.filter(|parent| *parent != publisher).map_or(-1, |from| outlet_number(from, names)));
        self.flags.push((0..).zip(flags).map(|(bit, is_set)| u32::from(is_set) << bit).sum());
    }

    /// The number of articles whose text another article has.
    pub(super) fn shared(&self) -> usize {
        self.flags.iter().filter(|flags| **flags & 8 != 0).count()
    }

    /// The numbers of the words for the languages of these articles.
    pub(super) fn languages(&self) -> BTreeSet<u32> {
        self.language.iter().copied().collect()
    }

    /// The columns in blocks of at most this many articles.
    pub(super) fn blocks(&self, articles: usize) -> impl Iterator<Item = ColumnsBlock<'_>> {
        (0..self.by.len()).step_by(articles).map(move |from| {
            let range = from..self.by.len().min(from + articles);
            ColumnsBlock {
                by: &self.by[range.clone()],
                at: &self.at[range.clone()],
                wire: &self.wire[range.clone()],
                kind: &self.kind[range.clone()],
                credited: &self.credited[range.clone()],
                reason: &self.reason[range.clone()],
                form: &self.form[range.clone()],
                language: &self.language[range.clone()],
                after: &self.after[range.clone()],
                flags: &self.flags[range],
            }
        })
    }
}

/// A part of the columns.
#[derive(Debug, Serialize)]
pub(super) struct ColumnsBlock<'c> {
    by: &'c [i64],
    at: &'c [Option<i64>],
    wire: &'c [i64],
    kind: &'c [u32],
    credited: &'c [u32],
    reason: &'c [u32],
    form: &'c [u32],
    language: &'c [u32],
    after: &'c [i64],
    flags: &'c [u32],
}

fn outlet_number<'a>(outlet: &'a str, names: &mut PageStrings<'a>) -> i64 {
    if outlet.is_empty() { -1 } else { i64::from(names.outlets.number(outlet)) }
}

/// The page's word for what an article counts as.
fn kind(counts_as: CountsAs) -> &'static str {
    match counts_as {
        CountsAs::WireCopy => "wire",
        CountsAs::LikelyWireCopy => "likely",
        CountsAs::PressRelease => "press",
        CountsAs::OwnPage => "own",
        CountsAs::CapturedAgain => "again",
        CountsAs::Nothing => "",
    }
}

/// id · path (0 when it is the id) · row · outlet (0 when it is the name that counts) · title · words · evidence · url.
#[derive(Debug, Serialize)]
pub(super) struct AloneRow<'a>(
    &'a str,
    TextOrDefault<'a>,
    Option<u64>,
    TextOrDefault<'a>,
    &'a str,
    u32,
    TextOrDefault<'a>,
    TextOrDefault<'a>,
);

/// The articles in no cluster that the page lists, and how many there are.
pub(super) fn alone(findings: &Findings) -> (Vec<u32>, usize) {
    let all = (0..findings.articles.len()).filter(|&n| findings.memberships[n as usize].is_none());
    let has_wire = |article: &u32| {
        let source = findings.attribution(*article);
        source.wire.is_some() || source.credited() == Some(Credited::Yes)
    };
    let (mut listed, others): (Vec<u32>, Vec<u32>) = all.partition(has_wire);
    let count = listed.len() + others.len();
    listed.extend(others);
    listed.truncate(MAX_ALONE);
    (listed, count)
}

/// The row of an article in no cluster.
pub(super) fn alone_row(findings: &Findings, article: u32) -> AloneRow<'_> {
    let found = findings.articles.get(article);
    AloneRow(
        found.id,
        TextOrDefault::new(found.path, found.id),
        found.row,
        TextOrDefault::new(found.outlet, findings.articles.publisher(article)),
        found.title,
        findings.words[article as usize],
        TextOrDefault::new(findings.attribution(article).evidence(), ""),
        TextOrDefault::new(found.url, ""),
    )
}
