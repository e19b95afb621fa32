//! Cluster: from matches to groups of articles that are one text.

mod components;
mod pieces;
mod stories;
mod weld;

pub use components::{Clusters, Components};
pub use stories::stories;
pub use weld::weld;
