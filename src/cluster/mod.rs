//! Cluster: from matches to groups of articles that are one text.

mod components;

pub use components::{Clusters, Components};
