//! Flows between wires and outlets, and what share of each outlet is others' text. Plain numbers from plain input.

use std::collections::{BTreeMap, BTreeSet};

use super::origin::{Credited, lag_minutes};
use wirecopy_core::time::Published;

/// One article, in a cluster or alone.
#[derive(Debug, Clone, Copy)]
pub struct PrintedArticle<'a> {
    /// Who printed it; articles of an unknown outlet (empty) are left out of every table here.
    pub outlet: &'a str,
    /// When.
    pub published: Option<Published>,
    /// What the tables call the wire, where it is sure and the article not on the wire's own site; empty otherwise.
    pub wire: &'a str,
    /// Whether that wire sends out press releases: they are counted apart.
    pub press_release: bool,
    /// The copy of the same cluster, by its place in it, that this one seems to be taken from.
    pub parent: Option<usize>,
    /// Whether this copy names it.
    pub credited: Credited,
}

/// One cluster: its copies, the lead first.
#[derive(Debug, Clone, Copy)]
pub struct PrintedCluster<'a> {
    /// The copies in the order of time.
    pub copies: &'a [PrintedArticle<'a>],
    /// Whether other copies may be as early as the first: then nobody leads.
    pub tied: bool,
}

/// Who text came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// An agency.
    Wire,
    /// An outlet that had it before, in this corpus.
    Outlet,
    /// A service that sends out press releases.
    PressRelease,
}

impl SourceKind {
    /// The word of the tables.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            SourceKind::Wire => "wire",
            SourceKind::Outlet => "outlet",
            SourceKind::PressRelease => "press_release",
        }
    }
}

/// One row of `flows.csv`.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Flow {
    /// The wire or the outlet that the text came from.
    pub from: String,
    /// What it is.
    pub from_kind: SourceKind,
    /// The outlet that printed it.
    pub to: String,
    /// How many copies.
    pub copies: usize,
    /// The median lag in minutes, behind the cluster's lead for a wire's text, behind the outlet's copy for an outlet's;
    /// `None` where no lag is known.
    pub median_lag_minutes: Option<i64>,
}

/// One row of `outlets.csv`.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize)]
pub struct OutletRow {
    /// The outlet.
    pub outlet: String,
    /// Its articles.
    pub articles: usize,
    /// Those that stand in a cluster with another article.
    pub copies: usize,
    /// Copies ÷ articles.
    pub copy_share: f64,
    /// Articles whose wire is sure, alone or in a cluster; press releases not among them.
    pub wire_copies: usize,
    /// Wire copies ÷ articles.
    pub wire_share: f64,
    /// Wire copies that don't name it, although the page was read whole.
    pub uncredited: usize,
    /// Uncredited ÷ (credited + uncredited); 0 where there are none of both.
    pub uncredited_share: f64,
    /// Clusters in which it is the earliest, with no tie.
    pub leads: usize,
    /// The median lag of its copies behind the lead, in minutes; its own leads don't count.
    pub median_lag_minutes: Option<i64>,
    /// Press releases that it printed.
    pub press_releases: usize,
}

/// The flows of a corpus, largest first, then by names. In a cluster with a wire the text flows from the wire to every
/// outlet; in one without, from the outlet of the copy that each copy seems to be taken from.
#[must_use]
pub fn flows(clusters: &[PrintedCluster<'_>]) -> Vec<Flow> {
    let mut edges: BTreeMap<(SourceKind, &str, &str), (usize, Vec<i64>)> = BTreeMap::new();
    for cluster in clusters {
        let Some(lead) = cluster.copies.first() else { continue };
        for (rank, copy) in cluster.copies.iter().enumerate() {
            if copy.outlet.is_empty() {
                continue;
            }
            let parent = copy
                .parent
                .and_then(|parent| cluster.copies.get(parent))
                .filter(|parent| !parent.outlet.is_empty() && parent.outlet != copy.outlet);
            let (key, lag) = if !copy.wire.is_empty() {
                let kind = if copy.press_release { SourceKind::PressRelease } else { SourceKind::Wire };
                ((kind, copy.wire, copy.outlet), lag_minutes(lead.published, copy.published).filter(|_| rank > 0))
            } else if let Some(parent) = parent {
                ((SourceKind::Outlet, parent.outlet, copy.outlet), lag_minutes(parent.published, copy.published))
            } else {
                continue;
            };
            let edge = edges.entry(key).or_default();
            edge.0 += 1;
            edge.1.extend(lag);
        }
    }
    let mut flows: Vec<Flow> = edges
        .into_iter()
        .map(|((from_kind, from, to), (copies, mut lags))| Flow {
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

/// What share of each outlet is others' text, by name. `singles` are the articles that stand in no cluster.
#[must_use]
pub fn outlet_rows(clusters: &[PrintedCluster<'_>], singles: &[PrintedArticle<'_>]) -> Vec<OutletRow> {
    let mut rows: BTreeMap<&str, (OutletRow, usize, Vec<i64>)> = BTreeMap::new();
    for copy in singles.iter().chain(clusters.iter().flat_map(|c| c.copies)).filter(|c| !c.outlet.is_empty()) {
        let (row, credited, _) = rows.entry(copy.outlet).or_default();
        row.articles += 1;
        if copy.press_release {
            row.press_releases += 1;
        } else if !copy.wire.is_empty() {
            row.wire_copies += 1;
            row.uncredited += usize::from(copy.credited == Credited::No);
            *credited += usize::from(copy.credited == Credited::Yes);
        }
    }
    for cluster in clusters.iter().filter(|c| c.copies.len() > 1) {
        for (rank, copy) in cluster.copies.iter().enumerate() {
            let Some((row, _, lags)) = rows.get_mut(copy.outlet) else { continue };
            row.copies += 1;
            if rank == 0 {
                row.leads += usize::from(!cluster.tied && copy.published.is_some());
            } else {
                lags.extend(cluster.copies.first().and_then(|lead| lag_minutes(lead.published, copy.published)));
            }
        }
    }
    rows.into_iter()
        .map(|(outlet, (row, credited, mut lags))| OutletRow {
            outlet: outlet.to_owned(),
            copy_share: share(row.copies, row.articles),
            wire_share: share(row.wire_copies, row.articles),
            uncredited_share: share(row.uncredited, row.uncredited + credited),
            median_lag_minutes: median(&mut lags),
            ..row
        })
        .collect()
}

/// The names that flows run between: wires, then outlets, each in order.
#[must_use]
pub fn nodes(flows: &[Flow]) -> Vec<(SourceKind, &str)> {
    let from = flows.iter().map(|f| (f.from_kind, f.from.as_str()));
    let to = flows.iter().map(|f| (SourceKind::Outlet, f.to.as_str()));
    from.chain(to).collect::<BTreeSet<_>>().into_iter().collect()
}

#[allow(clippy::cast_precision_loss)]
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// The middle value; of two middle ones the lower, so that it is a lag that occurred.
fn median(values: &mut [i64]) -> Option<i64> {
    values.sort_unstable();
    values.get(values.len().checked_sub(1)? / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copy<'a>(outlet: &'a str, minute: i64, wire: &'a str, credited: Credited) -> PrintedArticle<'a> {
        let published = Some(Published::minute(minute));
        PrintedArticle { outlet, published, wire, credited, press_release: false, parent: Some(0) }
    }

    #[test]
    fn a_wires_text_flows_from_the_wire_and_another_from_its_lead() {
        let wire =
            [copy("a", 0, "AP", Credited::Yes), copy("b", 30, "AP", Credited::No), copy("b", 50, "AP", Credited::Yes)];
        let own = [
            copy("a", 0, "", Credited::Unknown),
            copy("c", 90, "", Credited::Unknown),
            copy("a", 95, "", Credited::Unknown),
        ];
        let clusters = [PrintedCluster { copies: &wire, tied: false }, PrintedCluster { copies: &own, tied: false }];
        let flows = flows(&clusters);
        let told: Vec<(&str, SourceKind, &str, usize, Option<i64>)> = flows
            .iter()
            .map(|f| (f.from.as_str(), f.from_kind, f.to.as_str(), f.copies, f.median_lag_minutes))
            .collect();
        assert_eq!(
            told,
            [
                ("AP", SourceKind::Wire, "b", 2, Some(30)),
                ("AP", SourceKind::Wire, "a", 1, None),
                ("a", SourceKind::Outlet, "c", 1, Some(90)),
            ]
        );
        assert_eq!(nodes(&flows).len(), 4);
        let untold = own.map(|copy| PrintedArticle { parent: None, ..copy });
        assert!(super::flows(&[PrintedCluster { copies: &untold, tied: true }]).is_empty());
    }

    #[test]
    fn press_releases_are_counted_apart() {
        let release = PrintedArticle { press_release: true, ..copy("a", 0, "PR Newswire", Credited::Yes) };
        let rows = outlet_rows(&[], &[release, copy("a", 0, "AP", Credited::Yes)]);
        assert_eq!((rows[0].articles, rows[0].wire_copies, rows[0].press_releases), (2, 1, 1));
        let flows = flows(&[PrintedCluster { copies: &[release], tied: false }]);
        assert_eq!((flows[0].from_kind, flows[0].from.as_str()), (SourceKind::PressRelease, "PR Newswire"));
    }

    #[test]
    fn an_outlets_shares_count_its_articles_and_its_leads() {
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
    fn a_tie_leads_nobody_and_an_undated_copy_has_no_lag() {
        let mut undated = copy("b", 0, "", Credited::Unknown);
        undated.published = None;
        let copies = [copy("a", 5, "", Credited::Unknown), undated];
        let rows = outlet_rows(&[PrintedCluster { copies: &copies, tied: true }], &[]);
        assert_eq!(rows.iter().map(|r| (r.leads, r.median_lag_minutes)).collect::<Vec<_>>(), [(0, None), (0, None)]);
    }
}
