//! Sorting of what a comparison sort is slow at: many records of few bits, and hashes.

use rayon::prelude::*;

/// Bits of one digit: 2048 counters fit the first cache beside the records.
const DIGIT: u32 = 11;
/// Fewer records than this are sorted by comparison.
const FEW: usize = 256;

/// Sorts by `key`, all of its 64 bits, the order of equals kept: from the lowest digit to the highest, passing over digits
/// that are the same in all records.
pub(crate) fn sort_by_key<T: Copy>(records: &mut Vec<T>, key: impl Fn(T) -> u64) {
    const DIGITS: usize = u64::BITS.div_ceil(DIGIT) as usize;
    const VALUES: usize = 1 << DIGIT;
    if records.len() < FEW {
        return records.sort_by_key(|&record| key(record));
    }
    let digit = |record: T, nth: usize| (key(record) >> (nth as u32 * DIGIT)) as usize & (VALUES - 1);
    let mut counts = vec![[0_usize; VALUES]; DIGITS];
    for &record in &*records {
        for (nth, counts) in counts.iter_mut().enumerate() {
            counts[digit(record, nth)] += 1;
        }
    }
    let mut other = records.clone();
    for (nth, places) in counts.iter_mut().enumerate() {
        if places[digit(records[0], nth)] == records.len() {
            continue;
        }
        let mut from = 0;
        for place in &mut *places {
            from += std::mem::replace(place, from);
        }
        for &record in &*records {
            let place = &mut places[digit(record, nth)];
            other[*place] = record;
            *place += 1;
        }
        std::mem::swap(records, &mut other);
    }
}

/// The numbers below `count` that have a key, in the order of their keys, and in their own where these are the same.
pub(crate) fn order_by_key(count: u32, key: impl Fn(u32) -> Option<u32> + Sync) -> Vec<u32> {
    let keyed = |number: u32| Some(u64::from(key(number)?) << 32 | u64::from(number));
    let mut order: Vec<u64> = (0..count).into_par_iter().filter_map(keyed).collect();
    sort_by_key(&mut order, |keyed| keyed >> 32);
    order.into_iter().map(|keyed| keyed as u32).collect()
}

/// Sorts hashes, whose upper bits are well mixed: one pass puts each into a bucket by these, about as many buckets as hashes, and what is
/// left to do is between neighbours. Values that do not spread are sorted right, and slower; not so where they are equal but for lower bits
/// that ascend already.
pub(crate) fn sort_hashes(hashes: &mut [u64]) {
    if hashes.len() < 32 {
        return hashes.sort_unstable();
    }
    let bits = hashes.len().ilog2();
    let bucket_of = |hash: u64| (hash >> (u64::BITS - bits)) as usize;
    let mut ends = vec![0_u32; 1 << bits];
    for &hash in &*hashes {
        ends[bucket_of(hash)] += 1;
    }
    let mut start = 0;
    let mut full = Vec::new();
    for (bucket, count) in ends.iter_mut().enumerate() {
        if *count > FULL {
            full.push((bucket, start));
        }
        start += std::mem::replace(count, start);
    }
    let copy = hashes.to_vec();
    for &hash in &copy {
        let place = &mut ends[bucket_of(hash)];
        hashes[*place as usize] = hash;
        *place += 1;
    }
    for (bucket, start) in full {
        hashes[start as usize..ends[bucket] as usize].sort_unstable();
    }
    for at in 1..hashes.len() {
        let hash = hashes[at];
        let mut to = at;
        while to > 0 && hashes[to - 1] > hash {
            hashes[to] = hashes[to - 1];
            to -= 1;
        }
        hashes[to] = hash;
    }
}

/// Buckets of more hashes than this are sorted by comparison.
const FULL: u32 = 32;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn records_come_out_as_from_the_sort_of_the_library(
            seed in any::<u64>(),
            len in 0_usize..2000,
            mask in prop::sample::select(vec![u64::MAX, 0xffff, 0x0001_ffff_0001_ffff, 7, 0]),
        ) {
            let mut state = seed;
            let mut records: Vec<(u64, usize)> =
                (0..len).map(|nth| (crate::util::hash::next_random(&mut state) & mask, nth)).collect();
            let mut expected = records.clone();
            expected.sort();
            sort_by_key(&mut records, |(key, _)| key);
            prop_assert_eq!(records, expected);
        }

        #[test]
        fn hashes_come_out_as_from_the_sort_of_the_library(
            seed in any::<u64>(),
            len in 0_usize..2000,
            mask in prop::sample::select(vec![u64::MAX, u64::MAX >> 4, 0xf000_0000_0000_0000, 7]),
        ) {
            let mut state = seed;
            let mut found: Vec<u64> = (0..len).map(|_| crate::util::hash::next_random(&mut state) & mask).collect();
            let mut expected = found.clone();
            expected.sort_unstable();
            sort_hashes(&mut found);
            prop_assert_eq!(found, expected);
        }
    }
}
