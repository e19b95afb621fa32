//! What two articles are to each other, and what form a copy has beside its lead.

use super::overlap::Overlap;

/// How two articles that share text are related.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// One text: at least half of both together, or most of the shorter in one cluster with the longer.
    Copy,
    /// Two stages of one story: less than that, but strewn over both.
    Version,
    /// The longer has most of the shorter and is another text: a roundup, a live page, a briefing.
    Contains,
    /// They share a quote, a paragraph of background or a page's furniture.
    Quotes,
    /// Two reports from one template with different facts.
    Template,
}

/// From this containment in the longer on, the shorter is a copy of it, or contained in it.
const MOST: f64 = 0.6;
/// From this Jaccard on, two articles are one text.
const HALF: f64 = 0.5;

impl Relation {
    /// The relation of two articles of one cluster.
    #[must_use]
    pub fn within_cluster(overlap: Overlap) -> Relation {
        if overlap.jaccard() >= HALF || smaller_in_larger(overlap) >= MOST { Relation::Copy } else { Relation::Version }
    }

    /// The relation of two articles that are not in one cluster.
    #[must_use]
    pub fn across(overlap: Overlap) -> Relation {
        if smaller_in_larger(overlap) >= MOST { Relation::Contains } else { Relation::Quotes }
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
        }
    }
}

fn smaller_in_larger(overlap: Overlap) -> f64 {
    overlap.containment_a().max(overlap.containment_b())
}

/// What a copy is beside its lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// The lead itself.
    Lead,
    /// All of it, word for word but for a few.
    Verbatim,
    /// All of it, with changes in the wording.
    Edited,
    /// A part of it, and little else.
    Cut,
    /// All of it and more.
    Extended,
    /// An earlier or later stage of the story, of which less than half is the lead's.
    Version,
}

/// A copy with so much of the lead, and the lead with so much of it, differs in single words. One changed word spoils five
/// shingles, so that ten changes in a text of 500 words leave .9.
const WORD_FOR_WORD: f64 = 0.9;
/// Where one side has this much more of the other than the reverse, something was cut or added.
const LOPSIDED: f64 = 0.15;
/// Less of either in the other is a version.
const ONE_TEXT: f64 = 0.5;

impl Form {
    /// The form of a copy, from what it (first) shares with its lead (second).
    #[must_use]
    pub fn beside_lead(overlap: Overlap) -> Form {
        let (own, kept) = (overlap.containment_a(), overlap.containment_b());
        if own.max(kept) < ONE_TEXT {
            Form::Version
        } else if own.min(kept) >= WORD_FOR_WORD {
            Form::Verbatim
        } else if own - kept >= LOPSIDED {
            Form::Cut
        } else if kept - own >= LOPSIDED {
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
    fn the_form_says_what_was_kept_and_what_was_added() {
        let form = |shared, copy, lead| Form::beside_lead(Overlap { shared, a: copy, b: lead });
        assert_eq!(form(490, 500, 500), Form::Verbatim);
        assert_eq!(form(400, 500, 500), Form::Edited);
        assert_eq!(form(195, 200, 500), Form::Cut);
        assert_eq!(form(480, 700, 500), Form::Extended);
        assert_eq!(form(150, 400, 500), Form::Version);
    }

    #[test]
    fn the_same_amount_is_a_copy_in_the_cluster_and_contained_outside_it() {
        let overlap = Overlap { shared: 90, a: 100, b: 600 };
        assert_eq!(Relation::within_cluster(overlap), Relation::Copy);
        assert_eq!(Relation::across(overlap), Relation::Contains);
        let some = Overlap { shared: 120, a: 300, b: 400 };
        assert_eq!((Relation::within_cluster(some), Relation::across(some)), (Relation::Version, Relation::Quotes));
    }
}
