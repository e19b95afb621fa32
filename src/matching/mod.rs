//! Matching: how much two articles really share, computed exactly.

mod agreement;
mod alike;
mod check;
mod facts;
mod naming;
mod outcome;
mod outside;
mod overlap;
mod passages;
mod probe;
mod relation;
mod runs;
mod sample;
mod seeds;
mod segments;
mod sets;
mod settings;
mod slots;
mod spread;
mod template;
mod text;

pub use agreement::Agreement;
pub use check::{Checker, Scratch, may_be_versions};
pub use outcome::{Checked, Match, Measured, Near, Outcome, What, Why};
pub use overlap::Overlap;
pub use passages::{Passage, passages};
pub use probe::{Probe, Shared};
pub use relation::{Form, Relation};
pub use runs::{covered, longest_run};
pub use sample::LeastAnchors;
pub use segments::{Segment, segments};
pub use sets::ShingleSets;
pub use settings::MatchSettings;
pub use spread::Spread;
pub use template::Templates;
pub(crate) use text::Text;
