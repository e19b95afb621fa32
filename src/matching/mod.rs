//! Matching: how much two articles really share, computed exactly.

mod overlap;
mod passages;
mod runs;
mod segments;
mod spread;
mod verify;

pub use overlap::{Overlap, ShingleSets};
pub use passages::{Passage, passages};
pub use runs::{covered, longest_run};
pub use segments::{Segment, segments};
pub use spread::Spread;
pub use verify::{Match, MatchSettings, verify};
