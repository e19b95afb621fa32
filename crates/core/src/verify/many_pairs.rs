//! The check of many pairs, on all threads.

use super::checker::{Checker, CheckerScratch};
use super::verdict::{PairStats, Verdict, Verdicts};
use crate::error::{Error, Result};
use crate::progress::Progress;
use crate::text::TokenSource;
use rayon::prelude::*;

/// Pairs between two tests for cancellation. All threads wait for each other at each test.
const PAIRS_PER_ROUND: usize = 1 << 16;
/// Pairs that one task checks. Pairs with the same first document follow each other and are checked against one table.
const PAIRS_PER_TASK: usize = 512;
/// The location of a pair's second document is prefetched this many pairs ahead.
const PREFETCH_DISTANCE: usize = 8;

impl<S: TokenSource> Checker<'_, S> {
    /// The verdicts on `pairs`, which hold the lower number first.
    ///
    /// # Errors
    /// [`Error::Interrupted`] when `progress` says so.
    pub(crate) fn check_all(&self, pairs: &[(u32, u32)], progress: &dyn Progress) -> Result<Verdicts> {
        let mut verdicts = Verdicts::default();
        self.for_each(pairs, progress, Self::check, |verdict| verdicts.push(verdict))?;
        Ok(verdicts)
    }

    /// The statistics of all `pairs` that are related, in ascending order. The lower number comes first in each pair.
    ///
    /// # Errors
    /// [`Error::Interrupted`] when `progress` says so.
    pub(crate) fn measure_all(&self, pairs: &[(u32, u32)], progress: &dyn Progress) -> Result<Vec<PairStats>> {
        let mut stats = Vec::new();
        self.measure_into(pairs, progress, &mut stats)?;
        stats.par_sort_unstable_by_key(|pair| (pair.a, pair.b));
        Ok(stats)
    }

    /// Adds the statistics of all `pairs` that are related to `stats`, in no order.
    ///
    /// # Errors
    /// [`Error::Interrupted`] when `progress` says so.
    pub(crate) fn measure_into(
        &self,
        pairs: &[(u32, u32)],
        progress: &dyn Progress,
        stats: &mut impl Extend<PairStats>,
    ) -> Result<()> {
        self.for_each(pairs, progress, Self::measure, |pair| stats.extend([pair]))
    }

    /// The statistics of all `pairs`, each of two copies in one cluster, in no order.
    ///
    /// # Errors
    /// [`Error::Interrupted`] when `progress` says so.
    pub(crate) fn measure_all_copies(&self, pairs: &[(u32, u32)], progress: &dyn Progress) -> Result<Vec<PairStats>> {
        let mut stats = Vec::with_capacity(pairs.len());
        self.for_each(pairs, progress, Self::measure_copies, |pair| stats.push(pair))?;
        Ok(stats)
    }

    /// Adds the verdicts on `pairs` to `verdicts`, and to `stats` the statistics of those of which `is_listed` says so.
    ///
    /// # Errors
    /// [`Error::Interrupted`] when `progress` says so.
    pub(crate) fn check_and_measure_all(
        &self,
        pairs: &[(u32, u32)],
        progress: &dyn Progress,
        is_listed: impl Fn(&Verdict) -> bool + Sync,
        verdicts: &mut Verdicts,
        stats: &mut impl Extend<PairStats>,
    ) -> Result<()> {
        let examine = |checker: &Self, a, b, scratch: &mut _| checker.check_and_measure([a, b], scratch, &is_listed);
        self.for_each(pairs, progress, examine, |(verdict, measured)| {
            verdicts.push(verdict);
            stats.extend(measured);
        })
    }

    /// Gives `take` what `examine` returns for each pair.
    fn for_each<T: Send>(
        &self,
        pairs: &[(u32, u32)],
        progress: &dyn Progress,
        examine: impl Fn(&Self, u32, u32, &mut CheckerScratch<S>) -> Option<T> + Sync,
        mut take: impl FnMut(T),
    ) -> Result<()> {
        for round in pairs.chunks(PAIRS_PER_ROUND) {
            if progress.cancelled() {
                return Err(Error::Interrupted);
            }
            let examine_task = |scratch: &mut CheckerScratch<S>, task: &[(u32, u32)]| -> Vec<T> {
                // tokens in a file are read while the first pairs are examined
                task.iter().for_each(|&(a, _)| self.shingles().source().read_ahead(a));
                let examine = |(at, &(a, b)): (usize, &(u32, u32))| {
                    let upcoming = task.get(at + PREFETCH_DISTANCE);
                    upcoming.into_iter().for_each(|&(_, b)| self.shingles().prefetch_location(b));
                    task.get(at + 1).into_iter().for_each(|&(a, b)| self.prefetch(a, b));
                    examine(self, a, b, scratch)
                };
                task.iter().enumerate().filter_map(examine).collect()
            };
            let found: Vec<Vec<T>> =
                round.par_chunks(PAIRS_PER_TASK).map_init(|| self.scratch(), examine_task).collect();
            found.into_iter().flatten().for_each(&mut take);
            progress.advance(round.len() as u64);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::align::longest_run;
    use super::super::{Agreement, DocumentShingles, MatchSettings, PairKind};
    use super::*;
    use crate::progress::NoProgress;
    use crate::text::{ShingleSettings, Token, tokens};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn statistics_agree_with_the_verdict_and_with_a_direct_comparison_of_both_texts(
            documents in proptest::collection::vec(proptest::collection::vec((0_u16..400, 1_u16..80), 1..6), 2..8),
            // few distinct words give repeated shingles
            distinct_words in prop::sample::select(vec![40_u16, 500]),
        ) {
            let text = |stretches: &Vec<(u16, u16)>| {
                let words = stretches.iter().flat_map(|&(from, len)| from..from + len);
                let words: Vec<String> = words.map(|word| format!("w{}", word % distinct_words)).collect();
                tokens(&words.join(" "))
            };
            let texts: Vec<Vec<Token>> = documents.iter().map(text).collect();
            let shingles = DocumentShingles::of_texts(texts.clone(), ShingleSettings::default());
            let checker = Checker::new(&shingles, &|_| None, MatchSettings::default());
            let numbers = 0..documents.len() as u32;
            let pairs: Vec<(u32, u32)> =
                numbers.clone().flat_map(|a| (a + 1..numbers.end).map(move |b| (a, b))).collect();
            let reversed: Vec<(u32, u32)> = pairs.iter().rev().copied().collect();
            let stats = checker.measure_all(&reversed, &NoProgress).unwrap();
            let mut expected = Vec::new();
            for (a, b) in pairs {
                let Some(verdict) = checker.check(a, b, &mut checker.scratch()) else { continue };
                let (overlap, kind) = match verdict {
                    Verdict::Match(found) | Verdict::MatchInOrder(found) if found.agreement == Agreement::Differs => {
                        (found.overlap, PairKind::DifferingMatch)
                    }
                    Verdict::Match(found) | Verdict::MatchInOrder(found) => (found.overlap, PairKind::Match),
                    Verdict::Related(related) => (related.overlap, PairKind::Related(related.reason)),
                };
                prop_assert_eq!(overlap, shingles.overlap(a, b));
                let longest_run = longest_run(&texts[a as usize], &texts[b as usize]);
                let spread = shingles.spread(a, b).mean() as f32;
                expected.push(PairStats { a, b, overlap, spread, longest_run, kind });
            }
            prop_assert_eq!(stats, expected);
        }
    }
}
