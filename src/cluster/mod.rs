//! Cluster: from matches to groups of articles that are one text.

mod components;
mod pieces;
mod weld;

pub use components::{Clusters, Components};
pub use weld::weld;
