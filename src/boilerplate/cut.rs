//! Cutting an outlet's furniture out of one article.

use super::RUN;
use super::learn::OutletBoilerplate;
use crate::text::{Shingle, Token};
use std::ops::Range;

/// Stretches of fewer tokens than this between furniture are furniture too: names, dates and counts in it.
const ISLAND: u32 = 5;

impl OutletBoilerplate {
    /// The places of an article's tokens that are cut.
    #[must_use]
    pub fn cut_from(&self, tokens: &[Token]) -> Vec<Range<usize>> {
        let mut kept = Vec::new();
        keep(tokens, self, &mut Vec::new(), &mut kept);
        let mut gaps = Vec::new();
        let mut at = 0;
        for stretch in kept {
            if stretch.start > at {
                gaps.push(at as usize..stretch.start as usize);
            }
            at = stretch.end;
        }
        if (at as usize) < tokens.len() {
            gaps.push(at as usize..tokens.len());
        }
        gaps
    }
}

/// Appends the stretches of tokens that are no furniture; `runs` is scratch memory.
pub(super) fn keep(
    tokens: &[Token],
    furniture: &OutletBoilerplate,
    runs: &mut Vec<Shingle>,
    kept: &mut Vec<Range<u32>>,
) {
    let len = tokens.len() as u32;
    let run = RUN.size.min(tokens.len()) as u32;
    let mut own_from = 0;
    let mut furniture_to = 0;
    RUN.shingles(tokens, runs);
    let mut at = furniture.surely_none(runs);
    while let Some(&shingle) = runs.get(at) {
        if furniture.has(shingle) {
            let start = at as u32;
            if start > furniture_to.max(own_from) {
                keep_stretch(own_from, start, false, kept);
            }
            furniture_to = start + run;
            own_from = furniture_to;
            // what is behind it mostly is furniture too
            at += 1;
        } else {
            at += 1;
            at += furniture.surely_none(&runs[at..]);
        }
    }
    if own_from < len {
        keep_stretch(own_from, len, own_from == 0, kept);
    }
}

/// Keeps a stretch between furniture, unless it is too short to be anything; a whole article is kept however short.
fn keep_stretch(from: u32, to: u32, whole: bool, kept: &mut Vec<Range<u32>>) {
    if whole || to - from >= ISLAND {
        kept.push(from..to);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_kept_is_what_no_run_of_furniture_covers_but_for_islands(
            words in proptest::collection::vec(0_u8..12, 0..60),
            chosen in proptest::collection::vec(any::<prop::sample::Index>(), 0..8),
        ) {
            let text = tokens(&words.iter().map(|word| format!("w{word} ")).collect::<String>());
            let mut runs = Vec::new();
            RUN.shingles(&text, &mut runs);
            let mut chosen: Vec<u32> =
                if runs.is_empty() { Vec::new() } else { chosen.iter().map(|at| *at.get(&runs)).collect() };
            chosen.sort_unstable();
            chosen.dedup();
            let furniture = OutletBoilerplate::of(chosen.clone());
            let mut covered = vec![false; text.len()];
            for (at, run) in runs.iter().enumerate().filter(|(_, run)| chosen.contains(run)) {
                covered[at..text.len().min(at + RUN.size)].fill(true);
                prop_assert!(furniture.has(*run));
            }
            let (mut expected, mut at) = (Vec::new(), 0);
            for stretch in covered.chunk_by(|a, b| a == b) {
                if !stretch[0] && (stretch.len() == text.len() || stretch.len() >= ISLAND as usize) {
                    expected.push(at as u32..(at + stretch.len()) as u32);
                }
                at += stretch.len();
            }
            let mut kept = Vec::new();
            keep(&text, &furniture, &mut Vec::new(), &mut kept);
            prop_assert_eq!(kept, expected);
        }
    }
}
