//! The tables of the contract: their columns, and their rows from the findings. A column is added, never renamed; the
//! columns of stages that do not exist yet are there and empty.

use super::cell::Cell;
use super::outlet_tables::{FLOWS, OUTLETS};
use super::table::{RowSink, Table, in_parts};
use crate::article::Published;
use crate::attribution::origin::Credited;
use crate::findings::{Attribution, Findings};
use crate::verify::PairStats;
use std::fmt::Write;
use std::ops::Range;

/// Every table of a run; the clusters first, which are the answer.
pub const TABLES: &[Table] = &[
    Table {
        name: "clusters",
        columns: &[
            "cluster_id",
            "cluster_size",
            "outlets",
            "rank",
            "article_id",
            "path",
            "outlet",
            "title",
            "published",
            "lag_minutes",
            "form",
            "score",
            "jaccard",
            "containment",
            "lead_containment",
            "shared_words",
            "words",
            "wire",
            "credited",
            "credit_evidence",
            "story_id",
            "wire_certainty",
            "wire_conflicts",
            "no_article",
        ],
        parts: |findings| in_parts(findings.clusters.len(), |cluster| findings.clusters[cluster].copies.len()),
        rows: clusters,
    },
    Table {
        name: "pairs",
        columns: &[
            "article_a",
            "article_b",
            "jaccard",
            "containment_a",
            "containment_b",
            "score",
            "shared_shingles",
            "longest_run_words",
            "lag_minutes",
            "same_outlet",
            "relation",
            "spread",
        ],
        parts: |findings| in_parts(findings.pairs.as_ref().map_or(0, Vec::len), |_| 1),
        rows: pairs,
    },
    Table {
        name: "articles",
        columns: &[
            "article_id",
            "path",
            "outlet",
            "title",
            "byline",
            "published",
            "words",
            "cluster_id",
            "cluster_size",
            "form",
            "kept",
            "wire",
            "credited",
            "credit_evidence",
            "story_id",
            "wire_certainty",
            "boilerplate_words",
            "no_article",
            "owner",
            "extraction",
        ],
        parts: |findings| in_parts(findings.articles.len() as usize, |_| 1),
        rows: articles,
    },
    OUTLETS,
    FLOWS,
    Table {
        name: "rejected",
        columns: &["path", "row", "reason"],
        parts: |findings| in_parts(findings.rejected.len(), |_| 1),
        rows: rejected,
    },
];

fn clusters(findings: &Findings, part: Range<usize>, row: &mut RowSink<'_>) -> std::io::Result<()> {
    let mut scratch = Scratch::default();
    for number in part {
        let cluster = &findings.clusters[number];
        let conflicts = findings.conflicts(number as u32);
        for (rank, copy) in cluster.copies.iter().enumerate() {
            let article = findings.articles.get(copy.article);
            let words = findings.words[copy.article as usize];
            let source = findings.attribution(copy.article);
            let Scratch { published, evidence } = scratch.filled(article.published, &source);
            row(&[
                Cell::text(&cluster.id),
                Cell::from(cluster.copies.len() as u32),
                Cell::from(cluster.outlets),
                Cell::from(rank as u32 + 1),
                Cell::text(article.id),
                Cell::text(article.path),
                Cell::text(article.outlet),
                Cell::text(article.title),
                Cell::text(published),
                Cell::from(copy.lag_minutes),
                Cell::text(copy.form.name()),
                Cell::Share(copy.with_lead.score()),
                Cell::Share(copy.with_lead.jaccard()),
                Cell::Share(copy.with_lead.containment_a()),
                Cell::Share(copy.with_lead.containment_b()),
                Cell::from(copy.shared_words),
                Cell::from(words),
                wire(&source),
                credited(&source),
                Cell::text(evidence),
                Cell::text(findings.story_id(copy.article).unwrap_or_default()),
                Cell::text(source.certainty.as_str()),
                Cell::text(&conflicts),
                Cell::Flag(findings.has_no_article(copy.article)),
            ])?;
        }
    }
    Ok(())
}

fn pairs(findings: &Findings, part: Range<usize>, row: &mut RowSink<'_>) -> std::io::Result<()> {
    let pairs = findings.pairs.as_ref().map_or(&[][..], |pairs| &pairs[part]);
    for found in pairs {
        let PairStats { a, b, overlap, spread, longest_run, .. } = *found;
        let (first, second) = (findings.articles.get(a), findings.articles.get(b));
        row(&[
            Cell::text(first.id),
            Cell::text(second.id),
            Cell::Share(overlap.jaccard()),
            Cell::Share(overlap.containment_a()),
            Cell::Share(overlap.containment_b()),
            Cell::Share(overlap.score()),
            Cell::from(overlap.shared),
            Cell::from(longest_run),
            Cell::from(crate::time::lag_minutes(first.published, second.published)),
            match (findings.articles.publisher(a), findings.articles.publisher(b)) {
                ("", _) | (_, "") => Cell::Empty,
                (one, other) => Cell::Flag(one == other),
            },
            Cell::text(findings.relation(found).name()),
            Cell::Share(f64::from(spread)),
        ])?;
    }
    Ok(())
}

fn articles(findings: &Findings, part: Range<usize>, row: &mut RowSink<'_>) -> std::io::Result<()> {
    let mut scratch = Scratch::default();
    for number in part.start as u32..part.end as u32 {
        let article = findings.articles.get(number);
        let place = findings.memberships[number as usize];
        let source = findings.attribution(number);
        let Scratch { published, evidence } = scratch.filled(article.published, &source);
        let cluster = place.map(|place| &findings.clusters[place.cluster as usize]);
        row(&[
            Cell::text(article.id),
            Cell::text(article.path),
            Cell::text(article.outlet),
            Cell::text(article.title),
            Cell::text(article.byline),
            Cell::text(published),
            Cell::from(findings.words[number as usize]),
            Cell::text(cluster.map_or("", |cluster| cluster.id.as_str())),
            cluster.map_or(Cell::Empty, |cluster| Cell::from(cluster.copies.len() as u32)),
            match (cluster, place) {
                (Some(cluster), Some(place)) => Cell::text(cluster.copies[place.rank as usize].form.name()),
                _ => Cell::Empty,
            },
            Cell::Flag(findings.is_kept(number)),
            wire(&source),
            credited(&source),
            Cell::text(evidence),
            Cell::text(findings.story_id(number).unwrap_or_default()),
            Cell::text(source.certainty.as_str()),
            Cell::from(findings.boilerplate_words[number as usize]),
            Cell::Flag(findings.has_no_article(number)),
            Cell::text(article.owner),
            Cell::text(article.extraction.name()),
        ])?;
    }
    Ok(())
}

fn wire<'a>(source: &Attribution<'a>) -> Cell<'a> {
    Cell::text(source.wire.map_or("", |agency| agency.short.as_str()))
}

fn credited(source: &Attribution<'_>) -> Cell<'static> {
    Cell::text(source.credited.map_or("", Credited::as_str))
}

/// ArticleTexts that are made for a row, in the memory of those of the row before.
#[derive(Default)]
struct Scratch {
    published: String,
    evidence: String,
}

impl Scratch {
    fn filled(&mut self, published: Option<Published>, source: &Attribution<'_>) -> &Scratch {
        self.published.clear();
        if let Some(time) = published {
            // memory takes whatever is written to it
            let _ = write!(self.published, "{time}");
        }
        self.evidence.clear();
        source.credit.into_iter().for_each(|credit| credit.write_labelled_evidence(&mut self.evidence));
        self
    }
}

fn rejected(findings: &Findings, part: Range<usize>, row: &mut RowSink<'_>) -> std::io::Result<()> {
    for rejected in &findings.rejected[part] {
        row(&[
            Cell::text(&rejected.path),
            Cell::from(rejected.row.map(|row| row as i64)),
            Cell::text(&rejected.reason),
        ])?;
    }
    Ok(())
}
