//! Numbers in tables, written without the formatting machinery of `format!`.

/// Appends a whole number.
pub(super) fn push_whole(out: &mut Vec<u8>, number: i64) {
    if number < 0 {
        out.push(b'-');
    }
    let mut digits = [0; 20];
    let mut from = digits.len();
    let mut left = number.unsigned_abs();
    loop {
        from -= 1;
        digits[from] = b'0' + (left % 10) as u8;
        left /= 10;
        if left == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[from..]);
}

/// Appends a share with four decimals, as `{share:.4}` does.
pub(super) fn push_share(out: &mut Vec<u8>, share: f64) {
    let Some(number) = ten_thousandths(share) else {
        return out.extend_from_slice(format!("{share:.4}").as_bytes());
    };
    push_whole(out, (number / 10_000) as i64);
    let digit = |unit: u64| b'0' + (number / unit % 10) as u8;
    out.extend_from_slice(&[b'.', digit(1000), digit(100), digit(10), digit(1)]);
}

/// A share rounded to the four decimals that CSV shows. Multiplying, rounding and dividing would differ where the fifth
/// decimal is a five.
pub(super) fn four_decimals(share: f64) -> f64 {
    match ten_thousandths(share) {
        // both are exact, so their quotient is the double nearest to the written number
        Some(number) => number as f64 / 10_000.0,
        None => format!("{share:.4}").parse().unwrap_or(share),
    }
}

/// A number in ten-thousandths, rounded half to even. `None` for negative numbers, numbers from 2³² on, and NaN.
fn ten_thousandths(share: f64) -> Option<u64> {
    const BOUND: f64 = (1_u64 << 32) as f64;
    if !share.is_sign_positive() || !matches!(share.partial_cmp(&BOUND), Some(std::cmp::Ordering::Less)) {
        return None;
    }
    // the number is its mantissa divided by 2 to the power of `halvings`
    let bits = share.to_bits();
    let exponent = bits >> 52;
    let mantissa = bits & ((1 << 52) - 1) | u64::from(exponent > 0) << 52;
    let halvings = 1075 - exponent.max(1);
    let scaled = u128::from(mantissa) * 10_000;
    // less than half a ten-thousandth
    if halvings > 100 {
        return Some(0);
    }
    let whole = (scaled >> halvings) as u64;
    let rest = scaled & ((1 << halvings) - 1);
    let up = match rest.cmp(&(1 << (halvings - 1))) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal => whole % 2 == 1,
        std::cmp::Ordering::Greater => true,
    };
    Some(whole + u64::from(up))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn checked(share: f64) {
        let mut out = Vec::new();
        push_share(&mut out, share);
        let expected = format!("{share:.4}");
        assert_eq!(String::from_utf8_lossy(&out), expected, "{share:?}");
        assert_eq!(four_decimals(share).to_bits(), expected.parse::<f64>().unwrap().to_bits(), "{share:?}");
    }

    #[test]
    fn writes_shares_as_format_does() {
        for n in 0..=2000_u32 {
            for of in [1, 3, 7, 32, 64, 625, 1000, 1999, 10_000, 20_000] {
                checked(f64::from(n) / f64::from(of));
            }
        }
        let largest = (1_u64 << 32) as f64;
        for odd in [-0.0, -0.5, f64::INFINITY, f64::NEG_INFINITY, f64::MIN_POSITIVE, 5e-324, 0.00005, 1e300, largest] {
            checked(odd);
        }
        checked(largest.next_down());
        let mut out = Vec::new();
        push_share(&mut out, f64::NAN);
        assert_eq!(out, b"NaN");
    }

    proptest! {
        #[test]
        fn writes_any_number_as_format_does(bits in any::<u64>(), share in 0.0..1.0, n in any::<u32>(), of in 1_u32..) {
            let shares = [f64::from(of), 32.0, 20_000.0].map(|of| f64::from(n) / of);
            for number in [f64::from_bits(bits), share].into_iter().chain(shares) {
                if !number.is_nan() {
                    checked(number);
                }
            }
        }

        #[test]
        fn writes_any_whole_number_as_format_does(number in any::<i64>(), small in -1000_i64..1000) {
            for number in [number, small, i64::MIN, i64::MAX] {
                let mut out = Vec::new();
                push_whole(&mut out, number);
                prop_assert_eq!(String::from_utf8_lossy(&out), number.to_string());
            }
        }
    }
}
