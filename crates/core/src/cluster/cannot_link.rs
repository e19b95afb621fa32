//! Cannot-link constraints: clusters that must stay separate because they hold reports from one template.
//!
//! One pair is not enough to separate two clusters: two copies that are cut to a few words may look like two reports.
//! So all pairs between two clusters vote.

use crate::util::union_find::UnionFind;
use crate::verify::Verdicts;
use foldhash::HashMap;

/// The constraints between clusters, which are identified by their roots.
#[derive(Debug, Clone, Default)]
pub(super) struct CannotLink {
    /// Template pairs less matches between two clusters. Only the matches of clusters that had a template pair at the
    /// start are counted; few have.
    votes: HashMap<u32, HashMap<u32, i32>>,
}

impl CannotLink {
    /// The constraints between `clusters`, which are compressed. Two clusters with at least as many template pairs as
    /// matches must stay separate. Pairs within a cluster do not count.
    ///
    /// Only matches join clusters, so a template pair of two clusters that no chain of matches connects says nothing.
    /// Nearly all template pairs of a series are such.
    pub(super) fn new(verdicts: &Verdicts, clusters: &UnionFind) -> CannotLink {
        let mut constraints = CannotLink::default();
        let roots = |a, b| (clusters.find_flat(a), clusters.find_flat(b));
        let mut may_join = clusters.clone();
        verdicts.matches.iter().for_each(|found| _ = may_join.union(found.a, found.b));
        may_join.compress();
        let mut is_constrained = vec![false; clusters.len()];
        for (a, b) in verdicts.templates().map(|(a, b)| roots(a, b)).filter(|(a, b)| a != b) {
            (is_constrained[a as usize], is_constrained[b as usize]) = (true, true);
            if may_join.same_set(&[a, b]) {
                constraints.vote(a, b, 1);
            }
        }
        let is_counted = |a: u32, b: u32| a != b && (is_constrained[a as usize] || is_constrained[b as usize]);
        for (a, b) in verdicts.matches.iter().map(|found| roots(found.a, found.b)).filter(|&(a, b)| is_counted(a, b)) {
            constraints.vote(a, b, -1);
        }
        constraints
    }

    fn vote(&mut self, a: u32, b: u32, votes: i32) {
        if a != b {
            *self.votes.entry(a).or_default().entry(b).or_default() += votes;
            *self.votes.entry(b).or_default().entry(a).or_default() += votes;
        }
    }

    /// Joins the clusters of two documents unless a constraint forbids it. Returns whether they are one cluster now.
    pub(super) fn union(&mut self, clusters: &mut UnionFind, a: u32, b: u32) -> bool {
        let (a, b) = (clusters.find(a), clusters.find(b));
        if a == b {
            return true;
        }
        if self.forbids(a, b) {
            return false;
        }
        clusters.union(a, b);
        let root = clusters.find(a);
        let joined = if root == a { b } else { a };
        for (other, votes) in self.votes.remove(&joined).unwrap_or_default() {
            if let Some(of_other) = self.votes.get_mut(&other) {
                of_other.remove(&joined);
            }
            self.vote(root, other, votes);
        }
        true
    }

    /// The constraints between some clusters only, each root replaced by its value in `roots`.
    pub(super) fn restrict(&self, roots: &HashMap<u32, u32>) -> CannotLink {
        let known = roots.iter().filter_map(|(root, &number)| Some((number, self.votes.get(root)?)));
        let votes = known.map(|(number, others)| {
            let others = others.iter().filter_map(|(other, &votes)| Some((*roots.get(other)?, votes)));
            (number, others.collect())
        });
        CannotLink { votes: votes.collect() }
    }

    /// Whether the clusters with these roots must stay separate.
    pub(super) fn forbids(&self, a: u32, b: u32) -> bool {
        self.votes.get(&a).and_then(|of_a| of_a.get(&b)).is_some_and(|&votes| votes >= 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::{Agreement, Match, Overlap, Reason, RelatedPair};
    use proptest::prelude::*;

    fn verdicts(template_pairs: &[(u32, u32)], matches: &[(u32, u32)]) -> Verdicts {
        let overlap = Overlap { shared: 1, a: 1, b: 1 };
        let related = |&(a, b): &(u32, u32)| RelatedPair { a, b, overlap, reason: Reason::Template };
        let matches = matches.iter().map(|&(a, b)| Match { a, b, overlap, agreement: Agreement::Same }).collect();
        Verdicts::of(matches, template_pairs.iter().map(related).collect())
    }

    #[test]
    fn a_chain_does_not_join_two_reports() {
        let mut clusters = UnionFind::new(3);
        let mut constraints = CannotLink::new(&verdicts(&[(0, 2)], &[(0, 1), (1, 2)]), &clusters);
        assert!(constraints.union(&mut clusters, 0, 1));
        assert!(!constraints.union(&mut clusters, 1, 2));
    }

    #[test]
    fn one_template_pair_does_not_separate_clusters_with_more_matches() {
        let mut clusters = UnionFind::new(4);
        let matches = [(0, 1), (1, 2), (1, 3), (2, 3)];
        let mut constraints = CannotLink::new(&verdicts(&[(0, 3)], &matches), &clusters);
        assert!(constraints.union(&mut clusters, 0, 1) && constraints.union(&mut clusters, 1, 2));
        assert!(constraints.union(&mut clusters, 2, 3));
    }

    proptest! {
        #[test]
        fn clusters_join_if_their_matches_outnumber_their_template_pairs(
            template_pairs in proptest::collection::vec((0_u32..12, 0_u32..12), 0..12),
            matches in proptest::collection::vec((0_u32..12, 0_u32..12), 0..12),
            unions in proptest::collection::vec((0_u32..12, 0_u32..12), 0..40),
        ) {
            let mut clusters = UnionFind::new(12);
            let mut constraints = CannotLink::new(&verdicts(&template_pairs, &matches), &clusters);
            let is_constrained =
                |document| template_pairs.iter().any(|&(x, y)| x != y && (x == document || y == document));
            let counted: Vec<(u32, u32)> =
                matches.iter().copied().filter(|&(x, y)| is_constrained(x) || is_constrained(y)).collect();
            let mut may_join = UnionFind::new(12);
            matches.iter().for_each(|&(a, b)| _ = may_join.union(a, b));
            may_join.compress();
            for (a, b) in unions.into_iter().filter(|&(a, b)| may_join.same_set(&[a, b])) {
                let (root_a, root_b) = (clusters.find(a), clusters.find(b));
                let mut between = |pairs: &[(u32, u32)]| {
                    let roots = pairs.iter().map(|&(x, y)| (clusters.find(x), clusters.find(y)));
                    roots.filter(|&pair| pair == (root_a, root_b) || pair == (root_b, root_a)).count()
                };
                let (against, in_favour) = (between(&template_pairs), between(&counted));
                let joins = root_a == root_b || against == 0 || against < in_favour;
                prop_assert_eq!(constraints.union(&mut clusters, a, b), joins, "{} {}", against, in_favour);
                prop_assert_eq!(clusters.find(a) == clusters.find(b), joins);
            }
        }
    }
}
