//! LSH banding: the keys that the bands of a MinHash signature make, and the S-curve of a choice of bands and rows.

use crate::error::{Error, Result};
use crate::util::hash;

/// How a signature is divided: `bands` bands of `rows` values each. Two documents that agree in all values of a band
/// share its key.
///
/// With Jaccard index s, a pair shares at least one key with probability 1 − (1 − s^rows)^bands (Leskovec, Rajaraman,
/// Ullman, "Mining of Massive Datasets", §3.4): an S-curve that is steepest near (1/bands)^(1/rows). More bands find
/// more and cost more; more rows make the curve steeper and move it to the right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Banding {
    /// Number of bands.
    pub bands: usize,
    /// Values in a band.
    pub rows: usize,
}

impl Default for Banding {
    fn default() -> Self {
        Banding { bands: 32, rows: 4 }
    }
}

impl Banding {
    /// Checks both numbers.
    ///
    /// # Errors
    /// [`Error::Setting`] when one is 0, or the signature would have more than 4096 values.
    pub(crate) fn check(self) -> Result<Self> {
        for (field, value) in [("banding.bands", self.bands), ("banding.rows", self.rows)] {
            if value == 0 {
                return Err(Error::Setting { field, problem: "must be at least 1".to_owned() });
            }
        }
        if self.bands.saturating_mul(self.rows) > 4096 {
            return Err(Error::Setting {
                field: "banding.bands",
                problem: format!("{} × {} rows exceed the 4096 values of a signature", self.bands, self.rows),
            });
        }
        Ok(self)
    }

    /// Number of values that a signature needs.
    #[must_use]
    pub fn values(self) -> usize {
        self.bands * self.rows
    }

    /// The probability that a pair with Jaccard index `jaccard` shares at least one key.
    #[must_use]
    pub fn probability(self, jaccard: f64) -> f64 {
        1.0 - (1.0 - jaccard.powi(self.rows as i32)).powi(self.bands as i32)
    }

    /// The Jaccard index where the S-curve is steepest, about (1/bands)^(1/rows).
    #[must_use]
    pub fn threshold(self) -> f64 {
        (1.0 / self.bands as f64).powf(1.0 / self.rows as f64)
    }

    /// Appends the key of each band to `keys`. Hashing the values of a band to 32 bits loses no pair; it adds a false
    /// candidate for one in 2³² pairs, which verification rejects.
    pub fn keys(self, signature: &[u32], keys: &mut Vec<u32>) {
        // the default has a branch of its own, in which the number of rows is a constant
        match self.rows {
            4 => keys.extend(signature.as_chunks::<4>().0.iter().take(self.bands).map(|band| key(band))),
            rows => keys.extend(signature.chunks_exact(rows).take(self.bands).map(key)),
        }
    }
}

/// The key of a band: a hash of its values. Two values are mixed at a time.
#[inline(always)]
fn key(band: &[u32]) -> u32 {
    let (pairs, rest) = band.as_chunks::<2>();
    let of_pairs = pairs.iter().fold(0, |state, &[a, b]| hash::mix64(state ^ (u64::from(a) | u64::from(b) << 32)));
    (rest.iter().fold(of_pairs, |state, &value| hash::mix64(state ^ u64::from(value))) >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sketch::MinHasher;

    #[test]
    fn the_s_curve_agrees_with_published_values() {
        let banding = Banding { bands: 20, rows: 5 };
        // the table of "Mining of Massive Datasets", §3.4.2
        for (s, p) in [(0.2, 0.006), (0.4, 0.186), (0.5, 0.470), (0.6, 0.802), (0.8, 0.9996)] {
            assert!((banding.probability(s) - p).abs() < 6e-4, "{s}");
        }
        assert!((Banding { bands: 16, rows: 4 }.threshold() - 0.5).abs() < 1e-12);
    }

    #[test]
    fn pairs_share_a_key_as_often_as_the_s_curve_says() {
        let banding = Banding::default();
        let hasher = MinHasher::new(banding.values(), 7);
        let keys = |shingles: &[u32]| {
            let (mut signature, mut keys) = (Vec::new(), Vec::new());
            hasher.signature(shingles, &mut signature);
            banding.keys(&signature, &mut keys);
            keys
        };
        for shared in [60, 110, 150] {
            let jaccard = f64::from(shared) / f64::from(400 - shared);
            let (pairs, mut found) = (600, 0);
            for pair in 0..pairs {
                let mut state = pair << 32 | u64::from(shared as u32);
                let common: Vec<u32> = (0..shared).map(|_| hash::next_random(&mut state) as u32).collect();
                let mut with_own = || {
                    let own = (shared..200).map(|_| hash::next_random(&mut state) as u32);
                    common.iter().copied().chain(own).collect::<Vec<_>>()
                };
                let (a, b) = (keys(&with_own()), keys(&with_own()));
                found += u32::from(a.iter().zip(&b).any(|(a, b)| a == b));
            }
            let expected = banding.probability(jaccard);
            // within five standard deviations
            let deviation = (expected * (1.0 - expected) / pairs as f64).sqrt();
            let found = f64::from(found) / pairs as f64;
            assert!((found - expected).abs() < 5.0 * deviation, "J {jaccard:.3}: {found} against {expected}");
        }
    }

    #[test]
    fn a_key_depends_on_each_value_of_its_band_and_on_no_other() {
        for banding in [
            Banding::default(),
            Banding { bands: 3, rows: 1 },
            Banding { bands: 5, rows: 3 },
            Banding { bands: 2, rows: 7 },
        ] {
            let signature: Vec<u32> = (0..banding.values() as u32 + 3).map(|value| value % 5).collect();
            let of = |signature: &[u32]| {
                let mut keys = Vec::new();
                banding.keys(signature, &mut keys);
                keys
            };
            let keys = of(&signature);
            assert_eq!(keys.len(), banding.bands);
            for at in 0..signature.len() {
                let mut other = signature.clone();
                other[at] += 1;
                let differ: Vec<usize> = (0..banding.bands).filter(|&band| of(&other)[band] != keys[band]).collect();
                let expected: Vec<usize> = (at < banding.values()).then_some(at / banding.rows).into_iter().collect();
                assert_eq!(differ, expected, "{at} of {banding:?}");
            }
        }
    }

    #[test]
    fn refuses_a_banding_outside_of_its_range() {
        assert!(Banding { bands: 0, rows: 4 }.check().unwrap_err().to_string().starts_with("`banding.bands`"));
        assert!(Banding { bands: 4, rows: 0 }.check().unwrap_err().to_string().starts_with("`banding.rows`"));
        assert!(Banding { bands: 5000, rows: 4 }.check().is_err());
    }
}
