//! Clusters: the components of the matches that have two articles or more.

use crate::union_find::UnionFind;

impl UnionFind {
    /// The components of two articles or more.
    #[must_use]
    pub fn into_clusters(mut self) -> Clusters {
        let articles = self.len();
        let mut size = vec![0_u32; articles];
        self.compress();
        let roots = self.into_roots();
        for &root in &roots {
            size[root as usize] += 1;
        }
        let mut number = vec![None; articles];
        let mut members: Vec<Vec<u32>> = Vec::new();
        let mut of_article = vec![None; articles];
        for (article, root) in roots.into_iter().enumerate() {
            if size[root as usize] > 1 {
                let cluster = *number[root as usize].get_or_insert_with(|| {
                    members.push(Vec::with_capacity(size[root as usize] as usize));
                    members.len() as u32 - 1
                });
                members[cluster as usize].push(article as u32);
                of_article[article] = Some(cluster);
            }
        }
        Clusters { members, of_article }
    }
}

/// Groups of two articles or more, numbered in the order of their lowest article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clusters {
    members: Vec<Vec<u32>>,
    of_article: Vec<Option<u32>>,
}

impl Clusters {
    /// The members of every cluster, ascending.
    #[must_use]
    pub fn members(&self) -> &[Vec<u32>] {
        &self.members
    }

    /// The cluster that `article` is in; `None` when it is alone.
    #[must_use]
    pub fn cluster_of(&self, article: u32) -> Option<u32> {
        self.of_article[article as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn two_articles_are_in_one_cluster_when_a_path_joins_them(
            edges in proptest::collection::vec((0_u32..20, 0_u32..20), 0..25),
        ) {
            let mut components = UnionFind::new(20);
            edges.iter().for_each(|&(a, b)| { components.union(a, b); });
            let clusters = components.into_clusters();
            // reachability by repeated widening
            let mut reach = vec![[false; 20]; 20];
            (0..20).for_each(|i| reach[i][i] = true);
            for _ in 0..20 {
                for &(a, b) in &edges {
                    for from in &mut reach {
                        let either = from[a as usize] || from[b as usize];
                        from[a as usize] = either;
                        from[b as usize] = either;
                    }
                }
            }
            for a in 0..20_u32 {
                for b in 0..20_u32 {
                    if a != b {
                        let together = clusters.cluster_of(a).is_some() && clusters.cluster_of(a) == clusters.cluster_of(b);
                        prop_assert_eq!(together, reach[a as usize][b as usize]);
                    }
                }
            }
        }

        #[test]
        fn the_order_of_matches_does_not_count(mut edges in proptest::collection::vec((0_u32..15, 0_u32..15), 0..20)) {
            let clusters = |edges: &[(u32, u32)]| {
                let mut components = UnionFind::new(15);
                edges.iter().for_each(|&(a, b)| { components.union(a, b); });
                components.into_clusters()
            };
            let forwards = clusters(&edges);
            edges.reverse();
            prop_assert_eq!(clusters(&edges), forwards);
        }
    }
}
