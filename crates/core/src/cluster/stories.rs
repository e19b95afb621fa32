//! Stories: clusters and single documents that are versions of one story.

use super::clusters::Clusters;
use crate::util::union_find::UnionFind;

/// For each document the lowest document of its story. The pairs of `versions` connect clusters to stories. A document
/// without a connection is its own story.
#[must_use]
pub fn stories(documents: usize, clusters: &Clusters, versions: impl Iterator<Item = (u32, u32)>) -> Vec<u32> {
    let mut stories = UnionFind::new(documents);
    for pair in clusters.members().iter().flat_map(|members| members.windows(2)) {
        stories.union(pair[0], pair[1]);
    }
    for (a, b) in versions {
        stories.union(a, b);
    }
    stories.compress();
    stories.into_roots()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_connects_clusters_to_a_story_without_joining_them() {
        let mut components = UnionFind::new(6);
        components.union(0, 1);
        components.union(3, 4);
        let clusters = components.into_clusters();
        assert_eq!(stories(6, &clusters, [(1, 4)].into_iter()), [0, 0, 2, 0, 0, 5]);
        assert_eq!(clusters.members().len(), 2);
    }
}
