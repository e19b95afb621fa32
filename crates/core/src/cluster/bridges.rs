//! Components of texts that weak matches connect, and the bridges in them: documents that share one passage with one
//! text and another passage with another.

use super::cannot_link::CannotLink;
use super::content_order::ContentOrder;
use super::support::Support;
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
pub(super) struct WeakComponent<'s, S> {
    shingles: &'s DocumentShingles<S>,
    documents: Vec<u32>,
    /// The weak matches, in the order in which they join.
    edges: Vec<[u32; 2]>,
    /// For each document those that it has a weak match with, the strongest match first.
    neighbours: Vec<Vec<u32>>,
    texts: UnionFind,
    cannot_link: CannotLink,
    support: Support<'s>,
}

impl<'s, S: TokenSource> WeakComponent<'s, S> {
    /// The component of the matches `weak`, which are in the order in which they join. `texts` is compressed,
    /// `cannot_link` has its constraints, and `samples` has documents of each text by its root.
    pub(super) fn new<'m>(
        weak: impl Iterator<Item = &'m Match> + Clone,
        texts: &UnionFind,
        cannot_link: &CannotLink,
        shingles: &'s DocumentShingles<S>,
        (order, samples): (&'s ContentOrder, &HashMap<u32, Vec<u32>>),
    ) -> Self {
        let mut documents: Vec<u32> = weak.clone().flat_map(|found| [found.a, found.b]).collect();
        documents.sort_unstable();
        documents.dedup();
        let number = |document: u32| documents.partition_point(|&lower| lower < document) as u32;
        let edges: Vec<[u32; 2]> = weak.clone().map(|found| [number(found.a), number(found.b)]).collect();
        let mut neighbours = vec![Vec::new(); documents.len()];
        for &[a, b] in &edges {
            neighbours[a as usize].push(b);
            neighbours[b as usize].push(a);
        }
        let mut own_texts = UnionFind::new(documents.len());
        let mut roots: HashMap<u32, u32> = HashMap::default();
        for (&document, number) in documents.iter().zip(0..) {
            own_texts.union(*roots.entry(texts.find_flat(document)).or_insert(number), number);
        }
        let groups = roots.iter().map(|(root, &number)| (number, samples.get(root).cloned().unwrap_or_default()));
        let support = Support::new(groups, weak, order);
        let cannot_link = cannot_link.restrict(&roots);
        WeakComponent { shingles, documents, edges, neighbours, texts: own_texts, cannot_link, support }
    }

    /// Pairs of documents that connect each cluster of the component.
    pub(super) fn cluster(mut self) -> Vec<(u32, u32)> {
        let mut bridges = HashSet::default();
        let mut clusters = self.grow(&mut bridges);
        bridges.retain(|&document| self.is_bridge(document, &mut clusters));
        if !bridges.is_empty() {
            self.edges.retain(|edge| !edge.iter().any(|document| bridges.contains(document)));
            clusters = self.grow(&mut HashSet::default());
        }
        let roots = (0..self.documents.len() as u32).map(|document| clusters.find(document) as usize);
        let pairs = roots.zip(&self.documents).map(|(root, &document)| (self.documents[root], document));
        pairs.filter(|(root, document)| root != document).collect()
    }

    /// Joins clusters along the weak matches whose shared shingles belong to the core of both. A document whose cluster
    /// does not have them goes into `bridges`.
    fn grow(&self, bridges: &mut HashSet<u32>) -> UnionFind {
        let (mut clusters, mut cannot_link) = (self.texts.clone(), self.cannot_link.clone());
        let mut support = self.support.clone();
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
            let mut shared = self.shingles.shared_table(self.documents[a as usize], self.documents[b as usize]);
            let mut joins = true;
            for (document, own, other) in [(a, root_a, root_b), (b, root_b, root_a)] {
                let all = self.neighbours[document as usize].iter().copied();
                let in_cluster = all.filter(|&neighbour| clusters.find(neighbour) == own).collect();
                if !self.shares_core(&mut shared, in_cluster) {
                    bridges.insert(document);
                    rejected.insert((document, other));
                    joins = false;
                }
            }
            if joins && support.is_enough(root_a, root_b, self.shingles) && cannot_link.union(&mut clusters, a, b) {
                support.join(clusters.find(a), root_a, root_b);
            }
        }
        clusters
    }

    /// Whether a document's neighbours in its cluster have enough of the shingles that it shares with another document.
    /// Without neighbours there the document itself is the core.
    fn shares_core(&self, shared: &mut ShingleTable, in_cluster: Vec<u32>) -> bool {
        if in_cluster.is_empty() {
            return true;
        }
        let step = in_cluster.len().div_ceil(NEIGHBOUR_SAMPLE);
        let sample = in_cluster.iter().step_by(step);
        let count = sample.len() as f64;
        let in_neighbour =
            |&neighbour: &u32| u64::from(self.shingles.shared_with(shared, self.documents[neighbour as usize]));
        let total: u64 = sample.map(in_neighbour).sum();
        total as f64 >= CORE_SHARE * f64::from(shared.distinct()) * count
    }

    /// Whether no neighbour in its cluster contains most of a document.
    fn is_bridge(&self, document: u32, clusters: &mut UnionFind) -> bool {
        let root = clusters.find(document);
        let contains_most = |&neighbour: &u32| {
            let overlap = self.shingles.overlap(self.documents[document as usize], self.documents[neighbour as usize]);
            overlap.containment_a() >= OWN_TEXT_CONTAINMENT
        };
        let mut in_cluster =
            self.neighbours[document as usize].iter().filter(|&&neighbour| clusters.find(neighbour) == root);
        !in_cluster.any(contains_most)
    }
}
