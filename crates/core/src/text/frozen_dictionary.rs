//! The token dictionary once all codes are assigned: immutable, with at most two probes for a token.

use std::sync::atomic::{AtomicU32, Ordering};

/// Slots of the hash table: four for each code, so that few tokens find both of their slots taken.
const SLOTS: usize = 4 << u16::BITS;
/// One multiplier for each of a token's two slots: those of MurmurHash3's finaliser (A. Appleby, public domain).
const MULTIPLIERS: [u32; 2] = [0x85eb_ca6b, 0xc2b2_ae35];

/// The token of each code. Code 0 has none.
pub(super) type CodeTokens = [AtomicU32; 1 << u16::BITS];

/// A hash table from token to code. A slot holds only the code; the token of the code tells whether it is the right
/// one.
#[derive(Debug)]
pub(super) struct FrozenDictionary(Box<[u16; SLOTS]>);

impl FrozenDictionary {
    /// Puts each code into the first free one of its token's two slots, lower codes first, as their tokens are the more
    /// common ones. A token that finds both slots taken loses its code.
    pub(super) fn new(tokens: &CodeTokens) -> Self {
        let mut slots: Box<[u16; SLOTS]> = bytemuck::zeroed_box();
        for (code, token) in (1..=u16::MAX).zip(&tokens[1..]) {
            let token = token.load(Ordering::Relaxed);
            // another thread has taken the code, and its token cannot be seen yet
            if token == 0 {
                continue;
            }
            let free = MULTIPLIERS.map(|by| slot(token, by)).into_iter().find(|&slot| slots[slot] == 0);
            free.into_iter().for_each(|free| slots[free] = code);
        }
        FrozenDictionary(slots)
    }

    /// The code in a token's first slot; 0 where that is another token's.
    #[inline(always)]
    pub(super) fn first(&self, token: u32, tokens: &CodeTokens) -> u16 {
        self.probe(token, MULTIPLIERS[0], tokens)
    }

    /// The code in a token's second slot; 0 where that is another token's.
    #[inline(always)]
    pub(super) fn second(&self, token: u32, tokens: &CodeTokens) -> u16 {
        self.probe(token, MULTIPLIERS[1], tokens)
    }

    /// The code of a token; 0 where it has none.
    #[inline(always)]
    pub(super) fn code(&self, token: u32, tokens: &CodeTokens) -> u16 {
        match self.first(token, tokens) {
            0 => self.second(token, tokens),
            code => code,
        }
    }

    #[inline(always)]
    fn probe(&self, token: u32, by: u32, tokens: &CodeTokens) -> u16 {
        let code = self.0[slot(token, by)];
        if tokens[usize::from(code)].load(Ordering::Relaxed) == token { code } else { 0 }
    }
}

#[inline(always)]
fn slot(token: u32, by: u32) -> usize {
    (token.wrapping_mul(by) >> (u32::BITS - SLOTS.ilog2())) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn finds_a_token_by_its_own_code_or_not_at_all(
            held in proptest::collection::vec(prop_oneof![9 => any::<u32>(), 1 => Just(0)], 1..200),
            others in proptest::collection::vec(any::<u32>(), 0..20),
        ) {
            let tokens: Box<CodeTokens> = bytemuck::zeroed_box();
            (1..).zip(&held).for_each(|(code, &token): (usize, _)| tokens[code].store(token, Ordering::Relaxed));
            let frozen = FrozenDictionary::new(&tokens);
            let codes = |token| [frozen.first(token, &tokens), frozen.second(token, &tokens)];
            prop_assert_eq!(codes(0), [0; 2]);
            for &token in held.iter().chain(&others) {
                for code in codes(token).into_iter().filter(|&code| code != 0) {
                    prop_assert_eq!(tokens[usize::from(code)].load(Ordering::Relaxed), token);
                }
            }
            // a token loses its code only where other tokens have both of its slots
            for &token in held.iter().filter(|&&token| token != 0) {
                let in_slots = MULTIPLIERS.map(|by| frozen.0[slot(token, by)]).map(usize::from);
                let is_taken = |code: usize| code != 0 && tokens[code].load(Ordering::Relaxed) != token;
                prop_assert!(codes(token) != [0; 2] || in_slots.into_iter().all(is_taken));
            }
        }
    }

    #[test]
    fn few_tokens_lose_their_code_and_none_of_the_lowest() {
        let tokens: Box<CodeTokens> = bytemuck::zeroed_box();
        (1..).zip(&tokens[1..]).for_each(|(n, token)| token.store(crate::util::hash::mix32(n), Ordering::Relaxed));
        let frozen = FrozenDictionary::new(&tokens);
        let lost = |codes: std::ops::Range<u32>| {
            let held = codes.map(crate::util::hash::mix32);
            held.filter(|&token| frozen.code(token, &tokens) == 0).count()
        };
        assert_eq!(lost(1..1000), 0);
        assert!(lost(1..1 << 16) < 2000, "{}", lost(1..1 << 16));
    }
}
