//! Verification: the exact overlap of two documents, and the verdict on it.
//!
//! [`Checker`] compares the shingles of two documents and gives a [`Verdict`]: a match, or related for some [`Reason`].
//! [`passages`] and [`segments`] align two texts for a reader.
//!
//! ```
//! use wirecopy_core::text::{ShingleSettings, tokens};
//! use wirecopy_core::verify::{Checker, DocumentShingles, MatchSettings, Verdict};
//!
//! let story = "The ferry ran aground off Holm on Monday with 212 people aboard, the coast guard said.";
//! let texts = [story, &format!("{story} Nobody was hurt."), "Copper rose by three marks in Trevane on Monday."];
//! let texts: Vec<_> = texts.into_iter().map(tokens).collect();
//! let shingles = DocumentShingles::from_source(texts, ShingleSettings::default(), 3);
//! let checker = Checker::new(&shingles, &|_| None, MatchSettings::default());
//! let mut scratch = checker.scratch();
//! assert!(matches!(checker.check(0, 1, &mut scratch), Some(Verdict::Match(_))));
//! assert_eq!(checker.check(0, 2, &mut scratch), None);
//! ```

mod align;
mod anchor_filter;
mod checker;
mod document_shingles;
mod doubtful;
mod insert;
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
pub use checker::{Checker, CheckerScratch, PublicationTimes, SharedSources, may_be_versions};
pub use document_shingles::DocumentShingles;
pub(crate) use doubtful::{InOrder, least_in_order};
pub use relation::{Form, Relation};
pub use settings::MatchSettings;
pub(crate) use shingle_sequence::ShingleSequence;
pub use shingle_table::{Comparison, ShingleTable};
pub use spread::Spread;
pub use template::{Agreement, TemplateDetector};
pub use verdict::{Match, PairKind, PairStats, Reason, RelatedPair, Verdict, Verdicts};
