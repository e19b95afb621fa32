//! The lengths of the runs that two texts share, without a list of them.

use super::common_prefix::common_prefix_len;
use super::kmer::KmerIndex;
use crate::text::{ShingleSettings, Token};
use crate::verify::shingle_table::ShingleTable;

/// Length in tokens of the seeds that the longest run grows from.
pub(in crate::verify) const SEED_LEN: usize = 4;
/// Positions of one seed in the second text that are tried.
const MAX_POSITIONS: usize = 8;

/// How many tokens of `a` are in runs of at least `shingle` tokens that `b` has too.
#[must_use]
pub fn covered_words(a: &[Token], b: &[Token], shingle: usize) -> u32 {
    let mut table = ShingleTable::new(ShingleSettings { size: shingle });
    table.build(b);
    table.compare(a, None).words
}

/// The length in tokens of the longest run that both texts have. A run shorter than four tokens counts only if one of
/// the texts is shorter than that.
#[must_use]
pub fn longest_run(a: &[Token], b: &[Token]) -> u32 {
    let seed = SEED_LEN.min(a.len()).min(b.len());
    if seed == 0 {
        return 0;
    }
    let (mut of_a, mut of_b) = (Vec::new(), Vec::new());
    ShingleSettings { size: seed }.shingles(a, &mut of_a);
    ShingleSettings { size: seed }.shingles(b, &mut of_b);
    let index = KmerIndex::new(&of_b);
    let mut longest = 0;
    for (at, &key) in of_a.iter().enumerate() {
        if a.len() - at <= longest {
            break;
        }
        for other in index.positions(key).filter(|&other| of_b[other] == key).take(MAX_POSITIONS) {
            // a run that began at an earlier token was measured there
            if at > 0 && other > 0 && a[at - 1].spelling() == b[other - 1].spelling() {
                continue;
            }
            longest = longest.max(common_prefix_len(&a[at..], &b[other..], |x, y| x.spelling() ^ y.spelling()));
        }
    }
    longest as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens;
    use proptest::prelude::*;

    /// The longest common substring, by dynamic programming.
    fn slow_longest(a: &[Token], b: &[Token]) -> usize {
        let mut best = 0;
        let mut previous = vec![0; b.len() + 1];
        for x in a {
            let mut row = vec![0; b.len() + 1];
            for (j, y) in b.iter().enumerate() {
                if x.spelling() == y.spelling() {
                    row[j + 1] = previous[j] + 1;
                    best = best.max(row[j + 1]);
                }
            }
            previous = row;
        }
        best
    }

    proptest! {
        #[test]
        fn the_longest_run_is_the_longest_common_substring(a in "[a-m ]{0,90}", b in "[a-m ]{0,90}") {
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
        fn covered_words_are_the_words_in_shared_windows(a in "[a-c ]{0,60}", b in "[a-c ]{0,60}", size in 1_usize..5) {
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
