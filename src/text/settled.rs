//! The numbers of tokens from when all are given out: nothing changes any more, so that the places of a bucket are looked at together.

/// Tokens in a bucket.
pub(super) const SLOTS: usize = 5;
/// Eight numbers of 32 bits: the tokens of a bucket, and behind them their numbers, of 16 bits each, and a zero.
pub(super) const LANES: usize = 8;

/// A few tokens with their numbers.
#[derive(Debug, Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C, align(32))]
pub(super) struct Bucket([u32; LANES]);

impl Bucket {
    /// From tokens and their numbers, zero where there is none.
    pub(super) fn new(tokens: [u32; SLOTS], numbers: [u16; SLOTS]) -> Self {
        let half = |nth: usize| numbers.get(nth).copied().map_or(0, u32::from);
        let mut lanes = [0; LANES];
        lanes[..SLOTS].copy_from_slice(&tokens);
        for (nth, lane) in lanes[SLOTS..].iter_mut().enumerate() {
            *lane = half(2 * nth) | half(2 * nth + 1) << 16;
        }
        Bucket(lanes)
    }

    /// The number of this token, zero where it has none; `is` tells which lanes are the token, one bit for each.
    #[inline(always)]
    pub(super) fn number(&self, token: u32, is: impl Fn(&[u32; LANES], u32) -> u32) -> u16 {
        // of the lanes of numbers some may look like it
        let slot = (is(&self.0, token) | 1 << SLOTS).trailing_zeros();
        (self.0[SLOTS + slot as usize / 2] >> (16 * (slot % 2))) as u16
    }
}

/// Which lanes are a token.
#[inline(always)]
pub(super) fn lanes_of(lanes: &[u32; LANES], token: u32) -> u32 {
    lanes.iter().zip(0..).fold(0, |is, (&lane, nth)| is | u32::from(lane == token) << nth)
}

/// The same by one vector.
#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "avx2")]
pub(super) fn lanes_of_avx2(lanes: &[u32; LANES], token: u32) -> u32 {
    use std::arch::x86_64::{_mm256_castsi256_ps, _mm256_cmpeq_epi32, _mm256_movemask_ps, _mm256_set1_epi32};
    let is = _mm256_cmpeq_epi32(bytemuck::cast(*lanes), _mm256_set1_epi32(token as i32));
    _mm256_movemask_ps(_mm256_castsi256_ps(is)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_token_of_a_bucket_has_its_number_and_no_other_has_one(
            held in proptest::collection::vec((1_u32.., 1_u16..), 0..=SLOTS),
            others in proptest::collection::vec(any::<u32>(), 0..4),
        ) {
            let (mut tokens, mut numbers) = ([0; SLOTS], [0; SLOTS]);
            for (nth, &(token, number)) in held.iter().enumerate() {
                (tokens[nth], numbers[nth]) = (token, number);
            }
            let bucket = Bucket::new(tokens, numbers);
            // what looks like its numbers, and like an empty place, is none of its tokens
            let asked = held.iter().map(|&(token, _)| token).chain(others).chain(bucket.0);
            for token in asked {
                let expected = held.iter().find(|(held, _)| *held == token).map_or(0, |&(_, number)| number);
                prop_assert_eq!(bucket.number(token, lanes_of), expected);
                #[cfg(target_arch = "x86_64")]
                if is_x86_feature_detected!("avx2") {
                    // SAFETY: the machine has the instructions.
                    #[allow(unsafe_code)]
                    let found = bucket.number(token, |lanes, token| unsafe { lanes_of_avx2(lanes, token) });
                    prop_assert_eq!(found, expected);
                }
            }
        }
    }
}
