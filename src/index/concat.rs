//! Putting together what many threads made.

use bytemuck::Zeroable;
use rayon::prelude::*;

/// The values of all parts, one part behind the other, as `change` makes them of the number of the part and each value. All threads
/// copy: for the system to find new memory takes longer than to fill it.
pub(super) fn concat<T: Copy + Send + Sync + Zeroable>(
    parts: Vec<Vec<T>>,
    change: impl Fn(usize, T) -> T + Sync,
) -> Vec<T> {
    let mut all = bytemuck::zeroed_vec(parts.iter().map(Vec::len).sum());
    let mut rest = &mut all[..];
    let mut places = Vec::with_capacity(parts.len());
    for part in parts {
        let (place, behind) = std::mem::take(&mut rest).split_at_mut(part.len());
        places.push((place, part));
        rest = behind;
    }
    places.into_par_iter().enumerate().for_each(|(nth, (place, part))| {
        place.iter_mut().zip(part).for_each(|(place, value)| *place = change(nth, value));
    });
    all
}

/// For each of some parts how many values stand before it.
pub(super) fn starts(lens: impl Iterator<Item = usize>) -> Vec<u64> {
    let before = lens.scan(0, |start, len| Some(std::mem::replace(start, *start + len as u64)));
    before.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn parts_stand_one_behind_the_other(
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
