//! The shingles of a few pages, each with the set of pages that it occurs on.

use super::SHINGLE;
use crate::text::{Shingle, Token};
use crate::util::radix_sort::sort_hashes;

/// A set of at most [`MAX_PAGES`] pages, one bit each.
pub(super) type PageSet = u64;

/// Pages that fit a [`PageSet`].
pub(super) const MAX_PAGES: usize = PageSet::BITS as usize;

/// The numbers of the pages in a set, ascending.
pub(super) fn pages_of(mut set: PageSet) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let page = (set != 0).then(|| set.trailing_zeros() as usize)?;
        set &= set - 1;
        Some(page)
    })
}

/// For every shingle of a few pages, the set of pages that it occurs on.
#[derive(Debug)]
pub(super) struct PageSets {
    /// Ascending; the shingle in the upper half, the page in the lower one.
    records: Vec<u64>,
}

impl PageSets {
    /// From the tokens of at most [`MAX_PAGES`] pages.
    pub(super) fn new(pages: impl Iterator<Item = impl AsRef<[Token]>>) -> PageSets {
        let (mut records, mut shingles) = (Vec::new(), Vec::new());
        for (page, tokens) in (0_u64..).zip(pages) {
            SHINGLE.shingles(tokens.as_ref(), &mut shingles);
            records.extend(shingles.iter().map(|&shingle| u64::from(shingle) << 32 | page));
        }
        sort_hashes(&mut records);
        PageSets { records }
    }

    /// Every shingle with its pages, ascending by shingle.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Shingle, PageSet)> {
        self.records.chunk_by(|a, b| a >> 32 == b >> 32).map(|same| {
            let pages = same.iter().fold(0, |set, &record| set | 1 << (record as u32));
            ((same[0] >> 32) as Shingle, pages)
        })
    }
}
