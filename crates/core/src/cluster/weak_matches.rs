//! Weak matches: those between texts, and those within the texts that they reach.

use super::content_order::ContentOrder;
use super::edge_strength::is_strong;
use super::support::GROUP_SAMPLE;
use crate::text::TokenSource;
use crate::util::union_find::UnionFind;
use crate::verify::{Agreement, DocumentShingles, Match, MatchSettings, ShingleSequence};
use foldhash::HashMap;
use rayon::prelude::*;

/// At most this many documents of a text are compared with a document that has a weak match.
const TEXT_SAMPLE: usize = 16;
/// Texts per task. Small tasks keep a thread from waiting for another.
const TEXTS_PER_TASK: usize = 16;

/// The weak matches, and the components that they connect.
pub(super) struct WeakMatches {
    /// The matches of one component follow each other, the highest Jaccard index first.
    matches: Vec<Match>,
    /// Compressed.
    components: UnionFind,
    /// A sample of each text that has a weak match, by its root.
    samples: HashMap<u32, Vec<u32>>,
}

impl WeakMatches {
    /// The matches between two components of `texts`, which is compressed, and for each of their documents its weak
    /// matches with others of its own text: what it shares with the text, if that is not all of it.
    ///
    /// Of `matches` only those between texts count, as those within a text need not all be known.
    pub(super) fn find(
        matches: &[Match],
        texts: &UnionFind,
        order: &ContentOrder,
        shingles: &DocumentShingles<impl TokenSource>,
        settings: MatchSettings,
    ) -> WeakMatches {
        let is_between = |found: &&Match| texts.find_flat(found.a) != texts.find_flat(found.b);
        let mut weak: Vec<Match> = matches.par_iter().filter(is_between).copied().collect();
        let mut documents: Vec<u32> = weak.iter().flat_map(|found| [found.a, found.b]).collect();
        documents.par_sort_unstable();
        documents.dedup();
        let mut samples = order.text_samples(&documents, texts, TEXT_SAMPLE);
        let within = within_texts(&documents, &samples, texts, shingles, settings);
        samples.values_mut().for_each(|sample| sample.truncate(GROUP_SAMPLE));
        weak.extend(within);
        let mut components = texts.clone();
        weak.iter().for_each(|found| _ = components.union(found.a, found.b));
        components.compress();
        // components follow each other as their documents are stored; the key is computed once per match
        let mut keyed: Vec<((u64, u32), Match)> = weak
            .into_par_iter()
            .map(|found| {
                let root = components.find_flat(found.a);
                ((shingles.source().storage_order(root), root), found)
            })
            .collect();
        keyed.par_sort_unstable_by(|(x_key, x), (y_key, y)| x_key.cmp(y_key).then_with(|| order.by_jaccard(x, y)));
        WeakMatches { matches: keyed.into_iter().map(|(_, found)| found).collect(), components, samples }
    }

    /// All weak matches.
    pub(super) fn matches(&self) -> &[Match] {
        &self.matches
    }

    /// A sample of each text that has a weak match, by its root.
    pub(super) fn samples(&self) -> &HashMap<u32, Vec<u32>> {
        &self.samples
    }

    /// The matches of each component.
    pub(super) fn by_component(&self) -> impl Iterator<Item = &[Match]> {
        self.matches.chunk_by(|x, y| self.components.find_flat(x.a) == self.components.find_flat(y.a))
    }
}

/// The weak matches within texts, of some documents with a sample of their own text.
fn within_texts(
    documents: &[u32],
    samples: &HashMap<u32, Vec<u32>>,
    texts: &UnionFind,
    shingles: &DocumentShingles<impl TokenSource>,
    settings: MatchSettings,
) -> Vec<Match> {
    // texts are read in the order in which they are stored
    let mut by_text: Vec<(u64, u32, u32)> = documents
        .par_iter()
        .map(|&document| {
            let root = texts.find_flat(document);
            (shingles.source().storage_order(root), root, document)
        })
        .collect();
    by_text.par_sort_unstable();
    let by_text: Vec<&[(u64, u32, u32)]> = by_text.chunk_by(|x, y| x.1 == y.1).collect();
    let mut within: Vec<Match> = by_text
        .par_iter()
        .with_max_len(TEXTS_PER_TASK)
        .flat_map_iter(|documents| {
            let sample = samples.get(&documents[0].1).map_or(&[][..], Vec::as_slice);
            within_text(documents.iter().map(|&(.., document)| document), sample, shingles, settings)
        })
        .collect();
    within.par_sort_unstable_by_key(|found| (found.a, found.b));
    within.dedup_by_key(|found| (found.a, found.b));
    within
}

/// The weak matches of some documents of a text with a sample of it.
fn within_text(
    documents: impl Iterator<Item = u32>,
    sample: &[u32],
    shingles: &DocumentShingles<impl TokenSource>,
    settings: MatchSettings,
) -> Vec<Match> {
    let mut found = Vec::new();
    if sample.len() < 2 {
        return found;
    }
    let mut table = shingles.new_table();
    let sample: Vec<(u32, ShingleSequence)> =
        sample.iter().map(|&other| (other, shingles.sequence(&mut table, other))).collect();
    for document in documents {
        shingles.build(&mut table, document);
        found.extend(sample.iter().filter(|&&(other, _)| other != document).filter_map(|(other, sequence)| {
            let comparison = table.compare_sequence(sequence);
            let (overlap, agreement) = (comparison.overlap, Agreement::Same);
            let found = if document < *other {
                Match { a: document, b: *other, overlap, agreement }
            } else {
                Match { a: *other, b: document, overlap: overlap.swapped(), agreement }
            };
            let is_weak = !is_strong(&found) && settings.accepts(found.overlap, || comparison.spread);
            is_weak.then_some(found)
        }));
    }
    found
}
