//! Learning what an outlet's furniture is: the runs of words that recur in many of its stories.

use super::{RUN, cut};
use crate::corpus::Corpus;
use crate::matching::{Overlap, ShingleSets};
use crate::text::{Shingle, Shingles, Token};
use foldhash::{HashMap, HashMapExt, HashSet};
use std::ops::Range;

/// Articles of an outlet that are looked at, spread evenly over all of them: more show nothing that these do not.
const SAMPLE: usize = 64;
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
    runs: HashSet<Shingle>,
}

impl Furniture {
    /// Learns from `articles`, all of one outlet; furniture stands in at least this `share` of their stories.
    ///
    /// A run counts once for each *story* that it stands in, not for each article: a wire story that the outlet ran in four
    /// versions is one story, and not furniture however often its words recur.
    #[must_use]
    pub fn learn(corpus: &Corpus, articles: &[u32], share: f64) -> Furniture {
        let step = articles.len().div_ceil(SAMPLE).max(1);
        let pages: Vec<Page> = articles.iter().step_by(step).map(|&article| Page::of(corpus, article)).collect();
        if pages.len() < LEAST {
            return Furniture::default();
        }
        let mut pages_with: HashMap<Shingle, u32> = HashMap::new();
        for run in pages.iter().flat_map(|page| &page.runs) {
            *pages_with.entry(*run).or_default() += 1;
        }
        let stories = stories(&pages, &pages_with);
        let distinct = stories.iter().enumerate().filter(|&(at, &story)| at == story).count();
        let enough = STORIES.max((distinct as f64 * share).ceil() as usize);
        let mut stories_with: HashMap<Shingle, Vec<u32>> = HashMap::new();
        for (page, &story) in pages.iter().zip(&stories) {
            for &run in page.runs.iter().filter(|run| pages_with[*run] as usize >= enough) {
                let with = stories_with.entry(run).or_default();
                if !with.contains(&(story as u32)) {
                    with.push(story as u32);
                }
            }
        }
        let runs = stories_with.into_iter().filter(|(_, with)| with.len() >= enough).map(|(run, _)| run).collect();
        Furniture { runs }
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
        for place in kept.into_iter().map(|place| place as usize).chain([tokens.len()]) {
            if place > at {
                gaps.push(at..place);
            }
            at = place + 1;
        }
        gaps
    }

    /// Whether this run is furniture.
    #[must_use]
    pub fn has(&self, run: Shingle) -> bool {
        self.runs.contains(&run)
    }
}

/// One page's runs, each once, ascending.
struct Page {
    runs: Vec<Shingle>,
}

impl Page {
    fn of(corpus: &Corpus, article: u32) -> Page {
        let mut runs: Vec<Shingle> = Shingles::new(corpus.get(article).tokens, RUN).collect();
        runs.sort_unstable();
        runs.dedup();
        Page { runs }
    }

    /// The sampled runs that are wanted.
    fn sample(&self, wanted: impl Fn(Shingle) -> bool) -> Vec<u32> {
        let sampled = self.runs.partition_point(|&run| run <= u64::MAX / SAMPLED);
        let runs: Vec<Shingle> = self.runs[..sampled].iter().copied().filter(|&run| wanted(run)).collect();
        let mut set = Vec::new();
        ShingleSets::set_of(&runs, &mut set);
        set
    }
}

/// For each page the first page of its story.
fn stories(pages: &[Page], pages_with: &HashMap<Shingle, u32>) -> Vec<usize> {
    let rare = |run: Shingle| pages_with[&run] as usize * 2 <= pages.len();
    let rests: Vec<Vec<u32>> = pages.iter().map(|page| page.sample(rare)).collect();
    let wholes: Vec<Vec<u32>> = pages.iter().map(|page| page.sample(|_| true)).collect();
    let mut story: Vec<usize> = (0..pages.len()).collect();
    for b in 1..pages.len() {
        let same = (0..b).find(|&a| {
            let rest = Overlap::of(&rests[a], &rests[b]);
            (rest.score() >= SAME_REST.0 && rest.shared >= SAME_REST.1)
                || Overlap::of(&wholes[a], &wholes[b]).score() >= SAME_PAGE
        });
        if let Some(a) = same {
            story[b] = story[a];
        }
    }
    story
}
