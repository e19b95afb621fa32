//! Anchors: shingles sampled by their hash, the same in every document, so that an excerpt shares anchors with its
//! source.

use crate::text::{Repeat, Shingle, ShingleSettings, Token};

/// How many shingles are anchors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnchorSettings {
    /// One in `one_in` shingles is an anchor: those with a hash of at most 2³² / `one_in`.
    pub one_in: u32,
    /// A document has at least this many anchors, then its smallest shingles, if it has as many shingles.
    pub min_per_article: usize,
}

/// One in eight, at least 24: on 612 real pages, two shared anchors found 94 % of the copies, 32 bands of 4 rows 45 %.
impl Default for AnchorSettings {
    fn default() -> Self {
        AnchorSettings { one_in: 8, min_per_article: 24 }
    }
}

/// The tokens of a text with its shingles.
#[derive(Debug, Clone, Copy)]
pub struct ShingledText<'t> {
    /// The tokens.
    pub tokens: &'t [Token],
    /// The shingles, in order.
    pub shingles: &'t [Shingle],
    /// The shingles that occur earlier in the text, as [`RepeatFinder::find`](crate::text::RepeatFinder::find) returns
    /// them.
    pub repeats: &'t [Repeat],
    /// The length of the shingles.
    pub settings: ShingleSettings,
}

impl ShingledText<'_> {
    /// Whether the shingle at this position occurs earlier.
    fn is_repeat(&self, at: u32) -> bool {
        !self.repeats.is_empty() && self.repeats.binary_search_by_key(&at, |&repeat| repeat.at).is_ok()
    }

    /// The first positions of the shingles of at most `limit`. `scratch` grows to the longest text.
    fn positions_up_to<'s>(&self, limit: Shingle, scratch: &'s mut Vec<u32>) -> &'s [u32] {
        let room = self.shingles.len() + POSITIONS_PER_WRITE;
        if scratch.len() < room {
            scratch.resize(room, 0);
        }
        let mut count = find_up_to(limit, self.shingles, scratch);
        if !self.repeats.is_empty() {
            let mut kept = 0;
            for nth in 0..count {
                scratch[kept] = scratch[nth];
                kept += usize::from(!self.is_repeat(scratch[nth]));
            }
            count = kept;
        }
        &scratch[..count]
    }
}

/// Shingles that are compared with the limit at once.
const SHINGLES_PER_BLOCK: usize = 32;
/// Positions that are written at once: a block seldom has more, as one in eight shingles is an anchor.
const POSITIONS_PER_WRITE: usize = 8;

/// Writes the positions of the shingles of at most `limit` to `positions` and returns their number. There must be room
/// for [`POSITIONS_PER_WRITE`] more than there are shingles.
fn find_up_to(limit: Shingle, shingles: &[Shingle], positions: &mut [u32]) -> usize {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("bmi1") && is_x86_feature_detected!("popcnt") {
        // SAFETY: the machine has the instructions.
        #[allow(unsafe_code)]
        return unsafe { find_up_to_avx2(limit, shingles, positions) };
    }
    find_in_blocks(limit, shingles, positions)
}

/// [`find_in_blocks`], compiled for AVX2.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,popcnt")]
fn find_up_to_avx2(limit: Shingle, shingles: &[Shingle], positions: &mut [u32]) -> usize {
    find_in_blocks(limit, shingles, positions)
}

#[inline(always)]
fn find_in_blocks(limit: Shingle, shingles: &[Shingle], positions: &mut [u32]) -> usize {
    let mut count = 0;
    let (blocks, rest) = shingles.as_chunks::<SHINGLES_PER_BLOCK>();
    let mut first = 0;
    for block in blocks {
        let mut up_to: u32 = 0;
        // an index loop, which is compiled for the caller's vector instructions
        let mut nth = 0;
        while nth < SHINGLES_PER_BLOCK {
            up_to |= u32::from(block[nth] <= limit) << nth;
            nth += 1;
        }
        while up_to != 0 {
            // always writes as many, as a branch on their number would be mispredicted
            let Some(room) = positions[count..].first_chunk_mut::<POSITIONS_PER_WRITE>() else { return count };
            let here = (up_to.count_ones() as usize).min(POSITIONS_PER_WRITE);
            for position in room {
                *position = first + up_to.trailing_zeros();
                up_to &= up_to.wrapping_sub(1);
            }
            count += here;
        }
        first += SHINGLES_PER_BLOCK as u32;
    }
    for &shingle in rest {
        positions[count] = first;
        count += usize::from(shingle <= limit);
        first += 1;
    }
    count
}

/// Appends the anchors of a text to `anchors`, each once, in text order. An anchor is stored as the second hash of its
/// shingle, as the upper bits of the first hash are nearly the same in all anchors. `positions` is scratch memory.
pub fn sample_anchors(
    text: ShingledText<'_>,
    settings: AnchorSettings,
    positions: &mut Vec<u32>,
    anchors: &mut Vec<u32>,
) {
    let mut found = text.positions_up_to(u32::MAX / settings.one_in.max(1), positions);
    if found.len() < settings.min_per_article && text.shingles.len() > found.len() {
        let distinct = text.shingles.iter().zip(0..).filter(|&(_, at)| !text.is_repeat(at));
        let mut smallest: Vec<Shingle> = distinct.map(|(&shingle, _)| shingle).collect();
        let limit = match settings.min_per_article.checked_sub(1).filter(|&last| last < smallest.len()) {
            Some(last) => *smallest.select_nth_unstable(last).1,
            None => u32::MAX,
        };
        found = text.positions_up_to(limit, positions);
    }
    anchors.extend(found.iter().map(|&at| text.settings.second_hash(&text.tokens[at as usize..])));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{RepeatFinder, tokens};
    use proptest::prelude::*;

    fn anchors(words: &[u16]) -> (Vec<Shingle>, Vec<u32>) {
        let tokens = tokens(&words.iter().map(|word| format!("w{word} ")).collect::<String>());
        let (settings, mut shingles, mut repeats, mut out) =
            (ShingleSettings { size: 2 }, Vec::new(), Vec::new(), Vec::new());
        settings.shingles(&tokens, &mut shingles);
        RepeatFinder::default().find(&shingles, &mut repeats);
        let text = ShingledText { tokens: &tokens, shingles: &shingles, repeats: &repeats, settings };
        sample_anchors(text, AnchorSettings::default(), &mut Vec::new(), &mut out);
        (shingles, out)
    }

    proptest! {
        #[test]
        fn positions_do_not_depend_on_the_instruction_set(
            shingles in proptest::collection::vec(0_u32..100, 0..200),
            limit in 0_u32..100,
        ) {
            let below = (0..).zip(&shingles).filter(|&(_, &shingle)| shingle <= limit);
            let expected: Vec<u32> = below.map(|(at, _)| at).collect();
            for find in [find_up_to, find_in_blocks] {
                let mut found = vec![7; shingles.len() + POSITIONS_PER_WRITE];
                let count = find(limit, &shingles, &mut found);
                prop_assert_eq!(&found[..count], &expected[..]);
            }
        }

        #[test]
        fn anchors_are_the_shingles_below_the_limit_or_the_smallest(
            words in proptest::collection::vec(0_u16..1000, 0..600),
            few in any::<bool>(),
        ) {
            // a text of few different words has many repeats
            let words: Vec<u16> = words.iter().map(|word| if few { word % 9 } else { *word }).collect();
            let (shingles, mut found) = anchors(&words);
            let all = tokens(&words.iter().map(|word| format!("w{word} ")).collect::<String>());
            let mut sorted: Vec<(Shingle, u32)> = shingles
                .iter()
                .enumerate()
                .map(|(at, &shingle)| (shingle, ShingleSettings { size: 2 }.second_hash(&all[at..])))
                .collect();
            sorted.sort_unstable();
            sorted.dedup_by_key(|(shingle, _)| *shingle);
            let below = sorted.iter().filter(|(shingle, _)| *shingle <= u32::MAX / 8).count();
            let mut expected: Vec<u32> = sorted.iter().take(below.max(24)).map(|&(_, key)| key).collect();
            expected.sort_unstable();
            found.sort_unstable();
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn excerpt_samples_the_anchors_of_its_source(words in proptest::collection::vec(any::<u16>(), 400..900)) {
            let part = &words[..words.len() / 2];
            let (_, whole) = anchors(&words);
            let (shingles, of_part) = anchors(part);
            let mut sampled: Vec<Shingle> = shingles.into_iter().filter(|&shingle| shingle <= u32::MAX / 8).collect();
            sampled.sort_unstable();
            sampled.dedup();
            let shared = of_part.iter().filter(|anchor| whole.contains(anchor)).count();
            prop_assert!(shared >= sampled.len());
        }
    }
}
