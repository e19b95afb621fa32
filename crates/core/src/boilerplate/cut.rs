//! Cutting an outlet's boilerplate out of one page.

use super::{OutletBoilerplate, SHINGLE};
use crate::text::Token;
use std::ops::Range;

/// Fewer tokens than this between boilerplate are boilerplate too: they are names, dates and counts in it.
const MIN_KEPT_TOKENS: u32 = 5;

/// Appends to `kept` the token ranges of a page that remain when its outlet's boilerplate is cut.
pub fn cut(tokens: &[Token], boilerplate: &OutletBoilerplate, kept: &mut Vec<Range<u32>>) {
    let len = tokens.len() as u32;
    if boilerplate.is_empty() {
        return kept.extend((len > 0).then_some(0..len));
    }
    let size = SHINGLE.size.min(tokens.len()) as u32;
    let mut shingles = Vec::new();
    SHINGLE.shingles(tokens, &mut shingles);
    let mut own_from = 0;
    let mut at = boilerplate.absent_prefix_len(&shingles);
    while let Some(&shingle) = shingles.get(at) {
        if boilerplate.contains(shingle) {
            let start = at as u32;
            if start >= own_from + MIN_KEPT_TOKENS {
                kept.push(own_from..start);
            }
            own_from = start + size;
            // the next shingle mostly is boilerplate too, so that the filter would not help
            at += 1;
        } else {
            at += 1;
            at += boilerplate.absent_prefix_len(&shingles[at..]);
        }
    }
    // a page without boilerplate is kept however short it is
    if own_from < len && (own_from == 0 || len - own_from >= MIN_KEPT_TOKENS) {
        kept.push(own_from..len);
    }
}

/// The token ranges of a page that are boilerplate: what [`cut`] leaves out.
#[must_use]
pub fn boilerplate_ranges(tokens: &[Token], boilerplate: &OutletBoilerplate) -> Vec<Range<usize>> {
    let mut kept = Vec::new();
    cut(tokens, boilerplate, &mut kept);
    let starts = std::iter::once(0).chain(kept.iter().map(|range| range.end as usize));
    let ends = kept.iter().map(|range| range.start as usize).chain([tokens.len()]);
    starts.zip(ends).map(|(start, end)| start..end).filter(|range| !range.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn keeps_what_no_boilerplate_shingle_covers_except_short_islands(
            words in proptest::collection::vec(0_u8..12, 0..60),
            chosen in proptest::collection::vec(any::<prop::sample::Index>(), 0..8),
        ) {
            let page = tokens(&words.iter().map(|word| format!("w{word} ")).collect::<String>());
            let mut shingles = Vec::new();
            SHINGLE.shingles(&page, &mut shingles);
            let chosen: Vec<u32> =
                if shingles.is_empty() { Vec::new() } else { chosen.iter().map(|at| *at.get(&shingles)).collect() };
            let boilerplate = OutletBoilerplate::new(&chosen);
            let mut covered = vec![false; page.len()];
            for (at, shingle) in shingles.iter().enumerate() {
                prop_assert_eq!(boilerplate.contains(*shingle), chosen.contains(shingle));
                if chosen.contains(shingle) {
                    covered[at..page.len().min(at + SHINGLE.size)].fill(true);
                }
            }
            let (mut expected, mut at) = (Vec::new(), 0);
            for stretch in covered.chunk_by(|a, b| a == b) {
                if !stretch[0] && (stretch.len() == page.len() || stretch.len() >= MIN_KEPT_TOKENS as usize) {
                    expected.push(at as u32..(at + stretch.len()) as u32);
                }
                at += stretch.len();
            }
            let mut kept = Vec::new();
            cut(&page, &boilerplate, &mut kept);
            prop_assert_eq!(&kept, &expected);
            let mut is_cut = vec![true; page.len()];
            kept.iter().for_each(|range| is_cut[range.start as usize..range.end as usize].fill(false));
            let ranges = boilerplate_ranges(&page, &boilerplate);
            prop_assert!(ranges.iter().all(|range| !range.is_empty()));
            prop_assert_eq!(
                ranges.into_iter().flatten().collect::<Vec<_>>(),
                (0..page.len()).filter(|&at| is_cut[at]).collect::<Vec<_>>()
            );
        }
    }
}
