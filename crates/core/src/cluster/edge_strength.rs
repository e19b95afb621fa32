//! The strength of a match as an edge between documents.

use crate::verify::{Agreement, Match};

/// From this Jaccard index on a match is strong: a document cannot share more than half of itself with each of two
/// texts that have nothing in common, so it cannot weld two stories.
const STRONG_JACCARD: f64 = 0.5;

/// Whether the documents of a match are one text on both sides.
#[must_use]
pub(super) fn is_strong(found: &Match) -> bool {
    found.overlap.jaccard() >= STRONG_JACCARD
}

/// Whether a match is strong and no fact differs.
#[must_use]
pub fn is_certain(found: &Match) -> bool {
    is_strong(found) && found.agreement == Agreement::Same
}
