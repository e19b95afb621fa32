//! Excerpts: short documents that several longer ones contain, and which of the longer ones merely quote them.
//!
//! A copy that was cut to two paragraphs is contained in the full copies of its story, and in a roundup that quotes
//! just these paragraphs. The full copies are one text; the roundup shares no more with that text than the excerpt.

use super::content_order::ContentOrder;
use crate::text::TokenSource;
use crate::util::union_find::UnionFind;
use crate::verify::{DocumentShingles, Match};
use foldhash::{HashMap, HashSet};
use rayon::prelude::*;
use std::cmp::Reverse;

/// A document is an excerpt of a longer one that contains at least this share of it.
const EXCERPT_CONTAINMENT: f64 = 0.8;
/// A longer document agrees with another if one contains at least this share of the other.
const AGREEMENT_CONTAINMENT: f64 = 0.4;
/// Documents of the excerpt's text that a longer document is compared with.
const TEXT_SAMPLE: usize = 4;

/// An excerpt that documents of several texts contain.
struct Excerpt {
    document: u32,
    /// A sample of the longer documents that are its text.
    own: Vec<u32>,
    /// The other longer documents.
    others: Vec<u32>,
}

/// The pairs among `weak` that join an excerpt with a document that merely quotes it: most of the longer documents are
/// one text, a component of `texts`, which is compressed, and this one does not agree with it.
pub(super) fn quotes_of_excerpts(
    weak: &[Match],
    texts: &UnionFind,
    order: &ContentOrder,
    shingles: &DocumentShingles<impl TokenSource>,
) -> HashSet<(u32, u32)> {
    let mut longer: HashMap<u32, Vec<u32>> = HashMap::default();
    for found in weak {
        let (of_a, of_b) = (found.overlap.containment_a(), found.overlap.containment_b());
        if of_a.max(of_b) >= EXCERPT_CONTAINMENT {
            let (excerpt, document) = if of_a >= of_b { (found.a, found.b) } else { (found.b, found.a) };
            longer.entry(excerpt).or_default().push(document);
        }
    }
    let doubtful: Vec<Excerpt> =
        longer.into_iter().filter_map(|(document, longer)| Excerpt::new(document, longer, texts, order)).collect();
    let quotes = doubtful.into_par_iter().flat_map_iter(|Excerpt { document, own, others }| {
        let quoting = others.into_iter().filter(move |&other| !agrees(other, &own, shingles));
        quoting.map(move |other| (document.min(other), document.max(other)))
    });
    quotes.collect::<Vec<_>>().into_iter().collect()
}

impl Excerpt {
    /// `None` if fewer than two longer documents are one text, or if all are.
    fn new(document: u32, mut longer: Vec<u32>, texts: &UnionFind, order: &ContentOrder) -> Option<Excerpt> {
        longer.sort_unstable_by_key(|&document| order.key(document));
        let mut by_text: HashMap<u32, Vec<u32>> = HashMap::default();
        for document in longer {
            by_text.entry(texts.find_flat(document)).or_default().push(document);
        }
        // of two texts of one size the one that is first in the order
        let rank = |members: &[u32]| (Reverse(members.len()), order.key(members[0]));
        let (&text, _) = by_text.iter().min_by_key(|(_, members)| rank(members))?;
        let own = by_text.remove(&text)?;
        if own.len() < 2 || by_text.is_empty() {
            return None;
        }
        Some(Excerpt {
            document,
            own: order.sample(own, TEXT_SAMPLE),
            others: by_text.into_values().flatten().collect(),
        })
    }
}

/// Whether a document agrees with at least half of `own`.
fn agrees(document: u32, own: &[u32], shingles: &DocumentShingles<impl TokenSource>) -> bool {
    let agrees = |&&other: &&u32| shingles.overlap(document, other).most_containment() >= AGREEMENT_CONTAINMENT;
    own.iter().filter(agrees).count() * 2 >= own.len()
}
