//! The stages of a run as pure functions: the same input gives the same output, and nothing else is read or changed.
//!
//! They are for engines that distribute a run, and for indexes that grow. Documents are numbered within the batch that
//! a stage gets; the caller numbers them across batches with [`number()`]. A batch can be:
//!
//! | stage | function | a batch is |
//! |---|---|---|
//! | number | [`number()`] | all keys |
//! | tokens | [`tokens`](crate::text::tokens) | any documents |
//! | learn, cut | [`learn`], [`cut`](crate::boilerplate::cut) | the documents of one source |
//! | both, as a run does them | [`cut_sources()`] | the documents of whole sources |
//! | sketch | [`Sketcher`] | any documents |
//! | groups | [`groups()`] | all records of some keys |
//! | same texts | [`same_texts()`] | whole components of documents that share band keys |
//! | pair counts | [`pair_counts()`] | one group |
//! | choose | [`choose()`] | all pairs of two texts |
//! | check | [`check()`], [`measure()`], [`Verifier`] | any pairs |
//! | decide | [`decide()`] | whole components of [`decisive_pairs`] |
//!
//! [`learn`]: crate::boilerplate::learn

mod check;
mod choose;
mod cut_sources;
mod decide;
mod groups;
mod sketch;
mod texts;

pub(crate) use check::with_checker;
pub use check::{Verifier, check, measure};
pub use choose::{Posting, TextPair, choose, content_hash, pair_counts, score_estimate};
pub use cut_sources::{CutSources, cut_sources};
pub use decide::{Decision, decide, decisive_pairs};
pub use groups::{groups, number};
pub use sketch::{Sketch, Sketcher};
pub use texts::same_texts;
