//! The check of document pairs: their exact overlap, and the verdict on it.

use super::align::longest_run;
use super::document_shingles::DocumentShingles;
use super::doubtful::{InOrder, are_close_in_time, may_lie_in_order};
use super::insert::is_insert;
use super::settings::MatchSettings;
use super::shingle_table::{Comparison, SharedRun, ShingleTable};
use super::template::{Agreement, TemplateDetector, UnsharedFacts};
use super::verdict::{Match, PairKind, PairStats, Reason, RelatedPair, Verdict};
use crate::overlap::Overlap;
use crate::text::{Token, TokenSource, are_in_text_order};
use std::borrow::Cow;
use std::ops::RangeInclusive;
use std::sync::Arc;

/// A pair that shares fewer shingles is unrelated. A quote of two sentences has more.
const MIN_RELATED_SHINGLES: u32 = 20;
/// Two documents with a scattered overlap below the threshold are versions of one story if their weighted score reaches
/// this share of it.
pub(super) const VERSION_THRESHOLD_SHARE: f64 = 0.8;
/// Mean spread from which shared text counts as scattered.
const SCATTERED_SPREAD: f64 = 0.5;
/// Each of two versions contains at least this share of the other.
pub(super) const VERSION_CONTAINMENT: f64 = 0.3;
/// A match is doubtful below this score H times the weight of its spread.
const DOUBTFUL_WEIGHT: f64 = 0.45;
/// If one document contains half of the other, what they share is more than an insert.
const HALF_CONTAINED: f64 = 0.5;
/// The same for two documents of one source some days apart: it repeats whole sections of background.
const MOSTLY_CONTAINED: f64 = 0.7;
/// The words of two texts are compared in order if the smaller contains at least this share of the other's shingles.
/// Alignment costs more than the comparison of shingles, and most related pairs share a phrase or a paragraph.
const DOUBTFUL_CONTAINMENT: f64 = 0.25;

/// Whether two documents share enough to be versions of one story, though they do not match.
#[must_use]
pub(crate) fn may_be_versions(overlap: Overlap) -> bool {
    overlap.least_containment() >= VERSION_CONTAINMENT
}

/// When each document may have been published, in minutes since a common origin: one minute, a whole day, or `None` if
/// unknown.
pub(crate) type PublicationTimes<'t> = dyn Fn(u32) -> Option<RangeInclusive<i64>> + Sync + 't;

/// Whether two documents are known to come from one source.
pub(crate) type SharedSources<'t> = dyn Fn(u32, u32) -> bool + Sync + 't;

/// Computes the exact overlap of document pairs and gives a verdict on each.
///
/// A verdict depends only on the two documents, their sources, their publication times and the settings.
pub(crate) struct Checker<'c, S> {
    shingles: &'c DocumentShingles<S>,
    times: &'c PublicationTimes<'c>,
    share_source: &'c SharedSources<'c>,
    templates: Arc<TemplateDetector>,
    settings: MatchSettings,
}

/// Scratch memory of a [`Checker`], for one thread.
#[derive(Debug)]
pub(crate) struct CheckerScratch<S: TokenSource> {
    table: ShingleTable,
    buffers: [S::Buffer; 2],
    /// The document in the first buffer.
    first: Option<u32>,
    facts: UnsharedFacts,
}

/// A pair whose shared text is known.
struct ComparedPair<'s> {
    documents: [u32; 2],
    tokens: [&'s [Token]; 2],
    comparison: Comparison,
    table: &'s ShingleTable,
    facts: &'s mut UnsharedFacts,
}

impl ComparedPair<'_> {
    /// The statistics of the pair, on which there is a verdict of this kind.
    fn stats(&self, kind: PairKind) -> PairStats {
        let ([a, b], [of_a, of_b]) = (self.documents, self.tokens);
        let longest_run = self.table.longest_run().unwrap_or_else(|| longest_run(of_a, of_b));
        let Comparison { overlap, spread, .. } = self.comparison;
        PairStats { a, b, overlap, spread: spread.mean() as f32, longest_run, kind }
    }

    /// Whether the pair shares an insert: one block within two texts of their own, or, when the source `repeats` itself
    /// after days, its background.
    fn is_insert(&self, repeats: bool) -> bool {
        let most = if repeats { MOSTLY_CONTAINED } else { HALF_CONTAINED };
        self.comparison.overlap.most_containment() < most && {
            let (runs, texts) = self.in_text_order();
            is_insert(&runs, texts, repeats)
        }
    }

    /// Whether the shared runs say that the shorter text may lie in the longer one in order.
    fn may_lie_in_order(&self) -> bool {
        let (runs, texts) = self.in_text_order();
        may_lie_in_order(&runs, texts)
    }

    /// The texts in an order that does not depend on how documents are numbered, with their shared runs by their
    /// positions in the second.
    fn in_text_order(&self) -> (Cow<'_, [SharedRun]>, [&[Token]; 2]) {
        let [a, b] = self.tokens;
        if are_in_text_order(a, b) {
            return (Cow::Borrowed(self.table.shared_runs()), [a, b]);
        }
        if self.table.has_repeats() {
            let mut table = ShingleTable::new(self.table.settings());
            table.build(b);
            let _ = table.compare(a, None);
            return (Cow::Owned(table.shared_runs().to_vec()), [b, a]);
        }
        let mut runs: Vec<SharedRun> = self.table.shared_runs().iter().map(|run| run.swapped()).collect();
        runs.sort_unstable_by_key(|run| run.second);
        (Cow::Owned(runs), [b, a])
    }
}

impl<'c, S: TokenSource> Checker<'c, S> {
    /// A checker of these documents.
    pub(crate) fn new(
        shingles: &'c DocumentShingles<S>,
        times: &'c PublicationTimes<'c>,
        settings: MatchSettings,
    ) -> Self {
        Checker::with_templates(shingles, times, settings, Arc::default())
    }

    /// A checker that shares its template detector with others, which saves building one.
    pub(crate) fn with_templates(
        shingles: &'c DocumentShingles<S>,
        times: &'c PublicationTimes<'c>,
        settings: MatchSettings,
        templates: Arc<TemplateDetector>,
    ) -> Self {
        Checker { shingles, times, share_source: &|_, _| false, templates, settings }
    }

    /// The same checker, where `share_source` tells whether two documents are known to come from one source. Words in
    /// order are no sign of a copy between them: they have a form in common, or boilerplate.
    #[must_use]
    pub(crate) fn with_sources(self, share_source: &'c SharedSources<'c>) -> Self {
        Checker { share_source, ..self }
    }

    /// Scratch memory for one thread.
    #[must_use]
    pub(crate) fn scratch(&self) -> CheckerScratch<S> {
        CheckerScratch {
            table: self.shingles.new_table(),
            buffers: Default::default(),
            first: None,
            facts: UnsharedFacts::default(),
        }
    }

    /// The documents that are checked.
    #[must_use]
    pub(crate) fn shingles(&self) -> &'c DocumentShingles<S> {
        self.shingles
    }

    /// The verdict on two documents, where `a` is the lower number; `None` if they are unrelated. A sequence of pairs
    /// with the same `a` costs least.
    #[must_use]
    pub(crate) fn check(&self, a: u32, b: u32, scratch: &mut CheckerScratch<S>) -> Option<Verdict> {
        self.verdict(&mut self.compare(a, b, scratch))
    }

    /// The statistics of two documents, where `a` is the lower number; `None` if they are unrelated.
    #[must_use]
    pub(crate) fn measure(&self, a: u32, b: u32, scratch: &mut CheckerScratch<S>) -> Option<PairStats> {
        let mut pair = self.compare(a, b, scratch);
        let kind = self.verdict(&mut pair)?.kind();
        Some(pair.stats(kind))
    }

    /// As [`measure`](Self::measure), for a copy and another of its cluster, which may have nothing in common but a
    /// third.
    #[must_use]
    pub(super) fn measure_copies(&self, a: u32, b: u32, scratch: &mut CheckerScratch<S>) -> Option<PairStats> {
        let mut pair = self.compare(a, b, scratch);
        let kind = self.verdict(&mut pair).map_or(PairKind::Related(Reason::LittleShared), |verdict| verdict.kind());
        Some(pair.stats(kind))
    }

    /// The verdict on two documents, and where `is_listed` says so of the verdict, the statistics.
    pub(super) fn check_and_measure(
        &self,
        [a, b]: [u32; 2],
        scratch: &mut CheckerScratch<S>,
        is_listed: impl Fn(&Verdict) -> bool,
    ) -> Option<(Verdict, Option<PairStats>)> {
        let mut pair = self.compare(a, b, scratch);
        let verdict = self.verdict(&mut pair)?;
        Some((verdict, is_listed(&verdict).then(|| pair.stats(verdict.kind()))))
    }

    fn compare<'s>(&'s self, a: u32, b: u32, scratch: &'s mut CheckerScratch<S>) -> ComparedPair<'s> {
        let CheckerScratch { table, buffers: [buffer_a, buffer_b], first, facts } = scratch;
        let source = self.shingles.source();
        let of_a = if *first == Some(a) {
            source.last_tokens(a, buffer_a)
        } else {
            *first = Some(a);
            source.tokens(a, buffer_a)
        };
        let of_b = source.tokens(b, buffer_b);
        table.build_for(a, Some(self.shingles.distinct(a)), || of_a);
        let comparison = table.compare(of_b, Some(self.shingles.distinct(b)));
        ComparedPair { documents: [a, b], tokens: [of_a, of_b], comparison, table, facts }
    }

    fn verdict(&self, pair: &mut ComparedPair<'_>) -> Option<Verdict> {
        let ([a, b], Comparison { overlap, spread, .. }) = (pair.documents, pair.comparison);
        // within two days it is the same story under a new head
        let repeats = || (self.share_source)(a, b) && !are_close_in_time([a, b].map(self.times));
        let is_enough = self.settings.accepts(overlap, || spread) && !pair.is_insert(repeats());
        if is_enough || self.are_equal(pair) {
            // equal shingles mean equal facts
            let agreement = if overlap.jaccard() < 1.0 { self.agreement(pair) } else { Some(Agreement::Same) };
            let Some(agreement) = agreement else {
                return Some(Verdict::Related(RelatedPair { a, b, overlap, reason: Reason::Template }));
            };
            let found = Match { a, b, overlap, agreement };
            let is_one_text = pair.comparison.weight() < DOUBTFUL_WEIGHT
                && self.in_order(pair).is_some_and(|in_order| self.is_one_text(&in_order, pair));
            return Some(if is_one_text { Verdict::MatchInOrder(found) } else { Verdict::Match(found) });
        }
        (overlap.shared >= MIN_RELATED_SHINGLES).then(|| self.related(pair)).map(Verdict::Related)
    }

    /// Whether two texts are equal word for word and have words enough, though few different shingles: the ticker of a
    /// match, a list of results.
    fn are_equal(&self, pair: &ComparedPair<'_>) -> bool {
        let Comparison { overlap, .. } = pair.comparison;
        let [a, b] = pair.tokens;
        let least_words = self.settings.least_shared(true) as usize + pair.table.settings().size - 1;
        overlap.shared > 0
            && overlap.shared == overlap.a
            && overlap.shared == overlap.b
            && overlap.shared < self.settings.min_shared
            && a.len() >= least_words
            && a == b
    }

    /// The verdict on a pair that shares text and does not match.
    fn related(&self, pair: &mut ComparedPair<'_>) -> RelatedPair {
        let ([a, b], Comparison { overlap, spread, .. }) = (pair.documents, pair.comparison);
        let is_scattered = spread.mean() >= SCATTERED_SPREAD
            && pair.comparison.weight() >= VERSION_THRESHOLD_SHARE * self.settings.threshold;
        let in_order = self.in_order(pair);
        let may_be_excerpt = in_order.as_ref().is_some_and(InOrder::may_be_excerpt);
        // two reports from one template would look like versions
        let may_be_template = is_scattered || may_be_excerpt || may_be_versions(overlap);
        let reason = if may_be_template && self.agreement(pair).is_none() {
            Reason::Template
        } else if in_order.is_some_and(|in_order| self.is_one_text(&in_order, pair)) {
            Reason::InOrder
        } else if is_scattered {
            Reason::Scattered
        } else if may_be_excerpt {
            Reason::InOrder
        } else {
            Reason::LittleShared
        };
        RelatedPair { a, b, overlap, reason }
    }

    /// Whether the words of a doubtful pair lie in order so that both are one text.
    fn is_one_text(&self, in_order: &InOrder, pair: &ComparedPair<'_>) -> bool {
        in_order.is_one_text(pair.comparison.weight(), self.settings.threshold)
    }

    /// How the words of a pair lie in order, if that says anything about it.
    fn in_order(&self, pair: &ComparedPair<'_>) -> Option<InOrder> {
        let ([a, b], [of_a, of_b]) = (pair.documents, pair.tokens);
        let is_doubtful = pair.comparison.overlap.most_containment() >= DOUBTFUL_CONTAINMENT && pair.may_lie_in_order();
        let may_be_copies = || !(self.share_source)(a, b) && are_close_in_time([a, b].map(self.times));
        (is_doubtful && may_be_copies()).then(|| InOrder::of(of_a, of_b))
    }

    /// Whether the facts of a pair agree; `None` for two reports from one template.
    fn agreement(&self, pair: &mut ComparedPair<'_>) -> Option<Agreement> {
        if self.settings.is_scanned {
            return Some(Agreement::Same);
        }
        let [of_a, of_b] = pair.tokens;
        let facts = pair.facts.differing(pair.table.shared_runs(), pair.tokens, &self.templates);
        self.templates.agreement_given(of_a, of_b, facts, || pair.documents.map(self.times))
    }

    /// Hint: these two documents will be checked next.
    #[inline]
    pub(super) fn prefetch(&self, a: u32, b: u32) {
        self.shingles.source().prefetch_tokens(a);
        self.shingles.source().prefetch_tokens(b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{ShingleSettings, tokens};
    use proptest::prelude::*;

    type Texts = Vec<Vec<Token>>;

    /// Calls `test` with a checker of reports that have the same sentences, each sentence with the report's own fact in
    /// it.
    fn check<const N: usize, T>(facts: [&dyn Fn(char) -> String; N], test: impl FnOnce(&Checker<'_, Texts>) -> T) -> T {
        let texts = facts.map(|fact| {
            let sentence = |c| format!("bay{c} tide{c} wall{c} pier{c} mast{c} rope{c} {}", fact(c));
            tokens(&('a'..='p').map(sentence).collect::<Vec<_>>().join(" "))
        });
        let shingles = DocumentShingles::of_texts(texts.into(), ShingleSettings::default());
        test(&Checker::new(&shingles, &|_| None, MatchSettings::default()))
    }

    /// Why two such reports do not match, if they are known to come from one source or not.
    fn reason(facts: [&dyn Fn(char) -> String; 2], share_source: bool) -> Option<Reason> {
        let verdict = check(facts, |checker| {
            let share_source = |_: u32, _: u32| share_source;
            let Checker { shingles, times, settings, .. } = *checker;
            let checker = Checker::new(shingles, times, settings).with_sources(&share_source);
            checker.check(0, 1, &mut checker.scratch())
        });
        match verdict? {
            Verdict::Match(_) | Verdict::MatchInOrder(_) => None,
            Verdict::Related(related) => Some(related.reason),
        }
    }

    #[test]
    fn equal_texts_of_few_different_words_match_if_they_have_words_enough() {
        let kind = |a: &str, b: &str| {
            let shingles = DocumentShingles::of_texts(vec![tokens(a), tokens(b)], ShingleSettings::default());
            let checker = Checker::new(&shingles, &|_| None, MatchSettings::default());
            checker.check(0, 1, &mut checker.scratch()).map(|verdict| verdict.kind())
        };
        let ticker = "Goal for the Lamps. ".repeat(60);
        assert_eq!(kind(&ticker, &ticker), Some(PairKind::Match));
        assert_eq!(kind(&ticker, &"Goal for the Lamps. ".repeat(61)), None);
        assert_eq!(kind(&"ha ".repeat(10), &"ha ".repeat(10)), Some(PairKind::Match));
        assert_eq!(kind(&"ha ".repeat(9), &"ha ".repeat(9)), None);
    }

    #[test]
    fn used_scratch_memory_gives_the_same_verdicts_as_new_scratch_memory() {
        let number = |from: u32| move |c: char| (from + c as u32).to_string();
        let word = |c: char| format!("gull{c}");
        check([&word, &number(100), &number(500), &number(900)], |checker| {
            let mut used = checker.scratch();
            for (a, b) in [(0, 1), (1, 2), (1, 3), (0, 2), (2, 3), (1, 2)] {
                assert_eq!(checker.check(a, b, &mut used), checker.check(a, b, &mut checker.scratch()), "{a} and {b}");
            }
        });
    }

    #[test]
    fn edited_sentences_are_in_order_between_two_sources_and_a_template_if_numbers_differ() {
        let number = |from: u32| move |c: char| (from + c as u32).to_string();
        let word = |end: &'static str| move |c: char| format!("gull{c}{end}");
        assert_eq!(reason([&number(100), &number(500)], false), Some(Reason::Template));
        assert_eq!(reason([&word("o"), &word("i")], false), Some(Reason::InOrder));
        assert_eq!(reason([&word("o"), &word("i")], true), Some(Reason::Scattered));
    }

    #[test]
    fn what_a_source_repeats_after_days_below_other_news_is_no_match() {
        let own = |name: &str, count: usize| (0..count).map(|n| format!("{name}{n} ")).collect::<String>();
        let article = |name: &str| {
            let middle = own(&format!("{name}middle"), 30);
            tokens(&[own(name, 50), own("background", 60), middle, own("biography", 60)].concat())
        };
        let shingles =
            DocumentShingles::of_texts(vec![article("bridge"), article("ferry")], ShingleSettings::default());
        let is_match = |share_source: bool, days: i64| {
            let times = |document: u32| {
                let minute = i64::from(document) * days * 24 * 60;
                Some(minute..=minute)
            };
            let share_source = |_: u32, _: u32| share_source;
            let checker = Checker::new(&shingles, &times, MatchSettings::default()).with_sources(&share_source);
            let verdict = checker.check(0, 1, &mut checker.scratch());
            matches!(verdict, Some(Verdict::Match(_) | Verdict::MatchInOrder(_)))
        };
        assert!(is_match(true, 1) && is_match(false, 5));
        assert!(!is_match(true, 5));
    }

    #[test]
    fn misread_figures_make_no_template_of_two_scans() {
        let number = |from: u32| move |c: char| (from + c as u32).to_string();
        check([&number(100), &number(500)], |checker| {
            let settings = MatchSettings { threshold: 0.1, min_shared: 2, is_scanned: true };
            let scans = Checker::new(checker.shingles, &|_| None, settings);
            assert!(matches!(
                scans.check(0, 1, &mut scans.scratch()),
                Some(Verdict::Match(_) | Verdict::MatchInOrder(_))
            ));
            let written = Checker::new(checker.shingles, &|_| None, MatchSettings { is_scanned: false, ..settings });
            let verdict = written.check(0, 1, &mut written.scratch());
            assert!(matches!(verdict, Some(Verdict::Related(related)) if related.reason == Reason::Template));
        });
    }

    proptest! {
        #[test]
        fn a_verdict_does_not_depend_on_which_document_has_the_lower_number(
            stretches in prop::array::uniform2(proptest::collection::vec((0_u16..120, 1_u16..60), 1..6)),
            // few distinct words give repeated shingles; every seventh is a figure, and some of them are misread
            distinct_words in prop::sample::select(vec![30_u16, 60, 500]),
            other_figures in 1_u16..40,
        ) {
            let text = |stretches: &Vec<(u16, u16)>, figures: u16| {
                let word = |word: u16| match word % distinct_words {
                    word if word % 7 == 0 => format!("{}", word + if word % figures == 0 { 1000 } else { 0 }),
                    word => format!("w{word}"),
                };
                let words = stretches.iter().flat_map(|&(from, len)| from..from + len);
                tokens(&words.map(word).collect::<Vec<_>>().join(" "))
            };
            let texts = [text(&stretches[0], 997), text(&stretches[1], other_figures)];
            let kind = |texts: [Vec<Token>; 2]| {
                let shingles = DocumentShingles::of_texts(texts.into(), ShingleSettings::default());
                let checker = Checker::new(&shingles, &|_| None, MatchSettings::default());
                checker.check(0, 1, &mut checker.scratch()).map(|verdict| verdict.kind())
            };
            let [a, b] = texts;
            prop_assert_eq!(kind([a.clone(), b.clone()]), kind([b, a]));
        }
    }
}
