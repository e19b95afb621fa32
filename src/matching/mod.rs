//! Matching: how much two articles really share, computed exactly.

mod overlap;
mod passages;
mod probe;
mod relation;
mod runs;
mod segments;
mod spread;
mod template;
mod verify;

pub use overlap::{Overlap, ShingleSets};
pub use passages::{Passage, passages};
pub use relation::{Form, Relation};
pub use runs::{covered, longest_run};
pub use segments::{Segment, segments};
pub use spread::Spread;
pub use template::Templates;
pub use verify::{Checked, Match, MatchSettings, Near, Why, verify};
