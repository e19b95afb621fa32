//! Classifies 64 bytes of text at once: one bit a byte for letters and digits, line ends and bytes beyond ASCII.

/// The classes of 64 bytes; bit n of each field is that of byte n.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ByteClasses {
    /// ASCII letters and digits.
    pub(super) alphanumeric: u64,
    /// ASCII digits.
    pub(super) digits: u64,
    /// Line feeds and carriage returns.
    pub(super) newlines: u64,
    /// Bytes of characters beyond ASCII.
    pub(super) non_ascii: u64,
}

/// Classifies 64 bytes with the instructions that every processor of this kind has.
#[inline(always)]
pub(super) fn classify(block: &[u8; 64]) -> ByteClasses {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: every x86-64 processor has SSE2.
    #[allow(unsafe_code)]
    unsafe {
        classify_sse2(block)
    }
    #[cfg(not(target_arch = "x86_64"))]
    classify_portable(block)
}

#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "sse2")]
fn classify_sse2(block: &[u8; 64]) -> ByteClasses {
    use std::arch::x86_64::{
        __m128i, _mm_and_si128, _mm_cmpeq_epi8, _mm_cmpgt_epi8, _mm_cmplt_epi8, _mm_movemask_epi8, _mm_or_si128,
        _mm_set_epi64x, _mm_set1_epi8,
    };
    let splat = |byte: u8| _mm_set1_epi8(byte as i8);
    // the comparisons are signed: bytes beyond ASCII are negative, and so in no range
    let in_range = |bytes: __m128i, from: u8, to: u8| {
        _mm_and_si128(_mm_cmpgt_epi8(bytes, splat(from - 1)), _mm_cmplt_epi8(bytes, splat(to + 1)))
    };
    let (sixteens, _) = block.as_chunks::<16>();
    let mut classes = ByteClasses { alphanumeric: 0, digits: 0, newlines: 0, non_ascii: 0 };
    for (nth, &sixteen) in sixteens.iter().enumerate() {
        let sixteen = u128::from_le_bytes(sixteen);
        let bytes = _mm_set_epi64x((sixteen >> 64) as i64, sixteen as i64);
        // setting bit 5 turns capitals into small letters, and nothing else into one
        let letters = in_range(_mm_or_si128(bytes, splat(0x20)), b'a', b'z');
        let digits = in_range(bytes, b'0', b'9');
        let newlines = _mm_or_si128(_mm_cmpeq_epi8(bytes, splat(b'\n')), _mm_cmpeq_epi8(bytes, splat(b'\r')));
        let highest_bits = |bytes: __m128i| u64::from(_mm_movemask_epi8(bytes) as u16) << (16 * nth);
        classes.alphanumeric |= highest_bits(_mm_or_si128(letters, digits));
        classes.digits |= highest_bits(digits);
        classes.newlines |= highest_bits(newlines);
        classes.non_ascii |= highest_bits(bytes);
    }
    classes
}

/// [`classify`] with AVX2, by one table lookup for each half of a byte: the byte has the classes that both halves allow
/// (the method of G. Langdale and D. Lemire, "Parsing gigabytes of JSON per second", 2019). Inlined only into callers
/// that are compiled for AVX2 too.
#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "avx2")]
pub(super) fn classify_avx2(block: &[u8; 64]) -> ByteClasses {
    use nibbles::{HIGH_HALVES, LOW_HALVES};
    use std::arch::x86_64::{
        __m256i, _mm256_and_si256, _mm256_cmpgt_epi8, _mm256_loadu_si256, _mm256_movemask_epi8, _mm256_set1_epi8,
        _mm256_setzero_si256, _mm256_shuffle_epi8, _mm256_slli_epi16, _mm256_srli_epi16,
    };
    // functions of their own: closures, and library functions that take them, are not compiled for AVX2
    #[inline]
    #[target_feature(enable = "avx2")]
    fn highest_bits(first: __m256i, second: __m256i) -> u64 {
        u64::from(_mm256_movemask_epi8(first) as u32) | u64::from(_mm256_movemask_epi8(second) as u32) << 32
    }
    #[inline]
    #[target_feature(enable = "avx2")]
    fn load(bytes: &[u8; 32]) -> __m256i {
        // SAFETY: the pointer is to 32 bytes, as many as are loaded, and they need not be aligned.
        #[allow(unsafe_code)]
        unsafe {
            _mm256_loadu_si256(bytes.as_ptr().cast())
        }
    }
    #[inline]
    #[target_feature(enable = "avx2")]
    fn classes(bytes: __m256i, low_halves: __m256i, high_halves: __m256i) -> __m256i {
        // the shuffle gives 0 for a byte beyond ASCII
        let by_low = _mm256_shuffle_epi8(low_halves, bytes);
        let high = _mm256_and_si256(_mm256_srli_epi16::<4>(bytes), _mm256_set1_epi8(0x0f));
        _mm256_and_si256(by_low, _mm256_shuffle_epi8(high_halves, high))
    }
    let (low_halves, high_halves) = (load(&LOW_HALVES), load(&HIGH_HALVES));
    let (halves, _) = block.as_chunks::<32>();
    let (first, second) = (load(&halves[0]), load(&halves[1]));
    let classes = (classes(first, low_halves, high_halves), classes(second, low_halves, high_halves));
    let zero = _mm256_setzero_si256();
    ByteClasses {
        // a newline's class is the sign bit, which makes it negative
        alphanumeric: highest_bits(_mm256_cmpgt_epi8(classes.0, zero), _mm256_cmpgt_epi8(classes.1, zero)),
        // bit 0 of each byte moves to bit 7
        digits: highest_bits(_mm256_slli_epi16::<7>(classes.0), _mm256_slli_epi16::<7>(classes.1)),
        newlines: highest_bits(classes.0, classes.1),
        non_ascii: highest_bits(first, second),
    }
}

/// The tables of [`classify_avx2`]: which classes the lower or the upper four bits of a byte allow. Each is there
/// twice, as the shuffle looks up within halves of a register.
#[cfg(target_arch = "x86_64")]
mod nibbles {
    const DIGIT: u8 = 1;
    const A_TO_O: u8 = 2;
    const P_TO_Z: u8 = 4;
    const NEWLINE: u8 = 0x80;

    pub(super) const LOW_HALVES: [u8; 32] = {
        let mut classes = [0; 32];
        let mut at = 0;
        while at < 32 {
            let low = at % 16;
            classes[at] = if low < 10 { DIGIT } else { 0 }
                | if low > 0 { A_TO_O } else { 0 }
                | if low < 11 { P_TO_Z } else { 0 }
                | if low == 10 || low == 13 { NEWLINE } else { 0 };
            at += 1;
        }
        classes
    };
    pub(super) const HIGH_HALVES: [u8; 32] = {
        let mut classes = [0; 32];
        let mut at = 0;
        while at < 32 {
            (classes[at], classes[at + 3]) = (NEWLINE, DIGIT);
            (classes[at + 4], classes[at + 5]) = (A_TO_O, P_TO_Z);
            (classes[at + 6], classes[at + 7]) = (A_TO_O, P_TO_Z);
            at += 16;
        }
        classes
    };
}

/// [`classify`] without vector instructions.
#[cfg(any(test, not(target_arch = "x86_64")))]
#[inline(always)]
pub(super) fn classify_portable(block: &[u8; 64]) -> ByteClasses {
    let (eights, _) = block.as_chunks::<8>();
    let mut classes = ByteClasses { alphanumeric: 0, digits: 0, newlines: 0, non_ascii: 0 };
    for &eight in eights.iter().rev() {
        let of_eight = swar::classify_eight(u64::from_le_bytes(eight));
        classes.alphanumeric = classes.alphanumeric << 8 | of_eight.alphanumeric;
        classes.digits = classes.digits << 8 | of_eight.digits;
        classes.newlines = classes.newlines << 8 | of_eight.newlines;
        classes.non_ascii = classes.non_ascii << 8 | of_eight.non_ascii;
    }
    classes
}

/// Eight bytes in one register, compared in parallel (SWAR).
#[cfg(any(test, not(target_arch = "x86_64")))]
mod swar {
    use super::ByteClasses;

    const LOW_BITS: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    const HIGHEST_BITS: u64 = 0x8080_8080_8080_8080;

    const fn splat(byte: u8) -> u64 {
        0x0101_0101_0101_0101 * byte as u64
    }

    #[inline(always)]
    pub(super) fn classify_eight(bytes: u64) -> ByteClasses {
        // adding 0x80 − limit sets the highest bit of every byte from the limit on; no sum carries into the next byte
        let at_least = |low: u64, limit: u8| low + splat(0x80 - limit);
        let in_range = |low: u64, from: u8, to: u8| at_least(low, from) & !at_least(low, to + 1);
        let low = bytes & LOW_BITS;
        // setting bit 5 turns capitals into small letters, and nothing else into one
        let letters = in_range((bytes | splat(0x20)) & LOW_BITS, b'a', b'z');
        let digits = in_range(low, b'0', b'9');
        let newlines = in_range(low, b'\n', b'\n') | in_range(low, b'\r', b'\r');
        let ascii = !bytes & HIGHEST_BITS;
        ByteClasses {
            alphanumeric: gather((letters | digits) & ascii),
            digits: gather(digits & ascii),
            newlines: gather(newlines & ascii),
            non_ascii: gather(bytes & HIGHEST_BITS),
        }
    }

    /// The highest bit of each byte as one bit: the multiplication moves bit 8·i to bit 56 + i, and no two products
    /// meet.
    #[inline(always)]
    fn gather(highest_bits: u64) -> u64 {
        (highest_bits >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The slow oracle: byte by byte.
    fn classify_bytewise(block: &[u8; 64]) -> ByteClasses {
        let bits = |is_in: fn(&u8) -> bool| (0..64).fold(0, |bits, nth| bits | u64::from(is_in(&block[nth])) << nth);
        ByteClasses {
            alphanumeric: bits(u8::is_ascii_alphanumeric),
            digits: bits(u8::is_ascii_digit),
            newlines: bits(|byte| matches!(byte, b'\n' | b'\r')),
            non_ascii: bits(|byte| !byte.is_ascii()),
        }
    }

    proptest! {
        #[test]
        fn every_implementation_classifies_as_byte_by_byte(block in proptest::array::uniform32(any::<[u8; 2]>())) {
            let mut bytes = [0; 64];
            bytes.as_chunks_mut::<2>().0.copy_from_slice(&block);
            let expected = classify_bytewise(&bytes);
            prop_assert_eq!(classify(&bytes), expected);
            prop_assert_eq!(classify_portable(&bytes), expected);
            #[cfg(target_arch = "x86_64")]
            if is_x86_feature_detected!("avx2") {
                // SAFETY: the machine has AVX2.
                #[allow(unsafe_code)]
                let by_avx2 = unsafe { classify_avx2(&bytes) };
                prop_assert_eq!(by_avx2, expected);
            }
        }
    }
}
