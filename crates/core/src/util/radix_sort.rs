//! Radix sorts, where a comparison sort is slower: records with short keys, and hashes.

use rayon::prelude::*;

/// Bits of one digit: 2048 counters fit in the L1 cache beside the records.
const DIGIT_BITS: u32 = 11;
/// Fewer records than this are sorted by comparison.
const MIN_RADIX_RECORDS: usize = 256;
/// Fewer hashes than this are sorted by comparison.
const MIN_BUCKET_HASHES: usize = 32;
/// Buckets of more hashes than this are sorted by comparison.
const MAX_INSERTION_HASHES: u32 = 32;

/// Sorts by `key`, and keeps the order of records with equal keys. A radix sort from the lowest digit (LSD) that skips
/// the digits in which all keys agree.
pub(crate) fn sort_by_key<T: Copy>(records: &mut Vec<T>, key: impl Fn(T) -> u64) {
    const DIGITS: usize = u64::BITS.div_ceil(DIGIT_BITS) as usize;
    const VALUES: usize = 1 << DIGIT_BITS;
    if records.len() < MIN_RADIX_RECORDS {
        return records.sort_by_key(|&record| key(record));
    }
    let digit = |record: T, nth: usize| (key(record) >> (nth as u32 * DIGIT_BITS)) as usize & (VALUES - 1);
    let mut counts = vec![[0_usize; VALUES]; DIGITS];
    for &record in &*records {
        for (nth, counts) in counts.iter_mut().enumerate() {
            counts[digit(record, nth)] += 1;
        }
    }
    let mut sorted = records.clone();
    for (nth, positions) in counts.iter_mut().enumerate() {
        if positions[digit(records[0], nth)] == records.len() {
            continue;
        }
        let mut start = 0;
        for position in &mut *positions {
            start += std::mem::replace(position, start);
        }
        for &record in &*records {
            let position = &mut positions[digit(record, nth)];
            sorted[*position] = record;
            *position += 1;
        }
        std::mem::swap(records, &mut sorted);
    }
}

/// The numbers below `count` that have a key, ordered by key and then by number.
pub(crate) fn order_by_key(count: u32, key: impl Fn(u32) -> Option<u32> + Sync) -> Vec<u32> {
    let keyed = |number: u32| Some(u64::from(key(number)?) << 32 | u64::from(number));
    let mut order: Vec<u64> = (0..count).into_par_iter().filter_map(keyed).collect();
    sort_by_key(&mut order, |keyed| keyed >> 32);
    order.into_iter().map(|keyed| keyed as u32).collect()
}

/// Sorts hashes: one pass distributes them by their upper bits over about as many buckets as there are hashes, and an
/// insertion sort does the rest. Sorts other values too; slowly where many share their upper bits and are not
/// ascending.
pub(crate) fn sort_hashes(hashes: &mut [u64]) {
    if hashes.len() < MIN_BUCKET_HASHES {
        return hashes.sort_unstable();
    }
    let bits = hashes.len().ilog2();
    let bucket_of = |hash: u64| (hash >> (u64::BITS - bits)) as usize;
    let mut ends = vec![0_u32; 1 << bits];
    for &hash in &*hashes {
        ends[bucket_of(hash)] += 1;
    }
    let mut start = 0;
    let mut large = Vec::new();
    for (bucket, count) in ends.iter_mut().enumerate() {
        if *count > MAX_INSERTION_HASHES {
            large.push((bucket, start));
        }
        start += std::mem::replace(count, start);
    }
    let copy = hashes.to_vec();
    for &hash in &copy {
        let position = &mut ends[bucket_of(hash)];
        hashes[*position as usize] = hash;
        *position += 1;
    }
    for (bucket, start) in large {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::util::hash::next_random;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sort_by_key_equals_the_stable_sort_of_the_standard_library(
            seed in any::<u64>(),
            len in 0_usize..2000,
            mask in prop::sample::select(vec![u64::MAX, 0xffff, 0x0001_ffff_0001_ffff, 7, 0]),
        ) {
            let mut state = seed;
            let mut records: Vec<(u64, usize)> = (0..len).map(|nth| (next_random(&mut state) & mask, nth)).collect();
            let mut expected = records.clone();
            expected.sort();
            sort_by_key(&mut records, |(key, _)| key);
            prop_assert_eq!(records, expected);
        }

        #[test]
        fn sort_hashes_equals_the_sort_of_the_standard_library(
            seed in any::<u64>(),
            len in 0_usize..2000,
            mask in prop::sample::select(vec![u64::MAX, u64::MAX >> 4, 0xf000_0000_0000_0000, 7]),
        ) {
            let mut state = seed;
            let mut hashes: Vec<u64> = (0..len).map(|_| next_random(&mut state) & mask).collect();
            let mut expected = hashes.clone();
            expected.sort_unstable();
            sort_hashes(&mut hashes);
            prop_assert_eq!(hashes, expected);
        }

        #[test]
        fn order_by_key_omits_numbers_without_a_key(
            keys in proptest::collection::vec(prop::option::of(0_u32..9), 0..99),
        ) {
            let key = |number: u32| keys[number as usize];
            let mut expected: Vec<u32> = (0..keys.len() as u32).filter(|&number| key(number).is_some()).collect();
            expected.sort_by_key(|&number| key(number));
            prop_assert_eq!(order_by_key(keys.len() as u32, key), expected);
        }
    }
}
