//! Which bytes of a block of text are ASCII letters or digits, and which say something else: one bit a byte.

/// One bit a byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ByteClasses {
    /// ASCII letters and digits.
    pub(super) words: u64,
    /// Digits alone.
    pub(super) digits: u64,
    /// Ends of lines.
    pub(super) newlines: u64,
    /// What is beyond ASCII.
    pub(super) beyond: u64,
}

/// Looks at 64 bytes.
#[inline(always)]
pub(super) fn bits(block: &[u8; 64]) -> ByteClasses {
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
fn bits_of_sixteens(block: &[u8; 64]) -> ByteClasses {
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
    let mut bits = ByteClasses { words: 0, digits: 0, newlines: 0, beyond: 0 };
    for (nth, &sixteen) in sixteens.iter().enumerate() {
        let sixteen = u128::from_le_bytes(sixteen);
        let bytes = _mm_set_epi64x((sixteen >> 64) as i64, sixteen as i64);
        // setting bit 5 turns capitals into small letters, and nothing else into one
        let letters = within(_mm_or_si128(bytes, all(0x20)), b'a', b'z');
        let digits = within(bytes, b'0', b'9');
        let ends = _mm_or_si128(_mm_cmpeq_epi8(bytes, all(b'\n')), _mm_cmpeq_epi8(bytes, all(b'\r')));
        let gather = |high: __m128i| u64::from(_mm_movemask_epi8(high) as u16) << (16 * nth);
        bits.words |= gather(_mm_or_si128(letters, digits));
        bits.digits |= gather(digits);
        bits.newlines |= gather(ends);
        bits.beyond |= gather(bytes);
    }
    bits
}

/// `bits` by looking each half of a byte up: what both halves agree on is what the byte is. It is inlined into callers that were
/// compiled for the same instructions, and nowhere else.
#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "avx2")]
pub(super) fn bits_of_thirty_twos(block: &[u8; 64]) -> ByteClasses {
    use std::arch::x86_64::{
        __m256i, _mm256_and_si256, _mm256_cmpgt_epi8, _mm256_loadu_si256, _mm256_movemask_epi8, _mm256_set1_epi8,
        _mm256_setzero_si256, _mm256_shuffle_epi8, _mm256_slli_epi16, _mm256_srli_epi16,
    };
    const DIGIT: u8 = 1;
    const A_TO_O: u8 = 2;
    const P_TO_Z: u8 = 4;
    // the highest bit, which is gathered as it is, and makes a byte negative
    const END: u8 = 0x80;
    // of either half of the register
    const LOW: [u8; 32] = {
        let mut of = [0; 32];
        let mut at = 0;
        while at < 32 {
            let low = at % 16;
            of[at] = if low < 10 { DIGIT } else { 0 }
                | if low > 0 { A_TO_O } else { 0 }
                | if low < 11 { P_TO_Z } else { 0 }
                | if low == 10 || low == 13 { END } else { 0 };
            at += 1;
        }
        of
    };
    const HIGH: [u8; 32] = {
        let mut of = [0; 32];
        (of[0], of[3], of[4], of[5], of[6], of[7]) = (END, DIGIT, A_TO_O, P_TO_Z, A_TO_O, P_TO_Z);
        (of[16], of[19], of[20], of[21], of[22], of[23]) = (END, DIGIT, A_TO_O, P_TO_Z, A_TO_O, P_TO_Z);
        of
    };
    // functions, and none of the standard library's that take closures: those do not know of the instructions
    #[inline]
    #[target_feature(enable = "avx2")]
    fn gather(low: __m256i, high: __m256i) -> u64 {
        u64::from(_mm256_movemask_epi8(low) as u32) | u64::from(_mm256_movemask_epi8(high) as u32) << 32
    }
    #[inline]
    #[target_feature(enable = "avx2")]
    fn load(bytes: &[u8; 32]) -> __m256i {
        // SAFETY: the pointer is to as many bytes as are loaded, and they need not be aligned.
        #[allow(unsafe_code)]
        unsafe {
            _mm256_loadu_si256(bytes.as_ptr().cast())
        }
    }
    #[inline]
    #[target_feature(enable = "avx2")]
    fn classes(bytes: __m256i, lows: __m256i, highs: __m256i) -> __m256i {
        // a byte beyond ASCII finds nothing in the first table
        let low = _mm256_shuffle_epi8(lows, bytes);
        let high = _mm256_and_si256(_mm256_srli_epi16::<4>(bytes), _mm256_set1_epi8(0x0f));
        _mm256_and_si256(low, _mm256_shuffle_epi8(highs, high))
    }
    let (lows, highs) = (load(&LOW), load(&HIGH));
    let (halves, _) = block.as_chunks::<32>();
    let (first, second) = (load(&halves[0]), load(&halves[1]));
    let (is, are) = (classes(first, lows, highs), classes(second, lows, highs));
    let none = _mm256_setzero_si256();
    ByteClasses {
        words: gather(_mm256_cmpgt_epi8(is, none), _mm256_cmpgt_epi8(are, none)),
        // bit 0 of each byte to its highest
        digits: gather(_mm256_slli_epi16::<7>(is), _mm256_slli_epi16::<7>(are)),
        newlines: gather(is, are),
        beyond: gather(first, second),
    }
}

/// `bits` without instructions of a particular processor.
#[cfg(any(test, not(target_arch = "x86_64")))]
#[inline(always)]
pub(super) fn bits_of_eights(block: &[u8; 64]) -> ByteClasses {
    let (eights, _) = block.as_chunks::<8>();
    let mut bits = ByteClasses { words: 0, digits: 0, newlines: 0, beyond: 0 };
    for &eight in eights.iter().rev() {
        let of = eights::of_eight(u64::from_le_bytes(eight));
        bits.words = bits.words << 8 | of.words;
        bits.digits = bits.digits << 8 | of.digits;
        bits.newlines = bits.newlines << 8 | of.newlines;
        bits.beyond = bits.beyond << 8 | of.beyond;
    }
    bits
}

#[cfg(any(test, not(target_arch = "x86_64")))]
mod eights {
    //! Eight bytes as one number.

    use super::ByteClasses;

    const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    const HIGH: u64 = 0x8080_8080_8080_8080;

    /// `byte` in each of eight bytes.
    const fn all(byte: u8) -> u64 {
        0x0101_0101_0101_0101 * byte as u64
    }

    /// Adding what is missing to 0x80 sets the highest bit of each byte that is not below a limit; no sum reaches the next byte.
    #[inline(always)]
    pub(super) fn of_eight(bytes: u64) -> ByteClasses {
        let from = |low: u64, limit: u8| low + all(0x80 - limit);
        // setting bit 5 turns capitals into small letters, and nothing else into one
        let lower = (bytes | all(0x20)) & LOW;
        let low = bytes & LOW;
        let letters = from(lower, b'a') & !from(lower, b'z' + 1);
        let digits = from(low, b'0') & !from(low, b'9' + 1);
        let ascii = !bytes & HIGH;
        let ends = (from(low, b'\n') & !from(low, b'\n' + 1)) | (from(low, b'\r') & !from(low, b'\r' + 1));
        ByteClasses {
            words: gather((letters | digits) & ascii),
            digits: gather(digits & ascii),
            newlines: gather(ends & ascii),
            beyond: gather(bytes & HIGH),
        }
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
        fn many_bytes_at_once_are_what_eight_are(block in proptest::array::uniform32(any::<[u8; 2]>())) {
            let mut bytes = [0; 64];
            bytes.as_chunks_mut::<2>().0.copy_from_slice(&block);
            prop_assert_eq!(bits(&bytes), bits_of_eights(&bytes));
            #[cfg(target_arch = "x86_64")]
            if is_x86_feature_detected!("avx2") {
                // SAFETY: the machine has AVX2.
                #[allow(unsafe_code)]
                let wide = unsafe { bits_of_thirty_twos(&bytes) };
                prop_assert_eq!(wide, bits_of_eights(&bytes));
            }
        }
    }
}
