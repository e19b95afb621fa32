//! One text laid out, to be held against many others: what each shares with it, and where.

use super::align::SEED_LEN;
use super::align::common_prefix_len;
use super::overlap::Overlap;
use super::shingle_sequence::ShingleSequence;
use super::spread::{SectionCounts, Spread};
use crate::text::{RepeatFinder, Shingle, ShingleFilter, ShingleSettings, Token};
use std::ops::Range;

/// What another text shares with the one that is laid out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shared {
    /// The distinct shingles of both, the text that is laid out first.
    pub overlap: Overlap,
    /// How they are strewn over both, in the same order.
    pub spread: Spread,
    /// Words of the other text that stand in runs of the one that is laid out.
    pub words: u32,
}

/// Tokens in a row that two texts share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SharedRun {
    /// Where it begins in the text that is laid out.
    pub(super) first: usize,
    /// Where it begins in the other.
    pub(super) second: usize,
    /// How long it is.
    pub(super) tokens: usize,
}

/// A text laid out in buckets by the upper bits of its shingles, which are hashes and so spread evenly. Another text is walked along: where a shingle is found, those behind it mostly are behind it in this one too, so that of a copy most are never looked up.
#[derive(Debug, Default)]
pub struct ShingleTable {
    /// The article whose text it is.
    article: Option<u32>,
    settings: ShingleSettings,
    text: ShingleSequence,
    /// For each bucket the place behind its last shingle, zero where it has none.
    last: Vec<u32>,
    /// For each place the same of the shingle before it in its bucket.
    before: Vec<u32>,
    shift: u32,
    /// Of the shingles of another story few may be there by these, and only those are looked up.
    bits: ShingleFilter,
    other: ShingleSequence,
    /// What the other text shared.
    runs: Vec<SharedRun>,
    finder: RepeatFinder,
}

impl ShingleTable {
    /// For shingles of this size.
    #[must_use]
    pub fn new(settings: ShingleSettings) -> Self {
        ShingleTable { settings, ..ShingleTable::default() }
    }

    /// Lays out the text of an article, unless it is there already; `tokens` is then asked for it, and `distinct` may say how many
    /// distinct shingles it has.
    pub fn build_for<'t>(&mut self, article: u32, distinct: Option<u32>, tokens: impl FnOnce() -> &'t [Token]) {
        if self.article != Some(article) {
            let tokens = tokens();
            self.text.read(tokens, distinct, self.settings, &mut self.finder);
            self.fill();
            self.article = Some(article);
        }
    }

    /// Takes the place of what was laid out before.
    pub fn build(&mut self, tokens: &[Token]) {
        self.text.read(tokens, None, self.settings, &mut self.finder);
        self.fill();
        self.article = None;
    }

    /// Distinct shingles of the text that is laid out.
    #[must_use]
    pub fn distinct(&self) -> u32 {
        self.text.distinct()
    }

    fn fill(&mut self) {
        let shingles = &self.text.shingles;
        // a bucket for each shingle or more
        let bits = shingles.len().max(2).next_power_of_two().ilog2().min(31);
        self.shift = 32 - bits;
        self.last.clear();
        self.last.resize(1 << bits, 0);
        self.before.resize(shingles.len(), 0);
        self.bits.fill(shingles);
        let repeats = self.text.repeats.iter().map(|&repeat| repeat.at as usize).chain([shingles.len()]);
        let mut from = 0;
        // from one repeat to the next
        for end in repeats {
            let stretch = shingles[from..end].iter().zip(&mut self.before[from..end]);
            for ((&shingle, before), behind) in stretch.zip(from as u32 + 1..) {
                *before = std::mem::replace(&mut self.last[(shingle >> self.shift) as usize], behind);
            }
            from = end + 1;
        }
    }

    /// Where a shingle stands first in the text that is laid out.
    #[inline(always)]
    fn place_of(&self, shingle: Shingle) -> Option<usize> {
        let mut behind = *self.last.get((shingle >> self.shift) as usize)? as usize;
        while let Some(place) = behind.checked_sub(1) {
            if self.text.shingles[place] == shingle {
                return Some(place);
            }
            behind = self.before[place] as usize;
        }
        None
    }

    /// What another text shares with the one that is laid out. `distinct` may say how many distinct shingles the other has.
    pub fn compare(&mut self, tokens: &[Token], distinct: Option<u32>) -> Shared {
        let mut other = std::mem::take(&mut self.other);
        other.read(tokens, distinct, self.settings, &mut self.finder);
        let mut runs = std::mem::take(&mut self.runs);
        runs.clear();
        let shared = self.walk(&other, |run| runs.push(run));
        (self.other, self.runs) = (other, runs);
        shared
    }

    /// The runs that the text shares which [`ShingleTable::compare`] was asked for last, in its order.
    pub(super) fn runs(&self) -> &[SharedRun] {
        &self.runs
    }

    /// The longest of these runs, in tokens, where it is known to be the longest that the two texts share: one that begins at a shingle
    /// that stands in several places may be longer at another, and runs that are shorter than a shingle are not seen.
    pub(crate) fn longest_run(&self) -> Option<u32> {
        let is_sure = self.text.repeats.is_empty() && self.other.repeats.is_empty();
        let longest = self.runs.iter().map(|run| run.tokens).max().filter(|&longest| longest >= SEED_LEN);
        longest.filter(|_| is_sure).map(|longest| longest as u32)
    }

    /// The shingles of a text, for [`ShingleTable::compare_sequence`]; `distinct` as above.
    pub(crate) fn text(&mut self, tokens: &[Token], distinct: Option<u32>) -> ShingleSequence {
        let mut text = ShingleSequence::default();
        text.read(tokens, distinct, self.settings, &mut self.finder);
        text
    }

    /// [`ShingleTable::compare`] with a text of which the shingles are known.
    pub(crate) fn compare_sequence(&self, other: &ShingleSequence) -> Shared {
        self.walk(other, |_| {})
    }

    /// Walks along another text and tells each run that it shares.
    fn walk(&self, other: &ShingleSequence, mut tell: impl FnMut(SharedRun)) -> Shared {
        let (held, held_len, other_len) = (&self.text.shingles, self.text.shingles.len(), other.shingles.len());
        let plain = self.text.repeats.is_empty() && other.repeats.is_empty();
        let mut parts = [SectionCounts::new(held_len), SectionCounts::new(other_len)];
        let (mut at, mut covered_to, mut words) = (0, 0, 0);
        while at < other.shingles.len() {
            at += self.bits.absent_prefix_len(&other.shingles[at..]);
            let Some(&shingle) = other.shingles.get(at) else { break };
            let Some(place) = self.place_of(shingle) else {
                at += 1;
                continue;
            };
            let len = 1 + same_from(&held[place + 1..], &other.shingles[at + 1..]);
            if plain || !(self.text.repeats_in(place..place + len) || other.repeats_in(at..at + len)) {
                parts[0].add(place..place + len);
                parts[1].add(at..at + len);
            } else {
                self.add_once(other, place, at..at + len, &mut parts);
            }
            let end = at + len - 1 + other.size;
            tell(SharedRun { first: place, second: at, tokens: end - at });
            words += end - at.max(covered_to);
            covered_to = end;
            at += len;
        }
        let [in_held, in_other] = &parts;
        let overlap = Overlap { shared: in_other.sum(), a: self.text.distinct(), b: other.distinct() };
        Shared { overlap, spread: Spread::of(in_held, in_other, overlap), words: words as u32 }
    }

    /// Counts a run of shared shingles, which begins at `place` in the text that is laid out, but for those that the other text had
    /// before; each where it stands first.
    fn add_once(&self, other: &ShingleSequence, place: usize, run: Range<usize>, parts: &mut [SectionCounts; 2]) {
        for (at, place) in run.zip(place..) {
            if other.stood_before(at).is_none() {
                let first = self.text.stood_before(place).map_or(place, |first| first as usize);
                parts[0].add(first..first + 1);
                parts[1].add(at..at + 1);
            }
        }
    }

    /// The shingles, each once, that another text shares with the one that is laid out; laid out themselves.
    #[must_use]
    pub fn common(&self, tokens: &[Token]) -> ShingleTable {
        let mut common = ShingleTable::new(self.settings);
        let mut other = ShingleSequence::default();
        other.read(tokens, None, self.settings, &mut common.finder);
        let once = (0..other.shingles.len()).filter(|&at| other.stood_before(at).is_none());
        let shared = once.map(|at| other.shingles[at]).filter(|&shingle| self.place_of(shingle).is_some());
        common.text.shingles.extend(shared);
        common.fill();
        common
    }
}

/// How many shingles are the same from the beginning of both.
fn same_from(a: &[Shingle], b: &[Shingle]) -> usize {
    common_prefix_len(a, b, |a, b| a ^ b)
}

#[cfg(test)]
mod tests {
    use super::super::spread::SECTIONS;
    use super::*;
    use crate::text::TokenClass;
    use proptest::prelude::*;
    use std::collections::{BTreeMap, BTreeSet};

    fn tokens(words: &[u16]) -> Vec<Token> {
        words.iter().map(|&word| Token::new(crate::hash::mix64(u64::from(word) + 1), TokenClass::Plain)).collect()
    }

    /// Every distinct shingle with the tenth of the text in which it stands first.
    fn firsts(tokens: &[Token], settings: ShingleSettings) -> BTreeMap<Shingle, usize> {
        let mut shingles = Vec::new();
        settings.shingles(tokens, &mut shingles);
        let mut firsts = BTreeMap::new();
        for (at, &shingle) in shingles.iter().enumerate() {
            firsts.entry(shingle).or_insert(at * SECTIONS / shingles.len());
        }
        firsts
    }

    proptest! {
        #[test]
        fn what_two_texts_share_is_what_their_sets_share(
            a in proptest::collection::vec((0_u16..2000, 1_u16..60), 0..12),
            others in proptest::collection::vec(proptest::collection::vec((0_u16..2000, 1_u16..60), 0..12), 1..4),
            // of few words there are repeats everywhere
            few in prop::sample::select(vec![2_u16, 30, 300, 2000]),
            size in 1_usize..7,
        ) {
            let settings = ShingleSettings { size };
            // stretches of one text, so that there are runs
            let words = |of: &[(u16, u16)]| -> Vec<u16> {
                of.iter().flat_map(|&(from, len)| (from..from + len).map(|word| word % few)).collect()
            };
            let a = tokens(&words(&a));
            let mut table = ShingleTable::new(settings);
            table.build(&tokens(&[1, 2, 3]));
            table.build(&a);
            let of_a = firsts(&a, settings);
            for (nth, other) in others.iter().enumerate() {
                let b = tokens(&words(other));
                let of_b = firsts(&b, settings);
                let shared = table.compare(&b, (nth % 2 == 0).then_some(of_b.len() as u32));
                let both: Vec<&Shingle> = of_a.keys().filter(|shingle| of_b.contains_key(shingle)).collect();
                let overlap = Overlap { shared: both.len() as u32, a: of_a.len() as u32, b: of_b.len() as u32 };
                prop_assert_eq!(shared.overlap, overlap);
                let parts = |of: &BTreeMap<Shingle, usize>, all: usize| {
                    let mut parts = SectionCounts::new(all);
                    for shingle in &both {
                        let start = (of[shingle] * all).div_ceil(SECTIONS);
                        parts.add(start..start + 1);
                    }
                    parts
                };
                let (in_a, in_b) = (parts(&of_a, settings.shingle_count(a.len())), parts(&of_b, settings.shingle_count(b.len())));
                prop_assert_eq!(shared.spread, Spread::of(&in_a, &in_b, overlap));
                if let Some(longest) = table.longest_run() {
                    prop_assert_eq!(longest, crate::verify::longest_run(&a, &b));
                }
                let mut marked = vec![false; b.len()];
                let spelled = |run: &[Token]| run.iter().map(|token| token.spelling()).collect::<Vec<_>>();
                let in_a: BTreeSet<Vec<u32>> = a.windows(size).map(spelled).collect();
                for (at, window) in b.windows(size).enumerate() {
                    if in_a.contains(&spelled(window)) {
                        marked[at..at + size].fill(true);
                    }
                }
                if b.len() >= size && a.len() >= size {
                    prop_assert_eq!(shared.words as usize, marked.iter().filter(|&&marked| marked).count());
                }
                let mut common = table.common(&b);
                prop_assert_eq!(common.distinct(), overlap.shared);
                prop_assert_eq!(common.compare(&a, None).overlap.shared, overlap.shared);
                prop_assert_eq!(common.compare(&tokens(&[7000]), None).overlap.shared, 0);
            }
        }
    }
}
