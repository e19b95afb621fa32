//! Connected components, by union-find.

use crate::util::prefetch::prefetch;
use rayon::prelude::*;

/// Articles that a thread looks at in one go, at least.
const AT_ONCE: usize = 1 << 14;

/// A forest of articles: each tree is a component. The root is always the lowest article, so that the order of joining
/// does not count.
#[derive(Debug, Clone)]
pub struct UnionFind {
    parent: Vec<u32>,
}

impl UnionFind {
    /// Every article by itself.
    #[must_use]
    pub fn new(articles: usize) -> Self {
        UnionFind { parent: (0..articles as u32).collect() }
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
    pub fn find(&mut self, mut article: u32) -> u32 {
        while self.parent[article as usize] != article {
            let above = self.parent[self.parent[article as usize] as usize];
            self.parent[article as usize] = above;
            article = above;
        }
        article
    }

    /// The component of an article, when [`UnionFind::compress`] was called after the last join; else something above it.
    #[must_use]
    pub fn find_flat(&self, article: u32) -> u32 {
        self.parent[article as usize]
    }

    /// The component of each article, when [`UnionFind::compress`] was called after the last join.
    pub(crate) fn into_roots(self) -> Vec<u32> {
        self.parent
    }

    /// Says that an article will be asked for soon.
    #[inline]
    pub(crate) fn prefetch(&self, article: u32) {
        prefetch(&self.parent[article as usize..=article as usize]);
    }

    /// Whether these articles are of one component; [`UnionFind::compress`] was called after the last join.
    #[must_use]
    pub fn same_set(&self, articles: &[u32]) -> bool {
        articles.windows(2).all(|pair| self.find_flat(pair[0]) == self.find_flat(pair[1]))
    }

    /// Makes every article know its component at once.
    pub fn compress(&mut self) {
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
    pub fn union(&mut self, a: u32, b: u32) -> bool {
        let (a, b) = (self.find(a), self.find(b));
        self.parent[a.max(b) as usize] = a.min(b);
        a != b
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn once_flat_every_article_knows_its_component(
            edges in proptest::collection::vec((0_u32..40, 0_u32..40), 0..60),
            again in 0_usize..60,
        ) {
            let mut components = UnionFind::new(40);
            for (nth, &(a, b)) in edges.iter().enumerate() {
                components.union(a, b);
                if nth == again {
                    components.compress();
                }
            }
            components.compress();
            let roots: Vec<u32> = (0..40).map(|article| components.clone().find(article)).collect();
            prop_assert_eq!((0..40).map(|article| components.find_flat(article)).collect::<Vec<_>>(), &roots[..]);
            for a in 0..40_u32 {
                prop_assert_eq!(components.same_set(&[0, a]), roots[0] == roots[a as usize]);
            }
        }
    }
}
