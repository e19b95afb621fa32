//! The attribution of clusters and articles to wires, and whether they credit them.

use super::{Captures, Cluster, Findings, parents};
use crate::articles::Articles;
use crate::attribution::agencies::{Agencies, Agency, AgencyId, AgencyKind};
use crate::attribution::credit::{Certainty, Credit};
use crate::attribution::origin::{self, ClusterMember, Credited, CreditedReason, Origin};
use crate::store::TokenStore;
use crate::verify::DocumentShingles;
use rayon::prelude::*;
use std::sync::Arc;

/// For each cluster its origin, whether its lead is tied, and the parents of its copies.
#[derive(Debug, Default)]
pub struct ClusterOrigins {
    agencies: Arc<Agencies>,
    origins: Vec<Origin>,
    tied: Vec<bool>,
    parents: Vec<Vec<Option<u32>>>,
}

impl ClusterOrigins {
    /// Attributes each cluster by the credits of its copies. With `find_parents` it also finds the parents of copies,
    /// which costs several times as much.
    #[must_use]
    pub fn new(
        articles: &Articles,
        clusters: &[Cluster],
        captures: &Captures,
        shingles: &DocumentShingles<&TokenStore>,
        find_parents: bool,
        agencies: Arc<Agencies>,
    ) -> Self {
        let silent = Credit::default();
        let (origins, (tied, parents)) = clusters
            .par_iter()
            .enumerate()
            .with_max_len(256)
            .map(|(number, cluster)| {
                let members: Vec<ClusterMember<'_>> =
                    cluster.copies.iter().map(|copy| member(articles, copy.article, &silent)).collect();
                let containment = |copy, other| containment(cluster, copy, other, shingles);
                let mut origin = origin::attribute_cluster(&members, |id| is_publisher(&agencies, id), containment);
                origin.join_captures(captures.of_cluster(number as u32));
                // a wire sends every version to all its outlets, so a shared edit does not show who copied whom
                let sure = origin.certainty == Certainty::Sure;
                let parents =
                    if find_parents && !sure { parents::parents(articles, cluster, shingles) } else { Vec::new() };
                (origin, (origin::has_tied_lead(&members), parents))
            })
            .unzip();
        ClusterOrigins { agencies, origins, tied, parents }
    }

    /// The agencies whose credits were read.
    #[must_use]
    pub fn agencies(&self) -> &Agencies {
        &self.agencies
    }

    /// The origin of a cluster; `None` for one that this run does not have.
    #[must_use]
    pub fn of_cluster(&self, cluster: u32) -> Option<&Origin> {
        self.origins.get(cluster as usize)
    }

    /// The rank of a copy's parent, in a cluster without a sure wire. `None` too where the run did not search for
    /// parents.
    #[must_use]
    pub fn parent(&self, cluster: u32, rank: u32) -> Option<u32> {
        self.parents.get(cluster as usize)?.get(rank as usize).copied().flatten()
    }

    /// Whether copies of several outlets may be the earliest, as their times do not decide.
    #[must_use]
    pub fn is_tied(&self, cluster: u32) -> bool {
        self.tied.get(cluster as usize).copied().unwrap_or(false)
    }
}

/// Whether an agency prints texts of others on its own site.
fn is_publisher(agencies: &Agencies, agency: AgencyId) -> bool {
    agencies.get(agency).is_some_and(|agency| matches!(agency.kind, AgencyKind::Publisher | AgencyKind::Syndicate))
}

/// The share of the text of a copy that another copy has, both by their rank.
fn containment(cluster: &Cluster, copy: usize, other: usize, shingles: &DocumentShingles<&TokenStore>) -> f64 {
    let (this, that) = (&cluster.copies[copy], &cluster.copies[other]);
    match (copy, other) {
        (_, 0) => this.with_lead.containment_a(),
        (0, _) => that.with_lead.containment_b(),
        _ => shingles.overlap(this.article, that.article).containment_a(),
    }
}

fn member<'a>(articles: &'a Articles, article: u32, silent: &'a Credit) -> ClusterMember<'a> {
    let shows_authors = articles.shows_authors(article);
    let article = articles.get(article);
    let credit = article.credit.unwrap_or(silent);
    // each page of an unknown outlet votes for itself
    let outlet = if article.outlet.is_empty() { article.id } else { article.outlet };
    ClusterMember {
        credit,
        outlet,
        published: article.published,
        path: article.path,
        complete: !credit.truncated,
        shows_authors,
    }
}

/// The attribution of one article, by its own credit and those of its cluster.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Attribution<'a> {
    /// The wire, sure or likely.
    pub wire: Option<&'a Agency>,
    /// How sure the wire is; without a wire, the certainty of the article's own credit.
    pub certainty: Certainty,
    /// Why it credits the wire or does not, which says also whether; `None` without a wire.
    pub reason: Option<CreditedReason>,
    /// Whether the article is on an agency's own site and no words credit another: such a page is no copy.
    pub own: bool,
    /// The article's own credit.
    pub credit: Option<&'a Credit>,
}

impl<'a> Attribution<'a> {
    /// The agency, where the wire is sure and it is not the agency's own page.
    #[must_use]
    pub fn taken_from(&self) -> Option<&'a Agency> {
        self.wire.filter(|_| self.certainty == Certainty::Sure && !self.own)
    }

    /// Whether it counts as an agency's own page: it is on the site of the agency whose text it is.
    #[must_use]
    pub fn is_own_page(&self) -> bool {
        self.own && self.wire.is_some()
    }

    /// Whether it is a press release. Those are counted separately from news.
    #[must_use]
    pub fn is_press_release(&self) -> bool {
        self.taken_from().is_some_and(|agency| agency.kind == AgencyKind::PressRelease)
    }

    /// The name of the wire in tables; empty without a wire.
    #[must_use]
    pub fn wire_name(&self) -> &'a str {
        self.wire.map_or("", |agency| &agency.short)
    }

    /// Whether the article credits the wire; `None` without a wire.
    #[must_use]
    pub fn credited(&self) -> Option<Credited> {
        self.reason.map(CreditedReason::credited)
    }

    /// Whether the article names the wire, as tables have it; empty without a wire.
    #[must_use]
    pub fn credited_name(&self) -> &'static str {
        self.credited().map_or("", Credited::as_str)
    }

    /// Why the article is said to name the wire or not, as tables have it; empty without a wire.
    #[must_use]
    pub fn reason_name(&self) -> &'static str {
        self.reason.map_or("", CreditedReason::as_str)
    }

    /// Where the article names a source, and its words; empty where it names none.
    #[must_use]
    pub fn evidence(&self) -> String {
        self.credit.map(Credit::labelled_evidence).unwrap_or_default()
    }
}

/// What an article counts as; each article is one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountsAs {
    /// Its wire is sure, and it is on another site than the wire's.
    WireCopy,
    /// The same, but its wire is likely and not sure.
    LikelyWireCopy,
    /// A text of a service that sends press releases.
    PressRelease,
    /// A page on the site of the agency whose text it is.
    OwnPage,
    /// A further capture of an article that is counted already.
    CapturedAgain,
    /// No wire is known.
    Nothing,
}

impl CountsAs {
    /// Its name in the tables; empty where no wire is known.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            CountsAs::WireCopy => "wire_copy",
            CountsAs::LikelyWireCopy => "likely_wire_copy",
            CountsAs::PressRelease => "press_release",
            CountsAs::OwnPage => "own_page",
            CountsAs::CapturedAgain => "captured_again",
            CountsAs::Nothing => "",
        }
    }
}

impl Findings {
    /// The attribution of an article. A page without an article is nobody's copy and has no wire.
    #[must_use]
    pub fn attribution(&self, article: u32) -> Attribution<'_> {
        let credit = self.articles.credit(article);
        if self.has_no_article(article) {
            return Attribution { credit, ..Attribution::default() };
        }
        let own_words = credit.map_or(Certainty::None, |credit| credit.certainty);
        let place = self.memberships.get(article as usize).copied().flatten();
        let of_cluster = place.and_then(|place| {
            let origin = self.origins.of_cluster(place.cluster)?;
            let rank = place.rank as usize;
            Some((origin.wire?, origin.certainty, origin.reasons.get(rank).copied()))
        });
        let site = credit.and_then(|credit| credit.site);
        let is_by_itself = of_cluster.is_none();
        let by_itself = || Some((credit?.wire?, own_words, Some(CreditedReason::Credit)));
        match of_cluster.or_else(by_itself) {
            None => Attribution { certainty: own_words, own: site.is_some(), credit, ..Attribution::default() },
            Some((wire, certainty, reason)) => {
                let agency = self.origins.agencies.get(wire);
                let own = site == Some(wire);
                if own && is_by_itself && agency.is_some_and(|agency| agency.kind == AgencyKind::Publisher) {
                    // the text of a publisher's page is the publisher's own wire only where copies of others show it
                    return Attribution { own, ..Attribution::default() };
                }
                Attribution { wire: agency, certainty, reason, own, credit }
            }
        }
    }

    /// What an article counts as in all sums: those of the summary, of outlets, agencies and flows.
    #[must_use]
    pub fn counts_as(&self, article: u32) -> CountsAs {
        if self.is_captured_again(article) {
            return CountsAs::CapturedAgain;
        }
        let source = self.attribution(article);
        if source.is_own_page() {
            CountsAs::OwnPage
        } else if source.is_press_release() {
            CountsAs::PressRelease
        } else if source.taken_from().is_some() {
            CountsAs::WireCopy
        } else if source.wire.is_some() {
            CountsAs::LikelyWireCopy
        } else {
            CountsAs::Nothing
        }
    }

    /// The other agencies that copies of a cluster name, each with its number of outlets: `AFP 2; PA 1`.
    #[must_use]
    pub fn conflicts(&self, cluster: u32) -> String {
        let told =
            |&(agency, outlets): &(AgencyId, usize)| format!("{} {outlets}", self.origins.agencies.short(agency));
        self.other_wires(cluster).iter().map(told).collect::<Vec<_>>().join("; ")
    }

    /// The other agencies that copies of a cluster name, each with its number of outlets.
    #[must_use]
    pub fn other_wires(&self, cluster: u32) -> &[(AgencyId, usize)] {
        self.origins.of_cluster(cluster).map_or(&[][..], |origin| &origin.conflicts)
    }
}
