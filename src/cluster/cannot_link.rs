//! CannotLink: components that must not become one, as they hold reports from one template.
//!
//! One pair does not say it for all: where copies are cut to a few words, two may look like two reports. So the pairs of two
//! components vote.

use crate::union_find::UnionFind;
use crate::verify::{Reason, Verdicts};
use foldhash::{HashMap, HashSet};
use rayon::prelude::*;

/// Which components must not be joined. Kept by the roots of the components.
#[derive(Debug, Clone, Default)]
pub(super) struct CannotLink {
    /// By how many the pairs of one template between two components outnumber their matches. Of the matches those count in which
    /// one side was in a pair of one template before components were joined: few articles of a corpus are.
    votes: HashMap<u32, HashMap<u32, i32>>,
}

impl CannotLink {
    /// Keeps apart the components that have as many pairs of one template as matches, or more; `components` are flat. Pairs within
    /// a component are not counted.
    pub(super) fn new(checked: &Verdicts, components: &UnionFind) -> CannotLink {
        let mut apart = CannotLink::default();
        let roots = |a, b| (components.find_flat(a), components.find_flat(b));
        let of_template = checked.related.par_iter().filter(|near| near.reason == Reason::Template);
        for (a, b) in of_template.map(|near| roots(near.a, near.b)).collect::<Vec<_>>() {
            apart.vote(a, b, 1);
        }
        let asked: HashSet<u32> = apart.votes.keys().copied().collect();
        if !asked.is_empty() {
            let matches = checked.matches.par_iter().map(|found| roots(found.a, found.b));
            let counted = matches.filter(|(a, b)| a != b && (asked.contains(a) || asked.contains(b)));
            for (a, b) in counted.collect::<Vec<_>>() {
                apart.vote(a, b, -1);
            }
        }
        apart
    }

    fn vote(&mut self, a: u32, b: u32, vote: i32) {
        if a != b {
            *self.votes.entry(a).or_default().entry(b).or_default() += vote;
            *self.votes.entry(b).or_default().entry(a).or_default() += vote;
        }
    }

    /// Joins the components of two articles, unless they have to stay apart; whether they are one now.
    pub(super) fn join(&mut self, components: &mut UnionFind, a: u32, b: u32) -> bool {
        let (a, b) = (components.find(a), components.find(b));
        if a == b {
            return true;
        }
        if self.forbids(a, b) {
            return false;
        }
        components.union(a, b);
        let root = components.find(a);
        let gone = if root == a { b } else { a };
        for (other, votes) in self.votes.remove(&gone).unwrap_or_default() {
            if let Some(of_other) = self.votes.get_mut(&other) {
                of_other.remove(&gone);
            }
            self.vote(root, other, votes);
        }
        true
    }

    /// What these components, by their roots, have to do with each other; each root gets the number that it is given.
    pub(super) fn restrict(&self, roots: &HashMap<u32, u32>) -> CannotLink {
        let known = roots.iter().filter_map(|(root, &number)| Some((number, self.votes.get(root)?)));
        let votes = known.map(|(number, others)| {
            let others = others.iter().filter_map(|(other, &votes)| Some((*roots.get(other)?, votes)));
            (number, others.collect())
        });
        CannotLink { votes: votes.collect() }
    }

    /// Whether the components with these roots have to stay apart.
    pub(super) fn forbids(&self, a: u32, b: u32) -> bool {
        self.votes.get(&a).and_then(|of_a| of_a.get(&b)).is_some_and(|&votes| votes >= 0)
    }

    /// The components that have to stay apart from another.
    pub(super) fn kept(&self) -> impl Iterator<Item = u32> {
        self.votes.iter().filter(|(_, others)| others.values().any(|&votes| votes >= 0)).map(|(&root, _)| root)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::{Agreement, Match, Overlap, RelatedPair};
    use proptest::prelude::*;

    fn checked(templates: &[(u32, u32)], matches: &[(u32, u32)]) -> Verdicts {
        let overlap = Overlap { shared: 1, a: 1, b: 1 };
        Verdicts {
            matches: matches.iter().map(|&(a, b)| Match { a, b, overlap, agreement: Agreement::Same }).collect(),
            related: templates.iter().map(|&(a, b)| RelatedPair { a, b, overlap, reason: Reason::Template }).collect(),
        }
    }

    #[test]
    fn a_chain_does_not_join_two_reports_and_one_odd_pair_does_not_part_two_groups() {
        let mut components = UnionFind::new(3);
        let mut apart = CannotLink::new(&checked(&[(0, 2)], &[(0, 1), (1, 2)]), &components);
        assert!(apart.join(&mut components, 0, 1));
        assert!(!apart.join(&mut components, 1, 2));
        let mut components = UnionFind::new(4);
        let mut apart = CannotLink::new(&checked(&[(0, 3)], &[(0, 1), (1, 2), (1, 3), (2, 3)]), &components);
        assert!(apart.join(&mut components, 0, 1) && apart.join(&mut components, 1, 2));
        assert!(apart.join(&mut components, 2, 3));
    }

    proptest! {
        #[test]
        fn components_join_when_their_matches_outnumber_their_template_pairs(
            templates in proptest::collection::vec((0_u32..12, 0_u32..12), 0..12),
            matches in proptest::collection::vec((0_u32..12, 0_u32..12), 0..12),
            joins in proptest::collection::vec((0_u32..12, 0_u32..12), 0..40),
        ) {
            let mut components = UnionFind::new(12);
            let mut apart = CannotLink::new(&checked(&templates, &matches), &components);
            for (a, b) in joins {
                let (of_a, of_b) = (components.find(a), components.find(b));
                let mut between = |pairs: &[(u32, u32)]| {
                    let roots = |&(x, y): &(u32, u32)| (components.find(x), components.find(y));
                    pairs.iter().map(roots).filter(|&pair| pair == (of_a, of_b) || pair == (of_b, of_a)).count()
                };
                let asked = |article| templates.iter().any(|&(x, y)| x != y && (x == article || y == article));
                let counted: Vec<(u32, u32)> =
                    matches.iter().copied().filter(|&(x, y)| asked(x) || asked(y)).collect();
                let (apart_by, joined_by) = (between(&templates), between(&counted));
                let joins = of_a == of_b || apart_by == 0 || apart_by < joined_by;
                prop_assert_eq!(apart.join(&mut components, a, b), joins, "{} {}", apart_by, joined_by);
                prop_assert_eq!(components.find(a) == components.find(b), joins);
            }
        }
    }
}
