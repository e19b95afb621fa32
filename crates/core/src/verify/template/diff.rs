//! The multiset difference of two documents' facts: how many facts of each the other does not have, wherever they
//! occur.
//!
//! It shows for most pairs, before they are aligned, that they are not two reports from one template.

use super::TemplateDetector;
use crate::text::Token;
use crate::verify::shingle_table::SharedRun;

/// Two reports share less than this of their facts.
const MAX_SHARED_FACTS: f64 = 0.95;

/// How many facts of each of two documents the other does not have.
#[derive(Debug, Clone, Copy)]
pub(in crate::verify) struct DifferingFacts {
    counts: [usize; 2],
}

impl DifferingFacts {
    /// Compares two sorted lists of facts. Facts that both documents have may be left out of both lists.
    fn of(a: &[u32], b: &[u32]) -> DifferingFacts {
        let (mut i, mut j, mut same) = (0, 0, 0);
        while i < a.len() && j < b.len() {
            let (x, y) = (a[i], b[j]);
            same += usize::from(x == y);
            i += usize::from(x <= y);
            j += usize::from(y <= x);
        }
        DifferingFacts { counts: [a.len() - same, b.len() - same] }
    }

    /// The same with the documents swapped.
    pub(super) fn swapped(self) -> DifferingFacts {
        let [a, b] = self.counts;
        DifferingFacts { counts: [b, a] }
    }

    /// Whether there are enough differing facts for `slots` slots with one, and not too many facts are shared.
    /// `count_facts` counts the facts of the first document up to the given number; it is called only if that decides.
    pub(super) fn may_be_template(self, slots: usize, count_facts: impl FnOnce(usize) -> usize) -> bool {
        let [a, b] = self.counts;
        let fewer = a.min(b);
        let are_enough = || {
            let too_many_shared = (MAX_SHARED_FACTS / (1.0 - MAX_SHARED_FACTS) * fewer as f64) as usize + 2;
            let shared = count_facts(a + too_many_shared).saturating_sub(a);
            (shared as f64) < MAX_SHARED_FACTS * (shared + fewer) as f64
        };
        a + b >= slots && fewer > 0 && are_enough()
    }

    /// Whether each document has at least this many facts that the other does not have.
    pub(super) fn are_at_least(self, facts: usize) -> bool {
        self.counts[0].min(self.counts[1]) >= facts
    }
}

impl TemplateDetector {
    /// The differing facts of two documents.
    pub(super) fn differing_facts(&self, a: &[Token], b: &[Token]) -> DifferingFacts {
        let [a, b] = [a, b].map(|tokens| {
            let mut facts = Vec::new();
            self.facts.for_each(tokens, |fact| facts.push(fact));
            facts.sort_unstable();
            facts
        });
        DifferingFacts::of(&a, &b)
    }
}

/// Finds the differing facts of documents whose shared runs are known. It looks outside of the runs only: the facts
/// within are the same on both sides, and in a copy nearly all are within.
///
/// A word that is a fact by its capital, and has the capital on one side only, is no fact inside a run.
#[derive(Debug, Default)]
pub(in crate::verify) struct UnsharedFacts {
    /// Disjoint stretches of tokens that both documents have: start in the first, start in the second, length.
    stretches: Vec<[usize; 3]>,
    facts: [Vec<u32>; 2],
}

impl UnsharedFacts {
    /// The differing facts of two documents that share these runs.
    pub(in crate::verify) fn differing(
        &mut self,
        runs: &[SharedRun],
        texts: [&[Token]; 2],
        templates: &TemplateDetector,
    ) -> DifferingFacts {
        let [a, b] = self.find(runs, texts, templates);
        DifferingFacts::of(a, b)
    }

    /// The facts of each document outside of the runs, sorted.
    fn find(&mut self, runs: &[SharedRun], texts: [&[Token]; 2], templates: &TemplateDetector) -> [&[u32]; 2] {
        self.cut_overlaps(runs);
        for side in [0, 1] {
            self.stretches.sort_unstable_by_key(|stretch| stretch[side]);
            let (tokens, facts) = (texts[side], &mut self.facts[side]);
            facts.clear();
            let mut from = 0;
            for stretch in &self.stretches {
                let outside = tokens.get(from..stretch[side]).unwrap_or_default();
                templates.facts.for_each(outside, |fact| facts.push(fact));
                from = stretch[side] + stretch[2];
            }
            templates.facts.for_each(tokens.get(from..).unwrap_or_default(), |fact| facts.push(fact));
            facts.sort_unstable();
        }
        [&self.facts[0], &self.facts[1]]
    }

    /// Sets the stretches to the runs, less the tokens that an earlier run has in either document.
    fn cut_overlaps(&mut self, runs: &[SharedRun]) {
        self.stretches.clear();
        self.stretches.extend(runs.iter().map(|run| [run.first, run.second, run.tokens]));
        for side in [1, 0] {
            self.stretches.sort_unstable_by_key(|stretch| stretch[side]);
            let mut end = 0_usize;
            for stretch in &mut self.stretches {
                let overlap = end.saturating_sub(stretch[side]).min(stretch[2]);
                *stretch = [stretch[0] + overlap, stretch[1] + overlap, stretch[2] - overlap];
                end = end.max(stretch[side] + stretch[2]);
            }
            self.stretches.retain(|stretch| stretch[2] > 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{ShingleSettings, tokens};
    use crate::verify::shingle_table::ShingleTable;
    use proptest::prelude::*;

    /// The multiset difference of two lists.
    fn difference(a: &[u32], b: &[u32]) -> Vec<u32> {
        let mut rest = b.to_vec();
        let is_own = |fact: &u32| rest.iter().position(|other| other == fact).map(|at| rest.swap_remove(at)).is_none();
        a.iter().copied().filter(is_own).collect()
    }

    proptest! {
        #[test]
        fn facts_outside_of_the_shared_runs_have_the_same_difference_as_all_facts(
            texts in prop::array::uniform2(proptest::collection::vec((0_usize..60, 1_usize..30), 0..6)),
            distinct_words in prop::sample::select(vec![7_usize, 60]),
            size in 1_usize..6,
        ) {
            // stretches of one text in which every third word is a number, with repeats and in any order
            let word = |n: usize| {
                if n.is_multiple_of(3) { (n % distinct_words).to_string() } else { format!("w{}", n % distinct_words) }
            };
            let texts = texts.map(|stretches| {
                let words = stretches.iter().flat_map(|&(from, len)| from..from + len).map(word);
                tokens(&words.collect::<Vec<_>>().join(" "))
            });
            let templates = TemplateDetector::default();
            let all = [0, 1].map(|side: usize| {
                let mut facts = Vec::new();
                templates.facts.for_each(&texts[side], |fact| facts.push(fact));
                facts.sort_unstable();
                facts
            });
            for (tokens, facts) in texts.iter().zip(&all) {
                prop_assert_eq!(templates.facts.count_to(tokens, usize::MAX), facts.len());
                let some = distinct_words.min(facts.len());
                prop_assert!(templates.facts.count_to(tokens, distinct_words) >= some);
            }
            let mut table = ShingleTable::new(ShingleSettings { size });
            table.build(&texts[0]);
            let _ = table.compare(&texts[1], None);
            let mut unshared = UnsharedFacts::default();
            let outside = unshared.find(table.shared_runs(), [&texts[0], &texts[1]], &templates);
            let differences = [difference(&all[0], &all[1]), difference(&all[1], &all[0])];
            prop_assert_eq!(difference(outside[0], outside[1]), &differences[0][..]);
            prop_assert_eq!(difference(outside[1], outside[0]), &differences[1][..]);
            let counts = templates.differing_facts(&texts[0], &texts[1]).counts;
            prop_assert_eq!(counts, [differences[0].len(), differences[1].len()]);
        }
    }
}
