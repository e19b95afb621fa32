//! The exact overlap of two documents' shingles, and the measures derived from it.

/// How many distinct shingles two documents have and share.
///
/// ```
/// use wirecopy_core::verify::Overlap;
///
/// let cut_copy = Overlap { shared: 100, a: 100, b: 400 };
/// assert_eq!((cut_copy.jaccard(), cut_copy.containment_a(), cut_copy.score()), (0.25, 1.0, 0.5));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Overlap {
    /// Shingles in both.
    pub shared: u32,
    /// Shingles of the first.
    pub a: u32,
    /// Shingles of the second.
    pub b: u32,
}

impl Overlap {
    /// The same overlap with the documents swapped.
    #[must_use]
    pub(crate) fn swapped(self) -> Self {
        Overlap { a: self.b, b: self.a, ..self }
    }

    /// Jaccard index: shared shingles ÷ shingles of either.
    #[must_use]
    pub fn jaccard(self) -> f64 {
        ratio(self.shared, self.a + self.b - self.shared)
    }

    /// The share of the first document's shingles that the second has.
    #[must_use]
    pub fn containment_a(self) -> f64 {
        ratio(self.shared, self.a)
    }

    /// The share of the second document's shingles that the first has.
    #[must_use]
    pub fn containment_b(self) -> f64 {
        ratio(self.shared, self.b)
    }

    /// The smaller of the two containments: the larger document's share.
    #[must_use]
    pub(crate) fn least_containment(self) -> f64 {
        ratio(self.shared, self.a.max(self.b))
    }

    /// The larger of the two containments: the smaller document's share.
    #[must_use]
    pub(crate) fn most_containment(self) -> f64 {
        ratio(self.shared, self.a.min(self.b))
    }

    /// The overlap score H = √(Jaccard × containment in the smaller). It is high for a whole copy and for a cut one,
    /// and low for a long page that has a short one's phrases.
    #[must_use]
    pub fn score(self) -> f64 {
        (self.jaccard() * self.most_containment()).sqrt()
    }
}

fn ratio(part: u32, whole: u32) -> f64 {
    if whole == 0 { 0.0 } else { f64::from(part) / f64::from(whole) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_copy_scores_high_and_a_shared_phrase_scores_low() {
        let cut = Overlap { shared: 100, a: 100, b: 500 };
        let phrase = Overlap { shared: 20, a: 100, b: 500 };
        assert!((cut.jaccard() - 0.2).abs() < 1e-12 && (cut.containment_a() - 1.0).abs() < 1e-12);
        assert!(cut.score() > 0.44 && phrase.score() < 0.1);
        assert_eq!(Overlap::default().score(), 0.0);
    }
}
