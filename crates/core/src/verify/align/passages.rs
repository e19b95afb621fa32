//! Passages: the runs of tokens that two texts share, in the order of the first.

use super::common_prefix::common_prefix_len;
use super::kmer::KmerIndex;
use crate::text::{ShingleSettings, Token};
use std::cmp::Reverse;
use std::ops::Range;

/// A run of tokens that both texts have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Its tokens in the first text.
    pub a: Range<usize>,
    /// Its tokens in the second.
    pub b: Range<usize>,
}

/// Positions of one seed in the second text that are tried; a phrase that occurs more often adds nothing new.
const MAX_POSITIONS: usize = 16;

/// The shared runs of at least `shortest` tokens, in the order of the first text and disjoint there.
///
/// From left to right, each passage is the longest run that starts at its position, as a reader would mark it. If the
/// second text has the run in several positions, the passage takes the nearest one after the previous passage, else the
/// first.
///
/// ```
/// use wirecopy_core::text::tokens;
/// use wirecopy_core::verify::{Passage, passages};
///
/// let (a, b) = (tokens("Latest: the ferry was late again"), tokens("The ferry was late again on Monday"));
/// assert_eq!(passages(&a, &b, 3), [Passage { a: 1..6, b: 0..5 }]);
/// ```
#[must_use]
pub fn passages(a: &[Token], b: &[Token], shortest: usize) -> Vec<Passage> {
    let shortest = shortest.max(1);
    let mut found: Vec<Passage> = Vec::new();
    if a.len().min(b.len()) < shortest {
        return found;
    }
    let (mut keys, mut at) = (Vec::new(), 0);
    let seed = ShingleSettings { size: shortest };
    seed.shingles(b, &mut keys);
    let index = KmerIndex::new(&keys);
    seed.shingles(a, &mut keys);
    while let Some(&key) = keys.get(at) {
        let after_previous = found.last().map_or(0, |passage| passage.b.end);
        let runs = index.positions(key).map(|other| {
            let len = common_prefix_len(&a[at..], &b[other..], |a, b| a.spelling() ^ b.spelling());
            (len, other >= after_previous, Reverse(other))
        });
        // a chain may hold positions of other seeds
        match runs.filter(|&(len, ..)| len >= shortest).take(MAX_POSITIONS).max() {
            Some((len, _, Reverse(other))) => {
                found.push(Passage { a: at..at + len, b: other..other + len });
                at += len;
            }
            None => at += 1,
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens;
    use proptest::prelude::*;

    #[test]
    fn a_cut_copy_shares_its_paragraphs_with_the_whole() {
        let whole = "the ferry was late again on monday and nobody knew why it had stopped so far from the pier";
        let cut = "latest the ferry was late again on monday read more so far from the pier";
        assert_eq!(
            passages(&tokens(cut), &tokens(whole), 5),
            [Passage { a: 1..8, b: 0..7 }, Passage { a: 10..15, b: 14..19 }]
        );
        assert!(passages(&tokens("one two"), &tokens(whole), 5).is_empty());
    }

    proptest! {
        #[test]
        fn passages_are_equal_disjoint_runs_that_cover_every_shared_run(
            a in "[a-c ]{0,80}",
            b in "[a-c ]{0,80}",
            shortest in 1_usize..5,
        ) {
            let (a, b) = (tokens(&a), tokens(&b));
            let spelling = |run: &[Token]| run.iter().map(|t| t.spelling()).collect::<Vec<_>>();
            let found = passages(&a, &b, shortest);
            for passage in &found {
                prop_assert!(passage.a.len() >= shortest);
                prop_assert_eq!(spelling(&a[passage.a.clone()]), spelling(&b[passage.b.clone()]));
            }
            prop_assert!(found.windows(2).all(|w| w[0].a.end <= w[1].a.start));
            // every shared run is marked: nothing of that length is left between the passages
            let mut covered = vec![false; a.len()];
            found.iter().for_each(|p| covered[p.a.clone()].fill(true));
            for (at, window) in a.windows(shortest).enumerate() {
                let in_b = b.windows(shortest).any(|other| spelling(other) == spelling(window));
                prop_assert!(!in_b || covered[at..at + shortest].iter().any(|&c| c));
            }
        }
    }
}
