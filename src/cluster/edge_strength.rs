//! Weak matches: those that lead from one text to another, and beside them those within the texts that they lead to.

use crate::union_find::UnionFind;
use crate::verify::{Agreement, DocumentShingles, Match, MatchSettings, ShingleSequence};
use foldhash::HashMap;
use rayon::prelude::*;
use std::cmp::Ordering;

/// Pairs with at least this Jaccard are one text on both sides: an article cannot share more than half of itself with each of
/// two texts that have nothing in common, so these weld without being asked.
const SAME_TEXT: f64 = 0.5;
/// Of a large text so many articles are asked what they share with one of them.
const ASKED: usize = 16;

/// Texts that a thread takes in one go: were they many, who is done first would wait for the other.
const AT_ONCE: usize = 16;

/// Whether the two articles of a match are one text on both sides.
#[must_use]
pub(super) fn is_strong(found: &Match) -> bool {
    found.overlap.jaccard() >= SAME_TEXT
}

/// Whether they are, and no fact of the one is another in the other.
#[must_use]
pub fn is_certain(found: &Match) -> bool {
    is_strong(found) && found.agreement == Agreement::Same
}

/// The matches between two components of `same_text`, which is flat, and for each article of these the weak matches within its own:
/// what it shares with its own text, where that is not all. What hangs together by them comes together, the highest Jaccard first;
/// the components, flat too, say what that is.
///
/// Of `matches` only those between components are looked at: those within one need not all be known.
pub(super) fn weak_matches(
    matches: &[Match],
    same_text: &UnionFind,
    sets: &DocumentShingles<'_>,
    settings: MatchSettings,
) -> (Vec<Match>, UnionFind) {
    let leads = |found: &&Match| same_text.find_flat(found.a) != same_text.find_flat(found.b);
    let mut weak: Vec<Match> = matches.par_iter().filter(leads).copied().collect();
    let mut leading: Vec<u32> = weak.iter().flat_map(|found| [found.a, found.b]).collect();
    leading.par_sort_unstable();
    leading.dedup();
    let texts = texts(&leading, same_text);
    // those of one text together, whatever the order: what comes out is sorted
    let mut by_text: Vec<(u64, u32, u32)> = leading
        .par_iter()
        .map(|&article| {
            let root = same_text.find_flat(article);
            (sets.place(root), root, article)
        })
        .collect();
    by_text.par_sort_unstable();
    let by_text: Vec<&[(u64, u32, u32)]> = by_text.chunk_by(|a, b| a.1 == b.1).collect();
    let mut within: Vec<Match> = by_text
        .par_iter()
        .with_max_len(AT_ONCE)
        .flat_map_iter(|leading| {
            let text = texts.get(&leading[0].1).map_or(&[][..], Vec::as_slice);
            within(leading.iter().map(|&(.., article)| article), text, sets, settings)
        })
        .collect();
    within.par_sort_unstable_by_key(|found| (found.a, found.b));
    within.dedup_by_key(|found| (found.a, found.b));
    weak.extend(within);
    // what does not hang together is decided without each other, and is not kept in one place
    let mut hanging = same_text.clone();
    weak.iter().for_each(|found| _ = hanging.union(found.a, found.b));
    hanging.compress();
    // where they are is all over the memory, and is asked for once
    let mut placed: Vec<((u64, u32), Match)> = weak
        .into_par_iter()
        .map(|found| {
            let root = hanging.find_flat(found.a);
            ((sets.place(root), root), found)
        })
        .collect();
    placed.par_sort_unstable_by(|(at, x), (before, y)| at.cmp(before).then_with(|| by_jaccard(x, y)));
    (placed.into_iter().map(|(_, found)| found).collect(), hanging)
}

/// The order in which matches join: the highest Jaccard first.
pub(super) fn by_jaccard(x: &Match, y: &Match) -> Ordering {
    y.overlap.jaccard().total_cmp(&x.overlap.jaccard()).then_with(|| (x.a, x.b).cmp(&(y.a, y.b)))
}

/// The articles of each text that one of `leading` is in, by its root; of a large one some, spread evenly over it.
fn texts(leading: &[u32], same_text: &UnionFind) -> HashMap<u32, Vec<u32>> {
    let mut texts: HashMap<u32, Vec<u32>> =
        leading.iter().map(|&article| (same_text.find_flat(article), Vec::new())).collect();
    let mut is_led = vec![false; same_text.len()];
    texts.keys().for_each(|&root| is_led[root as usize] = true);
    // most articles are of no such text, which the table need not be asked for
    let articles = (0..same_text.len() as u32).into_par_iter();
    let of_texts: Vec<u32> = articles.filter(|&article| is_led[same_text.find_flat(article) as usize]).collect();
    for article in of_texts {
        texts.entry(same_text.find_flat(article)).or_default().push(article);
    }
    for text in texts.values_mut() {
        let step = text.len().div_ceil(ASKED);
        *text = text.iter().copied().step_by(step).collect();
    }
    texts
}

/// The weak matches of some articles of a text with a few others of it.
fn within(
    leading: impl Iterator<Item = u32>,
    text: &[u32],
    sets: &DocumentShingles<'_>,
    settings: MatchSettings,
) -> Vec<Match> {
    let mut found = Vec::new();
    if text.len() < 2 {
        return found;
    }
    let mut table = sets.new_table();
    let others: Vec<(u32, ShingleSequence)> = text.iter().map(|&other| (other, sets.text(&mut table, other))).collect();
    for article in leading {
        sets.build(&mut table, article);
        found.extend(others.iter().filter(|&&(other, _)| other != article).filter_map(|(other, text)| {
            let shared = table.compare_sequence(text);
            let (overlap, agreement) = (shared.overlap, Agreement::Same);
            let found = if article < *other {
                Match { a: article, b: *other, overlap, agreement }
            } else {
                Match { a: *other, b: article, overlap: overlap.turned(), agreement }
            };
            let accepted = !is_strong(&found) && settings.accepts(found.overlap, || shared.spread);
            accepted.then_some(found)
        }));
    }
    found
}
