//! The exact check of document pairs.

use crate::config::Config;
use crate::progress::NoProgress;
use crate::text::{ShingleSettings, Token, TokenSource};
use crate::time::Published;
use crate::verify::{Checker, DocumentShingles, MatchSettings, Passage, TemplateDetector, Verdict, Verdicts, passages};
use std::sync::Arc;

/// Compares two documents at a time.
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
    let time = |document: u32| times[document as usize].map(Published::possible_minutes);
    let source = |document: u32| sources[document as usize];
    let share_source = |a: u32, b: u32| source(a).is_some() && source(a) == source(b);
    let checker = Checker::new(shingles, &time, config.matching).with_sources(&share_source);
    // only an interruption is an error here, and nothing interrupts
    checker.check_all(pairs, &NoProgress).unwrap_or_default()
}
