//! The origin of a cluster: the wire that its members credit, and whether its earliest copy is known.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use super::agencies::AgencyId;
use super::credit::{Certainty, Credit, CreditKind};
use wirecopy_core::time::{Published, undated_last};

/// A member of a cluster.
#[derive(Debug, Clone, Copy)]
pub struct ClusterMember<'a> {
    /// Its own credit.
    pub credit: &'a Credit,
    /// Its outlet.
    pub outlet: &'a str,
    /// Its time of publication.
    pub published: Option<Published>,
    /// Its path or id, which orders members of the same time.
    pub path: &'a str,
    /// Whether its text is complete: a truncated text may have lost its credit.
    pub complete: bool,
}

/// Whether a copy credits its wire.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Credited {
    /// It credits the wire.
    Yes,
    /// The cluster's wire is sure, and the copy's complete text names no agency as its source.
    No,
    /// The wire is not sure, the text is truncated, or it credits another agency.
    #[default]
    Unknown,
}

impl Credited {
    /// Its name in the tables.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Credited::Yes => "yes",
            Credited::No => "no",
            Credited::Unknown => "unknown",
        }
    }
}

/// The origin of a cluster.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// The wire; `None` if no member credits one.
    pub wire: Option<AgencyId>,
    /// Sure, likely or none.
    pub certainty: Certainty,
    /// The member with the strongest credit.
    pub evidence: Option<usize>,
    /// Other agencies that members credit, each with the number of their outlets, most first.
    pub conflicts: Vec<(AgencyId, usize)>,
    /// Whether each member credits the wire.
    pub credited: Vec<Credited>,
}

/// The outlets that credit one agency.
#[derive(Default)]
struct Votes<'a> {
    sure: BTreeSet<&'a str>,
    likely: BTreeSet<&'a str>,
    /// Whether a member is on the agency's own site. That counts as one sure outlet but ranks below a credit: a
    /// publisher's site prints texts of others, too.
    has_own_site: bool,
    /// The member with the strongest credit.
    best: Option<usize>,
}

impl Votes<'_> {
    fn sure_count(&self) -> usize {
        self.sure.len() + usize::from(self.has_own_site)
    }

    fn count(&self) -> usize {
        self.sure.union(&self.likely).count() + usize::from(self.has_own_site)
    }

    fn rank(&self) -> (usize, bool, usize) {
        (self.sure.len(), self.has_own_site, self.likely.len())
    }
}

/// Decides the wire of a cluster by a vote of its outlets. An outlet has one vote for an agency, however many copies it
/// printed. The wire is sure if it has a sure vote, clearly more than any other agency, and not just one among many
/// silent outlets.
#[must_use]
pub fn attribute_cluster(members: &[ClusterMember<'_>]) -> Origin {
    let votes = count_votes(members);
    let mut ranking: Vec<(AgencyId, &Votes<'_>)> = votes.iter().map(|(&agency, votes)| (agency, votes)).collect();
    ranking.sort_by_key(|(agency, votes)| (Reverse(votes.rank()), *agency));
    let Some((&(wire, first), others)) = ranking.split_first() else {
        return Origin { credited: vec![Credited::Unknown; members.len()], ..Origin::default() };
    };
    let outlets = members.iter().map(|member| member.outlet).collect::<BTreeSet<_>>().len();
    let certainty = certainty(first, others.first().map(|(_, votes)| *votes), outlets);
    Origin {
        wire: Some(wire),
        certainty,
        evidence: first.best,
        conflicts: others.iter().map(|(agency, votes)| (*agency, votes.count())).collect(),
        credited: members.iter().map(|member| credited(member, wire, certainty)).collect(),
    }
}

fn count_votes<'a>(members: &[ClusterMember<'a>]) -> BTreeMap<AgencyId, Votes<'a>> {
    let strength = |credit: &Credit| (credit.certainty, Reverse(credit.kind));
    let mut all: BTreeMap<AgencyId, Votes<'a>> = BTreeMap::new();
    for (at, ClusterMember { credit, outlet, .. }) in members.iter().enumerate() {
        let Some(agency) = credit.wire else { continue };
        let votes = all.entry(agency).or_default();
        if credit.kind == Some(CreditKind::OwnSite) {
            votes.has_own_site = true;
        } else if credit.certainty == Certainty::Sure {
            votes.sure.insert(outlet);
        } else {
            votes.likely.insert(outlet);
        }
        if votes.best.is_none_or(|best| strength(credit) > strength(members[best].credit)) {
            votes.best = Some(at);
        }
    }
    all
}

/// In a cluster of more outlets one sure vote is not enough: it is more probably an error of one page.
const MAX_OUTLETS_FOR_ONE_VOTE: usize = 8;

fn certainty(first: &Votes<'_>, second: Option<&Votes<'_>>, outlets: usize) -> Certainty {
    let (votes, against) = (first.sure_count(), second.map_or(0, Votes::sure_count));
    // with nearly as many votes against it an outlet has merged two stories, or one of the pages misleads
    let is_contested = votes <= against || votes * 2 < against * 3;
    Certainty::sure_if(!is_contested && (votes > 1 || outlets <= MAX_OUTLETS_FOR_ONE_VOTE))
}

fn credited(member: &ClusterMember<'_>, wire: AgencyId, certainty: Certainty) -> Credited {
    let credit = member.credit;
    // a page that names the wire as a contributor does name it
    if credit.wire == Some(wire) || credit.contributed.contains(&wire) {
        return Credited::Yes;
    }
    if certainty == Certainty::Sure && member.complete && credit.wire.is_none() {
        return Credited::No;
    }
    Credited::Unknown
}

/// Whether copies of several outlets may be the earliest of a cluster, because their times do not tell them apart.
/// Always so if no member has a time.
#[must_use]
pub fn has_tied_lead(members: &[ClusterMember<'_>]) -> bool {
    let Some(lead) = members.iter().min_by_key(|member| (undated_last(member.published), member.path)) else {
        return false;
    };
    let Some(earliest) = lead.published.map(Published::possible_minutes) else { return true };
    members.iter().any(|member| {
        let may_be_earliest =
            |minutes: RangeInclusive<i64>| minutes.start() <= earliest.end() && minutes.end() >= earliest.start();
        member.outlet != lead.outlet && member.published.map(Published::possible_minutes).is_some_and(may_be_earliest)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: AgencyId = AgencyId(0);
    const B: AgencyId = AgencyId(1);

    fn credit(wire: AgencyId, certainty: Certainty, kind: CreditKind) -> Credit {
        Credit { wire: Some(wire), certainty, kind: Some(kind), ..Credit::default() }
    }

    fn member<'a>(credit: &'a Credit, outlet: &'a str) -> ClusterMember<'a> {
        ClusterMember { credit, outlet, published: None, path: outlet, complete: true }
    }

    #[test]
    fn a_copy_without_a_credit_gets_the_wire_of_the_credited_copies() {
        let (sure, silent) = (credit(A, Certainty::Sure, CreditKind::Dateline), Credit::default());
        let truncated = ClusterMember { complete: false, ..member(&silent, "cut.example") };
        let origin = attribute_cluster(&[member(&sure, "one.example"), member(&silent, "two.example"), truncated]);
        assert_eq!((origin.wire, origin.certainty, origin.evidence), (Some(A), Certainty::Sure, Some(0)));
        assert_eq!(origin.credited, [Credited::Yes, Credited::No, Credited::Unknown]);
    }

    #[test]
    fn a_likely_credit_makes_no_silent_copy_uncredited() {
        let (likely, silent) = (credit(A, Certainty::Likely, CreditKind::Byline), Credit::default());
        let outlets = ["b.example", "c.example", "d.example", "e.example", "f.example"];
        let mut members = vec![member(&likely, "a.example")];
        members.extend(outlets.iter().map(|outlet| member(&silent, outlet)));
        let origin = attribute_cluster(&members);
        assert_eq!(origin.certainty, Certainty::Likely);
        assert!(!origin.credited.contains(&Credited::No));
    }

    #[test]
    fn one_sure_credit_is_not_enough_for_more_than_eight_outlets() {
        let (sure, silent) = (credit(A, Certainty::Sure, CreditKind::Dateline), Credit::default());
        let outlets = ["b", "c", "d", "e", "f", "g", "h", "i"];
        let mut members = vec![member(&sure, "a")];
        members.extend(outlets[..7].iter().map(|outlet| member(&silent, outlet)));
        assert_eq!(attribute_cluster(&members).certainty, Certainty::Sure);
        members.push(member(&silent, "i"));
        assert_eq!(attribute_cluster(&members).certainty, Certainty::Likely);
    }

    #[test]
    fn an_outlet_with_four_copies_has_one_vote() {
        let (a, b) =
            (credit(A, Certainty::Sure, CreditKind::Dateline), credit(B, Certainty::Sure, CreditKind::Dateline));
        let mut members = vec![member(&a, "x.example"); 4];
        members.push(member(&b, "y.example"));
        members.push(member(&b, "z.example"));
        let origin = attribute_cluster(&members);
        assert_eq!((origin.wire, origin.certainty), (Some(B), Certainty::Sure));
        assert_eq!(origin.conflicts, [(A, 1)]);
    }

    #[test]
    fn two_agencies_with_as_many_votes_are_likely_only() {
        let (a, b) = (credit(A, Certainty::Sure, CreditKind::Dateline), credit(B, Certainty::Sure, CreditKind::Byline));
        let silent = Credit::default();
        let members = [member(&b, "y.example"), member(&a, "x.example"), member(&silent, "z.example")];
        let origin = attribute_cluster(&members);
        assert_eq!((origin.wire, origin.certainty), (Some(A), Certainty::Likely));
        assert_eq!(origin.conflicts, [(B, 1)]);
        assert_eq!(origin.credited, [Credited::Unknown, Credited::Yes, Credited::Unknown]);
    }

    #[test]
    fn three_outlets_outvote_one_that_credits_another_agency() {
        let (a, b) = (credit(A, Certainty::Sure, CreditKind::Dateline), credit(B, Certainty::Sure, CreditKind::Byline));
        let members = [member(&a, "p"), member(&a, "q"), member(&a, "r"), member(&b, "s")];
        assert_eq!(attribute_cluster(&members).certainty, Certainty::Sure);
    }

    #[test]
    fn an_agencys_own_site_makes_it_the_wire_unless_outlets_credit_another() {
        let (own, silent) = (credit(A, Certainty::Sure, CreditKind::OwnSite), Credit::default());
        let origin = attribute_cluster(&[member(&own, "a.example"), member(&silent, "b.example")]);
        assert_eq!((origin.wire, origin.certainty), (Some(A), Certainty::Sure));
        let named = credit(B, Certainty::Sure, CreditKind::Byline);
        let origin =
            attribute_cluster(&[member(&own, "a.example"), member(&named, "b.example"), member(&named, "c.example")]);
        assert_eq!((origin.wire, origin.certainty), (Some(B), Certainty::Sure));
    }

    #[test]
    fn photographs_and_contributions_make_no_wire() {
        let photo = Credit { certainty: Certainty::PhotoOnly, photo_credit: Some(A), ..Credit::default() };
        let part = Credit { certainty: Certainty::Contributed, contributed: vec![A], ..Credit::default() };
        let origin = attribute_cluster(&[member(&photo, "a"), member(&part, "b")]);
        assert_eq!((origin.wire, origin.certainty), (None, Certainty::None));
        assert_eq!(origin.credited, [Credited::Unknown, Credited::Unknown]);
        assert_eq!(attribute_cluster(&[]), Origin::default());
    }

    #[test]
    fn the_lead_is_tied_with_other_outlets_copies_that_may_be_as_early() {
        const DAY: i64 = 24 * 60;
        let silent = Credit::default();
        let at = |outlet, published| ClusterMember { published, ..member(&silent, outlet) };
        let minute = |minute| Some(Published::minute(10 * DAY + minute));
        let day = |day| Some(Published::day(day));
        // the minute could be any of the day
        assert!(has_tied_lead(&[at("a", minute(600)), at("b", day(10))]));
        assert!(has_tied_lead(&[at("a", day(10)), at("b", day(10))]));
        assert!(has_tied_lead(&[at("a", minute(600)), at("b", minute(600))]));
        assert!(!has_tied_lead(&[at("a", minute(600)), at("b", minute(700)), at("c", day(11)), at("d", None)]));
        // copies of the lead's own outlet are no tie
        assert!(!has_tied_lead(&[at("a", day(10)), at("a", day(10)), at("b", day(11))]));
        assert!(has_tied_lead(&[at("a", None)]));
        assert!(!has_tied_lead(&[]));
    }
}
