//! The origin of one cluster: which agency's text it is by its members' credits, and which copy is the earliest here.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::agencies::AgencyId;
use super::credit::{Certainty, Credit, CreditKind};
use wirecopy_core::time::{Precision, Published};

/// What is known of one member.
#[derive(Debug, Clone, Copy)]
pub struct ClusterMember<'a> {
    /// Its own credit.
    pub credit: &'a Credit,
    /// Who printed it.
    pub outlet: &'a str,
    /// When.
    pub published: Option<Published>,
    /// Its path or id: the last word where times are equal.
    pub path: &'a str,
    /// Whether the page was read whole: where text is missing, so may be the credit.
    pub complete: bool,
}

/// Whether a copy names its wire.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Credited {
    /// It does.
    Yes,
    /// The cluster's wire is sure, the page was read whole, and it does not.
    No,
    /// The wire is not sure, the page was not read whole, or its own words leave it open.
    #[default]
    Unknown,
}

impl Credited {
    /// The word of the tables.
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
    /// The wire; `None` where no member names one.
    pub wire: Option<AgencyId>,
    /// Sure, likely or none.
    pub certainty: Certainty,
    /// The member whose words say it best.
    pub evidence: Option<usize>,
    /// Agencies that members name as theirs beside the wire, with how many outlets do; most first.
    pub conflicts: Vec<(AgencyId, usize)>,
    /// Per member.
    pub credited: Vec<Credited>,
}

/// What the outlets say for one agency.
#[derive(Default)]
struct Votes<'a> {
    sure: Vec<&'a str>,
    likely: Vec<&'a str>,
    /// On its own site, or under its own URLs: weaker than words, since a publisher's site prints others' copy too.
    site: bool,
    best: Option<usize>,
}

/// The wire of a cluster. Outlets vote, not pages: an outlet that ran the text four times has one voice. A sure word of
/// one outlet makes the wire sure only where no other agency has as many, and where a cluster is large, one voice against
/// silence is a mistake of one page at times: then it is likely.
#[must_use]
pub fn attribute_cluster(members: &[ClusterMember<'_>]) -> Origin {
    let mut votes: BTreeMap<AgencyId, Votes<'_>> = BTreeMap::new();
    for (at, member) in members.iter().enumerate() {
        let Some(agency) = member.credit.wire else { continue };
        let vote = votes.entry(agency).or_default();
        if member.credit.kind == Some(CreditKind::OwnSite) {
            vote.site = true;
        } else {
            let said = if member.credit.certainty == Certainty::Sure { &mut vote.sure } else { &mut vote.likely };
            if !said.contains(&member.outlet) {
                said.push(member.outlet);
            }
        }
        let better = |known: usize| strength(member.credit) > strength(members[known].credit);
        if vote.best.is_none_or(better) {
            vote.best = Some(at);
        }
    }
    let rank = |v: &Votes<'_>| (v.sure.len(), usize::from(v.site), v.likely.len());
    let mut order: Vec<(&AgencyId, &Votes<'_>)> = votes.iter().collect();
    order.sort_by(|a, b| rank(b.1).cmp(&rank(a.1)).then(a.0.cmp(b.0)));
    let Some(&(&wire, first)) = order.first() else {
        return Origin { credited: vec![Credited::Unknown; members.len()], ..Origin::default() };
    };
    let certainty = certainty(first, order.get(1).map(|o| o.1), outlets(members));
    Origin {
        wire: Some(wire),
        certainty,
        evidence: first.best,
        conflicts: order[1..].iter().map(|(id, v)| (**id, count(v))).collect(),
        credited: members.iter().map(|m| credited(m, wire, certainty)).collect(),
    }
}

fn count(votes: &Votes<'_>) -> usize {
    votes.sure.len() + votes.likely.iter().filter(|o| !votes.sure.contains(o)).count() + usize::from(votes.site)
}

fn outlets(members: &[ClusterMember<'_>]) -> usize {
    let mut names: Vec<&str> = members.iter().map(|m| m.outlet).collect();
    names.sort_unstable();
    names.dedup();
    names.len()
}

/// One sure voice speaks for this many outlets; beyond, a second one is asked for.
const SILENT_OUTLETS: usize = 8;

fn certainty(first: &Votes<'_>, second: Option<&Votes<'_>>, outlets: usize) -> Certainty {
    let voices = first.sure.len() + usize::from(first.site);
    let against = second.map_or(0, |v| v.sure.len() + usize::from(v.site));
    // Two agencies with the same weight: an outlet merged two stories, or one of the pages misleads.
    if voices == 0 || voices <= against || voices * 2 < against * 3 && against > 0 {
        return Certainty::Likely;
    }
    if voices == 1 && outlets > SILENT_OUTLETS {
        return Certainty::Likely;
    }
    Certainty::Sure
}

fn strength(credit: &Credit) -> (Certainty, std::cmp::Reverse<Option<CreditKind>>) {
    (credit.certainty, std::cmp::Reverse(credit.kind))
}

fn credited(member: &ClusterMember<'_>, wire: AgencyId, certainty: Certainty) -> Credited {
    let credit = member.credit;
    if credit.wire == Some(wire) {
        return Credited::Yes;
    }
    // A page that names the wire as a helper does name it.
    if credit.contributed.contains(&wire) {
        return Credited::Yes;
    }
    if certainty != Certainty::Sure || !member.complete || credit.wire.is_some() {
        return Credited::Unknown;
    }
    Credited::No
}

/// The earliest copy in this corpus, which is not to say that it is the original.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EarliestCopy {
    /// The member that stands first.
    pub member: usize,
    /// Other members that may be as early: the times given don't tell them apart.
    pub ties: Vec<usize>,
    /// Whether its time is known.
    pub dated: bool,
}

/// The lead of a cluster; `None` without members. Only a day known is a tie with every minute of that day: of those the
/// minutes lead, then the days, and the earlier of both by path. Undated members come last and tie with nobody who has a date.
#[must_use]
pub fn earliest_copy(members: &[ClusterMember<'_>]) -> Option<EarliestCopy> {
    let first = order(members).first().copied()?;
    let head = members.get(first)?;
    let ties = match head.published {
        None => (0..members.len()).filter(|&m| m != first).collect(),
        Some(time) => {
            // Everything that may lie at or before the lead's own time.
            let latest = last_minute(time);
            let may_tie = |m: &ClusterMember<'_>| {
                m.published.is_some_and(|p| {
                    p.minutes <= latest
                        && last_minute(p) >= time.minutes
                        && (p.minutes == time.minutes
                            || p.precision != Precision::Minute
                            || time.precision != Precision::Minute)
                })
            };
            (0..members.len()).filter(|&m| m != first && members.get(m).is_some_and(may_tie)).collect()
        }
    };
    Some(EarliestCopy { member: first, ties, dated: head.published.is_some() })
}

/// The members by time: day by day, within a day those with a minute first, undated last, then by path.
#[must_use]
pub fn order(members: &[ClusterMember<'_>]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..members.len()).collect();
    order.sort_by(|&a, &b| by_time(&members[a], &members[b]).then(a.cmp(&b)));
    order
}

fn by_time(a: &ClusterMember<'_>, b: &ClusterMember<'_>) -> Ordering {
    let key = |m: &ClusterMember<'_>| {
        m.published
            .map(|p| (p.minutes.div_euclid(DAY), p.precision == Precision::Day, p.minutes))
            .map_or((1, (0, false, 0)), |k| (0, k))
    };
    key(a).cmp(&key(b)).then_with(|| a.path.cmp(b.path))
}

const DAY: i64 = 24 * 60;

fn last_minute(time: Published) -> i64 {
    match time.precision {
        Precision::Day => time.minutes.saturating_add(DAY - 1),
        Precision::Minute => time.minutes,
    }
}

/// Minutes from one time to another; `None` where either is unknown, or where only the days are known and they are the same.
#[must_use]
pub fn lag_minutes(from: Option<Published>, to: Option<Published>) -> Option<i64> {
    let (from, to) = (from?, to?);
    if from.precision == Precision::Minute && to.precision == Precision::Minute {
        return Some(to.minutes - from.minutes);
    }
    let days = to.minutes.div_euclid(DAY) - from.minutes.div_euclid(DAY);
    (days != 0).then(|| days.saturating_mul(DAY))
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: AgencyId = AgencyId(0);
    const B: AgencyId = AgencyId(1);

    fn says(wire: AgencyId, certainty: Certainty, kind: CreditKind) -> Credit {
        Credit { wire: Some(wire), certainty, kind: Some(kind), ..Credit::default() }
    }

    fn member<'a>(credit: &'a Credit, outlet: &'a str, published: Option<Published>) -> ClusterMember<'a> {
        ClusterMember { credit, outlet, published, path: outlet, complete: true }
    }

    #[test]
    fn an_uncredited_copy_gets_the_wire_of_the_credited_ones() {
        let (sure, silent) = (says(A, Certainty::Sure, CreditKind::Dateline), Credit::default());
        let mut cut = member(&silent, "cut.example", None);
        cut.complete = false;
        let origin =
            attribute_cluster(&[member(&sure, "one.example", None), member(&silent, "two.example", None), cut]);
        assert_eq!((origin.wire, origin.certainty, origin.evidence), (Some(A), Certainty::Sure, Some(0)));
        assert_eq!(origin.credited, [Credited::Yes, Credited::No, Credited::Unknown]);
    }

    #[test]
    fn one_likely_word_against_five_silent_pages_is_likely_and_accuses_nobody() {
        let (likely, silent) = (says(A, Certainty::Likely, CreditKind::Byline), Credit::default());
        let names = ["b.example", "c.example", "d.example", "e.example", "f.example"];
        let mut members = vec![member(&likely, "a.example", None)];
        members.extend(names.iter().map(|n| member(&silent, n, None)));
        let origin = attribute_cluster(&members);
        assert_eq!(origin.certainty, Certainty::Likely);
        assert!(!origin.credited.contains(&Credited::No));
    }

    #[test]
    fn an_outlet_that_ran_it_four_times_has_one_voice() {
        let (a, b) = (says(A, Certainty::Sure, CreditKind::Dateline), says(B, Certainty::Sure, CreditKind::Dateline));
        let mut members = vec![member(&a, "x.example", None); 4];
        members.push(member(&b, "y.example", None));
        members.push(member(&b, "z.example", None));
        let origin = attribute_cluster(&members);
        assert_eq!((origin.wire, origin.certainty), (Some(B), Certainty::Sure));
        assert_eq!(origin.conflicts, [(A, 1)]);
    }

    #[test]
    fn two_agencies_of_the_same_weight_are_a_conflict_and_not_sure() {
        let (a, b) = (says(A, Certainty::Sure, CreditKind::Dateline), says(B, Certainty::Sure, CreditKind::Byline));
        let silent = Credit::default();
        let origin = attribute_cluster(&[
            member(&b, "y.example", None),
            member(&a, "x.example", None),
            member(&silent, "z.example", None),
        ]);
        assert_eq!((origin.wire, origin.certainty), (Some(A), Certainty::Likely));
        assert_eq!(origin.conflicts, [(B, 1)]);
        assert_eq!(origin.credited, [Credited::Unknown, Credited::Yes, Credited::Unknown]);
    }

    #[test]
    fn a_merged_story_of_one_outlet_does_not_shake_three_others() {
        let (a, b) = (says(A, Certainty::Sure, CreditKind::Dateline), says(B, Certainty::Sure, CreditKind::Byline));
        let members: Vec<ClusterMember<'_>> =
            ["p", "q", "r"].iter().map(|n| member(&a, n, None)).chain([member(&b, "s", None)]).collect();
        assert_eq!(attribute_cluster(&members).certainty, Certainty::Sure);
    }

    #[test]
    fn the_agencys_own_site_speaks_for_it_but_a_credit_outweighs_a_publishers_site() {
        let (own, silent) = (says(A, Certainty::Sure, CreditKind::OwnSite), Credit::default());
        let origin = attribute_cluster(&[member(&own, "a.example", None), member(&silent, "b.example", None)]);
        assert_eq!((origin.wire, origin.certainty), (Some(A), Certainty::Sure));
        let named = says(B, Certainty::Sure, CreditKind::Byline);
        let origin = attribute_cluster(&[
            member(&own, "a.example", None),
            member(&named, "b.example", None),
            member(&named, "c.example", None),
        ]);
        assert_eq!((origin.wire, origin.certainty), (Some(B), Certainty::Sure));
    }

    #[test]
    fn photographs_and_contributions_make_no_wire() {
        let photo = Credit { certainty: Certainty::PhotoOnly, photo_credit: Some(A), ..Credit::default() };
        let part = Credit { certainty: Certainty::Contributed, contributed: vec![A], ..Credit::default() };
        let origin = attribute_cluster(&[member(&photo, "a", None), member(&part, "b", None)]);
        assert_eq!((origin.wire, origin.certainty), (None, Certainty::None));
        assert_eq!(origin.credited, [Credited::Unknown, Credited::Unknown]);
        assert_eq!(attribute_cluster(&[]), Origin::default());
    }

    #[test]
    fn a_day_ties_with_every_minute_of_it_and_the_undated_come_last() {
        let silent = Credit::default();
        let at = |m| Some(Published::minute(m));
        let members = [
            member(&silent, "undated", None),
            member(&silent, "next", Some(Published::day(11))),
            member(&silent, "day", Some(Published::day(10))),
            member(&silent, "late", at(10 * DAY + 700)),
            member(&silent, "early", at(10 * DAY + 600)),
        ];
        assert_eq!(order(&members), [4, 3, 2, 1, 0]);
        assert_eq!(earliest_copy(&members), Some(EarliestCopy { member: 4, ties: vec![2], dated: true }));
        let days = [member(&silent, "b", Some(Published::day(10))), member(&silent, "a", Some(Published::day(10)))];
        assert_eq!(earliest_copy(&days), Some(EarliestCopy { member: 1, ties: vec![0], dated: true }));
        let none = [member(&silent, "b", None), member(&silent, "a", None)];
        assert_eq!(earliest_copy(&none), Some(EarliestCopy { member: 1, ties: vec![0], dated: false }));
        assert_eq!(earliest_copy(&[]), None);
    }

    #[test]
    fn a_lag_is_told_only_as_exactly_as_it_is_known() {
        let (day, minute) = (|d| Some(Published::day(d)), |m| Some(Published::minute(m)));
        assert_eq!(lag_minutes(minute(100), minute(161)), Some(61));
        assert_eq!(lag_minutes(day(3), day(5)), Some(2 * DAY));
        assert_eq!(lag_minutes(day(3), minute(3 * DAY + 60)), None);
        assert_eq!(lag_minutes(None, minute(1)), None);
    }
}
