//! Cluster: from matches to groups of articles that are one text.

mod apart;
mod average;
mod clusters;
mod patch;
mod pieces;
mod series;
mod stories;
mod versions;
mod weak;
mod weld;

pub use crate::union_find::UnionFind;
pub use average::average;
pub use clusters::Clusters;
pub use series::Series;
pub use stories::stories;
pub use versions::versions;
pub use weak::is_sure;
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
