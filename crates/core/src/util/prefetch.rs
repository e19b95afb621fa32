//! Software prefetch: loads memory into the processor's cache before it is read.
#![allow(unsafe_code)] // the instruction takes a pointer; it never faults and changes nothing that the program sees

/// Bytes of a cache line on x86-64.
const CACHE_LINE_BYTES: usize = 64;

/// Prefetches the cache lines of `values`. A hint: it changes no result, and does nothing on other processors than
/// x86-64.
#[inline(always)]
pub(crate) fn prefetch<T>(values: &[T]) {
    #[cfg(target_arch = "x86_64")]
    for line in values.chunks((CACHE_LINE_BYTES / size_of::<T>().max(1)).max(1)) {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: every x86-64 processor has the instruction, and it faults at no address.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(line.as_ptr().cast()) }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (values, CACHE_LINE_BYTES);
}
