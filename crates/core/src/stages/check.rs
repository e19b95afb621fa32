//! The exact check of document pairs.

use crate::config::Config;
use crate::progress::NoProgress;
use crate::text::{ShingleSettings, Token, TokenSource};
use crate::time::Published;
use crate::verify::{
    Checker, DocumentShingles, MatchSettings, PairStats, Passage, ShingleTable, Spread, TemplateDetector, Verdict,
    Verdicts, passages,
};
use rayon::prelude::*;
use std::sync::Arc;

/// Pairs that are compared by one thread at least: fewer are not worth another.
const MIN_PAIRS: usize = 4;

/// Compares documents with each other.
///
/// ```
/// use wirecopy_core::{Config, stages::Verifier, text::tokens, verify::Verdict};
///
/// let story = "The ferry ran aground on a sandbank off the island early on Sunday, and all people on board are safe.";
/// let (a, b) = (tokens(story), tokens(&format!("By our staff. {story}")));
/// let verifier = Verifier::new(&Config::news());
/// let Some(Verdict::Match(found)) = verifier.compare(&a, &b, [None, None]) else { panic!("no match") };
/// assert_eq!(found.overlap.shared, found.overlap.a);
/// assert_eq!(verifier.align(&a, &b)[0].b, 3..23);
/// assert!(verifier.compare(&a, &tokens("Nobody won the chess final."), [None, None]).is_none());
/// ```
#[derive(Debug)]
pub struct Verifier {
    shingle: ShingleSettings,
    matching: MatchSettings,
    templates: Arc<TemplateDetector>,
}

impl Verifier {
    /// A verifier for these settings.
    #[must_use]
    pub fn new(config: &Config) -> Self {
        Verifier { shingle: config.shingle, matching: config.matching, templates: Arc::default() }
    }

    /// The verdict on documents `a` (number 0 in the verdict) and `b` (number 1), `None` if they are unrelated. `times`
    /// are their times of publication: of two documents with much common wording and differing facts, times tell a
    /// correction from the next report of a series.
    #[must_use]
    pub fn compare(&self, a: &[Token], b: &[Token], times: [Option<Published>; 2]) -> Option<Verdict> {
        let shingles = DocumentShingles::from_source(vec![a.to_vec(), b.to_vec()], self.shingle, 2);
        let time = |document: u32| times[document as usize].map(Published::possible_minutes);
        let checker = Checker::with_templates(&shingles, &time, self.matching, Arc::clone(&self.templates));
        checker.check(0, 1, &mut checker.scratch())
    }

    /// The verdicts on document `a` and each of `others`, as [`Verifier::compare`] has them. `times` are those of the
    /// others. The shingles of `a` are taken once for many others.
    #[must_use]
    pub fn compare_all(
        &self,
        a: (&[Token], Option<Published>),
        others: &[&[Token]],
        times: &[Option<Published>],
    ) -> Vec<Option<Verdict>> {
        let texts: Vec<&[Token]> = std::iter::once(a.0).chain(others.iter().copied()).collect();
        let count = |table: &mut ShingleTable, text: &&[Token]| {
            table.build(text);
            table.distinct()
        };
        let new_table = || ShingleTable::new(self.shingle);
        let distinct = texts.par_iter().with_min_len(MIN_PAIRS).map_init(new_table, count).collect();
        let shingles = DocumentShingles::new(texts, self.shingle, distinct);
        let time = |document: u32| {
            let of_document = (document as usize).checked_sub(1).map_or(a.1, |nth| times.get(nth).copied().flatten());
            of_document.map(Published::possible_minutes)
        };
        let checker = Checker::with_templates(&shingles, &time, self.matching, Arc::clone(&self.templates));
        let pairs = (0..others.len() as u32).into_par_iter().with_min_len(MIN_PAIRS);
        pairs.map_init(|| checker.scratch(), |scratch, nth| checker.check(0, nth + 1, scratch)).collect()
    }

    /// Whether a document of `distinct` shingles can match another that has `shared` of them.
    #[must_use]
    pub fn may_match(&self, shared: usize, distinct: usize) -> bool {
        let jaccard = shared as f64 / distinct.max(1) as f64;
        jaccard.sqrt() * Spread::MAX_WEIGHT >= self.matching.threshold
    }

    /// The passages that two documents share, in the order of the first: runs of at least the length of a shingle.
    #[must_use]
    pub fn align(&self, a: &[Token], b: &[Token]) -> Vec<Passage> {
        passages(a, b, self.shingle.size)
    }
}

/// The verdicts on `pairs`, each with the lower number first. `times` are the times of publication by document, and
/// `sources` their sources, if known.
#[must_use]
pub fn check<S: TokenSource>(
    pairs: &[(u32, u32)],
    shingles: &DocumentShingles<S>,
    times: &[Option<Published>],
    sources: &[Option<u32>],
    config: &Config,
) -> Verdicts {
    // only an interruption is an error here, and nothing interrupts
    with_checker(shingles, times, sources, config, |checker| checker.check_all(pairs, &NoProgress)).unwrap_or_default()
}

/// The statistics of those of `pairs` that share text, in the order of their documents; otherwise as [`check`].
#[must_use]
pub fn measure<S: TokenSource>(
    pairs: &[(u32, u32)],
    shingles: &DocumentShingles<S>,
    times: &[Option<Published>],
    sources: &[Option<u32>],
    config: &Config,
) -> Vec<PairStats> {
    with_checker(shingles, times, sources, config, |checker| checker.measure_all(pairs, &NoProgress))
        .unwrap_or_default()
}

/// What a checker of documents with these times and sources says.
pub(crate) fn with_checker<S: TokenSource, T>(
    shingles: &DocumentShingles<S>,
    times: &[Option<Published>],
    sources: &[Option<u32>],
    config: &Config,
    say: impl FnOnce(&Checker<'_, S>) -> T,
) -> T {
    let time = |document: u32| times[document as usize].map(Published::possible_minutes);
    let source = |document: u32| sources[document as usize];
    let share_source = |a: u32, b: u32| source(a).is_some() && source(a) == source(b);
    say(&Checker::new(shingles, &time, config.matching).with_sources(&share_source))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens;

    #[test]
    fn many_pairs_have_the_verdicts_that_each_has_alone() {
        let story: Vec<String> = (0..200).map(|n| format!("word{}", n * n % 997)).collect();
        let other = |from: usize, to: usize, nth: usize| {
            tokens(&format!("intro{nth} {} outro{nth} {}", story[from..to].join(" "), story[..nth].join(" x ")))
        };
        let (a, verifier) = (tokens(&story.join(" ")), Verifier::new(&Config::news()));
        let others: Vec<Vec<Token>> = (0..40).map(|nth| other(nth * 3, 80 + nth * 3, nth)).collect();
        let slices: Vec<&[Token]> = others.iter().map(|other| &other[..]).collect();
        let expected: Vec<_> = slices.iter().map(|other| verifier.compare(&a, other, [None; 2])).collect();
        let found = verifier.compare_all((&a, None), &slices, &[]);
        // the numbers of the documents are others
        let told = |verdict: &Option<Verdict>| match verdict {
            None => String::new(),
            Some(Verdict::Match(found)) => format!("match {:?} {:?}", found.overlap, found.agreement),
            Some(Verdict::MatchInOrder(found)) => format!("in order {:?} {:?}", found.overlap, found.agreement),
            Some(Verdict::Related(related)) => format!("{:?} {:?}", related.overlap, related.reason),
        };
        assert_eq!(found.iter().map(told).collect::<Vec<_>>(), expected.iter().map(told).collect::<Vec<_>>());
        for (verdict, other) in found.iter().zip(&slices) {
            let shared = verifier.align(&a, other).iter().map(|passage| passage.a.len()).sum();
            let is_match = matches!(verdict, Some(Verdict::Match(_) | Verdict::MatchInOrder(_)));
            assert!(!is_match || verifier.may_match(shared, a.len()));
        }
        assert!(!verifier.may_match(1, 100));
    }
}
