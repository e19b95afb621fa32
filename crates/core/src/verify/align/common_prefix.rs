//! The length of the common prefix of two sequences.

/// Values that are compared together.
const BLOCK_LEN: usize = 8;

/// The number of equal values at the start of both slices. `difference` returns 0 for two equal values.
#[inline(always)]
pub(in crate::verify) fn common_prefix_len<T: Copy>(a: &[T], b: &[T], difference: impl Fn(T, T) -> u32) -> usize {
    let blocks = a.as_chunks::<BLOCK_LEN>().0.iter().zip(b.as_chunks::<BLOCK_LEN>().0);
    // one branch per block instead of one per value
    let are_equal = |(a, b): &(&[T; BLOCK_LEN], &[T; BLOCK_LEN])| {
        (0..BLOCK_LEN).fold(0, |any, at| any | difference(a[at], b[at])) == 0
    };
    let whole = BLOCK_LEN * blocks.take_while(are_equal).count();
    whole + a[whole..].iter().zip(&b[whole..]).take_while(|&(&a, &b)| difference(a, b) == 0).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_length_is_that_of_a_comparison_value_by_value(
            row in proptest::collection::vec(any::<u32>(), 1..60),
            changes in proptest::collection::vec((any::<prop::sample::Index>(), 0_u32..32), 0..3),
            cut_off in prop::array::uniform2(0_usize..9),
        ) {
            // values after a change are equal again
            let mut other = row.clone();
            changes.iter().for_each(|(at, bit)| other[at.index(row.len())] ^= 1 << bit);
            let (a, b) =
                (&row[..row.len().saturating_sub(cut_off[0])], &other[..other.len().saturating_sub(cut_off[1])]);
            for mask in [u32::MAX, 0xffff] {
                let expected = a.iter().zip(b).take_while(|&(a, b)| (a ^ b) & mask == 0).count();
                prop_assert_eq!(common_prefix_len(a, b, |a, b| (a ^ b) & mask), expected);
            }
        }
    }
}
