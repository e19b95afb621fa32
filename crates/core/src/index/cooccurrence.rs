//! Co-occurrence counts: how many keys one document shares with each other document.

/// Weight of shared keys from which two documents are a candidate pair.
const MIN_WEIGHT: u8 = 2;
/// The weight of a shared band key, which alone makes a candidate pair.
pub(super) const BAND_WEIGHT: u8 = MIN_WEIGHT;
/// The weight of a shared anchor: two make a candidate pair.
pub(super) const ANCHOR_WEIGHT: u8 = 1;

/// The weight of the keys that one document shares with each other document.
pub(super) struct Cooccurrence {
    weights: Vec<u8>,
    /// Documents with a weight.
    touched: Vec<u32>,
}

impl Cooccurrence {
    pub(super) fn new(documents: usize) -> Cooccurrence {
        Cooccurrence { weights: vec![0; documents], touched: Vec::new() }
    }

    /// Counts a shared key.
    #[inline]
    pub(super) fn add(&mut self, other: u32, weight: u8) {
        let sum = &mut self.weights[other as usize];
        if *sum == 0 {
            self.touched.push(other);
        }
        *sum = sum.saturating_add(weight);
    }

    /// Passes the documents with enough weight to `each`, and clears all counts. Each document is passed to `prefetch`
    /// before.
    pub(super) fn take(&mut self, prefetch: impl Fn(usize), mut each: impl FnMut(u32, u8)) {
        let Cooccurrence { weights, touched } = self;
        touched.retain(|&other| {
            let is_enough = weights[other as usize] >= MIN_WEIGHT;
            if is_enough {
                prefetch(other as usize);
            } else {
                weights[other as usize] = 0;
            }
            is_enough
        });
        touched.drain(..).for_each(|other| each(other, std::mem::take(&mut weights[other as usize])));
    }
}
