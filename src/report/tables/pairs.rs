//! The table of pairs: one row for each pair of articles that share text.

use crate::articles::ArticleRef;
use crate::findings::Findings;
use crate::report::column::Column;
use crate::report::table::{Row, Table, column_infos, divide, push_rows};
use crate::time::lag_minutes;
use crate::verify::PairStats;
use std::io;
use std::ops::Range;

pub(super) const PAIRS: Table = Table {
    name: "pairs",
    columns: column_infos::<PairRow<'_>>,
    parts: |findings| findings.pairs.as_ref().map(|pairs| divide(pairs.len(), |_| 1)),
    rows: |findings, part, sink| push_rows(rows(findings, part)?, sink),
};

struct PairRow<'f> {
    findings: &'f Findings,
    pair: PairStats,
    a: ArticleRef<'f>,
    b: ArticleRef<'f>,
}

fn rows(findings: &Findings, part: Range<usize>) -> io::Result<impl Iterator<Item = PairRow<'_>>> {
    let pairs = findings.pairs.as_ref().map_or_else(|| Ok(Vec::new()), |pairs| pairs.read(part));
    let row = |pair: PairStats| PairRow {
        findings,
        pair,
        a: findings.articles.get(pair.a),
        b: findings.articles.get(pair.b),
    };
    Ok(pairs.map_err(io::Error::other)?.into_iter().map(row))
}

impl PairRow<'_> {
    /// Whether both articles count for the same outlet or owner; `None` where one of them is unknown.
    fn is_same_outlet(&self) -> Option<bool> {
        match [self.pair.a, self.pair.b].map(|article| self.findings.articles.publisher(article)) {
            ["", _] | [_, ""] => None,
            [a, b] => Some(a == b),
        }
    }
}

impl Row for PairRow<'_> {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("article_a", "Id of the first article.", |row| row.a.id),
            Column::text("article_b", "Id of the second article.", |row| row.b.id),
            Column::share("jaccard", "Jaccard index: shared shingles ÷ shingles that either has.", |row| {
                row.pair.overlap.jaccard()
            }),
            Column::share("containment_a", "Share of the first article's shingles that the second has.", |row| {
                row.pair.overlap.containment_a()
            }),
            Column::share("containment_b", "Share of the second article's shingles that the first has.", |row| {
                row.pair.overlap.containment_b()
            }),
            Column::share("score", "Overlap score H: √(Jaccard × containment in the smaller).", |row| {
                row.pair.overlap.score()
            }),
            Column::whole("shared_shingles", "Shingles that both have.", |row| Some(row.pair.overlap.shared.into())),
            Column::whole("longest_run_words", "Words in the longest passage that both have word for word.", |row| {
                Some(row.pair.longest_run.into())
            }),
            Column::whole(
                "lag_minutes",
                "Minutes from `article_a` to `article_b`, negative where `article_b` is earlier; otherwise as \
                in `clusters`.",
                |row| lag_minutes(row.a.published, row.b.published),
            ),
            Column::flag(
                "same_outlet",
                "Whether both are of one outlet, or of one owner where those are counted. Empty where one is unknown.",
                PairRow::is_same_outlet,
            ),
            Column::text(
                "relation",
                "What the two are to each other: `copy`, `version` (stages of one story), `contains` (the longer has \
                 most of the shorter and is another text), `quotes` (they share a passage), `template` (reports from \
                 one template with different facts) or `series` (items that one outlet prints again and again in one \
                 form).",
                |row| row.findings.relation(&row.pair).name(),
            ),
            Column::share(
                "spread",
                "How evenly the shared text lies over both, 0 to 1; a quote is one block and has a low spread.",
                |row| row.pair.spread.into(),
            ),
        ]
    }
}
