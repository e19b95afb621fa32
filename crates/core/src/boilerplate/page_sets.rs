//! The shingles of a few pages, each with the set of pages that it occurs on.

use super::SHINGLE;
use crate::text::{Shingle, Token};
use crate::util::hash_bits::HashBits;
use crate::util::radix_sort::sort_hashes;
use crate::util::ragged::Ragged;

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

/// Words of a filter of the shingles of all pages: 32 KiB, so that the 30,000 shingles of 64 pages share few bits.
const FILTER_WORDS: usize = 1 << 13;

/// For the shingles of a few pages, the set of pages that each occurs on.
#[derive(Debug)]
pub(super) struct PageSets {
    /// Ascending; the shingle in the upper half, the page in the lower one.
    records: Vec<u64>,
}

impl PageSets {
    /// From the tokens of at most [`MAX_PAGES`] pages. Shingles above `max_single` that occur once may be missing: most
    /// shingles do, and sorting them would take longer than all else.
    pub(super) fn new(pages: impl Iterator<Item = impl AsRef<[Token]>>, max_single: Shingle) -> PageSets {
        let (mut all, mut shingles) = (Ragged::<Shingle>::default(), Vec::new());
        let mut once: Box<HashBits<FILTER_WORDS>> = bytemuck::zeroed_box();
        let mut again: Box<HashBits<FILTER_WORDS>> = bytemuck::zeroed_box();
        for tokens in pages {
            SHINGLE.shingles(tokens.as_ref(), &mut shingles);
            for &shingle in &shingles {
                if once.may_contain(shingle) { again.insert(shingle) } else { once.insert(shingle) }
            }
            all.push(shingles.iter().copied());
        }
        let mut records = Vec::new();
        for (page, shingles) in (0_u64..).zip(all.iter()) {
            let counts = |&&shingle: &&Shingle| shingle <= max_single || again.may_contain(shingle);
            records.extend(shingles.iter().filter(counts).map(|&shingle| u64::from(shingle) << 32 | page));
        }
        sort_hashes(&mut records);
        PageSets { records }
    }

    /// The shingles with their pages, ascending by shingle.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Shingle, PageSet)> {
        self.records.chunk_by(|a, b| a >> 32 == b >> 32).map(|same| {
            let pages = same.iter().fold(0, |set, &record| set | 1 << (record as u32));
            ((same[0] >> 32) as Shingle, pages)
        })
    }
}
