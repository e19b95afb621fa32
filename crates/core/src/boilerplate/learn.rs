//! Learning what one outlet repeats: the shingles that recur in many of its stories.

use super::page_sets::{MAX_PAGES, PageSet, PageSets, pages_of};
use super::{BoilerplateLevel, MIN_PAGES, OutletBoilerplate};
use crate::overlap::Overlap;
use crate::text::{Shingle, Token};

/// Boilerplate occurs in at least this many stories.
const MIN_STORIES: usize = 3;
/// Pages are compared with each other by the shingles up to this hash: a quarter of all, the same ones on every page.
const MAX_SAMPLED_SHINGLE: Shingle = Shingle::MAX / 4;
/// Overlap score from which two pages of one outlet are one story printed twice, whatever boilerplate they share.
const SAME_PAGE_SCORE: f64 = 0.7;
/// Overlap score from which two pages are one story once shingles on more than half of all pages are left out.
const SAME_STORY_SCORE: f64 = 0.35;
/// Sampled shingles that two such pages share at least.
const SAME_STORY_SHINGLES: u32 = 5;

/// Learns what one outlet repeats from its pages; `tokens` reads a page. An outlet with fewer than four pages has no
/// boilerplate.
///
/// At most 64 pages are read, spread evenly over all: more teach nothing new. A shingle counts once for each *story*
/// that it occurs in, not for each page: a wire story that the outlet printed in four versions is one story, and its
/// words are not boilerplate however often they recur.
///
/// ```
/// use wirecopy_core::boilerplate::{BoilerplateLevel, cut, learn};
/// use wirecopy_core::text::{Token, tokens};
///
/// // five stories of forty words each, all with the same footer
/// let page = |story: usize| {
///     let words: Vec<String> = (0..40).map(|word| format!("story{story}word{word}")).collect();
///     tokens(&format!("{}. Subscribe to our newsletter for more stories like this one", words.join(" ")))
/// };
/// let pages: Vec<Vec<Token>> = (0..5).map(page).collect();
/// let boilerplate = learn(&pages, |page| page, BoilerplateLevel::Full);
/// let mut kept = Vec::new();
/// cut(&pages[0], &boilerplate, &mut kept);
/// assert_eq!(kept, [0..40]);
/// ```
#[must_use]
pub fn learn<'p, P, T: AsRef<[Token]>>(
    pages: &'p [P],
    tokens: impl Fn(&'p P) -> T,
    level: BoilerplateLevel,
) -> OutletBoilerplate {
    let step = pages.len().div_ceil(MAX_PAGES).max(1);
    let sample = pages.iter().step_by(step);
    let count = sample.len();
    if count < MIN_PAGES {
        return OutletBoilerplate::default();
    }
    let sets = PageSets::new(sample.map(tokens), MAX_SAMPLED_SHINGLE);
    let sampled = sets.iter().take_while(|&(shingle, _)| shingle <= MAX_SAMPLED_SHINGLE);
    let stories = stories(sampled.map(|(_, pages)| pages), count);
    let distinct = stories.iter().enumerate().filter(|&(page, &story)| page == story).count();
    let min_stories = MIN_STORIES.max((distinct as f64 * level.min_story_share()).ceil() as usize);
    let is_repeated = |pages: PageSet| {
        let in_stories = || pages_of(pages).fold(0_u64, |set, page| set | 1 << stories[page]);
        pages.count_ones() as usize >= min_stories && in_stories().count_ones() as usize >= min_stories
    };
    let repeated = sets.iter().filter(|&(_, pages)| is_repeated(pages));
    OutletBoilerplate::new(&repeated.map(|(shingle, _)| shingle).collect::<Vec<_>>())
}

/// For each page the first page of its story. `sampled` has the page set of every shingle by which pages are compared.
fn stories(sampled: impl Iterator<Item = PageSet>, pages: usize) -> Vec<usize> {
    let (mut all, mut rare) = (SharedCounts::new(pages), SharedCounts::new(pages));
    let mut add = |set: PageSet, shingles: u32| {
        all.add(set, shingles);
        if set.count_ones() as usize * 2 <= pages {
            rare.add(set, shingles);
        }
    };
    // the shingles of one piece of boilerplate have the same page set, so that equal sets are counted together
    let mut shared = Vec::new();
    for set in sampled {
        if set.is_power_of_two() { add(set, 1) } else { shared.push(set) }
    }
    shared.sort_unstable();
    shared.chunk_by(|a, b| a == b).for_each(|same| add(same[0], same.len() as u32));
    let is_same_story = |a: usize, b: usize| {
        let rare = rare.overlap(a, b);
        (rare.score() >= SAME_STORY_SCORE && rare.shared >= SAME_STORY_SHINGLES)
            || all.overlap(a, b).score() >= SAME_PAGE_SCORE
    };
    let mut stories: Vec<usize> = (0..pages).collect();
    for page in 1..pages {
        if let Some(earlier) = (0..page).find(|&earlier| is_same_story(earlier, page)) {
            stories[page] = stories[earlier];
        }
    }
    stories
}

/// How many shingles each two of a few pages share.
struct SharedCounts {
    pages: usize,
    /// A row for each page; the diagonal has the page's own number of shingles. Only the lower triangle is filled.
    counts: Vec<u32>,
}

impl SharedCounts {
    fn new(pages: usize) -> SharedCounts {
        SharedCounts { pages, counts: vec![0; pages * pages] }
    }

    /// Counts a number of shingles that occur on exactly these pages.
    fn add(&mut self, set: PageSet, shingles: u32) {
        for b in pages_of(set) {
            let row = &mut self.counts[b * self.pages..][..self.pages];
            let up_to_b = set & (PageSet::MAX >> (MAX_PAGES - 1 - b));
            pages_of(up_to_b).for_each(|a| row[a] += shingles);
        }
    }

    /// The overlap of two pages, the lower number first.
    fn overlap(&self, a: usize, b: usize) -> Overlap {
        let count = |row: usize, column: usize| self.counts[row * self.pages + column];
        Overlap { shared: count(b, a), a: count(a, a), b: count(b, b) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::SHINGLE;
    use super::*;
    use crate::text::tokens;
    use proptest::prelude::*;
    use std::collections::{BTreeMap, BTreeSet};

    proptest! {
        #[test]
        fn learns_the_shingles_that_occur_in_enough_stories(
            pages in proptest::collection::vec(
                proptest::collection::vec((0_u32..12, 3_u32..30), 1..6), 4..12),
        ) {
            // passages of twelve texts; some passages are on many pages
            let words = |&(text, len): &(u32, u32)| (0..len).map(move |n| format!("w{text}x{n}")).collect::<Vec<_>>();
            let pages: Vec<Vec<Token>> =
                pages.iter().map(|page| tokens(&page.iter().flat_map(words).collect::<Vec<_>>().join(" "))).collect();
            let mut all: BTreeMap<Shingle, PageSet> = BTreeMap::new();
            let mut of_page = Vec::new();
            for (page, tokens) in pages.iter().enumerate() {
                SHINGLE.shingles(tokens, &mut of_page);
                of_page.iter().for_each(|&shingle| *all.entry(shingle).or_default() |= 1 << page);
            }
            let sampled = all.iter().filter(|&(&shingle, _)| shingle < 1 << 30);
            let stories = stories(sampled.map(|(_, &pages)| pages), pages.len());
            let distinct = stories.iter().collect::<BTreeSet<_>>().len();
            let min_stories = MIN_STORIES.max((distinct as f64 * 0.2).ceil() as usize);
            let learned = learn(&pages, |page| page, BoilerplateLevel::Full);
            for (shingle, pages) in all {
                let in_stories: BTreeSet<usize> = pages_of(pages).map(|page| stories[page]).collect();
                prop_assert_eq!(learned.contains(shingle), in_stories.len() >= min_stories);
            }
        }
    }

    #[test]
    fn versions_of_one_story_teach_no_boilerplate() {
        let story = "The ferry ran aground on a sandbank off the island early on Sunday and all people on board were \
                     taken to safety";
        let versions: Vec<Vec<Token>> = (0..6).map(|nth| tokens(&format!("{story} version {nth}"))).collect();
        assert!(learn(&versions, |page| page, BoilerplateLevel::Full).is_empty());
    }

    #[test]
    fn three_pages_teach_nothing_and_four_do() {
        let footer = "subscribe to our newsletter for more stories like this one";
        let pages: Vec<Vec<Token>> =
            (0..4).map(|nth| tokens(&format!("{} {footer}", format!("w{nth} ").repeat(30)))).collect();
        assert!(learn(&pages[..3], |page| page, BoilerplateLevel::Full).is_empty());
        assert!(!learn(&pages, |page| page, BoilerplateLevel::Full).is_empty());
        assert!(learn(&pages, |page| page, BoilerplateLevel::Off).is_empty());
    }
}
