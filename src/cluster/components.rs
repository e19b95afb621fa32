//! Connected components of the matches, by union-find.

use crate::cache;
use rayon::prelude::*;

/// Articles that a thread looks at in one go, at least.
const AT_ONCE: usize = 1 << 14;

/// A forest of articles: each tree is a component. The root is always the lowest article, so that the order of joining
/// does not count.
#[derive(Debug, Clone)]
pub struct Components {
    parent: Vec<u32>,
}

impl Components {
    /// Every article by itself.
    #[must_use]
    pub fn new(articles: usize) -> Self {
        Components { parent: (0..articles as u32).collect() }
    }

    /// How many articles there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.parent.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parent.is_empty()
    }

    /// The lowest article of the component that `article` is in.
    pub fn root(&mut self, mut article: u32) -> u32 {
        while self.parent[article as usize] != article {
            let above = self.parent[self.parent[article as usize] as usize];
            self.parent[article as usize] = above;
            article = above;
        }
        article
    }

    /// The component of an article, when [`Components::flatten`] was called after the last join; else something above it.
    #[must_use]
    pub fn of(&self, article: u32) -> u32 {
        self.parent[article as usize]
    }

    /// Says that an article will be asked for soon.
    #[inline]
    pub(crate) fn expect(&self, article: u32) {
        cache::expect(&self.parent[article as usize..=article as usize]);
    }

    /// Whether these articles are of one component; [`Components::flatten`] was called after the last join.
    #[must_use]
    pub fn are_one(&self, articles: &[u32]) -> bool {
        articles.windows(2).all(|pair| self.of(pair[0]) == self.of(pair[1]))
    }

    /// Makes every article know its component at once.
    pub fn flatten(&mut self) {
        let root = |&(mut above): &u32| {
            while self.parent[above as usize] != above {
                above = self.parent[above as usize];
            }
            above
        };
        // most were flat before, and the way up is short
        self.parent = self.parent.par_iter().with_min_len(AT_ONCE).map(root).collect();
    }

    /// Joins two components; whether they were two.
    pub fn join(&mut self, a: u32, b: u32) -> bool {
        let (a, b) = (self.root(a), self.root(b));
        self.parent[a.max(b) as usize] = a.min(b);
        a != b
    }

    /// The components of two articles or more.
    #[must_use]
    pub fn into_clusters(mut self) -> Clusters {
        let articles = self.parent.len();
        let mut size = vec![0_u32; articles];
        let roots: Vec<u32> = (0..articles as u32).map(|article| self.root(article)).collect();
        for &root in &roots {
            size[root as usize] += 1;
        }
        let mut number = vec![None; articles];
        let mut members: Vec<Vec<u32>> = Vec::new();
        let mut of_article = vec![None; articles];
        for (article, &root) in roots.iter().enumerate() {
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
    pub fn of(&self, article: u32) -> Option<u32> {
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
            let mut components = Components::new(20);
            edges.iter().for_each(|&(a, b)| { components.join(a, b); });
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
                        let together = clusters.of(a).is_some() && clusters.of(a) == clusters.of(b);
                        prop_assert_eq!(together, reach[a as usize][b as usize]);
                    }
                }
            }
        }

        #[test]
        fn once_flat_every_article_knows_its_component(
            edges in proptest::collection::vec((0_u32..40, 0_u32..40), 0..60),
            again in 0_usize..60,
        ) {
            let mut components = Components::new(40);
            for (nth, &(a, b)) in edges.iter().enumerate() {
                components.join(a, b);
                if nth == again {
                    components.flatten();
                }
            }
            components.flatten();
            let roots: Vec<u32> = (0..40).map(|article| components.clone().root(article)).collect();
            prop_assert_eq!((0..40).map(|article| components.of(article)).collect::<Vec<_>>(), &roots[..]);
            for a in 0..40_u32 {
                prop_assert_eq!(components.are_one(&[0, a]), roots[0] == roots[a as usize]);
            }
        }

        #[test]
        fn the_order_of_matches_does_not_count(mut edges in proptest::collection::vec((0_u32..15, 0_u32..15), 0..20)) {
            let clusters = |edges: &[(u32, u32)]| {
                let mut components = Components::new(15);
                edges.iter().for_each(|&(a, b)| { components.join(a, b); });
                components.into_clusters()
            };
            let forwards = clusters(&edges);
            edges.reverse();
            prop_assert_eq!(clusters(&edges), forwards);
        }
    }
}
