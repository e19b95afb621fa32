//! Flows of text from wires to outlets and between outlets, and the share of each outlet that is wire text.

use std::collections::{BTreeMap, BTreeSet};

use super::origin::Credited;
use wirecopy_core::time::{Published, lag_minutes};

/// An article as an outlet printed it, in a cluster or alone.
#[derive(Debug, Clone, Copy)]
pub struct PrintedArticle<'a> {
    /// The outlet. Articles of an unknown outlet (empty) are in no table of this module.
    pub outlet: &'a str,
    /// The time of publication.
    pub published: Option<Published>,
    /// The short name of the wire; empty unless the wire is sure and the article is not on the wire's own site.
    pub wire: &'a str,
    /// Whether it is on an agency's own site and no words credit another: it is nobody's copy.
    pub own: bool,
    /// Whether it is a page without an article, which is nobody's copy.
    pub no_article: bool,
    /// Whether it is a further capture of an article of the same cluster, so that it is not counted.
    pub again: bool,
    /// Whether the wire sends press releases, which are counted on their own.
    pub press_release: bool,
    /// The copy, by its index in the cluster, that this one seems to be copied from.
    pub parent: Option<usize>,
    /// Whether the article credits the wire.
    pub credited: Credited,
}

/// A cluster of articles.
#[derive(Debug, Clone, Copy)]
pub struct PrintedCluster<'a> {
    /// The copies in the order of time: the first is the lead.
    pub copies: &'a [PrintedArticle<'a>],
    /// Whether other outlets' copies may be as early as the lead: then no outlet is counted as leading.
    pub tied: bool,
}

impl PrintedCluster<'_> {
    /// The number of its copies, each article once.
    #[must_use]
    pub fn counted(&self) -> usize {
        self.copies.iter().filter(|copy| !copy.again).count()
    }
}

/// The kind of source of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// A news agency.
    Wire,
    /// An outlet that printed it earlier in this corpus.
    Outlet,
    /// A service that sends press releases.
    PressRelease,
}

impl SourceKind {
    /// Its name in the tables.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            SourceKind::Wire => "wire",
            SourceKind::Outlet => "outlet",
            SourceKind::PressRelease => "press_release",
        }
    }
}

/// One row of the `flows` table.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Flow {
    /// The wire or outlet that the text came from.
    pub from: String,
    /// The kind of `from`.
    pub from_kind: SourceKind,
    /// The outlet that printed the text.
    pub to: String,
    /// The number of copies.
    pub copies: usize,
    /// The median lag in minutes: after the cluster's lead if `from` is a wire, after the other outlet's copy
    /// otherwise. `None` if no lag is known.
    pub median_lag_minutes: Option<i64>,
}

/// One row of the `outlets` table.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize)]
pub struct OutletRow {
    /// The outlet.
    pub outlet: String,
    /// The number of its articles.
    pub articles: usize,
    /// Articles in a cluster with another article, without pages that have none.
    pub copies: usize,
    /// `copies / articles`.
    pub copy_share: f64,
    /// Articles with a sure wire, in a cluster or not; without press releases.
    pub wire_copies: usize,
    /// `wire_copies / articles`.
    pub wire_share: f64,
    /// Wire copies with a complete text that does not credit the wire.
    pub uncredited: usize,
    /// `uncredited / (credited + generic + uncredited)`; 0 if all are 0.
    pub uncredited_share: f64,
    /// Clusters in which it has the earliest copy without a tie.
    pub leads: usize,
    /// The median lag of its copies after the lead, in minutes, not counting its own leads.
    pub median_lag_minutes: Option<i64>,
    /// Press releases that it printed.
    pub press_releases: usize,
    /// Wire copies that credit agencies in general: `From wire reports`.
    pub generic: usize,
    /// Articles on an agency's own site that credit no other agency. They are no wire copies.
    pub own_pages: usize,
}

/// The copies that moved from one source to one outlet.
#[derive(Default)]
struct Edge {
    copies: usize,
    lags: Vec<i64>,
}

/// The flows of a corpus, the largest first. The text of a copy with a wire comes from the wire; without one it comes
/// from the outlet of its parent.
#[must_use]
pub fn flows(clusters: &[PrintedCluster<'_>]) -> Vec<Flow> {
    let mut edges: BTreeMap<(SourceKind, &str, &str), Edge> = BTreeMap::new();
    for cluster in clusters.iter().filter(|cluster| cluster.counted() > 1) {
        for (rank, copy) in cluster.copies.iter().enumerate().filter(|(_, copy)| !copy.outlet.is_empty()) {
            let Some((kind, from, lag)) = source(cluster.copies, rank) else { continue };
            let edge = edges.entry((kind, from, copy.outlet)).or_default();
            edge.copies += 1;
            edge.lags.extend(lag);
        }
    }
    let mut flows: Vec<Flow> = edges
        .into_iter()
        .map(|((from_kind, from, to), Edge { copies, mut lags })| Flow {
            from: from.to_owned(),
            from_kind,
            to: to.to_owned(),
            copies,
            median_lag_minutes: median(&mut lags),
        })
        .collect();
    flows.sort_by(|a, b| {
        b.copies.cmp(&a.copies).then_with(|| (a.from_kind, &a.from, &a.to).cmp(&(b.from_kind, &b.from, &b.to)))
    });
    flows
}

/// The source of the copy at `rank` with the lag after it; `None` if it is not known, is the same outlet, or the
/// article is an agency's own page, a page without an article, or a further capture.
fn source<'a>(copies: &[PrintedArticle<'a>], rank: usize) -> Option<(SourceKind, &'a str, Option<i64>)> {
    let copy = copies[rank];
    if copy.own || copy.no_article || copy.again {
        return None;
    }
    if copy.wire.is_empty() {
        let parent = copies.get(copy.parent?)?;
        let is_other = !parent.no_article && !parent.outlet.is_empty() && parent.outlet != copy.outlet;
        let lag = lag_minutes(parent.published, copy.published);
        return is_other.then_some((SourceKind::Outlet, parent.outlet, lag));
    }
    let kind = if copy.press_release { SourceKind::PressRelease } else { SourceKind::Wire };
    let lag = lag_minutes(copies[0].published, copy.published).filter(|_| rank > 0);
    Some((kind, copy.wire, lag))
}

/// The counts of one outlet while they are collected.
#[derive(Default)]
struct OutletCounts {
    row: OutletRow,
    credited: usize,
    lags: Vec<i64>,
}

/// The rows of the `outlets` table, sorted by outlet. `singles` are the articles in no cluster.
#[must_use]
pub fn outlet_rows(clusters: &[PrintedCluster<'_>], singles: &[PrintedArticle<'_>]) -> Vec<OutletRow> {
    let mut outlets: BTreeMap<&str, OutletCounts> = BTreeMap::new();
    let all = singles.iter().chain(clusters.iter().flat_map(|c| c.copies));
    for copy in all.filter(|copy| !copy.outlet.is_empty() && !copy.again) {
        let OutletCounts { row, credited, .. } = outlets.entry(copy.outlet).or_default();
        row.articles += 1;
        row.own_pages += usize::from(copy.own);
        if copy.press_release {
            row.press_releases += 1;
        } else if !copy.wire.is_empty() {
            row.wire_copies += 1;
            row.uncredited += usize::from(copy.credited == Credited::No);
            row.generic += usize::from(copy.credited == Credited::Generic);
            *credited += usize::from(copy.credited == Credited::Yes);
        }
    }
    for cluster in clusters.iter().filter(|cluster| cluster.counted() > 1) {
        for (rank, copy) in cluster.copies.iter().enumerate().filter(|(_, copy)| !copy.no_article && !copy.again) {
            let Some(OutletCounts { row, lags, .. }) = outlets.get_mut(copy.outlet) else { continue };
            row.copies += 1;
            if rank == 0 {
                row.leads += usize::from(!cluster.tied && copy.published.is_some());
            } else {
                lags.extend(lag_minutes(cluster.copies[0].published, copy.published));
            }
        }
    }
    let finished = |(outlet, OutletCounts { row, credited, mut lags }): (&str, OutletCounts)| OutletRow {
        outlet: outlet.to_owned(),
        copy_share: share(row.copies, row.articles),
        wire_share: share(row.wire_copies, row.articles),
        uncredited_share: share(row.uncredited, row.uncredited + row.generic + credited),
        median_lag_minutes: median(&mut lags),
        ..row
    };
    outlets.into_iter().map(finished).collect()
}

/// The wires and outlets that flows connect, each once, sorted by kind and name.
#[must_use]
pub fn nodes(flows: &[Flow]) -> Vec<(SourceKind, &str)> {
    let from = flows.iter().map(|flow| (flow.from_kind, flow.from.as_str()));
    let to = flows.iter().map(|flow| (SourceKind::Outlet, flow.to.as_str()));
    from.chain(to).collect::<BTreeSet<_>>().into_iter().collect()
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// The median; the lower of two middle values, so that it is a lag that occurred.
fn median(values: &mut [i64]) -> Option<i64> {
    values.sort_unstable();
    values.get(values.len().checked_sub(1)? / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copy<'a>(outlet: &'a str, minute: i64, wire: &'a str, credited: Credited) -> PrintedArticle<'a> {
        let published = Some(Published::minute(minute));
        PrintedArticle {
            outlet,
            published,
            wire,
            credited,
            own: false,
            no_article: false,
            again: false,
            press_release: false,
            parent: Some(0),
        }
    }

    #[test]
    fn a_copy_with_a_wire_comes_from_the_wire_and_another_from_its_parent() {
        let wire =
            [copy("a", 0, "AP", Credited::Yes), copy("b", 30, "AP", Credited::No), copy("b", 50, "AP", Credited::Yes)];
        let own = [
            copy("a", 0, "", Credited::Unknown),
            copy("c", 90, "", Credited::Unknown),
            copy("a", 95, "", Credited::Unknown),
        ];
        let clusters = [PrintedCluster { copies: &wire, tied: false }, PrintedCluster { copies: &own, tied: false }];
        let flows = flows(&clusters);
        let shown: Vec<(&str, SourceKind, &str, usize, Option<i64>)> = flows
            .iter()
            .map(|f| (f.from.as_str(), f.from_kind, f.to.as_str(), f.copies, f.median_lag_minutes))
            .collect();
        assert_eq!(
            shown,
            [
                ("AP", SourceKind::Wire, "b", 2, Some(30)),
                ("AP", SourceKind::Wire, "a", 1, None),
                ("a", SourceKind::Outlet, "c", 1, Some(90)),
            ]
        );
        assert_eq!(nodes(&flows).len(), 4);
        let without_parent = own.map(|copy| PrintedArticle { parent: None, ..copy });
        assert!(super::flows(&[PrintedCluster { copies: &without_parent, tied: true }]).is_empty());
    }

    #[test]
    fn press_releases_are_not_counted_as_wire_copies() {
        let release = PrintedArticle { press_release: true, ..copy("a", 0, "PR Newswire", Credited::Yes) };
        let rows = outlet_rows(&[], &[release, copy("a", 0, "AP", Credited::Yes)]);
        assert_eq!((rows[0].articles, rows[0].wire_copies, rows[0].press_releases), (2, 1, 1));
        let flows = flows(&[PrintedCluster { copies: &[release, copy("", 9, "", Credited::Unknown)], tied: false }]);
        assert_eq!((flows[0].from_kind, flows[0].from.as_str()), (SourceKind::PressRelease, "PR Newswire"));
    }

    #[test]
    fn outlet_rows_count_articles_copies_leads_and_uncredited_wire_copies() {
        let wire = [copy("a", 0, "AP", Credited::Yes), copy("b", 30, "AP", Credited::No)];
        let singles =
            [copy("b", 0, "", Credited::Unknown), copy("b", 0, "AFP", Credited::Yes), copy("", 0, "AP", Credited::Yes)];
        let rows = outlet_rows(&[PrintedCluster { copies: &wire, tied: false }], &singles);
        assert_eq!(rows.len(), 2);
        assert_eq!((rows[0].leads, rows[0].copies, rows[0].median_lag_minutes), (1, 1, None));
        let b = &rows[1];
        assert_eq!((b.articles, b.copies, b.wire_copies, b.uncredited, b.leads), (3, 1, 2, 1, 0));
        assert_eq!(b.median_lag_minutes, Some(30));
        assert!((b.uncredited_share - 0.5).abs() < 1e-12 && (b.wire_share - 2.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn an_agencys_own_page_is_no_copy_and_takes_part_in_no_flow() {
        let own = PrintedArticle { own: true, ..copy("Coastal Wire", 9, "", Credited::Yes) };
        let copies = [copy("a", 0, "", Credited::Unknown), own, copy("b", 10, "CW", Credited::Generic)];
        let clusters = [PrintedCluster { copies: &copies, tied: false }];
        assert_eq!(flows(&clusters).iter().map(|flow| &*flow.to).collect::<Vec<_>>(), ["b"]);
        let rows = outlet_rows(&clusters, &[]);
        assert_eq!((rows[0].own_pages, rows[0].wire_copies), (1, 0));
        assert_eq!((rows[2].wire_copies, rows[2].generic, rows[2].uncredited), (1, 1, 0));
    }

    #[test]
    fn a_page_without_an_article_is_counted_as_a_page_and_as_nothing_else() {
        let log_in = PrintedArticle { no_article: true, ..copy("b", 10, "", Credited::Unknown) };
        let copies = [copy("a", 0, "", Credited::Unknown), log_in];
        let from_log_in = PrintedArticle { parent: Some(1), ..copy("c", 20, "", Credited::Unknown) };
        let copies = [copies[0], copies[1], from_log_in];
        let clusters = [PrintedCluster { copies: &copies, tied: false }];
        assert!(flows(&clusters).is_empty());
        let rows = outlet_rows(&clusters, &[]);
        assert_eq!((rows[1].articles, rows[1].copies, rows[1].median_lag_minutes), (1, 0, None));
    }

    #[test]
    fn an_article_captured_again_is_counted_once() {
        let again = |copy: PrintedArticle<'static>| PrintedArticle { again: true, ..copy };
        let first = copy("a", 0, "AP", Credited::Yes);
        let other = copy("b", 9, "AP", Credited::No);
        let two = [first, again(first), other, again(other)];
        let alone = [copy("c", 0, "", Credited::Unknown), again(copy("c", 5, "", Credited::Unknown))];
        let clusters = [PrintedCluster { copies: &two, tied: false }, PrintedCluster { copies: &alone, tied: true }];
        let once = [first, other];
        let single = [PrintedCluster { copies: &once, tied: false }];
        assert_eq!(outlet_rows(&clusters, &[]), outlet_rows(&single, &alone[..1]));
        assert_eq!(flows(&clusters), flows(&single));
    }

    #[test]
    fn a_tie_has_no_leading_outlet_and_an_undated_copy_no_lag() {
        let mut undated = copy("b", 0, "", Credited::Unknown);
        undated.published = None;
        let copies = [copy("a", 5, "", Credited::Unknown), undated];
        let rows = outlet_rows(&[PrintedCluster { copies: &copies, tied: true }], &[]);
        assert_eq!(rows.iter().map(|r| (r.leads, r.median_lag_minutes)).collect::<Vec<_>>(), [(0, None), (0, None)]);
    }
}
