//! Synth: seeded corpora of any size with their truth. Article `i` is a function of the seed and `i` alone, so that a
//! corpus of any size is written in a stream, in parallel, and is the same each time.

mod dice;
mod furniture;
mod noise;
mod plan;
mod prose;
mod story;
mod vocabulary;
mod write;

pub use plan::{Corpus, Kind, Settings, Truth};
pub use write::{Layout, write};
