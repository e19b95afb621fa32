//! Whose text it is: the credits of the articles that have it.

use super::judge::Found;
use crate::attribution::agencies::{Agencies, AgencyKind};
use crate::attribution::credit::{Certainty, Credit};
use crate::attribution::origin::{ClusterMember, Origin, attribute_cluster};
use crate::pipeline::Settings;
use crate::text::Token;
use crate::verify::DocumentShingles;

/// Copies whose credits are asked; those that share most.
const MOST_MEMBERS: usize = 1000;

/// The wire of a text, and of each article that has some of it.
pub(super) struct Wires {
    pub(super) name: String,
    pub(super) certainty: &'static str,
    of_hits: Vec<HitWire>,
}

/// The wire of one article.
#[derive(Clone, Default)]
pub(super) struct HitWire {
    pub(super) name: String,
    pub(super) certainty: &'static str,
    pub(super) credited: &'static str,
}

impl Wires {
    pub(super) fn of_hit(&self, nth: usize) -> HitWire {
        self.of_hits.get(nth).cloned().unwrap_or_default()
    }
}

/// Attributes the copies and versions of a text together, as a scan does the copies of a cluster, and each other
/// article by its own words.
pub(super) fn attribute(found: &[Found<'_>], settings: &Settings) -> Wires {
    let agencies = &settings.agencies;
    let copies: Vec<usize> = (0..found.len()).filter(|&nth| found[nth].is_copy()).take(MOST_MEMBERS).collect();
    let mut of_hits: Vec<HitWire> = found.iter().map(|found| by_itself(found, agencies)).collect();
    let origin = if copies.len() > 1 { origin(found, &copies, settings) } else { Origin::default() };
    if let Some(wire) = origin.wire {
        for (rank, &nth) in copies.iter().enumerate() {
            let credited = origin.reasons.get(rank).map_or("", |reason| reason.credited().as_str());
            of_hits[nth] =
                HitWire { name: agencies.short(wire).to_owned(), certainty: origin.certainty.as_str(), credited };
        }
        return Wires { name: agencies.short(wire).to_owned(), certainty: origin.certainty.as_str(), of_hits };
    }
    // the words of one copy tell the wire of that copy only
    let of_one = copies.first().filter(|_| copies.len() == 1).map(|&nth| of_hits[nth].clone()).unwrap_or_default();
    Wires { name: of_one.name, certainty: of_one.certainty, of_hits }
}

fn by_itself(found: &Found<'_>, agencies: &Agencies) -> HitWire {
    let Some(credit) = &found.candidate.credit else { return HitWire::default() };
    let is_own_page = credit.wire.is_some() && credit.wire == credit.site;
    match credit.wire {
        Some(wire) if !is_own_page => HitWire {
            name: agencies.short(wire).to_owned(),
            certainty: credit.certainty.as_str(),
            credited: if credit.certainty >= Certainty::Likely { "yes" } else { "" },
        },
        _ => HitWire::default(),
    }
}

fn origin(found: &[Found<'_>], copies: &[usize], settings: &Settings) -> Origin {
    let silent = Credit::default();
    let member = |&nth: &usize| {
        let candidate = found[nth].candidate;
        let (record, credit) = (&candidate.record, candidate.credit.as_ref().unwrap_or(&silent));
        let outlet = if record.outlet.is_empty() { &record.id } else { &record.outlet };
        ClusterMember {
            credit,
            outlet,
            published: record.published,
            path: &record.path,
            complete: !credit.truncated,
            shows_authors: record.shows_author,
        }
    };
    let members: Vec<ClusterMember<'_>> = copies.iter().map(member).collect();
    let tokens: Vec<Vec<Token>> = copies.iter().map(|&nth| found[nth].kept.clone()).collect();
    let shingles = DocumentShingles::from_source(tokens, settings.core.shingle, copies.len() as u32);
    let is_publisher = |id| {
        let kind = settings.agencies.get(id).map(|agency| agency.kind);
        matches!(kind, Some(AgencyKind::Publisher | AgencyKind::Syndicate))
    };
    attribute_cluster(&members, is_publisher, |copy, other| shingles.overlap(copy as u32, other as u32).containment_a())
}
