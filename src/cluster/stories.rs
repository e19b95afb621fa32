//! Stories: clusters, and single articles, that are versions of one wire story.

use super::clusters::Clusters;
use crate::union_find::UnionFind;

/// For each article the lowest article of its story: clusters hang together by the pairs of `versions`. An article that is
/// alone is its own story.
#[must_use]
pub fn stories(articles: usize, clusters: &Clusters, versions: impl Iterator<Item = (u32, u32)>) -> Vec<u32> {
    let mut components = UnionFind::new(articles);
    for members in clusters.members() {
        for pair in members.windows(2) {
            components.union(pair[0], pair[1]);
        }
    }
    for (a, b) in versions {
        components.union(a, b);
    }
    components.compress();
    components.into_roots()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_links_clusters_without_joining_them() {
        let mut components = UnionFind::new(6);
        components.union(0, 1);
        components.union(3, 4);
        let clusters = components.into_clusters();
        assert_eq!(stories(6, &clusters, [(1, 4)].into_iter()), [0, 0, 2, 0, 0, 5]);
        assert_eq!(clusters.members().len(), 2);
    }
}
