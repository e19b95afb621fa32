//! `Ragged`: rows of different lengths in one vector.

use std::ops::Range;

/// Rows of different lengths, stored one after another, and where each ends. `E` is the type of the ends: `u64` where
/// there may be 2³² values or more, else `u32`, which takes half the memory.
#[derive(Debug, Clone)]
pub(crate) struct Ragged<T, E = u32> {
    values: Vec<T>,
    ends: Vec<E>,
}

/// A number that a [`Ragged`] stores its ends as.
pub(crate) trait RowEnd: Copy {
    /// The number of a length, which must fit.
    fn from_len(len: usize) -> Self;
    /// The length of a number.
    fn to_len(self) -> usize;
}

impl RowEnd for u32 {
    fn from_len(len: usize) -> Self {
        len as u32
    }

    fn to_len(self) -> usize {
        self as usize
    }
}

impl RowEnd for u64 {
    fn from_len(len: usize) -> Self {
        len as u64
    }

    fn to_len(self) -> usize {
        self as usize
    }
}

impl<T, E> Default for Ragged<T, E> {
    fn default() -> Self {
        Ragged { values: Vec::new(), ends: Vec::new() }
    }
}

impl<T, E: RowEnd> Ragged<T, E> {
    /// From the values of all rows and the end of each row, both as [`Ragged::into_parts`] returns them.
    pub(crate) fn from_parts(values: Vec<T>, ends: Vec<E>) -> Self {
        Ragged { values, ends }
    }

    /// The values of all rows, and the end of each row.
    pub(crate) fn into_parts(self) -> (Vec<T>, Vec<E>) {
        (self.values, self.ends)
    }

    /// Number of rows.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Adds a row.
    pub(crate) fn push(&mut self, row: impl IntoIterator<Item = T>) {
        self.push_with(|values| values.extend(row));
    }

    /// Adds a row: the values that `fill` appends.
    #[inline]
    pub(crate) fn push_with<R>(&mut self, fill: impl FnOnce(&mut Vec<T>) -> R) -> R {
        let filled = fill(&mut self.values);
        self.ends.push(E::from_len(self.values.len()));
        filled
    }

    /// The values of a row.
    ///
    /// # Panics
    /// When there is no such row.
    #[inline]
    pub(crate) fn get(&self, row: usize) -> &[T] {
        &self.values[self.range(row)]
    }

    /// Where the values of a row are among those of all rows.
    ///
    /// # Panics
    /// When there is no such row.
    #[inline]
    pub(crate) fn range(&self, row: usize) -> Range<usize> {
        let start = if row == 0 { 0 } else { self.ends[row - 1].to_len() };
        start..self.ends[row].to_len()
    }

    /// The rows in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &[T]> {
        (0..self.len()).map(|row| self.get(row))
    }

    /// The values of all rows.
    pub(crate) fn values(&self) -> &[T] {
        &self.values
    }

    /// Frees the memory that no row needs.
    pub(crate) fn shrink_to_fit(&mut self) {
        self.values.shrink_to_fit();
        self.ends.shrink_to_fit();
    }
}

impl<R: IntoIterator, E: RowEnd> FromIterator<R> for Ragged<R::Item, E> {
    fn from_iter<I: IntoIterator<Item = R>>(rows: I) -> Self {
        let mut ragged = Ragged::default();
        rows.into_iter().for_each(|row| ragged.push(row));
        ragged
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn holds_the_rows_that_were_pushed(
            rows in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..4), 0..9),
        ) {
            let mut ragged = Ragged::<u8, u64>::default();
            for row in &rows {
                let len = ragged.push_with(|values| {
                    values.extend(row);
                    row.len()
                });
                prop_assert_eq!(len, row.len());
            }
            ragged.shrink_to_fit();
            prop_assert_eq!(ragged.len(), rows.len());
            prop_assert_eq!(ragged.iter().collect::<Vec<_>>(), rows.iter().map(|row| &row[..]).collect::<Vec<_>>());
            prop_assert_eq!(ragged.values(), rows.concat());
            let (values, ends) = ragged.clone().into_parts();
            prop_assert!(Ragged::from_parts(values, ends).iter().eq(ragged.iter()));
            let collected: Ragged<u8> = rows.iter().cloned().collect();
            prop_assert!(collected.iter().eq(ragged.iter()));
        }
    }
}
