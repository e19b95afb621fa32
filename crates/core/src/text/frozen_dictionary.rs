//! The numbers of tokens from when all are given out: nothing changes any more, so that a token is found by one look, or by two.

use std::sync::atomic::{AtomicU32, Ordering};

/// Places for numbers: four times as many as there are numbers, so that few tokens find both of their places taken.
const PLACES: usize = 4 << u16::BITS;
/// The multipliers of MurmurHash3's finaliser (A. Appleby, public domain), one for each of a token's places.
const MULTIPLIERS: [u32; 2] = [0x85eb_ca6b, 0xc2b2_ae35];

/// The token of each number; the number zero is nobody's.
pub(super) type Tokens = [AtomicU32; 1 << u16::BITS];

/// The number that may be a token's in each place: whose it is the number tells.
#[derive(Debug)]
pub(super) struct FrozenDictionary(Box<[u16; PLACES]>);

impl FrozenDictionary {
    /// Numbers go to the first place of their token or, where one before was there, to the second: those that are common are the low
    /// ones. What finds neither free has no number any more.
    pub(super) fn new(tokens: &Tokens) -> Self {
        let mut places: Box<[u16; PLACES]> = bytemuck::zeroed_box();
        for (number, token) in (1..=u16::MAX).zip(&tokens[1..]) {
            let token = token.load(Ordering::Relaxed);
            // it was given out, and whose it is is not there to be read yet
            if token == 0 {
                continue;
            }
            let free = MULTIPLIERS.map(|by| place(token, by)).into_iter().find(|&place| places[place] == 0);
            free.into_iter().for_each(|free| places[free] = number);
        }
        FrozenDictionary(places)
    }

    /// The number of a token, where it is in its first place; zero where it is not.
    #[inline(always)]
    pub(super) fn first(&self, token: u32, tokens: &Tokens) -> u16 {
        self.at(token, MULTIPLIERS[0], tokens)
    }

    /// The same for its second place.
    #[inline(always)]
    pub(super) fn second(&self, token: u32, tokens: &Tokens) -> u16 {
        self.at(token, MULTIPLIERS[1], tokens)
    }

    /// The number of a token; zero where it has none.
    #[inline(always)]
    pub(super) fn number(&self, token: u32, tokens: &Tokens) -> u16 {
        match self.first(token, tokens) {
            0 => self.second(token, tokens),
            number => number,
        }
    }

    #[inline(always)]
    fn at(&self, token: u32, by: u32, tokens: &Tokens) -> u16 {
        let number = self.0[place(token, by)];
        if tokens[usize::from(number)].load(Ordering::Relaxed) == token { number } else { 0 }
    }
}

#[inline(always)]
fn place(token: u32, by: u32) -> usize {
    (token.wrapping_mul(by) >> (u32::BITS - PLACES.ilog2())) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_token_has_its_number_or_none_and_no_other_has_one(
            held in proptest::collection::vec(prop_oneof![9 => any::<u32>(), 1 => Just(0)], 1..200),
            others in proptest::collection::vec(any::<u32>(), 0..20),
        ) {
            let tokens: Box<Tokens> = bytemuck::zeroed_box();
            (1..).zip(&held).for_each(|(number, &token): (usize, _)| tokens[number].store(token, Ordering::Relaxed));
            let frozen = FrozenDictionary::new(&tokens);
            let of = |token| [frozen.first(token, &tokens), frozen.second(token, &tokens)];
            prop_assert_eq!(of(0), [0; 2]);
            for &token in held.iter().chain(&others) {
                for number in of(token).into_iter().filter(|&number| number != 0) {
                    prop_assert_eq!(tokens[usize::from(number)].load(Ordering::Relaxed), token);
                }
            }
            // a number is lost only where both places of its token are another's
            for &token in held.iter().filter(|&&token| token != 0) {
                let others = MULTIPLIERS.map(|by| frozen.0[place(token, by)]).map(usize::from);
                let is_taken = |number: usize| number != 0 && tokens[number].load(Ordering::Relaxed) != token;
                prop_assert!(of(token) != [0; 2] || others.into_iter().all(is_taken));
            }
        }
    }

    #[test]
    fn hardly_a_token_loses_its_number_and_none_of_the_first() {
        let tokens: Box<Tokens> = bytemuck::zeroed_box();
        (1..).zip(&tokens[1..]).for_each(|(n, token)| token.store(crate::util::hash::mix32(n), Ordering::Relaxed));
        let frozen = FrozenDictionary::new(&tokens);
        let lost = |numbers: std::ops::Range<u32>| {
            let token = numbers.map(crate::util::hash::mix32);
            token.filter(|&token| frozen.number(token, &tokens) == 0).count()
        };
        assert_eq!(lost(1..1000), 0);
        assert!(lost(1..1 << 16) < 2000, "{}", lost(1..1 << 16));
    }
}
