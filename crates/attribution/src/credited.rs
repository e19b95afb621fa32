//! Whether each copy of a cluster credits its wire, and what proves that one does not.

use super::agencies::AgencyId;
use super::credit::{Certainty, Credit};
use super::origin::ClusterMember;
use wirecopy_core::time::{Published, is_order_known, lag_minutes};

/// Whether a copy credits its wire.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Credited {
    /// It credits the wire.
    Yes,
    /// It credits agencies without naming one: `From wire reports`.
    Generic,
    /// The cluster's wire is sure, and its name stands nowhere on the copy's complete page, although the outlet's pages
    /// show who wrote a text, and a copy that did not appear later and has most of this one's text credits the wire.
    No,
    /// Nothing of this can be proved: the wire is not sure, or its name stands somewhere on the page; the text is
    /// truncated, credits another agency, or the outlet's pages never show an author; or no copy that credits the wire
    /// is known to be early and near enough.
    #[default]
    Unknown,
}

impl Credited {
    /// Its name in the tables.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Credited::Yes => "yes",
            Credited::Generic => "generic",
            Credited::No => "no",
            Credited::Unknown => "unknown",
        }
    }
}

/// A member whose credit shows that another does not credit the wire.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Witness {
    /// The member that does not credit the wire.
    pub accused: usize,
    /// The one that does.
    pub witness: usize,
    /// The share of the accused's text that the witness has.
    pub share: f64,
}

/// A copy is said not to credit the wire only if a copy that credits it has this share of its text: with less, the text
/// may be the outlet's own, with passages of the wire.
pub const MIN_PROVEN_SHARE: f64 = 0.6;
/// A witness is searched among this many of the copies that credit the wire.
const MAX_WITNESSES: usize = 16;

/// Whether each member credits the wire, and the witnesses against those that do not.
pub(super) fn credited(
    members: &[ClusterMember<'_>],
    wire: AgencyId,
    certainty: Certainty,
    mut containment: impl FnMut(usize, usize) -> f64,
) -> (Vec<Credited>, Vec<Witness>) {
    let is_sure = certainty == Certainty::Sure;
    let names_wire = |credit: &Credit| credit.wire == Some(wire) && credit.certainty == Certainty::Sure;
    let naming: Vec<usize> = (0..members.len()).filter(|&at| is_sure && names_wire(members[at].credit)).collect();
    let mut witnesses = Vec::new();
    let of_member = |(at, member): (usize, &ClusterMember<'_>)| {
        let credit = member.credit;
        // a page that names the wire as a contributor does name it
        if credit.wire == Some(wire) || credit.contributed.contains(&wire) {
            return Credited::Yes;
        }
        let is_silent = credit.named_wire().is_none() && credit.contributed.is_empty();
        let is_named = credit.mentioned.contains(&wire) || credit.photo_credit == Some(wire);
        let may_be_accused = is_sure && !is_named && member.complete && member.shows_authors;
        if !is_silent || credit.generic.is_some() || !may_be_accused {
            return if is_silent { generic_or_unknown(credit) } else { Credited::Unknown };
        }
        let may_testify = |&&other: &&usize| {
            let other = &members[other];
            other.outlet != member.outlet && is_in_order(other.published, member.published)
        };
        let shares =
            naming.iter().filter(may_testify).take(MAX_WITNESSES).map(|&other| (containment(at, other), other));
        // the copy that has most of it, the first of equals
        let best = shares.reduce(|best, next| if next.0 > best.0 { next } else { best });
        let Some((share, witness)) = best.filter(|(share, _)| *share >= MIN_PROVEN_SHARE) else {
            return Credited::Unknown;
        };
        witnesses.push(Witness { accused: at, witness, share });
        Credited::No
    };
    let credited = members.iter().enumerate().map(of_member).collect();
    (credited, witnesses)
}

pub(super) fn generic_or_unknown(credit: &Credit) -> Credited {
    if credit.generic.is_some() { Credited::Generic } else { Credited::Unknown }
}

/// Whether nothing speaks against the first time being before the second or the same. A time known to the day says
/// nothing about others of that day, one without a zone nothing about what a zone could turn around, and a missing time
/// nothing at all; two missing times are of a corpus without
/// times.
pub(super) fn is_in_order(first: Option<Published>, second: Option<Published>) -> bool {
    match (first, second) {
        (None, None) => true,
        _ => lag_minutes(first, second).is_some_and(|minutes| minutes >= 0) && is_order_known(first, second),
    }
}
