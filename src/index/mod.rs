//! Index: from sketches to the pairs that are worth an exact check.

mod anchor_keys;
mod band_keys;
mod banding;
mod buckets;
mod candidates;
mod concat;
mod locality;
mod merged_postings;
mod pairing;
mod postings;

pub(crate) use anchor_keys::AnchorBlock;
pub use anchor_keys::AnchorKeys;
pub use band_keys::BandKeys;
pub(crate) use band_keys::by_band;
pub use banding::Banding;
pub use buckets::Index;
pub use candidates::{CandidatePair, CandidatePairs};
pub use locality::{Locality, Partitioning};
pub use pairing::{Buckets, Candidates};
pub use postings::{PostingFilter, Postings};
