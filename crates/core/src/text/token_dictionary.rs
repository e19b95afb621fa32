//! Dictionary encoding of tokens in 16 bits: common tokens have a code, rare ones are escaped.

use super::Token;
use super::frozen_dictionary::{CodeTokens, FrozenDictionary};
use bytemuck::zeroed_box;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU16, AtomicU32, AtomicU64, Ordering};

/// Encodes tokens as codes of 16 bits; any number of threads may encode and decode at once.
///
/// A token gets a code at its second occurrence, while there are codes left. So common tokens have the low codes, and
/// what decodes these stays in the cache. A token without a code is escaped and takes three: an escape code, its lower
/// half and its upper half.
#[derive(Debug)]
pub(crate) struct TokenDictionary {
    /// The tokens that have a code, by their hashes.
    buckets: Box<[Bucket; BUCKETS]>,
    /// Replaces the buckets when no code is left.
    frozen: OnceLock<FrozenDictionary>,
    /// The token of each code.
    tokens: Box<CodeTokens>,
    /// The code that the next token gets.
    next_code: AtomicU32,
    /// The tokens that occurred at least once: one bit for each value of a hash.
    seen: Box<[AtomicU64; SEEN_BITS / 64]>,
}

/// A few tokens with their codes, which come into the cache together.
#[derive(Debug, bytemuck::Zeroable)]
#[repr(C, align(32))]
struct Bucket {
    /// 0 in a free slot.
    tokens: [AtomicU32; SLOTS],
    /// The last belongs to no slot and stays [`ESCAPE`].
    codes: [AtomicU16; SLOTS + 1],
}

/// Tokens in a bucket.
const SLOTS: usize = 5;
const CODES: usize = 1 << u16::BITS;
/// Buckets, with a quarter more slots than there are codes. A token whose bucket is full stays escaped.
const BUCKETS: usize = CODES / 4;
/// Bits of `seen`. Most words of a corpus occur once, and many of them do before the common ones have their codes.
const SEEN_BITS: usize = 1 << 20;
/// The code before the two halves of an escaped token.
const ESCAPE: u16 = 0;
/// Tokens that are encoded or decoded without a branch in between.
const TOKENS_PER_BLOCK: usize = 8;
/// Codes that a block takes when all of its tokens are escaped.
const ESCAPED_BLOCK: usize = 3 * TOKENS_PER_BLOCK;
/// Blocks that the output grows by at once.
const SPARE_BLOCKS: usize = 64;

impl Default for TokenDictionary {
    fn default() -> Self {
        let (buckets, tokens, seen) = (zeroed_box(), zeroed_box(), zeroed_box());
        TokenDictionary { buckets, frozen: OnceLock::new(), tokens, next_code: AtomicU32::new(1), seen }
    }
}

impl TokenDictionary {
    /// Appends the codes of `tokens`: one for each that has a code, three for each that is escaped.
    pub(crate) fn encode(&self, tokens: &[Token], out: &mut Vec<u16>) {
        if self.has_free_codes() {
            return tokens.iter().for_each(|&token| self.encode_one(token, out));
        }
        let frozen = self.frozen.get_or_init(|| FrozenDictionary::new(&self.tokens));
        self.encode_frozen(tokens, frozen, out);
    }

    fn has_free_codes(&self) -> bool {
        (self.next_code.load(Ordering::Relaxed) as usize) < CODES
    }

    fn encode_frozen(&self, tokens: &[Token], frozen: &FrozenDictionary, out: &mut Vec<u16>) {
        let (blocks, rest) = tokens.as_chunks::<TOKENS_PER_BLOCK>();
        let mut len = out.len();
        for block in blocks {
            if out.len() < len + ESCAPED_BLOCK {
                out.resize(len + SPARE_BLOCKS * ESCAPED_BLOCK, 0);
            }
            let Some(room) = out[len..].first_chunk_mut::<ESCAPED_BLOCK>() else { break };
            // an index loop, as iterators are not always inlined
            let mut codes = [ESCAPE; TOKENS_PER_BLOCK];
            for nth in 0..TOKENS_PER_BLOCK {
                codes[nth] = frozen.first(bytemuck::cast(block[nth]), &self.tokens);
            }
            if codes_before_escape(&codes) == TOKENS_PER_BLOCK {
                room[..TOKENS_PER_BLOCK].copy_from_slice(&codes);
                len += TOKENS_PER_BLOCK;
                continue;
            }
            // always writes three codes and keeps one or three, as a branch on which would be mispredicted
            let mut to = 0;
            for nth in 0..TOKENS_PER_BLOCK {
                let token = bytemuck::cast(block[nth]);
                let code = match codes[nth] {
                    ESCAPE => frozen.second(token, &self.tokens),
                    code => code,
                };
                let Some(three) = room[to..].first_chunk_mut() else { break };
                // an array, as a slice of three would be copied by a call
                *three = escaped(token);
                three[0] = code;
                to += if code == ESCAPE { 3 } else { 1 };
            }
            len += to;
        }
        out.truncate(len);
        for &token in rest {
            let token = bytemuck::cast(token);
            push(token, frozen.code(token, &self.tokens), out);
        }
    }

    fn encode_one(&self, token: Token, out: &mut Vec<u16>) {
        let token: u32 = bytemuck::cast(token);
        let code = match self.code(token) {
            ESCAPE if self.has_free_codes() => self.assign(token),
            code => code,
        };
        push(token, code, out);
    }

    /// The code of a token, or [`ESCAPE`].
    #[inline(always)]
    fn code(&self, token: u32) -> u16 {
        let Bucket { tokens, codes } = &self.buckets[bucket(token)];
        // compares with all slots, as a branch on the slot would be mispredicted
        let slot = tokens.iter().zip(0..).fold(
            SLOTS,
            |found, (slot, nth)| {
                if slot.load(Ordering::Relaxed) == token { nth } else { found }
            },
        );
        // token 0 looks like a free slot, which another thread may be filling
        let slot = if token == 0 { SLOTS } else { slot };
        // another thread may have put the token there and not yet its code: it is escaped once more
        codes[slot].load(Ordering::Acquire)
    }

    /// Notes the token's first occurrence; gives it a code at the second.
    #[cold]
    fn assign(&self, token: u32) -> u16 {
        let Bucket { tokens, codes } = &self.buckets[bucket(token)];
        // token 0 has no code, as its slot would look free
        if token == 0 || tokens.iter().all(|slot| slot.load(Ordering::Relaxed) != 0) {
            return ESCAPE;
        }
        let bit = hash(!token) as usize % SEEN_BITS;
        let was_seen = self.seen[bit / 64].fetch_or(1 << (bit % 64), Ordering::Relaxed) >> (bit % 64) & 1 == 1;
        if !was_seen {
            return ESCAPE;
        }
        let code = self.next_code.fetch_add(1, Ordering::Relaxed);
        let Some(token_of_code) = self.tokens.get(code as usize) else { return ESCAPE };
        token_of_code.store(token, Ordering::Relaxed);
        for (slot, code_of_slot) in tokens.iter().zip(codes) {
            match slot.compare_exchange(0, token, Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) => {
                    code_of_slot.store(code as u16, Ordering::Release);
                    return code as u16;
                }
                // another thread has assigned it a code first; this one is lost
                Err(now) if now == token => return code_of_slot.load(Ordering::Acquire),
                Err(_) => {}
            }
        }
        ESCAPE
    }

    /// Writes the tokens of `codes` to the beginning of `out`, which grows as needed, and returns their number. An
    /// escaped token at the end that is not complete is left out.
    pub(crate) fn decode(&self, codes: &[u16], out: &mut Vec<Token>) -> usize {
        self.decode_with(codes, out, |_| ())
    }

    /// As [`TokenDictionary::decode`]; replaces the contents of `escaped` by the positions of the tokens that are
    /// escaped.
    pub(crate) fn decode_noting_escapes(&self, codes: &[u16], out: &mut Vec<Token>, escaped: &mut Vec<u32>) -> usize {
        escaped.clear();
        self.decode_with(codes, out, |at| escaped.push(at as u32))
    }

    #[inline(always)]
    fn decode_with(&self, codes: &[u16], out: &mut Vec<Token>, mut note_escape: impl FnMut(usize)) -> usize {
        // at most one token a code, and room for a block after the last
        if out.len() < codes.len() + TOKENS_PER_BLOCK {
            out.resize(codes.len() + TOKENS_PER_BLOCK, bytemuck::Zeroable::zeroed());
        }
        // dereferenced once: the compiler cannot know that writing to `out` leaves it unchanged
        let token_of: &CodeTokens = &self.tokens;
        let (mut at, mut to) = (0, 0);
        while let Some(block) = codes.get(at..).and_then(|rest| rest.first_chunk::<TOKENS_PER_BLOCK>())
            && let Some(tokens) = out.get_mut(to..).and_then(|rest| rest.first_chunk_mut::<TOKENS_PER_BLOCK>())
        {
            for nth in 0..TOKENS_PER_BLOCK {
                tokens[nth] = token(token_of, block[nth]);
            }
            let plain = codes_before_escape(block);
            if plain == TOKENS_PER_BLOCK {
                // a constant step, so that the next block need not wait for the codes of this one
                (at, to) = (at + TOKENS_PER_BLOCK, to + TOKENS_PER_BLOCK);
                continue;
            }
            // what was decoded after the escape is overwritten
            (at, to) = (at + plain, to + plain);
            note_escape(to);
            decode_one(token_of, codes, &mut at, out, &mut to);
        }
        while at < codes.len() {
            if codes[at] == ESCAPE {
                note_escape(to);
            }
            decode_one(token_of, codes, &mut at, out, &mut to);
        }
        to
    }
}

/// Appends a token in its encoded form.
#[inline(always)]
fn push(token: u32, code: u16, out: &mut Vec<u16>) {
    match code {
        ESCAPE => out.extend(escaped(token)),
        code => out.push(code),
    }
}

/// Decodes the token whose codes begin at `at` to position `to`, and advances both.
#[inline(always)]
fn decode_one(token_of: &CodeTokens, codes: &[u16], at: &mut usize, out: &mut [Token], to: &mut usize) {
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
            token(token_of, code)
        }
        [] => return,
    };
    out[*to] = token;
    *to += 1;
}

#[inline(always)]
fn token(token_of: &CodeTokens, code: u16) -> Token {
    bytemuck::cast(token_of[usize::from(code)].load(Ordering::Relaxed))
}

/// The codes of an escaped token.
#[inline(always)]
fn escaped(token: u32) -> [u16; 3] {
    [ESCAPE, token as u16, (token >> 16) as u16]
}

#[inline(always)]
fn bucket(token: u32) -> usize {
    (hash(token) >> (32 - BUCKETS.ilog2())) as usize
}

/// Spreads tokens over the upper bits. The multiplier is that of MurmurHash3's finaliser (A. Appleby, public domain).
#[inline(always)]
fn hash(token: u32) -> u32 {
    token.wrapping_mul(0x85eb_ca6b)
}

/// Number of codes before the first [`ESCAPE`], which is 0, or all: A. Mycroft's test for a zero byte (1987), with
/// lanes of 16 bits. Subtracting 1 sets the highest bit of a lane that was 0, and else only of lanes above it.
#[inline(always)]
fn codes_before_escape(block: &[u16; TOKENS_PER_BLOCK]) -> usize {
    const ONES: u64 = 0x0001_0001_0001_0001;
    let [low, high]: [u64; 2] = bytemuck::cast(*block);
    let borrowed = |four: u64| u64::from_le(four).wrapping_sub(ONES) & !u64::from_le(four) & (ONES << 15);
    let before = |four: u64| borrowed(four).trailing_zeros() as usize / 16;
    if borrowed(low) == 0 { 4 + before(high) } else { before(low) }
}

#[cfg(test)]
#[path = "token_dictionary_tests.rs"]
mod tests;
