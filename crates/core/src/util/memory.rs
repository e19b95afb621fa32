//! Memory and processor time: what this process has used, what is free, and memory that is asked for or given back in one go.

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

/// Bytes of memory that nobody needs now, files that the system keeps among them, where it tells it (Linux: `MemAvailable` of
/// `/proc/meminfo`).
#[must_use]
pub fn available() -> Option<u64> {
    field(&std::fs::read_to_string("/proc/meminfo").ok()?, "MemAvailable:")
}

/// Gives the whole pages behind the values of a vector back to the system, where it takes them; the vector keeps its place.
pub(crate) fn give_back<T>(values: &mut Vec<T>) {
    #[cfg(target_os = "linux")]
    advise(values.spare_capacity_mut(), rustix::mm::Advice::LinuxDontNeed);
    #[cfg(not(target_os = "linux"))]
    values.shrink_to_fit();
}

/// Has the system find the whole pages behind the values of a vector, as far as so many more values reach, all at once. It would
/// find each when it is first written to, which costs twice as much; where it does not know how, it still does.
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

/// Drops a value while something else is done: to give back gigabytes, of memory or of files without a name, takes the system seconds.
pub(crate) fn drop_in_background<T: Send + 'static>(value: T) {
    // where there is no thread to be had it is dropped here, with what could not be started
    let _ = std::thread::Builder::new().spawn(move || drop(value));
}

/// Tells the system something of the whole pages of what holds no values. It is advice: where it is not taken, nothing else is.
#[cfg(target_os = "linux")]
fn advise<T>(spare: &mut [std::mem::MaybeUninit<T>], advice: rustix::mm::Advice) {
    let (start, bytes) = (spare.as_mut_ptr().cast::<u8>(), size_of_val(spare));
    let pages = whole_pages(start.addr(), bytes, rustix::param::page_size());
    if !pages.is_empty() {
        // SAFETY: the pages lie within the spare capacity, which this borrows alone and which holds no values, so that whatever is in
        // them may stay or go; they are the allocator's private memory, so that what went reads as zeros when it is asked for again.
        #[allow(unsafe_code)]
        unsafe {
            let _ = rustix::mm::madvise(start.add(pages.start).cast(), pages.len(), advice);
        }
    }
}

/// The whole pages within so many bytes from an address on, counted in bytes from there.
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
    fn whole_pages_are_all_that_lie_within() {
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
    fn the_system_says_what_is_free() {
        // a test runs in less than this, and on no machine with so much
        assert!((1 << 20..1 << 50).contains(&available().unwrap()));
    }

    #[test]
    fn what_is_fetched_can_be_filled() {
        let mut values: Vec<u32> = (0..5000).collect();
        for more in [0, 7000, usize::MAX] {
            values.reserve(100_000);
            populate(&mut values, more);
            values.extend(values.len() as u32..values.len() as u32 + 100_000);
        }
        assert!(values.iter().copied().eq(0..305_000));
    }

    #[test]
    fn what_is_given_back_is_only_behind_the_values() {
        let mut values: Vec<u32> = (0..100_000).collect();
        for len in [70_001, 70_000, 3000, 0] {
            values.truncate(len);
            give_back(&mut values);
            assert_eq!(values, (0..len as u32).collect::<Vec<_>>());
        }
        // the place is still there to be used
        values.extend(0..100_000);
        assert_eq!(values, (0..100_000).collect::<Vec<_>>());
        give_back(&mut Vec::<u32>::new());
    }
}
