//! Where the lines of a page end and where an agency's name can begin, many bytes at a time: one bit a byte.

/// The bits of one block.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Bits {
    /// The ends of lines.
    pub(super) ends: u64,
    /// Capitals, first bytes of characters beyond ASCII, and `(`, `/` and `[`, behind which a mark in small letters can stand.
    pub(super) opens: u64,
}

/// What gives the bits of a block on this machine.
pub(super) fn kernel() -> fn(&[u8; 64]) -> Bits {
    #[cfg(target_arch = "x86_64")]
    {
        if std::arch::is_x86_feature_detected!("avx2") { x86::wide } else { x86::narrow }
    }
    #[cfg(not(target_arch = "x86_64"))]
    bits_of_ones
}

/// The bytes that a name in small letters could begin with, by their place among letters: those behind no small letter.
#[inline(always)]
pub(super) fn small_starts(window: &[u8; 16]) -> u16 {
    #[cfg(target_arch = "x86_64")]
    let small = x86::small(window);
    #[cfg(not(target_arch = "x86_64"))]
    let small = small_of_ones(window);
    small & !(small << 1)
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    //! Sixteen or thirty-two bytes at a time. Moved so that what is wanted are the lowest of the signed numbers, a range of bytes is
    //! told from the others by one comparison.
    #![allow(unsafe_code)] // each caller knows that the machine has the instructions

    use super::Bits;
    use std::arch::x86_64::*;

    /// With AVX2; only `kernel` hands it out.
    pub(super) fn wide(block: &[u8; 64]) -> Bits {
        // SAFETY: `kernel` has seen that the machine has AVX2.
        unsafe { of_thirty_twos(block) }
    }

    pub(super) fn narrow(block: &[u8; 64]) -> Bits {
        // SAFETY: there is no x86-64 without SSE2.
        unsafe { of_sixteens(block) }
    }

    #[inline(always)]
    pub(super) fn small(window: &[u8; 16]) -> u16 {
        // SAFETY: there is no x86-64 without SSE2.
        unsafe { small_letters(window) }
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    fn load(sixteen: [u8; 16]) -> __m128i {
        let sixteen = u128::from_le_bytes(sixteen);
        _mm_set_epi64x((sixteen >> 64) as i64, sixteen as i64)
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    fn small_letters(window: &[u8; 16]) -> u16 {
        let moved = _mm_sub_epi8(load(*window), _mm_set1_epi8((b'a' + 0x80) as i8));
        _mm_movemask_epi8(_mm_cmpgt_epi8(_mm_set1_epi8(-128 + 26), moved)) as u16
    }

    #[target_feature(enable = "sse2")]
    fn of_sixteens(block: &[u8; 64]) -> Bits {
        let all = |byte: u8| _mm_set1_epi8(byte as i8);
        let mut bits = Bits::default();
        for (nth, &sixteen) in block.as_chunks::<16>().0.iter().enumerate() {
            let bytes = load(sixteen);
            let is = |byte: u8| _mm_cmpeq_epi8(bytes, all(byte));
            // `[` comes behind `Z`
            let capitals = _mm_cmpgt_epi8(all(0x80 + 27), _mm_sub_epi8(bytes, all(b'A' + 0x80)));
            let beyond = _mm_cmpgt_epi8(all(0x80 + 64), _mm_sub_epi8(bytes, all(0xc0 - 0x80)));
            let opens = _mm_or_si128(_mm_or_si128(capitals, beyond), _mm_or_si128(is(b'('), is(b'/')));
            let gather = |high| u64::from(_mm_movemask_epi8(high) as u16) << (16 * nth);
            bits.ends |= gather(is(b'\n'));
            bits.opens |= gather(opens);
        }
        bits
    }

    #[target_feature(enable = "avx2")]
    fn of_thirty_twos(block: &[u8; 64]) -> Bits {
        let all = |byte: u8| _mm256_set1_epi8(byte as i8);
        let mut bits = Bits::default();
        for (nth, half) in block.as_chunks::<32>().0.iter().enumerate() {
            // SAFETY: thirty-two bytes are read of as many; the instruction takes any address.
            let bytes = unsafe { _mm256_loadu_si256(half.as_ptr().cast()) };
            let is = |byte: u8| _mm256_cmpeq_epi8(bytes, all(byte));
            let capitals = _mm256_cmpgt_epi8(all(0x80 + 27), _mm256_sub_epi8(bytes, all(b'A' + 0x80)));
            let beyond = _mm256_cmpgt_epi8(all(0x80 + 64), _mm256_sub_epi8(bytes, all(0xc0 - 0x80)));
            let opens = _mm256_or_si256(_mm256_or_si256(capitals, beyond), _mm256_or_si256(is(b'('), is(b'/')));
            let gather = |high| u64::from(_mm256_movemask_epi8(high) as u32) << (32 * nth);
            bits.ends |= gather(is(b'\n'));
            bits.opens |= gather(opens);
        }
        bits
    }
}

/// The bits a byte at a time.
#[cfg(any(test, not(target_arch = "x86_64")))]
fn bits_of_ones(block: &[u8; 64]) -> Bits {
    let mut bits = Bits::default();
    for (nth, &byte) in block.iter().enumerate() {
        let bit = |is: bool| u64::from(is) << nth;
        bits.ends |= bit(byte == b'\n');
        bits.opens |= bit(byte.is_ascii_uppercase() || byte >= 0xc0 || matches!(byte, b'(' | b'/' | b'['));
    }
    bits
}

#[cfg(any(test, not(target_arch = "x86_64")))]
fn small_of_ones(window: &[u8; 16]) -> u16 {
    window.iter().rev().fold(0, |bits, byte| bits << 1 | u16::from(byte.is_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn checked(block: &[u8; 64]) {
        let expected = bits_of_ones(block);
        assert_eq!(kernel()(block), expected, "{block:?}");
        let window: &[u8; 16] = block.first_chunk().unwrap();
        let small = small_of_ones(window);
        assert_eq!(small_starts(window), small & !(small << 1), "{window:?}");
        #[cfg(target_arch = "x86_64")]
        assert_eq!(x86::narrow(block), expected, "{block:?}");
    }

    #[test]
    fn every_byte_is_what_it_is_by_itself() {
        for byte in 0..=u8::MAX {
            for at in [0, 15, 17, 32, 63] {
                let mut block = [b' '; 64];
                block[at] = byte;
                checked(&block);
            }
        }
    }

    proptest! {
        #[test]
        fn many_bytes_at_once_are_what_each_is(block in proptest::array::uniform32(any::<[u8; 2]>())) {
            let mut bytes = [0; 64];
            bytes.as_chunks_mut::<2>().0.copy_from_slice(&block);
            checked(&bytes);
        }
    }
}
