//! Locality: which documents are likely to be compared with each other, known from their keys before anything is
//! compared.

use super::postings::Postings;
use crate::store::Partitioning;
use crate::util::union_find::UnionFind;

/// Documents in a component. Nearly all stories have fewer, and the limit keeps chains of chance matches from
/// connecting half the corpus.
const MAX_COMPONENT: u32 = 4096;

/// Components of documents that share keys, of limited size. Documents of one component are likely to be compared, so
/// that their rows are stored next to each other. This is a hint about storage and decides nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Locality {
    components: Vec<u32>,
}

impl Locality {
    /// Connects the documents of each posting list, as long as their component has room. The surest lists come first.
    #[must_use]
    pub(crate) fn new(documents: usize, mut postings: impl Iterator<Item = Postings> + Send) -> Locality {
        let mut components = GrowingComponents { connected: UnionFind::new(documents), sizes: vec![1; documents] };
        let mut next = postings.next();
        while let Some(lists) = next {
            // one thread connects documents while the others build the next lists
            ((), next) = rayon::join(|| components.connect(&lists), || postings.next());
        }
        let mut connected = components.connected;
        Locality { components: (0..documents as u32).map(|document| connected.find(document)).collect() }
    }

    /// The component of a document, named by its lowest document.
    ///
    /// # Panics
    /// When there is no such document.
    #[must_use]
    pub(crate) fn component(&self, document: u32) -> u32 {
        self.components[document as usize]
    }

    /// Divides the components in their order into partitions. The weights of a partition sum up to `max_weight`, and
    /// exceed it by less than one component. Singletons go into separate partitions at the end: they are rarely read.
    #[must_use]
    pub(crate) fn partition(&self, max_weight: u64, weight: impl Fn(u32) -> u64) -> Partitioning {
        // by lowest document; 0 where a document is not the lowest
        let (mut weights, mut sizes) = (vec![0_u64; self.components.len()], vec![0_u8; self.components.len()]);
        for (document, &component) in (0..).zip(&self.components) {
            weights[component as usize] += weight(document);
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

/// Components while documents are being connected.
struct GrowingComponents {
    connected: UnionFind,
    /// The size of each component, by its lowest document.
    sizes: Vec<u32>,
}

impl GrowingComponents {
    /// Connects the documents of each list. A document that finds no room starts the next component of its list.
    fn connect(&mut self, lists: &Postings) {
        for documents in lists.iter() {
            let mut with = documents[0];
            for &document in &documents[1..] {
                if !self.union(with, document) {
                    with = document;
                }
            }
        }
    }

    /// Connects two documents where there is room, and returns whether they are connected.
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
    fn documents_that_share_keys_are_in_one_component_directly_or_through_others() {
        // 0, 2 and 4 share a key of the first band, 1 and 3 too; 5 shares one of the second band with 0
        let keys = [[10, 1], [20, 2], [10, 3], [20, 4], [10, 5], [30, 1], [40, 9]];
        let locality = locality(&keys.map(Vec::from));
        assert_eq!((0..7).map(|document| locality.component(document)).collect::<Vec<_>>(), [0, 1, 0, 1, 0, 0, 6]);
    }

    #[test]
    fn a_full_component_takes_no_more_documents() {
        let documents = 3 * MAX_COMPONENT + 7;
        // all but the last two share one key, and these two share another
        let keys: Vec<Vec<u32>> = (0..documents + 2).map(|n| vec![u32::from(n >= documents), n]).collect();
        let locality = locality(&keys);
        let mut sizes = std::collections::BTreeMap::new();
        (0..documents + 2).for_each(|document| *sizes.entry(locality.component(document)).or_insert(0) += 1);
        assert_eq!(sizes.into_values().collect::<Vec<u32>>(), [MAX_COMPONENT, MAX_COMPONENT, MAX_COMPONENT, 7, 2]);
    }

    proptest! {
        #[test]
        fn a_component_is_in_one_partition_and_no_partition_is_too_heavy(
            keys in proptest::collection::vec(proptest::collection::vec(0_u32..30, 2), 1..80),
            max_weight in 1_u64..200,
        ) {
            let locality = locality(&keys);
            let weight = |document: u32| u64::from(document % 7);
            let Partitioning { count, shared, partitions } = locality.partition(max_weight, weight);
            let mut weights = vec![0; count];
            let mut of_components = vec![0; keys.len()];
            for document in 0..keys.len() as u32 {
                let component = locality.component(document);
                let partition = usize::from(partitions[document as usize]);
                prop_assert_eq!(partition, usize::from(partitions[component as usize]));
                prop_assert_eq!(locality.component(component), component);
                let size = (0..keys.len() as u32).filter(|&other| locality.component(other) == component).count();
                prop_assert_eq!(partition >= shared, size == 1);
                weights[partition] += weight(document);
                of_components[component as usize] += weight(document);
            }
            let heaviest = of_components.iter().max().copied().unwrap_or_default();
            prop_assert!(weights.iter().all(|&weight| weight < max_weight + heaviest.max(1)));
            for full in [&weights[..shared], &weights[shared..]] {
                prop_assert!(full.iter().rev().skip(1).all(|&weight| weight >= max_weight));
            }
        }
    }
}
