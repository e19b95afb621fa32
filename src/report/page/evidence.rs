//! The page's data on evidence: a sheet for each copy said not to credit its wire.

use crate::article::Precision;
use crate::findings::Findings;
use crate::report::tables::{EvidenceRow, evidence_rows};
use crate::time::Published;
use serde::Serialize;

/// Sheets in the page; the table has all.
const MAX_SHEETS: usize = 1000;

/// One sheet.
#[derive(Debug, Serialize)]
pub(super) struct PageSheet<'a> {
    cluster: &'a str,
    wire: &'a str,
    copy: PagePrinted<'a>,
    /// The copy that credits the wire.
    credited: PagePrinted<'a>,
    lag: Option<i64>,
    /// The share of the copy's shingles that the other has, in thousandths.
    share: u32,
    shared_words: Option<i64>,
    passage: &'a str,
    others: Vec<String>,
}

/// An article on a sheet.
#[derive(Debug, Serialize)]
struct PagePrinted<'a> {
    id: &'a str,
    path: &'a str,
    outlet: &'a str,
    title: &'a str,
    url: &'a str,
    minutes: Option<i64>,
    /// Whether its time is known to the day only.
    day: bool,
    /// Whether its time has no zone.
    local: bool,
    /// Its words on agencies.
    words: String,
}

/// The sheets of all clusters, and how many there are besides.
pub(super) fn sheets(findings: &Findings) -> (Vec<PageSheet<'_>>, usize) {
    let total = findings.accusations().count();
    let sheets = evidence_rows(findings, 0..findings.clusters.len()).take(MAX_SHEETS).map(|row| sheet(findings, &row));
    (sheets.collect(), total.saturating_sub(MAX_SHEETS))
}

fn sheet<'a>(findings: &'a Findings, row: &EvidenceRow<'a>) -> PageSheet<'a> {
    let printed = |article: crate::articles::ArticleRef<'a>, words| PagePrinted {
        id: article.id,
        path: article.path,
        outlet: article.outlet,
        title: article.title,
        url: article.url,
        minutes: article.published.map(|time| time.minutes),
        day: article.published.is_some_and(|Published { precision, .. }| precision == Precision::Day),
        local: article.published.is_some_and(|Published { precision, .. }| precision == Precision::LocalMinute),
        words,
    };
    PageSheet {
        cluster: &row.found.cluster.id,
        wire: row.source.wire_name(),
        copy: printed(row.copy, row.source.evidence()),
        credited: printed(row.witness, row.witness_words()),
        lag: row.found.lag_minutes(findings),
        share: (row.found.share * 1000.0).round() as u32,
        shared_words: row.shared_words(),
        passage: findings.passage(row.found.copy.article).map_or("", |passage| &passage.text),
        others: row.other_credits(),
    }
}
