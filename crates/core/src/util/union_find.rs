//! Union-find over numbered elements.

use crate::util::prefetch::prefetch;
use rayon::prelude::*;

/// Elements that a thread compresses at once, at least.
const MIN_ELEMENTS_PER_TASK: usize = 1 << 14;

/// Disjoint sets of the elements 0 to n − 1. A set's representative is its lowest element, so that the order of unions
/// makes no difference.
#[derive(Debug, Clone)]
pub struct UnionFind {
    parent: Vec<u32>,
}

impl UnionFind {
    /// Every element in a set of its own.
    #[must_use]
    pub fn new(elements: usize) -> Self {
        UnionFind { parent: (0..elements as u32).collect() }
    }

    /// Number of elements.
    #[must_use]
    pub(crate) fn len(&self) -> usize {
        self.parent.len()
    }

    /// Whether there are no elements.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parent.is_empty()
    }

    /// The lowest element of the set that `element` is in. Halves the path to it.
    pub fn find(&mut self, mut element: u32) -> u32 {
        while self.parent[element as usize] != element {
            let grandparent = self.parent[self.parent[element as usize] as usize];
            self.parent[element as usize] = grandparent;
            element = grandparent;
        }
        element
    }

    /// [`UnionFind::find`] by one lookup. Right only if no union came after the last [`UnionFind::compress`]; else it
    /// may return another element of the set.
    #[must_use]
    pub fn find_flat(&self, element: u32) -> u32 {
        self.parent[element as usize]
    }

    /// The lowest element of each element's set, if no union came after the last [`UnionFind::compress`].
    pub(crate) fn into_roots(self) -> Vec<u32> {
        self.parent
    }

    /// Prefetches what [`UnionFind::find_flat`] reads.
    #[inline]
    pub(crate) fn prefetch(&self, element: u32) {
        prefetch(&self.parent[element as usize..=element as usize]);
    }

    /// Whether all of these are in one set, if no union came after the last [`UnionFind::compress`].
    #[must_use]
    pub fn same_set(&self, elements: &[u32]) -> bool {
        elements.windows(2).all(|pair| self.find_flat(pair[0]) == self.find_flat(pair[1]))
    }

    /// Points every element to the lowest of its set.
    pub fn compress(&mut self) {
        // most elements point there already, and the other paths are short
        let root = |&(mut element): &u32| {
            while self.parent[element as usize] != element {
                element = self.parent[element as usize];
            }
            element
        };
        self.parent = self.parent.par_iter().with_min_len(MIN_ELEMENTS_PER_TASK).map(root).collect();
    }

    /// Unites the sets of two elements. Returns whether they were different sets.
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
        fn compressed_elements_point_to_the_lowest_of_their_set(
            unions in proptest::collection::vec((0_u32..40, 0_u32..40), 0..60),
            compressed_after in 0_usize..60,
        ) {
            let mut sets = UnionFind::new(40);
            // the slow oracle: every element's set by its number
            let mut oracle: Vec<u32> = (0..40).collect();
            for (nth, &(a, b)) in unions.iter().enumerate() {
                let (of_a, of_b) = (oracle[a as usize], oracle[b as usize]);
                prop_assert_eq!(sets.union(a, b), of_a != of_b);
                oracle.iter_mut().filter(|set| **set == of_a.max(of_b)).for_each(|set| *set = of_a.min(of_b));
                if nth == compressed_after {
                    sets.compress();
                }
            }
            sets.compress();
            for element in 0..40_u32 {
                let root = oracle[element as usize];
                prop_assert_eq!((sets.find(element), sets.find_flat(element)), (root, root));
                prop_assert_eq!(sets.same_set(&[0, element]), root == 0);
            }
            prop_assert_eq!(sets.into_roots(), oracle);
        }
    }
}
