//! Sketch: what is kept of an article to find its copies among millions: MinHash values, and anchors.

mod anchors;
mod minhash;
mod simd;

pub use anchors::{AnchorSettings, anchors_of};
pub use minhash::{Kernel, MinHasher};
