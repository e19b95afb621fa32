//! How far two rows are the same from their beginning.

/// Values that are looked at together.
const BLOCK: usize = 8;

/// How many values are the same from the beginning of both; `differ` gives 0 for two that are.
#[inline(always)]
pub(in crate::verify) fn common_prefix_len<T: Copy>(a: &[T], b: &[T], differ: impl Fn(T, T) -> u32) -> usize {
    let blocks = a.as_chunks::<BLOCK>().0.iter().zip(b.as_chunks::<BLOCK>().0);
    // a difference anywhere, without a branch for each
    let same = |(a, b): &(&[T; BLOCK], &[T; BLOCK])| (0..BLOCK).fold(0, |any, at| any | differ(a[at], b[at])) == 0;
    let whole = BLOCK * blocks.take_while(same).count();
    whole + a[whole..].iter().zip(&b[whole..]).take_while(|&(&a, &b)| differ(a, b) == 0).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_is_as_far_as_one_by_one(
            row in proptest::collection::vec(any::<u32>(), 1..60),
            changes in proptest::collection::vec((any::<prop::sample::Index>(), 0_u32..32), 0..3),
            lens in prop::array::uniform2(0_usize..9),
        ) {
            // what is behind a change is the same again
            let mut other = row.clone();
            changes.iter().for_each(|(at, bit)| other[at.index(row.len())] ^= 1 << bit);
            let (a, b) = (&row[..row.len().saturating_sub(lens[0])], &other[..other.len().saturating_sub(lens[1])]);
            for mask in [u32::MAX, 0xffff] {
                let expected = a.iter().zip(b).take_while(|&(a, b)| (a ^ b) & mask == 0).count();
                prop_assert_eq!(common_prefix_len(a, b, |a, b| (a ^ b) & mask), expected);
            }
        }
    }
}
