//! Checking pairs of articles: exact overlap, whether it is enough for a match, and what it is if not.

use super::align::longest_run;
use super::document_shingles::DocumentShingles;
use super::overlap::Overlap;
use super::settings::MatchSettings;
use super::shingle_table::ShingleTable;
use super::spread::Spread;
use super::template::Agreement;
use super::template::TemplateDetector;
use super::template::UnsharedFacts;
use super::verdict::{Match, PairKind, PairStats, Reason, RelatedPair, Verdict, Verdicts};
use crate::article::Published;
use crate::corpus::Page;
use crate::error::{Error, Result};
use crate::index::CandidatePairs;
use crate::progress::Progress;
use crate::text::Token;
use rayon::prelude::*;

/// Pairs that share fewer shingles than this are not kept as related: a quote of two sentences has more.
const NEAR: u32 = 20;
/// From this share of the threshold on, what is strewn widely is a version of the same story.
pub(super) const VERSION: f64 = 0.8;
/// What counts as strewn widely.
const WIDELY: f64 = 0.5;
/// Versions that are no match have so much of each other at least.
pub(super) const OF_EITHER: f64 = 0.3;
/// Pairs checked between two looks at whether the run should stop; at each of them who is done first waits for the others.
const STRIDE: usize = 1 << 18;
/// Pairs checked by one thread in one go: pairs of one article stand together, and are checked against one table.
const TURN: usize = 512;

/// Where the text of a pair is, is asked for so many pairs before.
const AHEAD: usize = 8;

/// Whether two articles share so much that they may be versions of one story, though no match.
#[must_use]
pub fn may_be_versions(overlap: Overlap) -> bool {
    overlap.least_containment() >= OF_EITHER
}

/// Computes the exact overlap of pairs of articles and decides what they are.
pub struct Checker<'c> {
    sets: &'c DocumentShingles<'c>,
    published: &'c (dyn Fn(u32) -> Option<Published> + Sync),
    templates: TemplateDetector,
    settings: MatchSettings,
}

/// Scratch memory of a [`Checker`], for one thread.
#[derive(Debug)]
pub struct Scratch {
    table: ShingleTable,
    /// The tokens of the two, unless they are in memory as they are.
    pages: [Page; 2],
    /// Whose the tokens of the first are.
    tokens_of: Option<u32>,
    outside: UnsharedFacts,
}

impl<'c> Checker<'c> {
    /// A checker of these articles; `published` says when one came out.
    pub fn new(
        sets: &'c DocumentShingles<'c>,
        published: &'c (dyn Fn(u32) -> Option<Published> + Sync),
        settings: MatchSettings,
    ) -> Self {
        Checker { sets, published, templates: TemplateDetector::default(), settings }
    }

    /// Scratch memory for one thread.
    #[must_use]
    pub fn scratch(&self) -> Scratch {
        Scratch {
            table: self.sets.new_table(),
            pages: Default::default(),
            tokens_of: None,
            outside: UnsharedFacts::default(),
        }
    }

    /// What two articles are to each other, `a` the lower number: the two as a match, as near, or nothing. Pairs with the same
    /// `a` cost least one after the other.
    pub fn check(&self, a: u32, b: u32, scratch: &mut Scratch) -> Option<Verdict> {
        self.compare(a, b, scratch, |_, _, _| ()).map(|(outcome, ())| outcome)
    }

    /// The same, with what the table of pairs says of the two.
    fn measure(&self, a: u32, b: u32, scratch: &mut Scratch) -> Option<PairStats> {
        let (outcome, (spread, longest_run)) = self.compare(a, b, scratch, |table, spread, [of_a, of_b]| {
            (spread.mean() as f32, table.longest_run().unwrap_or_else(|| longest_run(of_a, of_b)))
        })?;
        let (overlap, kind) = match outcome {
            Verdict::Match(found) if found.agreement == Agreement::Differs => (found.overlap, PairKind::DifferingMatch),
            Verdict::Match(found) => (found.overlap, PairKind::Match),
            Verdict::Related(near) => (near.overlap, PairKind::Related(near.reason)),
        };
        Some(PairStats { a, b, overlap, spread, longest_run, kind })
    }

    /// What two articles are to each other, with what `more` says of those that are anything.
    fn compare<T>(
        &self,
        a: u32,
        b: u32,
        scratch: &mut Scratch,
        more: impl FnOnce(&ShingleTable, Spread, [&[Token]; 2]) -> T,
    ) -> Option<(Verdict, T)> {
        let Scratch { table, pages: [of_a, of_b], tokens_of, outside } = scratch;
        let of_a = match self.sets.here(a) {
            Some(here) => here,
            // those of the pair before
            None if *tokens_of == Some(a) => of_a.last(),
            None => {
                *tokens_of = Some(a);
                self.sets.read(a, of_a)
            }
        };
        let of_b = self.sets.read(b, of_b);
        table.build_for(a, Some(self.sets.count(a)), || of_a);
        let shared = table.compare(of_b, Some(self.sets.count(b)));
        let mut agreement = || {
            let facts = outside.known(table.runs(), [of_a, of_b], &self.templates);
            self.templates.agreement_by(of_a, of_b, facts, || [(self.published)(a), (self.published)(b)])
        };
        let (overlap, spread) = (shared.overlap, shared.spread);
        if self.settings.accepts(overlap, || spread) {
            let agreement = if overlap.jaccard() < 1.0 { agreement() } else { Some(Agreement::Same) };
            let outcome = match agreement {
                Some(agreement) => Verdict::Match(Match { a, b, overlap, agreement }),
                None => Verdict::Related(RelatedPair { a, b, overlap, reason: Reason::Template }),
            };
            return Some((outcome, more(table, spread, [of_a, of_b])));
        }
        (overlap.shared >= NEAR).then(|| {
            let strewn =
                spread.mean() >= WIDELY && overlap.score() * spread.weight() >= VERSION * self.settings.threshold;
            // two reports from one template would look like versions
            let reason = if (strewn || may_be_versions(overlap)) && agreement().is_none() {
                Reason::Template
            } else if strewn {
                Reason::Scattered
            } else {
                Reason::LittleShared
            };
            (Verdict::Related(RelatedPair { a, b, overlap, reason }), more(table, spread, [of_a, of_b]))
        })
    }

    /// How many distinct shingles an article has.
    #[must_use]
    pub fn size(&self, article: u32) -> u32 {
        self.sets.count(article)
    }

    /// Says that these two will soon be checked.
    #[inline]
    pub fn expect(&self, a: u32, b: u32) {
        self.sets.expect_next(a);
        self.sets.expect_next(b);
    }

    /// Says that it will soon be asked where an article's text is.
    #[inline]
    pub(crate) fn expect_place(&self, article: u32) {
        self.sets.expect_place(article);
    }

    /// Checks every pair.
    ///
    /// # Errors
    /// [`Error::Interrupted`] when `progress` says so.
    pub fn check_all(&self, candidates: &CandidatePairs, progress: &dyn Progress) -> Result<Verdicts> {
        let mut checked = Verdicts::default();
        self.each(candidates, progress, Self::check, |outcome| checked.push(outcome))?;
        Ok(checked)
    }

    /// Measures every pair: those that are anything to each other, in the order of their articles.
    ///
    /// # Errors
    /// [`Error::Interrupted`] when `progress` says so.
    pub fn measure_all(&self, candidates: &CandidatePairs, progress: &dyn Progress) -> Result<Vec<PairStats>> {
        let mut measured = Vec::new();
        self.each(candidates, progress, Self::measure, |pair| measured.push(pair))?;
        measured.par_sort_unstable_by_key(|pair| (pair.a, pair.b));
        Ok(measured)
    }

    /// What `of` says of each pair.
    fn each<T: Send>(
        &self,
        candidates: &CandidatePairs,
        progress: &dyn Progress,
        of: impl Fn(&Self, u32, u32, &mut Scratch) -> Option<T> + Sync,
        mut tell: impl FnMut(T),
    ) -> Result<()> {
        for stride in candidates.chunks(STRIDE) {
            if progress.cancelled() {
                return Err(Error::Interrupted);
            }
            let found: Vec<Vec<T>> = stride
                .par_chunks(TURN)
                .map_init(
                    || self.scratch(),
                    |scratch, turn| {
                        // of what is in a file much is on its way while the first are compared
                        turn.iter().for_each(|pair| self.sets.expect(pair.articles().0));
                        let mut ahead = turn.iter().skip(AHEAD);
                        let next = turn.iter().skip(1).map(|pair| Some(pair.articles())).chain([None]);
                        let pairs = turn.iter().map(|pair| pair.articles()).zip(next);
                        pairs
                            .filter_map(|((a, b), next)| {
                                ahead.next().into_iter().for_each(|pair| self.expect_place(pair.articles().1));
                                next.into_iter().for_each(|(a, b)| self.expect(a, b));
                                of(self, a, b, scratch)
                            })
                            .collect()
                    },
                )
                .collect();
            found.into_iter().flatten().for_each(&mut tell);
            progress.advance(stride.len() as u64);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::NoProgress;
    use crate::text::{ShingleSettings, tokens};
    use proptest::prelude::*;

    /// What is asked of reports, each with its own kind of facts in the same sentences.
    fn checked<const N: usize, T>(facts: [&dyn Fn(char) -> String; N], asked: impl FnOnce(&Checker<'_>) -> T) -> T {
        let tokens = facts.map(|fact| {
            let sentence = |c| format!("bay{c} tide{c} wall{c} pier{c} mast{c} rope{c} {}", fact(c));
            tokens(&('a'..='p').map(sentence).collect::<Vec<_>>().join(" "))
        });
        let sets = DocumentShingles::of_texts(tokens.into(), ShingleSettings::default());
        let checker = Checker::new(&sets, &|_| None, MatchSettings::default());
        asked(&checker)
    }

    /// Reason two reports are no match.
    fn why(facts: [&dyn Fn(char) -> String; 2]) -> Option<Reason> {
        match checked(facts, |checker| checker.check(0, 1, &mut checker.scratch()))? {
            Verdict::Match(_) => None,
            Verdict::Related(near) => Some(near.reason),
        }
    }

    #[test]
    fn scratch_memory_of_other_pairs_changes_nothing() {
        let number = |from: u32| move |c: char| (from + c as u32).to_string();
        let word = |c: char| format!("gull{c}");
        checked([&word, &number(100), &number(500), &number(900)], |checker| {
            let mut used = checker.scratch();
            for (a, b) in [(0, 1), (1, 2), (1, 3), (0, 2), (2, 3), (1, 2)] {
                assert_eq!(checker.check(a, b, &mut used), checker.check(a, b, &mut checker.scratch()), "{a} and {b}");
            }
        });
    }

    #[test]
    fn what_shares_too_little_for_a_match_is_a_template_when_its_numbers_differ_and_else_a_version() {
        let number = |from: u32| move |c: char| (from + c as u32).to_string();
        assert_eq!(why([&number(100), &number(500)]), Some(Reason::Template));
        let word = |end: &'static str| move |c: char| format!("gull{c}{end}");
        assert_eq!(why([&word("o"), &word("i")]), Some(Reason::Scattered));
    }

    proptest! {
        #[test]
        fn every_pair_is_measured_as_it_is_checked_and_as_both_texts_say(
            articles in proptest::collection::vec(proptest::collection::vec((0_u16..400, 1_u16..80), 1..6), 2..8),
            // of few words there are repeats everywhere
            few in prop::sample::select(vec![40_u16, 500]),
        ) {
            let words = |of: &Vec<(u16, u16)>| of.iter().flat_map(|&(from, len)| from..from + len).collect::<Vec<_>>();
            let text = |of: &Vec<(u16, u16)>| {
                let words: Vec<String> = words(of).into_iter().map(|word| format!("w{}", word % few)).collect();
                tokens(&words.join(" "))
            };
            let texts: Vec<Vec<Token>> = articles.iter().map(text).collect();
            let sets = DocumentShingles::of_texts(texts.clone(), ShingleSettings::default());
            let checker = Checker::new(&sets, &|_| None, MatchSettings::default());
            let numbers = 0..articles.len() as u32;
            let pairs: Vec<(u32, u32)> =
                numbers.clone().flat_map(|a| (a + 1..numbers.end).map(move |b| (a, b))).collect();
            let mut candidates = CandidatePairs::default();
            candidates.add(&pairs[pairs.len() / 2..]);
            candidates.add(&pairs);
            prop_assert_eq!(candidates.len(), pairs.len());
            let mut measured = checker.measure_all(&candidates, &NoProgress).unwrap().into_iter();
            for (a, b) in pairs {
                let Some(outcome) = checker.check(a, b, &mut checker.scratch()) else { continue };
                let pair = measured.next().unwrap();
                let (overlap, kind) = match outcome {
                    Verdict::Match(found) if found.agreement == Agreement::Differs => (found.overlap, PairKind::DifferingMatch),
                    Verdict::Match(found) => (found.overlap, PairKind::Match),
                    Verdict::Related(near) => (near.overlap, PairKind::Related(near.reason)),
                };
                let longest_run = longest_run(&texts[a as usize], &texts[b as usize]);
                let spread = sets.spread(a, b).mean() as f32;
                prop_assert_eq!(pair, PairStats { a, b, overlap, spread, longest_run, kind });
            }
            prop_assert_eq!(measured.next(), None);
        }
    }
}
