//! Boilerplate: what an outlet repeats in articles that are otherwise unlike each other, learned from the corpus and cut
//! before anything is compared.

mod cut;
mod learn;
mod prose;
mod standing;

use crate::corpus::Corpus;
use crate::text::ShingleSettings;
use rayon::prelude::*;
use std::num::NonZeroU32;

pub use learn::Furniture;

/// Whether furniture is cut.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Boilerplate {
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

impl Boilerplate {
    /// The share of an outlet's stories that furniture stands in.
    fn share(self) -> f64 {
        match self {
            Boilerplate::Off => f64::INFINITY,
            Boilerplate::Light => 0.5,
            Boilerplate::Full => 0.2,
        }
    }
}

/// Learns each outlet's furniture and cuts it out of its articles' tokens; gives for each article how many tokens went.
/// Outlets with fewer than four articles are left as they are: there is nothing to learn from.
pub fn learn_and_cut(corpus: &mut Corpus, how: Boilerplate) -> Vec<u32> {
    let words = |corpus: &Corpus| (0..corpus.len()).map(|n| corpus.words(n)).collect::<Vec<_>>();
    let before = words(corpus);
    if how != Boilerplate::Off {
        cut_all(corpus, how);
    }
    before.iter().zip(words(corpus)).map(|(before, after)| before - after).collect()
}

/// What the articles of one outlet repeat, learned from all of them.
#[must_use]
pub fn learn(corpus: &Corpus, outlet: &str, how: Boilerplate) -> Furniture {
    let articles: Vec<u32> = (0..corpus.len()).filter(|&article| corpus.outlet(article) == outlet).collect();
    Furniture::learn(corpus, &articles, how.share())
}

/// Where something of an outlet is, by its number.
fn index(outlet: NonZeroU32) -> usize {
    outlet.get() as usize - 1
}

fn cut_all(corpus: &mut Corpus, how: Boilerplate) {
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
    let learned: Vec<Furniture> = outlets
        .into_par_iter()
        .with_max_len(4)
        .map(|articles| Furniture::learn(corpus, &articles, how.share()))
        .collect();
    let prose = prose::Prose::new();
    corpus.retain_tokens(|runs, [outlet, next], tokens, lines, kept| {
        // there are many outlets, and what the next one repeats was not looked at for long
        next.map(index).into_iter().for_each(|next| learned[next].expect());
        match outlet.map(index) {
            Some(outlet) if !learned[outlet].is_empty() => cut::keep(tokens, &learned[outlet], runs, kept),
            None if how == Boilerplate::Full => prose.keep(tokens, lines, kept),
            _ => kept.push(0..tokens.len() as u32),
        }
    });
}
