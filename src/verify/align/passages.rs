//! Passages: the runs of tokens that two articles share, in the order of the first.

use super::common_prefix::common_prefix_len;
use super::kmer::KmerIndex;
use crate::text::{ShingleSettings, Token};
use std::ops::Range;

/// A run of tokens that stands in both articles, word for word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Where it stands in the first article, in tokens.
    pub a: Range<usize>,
    /// Where it stands in the second.
    pub b: Range<usize>,
}

/// Places of one seed that are tried; a phrase repeated more often adds nothing new.
const PLACES: usize = 16;

/// The shared runs of at least `shortest` tokens, in the order of the first article and without overlap there: at each
/// place the longest run that starts there, as a reader would mark them. A run that the second article has in several
/// places is given at the place that follows the run before, if one does.
#[must_use]
pub fn passages(a: &[Token], b: &[Token], shortest: usize) -> Vec<Passage> {
    let shortest = shortest.max(1);
    let mut found: Vec<Passage> = Vec::new();
    if a.len().min(b.len()) < shortest {
        return found;
    }
    let (mut keys, mut at) = (Vec::new(), 0);
    let runs_of = ShingleSettings { size: shortest };
    runs_of.shingles(b, &mut keys);
    let seeds = KmerIndex::new(&keys);
    runs_of.shingles(a, &mut keys);
    while let Some(&key) = keys.get(at) {
        let follows = found.last().map_or(0, |passage| passage.b.end);
        let (mut best, mut tried) = (None, 0);
        for place in seeds.places(key) {
            let len = common_prefix_len(&a[at..], &b[place..], |a, b| a.spelling() ^ b.spelling());
            // other seeds may stand among them
            if len >= shortest {
                // the longest; among equals the nearest behind the passage before
                best = best.max(Some((len, place >= follows, usize::MAX - place)));
                tried += 1;
                if tried == PLACES {
                    break;
                }
            }
        }
        match best {
            Some((len, _, from_end)) => {
                let place = usize::MAX - from_end;
                found.push(Passage { a: at..at + len, b: place..place + len });
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
    fn a_cut_copy_shares_its_paragraphs() {
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
        fn passages_are_equal_runs_in_order(a in "[a-c ]{0,80}", b in "[a-c ]{0,80}", shortest in 1_usize..5) {
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
