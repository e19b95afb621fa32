//! Origins of small clusters.

use super::*;
use crate::credit::CreditKind;

const A: AgencyId = AgencyId(0);
const B: AgencyId = AgencyId(1);
const C: AgencyId = AgencyId(2);

fn credit(wire: AgencyId, certainty: Certainty, kind: CreditKind) -> Credit {
    Credit { wire: Some(wire), certainty, kind: Some(kind), ..Credit::default() }
}

/// The origin of members that are all the same text; `C` is a publisher.
fn attribute(members: &[ClusterMember<'_>]) -> Origin {
    attribute_cluster(members, |agency| agency == C, |_, _| 1.0)
}

fn member<'a>(credit: &'a Credit, outlet: &'a str) -> ClusterMember<'a> {
    ClusterMember { credit, outlet, published: None, path: outlet, complete: true, shows_authors: true }
}

fn credited(origin: &Origin) -> Vec<Credited> {
    origin.reasons.iter().map(|reason| reason.credited()).collect()
}

#[test]
fn a_copy_without_a_credit_gets_the_wire_of_the_credited_copies() {
    let (sure, silent) = (credit(A, Certainty::Sure, CreditKind::Dateline), Credit::default());
    let truncated = ClusterMember { complete: false, ..member(&silent, "cut.example") };
    let origin = attribute(&[member(&sure, "one.example"), member(&silent, "two.example"), truncated]);
    assert_eq!((origin.wire, origin.certainty, origin.evidence), (Some(A), Certainty::Sure, Some(0)));
    assert_eq!(credited(&origin), [Credited::Yes, Credited::No, Credited::Unknown]);
}

#[test]
fn a_likely_credit_makes_no_silent_copy_uncredited() {
    let (likely, silent) = (credit(A, Certainty::Likely, CreditKind::Byline), Credit::default());
    let outlets = ["b.example", "c.example", "d.example", "e.example", "f.example"];
    let mut members = vec![member(&likely, "a.example")];
    members.extend(outlets.iter().map(|outlet| member(&silent, outlet)));
    let origin = attribute(&members);
    assert_eq!(origin.certainty, Certainty::Likely);
    assert!(!credited(&origin).contains(&Credited::No));
}

#[test]
fn one_sure_credit_is_not_enough_for_more_than_eight_outlets() {
    let (sure, silent) = (credit(A, Certainty::Sure, CreditKind::Dateline), Credit::default());
    let outlets = ["b", "c", "d", "e", "f", "g", "h", "i"];
    let mut members = vec![member(&sure, "a")];
    members.extend(outlets[..7].iter().map(|outlet| member(&silent, outlet)));
    assert_eq!(attribute(&members).certainty, Certainty::Sure);
    members.push(member(&silent, "i"));
    assert_eq!(attribute(&members).certainty, Certainty::Likely);
}

#[test]
fn an_outlet_with_four_copies_has_one_vote() {
    let (a, b) = (credit(A, Certainty::Sure, CreditKind::Dateline), credit(B, Certainty::Sure, CreditKind::Dateline));
    let mut members = vec![member(&a, "x.example"); 4];
    members.push(member(&b, "y.example"));
    members.push(member(&b, "z.example"));
    let origin = attribute(&members);
    assert_eq!((origin.wire, origin.certainty), (Some(B), Certainty::Sure));
    assert_eq!(origin.conflicts, [(A, 1)]);
}

#[test]
fn two_agencies_with_as_many_votes_are_likely_only() {
    let (a, b) = (credit(A, Certainty::Sure, CreditKind::Dateline), credit(B, Certainty::Sure, CreditKind::Byline));
    let silent = Credit::default();
    let members = [member(&b, "y.example"), member(&a, "x.example"), member(&silent, "z.example")];
    let origin = attribute(&members);
    assert_eq!((origin.wire, origin.certainty), (Some(A), Certainty::Likely));
    assert_eq!(origin.conflicts, [(B, 1)]);
    assert_eq!(credited(&origin), [Credited::Unknown, Credited::Yes, Credited::Unknown]);
}

#[test]
fn three_outlets_outvote_one_that_credits_another_agency() {
    let (a, b) = (credit(A, Certainty::Sure, CreditKind::Dateline), credit(B, Certainty::Sure, CreditKind::Byline));
    let members = [member(&a, "p"), member(&a, "q"), member(&a, "r"), member(&b, "s")];
    assert_eq!(attribute(&members).certainty, Certainty::Sure);
}

#[test]
fn an_agencys_own_site_makes_it_the_wire_unless_outlets_credit_another() {
    let (own, silent) = (credit(A, Certainty::Sure, CreditKind::OwnSite), Credit::default());
    let origin = attribute(&[member(&own, "a.example"), member(&silent, "b.example")]);
    assert_eq!((origin.wire, origin.certainty), (Some(A), Certainty::Sure));
    let named = credit(B, Certainty::Sure, CreditKind::Byline);
    let origin = attribute(&[member(&own, "a.example"), member(&named, "b.example"), member(&named, "c.example")]);
    assert_eq!((origin.wire, origin.certainty), (Some(B), Certainty::Sure));
}

#[test]
fn a_publishers_own_site_is_evidence_for_the_earliest_copy_only_and_never_sure() {
    let (own, silent) = (credit(C, Certainty::Sure, CreditKind::OwnSite), Credit::default());
    let at =
        |credit, outlet, minute| ClusterMember { published: Some(Published::minute(minute)), ..member(credit, outlet) };
    let first = attribute(&[at(&own, "c.example", 1), at(&silent, "b.example", 2)]);
    assert_eq!((first.wire, first.certainty), (Some(C), Certainty::Likely));
    assert_eq!(credited(&first), [Credited::Yes, Credited::Unknown]);
    let later = attribute(&[at(&silent, "b.example", 1), at(&own, "c.example", 2)]);
    assert_eq!(later.wire, None);
    // a time known to the day says nothing of that day
    let day = ClusterMember { published: Some(Published::day(0)), ..member(&silent, "b.example") };
    assert_eq!(attribute(&[at(&own, "c.example", 1), day]).wire, None);
}

#[test]
fn a_publishers_own_site_yields_to_any_words_for_another_agency() {
    let (own, likely) =
        (credit(C, Certainty::Sure, CreditKind::OwnSite), credit(A, Certainty::Likely, CreditKind::Byline));
    let origin = attribute(&[member(&own, "c.example"), member(&likely, "b.example")]);
    assert_eq!((origin.wire, origin.certainty), (Some(A), Certainty::Likely));
    // and its page is a copy like any other where the words are sure
    let sure = credit(A, Certainty::Sure, CreditKind::Dateline);
    let origin = attribute(&[member(&sure, "b.example"), member(&own, "c.example")]);
    assert_eq!(credited(&origin), [Credited::Yes, Credited::No]);
}

#[test]
fn nobody_is_said_to_copy_what_appeared_later_or_on_a_day_without_a_time() {
    let (sure, silent) = (credit(A, Certainty::Sure, CreditKind::Dateline), Credit::default());
    let credited = |named, other| {
        let named = ClusterMember { published: named, ..member(&sure, "a.example") };
        let other = ClusterMember { published: other, ..member(&silent, "b.example") };
        credited(&attribute(&[named, other]))[1]
    };
    let (minute, day) = (|minute| Some(Published::minute(minute)), |day| Some(Published::day(day)));
    assert_eq!(credited(minute(5), minute(5)), Credited::No);
    assert_eq!(credited(minute(5), minute(9)), Credited::No);
    assert_eq!(credited(minute(9), minute(5)), Credited::Unknown);
    assert_eq!(credited(day(1), day(1)), Credited::Unknown);
    assert_eq!(credited(minute(5), day(0)), Credited::Unknown);
    assert_eq!(credited(day(1), day(2)), Credited::No);
    assert_eq!(credited(None, day(2)), Credited::Unknown);
    assert_eq!(credited(None, None), Credited::No);
    // a zone could turn these around
    let local = |hours: i64| Some(Published::local_minute(hours * 60));
    assert_eq!(credited(local(5), local(9)), Credited::Unknown);
    assert_eq!(credited(local(5), local(30)), Credited::Unknown);
    assert_eq!(credited(local(5), local(31)), Credited::No);
    assert_eq!(credited(local(20), minute(30 * 60)), Credited::Unknown);
    assert_eq!(credited(local(20), minute(32 * 60)), Credited::No);
    assert_eq!(credited(local(20), day(1)), Credited::Unknown);
    assert_eq!(credited(day(0), local(49)), Credited::No);
}

#[test]
fn a_copy_with_less_than_most_of_a_credited_text_is_not_accused() {
    let (sure, silent) = (credit(A, Certainty::Sure, CreditKind::Dateline), Credit::default());
    let members = [member(&sure, "a"), member(&sure, "b"), member(&silent, "c"), member(&silent, "d")];
    // c has most of its text from b, d little from either
    let shares = |accused, witness| match (accused, witness) {
        (2, 1) => 0.7,
        (3, _) => 0.59,
        _ => 0.3,
    };
    let origin = attribute_cluster(&members, |_| false, shares);
    assert_eq!(credited(&origin), [Credited::Yes, Credited::Yes, Credited::No, Credited::Unknown]);
    assert_eq!(origin.witnesses, [Witness { accused: 2, witness: 1, share: 0.7 }]);
}

#[test]
fn a_copy_that_credits_agencies_in_general_is_generic_and_one_with_a_contribution_is_not_accused() {
    let sure = credit(A, Certainty::Sure, CreditKind::Dateline);
    let generic = Credit { generic: Some("From wire reports".to_owned()), ..Credit::default() };
    let part = Credit { certainty: Certainty::Contributed, contributed: vec![B], ..Credit::default() };
    let origin = attribute(&[member(&sure, "a"), member(&generic, "b"), member(&part, "c")]);
    assert_eq!(credited(&origin), [Credited::Yes, Credited::Generic, Credited::Unknown]);
    let origin = attribute(&[member(&generic, "b"), member(&part, "c")]);
    assert_eq!((origin.wire, &credited(&origin)[..]), (None, &[Credited::Generic, Credited::Unknown][..]));
}

#[test]
fn photographs_and_contributions_make_no_wire() {
    let photo = Credit { certainty: Certainty::PhotoOnly, photo_credit: Some(A), ..Credit::default() };
    let part = Credit { certainty: Certainty::Contributed, contributed: vec![A], ..Credit::default() };
    let origin = attribute(&[member(&photo, "a"), member(&part, "b")]);
    assert_eq!((origin.wire, origin.certainty), (None, Certainty::None));
    assert_eq!(credited(&origin), [Credited::Unknown, Credited::Unknown]);
    assert_eq!(attribute(&[]), Origin::default());
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
    let local = |minute| Some(Published::local_minute(10 * DAY + minute));
    assert!(has_tied_lead(&[at("a", local(600)), at("b", local(900))]));
    assert!(!has_tied_lead(&[at("a", local(600)), at("a", local(900)), at("b", local(DAY + 900))]));
    assert!(!has_tied_lead(&[]));
}

#[test]
fn nobody_is_accused_whose_page_has_the_name_of_the_wire_or_no_place_for_it() {
    let (sure, silent) = (credit(A, Certainty::Sure, CreditKind::Dateline), Credit::default());
    let told = Credit { mentioned: vec![A], ..Credit::default() };
    let pictured = Credit { photo_credit: Some(A), certainty: Certainty::PhotoOnly, ..Credit::default() };
    let of_another = Credit { mentioned: vec![B], photo_credit: Some(B), ..pictured.clone() };
    let without_authors = ClusterMember { shows_authors: false, ..member(&silent, "f.example") };
    let origin = attribute(&[
        member(&sure, "a.example"),
        member(&silent, "b.example"),
        member(&told, "c.example"),
        member(&pictured, "d.example"),
        member(&of_another, "e.example"),
        without_authors,
    ]);
    let expected = [Credited::Yes, Credited::No, Credited::Unknown, Credited::Unknown, Credited::No, Credited::Unknown];
    assert_eq!(credited(&origin), expected);
    assert_eq!(origin.witnesses.iter().map(|found| found.accused).collect::<Vec<_>>(), [1, 4]);
}
