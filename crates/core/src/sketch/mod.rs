//! Sketches: the MinHash values and the anchors of a document, by which its copies are found among millions.

mod anchors;
mod kernel;
mod kernels;
mod minhash;

pub use anchors::{AnchorSettings, ShingledText, sample_anchors};
pub use kernel::Kernel;
pub use minhash::MinHasher;
