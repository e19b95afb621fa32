//! Sketch: what is kept of an article to find its copies among millions: MinHash values, and anchors.

mod anchors;
mod kernel;
mod minhash;
mod simd;

pub use anchors::{AnchorSettings, Shingled, anchors_of};
pub use kernel::Kernel;
pub use minhash::MinHasher;
