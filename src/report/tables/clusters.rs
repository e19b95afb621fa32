//! The table of clusters: one row for each copy.

use crate::articles::ArticleRef;
use crate::findings::{Attribution, Cluster, ClusterCopy, Findings};
use crate::report::column::{COUNTS_AS, Column, LANGUAGE, PRECISIONS, REASON, known_to};
use crate::report::table::{Row, Table, column_infos, divide, push_rows};
use std::ops::Range;

/// The clusters: what a scan writes when it writes one table.
pub const CLUSTERS: Table = Table {
    name: "clusters",
    columns: column_infos::<CopyRow<'_>>,
    parts: |findings| Some(divide(findings.clusters.len(), |cluster| findings.clusters[cluster].copies.len())),
    rows: |findings, part, sink| push_rows(rows(findings, part), sink),
};

struct CopyRow<'f> {
    findings: &'f Findings,
    /// The number of the cluster, and the cluster.
    number: u32,
    cluster: &'f Cluster,
    /// The rank in the cluster, from 0, and the copy.
    rank: u32,
    copy: &'f ClusterCopy,
    article: ArticleRef<'f>,
    attribution: Attribution<'f>,
}

fn rows(findings: &Findings, part: Range<usize>) -> impl Iterator<Item = CopyRow<'_>> {
    part.filter(|&number| findings.is_listed(&findings.clusters[number])).flat_map(move |number| {
        let cluster = &findings.clusters[number];
        (0..).zip(&cluster.copies).map(move |(rank, copy)| CopyRow {
            findings,
            number: number as u32,
            cluster,
            rank,
            copy,
            article: findings.articles.get(copy.article),
            attribution: findings.attribution(copy.article),
        })
    })
}

impl Row for CopyRow<'_> {
    fn columns() -> Vec<Column<Self>> {
        let mut columns = Self::article_columns();
        columns.extend(Self::overlap_columns());
        columns.extend(Self::attribution_columns());
        columns.extend(Self::nearest_columns());
        columns.extend(Self::source_columns());
        columns
    }
}

impl CopyRow<'_> {
    /// Where the article came from.
    fn source_columns() -> Vec<Column<Self>> {
        vec![
            Column::text("url", "The address at which the article was published.", |row| row.article.url),
            Column::whole(
                "row",
                "The row or record in its file, from 1; empty where the file is the article.",
                |row| row.article.row.map(|row| row as i64),
            ),
            Column::text("published_known_to", PRECISIONS, |row| known_to(row.article.published)),
            Column::text("language", LANGUAGE, |row| row.article.language.as_str()),
            Column::text("counts_as", COUNTS_AS, |row| row.findings.counts_as(row.copy.article).as_str()),
            Column::text("credited_reason", REASON, |row| row.attribution.reason_name()),
        ]
    }

    /// The cluster and the article.
    fn article_columns() -> Vec<Column<Self>> {
        vec![
            Column::text(
                "cluster_id",
                "Name of the cluster, a hash of the lead's text and time: the same whatever the order of files, and \
                 when later copies are added.",
                |row| &row.cluster.id,
            ),
            Column::whole("cluster_size", "Copies in the cluster.", |row| Some(row.cluster.copies.len() as i64)),
            Column::whole("outlets", "Outlets that printed a copy; their owners where owners are counted.", |row| {
                Some(row.cluster.outlets.into())
            }),
            Column::whole("rank", "Position of the copy in the cluster by time; the lead has 1.", |row| {
                Some(i64::from(row.rank) + 1)
            }),
            Column::text("article_id", "Id of the article.", |row| row.article.id),
            Column::text("path", "The file that the article came from.", |row| row.article.path),
            Column::text("outlet", "The outlet that printed it.", |row| row.article.outlet),
            Column::text("title", "Headline.", |row| row.article.title),
            Column::time("published", "Time of publication.", |row| row.article.published),
            Column::whole(
                "lag_minutes",
                "Minutes after the lead, in whole days unless both times are known to the minute. Empty where a \
                time is unknown, and between a time known only to the day and another of the same day.",
                |row| row.copy.lag_minutes,
            ),
        ]
    }

    /// What the copy shares with the lead.
    fn overlap_columns() -> Vec<Column<Self>> {
        vec![
            Column::text(
                "form",
                "How the copy relates to the lead: `lead`, `verbatim`, `edited`, `cut`, `extended` or `version`.",
                |row| row.copy.form.name(),
            ),
            Column::share(
                "score",
                "Overlap score H of the copy and the lead: √(Jaccard × containment in the smaller).",
                |row| row.copy.with_lead.score(),
            ),
            Column::share(
                "jaccard",
                "Jaccard index of the copy and the lead: shingles that both have ÷ shingles that either has.",
                |row| row.copy.with_lead.jaccard(),
            ),
            Column::share("containment", "Share of the copy's shingles that the lead has.", |row| {
                row.copy.with_lead.containment_a()
            }),
            Column::share("lead_containment", "Share of the lead's shingles that the copy has.", |row| {
                row.copy.with_lead.containment_b()
            }),
            Column::whole("shared_words", "Words of the copy in passages that it shares with the lead.", |row| {
                Some(row.copy.shared_words.into())
            }),
            Column::whole("words", "Words of the copy, without boilerplate.", |row| {
                Some(row.findings.words[row.copy.article as usize].into())
            }),
        ]
    }

    /// The copy through which it belongs to the cluster.
    fn nearest_columns() -> Vec<Column<Self>> {
        vec![
            Column::text(
                "nearest_id",
                "Id of the copy through which this one belongs to the cluster: the lead where one of the two has half \
                 of the other, otherwise the earliest other copy of which that holds, or the one with most in common. \
                 From one to the next it leads to the lead. Empty for the lead.",
                |row| row.copy.nearest.map_or("", |article| row.findings.articles.get(article).id),
            ),
            Column::share("nearest_containment", "Share of the copy's shingles that `nearest_id` has.", |row| {
                row.copy.with_nearest.containment_a()
            }),
        ]
    }

    /// The wire and the story.
    fn attribution_columns() -> Vec<Column<Self>> {
        vec![
            Column::text("wire", "The agency whose text the cluster is, by the credits of its copies.", |row| {
                row.attribution.wire_name()
            }),
            Column::text(
                "credited",
                "Whether the copy names the wire: `yes`, `generic` (agencies in general), `no` or `unknown`. Empty \
                 without a wire.",
                |row| row.attribution.credited_name(),
            ),
            Column::made_text("credit_evidence", "Where the copy names a source, and its words.", |row| {
                row.attribution.evidence()
            }),
            Column::text("story_id", "Name of the story; clusters that are versions of one story share it.", |row| {
                row.findings.story_id(row.copy.article).unwrap_or_default()
            }),
            Column::text(
                "wire_certainty",
                "How certain the wire is: `sure` or `likely`. Without a wire: `contributed` or `photo_only` \
                where the copy names an agency for a part of the text or for a photograph only.",
                |row| row.attribution.certainty.as_str(),
            ),
            Column::made_text(
                "wire_conflicts",
                "Other agencies that copies name as the wire, each with the number of outlets: `AFP 2; PA 1`.",
                |row| row.findings.conflicts(row.number),
            ),
            Column::flag(
                "no_article",
                "True where the page has no article: a log-in or error page, a form, a list of links, a stub. \
                 Decided by the prose that is left without boilerplate and by how it reads (method.md, section 2).",
                |row| Some(row.findings.has_no_article(row.copy.article)),
            ),
            Column::flag(
                "own_page",
                "True where the page is on an agency's own site and credits no other agency: it is no copy.",
                |row| Some(row.attribution.own),
            ),
        ]
    }
}
