//! Boilerplate of a whole corpus: learned outlet by outlet, cut page by page.

use super::prose::ProseFilter;
use super::{BoilerplateLevel, OutletBoilerplate, cut, learn};
use crate::text::{TextLine, Token};
use rayon::prelude::*;
use std::borrow::Cow;
use std::num::NonZeroU32;
use std::ops::Range;

/// Outlets that a thread takes at a time. Few, so that no thread is left with several large outlets at the end.
const OUTLETS_PER_TASK: usize = 4;

/// Cuts boilerplate out of the pages of a corpus.
#[derive(Debug)]
pub struct Cutter {
    /// By outlet number.
    outlets: Vec<OutletBoilerplate>,
    prose: ProseFilter,
    level: BoilerplateLevel,
}

/// The position of an outlet in a list of all outlets.
fn position(outlet: NonZeroU32) -> usize {
    outlet.get() as usize - 1
}

impl Cutter {
    /// Learns what each outlet repeats. `outlets` gives the outlet number of every page in order, `None` where it is
    /// unknown; `tokens` reads a page. Returns `None` where nothing is to be cut.
    pub fn learn<'t>(
        level: BoilerplateLevel,
        outlets: impl Iterator<Item = Option<NonZeroU32>>,
        tokens: impl Fn(u32) -> Cow<'t, [Token]> + Sync,
    ) -> Option<Cutter> {
        if level == BoilerplateLevel::Off {
            return None;
        }
        let mut pages: Vec<Vec<u32>> = Vec::new();
        for (page, outlet) in (0..).zip(outlets) {
            if let Some(outlet) = outlet.map(position) {
                if outlet >= pages.len() {
                    pages.resize(outlet + 1, Vec::new());
                }
                pages[outlet].push(page);
            }
        }
        let outlets = pages
            .par_iter()
            .with_max_len(OUTLETS_PER_TASK)
            .map(|pages| learn(pages, |&page| tokens(page), level))
            .collect();
        Some(Cutter { outlets, prose: ProseFilter::new(), level })
    }

    /// Appends to `kept` the token ranges of a page that remain after the cut.
    pub fn cut(&self, outlet: Option<NonZeroU32>, tokens: &[Token], lines: &[TextLine], kept: &mut Vec<Range<u32>>) {
        match outlet {
            Some(outlet) => cut(tokens, &self.outlets[position(outlet)], kept),
            None if self.level == BoilerplateLevel::Full => self.prose.cut(tokens, lines, kept),
            None => kept.push(0..tokens.len() as u32),
        }
    }
}
