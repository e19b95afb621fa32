//! Patches: texts that hang together by weak matches, and of which it is decided without any other which of them are one cluster.

use super::cannot_link::CannotLink;
use crate::union_find::UnionFind;
use crate::verify::{DocumentShingles, Match, ShingleTable};
use foldhash::{HashMap, HashSet};

/// Of what a pair shares, this much has to be the text of the cluster that either article is in already.
const COMMON: f64 = 0.1;
/// Neighbours in the cluster that are asked for it.
const ASKED: usize = 8;
/// An article that bridges two texts stays with the one that is at least so much of it.
const OWN: f64 = 0.5;

/// The articles of some weak matches, numbered anew in the order of their numbers, and how far they are joined before the matches.
pub(super) struct WeakComponent {
    articles: Vec<u32>,
    weak: Vec<[u32; 2]>,
    texts: UnionFind,
    apart: CannotLink,
}

impl WeakComponent {
    /// Of the matches `weak`, those that join first coming first. `strong`, which is flat, has the texts, and `apart` says which of
    /// them must not be joined.
    pub(super) fn new<'m>(
        weak: impl Iterator<Item = &'m Match> + Clone,
        strong: &UnionFind,
        apart: &CannotLink,
    ) -> WeakComponent {
        let mut articles: Vec<u32> = weak.clone().flat_map(|found| [found.a, found.b]).collect();
        articles.sort_unstable();
        articles.dedup();
        let number = |article: u32| articles.partition_point(|&lower| lower < article) as u32;
        let weak = weak.map(|found| [number(found.a), number(found.b)]).collect();
        let mut texts = UnionFind::new(articles.len());
        let mut roots: HashMap<u32, u32> = HashMap::default();
        for (&article, number) in articles.iter().zip(0..) {
            texts.union(*roots.entry(strong.find_flat(article)).or_insert(number), number);
        }
        let apart = apart.restrict(&roots);
        WeakComponent { articles, weak, texts, apart }
    }

    /// The pairs of articles that are one cluster, as many as it takes.
    pub(super) fn joined(mut self, sets: &DocumentShingles<'_>) -> Vec<(u32, u32)> {
        let neighbours = Neighbours::new(self.articles.len(), &self.weak);
        let mut bridges = HashSet::default();
        let mut components = self.grow(&neighbours, sets, &mut bridges);
        bridges.retain(|&bridge| !self.has_a_home(bridge, &neighbours, sets, &mut components));
        if !bridges.is_empty() {
            self.weak.retain(|found| !found.iter().any(|article| bridges.contains(article)));
            components = self.grow(&neighbours, sets, &mut HashSet::default());
        }
        let root = |number: usize| components.find(number as u32) as usize;
        let roots: Vec<usize> = (0..self.articles.len()).map(root).collect();
        let pairs = roots.into_iter().zip(&self.articles).map(|(root, &article)| (self.articles[root], article));
        pairs.filter(|(root, article)| root != article).collect()
    }

    /// Joins along the weak matches where both sides allow it; the articles that stood between two texts go into `bridges`.
    fn grow(&self, neighbours: &Neighbours, sets: &DocumentShingles<'_>, bridges: &mut HashSet<u32>) -> UnionFind {
        let (mut components, mut apart) = (self.texts.clone(), self.apart.clone());
        let mut refused: HashSet<(u32, u32)> = HashSet::default();
        for &[a, b] in &self.weak {
            let roots = (components.find(a), components.find(b));
            if roots.0 == roots.1
                || refused.contains(&(a, roots.1))
                || refused.contains(&(b, roots.0))
                || apart.forbids(roots.0, roots.1)
            {
                continue;
            }
            let mut common = sets.common(self.articles[a as usize], self.articles[b as usize]);
            let mut welds = true;
            for (article, own, other) in [(a, roots.0, roots.1), (b, roots.1, roots.0)] {
                let others = neighbours.of(article).iter().copied();
                let inside = others.filter(|&other| components.find(other) == own).collect();
                if !self.shares_core(&mut common, inside, sets) {
                    bridges.insert(article);
                    refused.insert((article, other));
                    welds = false;
                }
            }
            if welds {
                apart.join(&mut components, a, b);
            }
        }
        components
    }

    /// Whether what an article shares with another is what its neighbours `inside` its component have too. Where it has none but those of
    /// its own text, it is the text.
    fn shares_core(&self, common: &mut ShingleTable, inside: Vec<u32>, sets: &DocumentShingles<'_>) -> bool {
        if inside.is_empty() {
            return true;
        }
        let step = inside.len().div_ceil(ASKED);
        let asked = inside.iter().step_by(step);
        let count = asked.len() as f64;
        let shared: u64 = asked.map(|&other| u64::from(sets.shared_with(common, self.articles[other as usize]))).sum();
        shared as f64 >= COMMON * f64::from(common.distinct()) * count
    }

    /// Whether most of a bridging article is the text of the component that it is in.
    fn has_a_home(
        &self,
        bridge: u32,
        neighbours: &Neighbours,
        sets: &DocumentShingles<'_>,
        components: &mut UnionFind,
    ) -> bool {
        let root = components.find(bridge);
        let overlap = |other: u32| sets.overlap(self.articles[bridge as usize], self.articles[other as usize]);
        let inside = |&other: &u32| components.find(other) == root;
        neighbours.of(bridge).iter().copied().filter(inside).any(|other| overlap(other).containment_a() >= OWN)
    }
}

/// For each article of a patch those that it has a weak match with.
struct Neighbours {
    starts: Vec<u32>,
    others: Vec<u32>,
}

impl Neighbours {
    fn new(articles: usize, weak: &[[u32; 2]]) -> Self {
        let mut starts = vec![0_u32; articles + 1];
        for &article in weak.as_flattened() {
            starts[article as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut others = vec![0; weak.len() * 2];
        for &[a, b] in weak {
            for (article, other) in [(a, b), (b, a)] {
                let place = &mut next[article as usize];
                others[*place as usize] = other;
                *place += 1;
            }
        }
        Neighbours { starts, others }
    }

    /// The strongest match first.
    fn of(&self, article: u32) -> &[u32] {
        let at = article as usize;
        &self.others[self.starts[at] as usize..self.starts[at + 1] as usize]
    }
}
