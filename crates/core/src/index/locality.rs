//! Locality: which articles are likely to be compared with each other, known from their keys before anything is compared.

use super::postings::Postings;
use crate::store::Partitioning;
use crate::util::union_find::UnionFind;

/// Articles in a component. Nearly all stories have fewer, and the limit keeps chains of chance matches from connecting half the corpus.
const MAX_COMPONENT: u32 = 4096;

/// Components of articles that share keys, of limited size. Articles of one component are likely to be compared, so that their rows are
/// stored together. This is a hint about storage and decides nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locality {
    components: Vec<u32>,
}

impl Locality {
    /// Connects the articles of each posting list, as long as their component has room. The surest lists come first.
    #[must_use]
    pub fn new(articles: usize, mut postings: impl Iterator<Item = Postings> + Send) -> Locality {
        let mut components = GrowingComponents { connected: UnionFind::new(articles), sizes: vec![1; articles] };
        let mut next = postings.next();
        while let Some(lists) = next {
            // one thread connects articles while the others build the next lists
            ((), next) = rayon::join(|| components.connect(&lists), || postings.next());
        }
        let mut connected = components.connected;
        Locality { components: (0..articles as u32).map(|article| connected.find(article)).collect() }
    }

    /// The component of an article, named by its lowest article.
    ///
    /// # Panics
    /// When there is no such article.
    #[must_use]
    pub fn component(&self, article: u32) -> u32 {
        self.components[article as usize]
    }

    /// Divides the components in their order into partitions. The weights of a partition sum up to `max_weight`, and exceed it by less
    /// than one component. Singletons go into separate partitions at the end: they are rarely read.
    #[must_use]
    pub fn partition(&self, max_weight: u64, weight: impl Fn(u32) -> u64) -> Partitioning {
        // by lowest article; 0 where an article is not the lowest
        let (mut weights, mut sizes) = (vec![0_u64; self.components.len()], vec![0_u8; self.components.len()]);
        for (article, &component) in (0..).zip(&self.components) {
            weights[component as usize] += weight(article);
            sizes[component as usize] = sizes[component as usize].saturating_add(1);
        }
        // so that 16 bits can number the partitions
        let max_weight = max_weight.max(weights.iter().sum::<u64>() / u64::from(u16::MAX - 3) + 1);
        let mut of_components = vec![0; weights.len()];
        let mut count = 0;
        let mut fill = |has_size: fn(u8) -> bool| {
            let mut filled = max_weight;
            let components = weights.iter().zip(&mut of_components).zip(&sizes).filter(|&(_, &size)| has_size(size));
            for ((&weight, partition), _) in components {
                if filled >= max_weight {
                    (count, filled) = (count + 1, 0);
                }
                filled += weight;
                *partition = (count - 1) as u16;
            }
            count
        };
        let (shared, count) = (fill(|size| size > 1), fill(|size| size == 1));
        let partitions = self.components.iter().map(|&component| of_components[component as usize]).collect();
        Partitioning { count, shared, partitions }
    }
}

/// Components while articles are being connected.
struct GrowingComponents {
    connected: UnionFind,
    /// The size of each component, by its lowest article.
    sizes: Vec<u32>,
}

impl GrowingComponents {
    /// Connects the articles of each list. An article that finds no room starts the next component of its list.
    fn connect(&mut self, lists: &Postings) {
        for articles in lists.iter() {
            let mut with = articles[0];
            for &article in &articles[1..] {
                if !self.union(with, article) {
                    with = article;
                }
            }
        }
    }

    /// Connects two articles where there is room, and returns whether they are connected.
    fn union(&mut self, a: u32, b: u32) -> bool {
        let (a, b) = (self.connected.find(a), self.connected.find(b));
        let size = self.sizes[a as usize] + self.sizes[b as usize];
        if a != b && size <= MAX_COMPONENT {
            self.connected.union(a, b);
            self.sizes[a.min(b) as usize] = size;
        }
        a == b || size <= MAX_COMPONENT
    }
}

#[cfg(test)]
mod tests {
    use super::super::{AnchorKeys, BandKeys, Index};
    use super::*;
    use proptest::prelude::*;

    fn locality(keys: &[Vec<u32>]) -> Locality {
        let width = keys.first().map_or(0, Vec::len);
        let anchors = AnchorKeys::new(&vec![Vec::new(); keys.len()]);
        let mut index = Index::new(BandKeys::new(&keys.concat(), width), anchors);
        index.find_locality().clone()
    }

    #[test]
    fn articles_that_share_keys_are_in_one_component_directly_or_through_others() {
        // 0, 2 and 4 share a key of the first band, 1 and 3 too; 5 shares one of the second band with 0
        let keys = [[10, 1], [20, 2], [10, 3], [20, 4], [10, 5], [30, 1], [40, 9]];
        let locality = locality(&keys.map(Vec::from));
        assert_eq!((0..7).map(|article| locality.component(article)).collect::<Vec<_>>(), [0, 1, 0, 1, 0, 0, 6]);
    }

    #[test]
    fn a_full_component_takes_no_more_articles() {
        let articles = 3 * MAX_COMPONENT + 7;
        // all but the last two share one key, and these two share another
        let keys: Vec<Vec<u32>> = (0..articles + 2).map(|n| vec![u32::from(n >= articles), n]).collect();
        let locality = locality(&keys);
        let mut sizes = std::collections::BTreeMap::new();
        (0..articles + 2).for_each(|article| *sizes.entry(locality.component(article)).or_insert(0) += 1);
        assert_eq!(sizes.into_values().collect::<Vec<u32>>(), [MAX_COMPONENT, MAX_COMPONENT, MAX_COMPONENT, 7, 2]);
    }

    proptest! {
        #[test]
        fn a_component_is_in_one_partition_and_no_partition_is_too_heavy(
            keys in proptest::collection::vec(proptest::collection::vec(0_u32..30, 2), 1..80),
            max_weight in 1_u64..200,
        ) {
            let locality = locality(&keys);
            let weight = |article: u32| u64::from(article % 7);
            let Partitioning { count, shared, partitions } = locality.partition(max_weight, weight);
            let mut weights = vec![0; count];
            let mut of_components = vec![0; keys.len()];
            for article in 0..keys.len() as u32 {
                let component = locality.component(article);
                let partition = usize::from(partitions[article as usize]);
                prop_assert_eq!(partition, usize::from(partitions[component as usize]));
                prop_assert_eq!(locality.component(component), component);
                let size = (0..keys.len() as u32).filter(|&other| locality.component(other) == component).count();
                prop_assert_eq!(partition >= shared, size == 1);
                weights[partition] += weight(article);
                of_components[component as usize] += weight(article);
            }
            let heaviest = of_components.iter().max().copied().unwrap_or_default();
            prop_assert!(weights.iter().all(|&weight| weight < max_weight + heaviest.max(1)));
            for full in [&weights[..shared], &weights[shared..]] {
                prop_assert!(full.iter().rev().skip(1).all(|&weight| weight >= max_weight));
            }
        }
    }
}
