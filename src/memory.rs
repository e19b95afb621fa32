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

/// Gives the whole pages behind the values of a vector back to the system, where it takes them; the vector keeps its place.
pub(crate) fn give_back<T>(values: &mut Vec<T>) {
    #[cfg(target_os = "linux")]
    {
        let page = rustix::param::page_size();
        let spare = values.spare_capacity_mut();
        let (start, bytes) = (spare.as_mut_ptr().cast::<u8>(), size_of_val(spare));
        let before = start.align_offset(page);
        let whole = bytes.saturating_sub(before) / page * page;
        if whole > 0 {
            // SAFETY: the pages lie within the spare capacity, which this borrows alone and which holds no values; it is the
            // allocator's private memory, so that they read as zeros when they are asked for again.
            #[allow(unsafe_code)]
            unsafe {
                // it is advice: where it is not taken, memory is held longer and nothing else
                let _ = rustix::mm::madvise(start.add(before).cast(), whole, rustix::mm::Advice::LinuxDontNeed);
            }
        }
    }
    #[cfg(not(target_os = "linux"))]
    values.shrink_to_fit();
}

/// Has the system find the whole pages behind the values of a vector, as far as so many more values reach, all at once. It would
/// find each when it is first written to, which costs twice as much.
pub(crate) fn fetch<T>(values: &mut Vec<T>, more: usize) {
    #[cfg(target_os = "linux")]
    {
        let page = rustix::param::page_size();
        let spare = values.spare_capacity_mut();
        let (start, bytes) = (spare.as_mut_ptr().cast::<u8>(), size_of::<T>() * more.min(spare.len()));
        let before = start.align_offset(page);
        let whole = bytes.saturating_sub(before) / page * page;
        if whole > 0 {
            // SAFETY: the pages lie within the spare capacity, which this borrows alone; what is in them stays as it is.
            #[allow(unsafe_code)]
            unsafe {
                // where the system does not know how, it finds the pages one by one later on
                let _ = rustix::mm::madvise(start.add(before).cast(), whole, rustix::mm::Advice::LinuxPopulateWrite);
            }
        }
    }
    #[cfg(not(target_os = "linux"))]
    let _ = (values, more);
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
    fn what_is_fetched_is_only_behind_the_values() {
        for (len, room, more) in
            [(0, 0, 10), (0, 100_000, 100_000), (5000, 100_000, 7000), (99_990, 100_000, usize::MAX)]
        {
            let mut values: Vec<u32> = Vec::with_capacity(room);
            values.extend(0..len);
            fetch(&mut values, more);
            assert!(values.iter().copied().eq(0..len));
            values.extend(len..room as u32);
            assert!(values.iter().copied().eq(0..room as u32));
        }
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
