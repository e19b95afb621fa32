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
    /// What an outlet repeats is cut.
    #[default]
    Full,
}

/// The length of the runs that furniture is recognised by, in tokens, whatever the shingles of the comparison are.
const RUN: ShingleSettings = ShingleSettings { size: 5 };

/// Learns each outlet's furniture and cuts it out of its articles' tokens; gives how many tokens went. Of an article whose
/// outlet is not known the lines are kept that read as prose. Outlets with fewer than four articles are left as they are:
/// there is nothing to learn from.
pub fn learn_and_cut(corpus: &mut Corpus) -> u64 {
    let mut outlets: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for article in 0..corpus.len() {
        let outlet = corpus.get(article).outlet;
        if !outlet.is_empty() {
            outlets.entry(outlet).or_default().push(article);
        }
    }
    let learned: Vec<(Vec<u32>, Furniture)> = outlets
        .into_par_iter()
        .filter_map(|(_, articles)| {
            let furniture = Furniture::learn(corpus, &articles);
            (!furniture.is_empty()).then_some((articles, furniture))
        })
        .collect();
    let unknown: Vec<bool> = (0..corpus.len()).map(|article| corpus.get(article).outlet.is_empty()).collect();
    let prose = prose::Prose::new();
    let mut of_article: Vec<Option<u32>> = vec![None; corpus.len() as usize];
    for (at, (articles, _)) in learned.iter().enumerate() {
        for &article in articles {
            of_article[article as usize] = Some(at as u32);
        }
    }
    corpus.retain_tokens(|article, tokens, lines, kept| match of_article[article as usize] {
        Some(outlet) => cut::keep(tokens, &learned[outlet as usize].1, kept),
        None if unknown[article as usize] => prose.keep(tokens, lines, kept),
        None => kept.extend(0..tokens.len() as u32),
    })
}
