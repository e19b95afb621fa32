//! Codes: tokens in half the place. What came first in a corpus, and that is what is common in it, has a number of 16 bits; what came
//! late stands in full.

use super::Token;
use std::sync::atomic::{AtomicU32, Ordering};

/// The numbers of tokens, given out while texts are packed, by any number of threads. A token has one of two numbers that it may have
/// by its hash, whoever of those comes first: no list of what is common has to be made before, and hardly a number stays free.
#[derive(Debug)]
pub struct Codes {
    /// The token of each number, or zero.
    slots: Box<[AtomicU32; SLOTS]>,
}

/// Numbers that there are.
const SLOTS: usize = 1 << u16::BITS;
/// What stands before a token in full, its lower half first.
const IN_FULL: u16 = 0;
/// Codes that are looked at together.
const BLOCK: usize = 8;

impl Default for Codes {
    fn default() -> Self {
        Codes { slots: Box::new([const { AtomicU32::new(0) }; SLOTS]) }
    }
}

impl Codes {
    /// Appends the codes of `tokens`: one for each that has a number, three for each that has none.
    pub fn pack(&self, tokens: &[Token], out: &mut Vec<u16>) {
        out.reserve(tokens.len() + tokens.len() / 8);
        for &token in tokens {
            match self.number(token) {
                Some(number) => out.push(number),
                None => {
                    let token: u32 = bytemuck::cast(token);
                    out.extend([IN_FULL, token as u16, (token >> 16) as u16]);
                }
            }
        }
    }

    /// The number of a token, which gets one if one of its two is free.
    #[inline(always)]
    fn number(&self, token: Token) -> Option<u16> {
        let [first, second] = numbers(token);
        // which of the two it is cannot be foretold, so that both are looked at
        let is_first = first != IN_FULL && self.token(first) == token;
        let is_second = second != IN_FULL && self.token(second) == token;
        if is_first | is_second {
            Some(if is_first { first } else { second })
        } else {
            self.give(token, [first, second])
        }
    }

    fn give(&self, token: Token, numbers: [u16; 2]) -> Option<u16> {
        let token: u32 = bytemuck::cast(token);
        let is_given = |&number: &u16| {
            let slot = &self.slots[usize::from(number)];
            // zero is a free slot, so that it cannot be a token in one
            number != IN_FULL
                && token != 0
                && slot.load(Ordering::Relaxed) == 0
                && match slot.compare_exchange(0, token, Ordering::Relaxed, Ordering::Relaxed) {
                    Ok(_) => true,
                    Err(now) => now == token,
                }
        };
        numbers.into_iter().find(is_given)
    }

    /// Puts the tokens of `codes` at the beginning of `out`, which is made longer where it has to be, and gives how many they are.
    /// Codes that end within a token are cut off there.
    pub fn unpack(&self, codes: &[u16], out: &mut Vec<Token>) -> usize {
        // no more tokens than codes, and room for a block behind the last
        if out.len() < codes.len() + BLOCK {
            out.resize(codes.len() + BLOCK, bytemuck::Zeroable::zeroed());
        }
        let (mut at, mut to) = (0, 0);
        while let Some(block) = codes.get(at..).and_then(|rest| rest.first_chunk::<BLOCK>())
            && let Some(tokens) = out.get_mut(to..).and_then(|rest| rest.first_chunk_mut::<BLOCK>())
        {
            let mut in_full = 0;
            for nth in 0..BLOCK {
                tokens[nth] = self.token(block[nth]);
                in_full |= u32::from(block[nth] == IN_FULL) << nth;
            }
            if in_full == 0 {
                (at, to) = (at + BLOCK, to + BLOCK);
            } else {
                // those behind it are read once more
                let plain = in_full.trailing_zeros() as usize;
                (at, to) = (at + plain, to + plain);
                self.unpack_one(codes, &mut at, out, &mut to);
            }
        }
        while at < codes.len() {
            self.unpack_one(codes, &mut at, out, &mut to);
        }
        to
    }

    /// Takes the token at `at`, and puts it at `to`.
    #[inline(always)]
    fn unpack_one(&self, codes: &[u16], at: &mut usize, out: &mut [Token], to: &mut usize) {
        let token = match codes[*at..] {
            [IN_FULL, low, high, ..] => {
                *at += 3;
                bytemuck::cast(u32::from(low) | u32::from(high) << 16)
            }
            [IN_FULL, ..] => {
                *at = codes.len();
                return;
            }
            [code, ..] => {
                *at += 1;
                self.token(code)
            }
            [] => return,
        };
        out[*to] = token;
        *to += 1;
    }

    #[inline(always)]
    fn token(&self, code: u16) -> Token {
        bytemuck::cast(self.slots[usize::from(code)].load(Ordering::Relaxed))
    }
}

/// The two numbers that a token may have. The multipliers are those of MurmurHash3's finaliser (A. Appleby, public domain).
#[inline(always)]
fn numbers(token: Token) -> [u16; 2] {
    let token: u32 = bytemuck::cast(token);
    [(token.wrapping_mul(0x85eb_ca6b) >> 16) as u16, (token.wrapping_mul(0xc2b2_ae35) >> 16) as u16]
}

/// How many codes the first `tokens` tokens have.
#[must_use]
pub fn codes_of(codes: &[u16], mut tokens: usize) -> usize {
    let mut at = 0;
    while tokens > 0 {
        match codes.get(at..).and_then(|rest| rest.first_chunk::<BLOCK>()) {
            Some(block) if tokens >= BLOCK && block.iter().fold(true, |all, &code| all & (code != IN_FULL)) => {
                (at, tokens) = (at + BLOCK, tokens - BLOCK);
            }
            _ => {
                at += if codes.get(at) == Some(&IN_FULL) { 3 } else { 1 };
                tokens -= 1;
            }
        }
    }
    at.min(codes.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_packed_comes_out_again_whether_it_has_a_number_or_not(
            texts in proptest::collection::vec(proptest::collection::vec(any::<u32>(), 0..60), 1..20),
            common in proptest::collection::vec(any::<u32>(), 1..8),
            taken in any::<bool>(),
        ) {
            let codes = Codes::default();
            if taken {
                // nothing is free any more
                codes.slots.iter().for_each(|slot| slot.store(1, Ordering::Relaxed));
            }
            let mut out = Vec::new();
            for text in texts {
                // most of it is of a few words; zero is nobody's number
                let tokens = text.iter().map(|&word| match word % 8 {
                    0 => word,
                    1 => 0,
                    nth => common[nth as usize % common.len()],
                });
                let tokens: Vec<Token> = tokens.map(bytemuck::cast).collect();
                let mut packed = vec![7];
                codes.pack(&tokens, &mut packed);
                let len = codes.unpack(&packed[1..], &mut out);
                prop_assert_eq!(&out[..len], &tokens[..]);
                let middle = tokens.len() / 2;
                let len = codes.unpack(&packed[1..][..codes_of(&packed[1..], middle)], &mut out);
                prop_assert_eq!(&out[..len], &tokens[..middle]);
                if taken {
                    prop_assert_eq!(packed.len() - 1, 3 * tokens.len());
                }
            }
        }
    }

    #[test]
    fn what_is_common_takes_half_the_place() {
        let codes = Codes::default();
        let tokens: Vec<Token> = (1..=20_000_u32).map(|word| bytemuck::cast(crate::hash::mix32(word))).collect();
        let mut packed = Vec::new();
        codes.pack(&tokens, &mut packed);
        packed.clear();
        codes.pack(&tokens, &mut packed);
        // few find both of their numbers taken
        assert!(packed.len() < 22_000, "{} codes", packed.len());
    }

    #[test]
    fn many_threads_give_one_number_to_one_token() {
        let codes = Codes::default();
        let tokens: Vec<Token> = (0..20_000_u32).map(|word| bytemuck::cast(crate::hash::mix32(word))).collect();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let (mut packed, mut out) = (Vec::new(), Vec::new());
                    codes.pack(&tokens, &mut packed);
                    let len = codes.unpack(&packed, &mut out);
                    assert_eq!(out[..len], tokens);
                });
            }
        });
    }
}
