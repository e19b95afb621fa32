//! How long the runs of words are that two articles share, without listing them.

use super::common_prefix::common_prefix_len;
use super::kmer::{KmerIndex, SEED_LEN};
use crate::text::{ShingleSettings, Token};
use crate::verify::shingle_table::ShingleTable;

/// How many tokens of `a` stand in runs of at least `shingle` tokens that `b` has too.
#[must_use]
pub fn covered_words(a: &[Token], b: &[Token], shingle: usize) -> u32 {
    let mut table = ShingleTable::new(ShingleSettings { size: shingle });
    table.build(b);
    table.compare(a, None).words
}

/// Places of one seed in the second article that are tried.
const PLACES: usize = 8;

/// The longest run of tokens that stands in both, in tokens; runs below four count only when an article is shorter still.
#[must_use]
pub fn longest_run(a: &[Token], b: &[Token]) -> u32 {
    let seed = SEED_LEN.min(a.len()).min(b.len());
    if seed == 0 {
        return 0;
    }
    let (mut of_a, mut of_b) = (Vec::new(), Vec::new());
    ShingleSettings { size: seed }.shingles(a, &mut of_a);
    ShingleSettings { size: seed }.shingles(b, &mut of_b);
    let seeds = KmerIndex::new(&of_b);
    let same = |x: &Token, y: &Token| x.spelling() == y.spelling();
    let mut longest = 0;
    for (at, &key) in of_a.iter().enumerate() {
        if a.len() - at <= longest {
            break;
        }
        for place in seeds.places(key).filter(|&place| of_b[place] == key).take(PLACES) {
            // a run that goes on from the token before was measured there
            if at > 0 && place > 0 && same(&a[at - 1], &b[place - 1]) {
                continue;
            }
            longest = longest.max(common_prefix_len(&a[at..], &b[place..], |x, y| x.spelling() ^ y.spelling()));
        }
    }
    longest as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens;
    use proptest::prelude::*;

    /// Longest common substring by its table.
    fn slow_longest(a: &[Token], b: &[Token]) -> usize {
        let mut best = 0;
        let mut before = vec![0; b.len() + 1];
        for x in a {
            let mut row = vec![0; b.len() + 1];
            for (j, y) in b.iter().enumerate() {
                if x.spelling() == y.spelling() {
                    row[j + 1] = before[j] + 1;
                    best = best.max(row[j + 1]);
                }
            }
            before = row;
        }
        best
    }

    proptest! {
        #[test]
        fn the_longest_run_is_that_of_the_table(a in "[a-m ]{0,90}", b in "[a-m ]{0,90}") {
            let (a, b) = (tokens(&a), tokens(&b));
            let slow = slow_longest(&a, &b);
            let fast = longest_run(&a, &b) as usize;
            if slow >= SEED_LEN {
                prop_assert_eq!(fast, slow);
            } else {
                prop_assert!(fast <= slow);
            }
        }

        #[test]
        fn covered_words_are_those_in_shared_windows(a in "[a-c ]{0,60}", b in "[a-c ]{0,60}", size in 1_usize..5) {
            let (a, b) = (tokens(&a), tokens(&b));
            prop_assume!(a.len() >= size && b.len() >= size);
            let spelling = |run: &[Token]| run.iter().map(|t| t.spelling()).collect::<Vec<_>>();
            let mut marked = vec![false; a.len()];
            for (at, window) in a.windows(size).enumerate() {
                if b.windows(size).any(|other| spelling(other) == spelling(window)) {
                    marked[at..at + size].fill(true);
                }
            }
            prop_assert_eq!(covered_words(&a, &b, size) as usize, marked.iter().filter(|&&m| m).count());
        }
    }
}
