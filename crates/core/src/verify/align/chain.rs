//! The chain of two texts: the runs of words that they share in the same order and close together.
//!
//! Shingles say how much two texts share word for word. A chain says how many words of one text the other has in the
//! same order, also where an editor changed every other word. It is a local alignment (T. F. Smith and M. S. Waterman,
//! "Identification of common molecular subsequences", 1981) whose elements are runs, chained as in M. I. Abouelhoda and
//! E. Ohlebusch, "Chaining algorithms for multiple genome comparison", 2005.

use super::common_prefix::common_prefix_len;
use super::kmer::KmerIndex;
use crate::text::{ShingleSettings, Token};
use std::ops::Range;

/// The shortest run, in tokens. Single words that two texts share in order are chance.
const MIN_RUN: usize = 2;
/// Positions of one seed in the longer text that are tried.
const MAX_POSITIONS: usize = 16;
/// Runs before a run that may precede it in the chain. More lie further back than a chain should reach.
const LOOKBACK: usize = 256;
/// One shared token outweighs this many tokens of the longer text that are skipped and have no counterpart.
const SKIPPED_PER_SHARED: u32 = 5;

/// A run of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct ChainedRun {
    /// Its first token in the shorter text.
    shorter: usize,
    /// Its first token in the longer text.
    longer: usize,
    /// Its length in tokens.
    tokens: usize,
}

impl ChainedRun {
    /// The run without its first tokens.
    fn without_first(self, tokens: usize) -> ChainedRun {
        ChainedRun { shorter: self.shorter + tokens, longer: self.longer + tokens, tokens: self.tokens - tokens }
    }

    /// How many of its first tokens a run before it has, in either text.
    fn overlap(self, before: ChainedRun) -> usize {
        let in_shorter = (before.shorter + before.tokens).saturating_sub(self.shorter);
        in_shorter.max((before.longer + before.tokens).saturating_sub(self.longer))
    }

    /// What the chain gains by going from the run `before` to this one; `None` if it cannot.
    fn gain(self, before: ChainedRun) -> Option<i64> {
        let overlap = self.overlap(before);
        if before.shorter >= self.shorter || before.longer >= self.longer || overlap >= self.tokens {
            return None;
        }
        let rest = self.without_first(overlap);
        let in_longer = rest.longer - before.longer - before.tokens;
        let in_shorter = rest.shorter - before.shorter - before.tokens;
        Some(weight(rest.tokens) - in_longer.saturating_sub(in_shorter) as i64)
    }
}

fn weight(tokens: usize) -> i64 {
    i64::from(SKIPPED_PER_SHARED) * tokens as i64
}

/// The heaviest chain of the runs that a shorter text shares with a longer one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Chain {
    /// In the order of both texts, disjoint in both.
    runs: Vec<ChainedRun>,
}

impl Chain {
    /// The heaviest chain of two texts. A run counts its tokens, and five tokens of the longer text that the chain
    /// skips without as many in the shorter cost one.
    pub(crate) fn of(shorter: &[Token], longer: &[Token]) -> Chain {
        let runs = shared_runs(shorter, longer);
        let mut scores: Vec<i64> = Vec::with_capacity(runs.len());
        let mut highest: Vec<i64> = Vec::with_capacity(runs.len());
        let mut previous: Vec<Option<usize>> = Vec::with_capacity(runs.len());
        for (at, &run) in runs.iter().enumerate() {
            let alone = weight(run.tokens);
            let (mut score, mut best) = (alone, None);
            // of equal scores the nearest run
            for before in (at.saturating_sub(LOOKBACK)..at).rev() {
                // a run adds at most its weight, so no run further back is better
                if highest[before] + alone <= score {
                    break;
                }
                // nor is this one
                if scores[before] + alone <= score {
                    continue;
                }
                match run.gain(runs[before]).map(|gain| scores[before] + gain) {
                    Some(longer) if longer > score => (score, best) = (longer, Some(before)),
                    _ => {}
                }
            }
            highest.push(score.max(highest.last().copied().unwrap_or(score)));
            scores.push(score);
            previous.push(best);
        }
        // of equal scores the first chain
        let last = (0..runs.len()).max_by_key(|&at| (scores[at], std::cmp::Reverse(at)));
        let mut chain: Vec<ChainedRun> = std::iter::successors(last, |&at| previous[at]).map(|at| runs[at]).collect();
        chain.reverse();
        for at in 1..chain.len() {
            chain[at] = chain[at].without_first(chain[at].overlap(chain[at - 1]));
        }
        Chain { runs: chain }
    }

    /// How many tokens are in its runs.
    pub(crate) fn tokens(&self) -> usize {
        self.runs.iter().map(|run| run.tokens).sum()
    }

    /// The tokens of the shorter text that are in its runs.
    pub(crate) fn in_shorter(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        self.runs.iter().map(|run| run.shorter..run.shorter + run.tokens)
    }

    /// Where it begins in the longer text.
    pub(crate) fn start_in_longer(&self) -> usize {
        self.runs.first().map_or(0, |run| run.longer)
    }

    /// Whether one run is at least half of it and begins after the first fifth of the shorter text, of `len` tokens: an
    /// insert in a text of its own, such as a quoted letter or post. What was cut begins with what it was cut from.
    pub(crate) fn is_insert(&self, len: usize) -> bool {
        let longest = self.runs.iter().max_by_key(|run| (run.tokens, std::cmp::Reverse(run.shorter)));
        longest.is_some_and(|run| 2 * run.tokens >= self.tokens() && 5 * run.shorter > len)
    }
}

/// The longest runs of both texts that no token before or after them continues, by their positions in the shorter and
/// then in the longer text.
fn shared_runs(shorter: &[Token], longer: &[Token]) -> Vec<ChainedRun> {
    let mut found = Vec::new();
    if shorter.len().min(longer.len()) < MIN_RUN {
        return found;
    }
    let (mut keys, seed) = (Vec::new(), ShingleSettings { size: MIN_RUN });
    seed.shingles(longer, &mut keys);
    let index = KmerIndex::new(&keys);
    let mut seeds = Vec::new();
    seed.shingles(shorter, &mut seeds);
    for (at, &key) in seeds.iter().enumerate() {
        for other in index.positions(key).filter(|&other| keys[other] == key).take(MAX_POSITIONS) {
            let continues = at > 0 && other > 0 && shorter[at - 1].spelling() == longer[other - 1].spelling();
            let len = || common_prefix_len(&shorter[at..], &longer[other..], |a, b| a.spelling() ^ b.spelling());
            match if continues { 0 } else { len() } {
                tokens if tokens >= MIN_RUN => found.push(ChainedRun { shorter: at, longer: other, tokens }),
                _ => {}
            }
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
    fn an_edited_copy_is_one_chain_and_a_far_phrase_is_not_in_it() {
        let whole = tokens(&format!(
            "the ferry was late again on monday and nobody at the pier knew why {} of the old harbour",
            (0..100).map(|n| format!("w{n} ")).collect::<String>()
        ));
        let edited = tokens("the ferry was late on monday and no one at the pier knew the reason of the old harbour");
        let chain = Chain::of(&edited, &whole);
        let runs: Vec<Range<usize>> = chain.in_shorter().collect();
        assert_eq!(runs, [0..4, 4..7, 9..13]);
        assert_eq!((chain.tokens(), chain.start_in_longer()), (11, 0));
    }

    #[test]
    fn an_insert_stands_within_a_text_and_a_cut_copy_begins_with_it() {
        let own = |name: &str, count: usize| (0..count).map(|n| format!("{name}{n} ")).collect::<String>();
        let quote = own("quote", 40);
        let longer = tokens(&format!("{} {quote} {}", own("other", 9), own("more", 200)));
        for (before, is_insert) in [(0, false), (30, true)] {
            let shorter = tokens(&format!("{} {quote} {}", own("own", before), own("end", 10)));
            assert_eq!(Chain::of(&shorter, &longer).is_insert(shorter.len()), is_insert);
        }
    }

    /// All runs that cannot be continued, by comparing every two positions.
    fn slow_runs(a: &[Token], b: &[Token]) -> Vec<ChainedRun> {
        let same = |x: usize, y: usize| a[x].spelling() == b[y].spelling();
        let mut found = Vec::new();
        for shorter in 0..a.len() {
            for longer in 0..b.len() {
                let tokens = (0..)
                    .take_while(|&n| shorter + n < a.len() && longer + n < b.len() && same(shorter + n, longer + n));
                let run = ChainedRun { shorter, longer, tokens: tokens.count() };
                let continues = shorter > 0 && longer > 0 && same(shorter - 1, longer - 1);
                if run.tokens >= MIN_RUN && !continues {
                    found.push(run);
                }
            }
        }
        found
    }

    /// The weight of the heaviest chain that ends in each run, by trying every chain.
    fn slow_weight(runs: &[ChainedRun], last: usize) -> i64 {
        let before = (0..last).filter_map(|at| Some(slow_weight(runs, at) + runs[last].gain(runs[at])?));
        before.max().unwrap_or(0).max(weight(runs[last].tokens))
    }

    proptest! {
        #[test]
        fn a_chain_is_as_heavy_as_the_heaviest_of_all_chains(a in "[a-f ]{0,34}", b in "[a-f ]{0,44}") {
            let (a, b) = (tokens(&a), tokens(&b));
            let runs = slow_runs(&a, &b);
            prop_assume!(runs.len() <= 14);
            prop_assert_eq!(&shared_runs(&a, &b), &runs);
            let chain = Chain::of(&a, &b);
            let heaviest = (0..runs.len()).map(|last| slow_weight(&runs, last)).max().unwrap_or(0);
            let mut weight_of_chain = 0;
            for (at, &run) in chain.runs.iter().enumerate() {
                let (of_a, of_b) = (&a[run.shorter..run.shorter + run.tokens], &b[run.longer..run.longer + run.tokens]);
                prop_assert!(of_a.iter().zip(of_b).all(|(x, y)| x.spelling() == y.spelling()));
                let gained = match at.checked_sub(1) {
                    // disjoint in both texts
                    Some(before) => {
                        prop_assert_eq!(run.overlap(chain.runs[before]), 0);
                        run.gain(chain.runs[before])
                    }
                    None => Some(weight(run.tokens)),
                };
                prop_assert!(gained.is_some());
                weight_of_chain += gained.unwrap_or_default();
            }
            prop_assert_eq!(weight_of_chain, heaviest);
        }
    }
}
