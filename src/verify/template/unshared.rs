//! The facts of two texts outside of what they share: those within are the same on both sides, and in a copy they are nearly all. A
//! word that is a fact by its capital, and has it on one side only, is none where it is shared.

use super::classify::{DifferingFacts, TemplateDetector};
use crate::text::Token;
use crate::verify::shingle_table::SharedRun;

/// Finds them; keeps its scratch memory from one pair to the next.
#[derive(Debug, Default)]
pub(in crate::verify) struct UnsharedFacts {
    /// Stretches of tokens that are in both: where each begins in the first, in the second, and how long it is. No token is in two.
    shared: Vec<[usize; 3]>,
    facts: [Vec<u32>; 2],
}

impl UnsharedFacts {
    /// The facts of two texts that share these runs, held against each other.
    pub(in crate::verify) fn known(
        &mut self,
        runs: &[SharedRun],
        texts: [&[Token]; 2],
        templates: &TemplateDetector,
    ) -> DifferingFacts {
        let [a, b] = self.facts(runs, texts, templates);
        DifferingFacts::of(a, b)
    }

    /// The facts of two texts less some that are the same in both; sorted.
    fn facts(&mut self, runs: &[SharedRun], texts: [&[Token]; 2], templates: &TemplateDetector) -> [&[u32]; 2] {
        self.shared.clear();
        self.shared.extend(runs.iter().map(|run| [run.first, run.second, run.tokens]));
        // runs that follow each other may have tokens in common, in either text
        for side in [1, 0] {
            self.shared.sort_unstable_by_key(|stretch| stretch[side]);
            let mut end = 0_usize;
            for stretch in &mut self.shared {
                let twice = end.saturating_sub(stretch[side]).min(stretch[2]);
                *stretch = [stretch[0] + twice, stretch[1] + twice, stretch[2] - twice];
                end = end.max(stretch[side] + stretch[2]);
            }
            self.shared.retain(|stretch| stretch[2] > 0);
        }
        for side in [0, 1] {
            self.shared.sort_unstable_by_key(|stretch| stretch[side]);
            let (tokens, facts) = (texts[side], &mut self.facts[side]);
            facts.clear();
            let mut from = 0;
            for stretch in &self.shared {
                templates.facts(tokens.get(from..stretch[side]).unwrap_or_default(), facts);
                from = stretch[side] + stretch[2];
            }
            templates.facts(tokens.get(from..).unwrap_or_default(), facts);
            facts.sort_unstable();
        }
        [&self.facts[0], &self.facts[1]]
    }
}

#[cfg(test)]
mod tests {
    use super::super::facts::Facts;
    use super::*;
    use crate::text::{ShingleSettings, tokens};
    use crate::verify::shingle_table::ShingleTable;
    use proptest::prelude::*;

    /// What the first has that the second has not, both sorted.
    fn less(a: &[u32], b: &[u32]) -> Vec<u32> {
        let mut rest = b.to_vec();
        let is_own = |fact: &u32| rest.iter().position(|other| other == fact).map(|at| rest.swap_remove(at)).is_none();
        a.iter().copied().filter(is_own).collect()
    }

    proptest! {
        #[test]
        fn facts_that_differ_are_all_outside_of_what_is_shared(
            texts in prop::array::uniform2(proptest::collection::vec((0_usize..60, 1_usize..30), 0..6)),
            few in prop::sample::select(vec![7_usize, 60]),
            size in 1_usize..6,
        ) {
            // stretches of one text in which every third word is a number, with repeats and in any order
            let word = |n: usize| if n.is_multiple_of(3) { (n % few).to_string() } else { format!("w{}", n % few) };
            let texts = texts.map(|of| {
                let words = of.iter().flat_map(|&(from, len)| from..from + len).map(word);
                tokens(&words.collect::<Vec<_>>().join(" "))
            });
            let templates = TemplateDetector::default();
            let all = [0, 1].map(|side: usize| {
                let mut facts = Vec::new();
                templates.facts(&texts[side], &mut facts);
                facts.sort_unstable();
                facts
            });
            for (tokens, facts) in texts.iter().zip(&all) {
                prop_assert_eq!(Facts::known().count_to(tokens, usize::MAX), facts.len());
                prop_assert!(Facts::known().count_to(tokens, few) >= few.min(facts.len()));
            }
            let mut table = ShingleTable::new(ShingleSettings { size });
            table.build(&texts[0]);
            table.compare(&texts[1], None);
            let mut outside = UnsharedFacts::default();
            let of_runs = outside.facts(table.runs(), [&texts[0], &texts[1]], &templates);
            prop_assert_eq!(less(of_runs[0], of_runs[1]), less(&all[0], &all[1]));
            prop_assert_eq!(less(of_runs[1], of_runs[0]), less(&all[1], &all[0]));
        }
    }
}
