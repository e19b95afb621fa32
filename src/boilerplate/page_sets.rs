//! On which pages of an outlet its runs of words stand: a set of at most sixty-four pages is one number.

use super::RUN;
use crate::corpus::{Corpus, Page};
use crate::text::Shingle;

/// Pages that are looked at; sets of them fit 64 bits.
pub(super) const MOST: usize = 64;
/// Pages are compared with each other by their runs with a hash up to this, a quarter of all and the same in all of them.
const SAMPLED: Shingle = Shingle::MAX / 4;
/// Values of the lower bits of a run by which it is counted, twice as many as there are runs on the pages of an outlet.
const COUNTS: usize = 1 << 16;
/// Places for runs that there are at first.
const FEW: usize = 1 << 11;

/// The runs of an outlet's pages.
#[derive(Debug)]
pub(super) struct OutletRuns {
    /// Those that pages are compared by.
    sampled: ByPage,
    /// All others.
    others: ByPage,
    /// How often runs come that have these lower bits; no more is counted than fits.
    counts: Box<[u8; COUNTS]>,
}

/// OutletRuns of one page after the other.
#[derive(Debug, Default)]
struct ByPage {
    /// What is behind the last of them means nothing.
    runs: Vec<Shingle>,
    /// Where those of each page end.
    ends: Vec<usize>,
}

impl OutletRuns {
    /// The runs of these pages, which are at most [`MOST`].
    pub(super) fn of(corpus: &Corpus, pages: &[u32]) -> OutletRuns {
        let (mut sampled, mut others) = (ByPage::default(), ByPage::default());
        let mut counts = bytemuck::zeroed_box::<[u8; COUNTS]>();
        let (mut of_page, mut page) = (Vec::new(), Page::default());
        for &article in pages {
            RUN.shingles(corpus.read_tokens(article, &mut page), &mut of_page);
            let (few, many) = (sampled.room(of_page.len()), others.room(of_page.len()));
            let (mut of_few, mut of_many) = (0, 0);
            for &run in &of_page {
                let count = &mut counts[run as usize % COUNTS];
                *count = count.saturating_add(1);
                // written to both and kept in one, without a branch on the values
                (few[of_few], many[of_many]) = (run, run);
                let is_sampled = usize::from(run <= SAMPLED);
                (of_few, of_many) = (of_few + is_sampled, of_many + 1 - is_sampled);
            }
            sampled.end_page(of_few);
            others.end_page(of_many);
        }
        OutletRuns { sampled, others, counts }
    }

    /// The runs that pages are compared by, and where they stand; of those that surely come only once nothing but how many there are on
    /// each page.
    pub(super) fn sampled(&self) -> (PageSets, [u32; MOST]) {
        let (mut standing, mut alone) = (PageSets::default(), [0; MOST]);
        let often = |page: usize, run| standing.add(run, 1 << page);
        self.sampled.each(&self.counts, 2, often, |page, runs| alone[page] = runs);
        (standing, alone)
    }

    /// The other runs that may come at least so often, and where they stand.
    pub(super) fn others(&self, least: usize) -> PageSets {
        let mut standing = PageSets::default();
        let least = u8::try_from(least).unwrap_or(u8::MAX);
        self.others.each(&self.counts, least, |page, run| standing.add(run, 1 << page), |_, _| {});
        standing
    }
}

impl ByPage {
    fn last_end(&self) -> usize {
        self.ends.last().copied().unwrap_or_default()
    }

    /// Room for so many runs of the next page.
    fn room(&mut self, most: usize) -> &mut [Shingle] {
        let from = self.last_end();
        if self.runs.len() < from + most {
            self.runs.resize((from + most).max(2 * from), 0);
        }
        &mut self.runs[from..from + most]
    }

    /// So many were written there.
    fn end_page(&mut self, runs: usize) {
        self.ends.push(self.last_end() + runs);
    }

    /// Tells the runs that may come as often as `least`, each with its page, and how many others each page has.
    #[inline(always)]
    fn each(
        &self,
        counts: &[u8; COUNTS],
        least: u8,
        mut often: impl FnMut(usize, Shingle),
        mut seldom: impl FnMut(usize, u32),
    ) {
        let (mut start, mut kept) = (0, Vec::new());
        for (page, &end) in self.ends.iter().enumerate() {
            let runs = &self.runs[start..end];
            kept.resize(kept.len().max(runs.len()), 0);
            // kept or not without a branch on the values
            let mut count = 0;
            for &run in runs {
                kept[count] = run;
                count += usize::from(counts[run as usize % COUNTS] >= least);
            }
            kept[..count].iter().for_each(|&run| often(page, run));
            seldom(page, (runs.len() - count) as u32);
            start = end;
        }
    }
}

/// OutletRuns, and on which pages each stands, one bit for each.
#[derive(Debug)]
pub(super) struct PageSets {
    /// Each run is at the place that its lower bits say, or behind it where that is taken.
    slots: Vec<Slot>,
    len: usize,
}

/// Free where it stands on no page.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    pages: u64,
    run: Shingle,
}

impl Default for PageSets {
    fn default() -> Self {
        PageSets { slots: vec![Slot::default(); FEW], len: 0 }
    }
}

impl PageSets {
    /// A run stands on these pages, too.
    #[inline]
    fn add(&mut self, run: Shingle, pages: u64) {
        if self.len * 2 > self.slots.len() {
            self.grow();
        }
        let last = self.slots.len() - 1;
        let mut at = run as usize & last;
        while self.slots[at].pages != 0 && self.slots[at].run != run {
            at = (at + 1) & last;
        }
        let slot = &mut self.slots[at];
        self.len += usize::from(slot.pages == 0);
        *slot = Slot { pages: slot.pages | pages, run };
    }

    #[cold]
    fn grow(&mut self) {
        let slots = vec![Slot::default(); 4 * self.slots.len()];
        let before = std::mem::replace(self, PageSets { slots, len: 0 });
        before.iter().for_each(|(run, pages)| self.add(run, pages));
    }

    /// Each run with the set of its pages, in no order that means anything.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Shingle, u64)> + '_ {
        self.slots.iter().filter(|slot| slot.pages != 0).map(|slot| (slot.run, slot.pages))
    }
}
