//! Stories: clusters, and single articles, that are versions of one wire story.

use super::clusters::Clusters;
use crate::components::Components;

/// For each article the lowest article of its story: clusters hang together by the pairs of `versions`. An article that is
/// alone is its own story.
#[must_use]
pub fn stories(articles: usize, clusters: &Clusters, versions: impl Iterator<Item = (u32, u32)>) -> Vec<u32> {
    let mut components = Components::new(articles);
    for members in clusters.members() {
        for pair in members.windows(2) {
            components.join(pair[0], pair[1]);
        }
    }
    for (a, b) in versions {
        components.join(a, b);
    }
    components.flatten();
    components.into_roots()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_links_clusters_without_joining_them() {
        let mut components = Components::new(6);
        components.join(0, 1);
        components.join(3, 4);
        let clusters = components.into_clusters();
        assert_eq!(stories(6, &clusters, [(1, 4)].into_iter()), [0, 0, 2, 0, 0, 5]);
        assert_eq!(clusters.members().len(), 2);
    }
}
