//! Clusters: the components of a union-find that have at least two documents.

use crate::util::union_find::UnionFind;

impl UnionFind {
    /// The components of at least two documents.
    #[must_use]
    pub fn into_clusters(mut self) -> Clusters {
        let mut size = vec![0_u32; self.len()];
        let mut number = vec![None; self.len()];
        self.compress();
        let roots = self.into_roots();
        for &root in &roots {
            size[root as usize] += 1;
        }
        let mut members: Vec<Vec<u32>> = Vec::new();
        let mut cluster_of = vec![None; roots.len()];
        for (document, root) in roots.into_iter().enumerate() {
            if size[root as usize] > 1 {
                let cluster = *number[root as usize].get_or_insert_with(|| {
                    members.push(Vec::with_capacity(size[root as usize] as usize));
                    members.len() as u32 - 1
                });
                members[cluster as usize].push(document as u32);
                cluster_of[document] = Some(cluster);
            }
        }
        Clusters { members, cluster_of }
    }
}

/// Disjoint groups of at least two documents each, numbered in the order of their first documents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clusters {
    members: Vec<Vec<u32>>,
    cluster_of: Vec<Option<u32>>,
}

impl Clusters {
    /// The documents of each cluster, ascending.
    #[must_use]
    pub fn members(&self) -> &[Vec<u32>] {
        &self.members
    }

    /// The cluster of a document, `None` if it is in no cluster.
    #[must_use]
    pub fn cluster_of(&self, document: u32) -> Option<u32> {
        self.cluster_of.get(document as usize).copied().flatten()
    }

    /// Whether two documents are in one cluster.
    #[must_use]
    pub fn share_cluster(&self, a: u32, b: u32) -> bool {
        self.cluster_of(a).is_some() && self.cluster_of(a) == self.cluster_of(b)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn clusters(documents: usize, edges: &[(u32, u32)]) -> Clusters {
        let mut components = UnionFind::new(documents);
        edges.iter().for_each(|&(a, b)| _ = components.union(a, b));
        components.into_clusters()
    }

    proptest! {
        #[test]
        fn two_documents_are_in_one_cluster_if_a_path_connects_them(
            edges in proptest::collection::vec((0_u32..20, 0_u32..20), 0..25),
        ) {
            let clusters = clusters(20, &edges);
            // reachability by repeated relaxation
            let mut reaches = vec![[false; 20]; 20];
            (0..20).for_each(|at| reaches[at][at] = true);
            for _ in 0..20 {
                for &(a, b) in &edges {
                    for from in &mut reaches {
                        let either = from[a as usize] || from[b as usize];
                        from[a as usize] = either;
                        from[b as usize] = either;
                    }
                }
            }
            for (a, b) in (0..20_u32).flat_map(|a| (0..20_u32).map(move |b| (a, b))).filter(|(a, b)| a != b) {
                prop_assert_eq!(clusters.share_cluster(a, b), reaches[a as usize][b as usize]);
            }
        }

        #[test]
        fn the_order_of_the_matches_does_not_matter(
            mut edges in proptest::collection::vec((0_u32..15, 0_u32..15), 0..20),
        ) {
            let forwards = clusters(15, &edges);
            edges.reverse();
            prop_assert_eq!(clusters(15, &edges), forwards);
        }
    }
}
