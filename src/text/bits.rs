//! Which bytes of a block of text are ASCII letters or digits, and which say something else: one bit a byte.

/// One bit a byte: whether it is an ASCII letter or digit, and whether it is the end of a line or beyond ASCII.
#[inline(always)]
pub(super) fn bits(block: &[u8; 64]) -> (u64, u64) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: there is no x86-64 without SSE2.
    #[allow(unsafe_code)]
    unsafe {
        bits_of_sixteens(block)
    }
    #[cfg(not(target_arch = "x86_64"))]
    bits_of_eights(block)
}

#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "sse2")]
fn bits_of_sixteens(block: &[u8; 64]) -> (u64, u64) {
    use std::arch::x86_64::{
        __m128i, _mm_and_si128, _mm_cmpeq_epi8, _mm_cmpgt_epi8, _mm_cmplt_epi8, _mm_movemask_epi8, _mm_or_si128,
        _mm_set_epi64x, _mm_set1_epi8,
    };
    let all = |byte: u8| _mm_set1_epi8(byte as i8);
    // bytes beyond ASCII count as negative numbers here
    let within = |bytes: __m128i, from: u8, to: u8| {
        _mm_and_si128(_mm_cmpgt_epi8(bytes, all(from - 1)), _mm_cmplt_epi8(bytes, all(to + 1)))
    };
    let (sixteens, _) = block.as_chunks::<16>();
    let mut bits = (0, 0);
    for (nth, &sixteen) in sixteens.iter().enumerate() {
        let sixteen = u128::from_le_bytes(sixteen);
        let bytes = _mm_set_epi64x((sixteen >> 64) as i64, sixteen as i64);
        // setting bit 5 turns capitals into small letters, and nothing else into one
        let letters = within(_mm_or_si128(bytes, all(0x20)), b'a', b'z');
        let words = _mm_or_si128(letters, within(bytes, b'0', b'9'));
        let ends = _mm_or_si128(_mm_cmpeq_epi8(bytes, all(b'\n')), _mm_cmpeq_epi8(bytes, all(b'\r')));
        let gather = |high: __m128i| u64::from(_mm_movemask_epi8(high) as u16) << (16 * nth);
        bits.0 |= gather(words);
        bits.1 |= gather(_mm_or_si128(bytes, ends));
    }
    bits
}

/// `bits` without instructions of a particular processor.
#[cfg(any(test, not(target_arch = "x86_64")))]
#[inline(always)]
fn bits_of_eights(block: &[u8; 64]) -> (u64, u64) {
    let (eights, _) = block.as_chunks::<8>();
    let mut bits = (0, 0);
    for &eight in eights.iter().rev() {
        let (words, marks) = eights::of_eight(u64::from_le_bytes(eight));
        bits = (bits.0 << 8 | words, bits.1 << 8 | marks);
    }
    bits
}

#[cfg(any(test, not(target_arch = "x86_64")))]
mod eights {
    //! Eight bytes as one number.

    const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    const HIGH: u64 = 0x8080_8080_8080_8080;

    /// `byte` in each of eight bytes.
    const fn all(byte: u8) -> u64 {
        0x0101_0101_0101_0101 * byte as u64
    }

    /// Adding what is missing to 0x80 sets the highest bit of each byte that is not below a limit; no sum reaches the next byte.
    #[inline(always)]
    pub(super) fn of_eight(bytes: u64) -> (u64, u64) {
        let from = |low: u64, limit: u8| low + all(0x80 - limit);
        // setting bit 5 turns capitals into small letters, and nothing else into one
        let lower = (bytes | all(0x20)) & LOW;
        let low = bytes & LOW;
        let letters = from(lower, b'a') & !from(lower, b'z' + 1);
        let digits = from(low, b'0') & !from(low, b'9' + 1);
        let words = (letters | digits) & !bytes & HIGH;
        let ends = (from(low, b'\n') & !from(low, b'\n' + 1)) | (from(low, b'\r') & !from(low, b'\r' + 1));
        let marks = (bytes | ends) & HIGH;
        (gather(words), gather(marks))
    }

    /// Gathers the highest bits: bit 8·i meets 2^(56 − 7·i), and no two products meet.
    #[inline(always)]
    fn gather(high: u64) -> u64 {
        (high >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sixteen_bytes_at_once_are_what_eight_are(block in proptest::array::uniform32(any::<[u8; 2]>())) {
            let mut bytes = [0; 64];
            bytes.as_chunks_mut::<2>().0.copy_from_slice(&block);
            prop_assert_eq!(bits(&bytes), bits_of_eights(&bytes));
        }
    }
}
