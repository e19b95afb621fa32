//! Anchors: the shingles that every article samples alike, so that a short piece of a long article still meets it.

use crate::text::{Repeat, Shingle, ShingleSettings, Token};

/// Which shingles are anchors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnchorSettings {
    /// One in so many shingles is an anchor: those with a hash below 2³² / `one_in`.
    pub one_in: u32,
    /// An article has at least so many, its smallest; fewer only when it has fewer shingles.
    pub min_per_article: usize,
}

/// One in eight, at least 24: two shared anchors found 94 % of the copies on real pages, where 32 bands of 4 rows found 45 %.
impl Default for AnchorSettings {
    fn default() -> Self {
        AnchorSettings { one_in: 8, min_per_article: 24 }
    }
}

/// A text with its shingles.
#[derive(Debug, Clone, Copy)]
pub struct ShingledText<'t> {
    /// Its tokens.
    pub tokens: &'t [Token],
    /// Its shingles, in order.
    pub shingles: &'t [Shingle],
    /// Which of them stood before, as [`RepeatFinder::find`](crate::text::RepeatFinder::find) gives them.
    pub repeats: &'t [Repeat],
    /// How long the shingles are.
    pub settings: ShingleSettings,
}

impl ShingledText<'_> {
    /// Whether the shingle at a place stood before.
    fn is_repeat(&self, at: u32) -> bool {
        !self.repeats.is_empty() && self.repeats.binary_search_by_key(&at, |&repeat| repeat.at).is_ok()
    }

    /// The places of the shingles up to `limit`, each shingle once. `scratch` grows to the longest text and keeps what it had.
    fn up_to<'s>(&self, limit: Shingle, scratch: &'s mut Vec<u32>) -> &'s [u32] {
        let most = self.shingles.len() + AT_ONCE;
        if scratch.len() < most {
            scratch.resize(most, 0);
        }
        let mut count = places_up_to(limit, self.shingles, scratch);
        if !self.repeats.is_empty() {
            let mut once = 0;
            for nth in 0..count {
                scratch[once] = scratch[nth];
                once += usize::from(!self.is_repeat(scratch[nth]));
            }
            count = once;
        }
        &scratch[..count]
    }
}

/// Shingles that are looked at together.
const BLOCK: usize = 32;
/// Places of a block that are written together: more than so many of thirty-two are seldom up to a limit that one in eight is.
const AT_ONCE: usize = 8;

/// Writes the places of the shingles up to `limit` to `places`, which has room for [`AT_ONCE`] more than there are shingles; gives how
/// many they are.
fn places_up_to(limit: Shingle, shingles: &[Shingle], places: &mut [u32]) -> usize {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("bmi1") && is_x86_feature_detected!("popcnt") {
        // SAFETY: the machine has the instructions.
        #[allow(unsafe_code)]
        return unsafe { places_avx2(limit, shingles, places) };
    }
    places_of_blocks(limit, shingles, places)
}

/// The same, compiled for AVX2.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,popcnt")]
fn places_avx2(limit: Shingle, shingles: &[Shingle], places: &mut [u32]) -> usize {
    places_of_blocks(limit, shingles, places)
}

#[inline(always)]
fn places_of_blocks(limit: Shingle, shingles: &[Shingle], places: &mut [u32]) -> usize {
    let mut count = 0;
    let (blocks, rest) = shingles.as_chunks::<BLOCK>();
    let mut first = 0;
    for block in blocks {
        let mut up_to: u32 = 0;
        // a loop over places, which is compiled for the vectors of who asked for it
        let mut nth = 0;
        while nth < BLOCK {
            up_to |= u32::from(block[nth] <= limit) << nth;
            nth += 1;
        }
        while up_to != 0 {
            // always so many: how many there are cannot be guessed
            let Some(room) = places[count..].first_chunk_mut::<AT_ONCE>() else { return count };
            let here = (up_to.count_ones() as usize).min(AT_ONCE);
            for place in room {
                *place = first + up_to.trailing_zeros();
                up_to &= up_to.wrapping_sub(1);
            }
            count += here;
        }
        first += BLOCK as u32;
    }
    for &shingle in rest {
        places[count] = first;
        count += usize::from(shingle <= limit);
        first += 1;
    }
    count
}

/// Appends the anchors of a text to `anchors`, each once, in the order of the text: of each the second hash of its shingle, for
/// the upper bits of the first are nearly the same in all. `places` is scratch memory.
pub fn sample_anchors(text: ShingledText<'_>, settings: AnchorSettings, places: &mut Vec<u32>, anchors: &mut Vec<u32>) {
    let least = settings.min_per_article;
    let mut found = text.up_to(u32::MAX / settings.one_in.max(1), places);
    if found.len() < least && text.shingles.len() > found.len() {
        let once = text.shingles.iter().zip(0..).filter(|&(_, at)| !text.is_repeat(at));
        let mut smallest: Vec<Shingle> = once.map(|(&shingle, _)| shingle).collect();
        let limit = match least.checked_sub(1).filter(|&last| last < smallest.len()) {
            Some(last) => *smallest.select_nth_unstable(last).1,
            None => u32::MAX,
        };
        found = text.up_to(limit, places);
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
        fn places_are_the_same_with_and_without_vectors(
            shingles in proptest::collection::vec(0_u32..100, 0..200),
            limit in 0_u32..100,
        ) {
            let expected: Vec<u32> = (0..).zip(&shingles).filter(|&(_, &shingle)| shingle <= limit).map(|(at, _)| at).collect();
            for places in [places_up_to, places_of_blocks] {
                let mut found = vec![7; shingles.len() + AT_ONCE];
                let count = places(limit, &shingles, &mut found);
                prop_assert_eq!(&found[..count], &expected[..]);
            }
        }

        #[test]
        fn anchors_are_the_shingles_below_the_limit_or_the_smallest(
            words in proptest::collection::vec(0_u16..1000, 0..600),
            few in any::<bool>(),
        ) {
            // of few words there are many repeats
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
        fn a_part_of_an_article_samples_the_same_anchors(words in proptest::collection::vec(any::<u16>(), 400..900)) {
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
