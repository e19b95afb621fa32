//! The hash of a token's spelling.

/// Lower bits of the hash that a token drops.
pub(super) const DROPPED_BITS: u32 = 34;
/// The golden ratio's fraction in 64 bits, odd.
const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;
/// The fraction of π in 64 bits.
pub(super) const HASH_START: u64 = 0x243f_6a88_85a3_08d3;

/// The hash of a spelling of at most 16 bytes, given as two zero-padded little-endian numbers. The length need not be
/// hashed, as no spelling has a zero byte.
#[inline(always)]
pub(crate) const fn hash_of_16(low: u64, high: u64) -> u64 {
    hash_end(hash_step(HASH_START, low, high))
}

/// Mixes 16 bytes into the state: a multiplication of 64 × 64 bits, folded onto itself.
#[inline(always)]
pub(super) const fn hash_step(state: u64, low: u64, high: u64) -> u64 {
    let product = ((state ^ low) as u128).wrapping_mul((MULTIPLIER ^ high) as u128);
    (product as u64) ^ ((product >> 64) as u64)
}

/// Spreads the state to the upper bits, which are the ones that a token keeps.
#[inline(always)]
pub(super) const fn hash_end(state: u64) -> u64 {
    state.wrapping_mul(MULTIPLIER)
}

/// The hash of a normalised spelling of any length.
pub(crate) fn hash_spelling(spelling: &[u8]) -> u64 {
    let mut state = HASH_START;
    for chunk in spelling.chunks(16) {
        let mut word = [0_u8; 16];
        word[..chunk.len()].copy_from_slice(chunk);
        let word = u128::from_le_bytes(word);
        state = hash_step(state, word as u64, (word >> 64) as u64);
    }
    hash_end(state)
}
