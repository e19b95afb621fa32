//! Winnowing: of every few shingles in a row one is kept, so that no long enough passage is without one
//! (Schleimer, Wilkerson, Aiken, "Winnowing: Local Algorithms for Document Fingerprinting", 2003).

use wirecopy_core::text::Shingle;

/// Replaces the contents of `keys` by the lowest shingle of each run of `window` shingles, each once, in ascending
/// order. Of fewer shingles the lowest is kept.
///
/// Which one is lowest depends on the run alone. So a passage of `window` shingles that two texts have in common has a
/// key in common.
pub fn winnow(shingles: &[Shingle], window: usize, keys: &mut Vec<Shingle>) {
    keys.clear();
    let window = window.clamp(1, shingles.len().max(1));
    let mut lowest_at = None;
    for end in window..=shingles.len() {
        let start = end - window;
        let is_inside = lowest_at.is_some_and(|at| at >= start);
        let at = match lowest_at {
            Some(at) if is_inside && shingles[at] < shingles[end - 1] => at,
            Some(_) if is_inside => end - 1,
            // the last of equals, so that it stays longest
            _ => (start..end).rev().min_by_key(|&at| shingles[at]).unwrap_or(start),
        };
        if lowest_at != Some(at) {
            keys.push(shingles[at]);
            lowest_at = Some(at);
        }
    }
    keys.sort_unstable();
    keys.dedup();
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn keeps_the_lowest_of_every_window(
            shingles in proptest::collection::vec(0_u32..50, 0..60),
            window in 1_usize..12,
        ) {
            let mut keys = Vec::new();
            winnow(&shingles, window, &mut keys);
            let width = window.min(shingles.len()).max(1);
            let expected: BTreeSet<u32> =
                shingles.windows(width).filter_map(|run| run.iter().min().copied()).collect();
            prop_assert_eq!(keys, expected.into_iter().collect::<Vec<_>>());
        }
    }
}
