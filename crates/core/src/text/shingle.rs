//! Shingles: every run of k tokens as one hash.

use super::token::Token;
use crate::error::{Error, Result};
use crate::util::hash::mix32;

/// The length of a shingle.
///
/// Five words is the usual choice for news: two unrelated articles share almost no run of five, and an edit of one word
/// changes only the five runs that contain it. Three is for text full of errors, such as scanned newspapers; it also
/// finds more overlaps by chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShingleSettings {
    /// Tokens in a shingle, 1 to 64.
    pub size: usize,
}

impl Default for ShingleSettings {
    fn default() -> Self {
        ShingleSettings { size: 5 }
    }
}

/// The hash of a shingle, 32 well-mixed bits. By collisions of this hash, two unrelated articles of 500 shingles share
/// one in one of 17,000 pairs (500² / 2³²), too rarely to change a score.
pub type Shingle = u32;

/// Base of the polynomial: the fraction of √3 in 32 bits, which is odd.
const BASE: u32 = 0xbb67_ae85;
/// Base of the second hash: the fraction of √5 in 32 bits, made odd.
const SECOND_BASE: u32 = 0x3c6e_f373;
/// Shingles in one vector, one a lane: the width of AVX2.
const LANES: usize = 8;
/// Shingles that are computed at once: four vectors, to hide the latency of the multiplication.
const SHINGLES_PER_BLOCK: usize = 4 * LANES;

impl ShingleSettings {
    /// Returns the settings if the size is valid.
    ///
    /// # Errors
    /// [`Error::Setting`] when the size is outside 1 to 64.
    pub(crate) fn check(self) -> Result<Self> {
        if (1..=64).contains(&self.size) {
            Ok(self)
        } else {
            Err(Error::Setting {
                field: "shingle.size",
                problem: format!("{} is out of range: 1 to 64 tokens; the default is 5", self.size),
            })
        }
    }

    /// Number of shingles of a text of `tokens` tokens.
    #[must_use]
    pub(crate) fn shingle_count(self, tokens: usize) -> usize {
        if tokens == 0 { 0 } else { (tokens + 1).saturating_sub(self.size).max(1) }
    }

    /// Replaces the contents of `out` by the shingles of `tokens`, in order. A text shorter than a shingle has one, so
    /// that equal notices of three words still match; an empty text has none.
    ///
    /// A shingle is the polynomial of its tokens' spellings in the base `BASE`, modulo 2³², mixed by [`mix32`].
    pub fn shingles(self, tokens: &[Token], out: &mut Vec<Shingle>) {
        if tokens.len() < self.size {
            out.clear();
            if !tokens.is_empty() {
                // with the length, as a short text must not equal the beginning of a longer one
                out.push(mix32(polynomial(tokens, BASE) ^ mix32(tokens.len() as u32)));
            }
            return;
        }
        out.resize(self.shingle_count(tokens.len()), 0);
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2") {
            // SAFETY: the machine has AVX2.
            #[allow(unsafe_code)]
            unsafe {
                hash_windows_avx2(tokens, self.size, out);
            }
            return;
        }
        hash_windows(tokens, self.size, out);
    }

    /// A second hash of the shingle at the beginning of `tokens`, independent of the first.
    #[must_use]
    #[inline]
    pub(crate) fn second_hash(self, tokens: &[Token]) -> u32 {
        /// The default size, for which the compiler unrolls the loop.
        const DEFAULT_SIZE: usize = 5;
        match tokens.first_chunk::<DEFAULT_SIZE>() {
            Some(run) if self.size == DEFAULT_SIZE => mix32(polynomial(run, SECOND_BASE)),
            _ => mix32(polynomial(&tokens[..self.size.min(tokens.len())], SECOND_BASE)),
        }
    }
}

#[inline(always)]
fn polynomial(tokens: &[Token], base: u32) -> u32 {
    tokens.iter().fold(0, |state: u32, token| state.wrapping_mul(base).wrapping_add(token.spelling()))
}

/// Fills `out` with the hashes of the windows of `size` tokens.
///
/// Written with index loops: an iterator that is not inlined is not compiled for the caller's vector instructions. And
/// with four arrays, as the compiler splits one of all lanes into pieces of odd sizes.
#[inline(always)]
fn hash_windows(tokens: &[Token], size: usize, out: &mut [Shingle]) {
    let mut from = 0;
    while from < out.len() {
        if out.len() < SHINGLES_PER_BLOCK {
            out[from] = mix32(polynomial(&tokens[from..from + size], BASE));
            from += 1;
            continue;
        }
        // the last block overlaps the one before it
        let start = from.min(out.len() - SHINGLES_PER_BLOCK);
        let Some(first) = tokens[start..].first_chunk::<SHINGLES_PER_BLOCK>() else { return };
        let (first, _) = first.as_chunks::<LANES>();
        let mut states = (spellings(&first[0]), spellings(&first[1]), spellings(&first[2]), spellings(&first[3]));
        for at in start + 1..start + size {
            let Some(entering) = tokens[at..].first_chunk::<SHINGLES_PER_BLOCK>() else { return };
            let (entering, _) = entering.as_chunks::<LANES>();
            states.0 = with_next(states.0, &entering[0]);
            states.1 = with_next(states.1, &entering[1]);
            states.2 = with_next(states.2, &entering[2]);
            states.3 = with_next(states.3, &entering[3]);
        }
        let (block, _) = out[start..start + SHINGLES_PER_BLOCK].as_chunks_mut::<LANES>();
        block[0] = mix_lanes(states.0);
        block[1] = mix_lanes(states.1);
        block[2] = mix_lanes(states.2);
        block[3] = mix_lanes(states.3);
        from = start + SHINGLES_PER_BLOCK;
    }
}

/// The polynomials of one token a lane.
#[inline(always)]
fn spellings(tokens: &[Token; LANES]) -> [u32; LANES] {
    let mut spellings = [0; LANES];
    let mut lane = 0;
    while lane < LANES {
        spellings[lane] = tokens[lane].spelling();
        lane += 1;
    }
    spellings
}

/// The polynomials, extended by the next token of each lane.
#[inline(always)]
fn with_next(states: [u32; LANES], tokens: &[Token; LANES]) -> [u32; LANES] {
    let mut next = [0; LANES];
    let mut lane = 0;
    while lane < LANES {
        next[lane] = states[lane].wrapping_mul(BASE).wrapping_add(tokens[lane].spelling());
        lane += 1;
    }
    next
}

#[inline(always)]
fn mix_lanes(states: [u32; LANES]) -> [Shingle; LANES] {
    let mut mixed = [0; LANES];
    let mut lane = 0;
    while lane < LANES {
        mixed[lane] = mix32(states[lane]);
        lane += 1;
    }
    mixed
}

/// [`hash_windows`], compiled for vectors of eight lanes.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn hash_windows_avx2(tokens: &[Token], size: usize, out: &mut [Shingle]) {
    hash_windows(tokens, size, out);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens;
    use proptest::prelude::*;

    fn shingles(text: &str, size: usize) -> Vec<Shingle> {
        let mut out = vec![7];
        ShingleSettings { size }.shingles(&tokens(text), &mut out);
        out
    }

    proptest! {
        #[test]
        fn shingles_are_the_hashes_of_the_windows(text in "[a-f ]{0,400}", size in 1_usize..70) {
            let all = tokens(&text);
            let settings = ShingleSettings { size };
            let windows: Vec<Shingle> = if all.len() <= size {
                shingles(&text, size)
            } else {
                all.windows(size).map(|window| mix32(polynomial(window, BASE))).collect()
            };
            prop_assert_eq!(settings.shingle_count(all.len()), windows.len());
            prop_assert_eq!(&shingles(&text, size), &windows);
            // also without vector instructions
            if all.len() >= size {
                let mut plain = vec![0; windows.len()];
                hash_windows(&all, size, &mut plain);
                prop_assert_eq!(plain, windows);
            }
        }
    }

    #[test]
    fn order_of_words_changes_both_hashes() {
        assert_ne!(shingles("the port was shut today", 5), shingles("the port shut was today", 5));
        let settings = ShingleSettings { size: 2 };
        assert_ne!(settings.second_hash(&tokens("port shut now")), settings.second_hash(&tokens("shut port now")));
        assert_eq!(settings.second_hash(&tokens("port shut now")), settings.second_hash(&tokens("port shut")));
        let five = tokens("port shut now by wind");
        let usual = ShingleSettings::default();
        assert_eq!(usual.second_hash(&five), mix32(polynomial(&five, SECOND_BASE)));
        assert_eq!(usual.second_hash(&five[..4]), mix32(polynomial(&five[..4], SECOND_BASE)));
    }

    #[test]
    fn text_shorter_than_a_shingle_has_one() {
        assert_eq!(shingles("port shut", 5).len(), 1);
        assert_eq!(shingles("port shut", 5), shingles("Port shut!", 5));
        assert_ne!(shingles("port shut", 5)[0], shingles("port shut", 2)[0]);
        assert!(shingles("", 5).is_empty());
    }

    #[test]
    fn refuses_a_size_outside_of_its_range() {
        let message = ShingleSettings { size: 0 }.check().unwrap_err().to_string();
        assert!(message.starts_with("`shingle.size`"), "{message}");
    }
}
