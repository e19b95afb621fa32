//! Rows of different lengths, one for each article, in blocks: built in parallel, without copying them together.

use rayon::prelude::*;

/// Rows in one block.
const BLOCK: usize = 512;

/// One row of values for each article.
#[derive(Debug, Clone)]
pub struct Rows<T> {
    blocks: Vec<Block<T>>,
    len: usize,
}

#[derive(Debug, Clone)]
struct Block<T> {
    values: Vec<T>,
    ends: Vec<u32>,
}

impl<T: Send + Sync> Rows<T> {
    /// `len` rows; `fill` appends the values of one row, and keeps scratch memory of type `S` from row to row.
    pub fn build<S: Default>(len: usize, fill: impl Fn(usize, &mut S, &mut Vec<T>) + Sync) -> Self {
        let blocks = (0..len.div_ceil(BLOCK))
            .into_par_iter()
            .map(|block| {
                let rows = block * BLOCK..len.min((block + 1) * BLOCK);
                let mut values = Vec::new();
                let mut scratch = S::default();
                let ends = rows
                    .map(|row| {
                        fill(row, &mut scratch, &mut values);
                        values.len() as u32
                    })
                    .collect();
                values.shrink_to_fit();
                Block { values, ends }
            })
            .collect();
        Rows { blocks, len }
    }

    /// One row.
    ///
    /// # Panics
    /// When there is no such row.
    #[inline]
    #[must_use]
    pub fn row(&self, row: usize) -> &[T] {
        let block = &self.blocks[row / BLOCK];
        let at = row % BLOCK;
        let start = if at == 0 { 0 } else { block.ends[at - 1] as usize };
        &block.values[start..block.ends[at] as usize]
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// How many values all rows have together.
    #[must_use]
    pub fn total(&self) -> usize {
        self.blocks.iter().map(|block| block.values.len()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_what_was_filled_in() {
        for len in [0, 1, BLOCK, 3 * BLOCK + 7] {
            let rows: Rows<usize> = Rows::build(len, |row, (): &mut (), out| out.extend(0..row % 5));
            assert_eq!(rows.len(), len);
            assert!((0..len).all(|row| rows.row(row) == (0..row % 5).collect::<Vec<_>>()));
            assert_eq!(rows.total(), (0..len).map(|row| row % 5).sum::<usize>());
        }
    }
}
