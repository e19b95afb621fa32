//! Hash functions: xxh3 for stored values and ids, and bijective mixers for derived ones.

use xxhash_rust::xxh3;

/// xxh3 of bytes, 64 bits: the hash of texts, ids and files.
#[must_use]
pub fn of_bytes(bytes: &[u8]) -> u64 {
    xxh3::xxh3_64(bytes)
}

/// A bijection of 64 bits in which every output bit depends on every input bit
/// (the finaliser of SplitMix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
#[inline]
#[must_use]
pub const fn mix64(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// A bijection of 32 bits in which every output bit depends on every input bit
/// (the 32-bit finaliser of MurmurHash3: Appleby, 2011).
#[inline(always)]
#[must_use]
pub const fn mix32(mut x: u32) -> u32 {
    x = (x ^ (x >> 16)).wrapping_mul(0x85eb_ca6b);
    x = (x ^ (x >> 13)).wrapping_mul(0xc2b2_ae35);
    x ^ (x >> 16)
}

/// The next number of the SplitMix64 sequence after `state`; fast, and not for secrets.
#[inline]
pub const fn next_random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mix64(*state)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_numbers_are_those_of_splitmix64() {
        // first outputs of SplitMix64 seeded with 1234567
        let mut state = 1_234_567;
        assert_eq!(next_random(&mut state), 6_457_827_717_110_365_317);
        assert_eq!(next_random(&mut state), 3_203_168_211_198_807_973);
    }
}
