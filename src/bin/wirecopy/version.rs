//! What `wirecopy --version` says: the version, the features of the build, and the code path of this machine's CPU.

use std::sync::OnceLock;
use wirecopy::sketch::Kernel;

/// The version with the features and the CPU path.
pub(crate) fn long() -> &'static str {
    static LONG: OnceLock<String> = OnceLock::new();
    LONG.get_or_init(|| {
        let features = [
            ("parquet", cfg!(feature = "parquet")),
            ("arrow", cfg!(feature = "arrow")),
            ("sheets", cfg!(feature = "sheets")),
            ("sqlite", cfg!(feature = "sqlite")),
            ("warc", cfg!(feature = "warc")),
            ("serve", cfg!(feature = "serve")),
            ("precise", cfg!(feature = "precise")),
        ];
        let (with, without): (Vec<_>, Vec<_>) = features.into_iter().partition(|(_, is_there)| *is_there);
        let names = |features: Vec<(&'static str, bool)>| {
            let names: Vec<&str> = features.into_iter().map(|(name, _)| name).collect();
            if names.is_empty() { "none".to_owned() } else { names.join(", ") }
        };
        let (with, without) = (names(with), names(without));
        let target = format!("{}-{}", std::env::consts::ARCH, std::env::consts::OS);
        let version = env!("CARGO_PKG_VERSION");
        format!("{version}\nfeatures: {with} (not built in: {without})\nCPU: {target}, {}", cpu_path())
    })
}

fn cpu_path() -> &'static str {
    match Kernel::available().last() {
        Some(Kernel::Avx512) => "AVX-512",
        Some(Kernel::Avx2) => "AVX2",
        Some(Kernel::Neon) => "NEON",
        Some(Kernel::Scalar) | None => "plain code",
    }
}
