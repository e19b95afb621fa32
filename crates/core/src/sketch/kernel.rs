//! Which code computes signatures, by what the machine can do.

/// How many hash functions a vector kernel works on at once; the number of functions is padded to a multiple of it.
pub(super) const BLOCK: usize = 64;

/// The code that computes signatures. All give the same values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kernel {
    /// Plain Rust, one value after the other: the reference.
    Scalar,
    /// 8 values at once.
    Avx2,
    /// 16 values at once.
    Avx512,
    /// 4 values at once.
    Neon,
}

impl Kernel {
    /// The fastest kernel of this machine.
    #[must_use]
    pub fn detect() -> Self {
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
    pub fn is_available(self) -> bool {
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
