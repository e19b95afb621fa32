//! The votes of the outlets of a cluster for its wire, and whether they make it sure.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::agencies::AgencyId;
use super::credit::{Certainty, Credit, CreditKind};
use super::credited::is_in_order;
use super::origin::ClusterMember;

/// The outlets that credit one agency.
#[derive(Default)]
pub(super) struct Votes<'a> {
    sure: BTreeSet<&'a str>,
    likely: BTreeSet<&'a str>,
    /// Whether a member is on the agency's own site. That counts as one sure outlet but ranks below a credit: a site
    /// prints texts of others, too.
    has_own_site: bool,
    /// The member with the strongest credit.
    pub(super) best: Option<usize>,
}

impl Votes<'_> {
    fn sure_count(&self) -> usize {
        self.sure.len() + usize::from(self.has_own_site)
    }

    pub(super) fn count(&self) -> usize {
        self.sure.union(&self.likely).count() + usize::from(self.has_own_site)
    }

    pub(super) fn rank(&self) -> (usize, bool, usize) {
        (self.sure.len(), self.has_own_site, self.likely.len())
    }
}

/// The votes for each agency. `is_publisher` tells agencies that print texts of others on their own sites: such a site
/// is evidence only while no other copy may be earlier and none credits another agency, and it is never sure.
pub(super) fn count_votes<'a>(
    members: &[ClusterMember<'a>],
    is_publisher: impl Fn(AgencyId) -> bool,
) -> BTreeMap<AgencyId, Votes<'a>> {
    let strength = |credit: &Credit| (credit.certainty, Reverse(credit.kind));
    // a publisher's site prints texts of agencies and of other publishers: any words for another source count more
    let is_credited_to_another =
        |site: AgencyId| members.iter().any(|other| other.credit.named_wire().is_some_and(|named| named != site));
    let mut all: BTreeMap<AgencyId, Votes<'a>> = BTreeMap::new();
    for (at, member) in members.iter().enumerate() {
        let ClusterMember { credit, outlet, .. } = member;
        let Some(agency) = credit.wire else { continue };
        let is_own_site = credit.kind == Some(CreditKind::OwnSite);
        let is_of_publisher = (is_own_site || credit.site == Some(agency)) && is_publisher(agency);
        if is_of_publisher && (is_credited_to_another(agency) || is_later_than_another(member, members)) {
            continue;
        }
        let votes = all.entry(agency).or_default();
        if is_of_publisher {
            votes.likely.insert(outlet);
        } else if is_own_site {
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

/// Whether a copy of another outlet is known to be earlier, or may be, for all that is known of the two times.
fn is_later_than_another(member: &ClusterMember<'_>, members: &[ClusterMember<'_>]) -> bool {
    members.iter().any(|other| other.outlet != member.outlet && !is_in_order(member.published, other.published))
}

/// In a cluster of more outlets one sure vote is not enough: it is more probably an error of one page.
const MAX_OUTLETS_FOR_ONE_VOTE: usize = 8;

/// How certain the wire with the most votes is.
pub(super) fn certainty(first: &Votes<'_>, second: Option<&Votes<'_>>, outlets: usize) -> Certainty {
    let (votes, against) = (first.sure_count(), second.map_or(0, Votes::sure_count));
    // with nearly as many votes against it an outlet has merged two stories, or one of the pages misleads
    let is_contested = votes <= against || votes * 2 < against * 3;
    Certainty::sure_if(!is_contested && (votes > 1 || outlets <= MAX_OUTLETS_FOR_ONE_VOTE))
}
