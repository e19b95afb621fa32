//! Cluster: from matches to groups of articles that are one text.

mod average;
mod bridges;
mod cannot_link;
mod clusters;
mod edge_strength;
mod excerpts;
mod series;
mod stories;
mod versions;
mod weld;

pub use crate::union_find::UnionFind;
pub use average::average;
pub use clusters::Clusters;
pub use edge_strength::is_certain;
pub use series::Series;
pub use stories::stories;
pub use versions::versions;
pub use weld::weld;

/// What makes a cluster of matches.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Linkage {
    /// Every match welds, but for those over a roundup or a quote.
    #[default]
    Single,
    /// Groups join when they resemble each other on average: the versions of a story fall apart earlier.
    Average,
}
