//! A text as its shingles, to be laid out or held against one that is.

use crate::text::{Repeat, RepeatFinder, Shingle, ShingleSettings, Token};
use std::ops::Range;

/// A text as its shingles, and which of them stood before.
#[derive(Debug, Default)]
pub(crate) struct ShingleSequence {
    /// In order.
    pub(super) shingles: Vec<Shingle>,
    /// How long they are, in tokens; less than asked for where the text is shorter.
    pub(super) size: usize,
    /// The place of each shingle that stood before, and where it stood first.
    pub(super) repeats: Vec<Repeat>,
}

impl ShingleSequence {
    /// Takes the place of the text before. `distinct` may say how many distinct shingles it has: then most texts are spared the search
    /// for repeats.
    pub(super) fn read(
        &mut self,
        tokens: &[Token],
        distinct: Option<u32>,
        settings: ShingleSettings,
        finder: &mut RepeatFinder,
    ) {
        settings.shingles(tokens, &mut self.shingles);
        self.size = settings.size.min(tokens.len());
        if distinct == Some(self.shingles.len() as u32) {
            self.repeats.clear();
        } else {
            finder.find(&self.shingles, &mut self.repeats);
        }
    }

    /// Distinct shingles.
    pub(super) fn distinct(&self) -> u32 {
        (self.shingles.len() - self.repeats.len()) as u32
    }

    /// Whether any shingle of a run stood before.
    pub(super) fn repeats_in(&self, run: Range<usize>) -> bool {
        let behind = self.repeats.partition_point(|&repeat| (repeat.at as usize) < run.start);
        self.repeats.get(behind).is_some_and(|&repeat| (repeat.at as usize) < run.end)
    }

    /// Where the shingle at `at` stood first; `None` where that is here.
    pub(super) fn stood_before(&self, at: usize) -> Option<u32> {
        let found = self.repeats.binary_search_by_key(&(at as u32), |&repeat| repeat.at).ok()?;
        self.repeats.get(found).map(|repeat| repeat.first)
    }
}
