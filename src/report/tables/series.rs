//! The table of series: one row for each item that an outlet prints again and again in one form.

use crate::articles::ArticleRef;
use crate::cluster::{Cluster, Member};
use crate::findings::Findings;
use crate::report::column::{Column, PRECISIONS, known_to};
use crate::report::table::{Row, Table, column_infos, divide, push_rows};
use std::ops::Range;

pub(super) const SERIES: Table = Table {
    name: "series",
    columns: column_infos::<ItemRow<'_>>,
    parts: |findings| {
        let series = &findings.series.ordered;
        Some(divide(series.len(), |nth| series[nth].members.len()))
    },
    rows: |findings, part, sink| push_rows(rows(findings, part), sink),
};

struct ItemRow<'f> {
    findings: &'f Findings,
    series: &'f Cluster,
    first: ArticleRef<'f>,
    item: &'f Member,
    article: ArticleRef<'f>,
}

fn rows(findings: &Findings, part: Range<usize>) -> impl Iterator<Item = ItemRow<'_>> {
    findings.series.ordered[part].iter().flat_map(move |series| {
        let article = |member: &Member| findings.articles.get(member.document.0);
        let first = article(&series.members[0]);
        series.members.iter().map(move |item| ItemRow { findings, series, first, item, article: article(item) })
    })
}

impl Row for ItemRow<'_> {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("series_id", "Id of the first item, which names the series.", |row| row.first.id),
            Column::whole("items", "Items of the series.", |row| Some(row.series.members.len() as i64)),
            Column::text("outlet", "The outlet that printed the item.", |row| row.article.outlet),
            Column::text("article_id", "Id of the item.", |row| row.article.id),
            Column::text("path", "The file that it came from.", |row| row.article.path),
            Column::text("title", "Headline.", |row| row.article.title),
            Column::time("published", "Time of publication.", |row| row.article.published),
            Column::whole("words", "Words of the item, without boilerplate.", |row| {
                Some(row.findings.words[row.item.document.0 as usize].into())
            }),
            Column::whole("stays", "Words of the item in passages that the first item has as well: the form.", |row| {
                Some(row.item.shared_words.into())
            }),
            Column::whole("changes", "Words of the item that the first item does not have there.", |row| {
                let words = row.findings.words[row.item.document.0 as usize];
                Some(words.saturating_sub(row.item.shared_words).into())
            }),
            Column::text("cluster_id", "Its cluster; empty where no other article has its text.", |row| {
                let membership = row.findings.memberships[row.item.document.0 as usize];
                membership.map_or("", |found| &row.findings.clusters[found.cluster as usize].id)
            }),
            Column::text("published_known_to", PRECISIONS, |row| known_to(row.article.published)),
        ]
    }
}
