//! Index: from sketches to the pairs that are worth an exact check.

mod anchor_keys;
mod band_keys;
mod banding;
mod buckets;
mod candidates;
mod concat;
mod groups;
mod homes;
mod joint;
mod pairing;

pub(crate) use anchor_keys::AnchorBlock;
pub use anchor_keys::AnchorKeys;
pub use band_keys::BandKeys;
pub(crate) use band_keys::by_band;
pub use banding::Banding;
pub use buckets::Index;
pub use candidates::{Candidates, Pair};
pub use groups::{Groups, Keep};
pub use homes::{HomeParts, Homes};
pub use pairing::{Buckets, OfTexts};
