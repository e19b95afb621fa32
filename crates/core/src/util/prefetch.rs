//! The processor's cache: what will be needed soon is asked for while something else is done.
#![allow(unsafe_code)] // the instruction takes a pointer, and reads nothing that the program could see

/// Bytes that come into the cache together.
const LINE: usize = 64;

/// Asks for these values; a hint that changes nothing but the time.
#[inline(always)]
pub(crate) fn prefetch<T>(values: &[T]) {
    #[cfg(target_arch = "x86_64")]
    for line in values.chunks((LINE / size_of::<T>().max(1)).max(1)) {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: every x86-64 processor has it, and it never faults, whatever the address.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(line.as_ptr().cast()) }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (values, LINE);
}
