//! A MinHash signature that grows: what `wirecopy.compat.datasketch` is made of.

use crate::errors::wrong;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use wirecopy::hash;
use wirecopy::sketch::MinHasher;

/// A signature of a set of byte strings: minima first, then maxima.
#[pyclass(module = "wirecopy._wirecopy")]
#[derive(Clone)]
pub(crate) struct Signature {
    hasher: MinHasher,
    values: Vec<u32>,
    seed: u64,
    is_empty: bool,
}

impl Signature {
    fn merge_values(&mut self, other: &[u32]) {
        let minima = self.values.len().div_ceil(2);
        for (at, (own, &other)) in self.values.iter_mut().zip(other).enumerate() {
            *own = if at < minima { (*own).min(other) } else { (*own).max(other) };
        }
    }
}

#[pymethods]
impl Signature {
    #[new]
    fn new(values: usize, seed: u64) -> PyResult<Self> {
        if !(2..=1 << 16).contains(&values) {
            return Err(wrong("num_perm", format!("{values} is out of range: 2 to 65536")));
        }
        let hasher = MinHasher::new(values, seed);
        let mut empty = Vec::new();
        hasher.signature(&[], &mut empty);
        Ok(Signature { hasher, values: empty, seed, is_empty: true })
    }

    /// Adds byte strings to the set.
    fn update(&mut self, items: Vec<Bound<'_, PyBytes>>) {
        let hashed = |item: &Bound<'_, PyBytes>| hash::mix32(hash::of_bytes(item.as_bytes()) as u32);
        let shingles: Vec<u32> = items.iter().map(hashed).collect();
        if shingles.is_empty() {
            return;
        }
        let mut values = Vec::new();
        self.hasher.signature(&shingles, &mut values);
        self.merge_values(&values);
        self.is_empty = false;
    }

    /// Adds the set of another signature.
    fn merge(&mut self, other: &Signature) -> PyResult<()> {
        self.check(other)?;
        self.merge_values(&other.values);
        self.is_empty &= other.is_empty;
        Ok(())
    }

    /// The estimated Jaccard index.
    fn jaccard(&self, other: &Signature) -> PyResult<f64> {
        self.check(other)?;
        Ok(MinHasher::estimate(&self.values, &other.values))
    }

    /// Checks that two signatures can be compared.
    fn check(&self, other: &Signature) -> PyResult<()> {
        if (self.values.len(), self.seed) == (other.values.len(), other.seed) {
            return Ok(());
        }
        Err(wrong("other", "has another num_perm or seed, and cannot be compared"))
    }

    /// The estimated number of items.
    fn count(&self) -> f64 {
        let minima = self.values.len().div_ceil(2);
        let share = |value: u32| (f64::from(value) + 1.0) / (f64::from(u32::MAX) + 2.0);
        let sum: f64 = self.values[..minima].iter().map(|&value| share(value)).sum::<f64>()
            + self.values[minima..].iter().map(|&value| share(u32::MAX - value)).sum::<f64>();
        if self.is_empty { 0.0 } else { self.values.len() as f64 / sum - 1.0 }
    }

    #[getter]
    fn values(&self) -> Vec<u32> {
        self.values.clone()
    }

    #[setter]
    fn set_values(&mut self, values: Vec<u32>) -> PyResult<()> {
        if values.len() != self.values.len() {
            return Err(wrong("hashvalues", format!("{} values are needed", self.values.len())));
        }
        let is_empty = Signature::new(values.len(), self.seed)?.values == values;
        (self.values, self.is_empty) = (values, is_empty);
        Ok(())
    }

    #[getter]
    fn seed(&self) -> u64 {
        self.seed
    }

    #[getter]
    fn is_empty(&self) -> bool {
        self.is_empty
    }

    /// The bytes of some values, as keys of a band.
    fn band(&self, start: usize, end: usize) -> Vec<u8> {
        let end = end.min(self.values.len());
        self.values[start.min(end)..end].iter().flat_map(|value| value.to_le_bytes()).collect()
    }

    fn copy(&self) -> Signature {
        self.clone()
    }
}
