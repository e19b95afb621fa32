//! Postings: for each key the entries that have it, in buckets of some 32 postings.
//!
//! A bucket holds the keys of one value of their highest bits, in ascending order. For each: the distance to the key
//! before (doubled, plus one where several entries follow), the number of entries if there are several, the first entry
//! in as few bytes as numbers of entries need, and the distances to the others.

use crate::varint;
use rayon::prelude::*;
use wirecopy_core::util::hash::mix32;

const POSTINGS_PER_BUCKET: usize = 32;

/// The postings of a segment, encoded.
#[derive(Debug, Default)]
pub(crate) struct EncodedPostings {
    /// Where each bucket starts, and at last where all end.
    pub(crate) directory: Vec<u32>,
    pub(crate) bytes: Vec<u8>,
}

/// Bytes of a number of an entry.
fn entry_width(entries: u32) -> usize {
    4 - (entries.saturating_sub(1).leading_zeros() / 8) as usize
}

/// Encodes the postings of some entries, of each the keys. Keys are mixed: those that winnowing keeps are low. `None`
/// where they take more bytes than the directory can tell.
pub(crate) fn encode(keys: &[Vec<u32>]) -> Option<EncodedPostings> {
    let posting = |(entry, keys): (usize, &Vec<u32>)| {
        keys.iter().map(move |&key| u64::from(mix32(key)) << 32 | entry as u64).collect::<Vec<_>>()
    };
    let mut postings: Vec<u64> = keys.par_iter().enumerate().flat_map_iter(posting).collect();
    postings.par_sort_unstable();
    let buckets = (postings.len() / POSTINGS_PER_BUCKET).max(1).next_power_of_two();
    let (shift, width) = (32 - buckets.trailing_zeros(), entry_width(keys.len() as u32));
    let mut encoded = EncodedPostings::default();
    let (mut of_bucket, mut key_before) = (0_u64, 0_u64);
    encoded.directory.push(0);
    for same in postings.chunk_by(|a, b| a >> 32 == b >> 32) {
        let key = same[0] >> 32;
        let bucket = key >> shift;
        while of_bucket < bucket {
            encoded.directory.push(encoded.bytes.len() as u32);
            of_bucket += 1;
            key_before = of_bucket << shift;
        }
        varint::push((key - key_before) << 1 | u64::from(same.len() > 1), &mut encoded.bytes);
        if same.len() > 1 {
            varint::push(same.len() as u64, &mut encoded.bytes);
        }
        encoded.bytes.extend_from_slice(&(same[0] as u32).to_le_bytes()[..width]);
        same.windows(2).for_each(|two| varint::push(two[1] - two[0], &mut encoded.bytes));
        key_before = key;
    }
    encoded.directory.resize(buckets + 1, u32::try_from(encoded.bytes.len()).ok()?);
    Some(encoded)
}

/// Calls `found` for each entry that has `key`, and returns their number. Damaged bytes end the search.
pub(crate) fn find(directory: &[u32], bytes: &[u8], entries: u32, key: u32, mut found: impl FnMut(u32)) -> u32 {
    let buckets = directory.len().saturating_sub(1);
    if buckets == 0 {
        return 0;
    }
    let (key, shift, width) = (u64::from(mix32(key)), 32 - buckets.trailing_zeros(), entry_width(entries));
    let bucket = (key >> shift) as usize;
    let Some(mut rest) = bytes.get(directory[bucket] as usize..directory[bucket + 1] as usize) else { return 0 };
    let mut at = (bucket as u64) << shift;
    let mut search = || -> Option<u32> {
        loop {
            let head = varint::take(&mut rest)?;
            at += head >> 1;
            if at > key {
                return None;
            }
            let count = if head & 1 == 1 { varint::take_u32(&mut rest)? } else { 1 };
            let (first, after) = rest.split_at_checked(width)?;
            rest = after;
            let mut number = [0; 4];
            number[..width].copy_from_slice(first);
            let mut entry = u32::from_le_bytes(number);
            if at < key {
                varint::skip(&mut rest, count.saturating_sub(1))?;
                continue;
            }
            for nth in 0..count {
                entry = if nth > 0 { entry.checked_add(varint::take_u32(&mut rest)?)? } else { entry };
                if entry < entries {
                    found(entry);
                }
            }
            return Some(count);
        }
    };
    search().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn finds_the_entries_of_each_key(
            rows in proptest::collection::vec(proptest::collection::btree_set(0_u32..300, 0..40), 1..300),
        ) {
            let rows: Vec<Vec<u32>> = rows.into_iter().map(|row| row.into_iter().collect()).collect();
            let EncodedPostings { directory, bytes } = encode(&rows).unwrap();
            for key in 0..310 {
                let mut found = Vec::new();
                let count = find(&directory, &bytes, rows.len() as u32, key, |entry| found.push(entry));
                let expected: Vec<u32> =
                    (0..).zip(&rows).filter(|(_, row)| row.contains(&key)).map(|(entry, _)| entry).collect();
                prop_assert_eq!(count as usize, found.len());
                prop_assert_eq!(found, expected);
            }
        }

        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), key in any::<u32>()) {
            find(&[0, bytes.len() as u32], &bytes, 70_000, key, |entry| assert!(entry < 70_000));
        }
    }

    #[test]
    fn entries_take_as_few_bytes_as_they_need() {
        assert_eq!([1, 256, 257, 65_536, 65_537, 1 << 24].map(entry_width), [0, 1, 2, 2, 3, 3]);
    }
}
