//! Figures by outlet: the share of each that is wire copy, and the flows between wires and outlets.

use super::{CountsAs, Findings};
use crate::attribution::flow::{self, Flow, OutletRow, PrintedArticle, PrintedCluster};
use crate::attribution::origin::Credited;
use rayon::prelude::*;

/// How much of a corpus is wire copy. Each number counts rows of the table of articles by their `counts_as`, and by
/// their `credited`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct WireCounts {
    /// The articles of which these are parts: all that were read, each once.
    pub articles: u64,
    /// Articles whose wire is sure and that are not on its own site, without press releases.
    pub wire_copies: u64,
    /// Wire copies that name the wire.
    pub credited: u64,
    /// Wire copies that credit agencies in general: `From wire reports`.
    pub generic: u64,
    /// Wire copies of which it is proved that they do not name the wire: `credited` is `no`.
    pub uncredited: u64,
    /// Press releases.
    pub press_releases: u64,
    /// Pages on agencies' own sites, which are no wire copies.
    pub own_pages: u64,
    /// Further captures of articles, which are not among them.
    pub captured_again: u64,
}

impl Findings {
    /// The rows of `outlets.csv`.
    #[must_use]
    pub fn outlet_rows(&self) -> Vec<OutletRow> {
        self.with_printed(flow::outlet_rows)
    }

    /// The flows between wires and outlets, the largest first. Flows between outlets need
    /// [parents](crate::pipeline::Settings::find_parents).
    #[must_use]
    pub fn flows(&self) -> Vec<Flow> {
        self.with_clusters(flow::flows)
    }

    /// How much of the corpus is wire copy.
    #[must_use]
    pub fn wire_counts(&self) -> WireCounts {
        let count = |mut counts: WireCounts, article| {
            let counts_as = self.counts_as(article);
            counts.articles += u64::from(counts_as != CountsAs::CapturedAgain);
            match counts_as {
                CountsAs::OwnPage => counts.own_pages += 1,
                CountsAs::PressRelease => counts.press_releases += 1,
                CountsAs::CapturedAgain => counts.captured_again += 1,
                CountsAs::LikelyWireCopy | CountsAs::Nothing => {}
                CountsAs::WireCopy => {
                    counts.wire_copies += 1;
                    match self.attribution(article).credited() {
                        Some(Credited::Yes) => counts.credited += 1,
                        Some(Credited::Generic) => counts.generic += 1,
                        Some(Credited::No) => counts.uncredited += 1,
                        Some(Credited::Unknown) | None => {}
                    }
                }
            }
            counts
        };
        let both = |one: WireCounts, other: WireCounts| WireCounts {
            articles: one.articles + other.articles,
            wire_copies: one.wire_copies + other.wire_copies,
            credited: one.credited + other.credited,
            generic: one.generic + other.generic,
            uncredited: one.uncredited + other.uncredited,
            press_releases: one.press_releases + other.press_releases,
            own_pages: one.own_pages + other.own_pages,
            captured_again: one.captured_again + other.captured_again,
        };
        (0..self.articles.len()).into_par_iter().fold(WireCounts::default, count).reduce(WireCounts::default, both)
    }

    /// Calls `with` with every article as outlets and flows count it: the clusters, and the articles that are in none.
    pub fn with_printed<T>(&self, with: impl FnOnce(&[PrintedCluster<'_>], &[PrintedArticle<'_>]) -> T) -> T {
        let alone = (0..self.articles.len()).filter(|&article| self.memberships[article as usize].is_none());
        let singles: Vec<PrintedArticle<'_>> = alone.map(|article| self.flow_copy(article, None)).collect();
        self.with_clusters(|clusters| with(clusters, &singles))
    }

    fn with_clusters<T>(&self, make: impl FnOnce(&[PrintedCluster<'_>]) -> T) -> T {
        let copies: Vec<Vec<PrintedArticle<'_>>> = (0..)
            .zip(&self.clusters)
            .map(|(number, cluster)| {
                let parent = |rank| self.origins.parent(number, rank).map(|parent| parent as usize);
                (0..).zip(&cluster.copies).map(|(rank, copy)| self.flow_copy(copy.article, parent(rank))).collect()
            })
            .collect();
        let clusters: Vec<PrintedCluster<'_>> = (0..)
            .zip(&copies)
            .map(|(number, copies)| PrintedCluster { copies, tied: self.origins.is_tied(number) })
            .collect();
        make(&clusters)
    }

    fn flow_copy(&self, article: u32, parent: Option<usize>) -> PrintedArticle<'_> {
        let source = self.attribution(article);
        PrintedArticle {
            outlet: self.articles.publisher(article),
            published: self.articles.published(article),
            wire: source.taken_from().map_or("", |agency| agency.short.as_str()),
            own: source.is_own_page(),
            no_article: self.has_no_article(article),
            again: self.is_captured_again(article),
            press_release: source.is_press_release(),
            parent,
            credited: source.credited().unwrap_or_default(),
        }
    }
}
