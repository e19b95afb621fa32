//! Components of texts that weak matches connect, and the bridges in them: documents that share one passage with one
//! text and another passage with another.

use super::cannot_link::CannotLink;
use crate::text::TokenSource;
use crate::util::union_find::UnionFind;
use crate::verify::{DocumentShingles, Match, ShingleTable};
use foldhash::{HashMap, HashSet};

/// The share of a pair's shared shingles that the neighbours in either cluster have to have on average.
const CORE_SHARE: f64 = 0.1;
/// Neighbours in the cluster that are sampled.
const NEIGHBOUR_SAMPLE: usize = 8;
/// A document that connects two texts stays with a neighbour that contains this share of it.
const OWN_TEXT_CONTAINMENT: f64 = 0.5;

/// The documents of one component of weak matches, renumbered in ascending order, with their texts and constraints.
///
/// No other component influences which of them become a cluster.
pub(super) struct WeakComponent {
    documents: Vec<u32>,
    /// The weak matches, in the order in which they join.
    edges: Vec<[u32; 2]>,
    texts: UnionFind,
    cannot_link: CannotLink,
}

impl WeakComponent {
    /// The component of the matches `weak`, which are in the order in which they join. `texts` is compressed, and
    /// `cannot_link` has its constraints.
    pub(super) fn new<'m>(
        weak: impl Iterator<Item = &'m Match> + Clone,
        texts: &UnionFind,
        cannot_link: &CannotLink,
    ) -> WeakComponent {
        let mut documents: Vec<u32> = weak.clone().flat_map(|found| [found.a, found.b]).collect();
        documents.sort_unstable();
        documents.dedup();
        let number = |document: u32| documents.partition_point(|&lower| lower < document) as u32;
        let edges = weak.map(|found| [number(found.a), number(found.b)]).collect();
        let mut own_texts = UnionFind::new(documents.len());
        let mut roots: HashMap<u32, u32> = HashMap::default();
        for (&document, number) in documents.iter().zip(0..) {
            own_texts.union(*roots.entry(texts.find_flat(document)).or_insert(number), number);
        }
        let cannot_link = cannot_link.restrict(&roots);
        WeakComponent { documents, edges, texts: own_texts, cannot_link }
    }

    /// Pairs of documents that connect each cluster of the component.
    pub(super) fn cluster<S: TokenSource>(mut self, shingles: &DocumentShingles<S>) -> Vec<(u32, u32)> {
        let neighbours = Neighbours::new(self.documents.len(), &self.edges);
        let mut bridges = HashSet::default();
        let mut clusters = self.grow(&neighbours, shingles, &mut bridges);
        bridges.retain(|&document| self.is_bridge(document, &neighbours, shingles, &mut clusters));
        if !bridges.is_empty() {
            self.edges.retain(|edge| !edge.iter().any(|document| bridges.contains(document)));
            clusters = self.grow(&neighbours, shingles, &mut HashSet::default());
        }
        let roots = (0..self.documents.len() as u32).map(|document| clusters.find(document) as usize);
        let pairs = roots.zip(&self.documents).map(|(root, &document)| (self.documents[root], document));
        pairs.filter(|(root, document)| root != document).collect()
    }

    /// Joins clusters along the weak matches whose shared shingles belong to the core of both. A document whose cluster
    /// does not have them goes into `bridges`.
    fn grow<S: TokenSource>(
        &self,
        neighbours: &Neighbours,
        shingles: &DocumentShingles<S>,
        bridges: &mut HashSet<u32>,
    ) -> UnionFind {
        let (mut clusters, mut cannot_link) = (self.texts.clone(), self.cannot_link.clone());
        let mut rejected: HashSet<(u32, u32)> = HashSet::default();
        for &[a, b] in &self.edges {
            let (root_a, root_b) = (clusters.find(a), clusters.find(b));
            if root_a == root_b
                || rejected.contains(&(a, root_b))
                || rejected.contains(&(b, root_a))
                || cannot_link.forbids(root_a, root_b)
            {
                continue;
            }
            let mut shared = shingles.shared_table(self.documents[a as usize], self.documents[b as usize]);
            let mut joins = true;
            for (document, own, other) in [(a, root_a, root_b), (b, root_b, root_a)] {
                let all = neighbours.of(document).iter().copied();
                let in_cluster = all.filter(|&neighbour| clusters.find(neighbour) == own).collect();
                if !self.shares_core(&mut shared, in_cluster, shingles) {
                    bridges.insert(document);
                    rejected.insert((document, other));
                    joins = false;
                }
            }
            if joins {
                cannot_link.union(&mut clusters, a, b);
            }
        }
        clusters
    }

    /// Whether a document's neighbours in its cluster have enough of the shingles that it shares with another document.
    /// Without neighbours there the document itself is the core.
    fn shares_core<S: TokenSource>(
        &self,
        shared: &mut ShingleTable,
        in_cluster: Vec<u32>,
        shingles: &DocumentShingles<S>,
    ) -> bool {
        if in_cluster.is_empty() {
            return true;
        }
        let step = in_cluster.len().div_ceil(NEIGHBOUR_SAMPLE);
        let sample = in_cluster.iter().step_by(step);
        let count = sample.len() as f64;
        let common = |&neighbour: &u32| u64::from(shingles.shared_with(shared, self.documents[neighbour as usize]));
        let total: u64 = sample.map(common).sum();
        total as f64 >= CORE_SHARE * f64::from(shared.distinct()) * count
    }

    /// Whether no neighbour in its cluster contains most of a document.
    fn is_bridge<S: TokenSource>(
        &self,
        document: u32,
        neighbours: &Neighbours,
        shingles: &DocumentShingles<S>,
        clusters: &mut UnionFind,
    ) -> bool {
        let root = clusters.find(document);
        let contains_most = |&neighbour: &u32| {
            let overlap = shingles.overlap(self.documents[document as usize], self.documents[neighbour as usize]);
            overlap.containment_a() >= OWN_TEXT_CONTAINMENT
        };
        !neighbours.of(document).iter().filter(|&&neighbour| clusters.find(neighbour) == root).any(contains_most)
    }
}

/// For each document of a component the documents that it has a weak match with, the strongest match first.
struct Neighbours {
    starts: Vec<u32>,
    all: Vec<u32>,
}

impl Neighbours {
    fn new(documents: usize, edges: &[[u32; 2]]) -> Self {
        let mut starts = vec![0_u32; documents + 1];
        for &document in edges.as_flattened() {
            starts[document as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut all = vec![0; edges.len() * 2];
        for &[a, b] in edges {
            for (document, neighbour) in [(a, b), (b, a)] {
                let at = &mut next[document as usize];
                all[*at as usize] = neighbour;
                *at += 1;
            }
        }
        Neighbours { starts, all }
    }

    fn of(&self, document: u32) -> &[u32] {
        let at = document as usize;
        &self.all[self.starts[at] as usize..self.starts[at + 1] as usize]
    }
}
