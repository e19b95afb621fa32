//! Index: from sketches to candidate pairs: LSH bands, and anchors.

mod banding;
mod candidates;
mod groups;

pub use banding::{BandKeys, Banding};
pub use candidates::{Candidates, Pair, candidates};
