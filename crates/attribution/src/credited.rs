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

/// Why a copy is said to credit its wire, not to credit it, or neither.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum CreditedReason {
    /// Its own words name the wire as its source.
    Credit,
    /// It names the wire as one that contributed.
    Contributor,
    /// It credits agencies without naming one.
    Generic,
    /// A copy that names the wire did not appear later and has most of its text.
    Proven,
    /// The wire is likely and not sure.
    #[default]
    WireNotSure,
    /// It credits another agency.
    OtherAgency,
    /// The wire's name stands somewhere on the page.
    NamedOnPage,
    /// The wire is named for a photograph.
    PhotoCredit,
    /// Its text breaks off: the credit may have stood below.
    BreaksOff,
    /// No page of its outlet shows an author, so that the place of a credit may not have been captured.
    NoAuthors,
    /// No copy of another outlet that names the wire is known not to have appeared later.
    NoWitness,
    /// Such copies have too little of its text.
    TooLittleShared,
    /// Another capture of the same article names the wire.
    OtherCapture,
}

impl CreditedReason {
    /// All of them, with what each means.
    pub const ALL: [(CreditedReason, &'static str); 13] = [
        (CreditedReason::Credit, "its own words name the wire as the source"),
        (CreditedReason::Contributor, "it names the wire as one that contributed"),
        (CreditedReason::Generic, "it credits agencies without naming one"),
        (
            CreditedReason::Proven,
            "another outlet's copy names the wire, did not appear later, and has most of its text: see `evidence`",
        ),
        (CreditedReason::WireNotSure, "the wire is likely and not sure"),
        (CreditedReason::OtherAgency, "it credits another agency"),
        (CreditedReason::NamedOnPage, "the wire's name stands somewhere on its page, not as a credit"),
        (CreditedReason::PhotoCredit, "the wire is named for a photograph"),
        (CreditedReason::BreaksOff, "its text breaks off: a credit may have stood below"),
        (
            CreditedReason::NoAuthors,
            "no page of its outlet shows an author, so that the place of a credit may not have been captured",
        ),
        (
            CreditedReason::NoWitness,
            "no copy of another outlet that names the wire is known not to have appeared later",
        ),
        (CreditedReason::TooLittleShared, "the copies that name the wire have less than 60 % of its text"),
        (CreditedReason::OtherCapture, "another capture of the same article names the wire"),
    ];

    /// Its name in the tables.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            CreditedReason::Credit => "credit",
            CreditedReason::Contributor => "contributor",
            CreditedReason::Generic => "generic_credit",
            CreditedReason::Proven => "proven",
            CreditedReason::WireNotSure => "wire_not_sure",
            CreditedReason::OtherAgency => "other_agency",
            CreditedReason::NamedOnPage => "named_on_page",
            CreditedReason::PhotoCredit => "photo_credit",
            CreditedReason::BreaksOff => "breaks_off",
            CreditedReason::NoAuthors => "no_authors",
            CreditedReason::NoWitness => "no_witness",
            CreditedReason::TooLittleShared => "too_little_shared",
            CreditedReason::OtherCapture => "other_capture",
        }
    }

    /// Whether a copy of this reason credits its wire.
    #[must_use]
    pub fn credited(self) -> Credited {
        match self {
            CreditedReason::Credit | CreditedReason::Contributor => Credited::Yes,
            CreditedReason::Generic => Credited::Generic,
            CreditedReason::Proven => Credited::No,
            _ => Credited::Unknown,
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

/// Why each member credits the wire or not, and the witnesses against those that do not.
pub(super) fn credited(
    members: &[ClusterMember<'_>],
    wire: AgencyId,
    certainty: Certainty,
    mut containment: impl FnMut(usize, usize) -> f64,
) -> (Vec<CreditedReason>, Vec<Witness>) {
    let is_sure = certainty == Certainty::Sure;
    let names_wire = |credit: &Credit| credit.wire == Some(wire) && credit.certainty == Certainty::Sure;
    let naming: Vec<usize> = (0..members.len()).filter(|&at| is_sure && names_wire(members[at].credit)).collect();
    let mut witnesses = Vec::new();
    let of_member = |(at, member): (usize, &ClusterMember<'_>)| {
        if let Some(reason) = of_its_own_words(member, wire, is_sure) {
            return reason;
        }
        let may_testify = |&&other: &&usize| {
            let other = &members[other];
            other.outlet != member.outlet && is_in_order(other.published, member.published)
        };
        let shares =
            naming.iter().filter(may_testify).take(MAX_WITNESSES).map(|&other| (containment(at, other), other));
        // the copy that has most of it, the first of equals
        match shares.reduce(|best, next| if next.0 > best.0 { next } else { best }) {
            None => CreditedReason::NoWitness,
            Some((share, _)) if share < MIN_PROVEN_SHARE || share.is_nan() => CreditedReason::TooLittleShared,
            Some((share, witness)) => {
                witnesses.push(Witness { accused: at, witness, share });
                CreditedReason::Proven
            }
        }
    };
    let reasons = members.iter().enumerate().map(of_member).collect();
    (reasons, witnesses)
}

/// What a member's own words and page decide; `None` where it may be said not to credit the wire.
fn of_its_own_words(member: &ClusterMember<'_>, wire: AgencyId, is_sure: bool) -> Option<CreditedReason> {
    let credit = member.credit;
    // a page that names the wire as a contributor does name it
    if credit.wire == Some(wire) {
        return Some(CreditedReason::Credit);
    }
    if credit.contributed.contains(&wire) {
        return Some(CreditedReason::Contributor);
    }
    let is_silent = credit.named_wire().is_none() && credit.contributed.is_empty();
    [
        (!is_silent, CreditedReason::OtherAgency),
        (credit.generic.is_some(), CreditedReason::Generic),
        (!is_sure, CreditedReason::WireNotSure),
        (credit.photo_credit == Some(wire), CreditedReason::PhotoCredit),
        (credit.mentioned.contains(&wire), CreditedReason::NamedOnPage),
        (!member.complete, CreditedReason::BreaksOff),
        (!member.shows_authors, CreditedReason::NoAuthors),
    ]
    .into_iter()
    .find_map(|(holds, reason)| holds.then_some(reason))
}

/// The same for a member of a cluster without a wire.
pub(super) fn without_wire(credit: &Credit) -> CreditedReason {
    if credit.generic.is_some() { CreditedReason::Generic } else { CreditedReason::WireNotSure }
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
