//! `report.html`: one self-contained page for a browser.
//!
//! The data are JSON blocks, which the page's script parses when it needs them: the list of clusters in a few large
//! blocks, the copies in blocks of a few hundred clusters, the texts in one block per cluster. The data of the first
//! view come first, so the script can run before the rest is loaded. The script writes text as text nodes, never as
//! markup.

mod articles;
mod block;
mod clusters;
mod evidence;
mod head;
mod interner;
mod outlets;
mod related;
mod texts;

pub use texts::{ArticleTexts, TextBudget};

use super::summary::Summary;
use crate::article::Rejected;
use crate::findings::Findings;
use articles::{ArticleColumns, alone, alone_row};
use block::write_block;
use clusters::{ClusterColumns, PageCopies, PageStrings, copies};
use head::{HeadParts, PageHead};
use outlets::OutletData;
use related::related;
use std::io::{self, Write};

/// Clusters in a block of the list.
const CLUSTERS_PER_LIST_BLOCK: usize = 5000;
/// Clusters in a block of copies.
const CLUSTERS_PER_COPIES_BLOCK: usize = 250;
/// Articles in a block of what filters look at.
const ARTICLES_PER_BLOCK: usize = 20_000;
/// Articles in a block of those in no cluster.
const ALONE_PER_BLOCK: usize = 500;
/// The most rejected lines in the page; the table has all.
const MAX_REJECTED: usize = 1000;

const HTML: &str = include_str!("page.html");
const CSS: &str = include_str!("page.css");
/// The parts of the script; a part uses only parts before it when it is loaded.
const SCRIPT: &[&str] = &[
    include_str!("js/base.js"),
    include_str!("js/words.js"),
    include_str!("js/data.js"),
    include_str!("js/articledata.js"),
    include_str!("js/address.js"),
    include_str!("js/take.js"),
    include_str!("js/table.js"),
    include_str!("js/filters.js"),
    include_str!("js/overtime.js"),
    include_str!("js/overview.js"),
    include_str!("js/clusters.js"),
    include_str!("js/articles.js"),
    include_str!("js/timeline.js"),
    include_str!("js/moved.js"),
    include_str!("js/furniture.js"),
    include_str!("js/diff.js"),
    include_str!("js/compare.js"),
    include_str!("js/cluster.js"),
    include_str!("js/outlets.js"),
    include_str!("js/outlet.js"),
    include_str!("js/flows.js"),
    include_str!("js/evidence.js"),
    include_str!("js/run.js"),
    include_str!("js/main.js"),
];

/// Writes the page. Its bytes depend only on the findings and the settings, not on the time of the run.
///
/// # Errors
/// As the stream.
pub fn write_page(
    findings: &Findings,
    summary: &Summary<'_>,
    texts: &ArticleTexts,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut names = PageStrings::new();
    let index = index(findings, &mut names);
    let blocks: Vec<Vec<PageCopies<'_>>> = (0..findings.clusters.len().div_ceil(CLUSTERS_PER_COPIES_BLOCK))
        .map(|block| {
            in_block(findings, block, CLUSTERS_PER_COPIES_BLOCK).map(|n| copies(findings, n, &mut names)).collect()
        })
        .collect();
    let texts_of: Vec<_> =
        (0..findings.clusters.len()).filter_map(|n| Some((n, texts.of_cluster(findings, n)?))).collect();
    let (alone, all_alone) = alone(findings);
    let columns = ArticleColumns::new(findings, &alone, &mut names);
    let (languages, shared) = (columns.languages(), columns.shared());
    let related = related(findings, &alone, &mut names)?;
    let parts = HeadParts {
        texts,
        text_clusters: texts_of.len(),
        alone: [alone.len(), all_alone],
        names: &names,
        languages,
        shared,
    };
    let head = PageHead::new(findings, summary, &parts);
    let [before_style, before_data, after] = markup();
    for part in [before_style, CSS, before_data] {
        out.write_all(part.as_bytes())?;
    }
    write_block(out, "head", &head)?;
    write_block(out, "outlets", &OutletData::new(findings))?;
    let mut index = index.iter().enumerate();
    if let Some((_, first)) = index.next() {
        write_block(out, "index0", first)?;
    }
    write_script(out)?;
    for (number, block) in index {
        write_block(out, &format!("index{number}"), block)?;
    }
    for (number, block) in blocks.iter().enumerate() {
        write_block(out, &format!("copies{number}"), block)?;
    }
    for (number, block) in columns.blocks(ARTICLES_PER_BLOCK).enumerate() {
        write_block(out, &format!("articles{number}"), &block)?;
    }
    for (number, block) in alone.chunks(ALONE_PER_BLOCK).enumerate() {
        let rows: Vec<_> = block.iter().map(|&article| alone_row(findings, article)).collect();
        write_block(out, &format!("alone{number}"), &rows)?;
    }
    write_block(out, "related", &related)?;
    for (number, texts) in &texts_of {
        write_block(out, &format!("texts{number}"), texts)?;
    }
    write_block(out, "evidence", &evidence::sheets(findings))?;
    let rejected: Vec<(&str, Option<u64>, &str)> = findings.rejected.iter().take(MAX_REJECTED).map(row).collect();
    write_block(out, "rejected", &rejected)?;
    out.write_all(after.as_bytes())
}

fn write_script(out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"<script>\n\"use strict\";\n(() => {\n")?;
    for part in SCRIPT {
        out.write_all(part.as_bytes())?;
    }
    out.write_all(b"})();\n</script>\n")
}

fn index<'a>(findings: &'a Findings, names: &mut PageStrings<'a>) -> Vec<ClusterColumns<'a>> {
    let block = |block| {
        let mut index = ClusterColumns::default();
        in_block(findings, block, CLUSTERS_PER_LIST_BLOCK).for_each(|number| index.push(findings, number, names));
        index
    };
    (0..findings.clusters.len().div_ceil(CLUSTERS_PER_LIST_BLOCK)).map(block).collect()
}

fn in_block(findings: &Findings, block: usize, length: usize) -> std::ops::Range<usize> {
    block * length..findings.clusters.len().min((block + 1) * length)
}

fn row(rejected: &Rejected) -> (&str, Option<u64>, &str) {
    (&rejected.path, rejected.row, &rejected.reason)
}

/// The markup before the style, before the data, and after them.
fn markup() -> [&'static str; 3] {
    let (before_style, rest) = HTML.split_once("/*style*/").unwrap_or((HTML, ""));
    let (before_data, after) = rest.split_once("<!--data-->").unwrap_or((rest, ""));
    [before_style, before_data, after]
}
