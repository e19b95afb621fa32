//! Shingles: every run of k tokens, as one hash.

use super::token::Token;
use crate::error::{Error, Result};
use crate::util::hash::mix32;

/// How long a shingle is.
///
/// Five words is the usual choice for news: two unrelated articles share almost no run of five, and an edit spoils only
/// the five runs that cover it. Three finds text that is full of errors (scanned newspapers), and more chance overlaps.
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

/// A shingle's hash, 32 well-mixed bits. Two articles of 500 shingles share one by chance of these bits once in seventeen thousand
/// pairs, which moves no figure.
pub type Shingle = u32;

/// Base of the polynomial: odd, from the fraction of √3.
const BASE: u32 = 0xbb67_ae85;
/// Base of the second hash: odd, from the fraction of √5.
const SECOND_BASE: u32 = 0x3c6e_f373;
/// Shingles that are made in one vector, each in a lane of its own: as wide as AVX2 is.
const LANES: usize = 8;
/// Shingles that are made at one time: four vectors, so that none waits for the multiplication before.
const BLOCK: usize = 4 * LANES;

impl ShingleSettings {
    /// Checks the size.
    ///
    /// # Errors
    /// [`Error::Setting`] when it is outside 1 to 64.
    pub fn check(self) -> Result<Self> {
        if (1..=64).contains(&self.size) {
            Ok(self)
        } else {
            Err(Error::Setting {
                field: "shingle.size",
                problem: format!("{} is out of range: 1 to 64 tokens; the default is 5", self.size),
            })
        }
    }

    /// How many shingles `tokens` tokens have.
    #[must_use]
    pub fn shingle_count(self, tokens: usize) -> usize {
        if tokens == 0 { 0 } else { (tokens + 1).saturating_sub(self.size).max(1) }
    }

    /// The shingles of `tokens`, in order, in the place of what `out` held. A text shorter than a shingle is one shingle, so that
    /// two equal notices of three words are still equal; an empty one has none.
    ///
    /// A shingle is the polynomial of its tokens' spellings in the base `BASE`, modulo 2³², put through [`mix32`].
    pub fn shingles(self, tokens: &[Token], out: &mut Vec<Shingle>) {
        if tokens.len() < self.size {
            out.clear();
            if !tokens.is_empty() {
                // shorter texts must not equal the beginnings of longer ones
                out.push(mix32(polynomial(tokens, BASE) ^ mix32(tokens.len() as u32)));
            }
            return;
        }
        out.resize(self.shingle_count(tokens.len()), 0);
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2") {
            // SAFETY: the machine has the instructions.
            #[allow(unsafe_code)]
            unsafe {
                runs_avx2(tokens, self.size, out);
            }
            return;
        }
        runs(tokens, self.size, out);
    }

    /// A second hash of the shingle that begins with the first of `tokens`, which has nothing to do with the first hash.
    #[must_use]
    #[inline]
    pub fn second_hash(self, tokens: &[Token]) -> u32 {
        /// What nearly everybody asks for: of so many there need be no loop.
        const USUAL: usize = 5;
        match tokens.first_chunk::<USUAL>() {
            Some(run) if self.size == USUAL => mix32(polynomial(run, SECOND_BASE)),
            _ => mix32(polynomial(&tokens[..self.size.min(tokens.len())], SECOND_BASE)),
        }
    }
}

#[inline(always)]
fn polynomial(tokens: &[Token], base: u32) -> u32 {
    tokens.iter().fold(0, |state: u32, token| state.wrapping_mul(base).wrapping_add(token.spelling()))
}

/// The runs of `size` tokens, as many as `out` has room for.
///
/// Loops over places, and not iterators: where those are not inlined, they are not compiled for the vectors of the function that
/// asked for them. And four arrays, not one of all lanes, which the compiler cuts into odd pieces.
#[inline(always)]
fn runs(tokens: &[Token], size: usize, out: &mut [Shingle]) {
    let mut from = 0;
    while from < out.len() {
        if out.len() < BLOCK {
            out[from] = mix32(polynomial(&tokens[from..from + size], BASE));
            from += 1;
            continue;
        }
        // the last block reaches back over the one before
        let start = from.min(out.len() - BLOCK);
        let Some(first) = tokens[start..].first_chunk::<BLOCK>() else { return };
        let (first, _) = first.as_chunks::<LANES>();
        let mut states = (spellings(&first[0]), spellings(&first[1]), spellings(&first[2]), spellings(&first[3]));
        for at in start + 1..start + size {
            let Some(entering) = tokens[at..].first_chunk::<BLOCK>() else { return };
            let (entering, _) = entering.as_chunks::<LANES>();
            states.0 = entered(states.0, &entering[0]);
            states.1 = entered(states.1, &entering[1]);
            states.2 = entered(states.2, &entering[2]);
            states.3 = entered(states.3, &entering[3]);
        }
        let (block, _) = out[start..start + BLOCK].as_chunks_mut::<LANES>();
        block[0] = mixed(states.0);
        block[1] = mixed(states.1);
        block[2] = mixed(states.2);
        block[3] = mixed(states.3);
        from = start + BLOCK;
    }
}

/// The polynomials of one token each.
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

/// The polynomials with one token more each.
#[inline(always)]
fn entered(states: [u32; LANES], tokens: &[Token; LANES]) -> [u32; LANES] {
    let mut entered = [0; LANES];
    let mut lane = 0;
    while lane < LANES {
        entered[lane] = states[lane].wrapping_mul(BASE).wrapping_add(tokens[lane].spelling());
        lane += 1;
    }
    entered
}

#[inline(always)]
fn mixed(states: [u32; LANES]) -> [Shingle; LANES] {
    let mut mixed = [0; LANES];
    let mut lane = 0;
    while lane < LANES {
        mixed[lane] = mix32(states[lane]);
        lane += 1;
    }
    mixed
}

/// [`runs`], compiled for eight lanes a vector.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn runs_avx2(tokens: &[Token], size: usize, out: &mut [Shingle]) {
    runs(tokens, size, out);
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
        fn shingles_are_what_hashing_each_window_gives(text in "[a-f ]{0,400}", size in 1_usize..70) {
            let all = tokens(&text);
            let settings = ShingleSettings { size };
            let windows: Vec<Shingle> = if all.len() <= size {
                shingles(&text, size)
            } else {
                all.windows(size).map(|window| mix32(polynomial(window, BASE))).collect()
            };
            prop_assert_eq!(settings.shingle_count(all.len()), windows.len());
            prop_assert_eq!(&shingles(&text, size), &windows);
            // with and without the vectors that this machine has
            if all.len() >= size {
                let mut plain = vec![0; windows.len()];
                runs(&all, size, &mut plain);
                prop_assert_eq!(plain, windows);
            }
        }
    }

    #[test]
    fn the_order_of_words_counts() {
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
    fn a_text_shorter_than_a_shingle_is_one_shingle() {
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
