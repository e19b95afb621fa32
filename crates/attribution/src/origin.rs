//! The origin of a cluster: the wire that its members credit, and whether its earliest copy is known.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use super::agencies::AgencyId;
use super::credit::{Certainty, Credit};
use super::credited::{credited, without_wire};
use super::votes::{Votes, certainty, count_votes};
use wirecopy_core::time::{Published, undated_last};

pub use super::credited::{Credited, CreditedReason, MIN_PROVEN_SHARE, Witness};

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
    /// Whether its page, or another page of its outlet, shows who wrote it. Where none does, the place of a credit may
    /// not have been captured.
    pub shows_authors: bool,
}

/// The origin of a cluster.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Origin {
    /// The wire; `None` if no member credits one.
    pub wire: Option<AgencyId>,
    /// Sure, likely or none.
    pub certainty: Certainty,
    /// The member with the strongest credit.
    pub evidence: Option<usize>,
    /// Other agencies that members credit, each with the number of their outlets, most first.
    pub conflicts: Vec<(AgencyId, usize)>,
    /// Why each member credits the wire or does not, which says also whether: see [`CreditedReason::credited`].
    pub reasons: Vec<CreditedReason>,
    /// For each member that does not credit the wire, the member that shows it: it credits the wire, did not appear
    /// later, and has most of the other's text. In the order of the members.
    pub witnesses: Vec<Witness>,
}

/// Decides the wire of a cluster by a vote of its outlets. An outlet has one vote for an agency, however many copies it
/// printed. The wire is sure if it has a sure vote, clearly more than any other agency, and not just one among many
/// silent outlets.
///
/// `is_publisher` tells agencies that print texts of others on their own sites. `containment` is the share of the first
/// member's text that the second has.
#[must_use]
pub fn attribute_cluster(
    members: &[ClusterMember<'_>],
    is_publisher: impl Fn(AgencyId) -> bool,
    containment: impl FnMut(usize, usize) -> f64,
) -> Origin {
    let votes = count_votes(members, is_publisher);
    let mut ranking: Vec<(AgencyId, &Votes<'_>)> = votes.iter().map(|(&agency, votes)| (agency, votes)).collect();
    ranking.sort_by_key(|(agency, votes)| (Reverse(votes.rank()), *agency));
    let Some((&(wire, first), others)) = ranking.split_first() else {
        let reasons = members.iter().map(|member| without_wire(member.credit)).collect();
        return Origin { reasons, ..Origin::default() };
    };
    let outlets = members.iter().map(|member| member.outlet).collect::<BTreeSet<_>>().len();
    let certainty = certainty(first, others.first().map(|(_, votes)| *votes), outlets);
    let (reasons, witnesses) = credited(members, wire, certainty, containment);
    Origin {
        wire: Some(wire),
        certainty,
        evidence: first.best,
        conflicts: others.iter().map(|(agency, votes)| (*agency, votes.count())).collect(),
        reasons,
        witnesses,
    }
}

impl Origin {
    /// Takes back that members do not credit the wire of which another capture does. `again` has pairs of members that
    /// are captures of one article: a further one, and the first.
    pub fn join_captures(&mut self, again: &[(u32, u32)]) {
        let credits = |rank: u32| self.reasons.get(rank as usize).map(|reason| reason.credited());
        let names = |rank: &u32| credits(*rank) == Some(Credited::Yes);
        let named: BTreeSet<u32> =
            again.iter().filter(|(later, first)| names(later) || names(first)).map(|(_, first)| *first).collect();
        let of_named =
            again.iter().filter(|(_, first)| named.contains(first)).flat_map(|(later, first)| [later, first]);
        let accused: BTreeSet<usize> =
            of_named.filter(|rank| credits(**rank) == Some(Credited::No)).map(|rank| *rank as usize).collect();
        accused.iter().for_each(|&at| self.reasons[at] = CreditedReason::OtherCapture);
        self.witnesses.retain(|witness| !accused.contains(&witness.accused));
    }
}

/// Whether copies of several outlets may be the earliest of a cluster, because their times do not tell them apart.
/// Always so if no member has a time.
#[must_use]
pub fn has_tied_lead(members: &[ClusterMember<'_>]) -> bool {
    let Some(lead) = members.iter().min_by_key(|member| (undated_last(member.published), member.path)) else {
        return false;
    };
    let Some(earliest) = lead.published.map(Published::possible_minutes_in_any_zone) else { return true };
    members.iter().any(|member| {
        let may_be_earliest =
            |minutes: RangeInclusive<i64>| minutes.start() <= earliest.end() && minutes.end() >= earliest.start();
        let possible = member.published.map(Published::possible_minutes_in_any_zone);
        member.outlet != lead.outlet && possible.is_some_and(may_be_earliest)
    })
}

#[cfg(test)]
#[path = "origin_tests.rs"]
mod tests;
