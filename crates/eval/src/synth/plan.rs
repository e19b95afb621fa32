//! The plan of a synthetic corpus: which copy of which story an article is, computed from its number alone.

use super::article::ArticleKind;
use super::rng::Rng;
use super::settings::SynthSettings;
use super::vocabulary::Vocabulary;
use wirecopy_core::error::Result;
use wirecopy_core::util::hash;

/// A synthetic corpus. It holds no articles; [`article`](Self::article) makes each of them on demand.
#[derive(Debug)]
pub struct SynthCorpus {
    pub(super) settings: SynthSettings,
    pub(super) vocabulary: Vocabulary,
    /// Articles of a block.
    pub(super) block_len: u64,
}

/// Articles are planned in blocks of this length; all copies of a story are in one block.
const ARTICLES_PER_BLOCK: u64 = 4096;
/// The largest number of copies of a story.
const MAX_COPIES: u64 = 500;

/// Neighbouring articles of a block that belong together: copies of one story, or reports from one template.
#[derive(Debug, Clone, Copy)]
pub(super) struct Group {
    pub(super) kind: ArticleKind,
    /// The place of the first in the block.
    pub(super) start: u64,
    /// The number of articles.
    pub(super) size: u64,
}

/// The place of an article in the plan.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot<'a> {
    pub(super) block: u64,
    /// All groups of the block.
    pub(super) groups: &'a [Group],
    /// The article's group.
    pub(super) group: Group,
    /// The article's place in its group.
    pub(super) copy: u64,
}

impl SynthCorpus {
    /// The corpus of these settings.
    ///
    /// # Errors
    /// [`Error::Setting`](wirecopy_core::error::Error::Setting) for a setting outside of its range.
    pub fn new(settings: SynthSettings) -> Result<SynthCorpus> {
        settings.check()?;
        let block_len = ARTICLES_PER_BLOCK.min(settings.articles);
        Ok(SynthCorpus { settings, vocabulary: Vocabulary::new(), block_len })
    }

    /// The settings of the corpus.
    #[must_use]
    pub fn settings(&self) -> SynthSettings {
        self.settings
    }

    /// The block that article `i` is in, and its place there.
    pub(super) fn position(&self, i: u64) -> (u64, u64) {
        let position = permuted(i, self.settings.articles, self.settings.seed);
        (position / self.block_len, position % self.block_len)
    }

    /// The groups of a block. The sizes of stories follow a power law; about half of all articles are single.
    pub(super) fn groups(&self, block: u64) -> Vec<Group> {
        let mut rng = Rng::new(&[self.settings.seed, 1, block]);
        let end = self.block_len.min(self.settings.articles - block * self.block_len);
        let max_size = MAX_COPIES.min(u64::from(self.settings.outlets));
        let mut groups = Vec::new();
        let mut start = 0;
        while start < end {
            let (kind, size) = match rng.below(1000) {
                0..=239 => (ArticleKind::Lead, (1.6 / (1.0 - rng.unit()).powf(0.8)) as u64 + 1),
                240..=899 => (ArticleKind::Single, 1),
                900..=924 => (ArticleKind::FollowUp, 1),
                925..=944 => (ArticleKind::Template, 4),
                945..=959 => (ArticleKind::Roundup, 1),
                960..=984 => (ArticleKind::Quote, 3),
                _ => (ArticleKind::BoilerplatePage, 1),
            };
            let size = size.clamp(1, max_size).min(end - start);
            groups.push(Group { kind, start, size });
            start += size;
        }
        groups
    }
}

impl<'a> Slot<'a> {
    /// The slot at a place of a block with these groups.
    pub(super) fn at(block: u64, place: u64, groups: &'a [Group]) -> Self {
        let group = groups[groups.partition_point(|group| group.start <= place).saturating_sub(1)];
        Slot { block, groups, group, copy: place - group.start }
    }
}

/// The image of `i` under a pseudorandom permutation of `0..n`, which scatters the copies of a story over the corpus. A
/// Feistel network of four rounds permutes the numbers below a power of four; images of `n` or more are permuted again.
fn permuted(i: u64, n: u64, seed: u64) -> u64 {
    let half = (64 - n.next_power_of_two().leading_zeros()).div_ceil(2);
    let mask = (1_u64 << half) - 1;
    let mut image = i;
    loop {
        let (mut left, mut right) = (image >> half & mask, image & mask);
        for round in 0..4 {
            let mixed = hash::mix64(right ^ hash::mix64(seed ^ round)) & mask;
            (left, right) = (right, left ^ mixed);
        }
        image = left << half | right;
        if image < n {
            return image;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn the_permutation_maps_no_two_numbers_to_one() {
        for n in [1, 2, 7, 64, 1000] {
            let images: HashSet<u64> = (0..n).map(|i| permuted(i, n, 9)).collect();
            assert_eq!(images.len() as u64, n);
            assert!(images.iter().all(|&image| image < n));
        }
    }
}
