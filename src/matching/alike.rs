//! How far two rows are the same from their beginning.

/// Values that are looked at together.
const BLOCK: usize = 8;

/// How many values are the same from the beginning of both; `differ` gives 0 for two that are.
#[inline(always)]
pub(super) fn alike<T: Copy>(a: &[T], b: &[T], differ: impl Fn(T, T) -> u32) -> usize {
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
            common in proptest::collection::vec(0_u32..9, 0..40),
            ends in prop::array::uniform2(proptest::collection::vec(0_u32..9, 0..12)),
        ) {
            let [a, b] = ends.map(|end| [&common[..], &end].concat());
            for bits in [1, 3, u32::MAX] {
                let expected = a.iter().zip(&b).take_while(|(a, b)| **a & bits == **b & bits).count();
                prop_assert_eq!(alike(&a, &b, |a, b| (a ^ b) & bits), expected);
            }
        }
    }
}
