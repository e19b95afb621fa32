//! Memory and CPU time of the process, and advice to the operating system about memory.

use std::time::Duration;

/// The peak of resident memory in bytes (`VmHWM` of `/proc/self/status`); `None` except on Linux.
#[must_use]
pub fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    field(&status, "VmHWM:")
}

/// The CPU time of all threads of the process; `None` except on Unix.
#[must_use]
pub(crate) fn cpu_time() -> Option<Duration> {
    #[cfg(unix)]
    {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
        Some(Duration::new(u64::try_from(time.tv_sec).ok()?, u32::try_from(time.tv_nsec).ok()?))
    }
    #[cfg(not(unix))]
    None
}

/// Bytes of memory that are free or hold only cached files (`MemAvailable` of `/proc/meminfo`); `None` except on Linux.
#[must_use]
pub fn available() -> Option<u64> {
    field(&std::fs::read_to_string("/proc/meminfo").ok()?, "MemAvailable:")
}

/// Returns the unused pages of a vector to the system. The vector keeps its address and its capacity.
pub(crate) fn give_back<T>(values: &mut Vec<T>) {
    #[cfg(target_os = "linux")]
    advise(values.spare_capacity_mut(), rustix::mm::Advice::LinuxDontNeed);
    #[cfg(not(target_os = "linux"))]
    values.shrink_to_fit();
}

/// Populates the unused pages of a vector for `more` values with one system call. Page faults, one for each page when
/// it is first written to, would cost twice as much. A system that does not support it populates at the faults as
/// usual.
pub(crate) fn populate<T>(values: &mut Vec<T>, more: usize) {
    #[cfg(target_os = "linux")]
    {
        let spare = values.spare_capacity_mut();
        let more = more.min(spare.len());
        advise(&mut spare[..more], rustix::mm::Advice::LinuxPopulateWrite);
    }
    #[cfg(not(target_os = "linux"))]
    let _ = (values, more);
}

/// Drops a value on another thread: the system takes seconds to free gigabytes of memory or of unnamed files.
pub(crate) fn drop_in_background<T: Send + 'static>(value: T) {
    // if no thread can be started, the closure is dropped here and the value with it
    let _ = std::thread::Builder::new().spawn(move || drop(value));
}

/// Advises the system about the whole pages of memory that holds no values. Advice that is not taken changes nothing.
#[cfg(target_os = "linux")]
fn advise<T>(spare: &mut [std::mem::MaybeUninit<T>], advice: rustix::mm::Advice) {
    let (start, bytes) = (spare.as_mut_ptr().cast::<u8>(), size_of_val(spare));
    let pages = whole_pages(start.addr(), bytes, rustix::param::page_size());
    if !pages.is_empty() {
        // SAFETY: the pages are within the spare capacity, which is borrowed mutably and holds no values, so their
        // content may change; they are private memory of the allocator, so pages that were returned read as zeros.
        #[allow(unsafe_code)]
        unsafe {
            let _ = rustix::mm::madvise(start.add(pages.start).cast(), pages.len(), advice);
        }
    }
}

/// The whole pages within `bytes` from `address`, as a range of bytes counted from there.
#[cfg(target_os = "linux")]
fn whole_pages(address: usize, bytes: usize, page: usize) -> std::ops::Range<usize> {
    let before = address.next_multiple_of(page) - address;
    before..before + bytes.saturating_sub(before) / page * page
}

fn field(status: &str, name: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn finds_exactly_the_whole_pages_of_a_range() {
        for (address, bytes, expected) in [
            (8192, 8192, 0..8192),
            (8192, 8191, 0..4096),
            (8192, 4095, 0..0),
            (8000, 8192 + 192, 192..8384),
            (8000, 8192 + 191, 192..4288),
            (8193, 4095, 4095..4095),
            (8193, 100, 4095..4095),
        ] {
            assert_eq!(whole_pages(address, bytes, 4096), expected, "{bytes} from {address}");
        }
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn reports_a_plausible_amount_of_available_memory() {
        // between a megabyte and a petabyte
        assert!((1 << 20..1 << 50).contains(&available().unwrap()));
    }

    #[test]
    fn populated_memory_can_be_filled() {
        let mut values: Vec<u32> = (0..5000).collect();
        for more in [0, 7000, usize::MAX] {
            values.reserve(100_000);
            populate(&mut values, more);
            values.extend(values.len() as u32..values.len() as u32 + 100_000);
        }
        assert!(values.iter().copied().eq(0..305_000));
    }

    #[test]
    fn giving_back_pages_keeps_all_values() {
        let mut values: Vec<u32> = (0..100_000).collect();
        for len in [70_001, 70_000, 3000, 0] {
            values.truncate(len);
            give_back(&mut values);
            assert_eq!(values, (0..len as u32).collect::<Vec<_>>());
        }
        // the capacity can still be used
        values.extend(0..100_000);
        assert_eq!(values, (0..100_000).collect::<Vec<_>>());
        give_back(&mut Vec::<u32>::new());
    }
}
