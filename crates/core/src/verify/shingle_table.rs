//! A hash table of one text's shingles, with which many other texts are compared: what each shares with it, and where.

use super::align::{SEED_LEN, common_prefix_len};
use super::shingle_sequence::ShingleSequence;
use super::spread::{SectionCounts, Spread};
use crate::overlap::Overlap;
use crate::text::{RepeatFinder, Shingle, ShingleFilter, ShingleSettings, Token};
use std::ops::Range;

/// What a text shares with the one in the table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// Distinct shingles of both; the text in the table is `a`.
    pub overlap: Overlap,
    /// How the shared shingles are spread over both, in the same order.
    pub spread: Spread,
    /// Words of the compared text in runs that the text in the table has too.
    pub words: u32,
}

impl Comparison {
    /// The overlap score H times the weight of the spread.
    #[must_use]
    pub fn weight(&self) -> f64 {
        self.overlap.score() * self.spread.weight()
    }
}

/// Consecutive tokens that both texts have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SharedRun {
    /// The position of its first token in the text in the table.
    pub(super) first: usize,
    /// The position of its first token in the compared text.
    pub(super) second: usize,
    /// Its length in tokens.
    pub(super) tokens: usize,
}

impl SharedRun {
    /// The run where the texts change places.
    pub(super) fn swapped(self) -> SharedRun {
        SharedRun { first: self.second, second: self.first, ..self }
    }
}

/// A chained hash table of one text's shingles: the build side of a hash join.
///
/// Shingles are hashes, so their upper bits spread them evenly over the buckets. A comparison walks along the other
/// text. After each shingle that it finds, it compares the following shingles of both texts directly and looks up the
/// next one only where they differ. So it looks up few shingles of a copy.
///
/// ```
/// use wirecopy_core::text::{ShingleSettings, tokens};
/// use wirecopy_core::verify::ShingleTable;
///
/// let mut table = ShingleTable::new(ShingleSettings { size: 3 });
/// table.build(&tokens("the ferry was late again on Monday"));
/// let comparison = table.compare(&tokens("again the ferry was late"), None);
/// assert_eq!((comparison.overlap.shared, comparison.words), (2, 4));
/// ```
#[derive(Debug, Default)]
pub struct ShingleTable {
    settings: ShingleSettings,
    /// The document in the table, if it was given with a number.
    document: Option<u32>,
    text: ShingleSequence,
    /// Per bucket one more than the position of its last shingle, 0 if it is empty.
    last: Vec<u32>,
    /// Per position the same for the previous shingle of its bucket.
    previous: Vec<u32>,
    /// The right shift that turns a shingle into the number of its bucket.
    shift: u32,
    /// Rules out most shingles of unrelated texts without a look-up.
    filter: ShingleFilter,
    /// The compared text.
    other: ShingleSequence,
    shared_runs: Vec<SharedRun>,
    repeat_finder: RepeatFinder,
}

impl ShingleTable {
    /// An empty table for shingles of this size.
    #[must_use]
    pub fn new(settings: ShingleSettings) -> Self {
        ShingleTable { settings, ..ShingleTable::default() }
    }

    /// Builds the table from a text, which replaces the one before.
    pub fn build(&mut self, tokens: &[Token]) {
        self.text.read(tokens, None, self.settings, &mut self.repeat_finder);
        self.fill();
        self.document = None;
    }

    /// Builds the table from a numbered document, unless it holds that document already; only then `tokens` is called.
    /// `distinct` is the number of its distinct shingles if known, which saves the search for repeats in most texts.
    pub fn build_for<'t>(&mut self, document: u32, distinct: Option<u32>, tokens: impl FnOnce() -> &'t [Token]) {
        if self.document != Some(document) {
            self.text.read(tokens(), distinct, self.settings, &mut self.repeat_finder);
            self.fill();
            self.document = Some(document);
        }
    }

    /// Number of distinct shingles in the table.
    #[must_use]
    pub(crate) fn distinct(&self) -> u32 {
        self.text.distinct()
    }

    /// Compares a text with the one in the table. `distinct` is the number of its distinct shingles if known.
    pub fn compare(&mut self, tokens: &[Token], distinct: Option<u32>) -> Comparison {
        let mut other = std::mem::take(&mut self.other);
        other.read(tokens, distinct, self.settings, &mut self.repeat_finder);
        let mut runs = std::mem::take(&mut self.shared_runs);
        runs.clear();
        let comparison = self.walk(&other, |run| runs.push(run));
        (self.other, self.shared_runs) = (other, runs);
        comparison
    }

    /// [`ShingleTable::compare`] with a text whose shingles are known.
    pub(crate) fn compare_sequence(&self, other: &ShingleSequence) -> Comparison {
        self.walk(other, |_| {})
    }

    /// The shingles of a text, for [`ShingleTable::compare_sequence`].
    pub(crate) fn sequence(&mut self, tokens: &[Token], distinct: Option<u32>) -> ShingleSequence {
        let mut sequence = ShingleSequence::default();
        sequence.read(tokens, distinct, self.settings, &mut self.repeat_finder);
        sequence
    }

    /// The runs that the last text given to [`ShingleTable::compare`] shares, in its order.
    pub(super) fn shared_runs(&self) -> &[SharedRun] {
        &self.shared_runs
    }

    /// The settings of the shingles.
    pub(super) fn settings(&self) -> ShingleSettings {
        self.settings
    }

    /// Whether one of the two texts repeats a shingle: then the runs are others if the texts change places.
    pub(super) fn has_repeats(&self) -> bool {
        !self.text.repeats.is_empty() || !self.other.repeats.is_empty()
    }

    /// The length of the longest of these runs in tokens, if it is certainly the longest that the two texts share. It
    /// is uncertain if a text repeats a shingle, as another occurrence may continue further, and if no run reaches the
    /// length of a seed.
    pub(super) fn longest_run(&self) -> Option<u32> {
        if self.has_repeats() {
            return None;
        }
        let longest = self.shared_runs.iter().map(|run| run.tokens).max()?;
        (longest >= SEED_LEN).then_some(longest as u32)
    }

    /// A table of the distinct shingles that a text shares with the one in this table.
    #[must_use]
    pub(crate) fn shared_table(&self, tokens: &[Token]) -> ShingleTable {
        let mut shared = ShingleTable::new(self.settings);
        let mut other = ShingleSequence::default();
        other.read(tokens, None, self.settings, &mut shared.repeat_finder);
        let distinct = (0..other.shingles.len()).filter(|&at| other.first_occurrence(at).is_none());
        let both = distinct.map(|at| other.shingles[at]).filter(|&shingle| self.find(shingle).is_some());
        shared.text.shingles.extend(both);
        shared.fill();
        shared
    }

    /// Inserts the shingles of `text`, each at its first position.
    fn fill(&mut self) {
        let shingles = &self.text.shingles;
        // at least one bucket per shingle
        let bits = shingles.len().max(2).next_power_of_two().ilog2().min(31);
        self.shift = 32 - bits;
        self.last.clear();
        self.last.resize(1 << bits, 0);
        self.previous.resize(shingles.len(), 0);
        self.filter.fill(shingles);
        let repeats = self.text.repeats.iter().map(|repeat| repeat.at as usize).chain([shingles.len()]);
        let mut from = 0;
        // one stretch between two repeats after the other
        for end in repeats {
            let stretch = shingles[from..end].iter().zip(&mut self.previous[from..end]);
            for ((&shingle, previous), after) in stretch.zip(from as u32 + 1..) {
                *previous = std::mem::replace(&mut self.last[(shingle >> self.shift) as usize], after);
            }
            from = end + 1;
        }
    }

    /// Whether the text has a shingle.
    pub(super) fn contains(&self, shingle: Shingle) -> bool {
        self.find(shingle).is_some()
    }

    /// The first position of a shingle.
    #[inline(always)]
    fn find(&self, shingle: Shingle) -> Option<usize> {
        let mut after = *self.last.get((shingle >> self.shift) as usize)? as usize;
        while let Some(at) = after.checked_sub(1) {
            if self.text.shingles[at] == shingle {
                return Some(at);
            }
            after = self.previous[at] as usize;
        }
        None
    }

    /// Walks along another text and gives `take` each run that it shares.
    fn walk(&self, other: &ShingleSequence, mut take: impl FnMut(SharedRun)) -> Comparison {
        let (own, others) = (&self.text.shingles, &other.shingles);
        let are_distinct = self.text.repeats.is_empty() && other.repeats.is_empty();
        let mut counts = [SectionCounts::new(own.len()), SectionCounts::new(others.len())];
        let (mut at, mut covered_to, mut words) = (0, 0, 0);
        while at < others.len() {
            at += self.filter.absent_prefix_len(&others[at..]);
            let Some(&shingle) = others.get(at) else { break };
            let Some(first) = self.find(shingle) else {
                at += 1;
                continue;
            };
            let len = 1 + common_prefix_len(&own[first + 1..], &others[at + 1..], |a, b| a ^ b);
            if are_distinct || !(self.text.has_repeats_in(first..first + len) || other.has_repeats_in(at..at + len)) {
                counts[0].add(first..first + len);
                counts[1].add(at..at + len);
            } else {
                self.count_distinct(other, first, at..at + len, &mut counts);
            }
            let end = at + len - 1 + other.size;
            take(SharedRun { first, second: at, tokens: end - at });
            words += end - at.max(covered_to);
            covered_to = end;
            at += len;
        }
        let [in_own, in_other] = &counts;
        let overlap = Overlap { shared: in_other.sum(), a: self.text.distinct(), b: other.distinct() };
        Comparison { overlap, spread: Spread::of(in_own, in_other, overlap), words: words as u32 }
    }

    /// Counts the shingles of a shared run that the other text has for the first time, each at its first position in
    /// both texts. The run begins at `first` in the text in the table.
    fn count_distinct(
        &self,
        other: &ShingleSequence,
        first: usize,
        run: Range<usize>,
        counts: &mut [SectionCounts; 2],
    ) {
        for (at, own) in run.zip(first..) {
            if other.first_occurrence(at).is_none() {
                let own = self.text.first_occurrence(own).map_or(own, |first| first as usize);
                counts[0].add(own..own + 1);
                counts[1].add(at..at + 1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::spread::SECTIONS;
    use super::*;
    use crate::text::TokenClass;
    use proptest::prelude::*;
    use std::collections::{BTreeMap, BTreeSet};

    fn tokens(words: &[u16]) -> Vec<Token> {
        let token = |&word: &u16| Token::new(crate::util::hash::mix64(u64::from(word) + 1), TokenClass::Plain);
        words.iter().map(token).collect()
    }

    /// Each distinct shingle with the section of the text in which it occurs first.
    fn sections(tokens: &[Token], settings: ShingleSettings) -> BTreeMap<Shingle, usize> {
        let mut shingles = Vec::new();
        settings.shingles(tokens, &mut shingles);
        let mut sections = BTreeMap::new();
        for (at, &shingle) in shingles.iter().enumerate() {
            sections.entry(shingle).or_insert(at * SECTIONS / shingles.len());
        }
        sections
    }

    /// How many words of `b` are in a window of `size` words that `a` has too, by comparing all windows.
    fn shared_words(a: &[Token], b: &[Token], size: usize) -> usize {
        let spellings = |run: &[Token]| run.iter().map(|token| token.spelling()).collect::<Vec<_>>();
        let windows: BTreeSet<Vec<u32>> = a.windows(size).map(spellings).collect();
        let mut is_shared = vec![false; b.len()];
        for (at, window) in b.windows(size).enumerate() {
            if windows.contains(&spellings(window)) {
                is_shared[at..at + size].fill(true);
            }
        }
        is_shared.into_iter().filter(|&is_shared| is_shared).count()
    }

    proptest! {
        #[test]
        fn a_comparison_gives_what_sets_and_windows_give(
            a in proptest::collection::vec((0_u16..2000, 1_u16..60), 0..12),
            others in proptest::collection::vec(proptest::collection::vec((0_u16..2000, 1_u16..60), 0..12), 1..4),
            // few distinct words give repeated shingles
            distinct_words in prop::sample::select(vec![2_u16, 30, 300, 2000]),
            size in 1_usize..7,
        ) {
            let settings = ShingleSettings { size };
            // stretches of one text, so that there are shared runs
            let words = |stretches: &[(u16, u16)]| -> Vec<u16> {
                let words = stretches.iter().flat_map(|&(from, len)| from..from + len);
                words.map(|word| word % distinct_words).collect()
            };
            let a = tokens(&words(&a));
            let mut table = ShingleTable::new(settings);
            table.build(&tokens(&[1, 2, 3]));
            table.build(&a);
            let of_a = sections(&a, settings);
            for (nth, other) in others.iter().enumerate() {
                let b = tokens(&words(other));
                let of_b = sections(&b, settings);
                let comparison = table.compare(&b, (nth % 2 == 0).then_some(of_b.len() as u32));
                let both: Vec<&Shingle> = of_a.keys().filter(|shingle| of_b.contains_key(shingle)).collect();
                let overlap = Overlap { shared: both.len() as u32, a: of_a.len() as u32, b: of_b.len() as u32 };
                prop_assert_eq!(comparison.overlap, overlap);
                let counts = |sections: &BTreeMap<Shingle, usize>, all: usize| {
                    let mut counts = SectionCounts::new(all);
                    for shingle in &both {
                        let start = (sections[shingle] * all).div_ceil(SECTIONS);
                        counts.add(start..start + 1);
                    }
                    counts
                };
                let in_a = counts(&of_a, settings.shingle_count(a.len()));
                let in_b = counts(&of_b, settings.shingle_count(b.len()));
                prop_assert_eq!(comparison.spread, Spread::of(&in_a, &in_b, overlap));
                if let Some(longest) = table.longest_run() {
                    prop_assert_eq!(longest, crate::verify::longest_run(&a, &b));
                }
                if b.len() >= size && a.len() >= size {
                    prop_assert_eq!(comparison.words as usize, shared_words(&a, &b, size));
                }
                let mut shared = table.shared_table(&b);
                prop_assert_eq!(shared.distinct(), overlap.shared);
                prop_assert_eq!(shared.compare(&a, None).overlap.shared, overlap.shared);
                prop_assert_eq!(shared.compare(&tokens(&[7000]), None).overlap.shared, 0);
            }
        }
    }
}
