//! The index: from the sketches of documents to the pairs that are worth an exact check.
//!
//! Similar documents share band keys ([`BandKeys`], by locality-sensitive hashing of MinHash signatures) and anchors
//! ([`AnchorKeys`], sampled shingles). [`Index`] builds the posting lists of these keys, table by table, and finds the
//! candidate pairs in them.

mod anchor_keys;
mod band_keys;
mod banding;
mod candidate_rounds;
mod candidate_search;
mod candidates;
mod concat;
mod cooccurrence;
mod forward_index;
mod inverted_index;
mod locality;
mod merged_postings;
mod postings;
mod radix;
mod text_order;

pub(crate) use anchor_keys::AnchorBlock;
pub use anchor_keys::AnchorKeys;
pub use band_keys::BandKeys;
pub(crate) use band_keys::transpose;
pub use banding::Banding;
pub use candidate_search::score_estimate;
pub(crate) use candidate_search::{HEAVY_KEY, REPRESENTATIVES};
pub use candidates::CandidatePairs;
pub(crate) use candidates::Candidates;
pub use inverted_index::Index;
pub(crate) use postings::{PostingFilter, Postings};
