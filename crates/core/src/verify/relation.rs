//! The relation of two documents, and the form of a copy beside its lead.

use super::verdict::{PairKind, PairStats, Reason};
use crate::overlap::Overlap;

/// How two documents that share text are related.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// One text: Jaccard of at least one half, or most of the shorter in one cluster with the longer.
    Copy,
    /// Two stages of one story: less than that, but scattered over both.
    Version,
    /// The longer has most of the shorter and is another text: a roundup, a live page, a briefing.
    Contains,
    /// They share a quote, a paragraph of background or boilerplate.
    Quotes,
    /// Two reports from one template with different facts.
    Template,
    /// Two items of a series: a form that one outlet prints again and again.
    Series,
}

/// From this containment on, the longer has most of the shorter.
const MOST_CONTAINMENT: f64 = 0.6;
/// From this Jaccard index on, two documents are one text.
const ONE_TEXT_JACCARD: f64 = 0.5;

impl Relation {
    /// The relation of a pair of one cluster (`share_cluster`) or of one story (`share_story`). `is_version` says
    /// whether the pair is among the [versions](crate::cluster::versions).
    #[must_use]
    pub fn of_pair(
        pair: &PairStats,
        share_cluster: bool,
        share_story: bool,
        is_version: impl FnOnce() -> bool,
    ) -> Relation {
        match pair.kind {
            PairKind::Related(Reason::Template) => Relation::Template,
            _ if share_cluster => Relation::within_cluster(pair.overlap),
            PairKind::Related(Reason::Scattered) if share_story => Relation::Version,
            _ if share_story && is_version() => Relation::Version,
            _ => Relation::across(pair.overlap),
        }
    }

    /// The relation of two documents of one cluster.
    #[must_use]
    pub(crate) fn within_cluster(overlap: Overlap) -> Relation {
        if overlap.jaccard() >= ONE_TEXT_JACCARD || overlap.most_containment() >= MOST_CONTAINMENT {
            Relation::Copy
        } else {
            Relation::Version
        }
    }

    /// The relation of two documents that are not in one cluster.
    #[must_use]
    pub(crate) fn across(overlap: Overlap) -> Relation {
        if overlap.most_containment() >= MOST_CONTAINMENT { Relation::Contains } else { Relation::Quotes }
    }

    /// The relation of two documents that are in one series and not in one cluster, if `share_series` says so. Where
    /// differing facts were found, it remains a template.
    #[must_use]
    pub fn or_series(self, share_series: bool) -> Relation {
        if share_series && self != Relation::Template { Relation::Series } else { self }
    }

    /// Its name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Relation::Copy => "copy",
            Relation::Version => "version",
            Relation::Contains => "contains",
            Relation::Quotes => "quotes",
            Relation::Template => "template",
            Relation::Series => "series",
        }
    }
}

/// The form of a copy beside its lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// The lead itself.
    Lead,
    /// All of it, word for word except for a few.
    Verbatim,
    /// All of it, with changes in the wording.
    Edited,
    /// A part of it, and little else.
    Cut,
    /// All of it and more.
    Extended,
    /// An earlier or later stage of the story that shares less than half with the lead.
    Version,
}

/// Copy and lead differ in single words if each contains this much of the other. One changed word spoils five shingles,
/// so ten changes in a text of 500 words leave .9.
const VERBATIM_CONTAINMENT: f64 = 0.9;
/// Something was cut or added if one containment exceeds the other by this.
const CUT_DIFFERENCE: f64 = 0.15;
/// If neither contains this much of the other, the copy is a version.
const COPY_CONTAINMENT: f64 = 0.5;

impl Form {
    /// The form of a copy. The overlap is that of the copy (`a`) with its lead (`b`).
    #[must_use]
    pub fn beside_lead(overlap: Overlap) -> Form {
        let (own, kept) = (overlap.containment_a(), overlap.containment_b());
        if own.max(kept) < COPY_CONTAINMENT {
            Form::Version
        } else if own.min(kept) >= VERBATIM_CONTAINMENT {
            Form::Verbatim
        } else if own - kept >= CUT_DIFFERENCE {
            Form::Cut
        } else if kept - own >= CUT_DIFFERENCE {
            Form::Extended
        } else {
            Form::Edited
        }
    }

    /// Its name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Form::Lead => "lead",
            Form::Verbatim => "verbatim",
            Form::Edited => "edited",
            Form::Cut => "cut",
            Form::Extended => "extended",
            Form::Version => "version",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_follows_from_how_much_was_kept_and_added() {
        let form = |shared, copy, lead| Form::beside_lead(Overlap { shared, a: copy, b: lead });
        assert_eq!(form(490, 500, 500), Form::Verbatim);
        assert_eq!(form(400, 500, 500), Form::Edited);
        assert_eq!(form(195, 200, 500), Form::Cut);
        assert_eq!(form(480, 700, 500), Form::Extended);
        assert_eq!(form(150, 400, 500), Form::Version);
    }

    #[test]
    fn most_of_a_short_text_is_a_copy_within_its_cluster_and_contained_elsewhere() {
        let overlap = Overlap { shared: 90, a: 100, b: 600 };
        assert_eq!(Relation::within_cluster(overlap), Relation::Copy);
        assert_eq!(Relation::across(overlap), Relation::Contains);
        let some = Overlap { shared: 120, a: 300, b: 400 };
        assert_eq!((Relation::within_cluster(some), Relation::across(some)), (Relation::Version, Relation::Quotes));
    }
}
