//! The shingles of one text in order, and which of them are repeats.

use crate::text::{Repeat, RepeatFinder, Shingle, ShingleSettings, Token};
use std::ops::Range;

/// The shingles of one text in order, and which of them are repeats.
#[derive(Debug, Default)]
pub(crate) struct ShingleSequence {
    /// The shingles, repeats included.
    pub(super) shingles: Vec<Shingle>,
    /// Tokens per shingle. A text that is shorter than a shingle has one shingle of all its tokens.
    pub(super) size: usize,
    /// The repeats, in order of position.
    pub(super) repeats: Vec<Repeat>,
}

impl ShingleSequence {
    /// Replaces the sequence by that of `tokens`. `distinct` is the number of their distinct shingles if known, which
    /// saves the search for repeats in most texts.
    pub(super) fn read(
        &mut self,
        tokens: &[Token],
        distinct: Option<u32>,
        settings: ShingleSettings,
        repeat_finder: &mut RepeatFinder,
    ) {
        settings.shingles(tokens, &mut self.shingles);
        self.size = settings.size.min(tokens.len());
        if distinct == Some(self.shingles.len() as u32) {
            self.repeats.clear();
        } else {
            repeat_finder.find(&self.shingles, &mut self.repeats);
        }
    }

    /// Number of distinct shingles.
    pub(super) fn distinct(&self) -> u32 {
        (self.shingles.len() - self.repeats.len()) as u32
    }

    /// Whether any shingle in a range of positions is a repeat.
    pub(super) fn has_repeats_in(&self, range: Range<usize>) -> bool {
        let next = self.repeats.partition_point(|repeat| (repeat.at as usize) < range.start);
        self.repeats.get(next).is_some_and(|repeat| (repeat.at as usize) < range.end)
    }

    /// The position where the shingle at `at` occurs first; `None` if that is `at` itself.
    pub(super) fn first_occurrence(&self, at: usize) -> Option<u32> {
        let found = self.repeats.binary_search_by_key(&(at as u32), |repeat| repeat.at).ok()?;
        self.repeats.get(found).map(|repeat| repeat.first)
    }
}
