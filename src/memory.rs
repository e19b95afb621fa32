//! What this process has used: memory at its peak, and processor time.

use std::time::Duration;

/// The peak of resident memory in bytes, where the system tells it (Linux: `VmHWM` of `/proc/self/status`).
#[must_use]
pub fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    field(&status, "VmHWM:")
}

/// The processor time of all threads together, where the system tells it.
#[must_use]
pub fn cpu_time() -> Option<Duration> {
    #[cfg(unix)]
    {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
        Some(Duration::new(u64::try_from(time.tv_sec).ok()?, u32::try_from(time.tv_nsec).ok()?))
    }
    #[cfg(not(unix))]
    None
}

/// Bytes of memory that the process holds now, where the system tells it (Linux).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resident {
    /// Its own.
    pub own: u64,
    /// Pages of mapped files.
    pub of_files: u64,
}

/// What the process holds now.
#[must_use]
pub fn resident() -> Option<Resident> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    Some(Resident { own: field(&status, "RssAnon:")?, of_files: field(&status, "RssFile:")? })
}

fn field(status: &str, name: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}
