//! Verification: the exact overlap of two documents, and the verdict on it.
//!
//! [`Checker`] compares the shingles of two documents and gives a [`Verdict`]: a match, or related for some [`Reason`].
//! [`passages`] and [`segments`] align two texts for a reader.
//!
//! ```
//! use wirecopy_core::text::tokens;
//! use wirecopy_core::verify::Verdict;
//! use wirecopy_core::{Config, Verifier};
//!
//! let story = "The ferry ran aground off Holm on Monday with 212 people aboard, the coast guard said.";
//! let longer = tokens(&format!("{story} Nobody was hurt."));
//! let [story, other] = [story, "Copper rose by three marks in Trevane on Monday."].map(tokens);
//! let verifier = Verifier::new(&Config::news());
//! assert!(matches!(verifier.compare(&story, &longer, [None; 2]), Some(Verdict::Match(_))));
//! assert_eq!(verifier.compare(&story, &other, [None; 2]), None);
//! ```

mod align;
mod anchor_filter;
mod checker;
mod document_shingles;
mod doubtful;
mod insert;
mod many_pairs;
mod pair_list;
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
pub(crate) use checker::{Checker, may_be_versions};
pub use document_shingles::DocumentShingles;
pub(crate) use doubtful::{InOrder, least_in_order};
pub use pair_list::PairList;
pub(crate) use pair_list::PairRuns;
pub use relation::{Form, Relation};
pub use settings::MatchSettings;
pub(crate) use shingle_sequence::ShingleSequence;
pub use shingle_table::{Comparison, ShingleTable};
pub use spread::Spread;
pub use template::{Agreement, TemplateDetector};
pub use verdict::{Match, PairKind, PairStats, Reason, RelatedPair, Verdict, Verdicts};
