//! Numbers of variable length: seven bits a byte, the lowest first.

/// Appends a number.
pub(crate) fn push(mut number: u64, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Takes a number from the front of some bytes; `None` where they end before it does. Most take three bytes at most.
#[inline(always)]
pub(crate) fn take(bytes: &mut &[u8]) -> Option<u64> {
    match **bytes {
        [low, ref rest @ ..] if low < 0x80 => {
            *bytes = rest;
            Some(u64::from(low))
        }
        [low, high, ref rest @ ..] if high < 0x80 => {
            *bytes = rest;
            Some(u64::from(low & 0x7f) | u64::from(high) << 7)
        }
        [low, middle, high, ref rest @ ..] if high < 0x80 => {
            *bytes = rest;
            Some(u64::from(low & 0x7f) | u64::from(middle & 0x7f) << 7 | u64::from(high) << 14)
        }
        _ => take_long(bytes),
    }
}

#[inline(never)]
fn take_long(bytes: &mut &[u8]) -> Option<u64> {
    let (mut number, mut shift) = (0_u64, 0);
    loop {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(number);
        }
        shift += 7;
        if shift > 63 {
            return None;
        }
    }
}

/// [`take`] for numbers of 32 bits.
#[inline(always)]
pub(crate) fn take_u32(bytes: &mut &[u8]) -> Option<u32> {
    u32::try_from(take(bytes)?).ok()
}

/// Leaves out numbers at the front of some bytes; `None` where they end before.
pub(crate) fn skip(bytes: &mut &[u8], mut numbers: u32) -> Option<()> {
    // the last byte of a number is the one below 128
    while let Some((eight, rest)) = bytes.split_first_chunk::<8>() {
        let ends = (!u64::from_le_bytes(*eight) & 0x8080_8080_8080_8080).count_ones();
        if ends >= numbers {
            break;
        }
        numbers -= ends;
        *bytes = rest;
    }
    for _ in 0..numbers {
        let end = bytes.iter().position(|byte| *byte < 0x80)?;
        *bytes = &bytes[end + 1..];
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_are_read_as_written(numbers in proptest::collection::vec(any::<u64>(), 0..20)) {
            let mut bytes = Vec::new();
            numbers.iter().for_each(|&number| push(number, &mut bytes));
            for left_out in 0..=numbers.len() {
                let mut rest = &bytes[..];
                prop_assert_eq!(skip(&mut rest, left_out as u32), Some(()));
                prop_assert_eq!(take(&mut rest), numbers.get(left_out).copied());
            }
            prop_assert_eq!(skip(&mut &bytes[..], numbers.len() as u32 + 1), None);
            let mut rest = &bytes[..];
            for number in numbers {
                let mut same = rest;
                prop_assert_eq!(take_u32(&mut same), u32::try_from(number).ok());
                prop_assert_eq!(take(&mut rest), Some(number));
            }
            prop_assert_eq!(take(&mut rest), None);
        }

        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..20)) {
            let mut rest = &bytes[..];
            while take(&mut rest).is_some() {}
        }
    }
}
