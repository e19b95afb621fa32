//! The tables of outlets and flows: every copy carries what they need to know of its cluster, so that they can be
//! counted outlet by outlet.

use super::rows::{ints, number_of, texts, times};
use crate::arrow::Batches;
use crate::errors::failed;
use arrow_array::{ArrayRef, Int32Array, Int64Array, RecordBatch, StringArray};
use pyo3::PyResult;
use std::sync::Arc;
use wirecopy::attribution::flow::{self, PrintedArticle, PrintedCluster};
use wirecopy::attribution::origin::Credited;
use wirecopy::findings::Findings;
use wirecopy::report::{flow_batches, outlet_batches};
use wirecopy::time::Published;

/// Bits of the column `marks`. Those of [`CREDITED`] lie above.
const OWN: u32 = 1;
const NO_ARTICLE: u32 = 2;
const PRESS_RELEASE: u32 = 4;
const TIED: u32 = 8;
const SOURCE_WITHOUT_ARTICLE: u32 = 16;
/// Whether the article is in a cluster, whether it is its lead, and whether it is alone in it.
const COPY: u32 = 32;
const LEAD: u32 = 64;
const ALONE: u32 = 128;
const CREDITED_SHIFT: u32 = 8;
const CREDITED: [Credited; 4] = [Credited::Unknown, Credited::Yes, Credited::Generic, Credited::No];

/// An article with what the tables need to know of its cluster.
struct Printed<'a> {
    article: PrintedArticle<'a>,
    marks: u32,
    lead_time: Option<Published>,
    /// The copy from which it was taken.
    source: Option<(&'a str, Option<Published>)>,
}

fn bit(is_set: bool, bit: u32) -> u32 {
    if is_set { bit } else { 0 }
}

impl<'a> Printed<'a> {
    fn new(article: PrintedArticle<'a>) -> Self {
        let credited = CREDITED.iter().position(|&known| known == article.credited).unwrap_or(0) as u32;
        let marks = bit(article.own, OWN)
            | bit(article.no_article, NO_ARTICLE)
            | bit(article.press_release, PRESS_RELEASE)
            | credited << CREDITED_SHIFT;
        Printed { article, marks, lead_time: None, source: None }
    }

    fn of_cluster(cluster: &PrintedCluster<'a>, rank: usize) -> Self {
        let copies = cluster.copies;
        let parent = copies[rank].parent.and_then(|parent| copies.get(parent));
        let mut printed = Printed::new(copies[rank]);
        printed.lead_time = copies[0].published;
        printed.source = parent.map(|parent| (parent.outlet, parent.published));
        printed.marks |= COPY
            | bit(rank == 0, LEAD)
            | bit(cluster.counted() == 1, ALONE)
            | bit(cluster.tied, TIED)
            | bit(parent.is_some_and(|parent| parent.no_article), SOURCE_WITHOUT_ARTICLE);
        printed
    }
}

/// A row for each article of a known outlet, however often it was captured.
pub(super) fn printed_of(findings: &Findings) -> PyResult<Batches> {
    findings.with_printed(|clusters, singles| {
        let copies = clusters
            .iter()
            .flat_map(|cluster| (0..cluster.copies.len()).map(move |rank| Printed::of_cluster(cluster, rank)));
        let all = copies.chain(singles.iter().map(|&article| Printed::new(article)));
        let rows: Vec<Printed<'_>> = all.filter(|row| !row.article.outlet.is_empty() && !row.article.again).collect();
        let text = |of: &dyn Fn(&Printed<'_>) -> Option<String>| -> ArrayRef {
            Arc::new(rows.iter().map(of).collect::<StringArray>())
        };
        let time = |of: &dyn Fn(&Printed<'_>) -> Option<Published>| -> ArrayRef {
            Arc::new(rows.iter().map(|row| of(row).map(number_of)).collect::<Int64Array>())
        };
        Batches::of_columns(vec![
            ("outlet", text(&|row| Some(row.article.outlet.to_owned()))),
            ("time", time(&|row| row.article.published)),
            ("wire", text(&|row| Some(row.article.wire.to_owned()))),
            ("marks", Arc::new(Int32Array::from_iter_values(rows.iter().map(|row| row.marks as i32)))),
            ("lead_time", time(&|row| row.lead_time)),
            ("source", text(&|row| row.source.map(|(outlet, _)| outlet.to_owned()))),
            ("source_time", time(&|row| row.source.and_then(|(_, time)| time))),
        ])
    })
}

/// The tables of outlets and flows of all such rows of some outlets. What a copy carries of its cluster becomes a
/// cluster of two, of which only the copy itself counts.
pub(super) fn count_of(batch: &RecordBatch) -> PyResult<Vec<(String, Batches)>> {
    let [outlet, wire, source] = ["outlet", "wire", "source"].map(|name| texts(batch, name));
    let [time, lead_time, source_time] = ["time", "lead_time", "source_time"].map(|name| times(batch, name));
    let (outlet, wire, source) = (outlet?, wire?, source?);
    let (time, lead_time, source_time, marks) = (time?, lead_time?, source_time?, ints(batch, "marks")?);
    let (mut singles, mut in_clusters, mut moved) = (Vec::new(), Vec::new(), Vec::new());
    for at in 0..batch.num_rows() {
        let has = |bit: u32| marks[at] & bit != 0;
        let copy = PrintedArticle {
            outlet: outlet[at],
            published: time[at],
            wire: wire[at],
            own: has(OWN),
            no_article: has(NO_ARTICLE),
            again: false,
            press_release: has(PRESS_RELEASE),
            parent: None,
            credited: CREDITED.get((marks[at] >> CREDITED_SHIFT) as usize).copied().unwrap_or_default(),
        };
        if !has(COPY) {
            singles.push(copy);
            continue;
        }
        // what has no outlet is not counted
        let other = |published| PrintedArticle { outlet: "", wire: "", published, own: true, ..copy };
        let members = match (has(LEAD), has(ALONE)) {
            (true, true) => vec![copy],
            (true, false) => vec![copy, other(None)],
            (false, _) => vec![other(lead_time[at]), copy],
        };
        if copy.wire.is_empty() {
            let no_article = has(SOURCE_WITHOUT_ARTICLE);
            let parent = PrintedArticle { outlet: source[at], no_article, ..other(source_time[at]) };
            moved.push((vec![parent, PrintedArticle { parent: Some(0), ..copy }], true));
        } else {
            moved.push((members.clone(), true));
        }
        in_clusters.push((members, has(TIED)));
    }
    let outlets = flow::outlet_rows(&clusters(&in_clusters), &singles);
    let flows = flow::flows(&clusters(&moved));
    let outlets = outlet_batches(outlets).map_err(failed)?;
    let flows = flow_batches(flows).map_err(failed)?;
    let table = |name: &str, (schema, batches)| (name.to_owned(), Batches { schema, batches });
    Ok(vec![table("outlets", outlets), table("flows", flows)])
}

fn clusters<'c, 'a>(members: &'c [(Vec<PrintedArticle<'a>>, bool)]) -> Vec<PrintedCluster<'c>>
where
    'a: 'c,
{
    members.iter().map(|(copies, tied)| PrintedCluster { copies, tied: *tied }).collect()
}
