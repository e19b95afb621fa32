//! Learning what an outlet's furniture is: the runs of words that recur in many of its stories.

use super::page_sets::{self, OutletRuns};
use crate::corpus::Corpus;
use crate::prefetch::prefetch;
use crate::text::{Shingle, ShingleFilter};
use crate::verify::Overlap;

/// Articles of an outlet that are looked at, spread evenly over all of them: more show nothing that these do not.
const SAMPLE: usize = page_sets::MOST;
/// Fewer articles than this teach nothing.
const LEAST: usize = 4;
/// OutletBoilerplate stands in at least so many stories.
const STORIES: usize = 3;
/// Two pages of one outlet with this overlap score are one story run twice, furniture or not.
const SAME_PAGE: f64 = 0.7;
/// With what more than half of the pages have set aside, this score is enough, from so many shared sampled runs on.
const SAME_REST: (f64, u32) = (0.35, 5);

/// The runs of words that one outlet's furniture consists of: their hashes, in buckets of four by their upper bits. In one article of
/// some five thousand a run is taken for one of a thousand by chance of its 32 bits.
#[derive(Debug, Default)]
pub struct OutletBoilerplate {
    buckets: Vec<[Shingle; SLOTS]>,
    /// Few runs of an article's own text may be there by these, and only those are looked up.
    bits: ShingleFilter,
    shift: u32,
    /// Those whose bucket was full, sorted.
    more: Vec<Shingle>,
    len: usize,
}

/// Hashes in a bucket.
const SLOTS: usize = 4;

impl OutletBoilerplate {
    /// Learns from `articles`, all of one outlet; furniture stands in at least this `share` of their stories.
    ///
    /// A run counts once for each *story* that it stands in, not for each article: a wire story that the outlet ran in four
    /// versions is one story, and not furniture however often its words recur.
    #[must_use]
    pub fn learn(corpus: &Corpus, articles: &[u32], share: f64) -> OutletBoilerplate {
        let step = articles.len().div_ceil(SAMPLE).max(1);
        let pages: Vec<u32> = articles.iter().copied().step_by(step).collect();
        if pages.len() < LEAST {
            return OutletBoilerplate::default();
        }
        let runs = OutletRuns::of(corpus, &pages);
        let (sampled, alone) = runs.sampled();
        let stories = stories(sampled.iter().map(|(_, with)| with), &alone[..pages.len()]);
        let distinct = stories.iter().enumerate().filter(|&(at, &story)| at == story).count();
        let enough = STORIES.max((distinct as f64 * share).ceil() as usize);
        let in_stories = |with: u64| pages_of(with).fold(0_u64, |set, page| set | 1 << stories[page]).count_ones();
        let furniture =
            |&(_, with): &(Shingle, u64)| with.count_ones() as usize >= enough && in_stories(with) as usize >= enough;
        let others = runs.others(enough);
        OutletBoilerplate::of(sampled.iter().chain(others.iter()).filter(furniture).map(|(run, _)| run).collect())
    }

    /// From the hashes of runs, each once.
    pub(super) fn of(runs: Vec<Shingle>) -> OutletBoilerplate {
        // a bucket for each: one in two hundred and seventy is asked for more than it has
        let bits = runs.len().max(2).next_power_of_two().ilog2();
        let shift = Shingle::BITS - bits;
        // what is in no bucket looks like a run of another one
        let empty = |bucket: Shingle| !(bucket << shift);
        let mut furniture = OutletBoilerplate { shift, len: runs.len(), ..OutletBoilerplate::default() };
        furniture.bits.fill(&runs);
        furniture.buckets = (0..1 << bits).map(|bucket| [empty(bucket); SLOTS]).collect();
        for run in runs {
            let bucket = run >> shift;
            match furniture.buckets[bucket as usize].iter_mut().find(|slot| **slot == empty(bucket)) {
                Some(slot) => *slot = run,
                None => furniture.more.push(run),
            }
        }
        furniture.more.sort_unstable();
        furniture
    }

    /// Whether nothing was learned.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// How many runs from the beginning of these are surely no furniture; some that are none may be left.
    #[inline(always)]
    pub(super) fn surely_none(&self, runs: &[Shingle]) -> usize {
        self.bits.absent_prefix_len(runs)
    }

    /// Says that an article's runs will be looked up soon.
    pub(super) fn expect(&self) {
        self.bits.prefetch();
        prefetch(&self.buckets);
    }

    /// Whether this run is furniture.
    #[inline(always)]
    #[must_use]
    pub fn has(&self, run: Shingle) -> bool {
        let Some(bucket) = self.buckets.get((run >> self.shift) as usize) else { return false };
        let is_there = bucket.iter().fold(false, |any, &slot| any | (slot == run));
        is_there || (!self.more.is_empty() && self.more.binary_search(&run).is_ok())
    }
}

/// The numbers of the pages in a set.
fn pages_of(mut set: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let page = (set != 0).then(|| set.trailing_zeros() as usize)?;
        set &= set - 1;
        Some(page)
    })
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

    /// Counts so many runs that just these pages have, one bit for each.
    fn add(&mut self, with: u64, runs: u32) {
        for b in pages_of(with) {
            let row = &mut self.counts[b * self.pages..][..self.pages];
            // itself, and those before it
            pages_of(with & (u64::MAX >> (63 - b))).for_each(|a| row[a] += runs);
        }
    }

    /// What pages `a` and `b` share; `a` is the lower number.
    fn overlap(&self, a: usize, b: usize) -> Overlap {
        let count = |row: usize, column: usize| self.counts[row * self.pages + column];
        Overlap { shared: count(b, a), a: count(a, a), b: count(b, b) }
    }
}

/// For each page the first page of its story, from the sets of pages that have the runs which pages are compared by; so many more of
/// these each page has `alone`.
fn stories(sampled: impl Iterator<Item = u64>, alone: &[u32]) -> Vec<usize> {
    let pages = alone.len();
    let (mut rests, mut wholes) = (Shared::new(pages), Shared::new(pages));
    let mut add = |with: u64, runs: u32| {
        wholes.add(with, runs);
        if with.count_ones() as usize * 2 <= pages {
            rests.add(with, runs);
        }
    };
    alone.iter().enumerate().for_each(|(page, &runs)| add(1 << page, runs));
    // furniture stands on the same pages, run for run
    let mut several = Vec::new();
    for with in sampled {
        if with.is_power_of_two() { add(with, 1) } else { several.push(with) }
    }
    several.sort_unstable();
    several.chunk_by(|a, b| a == b).for_each(|same| add(same[0], same.len() as u32));
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

#[cfg(test)]
mod tests {
    use super::super::RUN;
    use super::*;
    use crate::article::Article;
    use crate::corpus::{Shelf, Spools};
    use crate::spool::Memory;
    use crate::text::Tokeniser;
    use proptest::prelude::*;
    use std::collections::{BTreeMap, BTreeSet};

    fn corpus(texts: &[String]) -> Corpus {
        let (mut shelf, mut tokeniser) = (Shelf::default(), Tokeniser::default());
        for (row, text) in texts.iter().enumerate() {
            let (id, row) = (row.to_string(), Some(row as u64 + 1));
            let article =
                Article { id, row, path: "a".into(), outlet: "o".into(), text: text.clone(), ..Article::default() };
            shelf.push(&article, &mut tokeniser);
        }
        let spools = Spools::new(&Memory::default());
        Corpus::new(vec![shelf.store(&spools).unwrap()], spools.finish().unwrap()).0
    }

    proptest! {
        #[test]
        fn furniture_is_what_stands_in_enough_stories_however_many_runs_are_left_out(
            pages in proptest::collection::vec(
                proptest::collection::vec((0_u32..12, 3_u32..30), 1..6), 4..12),
        ) {
            // stretches of twelve texts, of which some are in many pages
            let words = |&(text, len): &(u32, u32)| (0..len).map(move |n| format!("w{text}x{n}")).collect::<Vec<_>>();
            let texts: Vec<String> =
                pages.iter().map(|page| page.iter().flat_map(words).collect::<Vec<_>>().join(" ")).collect();
            let corpus = corpus(&texts);
            let articles: Vec<u32> = (0..corpus.len()).collect();
            let mut all: BTreeMap<Shingle, u64> = BTreeMap::new();
            let mut of_page = Vec::new();
            for &article in &articles {
                RUN.shingles(&corpus.tokens(article), &mut of_page);
                of_page.iter().for_each(|&run| *all.entry(run).or_default() |= 1 << article);
            }
            let sampled = all.iter().filter(|&(&run, _)| run < 1 << 30);
            let stories = stories(sampled.map(|(_, &with)| with), &vec![0; articles.len()]);
            let distinct = stories.iter().collect::<BTreeSet<_>>().len();
            let enough = STORIES.max((distinct as f64 * 0.2).ceil() as usize);
            let mut with: BTreeMap<Shingle, BTreeSet<usize>> = BTreeMap::new();
            for (&run, &pages) in &all {
                with.entry(run).or_default().extend(pages_of(pages).map(|page| stories[page]));
            }
            let learned = OutletBoilerplate::learn(&corpus, &articles, 0.2);
            for (run, stories) in with {
                prop_assert_eq!(learned.has(run), stories.len() >= enough);
            }
        }
    }
}
