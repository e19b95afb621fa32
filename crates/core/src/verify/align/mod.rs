//! Alignment of two texts: shared passages, the chain of runs in one order, the longest shared run, and both texts as
//! one sequence of segments.

mod chain;
mod common_prefix;
mod kmer;
mod longest_run;
mod passages;
mod segments;

pub(crate) use chain::Chain;
pub(in crate::verify) use common_prefix::common_prefix_len;
pub(in crate::verify) use longest_run::SEED_LEN;
pub use longest_run::{covered_words, longest_run};
pub use passages::{Passage, passages};
pub use segments::{Segment, segments};
