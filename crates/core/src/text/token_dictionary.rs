//! Codes: tokens in half the place. What is common in a corpus has a number of 16 bits; what is rare stands in full.

use super::Token;
use super::frozen_dictionary::{FrozenDictionary, Tokens};
use bytemuck::zeroed_box;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU16, AtomicU32, AtomicU64, Ordering};

/// The numbers of tokens, given out while texts are packed, by any number of threads: to a token that comes a second time, as long as
/// there are numbers left. So what is common has the low ones, and these stay in the cache when codes are read.
#[derive(Debug)]
pub struct TokenDictionary {
    /// The tokens that have a number, by their hashes.
    buckets: Box<[Bucket; BUCKETS]>,
    /// From when no number is left they are looked for here.
    frozen: OnceLock<FrozenDictionary>,
    /// The token of each number.
    tokens: Box<Tokens>,
    /// How many numbers were given out. The first is given to nobody.
    given: AtomicU32,
    /// A bit for each value of a hash: those that came once.
    once: Box<[AtomicU64; ONCE / 64]>,
}

/// A few tokens with their numbers, which come into the cache together.
#[derive(Debug, bytemuck::Zeroable)]
#[repr(C, align(32))]
struct Bucket {
    /// Zero where there is none.
    tokens: [AtomicU32; SLOTS],
    /// The last is nobody's, and stays [`ESCAPE`].
    numbers: [AtomicU16; SLOTS + 1],
}

/// Tokens in a bucket.
const SLOTS: usize = 5;
const NUMBERS: usize = 1 << u16::BITS;
/// Buckets: they have a quarter more places than there are numbers. Who finds its bucket full stands in full.
const BUCKETS: usize = NUMBERS / 4;
/// Most words of a corpus come once, and there are many of them before those that come often have their numbers.
const ONCE: usize = 1 << 20;
/// What stands before a token in full, its lower half first.
const ESCAPE: u16 = 0;
/// Codes that are looked at together.
const BLOCK: usize = 8;
/// As many tokens in full, and how many times as much room is made at once.
const IN_THREE: usize = 3 * BLOCK;
const SPARE: usize = 64;

impl Default for TokenDictionary {
    fn default() -> Self {
        let (buckets, tokens, once) = (zeroed_box(), zeroed_box(), zeroed_box());
        TokenDictionary { buckets, frozen: OnceLock::new(), tokens, given: AtomicU32::new(1), once }
    }
}

impl TokenDictionary {
    /// Appends the codes of `tokens`: one for each that has a number, three for each that has none.
    pub fn encode(&self, tokens: &[Token], out: &mut Vec<u16>) {
        if (self.given.load(Ordering::Relaxed) as usize) < NUMBERS {
            return tokens.iter().for_each(|&token| self.encode_one(token, out));
        }
        let frozen = self.frozen.get_or_init(|| FrozenDictionary::new(&self.tokens));
        self.encode_frozen(tokens, frozen, out);
    }

    fn encode_frozen(&self, tokens: &[Token], frozen: &FrozenDictionary, out: &mut Vec<u16>) {
        let (blocks, rest) = tokens.as_chunks::<BLOCK>();
        let mut len = out.len();
        for block in blocks {
            if out.len() < len + IN_THREE {
                out.resize(len + SPARE * IN_THREE, 0);
            }
            let Some(room) = out[len..].first_chunk_mut::<IN_THREE>() else { break };
            // a loop over places, which is inlined whoever compiles it
            let mut numbers = [ESCAPE; BLOCK];
            for nth in 0..BLOCK {
                numbers[nth] = frozen.first(bytemuck::cast(block[nth]), &self.tokens);
            }
            if before_zero(&numbers) == BLOCK {
                room[..BLOCK].copy_from_slice(&numbers);
                len += BLOCK;
                continue;
            }
            // three are written and one or three kept: which it is cannot be guessed
            let mut to = 0;
            for nth in 0..BLOCK {
                let token = bytemuck::cast(block[nth]);
                let number = match numbers[nth] {
                    ESCAPE => frozen.second(token, &self.tokens),
                    number => number,
                };
                let Some(three) = room[to..].first_chunk_mut() else { break };
                // an array, as a slice of three is copied by a call
                *three = escaped(token);
                three[0] = number;
                to += if number == ESCAPE { 3 } else { 1 };
            }
            len += to;
        }
        out.truncate(len);
        for &token in rest {
            let token = bytemuck::cast(token);
            match frozen.number(token, &self.tokens) {
                ESCAPE => out.extend(escaped(token)),
                number => out.push(number),
            }
        }
    }

    fn encode_one(&self, token: Token, out: &mut Vec<u16>) {
        let token: u32 = bytemuck::cast(token);
        let number = match self.number(token) {
            ESCAPE if (self.given.load(Ordering::Relaxed) as usize) < NUMBERS => self.give(token),
            number => number,
        };
        match number {
            ESCAPE => out.extend(escaped(token)),
            number => out.push(number),
        }
    }

    /// The number of a token, where it has one.
    #[inline(always)]
    fn number(&self, token: u32) -> u16 {
        let Bucket { tokens, numbers } = &self.buckets[bucket(token)];
        // without a branch for each slot: in which it is cannot be guessed
        let slot = tokens.iter().zip(0..).fold(
            SLOTS,
            |found, (slot, nth)| {
                if slot.load(Ordering::Relaxed) == token { nth } else { found }
            },
        );
        // an empty place is none of the token zero's: it may be taken, and have a number, before that is read
        let slot = if token == 0 { SLOTS } else { slot };
        // a token that was put there right now may not have its number yet: it stands in full once more
        numbers[slot].load(Ordering::Acquire)
    }

    #[cold]
    fn give(&self, token: u32) -> u16 {
        let Bucket { tokens, numbers } = &self.buckets[bucket(token)];
        // a place with the token zero would still look empty, and have a number
        if token == 0 || tokens.iter().all(|slot| slot.load(Ordering::Relaxed) != 0) {
            return ESCAPE;
        }
        let bit = hash(!token) as usize % ONCE;
        let came = self.once[bit / 64].fetch_or(1 << (bit % 64), Ordering::Relaxed) >> (bit % 64) & 1 == 1;
        if !came {
            return ESCAPE;
        }
        let number = self.given.fetch_add(1, Ordering::Relaxed);
        let Some(of_number) = self.tokens.get(number as usize) else { return ESCAPE };
        of_number.store(token, Ordering::Relaxed);
        for (slot, of_slot) in tokens.iter().zip(numbers) {
            match slot.compare_exchange(0, token, Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) => {
                    of_slot.store(number as u16, Ordering::Release);
                    return number as u16;
                }
                // another thread was faster, and this number is lost
                Err(now) if now == token => return of_slot.load(Ordering::Acquire),
                Err(_) => {}
            }
        }
        ESCAPE
    }

    /// Puts the tokens of `codes` at the beginning of `out`, which is made longer where it has to be, and gives how many they are.
    /// Codes that end within a token are cut off there.
    pub fn decode(&self, codes: &[u16], out: &mut Vec<Token>) -> usize {
        self.decode_with(codes, out, |_| ())
    }

    /// The same; which of them have three codes, as they have no number, is in `escaped` afterwards.
    pub fn decode_noting_escapes(&self, codes: &[u16], out: &mut Vec<Token>, escaped: &mut Vec<u32>) -> usize {
        escaped.clear();
        self.decode_with(codes, out, |token| escaped.push(token as u32))
    }

    #[inline(always)]
    fn decode_with(&self, codes: &[u16], out: &mut Vec<Token>, mut escaped: impl FnMut(usize)) -> usize {
        // no more tokens than codes, and room for a block behind the last
        if out.len() < codes.len() + BLOCK {
            out.resize(codes.len() + BLOCK, bytemuck::Zeroable::zeroed());
        }
        // looked up once: what is written might change it, for all the compiler knows
        let of_numbers: &Tokens = &self.tokens;
        let (mut at, mut to) = (0, 0);
        while let Some(block) = codes.get(at..).and_then(|rest| rest.first_chunk::<BLOCK>())
            && let Some(tokens) = out.get_mut(to..).and_then(|rest| rest.first_chunk_mut::<BLOCK>())
        {
            for nth in 0..BLOCK {
                tokens[nth] = token(of_numbers, block[nth]);
            }
            let plain = before_zero(block);
            if plain == BLOCK {
                // a step that is known before the codes are read, so that the next need not wait for these
                (at, to) = (at + BLOCK, to + BLOCK);
                continue;
            }
            // those behind one that stands in full are read once more
            (at, to) = (at + plain, to + plain);
            escaped(to);
            decode_one(of_numbers, codes, &mut at, out, &mut to);
        }
        while at < codes.len() {
            if codes[at] == ESCAPE {
                escaped(to);
            }
            decode_one(of_numbers, codes, &mut at, out, &mut to);
        }
        to
    }
}

/// Takes the token at `at`, and puts it at `to`.
#[inline(always)]
fn decode_one(of_numbers: &Tokens, codes: &[u16], at: &mut usize, out: &mut [Token], to: &mut usize) {
    let token = match codes[*at..] {
        [ESCAPE, low, high, ..] => {
            *at += 3;
            bytemuck::cast(u32::from(low) | u32::from(high) << 16)
        }
        [ESCAPE, ..] => {
            *at = codes.len();
            return;
        }
        [code, ..] => {
            *at += 1;
            token(of_numbers, code)
        }
        [] => return,
    };
    out[*to] = token;
    *to += 1;
}

#[inline(always)]
fn token(of_numbers: &Tokens, code: u16) -> Token {
    bytemuck::cast(of_numbers[usize::from(code)].load(Ordering::Relaxed))
}

/// A token without a number.
#[inline(always)]
fn escaped(token: u32) -> [u16; 3] {
    [ESCAPE, token as u16, (token >> 16) as u16]
}

/// Where a token is looked for.
#[inline(always)]
fn bucket(token: u32) -> usize {
    (hash(token) >> (32 - BUCKETS.ilog2())) as usize
}

/// Spreads tokens over the upper bits. The multiplier is that of MurmurHash3's finaliser (A. Appleby, public domain).
#[inline(always)]
fn hash(token: u32) -> u32 {
    token.wrapping_mul(0x85eb_ca6b)
}

/// How many of them stand before the first [`ESCAPE`], which is zero; all where there is none. A. Mycroft's test of 1987 for a zero byte,
/// with lanes of 16 bits: only a zero has its upper bit set when one is taken from it and not before, or a lane above a zero.
#[inline(always)]
fn before_zero(block: &[u16; BLOCK]) -> usize {
    const ONES: u64 = 0x0001_0001_0001_0001;
    let [low, high]: [u64; 2] = bytemuck::cast(*block);
    let borrowed = |four: u64| u64::from_le(four).wrapping_sub(ONES) & !u64::from_le(four) & (ONES << 15);
    let before = |four: u64| borrowed(four).trailing_zeros() as usize / 16;
    if borrowed(low) == 0 { 4 + before(high) } else { before(low) }
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
            let codes = TokenDictionary::default();
            if taken {
                // nothing is free any more
                codes.given.store(NUMBERS as u32, Ordering::Relaxed);
            }
            let (mut out, mut escaped) = (Vec::new(), vec![7]);
            for text in texts {
                // most of it is of a few words; zero is nobody's number
                let tokens = text.iter().map(|&word| match word % 8 {
                    0 => word,
                    1 => 0,
                    nth => common[nth as usize % common.len()],
                });
                let tokens: Vec<Token> = tokens.map(bytemuck::cast).collect();
                let mut packed = vec![7];
                codes.encode(&tokens, &mut packed);
                let len = codes.decode(&packed[1..], &mut out);
                prop_assert_eq!(&out[..len], &tokens[..]);
                let len = codes.decode_noting_escapes(&packed[1..], &mut out, &mut escaped);
                prop_assert_eq!(&out[..len], &tokens[..]);
                prop_assert_eq!(packed.len() - 1, tokens.len() + 2 * escaped.len());
                for middle in 0..=tokens.len() {
                    let before = escaped.iter().filter(|&&token| (token as usize) < middle).count();
                    let len = codes.decode(&packed[1..][..middle + 2 * before], &mut out);
                    prop_assert_eq!(&out[..len], &tokens[..middle]);
                }
                if taken {
                    prop_assert_eq!(packed.len() - 1, 3 * tokens.len());
                }
            }
        }
    }

    #[test]
    fn what_is_common_takes_half_the_place() {
        let codes = TokenDictionary::default();
        let tokens: Vec<Token> = (1..=30_000_u32).map(|word| bytemuck::cast(crate::util::hash::mix32(word))).collect();
        // by the first time nothing has a number, by the second nearly all that finds its bucket with a free place
        for codes_of_all in [75_000..=90_000, 30_000..=34_000, 30_000..=32_500] {
            let mut packed = Vec::new();
            codes.encode(&tokens, &mut packed);
            assert!(codes_of_all.contains(&packed.len()), "{} codes", packed.len());
        }
    }

    #[test]
    fn once_all_numbers_are_given_who_has_none_stands_in_full_among_those_that_have_one() {
        let codes = TokenDictionary::default();
        let token = |word: u32| -> Token { bytemuck::cast(crate::util::hash::mix32(word)) };
        let known: Vec<Token> = (1..=100_000).map(token).collect();
        (0..3).for_each(|_| codes.encode(&known, &mut Vec::new()));
        assert!(codes.given.load(Ordering::Relaxed) as usize >= NUMBERS);
        let one_new_in_three =
            |(&known, word): (&Token, u32)| if word % 3 == 0 { token(1 << 20 | word) } else { known };
        let mixed: Vec<Token> = known.iter().zip(0..).map(one_new_in_three).collect();
        let (mut packed, mut out) = (Vec::new(), Vec::new());
        codes.encode(&mixed, &mut packed);
        let len = codes.decode(&packed, &mut out);
        assert!(out[..len] == mixed);
        let frozen = codes.frozen.get().unwrap();
        let number = |&token: &Token| frozen.number(bytemuck::cast(token), &codes.tokens);
        let have = mixed.iter().filter(|token| number(token) != ESCAPE).count();
        assert!(have > NUMBERS / 2, "{have} have a number");
        assert_eq!(packed.len(), have + 3 * (mixed.len() - have));
    }

    #[test]
    fn the_token_zero_stands_in_full_however_often_it_comes() {
        let (codes, mut packed) = (TokenDictionary::default(), Vec::new());
        codes.encode(&[bytemuck::cast(0); 20], &mut packed);
        assert_eq!(packed, [ESCAPE; 60]);
        // as if another thread took a place after it was seen empty
        codes.buckets[0].numbers.iter().take(SLOTS).for_each(|number| number.store(1, Ordering::Relaxed));
        packed.clear();
        codes.encode(&[bytemuck::cast(0)], &mut packed);
        assert_eq!(packed, [ESCAPE; 3]);
    }

    #[test]
    fn who_finds_its_bucket_full_stands_in_full() {
        let codes = TokenDictionary::default();
        let of_first = (1_u32..).filter(|&token| bucket(token) == 0).take(SLOTS + 1);
        let tokens: Vec<Token> = of_first.map(bytemuck::cast).collect();
        let mut packed = Vec::new();
        for _ in 0..3 {
            packed.clear();
            codes.encode(&tokens, &mut packed);
        }
        assert_eq!(packed.len(), SLOTS + 3, "{packed:?}");
        let mut out = Vec::new();
        let len = codes.decode(&packed, &mut out);
        assert_eq!(out[..len], tokens);
    }

    #[test]
    fn many_threads_give_one_number_to_one_token() {
        let codes = TokenDictionary::default();
        let tokens: Vec<Token> = (0..40_000_u32)
            .map(|word| word % 20_000)
            .map(|word| bytemuck::cast(crate::util::hash::mix32(word)))
            .collect();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let (mut packed, mut out) = (Vec::new(), Vec::new());
                    codes.encode(&tokens, &mut packed);
                    let len = codes.decode(&packed, &mut out);
                    assert_eq!(out[..len], tokens);
                });
            }
        });
    }
}
