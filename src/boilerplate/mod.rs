//! BoilerplateLevel: what an outlet repeats in articles that are otherwise unlike each other, learned from the corpus and cut
//! before anything is compared.

mod cut;
mod learn;
mod page_sets;
mod prose;

use crate::corpus::Corpus;
use crate::text::{Shingle, ShingleSettings, TextLine, Token};
use prose::Prose;
use rayon::prelude::*;
use std::num::NonZeroU32;
use std::ops::Range;

pub use learn::OutletBoilerplate;

/// Whether furniture is cut.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum BoilerplateLevel {
    /// Pages are compared as they are.
    Off,
    /// What an outlet repeats in at least half of its stories is cut: menus, notices, footers. Where the outlet is unknown
    /// the page stays whole.
    Light,
    /// What an outlet repeats in at least a fifth of its stories is cut, and where the outlet is unknown, all that does not
    /// read as prose.
    #[default]
    Full,
}

/// The length of the runs that furniture is recognised by, in tokens, whatever the shingles of the comparison are.
const RUN: ShingleSettings = ShingleSettings { size: 5 };

impl BoilerplateLevel {
    /// The share of an outlet's stories that furniture stands in.
    fn share(self) -> f64 {
        match self {
            BoilerplateLevel::Off => f64::INFINITY,
            BoilerplateLevel::Light => 0.5,
            BoilerplateLevel::Full => 0.2,
        }
    }
}

/// What the articles of one outlet repeat, learned from all of them.
#[must_use]
pub fn learn(corpus: &Corpus, outlet: &str, how: BoilerplateLevel) -> OutletBoilerplate {
    let articles: Vec<u32> = (0..corpus.len()).filter(|&article| corpus.outlet(article) == outlet).collect();
    OutletBoilerplate::learn(corpus, &articles, how.share())
}

/// Where something of an outlet is, by its number.
fn index(outlet: NonZeroU32) -> usize {
    outlet.get() as usize - 1
}

/// What is cut out of articles, and how.
pub struct Cutter {
    /// The furniture of each outlet, by its number.
    learned: Vec<OutletBoilerplate>,
    prose: Prose,
    how: BoilerplateLevel,
}

/// Scratch memory of a [`Cutter`].
#[derive(Debug, Default)]
pub struct Scratch(Vec<Shingle>);

impl Cutter {
    /// Learns each outlet's furniture; nothing where none is to be cut. Outlets with fewer than four articles are left as they are: there
    /// is nothing to learn from.
    #[must_use]
    pub fn learn(corpus: &Corpus, how: BoilerplateLevel) -> Option<Cutter> {
        if how == BoilerplateLevel::Off {
            return None;
        }
        let mut outlets: Vec<Vec<u32>> = Vec::new();
        for article in 0..corpus.len() {
            if let Some(outlet) = corpus.outlet_number(article).map(index) {
                if outlet >= outlets.len() {
                    outlets.resize(outlet + 1, Vec::new());
                }
                outlets[outlet].push(article);
            }
        }
        // few at a time, so that no thread waits for one that has the large outlets before it
        let learned = outlets
            .into_par_iter()
            .with_max_len(4)
            .map(|articles| OutletBoilerplate::learn(corpus, &articles, how.share()))
            .collect();
        Some(Cutter { learned, prose: Prose::new(), how })
    }

    /// Cuts the articles' tokens; where not `in_files`, only of articles that are in memory.
    pub fn cut(&self, corpus: &mut Corpus, in_files: bool) {
        corpus.retain_tokens(in_files, |scratch, outlets, tokens, lines, kept| {
            self.keep(scratch, outlets, tokens, lines, kept);
        });
    }

    /// Appends the stretches that are kept of an article of the first of two outlets; one of the other comes next.
    pub fn keep(
        &self,
        Scratch(runs): &mut Scratch,
        [outlet, next]: [Option<NonZeroU32>; 2],
        tokens: &[Token],
        lines: &[TextLine],
        kept: &mut Vec<Range<u32>>,
    ) {
        // there are many outlets, and what the next one repeats was not looked at for long
        next.map(index).into_iter().for_each(|next| self.learned[next].expect());
        match outlet.map(index) {
            Some(outlet) if !self.learned[outlet].is_empty() => cut::keep(tokens, &self.learned[outlet], runs, kept),
            None if self.how == BoilerplateLevel::Full => self.prose.keep(tokens, lines, kept),
            _ => kept.push(0..tokens.len() as u32),
        }
    }
}
