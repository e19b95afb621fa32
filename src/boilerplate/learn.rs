//! Learning what an outlet's furniture is: the runs of words that recur in many of its stories.

use super::{RUN, cut};
use crate::corpus::Corpus;
use crate::matching::Overlap;
use crate::sort::Sorter;
use crate::text::{Shingle, Shingles, Token};
use foldhash::HashSet;
use std::ops::Range;

/// Articles of an outlet that are looked at, spread evenly over all of them: more show nothing that these do not. Their numbers
/// and sets of them fit a few bits.
const SAMPLE: usize = 1 << PAGE_BITS;
/// Bits of a run's hash that give way to the number of the page that it stands on.
pub(super) const PAGE_BITS: u32 = 6;
/// Fewer articles than this teach nothing.
const LEAST: usize = 4;
/// Furniture stands in at least so many stories.
const STORIES: usize = 3;
/// Two pages of one outlet with this overlap score are one story run twice, furniture or not.
const SAME_PAGE: f64 = 0.7;
/// With what more than half of the pages have set aside, this score is enough, from so many shared sampled runs on.
const SAME_REST: (f64, u32) = (0.35, 5);
/// Pages are compared with each other by their runs with a hash below 2⁶⁴ divided by this, the same in all of them.
const SAMPLED: u64 = 4;

/// The runs of words that one outlet's furniture consists of.
#[derive(Debug, Default)]
pub struct Furniture {
    /// Hashes without their lowest bits.
    runs: HashSet<u64>,
    /// One bit for each value that the upper `bits` bits of a hash can have: set where a run of furniture has it.
    maybe: Vec<u64>,
    bits: u32,
}

impl Furniture {
    /// Learns from `articles`, all of one outlet; furniture stands in at least this `share` of their stories.
    ///
    /// A run counts once for each *story* that it stands in, not for each article: a wire story that the outlet ran in four
    /// versions is one story, and not furniture however often its words recur.
    #[must_use]
    pub fn learn(corpus: &Corpus, articles: &[u32], share: f64) -> Furniture {
        let step = articles.len().div_ceil(SAMPLE).max(1);
        let pages: Vec<u32> = articles.iter().copied().step_by(step).collect();
        if pages.len() < LEAST {
            return Furniture::default();
        }
        let runs = runs_of(corpus, &pages);
        let stories = stories(&runs, pages.len());
        let distinct = stories.iter().enumerate().filter(|&(at, &story)| at == story).count();
        let enough = STORIES.max((distinct as f64 * share).ceil() as usize);
        let in_stories =
            |with: &[u64]| with.iter().fold(0_u64, |set, &run| set | 1 << stories[page_of(run)]).count_ones();
        let runs = runs
            .chunk_by(|a, b| same_run(*a, *b))
            .filter(|with| with.len() >= enough && in_stories(with) as usize >= enough)
            .map(|with| with[0] >> PAGE_BITS)
            .collect();
        Furniture::of(runs)
    }

    /// From the hashes of runs, without their lowest [`PAGE_BITS`].
    pub(super) fn of(runs: HashSet<u64>) -> Furniture {
        let bits = (64 * runs.len()).next_power_of_two().ilog2().max(6);
        let mut maybe = vec![0_u64; 1 << (bits - 6)];
        for &run in &runs {
            let place = place_of(run << PAGE_BITS, bits);
            maybe[place / 64] |= 1 << (place % 64);
        }
        Furniture { runs, maybe, bits }
    }

    /// Whether nothing was learned.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// The places of an article's tokens that are cut.
    #[must_use]
    pub fn cut_from(&self, tokens: &[Token]) -> Vec<Range<usize>> {
        let mut kept = Vec::new();
        cut::keep(tokens, self, &mut kept);
        let mut gaps = Vec::new();
        let mut at = 0;
        for stretch in kept {
            if stretch.start > at {
                gaps.push(at as usize..stretch.start as usize);
            }
            at = stretch.end;
        }
        if (at as usize) < tokens.len() {
            gaps.push(at as usize..tokens.len());
        }
        gaps
    }

    /// Whether this run is furniture.
    #[must_use]
    pub fn has(&self, run: Shingle) -> bool {
        let place = place_of(run, self.bits);
        // nearly every run of an article is none, and one look at a bit tells so
        self.maybe.get(place / 64).is_some_and(|bits| bits >> (place % 64) & 1 == 1)
            && self.runs.contains(&(run >> PAGE_BITS))
    }
}

/// The upper `bits` bits of a run; all of them where nothing was learned.
#[inline(always)]
fn place_of(run: Shingle, bits: u32) -> usize {
    (run >> (64 - bits.max(1))) as usize
}

#[inline(always)]
fn page_of(run: u64) -> usize {
    run as usize % SAMPLE
}

#[inline(always)]
fn same_run(a: u64, b: u64) -> bool {
    a >> PAGE_BITS == b >> PAGE_BITS
}

/// The runs of all pages, each once a page, sorted: the hash of each with the number of its page in the lowest bits.
fn runs_of(corpus: &Corpus, pages: &[u32]) -> Vec<u64> {
    let mut runs = Vec::new();
    for (nth, &article) in pages.iter().enumerate() {
        let start = runs.len();
        Shingles::new(corpus.tokens(article), RUN).append_to(&mut runs);
        for run in &mut runs[start..] {
            *run = *run & !(SAMPLE as u64 - 1) | nth as u64;
        }
    }
    Sorter::default().hashes(&mut runs);
    runs.dedup();
    runs
}

/// What each two of a few pages share.
struct Shared {
    pages: usize,
    /// A row for each page; what it has by itself stands where it meets itself.
    counts: Vec<u32>,
}

impl Shared {
    fn new(pages: usize) -> Shared {
        Shared { pages, counts: vec![0; pages * pages] }
    }

    /// Counts a run that these pages have, which are in ascending order.
    fn add(&mut self, with: &[u64]) {
        for (nth, &b) in with.iter().enumerate() {
            let row = &mut self.counts[page_of(b) * self.pages..][..self.pages];
            for &a in &with[..=nth] {
                row[page_of(a)] += 1;
            }
        }
    }

    /// What pages `a` and `b` share; `a` is the lower number.
    fn overlap(&self, a: usize, b: usize) -> Overlap {
        let count = |row: usize, column: usize| self.counts[row * self.pages + column];
        Overlap { shared: count(b, a), a: count(a, a), b: count(b, b) }
    }
}

/// For each page the first page of its story.
fn stories(runs: &[u64], pages: usize) -> Vec<usize> {
    let sampled = &runs[..runs.partition_point(|&run| run <= u64::MAX / SAMPLED)];
    let (mut rests, mut wholes) = (Shared::new(pages), Shared::new(pages));
    for with in sampled.chunk_by(|a, b| same_run(*a, *b)) {
        wholes.add(with);
        if with.len() * 2 <= pages {
            rests.add(with);
        }
    }
    let mut story: Vec<usize> = (0..pages).collect();
    for b in 1..pages {
        let same = (0..b).find(|&a| {
            let rest = rests.overlap(a, b);
            (rest.score() >= SAME_REST.0 && rest.shared >= SAME_REST.1) || wholes.overlap(a, b).score() >= SAME_PAGE
        });
        if let Some(a) = same {
            story[b] = story[a];
        }
    }
    story
}
