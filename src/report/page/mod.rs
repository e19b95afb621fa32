//! `report.html`: one page that a person opens in a browser, with nothing to load from anywhere.
//!
//! The data stand in it as JSON blocks that the page's own script reads when it needs them: the index of the clusters in
//! a few large blocks, their copies a few hundred clusters a block, the texts a cluster a block. What is seen first stands
//! first, and the script runs before the rest has arrived. The script writes text only as text, never as markup.

mod block;
mod clusters;
mod names;
mod people;
mod texts;

pub use texts::{ArticleTexts, TextBudget};

use super::summary::Summary;
use crate::article::Rejected;
use crate::findings::{Counts, Findings};
use block::write_block;
use clusters::{Dictionary, Index, copies};
use people::People;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Clusters in a block of the index.
const INDEX_BLOCK: usize = 5000;
/// Clusters in a block of copies.
const COPIES_BLOCK: usize = 250;
/// Rejected lines that the page holds; all of them are in the table.
const REJECTED: usize = 1000;

const HTML: &str = include_str!("page.html");
const CSS: &str = include_str!("page.css");
/// The script, in the order in which its parts use each other.
const SCRIPT: &[&str] = &[
    include_str!("js/base.js"),
    include_str!("js/data.js"),
    include_str!("js/table.js"),
    include_str!("js/overview.js"),
    include_str!("js/clusters.js"),
    include_str!("js/timeline.js"),
    include_str!("js/moved.js"),
    include_str!("js/diff.js"),
    include_str!("js/compare.js"),
    include_str!("js/cluster.js"),
    include_str!("js/outlets.js"),
    include_str!("js/flows.js"),
    include_str!("js/run.js"),
    include_str!("js/main.js"),
];

/// What the page knows before anything else.
#[derive(Serialize)]
struct Head<'a> {
    version: &'a str,
    counts: Counts,
    settings: super::summary::ChosenSettings,
    index_block: usize,
    copies_block: usize,
    /// How many copies have their text in the page, of how many clusters.
    texts: usize,
    text_clusters: usize,
    /// Clusters by size, as (size, how many).
    sizes: Vec<(usize, usize)>,
    outlets: &'a [&'a str],
    wires: &'a [&'a str],
    words: &'a [&'a str],
    rejected_by_reason: &'a BTreeMap<&'a str, u64>,
}

/// Writes the page. Its bytes depend on what was found, not on when or in what time.
///
/// # Errors
/// What the stream says.
pub fn write_page(
    findings: &Findings,
    summary: &Summary<'_>,
    texts: &ArticleTexts,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut names = Dictionary::new();
    let index = index(findings, &mut names);
    let blocks: Vec<Vec<clusters::Copies<'_>>> = (0..findings.clusters.len().div_ceil(COPIES_BLOCK))
        .map(|block| in_block(findings, block, COPIES_BLOCK).map(|n| copies(findings, n, &mut names)).collect())
        .collect();
    let texts_of: Vec<_> =
        (0..findings.clusters.len()).filter_map(|n| Some((n, texts.of_cluster(findings, n)?))).collect();
    let head = Head {
        version: summary.version,
        counts: findings.counts,
        settings: summary.settings,
        index_block: INDEX_BLOCK,
        copies_block: COPIES_BLOCK,
        texts: texts.len(),
        text_clusters: texts_of.len(),
        sizes: sizes(findings),
        outlets: names.outlets.list(),
        wires: names.wires.list(),
        words: names.words.list(),
        rejected_by_reason: &summary.rejected_by_reason,
    };
    let [before_style, before_data, after] = parts();
    out.write_all(before_style.as_bytes())?;
    out.write_all(CSS.as_bytes())?;
    out.write_all(before_data.as_bytes())?;
    write_block(out, "head", &head)?;
    write_block(out, "people", &People::new(findings))?;
    let mut index = index.iter().enumerate();
    if let Some((_, first)) = index.next() {
        write_block(out, "index0", first)?;
    }
    out.write_all(b"<script>\n\"use strict\";\n(() => {\n")?;
    for part in SCRIPT {
        out.write_all(part.as_bytes())?;
    }
    out.write_all(b"})();\n</script>\n")?;
    for (number, block) in index {
        write_block(out, &format!("index{number}"), block)?;
    }
    for (number, block) in blocks.iter().enumerate() {
        write_block(out, &format!("copies{number}"), block)?;
    }
    for (number, texts) in &texts_of {
        write_block(out, &format!("texts{number}"), texts)?;
    }
    let rejected: Vec<(&str, Option<u64>, &str)> = findings.rejected.iter().take(REJECTED).map(row).collect();
    write_block(out, "rejected", &rejected)?;
    out.write_all(after.as_bytes())
}

fn index<'a>(findings: &'a Findings, names: &mut Dictionary<'a>) -> Vec<Index<'a>> {
    let block = |block| {
        let mut index = Index::default();
        in_block(findings, block, INDEX_BLOCK).for_each(|number| index.push(findings, number, names));
        index
    };
    (0..findings.clusters.len().div_ceil(INDEX_BLOCK)).map(block).collect()
}

fn in_block(findings: &Findings, block: usize, length: usize) -> std::ops::Range<usize> {
    block * length..findings.clusters.len().min((block + 1) * length)
}

fn sizes(findings: &Findings) -> Vec<(usize, usize)> {
    let mut sizes = BTreeMap::new();
    for cluster in &findings.clusters {
        *sizes.entry(cluster.copies.len()).or_insert(0) += 1;
    }
    sizes.into_iter().collect()
}

fn row(rejected: &Rejected) -> (&str, Option<u64>, &str) {
    (&rejected.path, rejected.row, &rejected.reason)
}

/// The page around style and data.
fn parts() -> [&'static str; 3] {
    let (before_style, rest) = HTML.split_once("/*style*/").unwrap_or((HTML, ""));
    let (before_data, after) = rest.split_once("<!--data-->").unwrap_or((rest, ""));
    [before_style, before_data, after]
}
