//! Pieces: short articles that several longer ones contain, and which of those are a piece's own text.
//!
//! A copy that was cut to two paragraphs stands whole in its own story's full copies, and as well in a roundup that quotes
//! just these paragraphs. The full copies are one text; the roundup has no more of that text than the piece.

use crate::union_find::UnionFind;
use crate::verify::{DocumentShingles, Match};
use foldhash::{HashMap, HashSet};
use rayon::prelude::*;

/// An article of which a longer one has so much is a piece of it.
const CONTAINED: f64 = 0.8;
/// A longer article is of the same text as the others when so much of either is in the other.
const AGREES: f64 = 0.4;
/// The others of the same text that are asked.
const ASKED: usize = 4;

/// The matches among `weak` that join a piece with an article that merely quotes it: most of the articles that contain the
/// piece are one text (one of the components of `same_text`, which is flat), and this one is not.
pub(super) fn quotes_of_excerpts(
    weak: &[Match],
    same_text: &UnionFind,
    sets: &DocumentShingles<'_>,
) -> HashSet<(u32, u32)> {
    let mut containing: HashMap<u32, Vec<u32>> = HashMap::default();
    for found in weak {
        let (in_b, in_a) = (found.overlap.containment_a(), found.overlap.containment_b());
        if in_b.max(in_a) >= CONTAINED {
            let (piece, longer) = if in_b >= in_a { (found.a, found.b) } else { (found.b, found.a) };
            containing.entry(piece).or_default().push(longer);
        }
    }
    let mut asked: Vec<(u32, Vec<u32>, Vec<u32>)> = Vec::new();
    for (piece, longer) in containing {
        let mut by_text: HashMap<u32, Vec<u32>> = HashMap::default();
        for article in longer {
            by_text.entry(same_text.find_flat(article)).or_default().push(article);
        }
        let Some((&text, size)) =
            by_text.iter().map(|(text, of)| (text, of.len())).max_by_key(|&(&text, size)| (size, !text))
        else {
            continue;
        };
        if size < 2 {
            continue;
        }
        let (own, others): (Vec<_>, Vec<_>) = by_text.into_iter().partition(|&(of, _)| of == text);
        let mut own: Vec<u32> = own.into_iter().flat_map(|(_, articles)| articles).collect();
        own.sort_unstable();
        let others: Vec<u32> = others.into_iter().flat_map(|(_, articles)| articles).collect();
        if !others.is_empty() {
            asked.push((piece, own.iter().copied().step_by(own.len().div_ceil(ASKED)).collect(), others));
        }
    }
    asked
        .into_par_iter()
        .flat_map_iter(|(piece, own, others)| {
            others.into_iter().filter(move |&other| !is_of(other, &own, sets)).map(move |other| pair(piece, other))
        })
        .collect::<Vec<_>>()
        .into_iter()
        .collect()
}

/// Whether an article is the text of at least half of `own`.
fn is_of(article: u32, own: &[u32], sets: &DocumentShingles<'_>) -> bool {
    let agrees = |&&other: &&u32| {
        let overlap = sets.overlap(article, other);
        overlap.containment_a().max(overlap.containment_b()) >= AGREES
    };
    own.iter().filter(agrees).count() * 2 >= own.len()
}

/// A pair with the lower number first, as in a [`Match`].
fn pair(a: u32, b: u32) -> (u32, u32) {
    (a.min(b), a.max(b))
}
