//! The table of evidence: one row for each copy said not to credit its wire.

use crate::articles::ArticleRef;
use crate::findings::{Accusation, Attribution, Findings};
use crate::report::column::{Column, PRECISIONS, known_to};
use crate::report::table::{Row, Table, column_infos, divide, push_rows};
use std::ops::Range;

pub(super) const EVIDENCE: Table = Table {
    name: "evidence",
    columns: column_infos::<EvidenceRow<'_>>,
    parts: |findings| Some(divide(findings.clusters.len(), |cluster| findings.clusters[cluster].copies.len())),
    rows: |findings, part, sink| push_rows(rows(findings, part), sink),
};

pub(in crate::report) struct EvidenceRow<'f> {
    findings: &'f Findings,
    pub(in crate::report) found: Accusation<'f>,
    pub(in crate::report) copy: ArticleRef<'f>,
    pub(in crate::report) witness: ArticleRef<'f>,
    pub(in crate::report) source: Attribution<'f>,
}

/// The rows of a range of clusters.
pub(in crate::report) fn rows(findings: &Findings, part: Range<usize>) -> impl Iterator<Item = EvidenceRow<'_>> {
    part.flat_map(move |number| findings.accusations_of(number as u32, &findings.clusters[number])).map(|found| {
        EvidenceRow {
            findings,
            found,
            copy: findings.articles.get(found.copy.article),
            witness: findings.articles.get(found.witness.article),
            source: findings.attribution(found.copy.article),
        }
    })
}

impl EvidenceRow<'_> {
    pub(in crate::report) fn witness_words(&self) -> String {
        self.findings.attribution(self.found.witness.article).evidence()
    }

    pub(in crate::report) fn passage(&self) -> &str {
        self.findings.passage(self.found.copy.article).map_or("", |passage| &passage.text)
    }

    pub(in crate::report) fn shared_words(&self) -> Option<i64> {
        self.findings.passage(self.found.copy.article).map(|passage| passage.words.into())
    }

    pub(in crate::report) fn other_credits(&self) -> Vec<String> {
        self.findings.other_credits(&self.found)
    }

    /// The copy that is said not to credit its wire.
    fn copy_columns() -> Vec<Column<Self>> {
        vec![
            Column::text("cluster_id", "Name of the cluster.", |row| &row.found.cluster.id),
            Column::text("article_id", "Id of the copy said not to credit its wire.", |row| row.copy.id),
            Column::text("path", "The file that it came from.", |row| row.copy.path),
            Column::text("outlet", "The outlet that printed it.", |row| row.copy.outlet),
            Column::text("title", "Its headline.", |row| row.copy.title),
            Column::time("published", "Its time of publication.", |row| row.copy.published),
            Column::text("published_known_to", PRECISIONS, |row| known_to(row.copy.published)),
            Column::text("form", "How it relates to the lead, as in `clusters`.", |row| row.found.copy.form.name()),
            Column::text("wire", "The agency whose text it is.", |row| row.source.wire_name()),
            Column::made_text(
                "credit_evidence",
                "What the copy itself says of agencies: nothing, or the credit of a photograph.",
                |row| row.source.evidence(),
            ),
        ]
    }

    /// The copy that credits the wire.
    fn witness_columns() -> Vec<Column<Self>> {
        vec![
            Column::text(
                "credited_id",
                "Id of the copy that shows it: it credits the wire, did not appear later, and has most of the text.",
                |row| row.witness.id,
            ),
            Column::text("credited_path", "The file that this one came from.", |row| row.witness.path),
            Column::text("credited_outlet", "The outlet that printed it.", |row| row.witness.outlet),
            Column::text("credited_title", "Its headline.", |row| row.witness.title),
            Column::time("credited_published", "Its time of publication.", |row| row.witness.published),
            Column::text("credited_known_to", "How exactly that is known, as in `published_known_to`.", |row| {
                known_to(row.witness.published)
            }),
            Column::made_text("credited_words", "Its words of credit.", EvidenceRow::witness_words),
        ]
    }

    /// What both share.
    fn shared_columns() -> Vec<Column<Self>> {
        vec![
            Column::whole("lag_minutes", "Minutes from that copy to this one, as in `clusters`.", |row| {
                row.found.lag_minutes(row.findings)
            }),
            Column::share("containment", "Share of this copy's shingles that the other has.", |row| row.found.share),
            Column::whole(
                "shared_words",
                "Words of this copy in passages that both have, site furniture included.",
                EvidenceRow::shared_words,
            ),
            Column::text(
                "passage",
                "The longest such passage, at most 80 words of it. Empty where the texts could not be read again.",
                EvidenceRow::passage,
            ),
            Column::made_text(
                "other_credits",
                "The words of credit of up to five more copies, each after its outlet.",
                |row| row.other_credits().join(" | "),
            ),
        ]
    }
}

impl Row for EvidenceRow<'_> {
    fn columns() -> Vec<Column<Self>> {
        let mut columns = Self::copy_columns();
        columns.extend(Self::witness_columns());
        columns.extend(Self::shared_columns());
        columns
    }
}
