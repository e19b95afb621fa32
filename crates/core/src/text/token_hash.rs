//! The hash of a token's spelling.

/// So many lower bits of a hash no token keeps.
pub(super) const DROPPED: u32 = 34;
/// Multiplier of the token hash: the golden ratio's fraction in 64 bits, odd.
const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;
/// Start of the token hash: the fraction of π in 64 bits.
pub(super) const HASH_START: u64 = 0x243f_6a88_85a3_08d3;

/// The hash of a spelling of at most 16 bytes, zero padded, little endian: a full 64 × 64 multiplication folded onto itself mixes
/// all of them at once, and a second one spreads them to the upper bits, which are those that are kept. No spelling has a zero
/// byte, so its length is in it.
#[inline(always)]
pub(crate) const fn hash_of_16(low: u64, high: u64) -> u64 {
    hash_end(hash_step(HASH_START, low, high))
}

/// One step of the token hash: sixteen bytes into the state.
#[inline(always)]
pub(super) const fn hash_step(state: u64, low: u64, high: u64) -> u64 {
    let product = ((state ^ low) as u128).wrapping_mul((MULTIPLIER ^ high) as u128);
    (product as u64) ^ ((product >> 64) as u64)
}

#[inline(always)]
pub(super) const fn hash_end(state: u64) -> u64 {
    state.wrapping_mul(MULTIPLIER)
}

/// The hash of a token's normalised spelling.
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
