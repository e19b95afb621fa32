//! Matching: how much two articles really share, computed exactly.

mod agreement;
mod check;
mod facts;
mod naming;
mod overlap;
mod passages;
mod probe;
mod relation;
mod runs;
mod segments;
mod settings;
mod slots;
mod spread;
mod template;

pub use agreement::Agreement;
pub use check::{Checked, Checker, Match, Near, Outcome, Scratch, Why, may_be_versions};
pub use overlap::{Overlap, ShingleSets};
pub use passages::{Passage, passages};
pub(crate) use probe::Probe;
pub use relation::{Form, Relation};
pub(crate) use runs::Runs;
pub use runs::{covered, longest_run};
pub use segments::{Segment, segments};
pub use settings::MatchSettings;
pub use spread::Spread;
pub use template::Templates;
