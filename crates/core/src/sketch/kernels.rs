//! The inner loop of MinHash, in plain Rust and for each vector unit. All give the same values.
#![allow(unsafe_code)] // vector loads and stores; a kernel runs only where `Kernel::is_available`

use super::kernel::{FUNCTIONS_PER_BLOCK, Kernel};

/// For each of [`FUNCTIONS_PER_BLOCK`] multipliers, lowers its minimum and raises its maximum to the extremes of
/// `x · multiplier mod 2³²` over all `xs`. Uses the scalar code where the machine lacks the kernel.
pub(super) fn extremes(kernel: Kernel, xs: &[u32], multipliers: &[u32], minima: &mut [u32], maxima: &mut [u32]) {
    assert!([multipliers.len(), minima.len(), maxima.len()] == [FUNCTIONS_PER_BLOCK; 3]);
    match kernel {
        // SAFETY: the machine has the instructions, and the slices have the length that the kernels need.
        #[cfg(target_arch = "x86_64")]
        Kernel::Avx512 if kernel.is_available() => unsafe { x86::avx512(xs, multipliers, minima, maxima) },
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        Kernel::Avx2 if kernel.is_available() => unsafe { x86::avx2(xs, multipliers, minima, maxima) },
        // SAFETY: as above.
        #[cfg(target_arch = "aarch64")]
        Kernel::Neon if kernel.is_available() => unsafe { arm::neon(xs, multipliers, minima, maxima) },
        _ => scalar(xs, multipliers, minima, maxima),
    }
}

fn scalar(xs: &[u32], multipliers: &[u32], minima: &mut [u32], maxima: &mut [u32]) {
    for ((&multiplier, min), max) in multipliers.iter().zip(minima).zip(maxima) {
        for &x in xs {
            let value = x.wrapping_mul(multiplier);
            *min = value.min(*min);
            *max = value.max(*max);
        }
    }
}

/// Defines a kernel for vectors of `lanes` values. Four vectors of multipliers and their eight accumulators stay in
/// registers over all `xs`.
macro_rules! kernel {
    (
        $name:ident, $feature:literal, $lanes:literal,
        $load:expr, $store:expr, $set:expr, $mul:expr, $min:expr, $max:expr
    ) => {
        /// # Safety
        /// The machine has the feature; the last three slices have [`FUNCTIONS_PER_BLOCK`] elements.
        #[target_feature(enable = $feature)]
        pub(super) unsafe fn $name(xs: &[u32], multipliers: &[u32], minima: &mut [u32], maxima: &mut [u32]) {
            for from in (0..FUNCTIONS_PER_BLOCK).step_by(4 * $lanes) {
                // SAFETY: `from + 4 · lanes ≤ FUNCTIONS_PER_BLOCK`, the length of each of the slices.
                unsafe {
                    let (m, lo, hi) =
                        (multipliers.as_ptr().add(from), minima.as_mut_ptr().add(from), maxima.as_mut_ptr().add(from));
                    let (m0, m1, m2, m3) =
                        ($load(m), $load(m.add($lanes)), $load(m.add(2 * $lanes)), $load(m.add(3 * $lanes)));
                    let (mut lo0, mut lo1, mut lo2, mut lo3) =
                        ($load(lo), $load(lo.add($lanes)), $load(lo.add(2 * $lanes)), $load(lo.add(3 * $lanes)));
                    let (mut hi0, mut hi1, mut hi2, mut hi3) =
                        ($load(hi), $load(hi.add($lanes)), $load(hi.add(2 * $lanes)), $load(hi.add(3 * $lanes)));
                    for &x in xs {
                        let x = $set(x);
                        let (v0, v1, v2, v3) = ($mul(x, m0), $mul(x, m1), $mul(x, m2), $mul(x, m3));
                        (lo0, lo1, lo2, lo3) = ($min(lo0, v0), $min(lo1, v1), $min(lo2, v2), $min(lo3, v3));
                        (hi0, hi1, hi2, hi3) = ($max(hi0, v0), $max(hi1, v1), $max(hi2, v2), $max(hi3, v3));
                    }
                    for (i, v) in [lo0, lo1, lo2, lo3].into_iter().enumerate() {
                        $store(lo.add(i * $lanes), v);
                    }
                    for (i, v) in [hi0, hi1, hi2, hi3].into_iter().enumerate() {
                        $store(hi.add(i * $lanes), v);
                    }
                }
            }
        }
    };
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::FUNCTIONS_PER_BLOCK;
    use std::arch::x86_64::*;

    kernel!(
        avx2,
        "avx2",
        8,
        |p: *const u32| _mm256_loadu_si256(p.cast()),
        |p: *mut u32, v| _mm256_storeu_si256(p.cast(), v),
        |x: u32| _mm256_set1_epi32(x as i32),
        |a, b| _mm256_mullo_epi32(a, b),
        |a, b| _mm256_min_epu32(a, b),
        |a, b| _mm256_max_epu32(a, b)
    );

    kernel!(
        avx512,
        "avx512f",
        16,
        |p: *const u32| _mm512_loadu_si512(p.cast()),
        |p: *mut u32, v| _mm512_storeu_si512(p.cast(), v),
        |x: u32| _mm512_set1_epi32(x as i32),
        |a, b| _mm512_mullo_epi32(a, b),
        |a, b| _mm512_min_epu32(a, b),
        |a, b| _mm512_max_epu32(a, b)
    );
}

#[cfg(target_arch = "aarch64")]
mod arm {
    use super::FUNCTIONS_PER_BLOCK;
    use std::arch::aarch64::*;

    kernel!(
        neon,
        "neon",
        4,
        |p: *const u32| vld1q_u32(p),
        |p: *mut u32, v| vst1q_u32(p, v),
        |x: u32| vdupq_n_u32(x),
        |a, b| vmulq_u32(a, b),
        |a, b| vminq_u32(a, b),
        |a, b| vmaxq_u32(a, b)
    );
}
