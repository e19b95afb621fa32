//! The implementations of the MinHash inner loop, and which of them this machine has.

/// Hash functions that a kernel takes at once; the number of functions is padded to a multiple of it.
pub(super) const FUNCTIONS_PER_BLOCK: usize = 64;

/// An implementation of the inner loop. All give the same values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kernel {
    /// Plain Rust, one value after another: the reference.
    Scalar,
    /// x86-64, 8 values at once.
    Avx2,
    /// x86-64, 16 values at once.
    Avx512,
    /// ARM, 4 values at once.
    Neon,
}

impl Kernel {
    /// The fastest kernel of this machine.
    #[must_use]
    pub(crate) fn detect() -> Self {
        Kernel::available().last().copied().unwrap_or(Kernel::Scalar)
    }

    /// Every kernel of this machine, the slowest first.
    #[must_use]
    pub fn available() -> Vec<Self> {
        let mut kernels = vec![Kernel::Scalar];
        kernels.extend([Kernel::Neon, Kernel::Avx2, Kernel::Avx512].into_iter().filter(|&k| k.is_available()));
        kernels
    }

    /// Whether this machine can run it.
    #[must_use]
    pub(crate) fn is_available(self) -> bool {
        match self {
            Kernel::Scalar => true,
            #[cfg(target_arch = "x86_64")]
            Kernel::Avx2 => std::arch::is_x86_feature_detected!("avx2"),
            #[cfg(target_arch = "x86_64")]
            Kernel::Avx512 => std::arch::is_x86_feature_detected!("avx512f"),
            #[cfg(target_arch = "aarch64")]
            Kernel::Neon => std::arch::is_aarch64_feature_detected!("neon"),
            #[allow(unreachable_patterns)]
            _ => false,
        }
    }
}
