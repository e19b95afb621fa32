//! Shingles: every run of k tokens, as one hash, rolled along the text.

use super::token::Token;
use crate::error::{Error, Result};
use crate::hash;

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
                name: "--shingle",
                problem: format!("{} tokens cannot be a shingle; 1 to 64 can, 5 is usual", self.size),
            })
        }
    }
}

/// A shingle's hash, 64 well-mixed bits.
pub type Shingle = u64;

/// Base of the polynomial: odd, from the fraction of √3.
const BASE: u64 = 0xbb67_ae85_84ca_a73b;
/// Spreads a token's 30 bits over 64: odd, from the fraction of √5.
const SPREAD: u64 = 0x3c6e_f372_fe94_f82b;

/// The shingles of a run of tokens, in order. A text shorter than a shingle is one shingle, so that two equal notices of
/// three words are still equal; an empty one has none.
#[derive(Debug, Clone)]
pub struct Shingles<'a> {
    entering: &'a [Token],
    leaving: &'a [Token],
    state: u64,
    leave_factor: u64,
    ready: bool,
}

impl<'a> Shingles<'a> {
    /// The shingles of `tokens`, each of `settings.size` tokens: their hash is the polynomial of the tokens in
    /// `BASE`, modulo 2⁶⁴, put through [`hash::mix`].
    #[must_use]
    pub fn new(tokens: &'a [Token], settings: ShingleSettings) -> Self {
        let size = settings.size.min(tokens.len());
        let (first, entering) = tokens.split_at(size);
        let state = first.iter().fold(0, |state: u64, &token| state.wrapping_mul(BASE).wrapping_add(spread(token)));
        // shorter texts must not equal the beginnings of longer ones
        let state = if size < settings.size { state ^ hash::mix(size as u64) } else { state };
        let leave_factor = BASE.wrapping_pow(size as u32);
        Shingles { entering, leaving: tokens, state, leave_factor, ready: !tokens.is_empty() }
    }

    /// Appends all that are left to `out`: the same as extending it, without asking at every shingle whether there is one
    /// more.
    pub fn append_to(self, out: &mut Vec<Shingle>) {
        if !self.ready {
            return;
        }
        let mut state = self.state;
        out.reserve(self.entering.len() + 1);
        out.push(hash::mix(state));
        out.extend(self.entering.iter().zip(self.leaving).map(|(&enter, &leave)| {
            state = roll(state, leave, enter, self.leave_factor);
            hash::mix(state)
        }));
    }

    /// How many shingles `tokens` tokens have.
    #[must_use]
    pub fn count_of(tokens: usize, settings: ShingleSettings) -> usize {
        if tokens == 0 { 0 } else { (tokens + 1).saturating_sub(settings.size).max(1) }
    }
}

#[inline(always)]
fn spread(token: Token) -> u64 {
    u64::from(token.spelling()).wrapping_mul(SPREAD)
}

impl Iterator for Shingles<'_> {
    type Item = Shingle;

    #[inline]
    fn next(&mut self) -> Option<Shingle> {
        if !self.ready {
            return None;
        }
        let shingle = hash::mix(self.state);
        match (self.entering.split_first(), self.leaving.split_first()) {
            (Some((&enter, entering)), Some((&leave, leaving))) => {
                self.state = roll(self.state, leave, enter, self.leave_factor);
                self.entering = entering;
                self.leaving = leaving;
            }
            _ => self.ready = false,
        }
        Some(shingle)
    }

    /// All that are left, without asking at every shingle whether there is one more.
    #[inline]
    fn fold<B, F: FnMut(B, Shingle) -> B>(self, first: B, mut add: F) -> B {
        if !self.ready {
            return first;
        }
        let mut state = self.state;
        let all = add(first, hash::mix(state));
        self.entering.iter().zip(self.leaving).fold(all, |all, (&enter, &leave)| {
            state = roll(state, leave, enter, self.leave_factor);
            add(all, hash::mix(state))
        })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = if self.ready { self.entering.len() + 1 } else { 0 };
        (left, Some(left))
    }
}

/// The state one token on. What leaves is multiplied aside, so that only one multiplication waits for the other.
#[inline(always)]
fn roll(state: u64, leave: Token, enter: Token, leave_factor: u64) -> u64 {
    let change = spread(enter).wrapping_sub(spread(leave).wrapping_mul(leave_factor));
    state.wrapping_mul(BASE).wrapping_add(change)
}

impl ExactSizeIterator for Shingles<'_> {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens;
    use proptest::prelude::*;

    fn shingles(text: &str, size: usize) -> Vec<Shingle> {
        Shingles::new(&tokens(text), ShingleSettings { size }).collect()
    }

    proptest! {
        #[test]
        fn rolling_gives_what_hashing_each_window_gives(text in "[a-f ]{0,200}", size in 1_usize..9) {
            let all = tokens(&text);
            let settings = ShingleSettings { size };
            let windows: Vec<Shingle> = if all.len() <= size {
                Shingles::new(&all, settings).collect()
            } else {
                all.windows(size).flat_map(|window| Shingles::new(window, settings)).collect()
            };
            prop_assert_eq!(Shingles::new(&all, settings).len(), Shingles::count_of(all.len(), settings));
            prop_assert_eq!(Shingles::new(&all, settings).collect::<Vec<_>>(), windows.clone());
            let mut appended = Vec::new();
            Shingles::new(&all, settings).append_to(&mut appended);
            prop_assert_eq!(&appended, &windows);
            let mut folded = Vec::new();
            Shingles::new(&all, settings).for_each(|shingle| folded.push(shingle));
            prop_assert_eq!(folded, windows);
        }
    }

    #[test]
    fn the_order_of_words_counts() {
        assert_ne!(shingles("the port was shut today", 5), shingles("the port shut was today", 5));
    }

    #[test]
    fn a_text_shorter_than_a_shingle_is_one_shingle() {
        assert_eq!(shingles("port shut", 5).len(), 1);
        assert_eq!(shingles("port shut", 5), shingles("Port shut!", 5));
        assert_ne!(shingles("port shut", 5)[0], shingles("port shut", 2)[0]);
        assert!(shingles("", 5).is_empty());
    }

    #[test]
    fn sizes_that_cannot_work_are_refused_by_name() {
        let message = ShingleSettings { size: 0 }.check().unwrap_err().to_string();
        assert!(message.starts_with("--shingle"), "{message}");
    }
}
