//! Sketch: what is kept of an article to find its copies among millions: MinHash values, and anchors.

mod anchors;
mod kernel;
mod kernels;
mod minhash;

pub use anchors::{AnchorSettings, ShingledText, sample_anchors};
pub use kernel::Kernel;
pub use minhash::MinHasher;
