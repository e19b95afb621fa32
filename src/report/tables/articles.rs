//! The table of articles: one row for each article.

use crate::articles::ArticleRef;
use crate::findings::{Attribution, Cluster, Findings};
use crate::report::column::{COUNTS_AS, Column, LANGUAGE, PRECISIONS, REASON, known_to};
use crate::report::table::{Row, Table, column_infos, divide, push_rows};
use std::ops::Range;

pub(super) const ARTICLES: Table = Table {
    name: "articles",
    columns: column_infos::<ArticleRow<'_>>,
    parts: |findings| Some(divide(findings.articles.len() as usize, |_| 1)),
    rows: |findings, part, sink| push_rows(rows(findings, part), sink),
};

struct ArticleRow<'f> {
    findings: &'f Findings,
    number: u32,
    article: ArticleRef<'f>,
    attribution: Attribution<'f>,
    /// The cluster and the rank in it, where the article is in one.
    membership: Option<(&'f Cluster, u32)>,
}

fn rows(findings: &Findings, part: Range<usize>) -> impl Iterator<Item = ArticleRow<'_>> {
    (part.start as u32..part.end as u32).map(move |number| ArticleRow {
        findings,
        number,
        article: findings.articles.get(number),
        attribution: findings.attribution(number),
        membership: findings.memberships[number as usize]
            .map(|membership| (&findings.clusters[membership.cluster as usize], membership.rank)),
    })
}

impl Row for ArticleRow<'_> {
    fn columns() -> Vec<Column<Self>> {
        let mut columns = Self::article_columns();
        columns.extend(Self::attribution_columns());
        columns.extend(Self::source_columns());
        columns
    }
}

impl ArticleRow<'_> {
    /// Where it came from.
    fn source_columns() -> Vec<Column<Self>> {
        vec![
            Column::text("url", "The address at which it was published.", |row| row.article.url),
            Column::whole(
                "row",
                "The row or record in its file, from 1; empty where the file is the article.",
                |row| row.article.row.map(|row| row as i64),
            ),
            Column::flag(
                "title_made",
                "Whether the title is made of the first words, as the source gives none.",
                |row| Some(row.article.is_title_made),
            ),
            Column::text("published_known_to", PRECISIONS, |row| known_to(row.article.published)),
            Column::text("language", LANGUAGE, |row| row.article.language.as_str()),
            Column::text("counts_as", COUNTS_AS, |row| row.findings.counts_as(row.number).as_str()),
            Column::text("credited_reason", REASON, |row| row.attribution.reason_name()),
        ]
    }

    /// The article and its cluster.
    fn article_columns() -> Vec<Column<Self>> {
        vec![
            Column::text("article_id", "Id of the article.", |row| row.article.id),
            Column::text("path", "The file that it came from.", |row| row.article.path),
            Column::text("outlet", "The outlet that printed it.", |row| row.article.outlet),
            Column::text("title", "Headline.", |row| row.article.title),
            Column::text("byline", "The byline as printed.", |row| row.article.byline),
            Column::time("published", "Time of publication.", |row| row.article.published),
            Column::whole("words", "Words without boilerplate.", |row| {
                Some(row.findings.words[row.number as usize].into())
            }),
            Column::text("cluster_id", "Its cluster; empty where no other article has its text.", |row| {
                row.membership.map_or("", |(cluster, _)| &cluster.id)
            }),
            Column::whole("cluster_size", "Copies in that cluster.", |row| {
                row.membership.map(|(cluster, _)| cluster.copies.len() as i64)
            }),
            Column::text("form", "How it relates to the lead of that cluster, as in `clusters`.", |row| {
                row.membership.map_or("", |(cluster, rank)| cluster.copies[rank as usize].form.name())
            }),
            Column::flag(
                "kept",
                "Whether a corpus without duplicates keeps it: true for leads, for articles in no cluster, for \
                 versions, and for copies of which less than .8 (unless set) is in the lead.",
                |row| Some(row.findings.is_kept(row.number)),
            ),
        ]
    }

    /// The wire, the story, and how the text was prepared.
    fn attribution_columns() -> Vec<Column<Self>> {
        vec![
            Column::text("wire", "The agency whose text it is.", |row| row.attribution.wire_name()),
            Column::text("credited", "Whether it names the wire, as in `clusters`. Empty without a wire.", |row| {
                row.attribution.credited_name()
            }),
            Column::made_text("credit_evidence", "Where it names a source, and its words.", |row| {
                row.attribution.evidence()
            }),
            Column::text("story_id", "Name of the story; empty where no other article is a version of it.", |row| {
                row.findings.story_id(row.number).unwrap_or_default()
            }),
            Column::text("wire_certainty", "How certain the wire is, as in `clusters`.", |row| {
                row.attribution.certainty.as_str()
            }),
            Column::whole("boilerplate_words", "Words that were removed because the outlet repeats them.", |row| {
                Some(row.findings.boilerplate_words[row.number as usize].into())
            }),
            Column::flag(
                "no_article",
                "True where the page has no article: a log-in or error page, a form, a list of links, a stub. \
                 Decided by the prose that is left without boilerplate and by how it reads (method.md, section 2).",
                |row| Some(row.findings.has_no_article(row.number)),
            ),
            Column::text("owner", "The owner of the outlet, where a table of outlets names it.", |row| {
                row.article.owner
            }),
            Column::text(
                "extraction",
                "How the text was taken from an HTML page: `body`, `visible` (all visible text, as requested) or \
                 `fallback` (all visible text, because no body was found). Empty for other files.",
                |row| row.article.extraction.name(),
            ),
            Column::flag(
                "own_page",
                "True where the page is on an agency's own site and credits no other agency: it is no copy.",
                |row| Some(row.attribution.own),
            ),
        ]
    }
}
