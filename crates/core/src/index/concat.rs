//! Parallel concatenation of vectors that many threads made.

use bytemuck::Zeroable;
use rayon::prelude::*;

/// The values of all parts, one part after the other. `map` gets the number of the part and the value. All threads
/// copy, because the system needs longer to provide new memory than a thread to fill it.
pub(super) fn concat<T: Copy + Send + Sync + Zeroable>(
    parts: Vec<Vec<T>>,
    map: impl Fn(usize, T) -> T + Sync,
) -> Vec<T> {
    let mut all = bytemuck::zeroed_vec(parts.iter().map(Vec::len).sum());
    let mut rest = &mut all[..];
    let mut copies = Vec::with_capacity(parts.len());
    for part in parts {
        let to;
        (to, rest) = std::mem::take(&mut rest).split_at_mut(part.len());
        copies.push((to, part));
    }
    copies.into_par_iter().enumerate().for_each(|(nth, (to, part))| {
        to.iter_mut().zip(part).for_each(|(to, value)| *to = map(nth, value));
    });
    all
}

/// The offset of each part in the concatenation of parts with these lengths.
pub(super) fn starts(lens: impl Iterator<Item = usize>) -> Vec<u64> {
    lens.scan(0, |start, len| Some(std::mem::replace(start, *start + len as u64))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn parts_follow_one_another(
            parts in proptest::collection::vec(proptest::collection::vec(any::<u32>(), 0..9), 0..9),
        ) {
            let mut expected = Vec::new();
            for (nth, part) in parts.iter().enumerate() {
                prop_assert_eq!(starts(parts.iter().map(Vec::len))[nth] as usize, expected.len());
                expected.extend(part.iter().map(|value| value ^ nth as u32));
            }
            prop_assert_eq!(concat(parts, |nth, value| value ^ nth as u32), expected);
        }
    }
}
