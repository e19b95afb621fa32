//! Verification: the exact overlap of two articles, and whether it makes them a match.

mod align;
mod anchor_filter;
mod checker;
mod document_shingles;
mod relation;
mod settings;
mod shingle_sequence;
mod shingle_table;
mod spread;
mod template;
mod verdict;

pub use crate::overlap::Overlap;
pub use align::{Passage, Segment, covered_words, longest_run, passages, segments};
pub use anchor_filter::AnchorFilter;
pub use checker::{Checker, PublicationTimes, Scratch, may_be_versions};
pub use document_shingles::DocumentShingles;
pub use relation::{Form, Relation};
pub use settings::MatchSettings;
pub(crate) use shingle_sequence::ShingleSequence;
pub use shingle_table::{Comparison, ShingleTable};
pub use spread::Spread;
pub use template::{Agreement, TemplateDetector};
pub use verdict::{Match, PairKind, PairStats, Reason, RelatedPair, Verdict, Verdicts};
