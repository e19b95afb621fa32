//! Boilerplate: what an outlet repeats in articles that are otherwise unlike each other, learned from the corpus and cut
//! before anything is compared.

mod cut;
mod learn;
mod prose;

use crate::corpus::Corpus;
use crate::text::ShingleSettings;
use rayon::prelude::*;
use std::collections::BTreeMap;

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
    let words = |corpus: &Corpus| (0..corpus.len()).map(|n| corpus.tokens(n).len() as u32).collect::<Vec<_>>();
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

fn cut_all(corpus: &mut Corpus, how: Boilerplate) {
    let mut outlets: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for article in 0..corpus.len() {
        let outlet = corpus.outlet(article);
        if !outlet.is_empty() {
            outlets.entry(outlet).or_default().push(article);
        }
    }
    let learned: Vec<(Vec<u32>, Furniture)> = outlets
        .into_par_iter()
        .filter_map(|(_, articles)| {
            let furniture = Furniture::learn(corpus, &articles, how.share());
            (!furniture.is_empty()).then_some((articles, furniture))
        })
        .collect();
    let unknown: Vec<bool> = (0..corpus.len()).map(|article| corpus.outlet(article).is_empty()).collect();
    let prose = prose::Prose::new();
    let mut of_article: Vec<Option<u32>> = vec![None; corpus.len() as usize];
    for (at, (articles, _)) in learned.iter().enumerate() {
        for &article in articles {
            of_article[article as usize] = Some(at as u32);
        }
    }
    corpus.retain_tokens(|article, tokens, lines, kept| match of_article[article as usize] {
        Some(outlet) => cut::keep(tokens, &learned[outlet as usize].1, kept),
        None if how == Boilerplate::Full && unknown[article as usize] => prose.keep(tokens, lines, kept),
        None => kept.push(0..tokens.len() as u32),
    });
}
