//! Candidate search: from posting lists to the pairs of documents that are worth an exact check.

use super::candidate_rounds::CandidateRounds;
use super::candidates::{CandidatePairs, Candidates};
use super::cooccurrence::{ANCHOR_WEIGHT, BAND_WEIGHT, Cooccurrence};
use super::forward_index::ForwardIndex;
use super::inverted_index::Index;
use super::merged_postings::MergedPostings;
use super::postings::Postings;
use super::text_order::{OrderedDocument, TextOrder};
use crate::util::prefetch::prefetch;
use foldhash::HashMap;
use rayon::prelude::*;
use std::cmp::Reverse;
use std::ops::Range;

/// A key of more documents than this is heavy: its documents are not paired each with each, but each with a few
/// representatives. A limit that dropped such keys would lose the biggest stories.
pub(crate) const HEAVY_KEY: usize = 64;
/// Representatives of a heavy key.
pub(crate) const REPRESENTATIVES: usize = 16;

impl Index {
    /// All candidate pairs for which `wanted` returns true.
    ///
    /// Every pair that shares a band key or two anchors is found, except among the documents of a heavy key. There each
    /// document is paired with representatives, which are chosen by content, so that the documents of one big story
    /// stay connected while the work is linear in their number.
    #[must_use]
    pub fn candidates(&self, wanted: impl Fn(u32, u32) -> bool + Sync) -> CandidatePairs {
        let all = |_: &[u32]| true;
        let bands = Postings::concat((0..self.bands()).map(|band| self.band_postings(band, all)).collect());
        let anchors = self.anchor_postings(all);
        let enough = |_, _, _| true;
        let mut rounds =
            self.candidates_between_texts(bands, anchors, |document| document, |_| 1, enough, wanted, false);
        rounds.next_round(usize::MAX).unwrap_or_default().best
    }

    /// Candidate pairs from posting lists of documents, some of which are known to be copies of one text: all pairs of
    /// two texts. Pairs of two copies of one text are left out, which saves most of the work and loses nothing, for
    /// only matches between texts decide.
    ///
    /// Which pairs are found does not depend on the order of the documents: a shared key counts if it is not heavy, or
    /// if one of the two documents represents it.
    ///
    /// `text` names a document's text by its lowest document, `shingles` is the document's number of distinct shingles.
    /// `enough` gets the weight of the shared keys and both numbers of shingles, and decides whether the pair is worth
    /// a check; `wanted` decides by the documents themselves. With `keep_unlikely`, pairs that are wanted and share too
    /// little are in [`Candidates::unlikely`].
    #[must_use]
    #[allow(clippy::too_many_arguments)] // four of them are closures over documents
    pub(crate) fn candidates_between_texts<E, W>(
        &self,
        bands: Postings,
        anchors: Postings,
        text: impl Fn(u32) -> u32 + Sync,
        shingles: impl Fn(u32) -> u32 + Sync,
        enough: E,
        wanted: W,
        keep_unlikely: bool,
    ) -> CandidateRounds<'_, E, W>
    where
        E: Fn(u8, u32, u32) -> bool + Sync,
        W: Fn(u32, u32) -> bool + Sync,
    {
        let order = TextOrder::new(self.documents(), text, shingles);
        let lists = merge_lists(bands, anchors, &order);
        let forward = ForwardIndex::new(lists.len(), |list| lists.without_skipped(list), self.documents());
        let representatives = representatives(&lists, order.documents(), self);
        let search = Search { order, lists, forward, representatives, enough, wanted, keep_unlikely };
        CandidateRounds::new(search, self.locality())
    }
}

fn is_heavy(documents: &[u32]) -> bool {
    documents.len() > HEAVY_KEY
}

/// Merges the posting lists of bands and anchors; documents are named by their ranks.
fn merge_lists(bands: Postings, anchors: Postings, order: &TextOrder) -> MergedPostings {
    let band_lists = bands.len();
    let postings = Postings::concat(vec![bands, anchors]);
    let ranks = order.ranks();
    let weight = |list| if list < band_lists { BAND_WEIGHT } else { ANCHOR_WEIGHT };
    let mut lists = MergedPostings::new(&postings, weight, |document| ranks[document as usize]);
    // copies of a list's first text find no earlier text in it
    lists.skip_leading(|ranks| if is_heavy(ranks) { 0 } else { order.copies_of_first(ranks) });
    lists
}

/// For each heavy list its representatives, ascending: the documents with the lowest hash of content, no two with the
/// same content.
fn representatives(lists: &MergedPostings, order: &[OrderedDocument], index: &Index) -> HashMap<u32, Vec<u32>> {
    let heavy: Vec<u32> = (0..lists.len() as u32).filter(|&list| is_heavy(lists.get(list as usize).0)).collect();
    let contents = if heavy.is_empty() { Vec::new() } else { index.content_hashes() };
    let of_list = |list: u32| {
        let by_content = |&rank: &u32| {
            let document = order[rank as usize].document;
            (contents[document as usize], document, rank)
        };
        let mut ranked: Vec<(u32, u32, u32)> = lists.get(list as usize).0.iter().map(by_content).collect();
        ranked.sort_unstable();
        ranked.dedup_by_key(|(content, ..)| *content);
        let mut representatives: Vec<u32> = ranked.iter().take(REPRESENTATIVES).map(|&(.., rank)| rank).collect();
        representatives.sort_unstable();
        (list, representatives)
    };
    heavy.into_par_iter().map(of_list).collect::<Vec<_>>().into_iter().collect()
}

/// What is expected of a pair that shares keys.
enum Prospect {
    MayMatch,
    Unlikely,
    Unwanted,
}

/// A search over all documents, text by text. Documents are named by their ranks.
pub(crate) struct Search<E, W> {
    pub(super) order: TextOrder,
    lists: MergedPostings,
    forward: ForwardIndex,
    representatives: HashMap<u32, Vec<u32>>,
    enough: E,
    wanted: W,
    keep_unlikely: bool,
}

/// A pair of the current text and another one.
struct ScoredPair {
    other_text: u32,
    score: u64,
    pair: (u32, u32),
}

impl<E: Fn(u8, u32, u32) -> bool + Sync, W: Fn(u32, u32) -> bool + Sync> Search<E, W> {
    fn rate(&self, shared: u8, this: OrderedDocument, other: OrderedDocument) -> Prospect {
        let is_enough = (self.enough)(shared, this.shingles, other.shingles);
        if !(is_enough || self.keep_unlikely) || !(self.wanted)(this.document, other.document) {
            Prospect::Unwanted
        } else if is_enough {
            Prospect::MayMatch
        } else {
            Prospect::Unlikely
        }
    }

    /// Finds the candidates of some whole texts.
    pub(super) fn search(&self, ranks: Range<usize>, counts: &mut Cooccurrence, found: &mut Candidates) {
        let order = self.order.documents();
        let mut pairs = Vec::new();
        let mut start = ranks.start;
        for copies in order[ranks].chunk_by(|a, b| a.text == b.text) {
            let text = start..start + copies.len();
            start = text.end;
            for (rank, &this) in text.clone().zip(copies) {
                self.count_shared_keys(rank, &text, counts);
                let prefetch = |rank: usize| prefetch(&order[rank..=rank]);
                counts.take(prefetch, |rank, shared| {
                    let other = order[rank as usize];
                    let pair = (this.document.min(other.document), this.document.max(other.document));
                    match self.rate(shared, this, other) {
                        Prospect::MayMatch => {
                            let score = score_estimate(shared, this.shingles, other.shingles);
                            pairs.push(ScoredPair { other_text: other.text, score, pair });
                        }
                        Prospect::Unlikely => found.push_unlikely(pair),
                        Prospect::Unwanted => {}
                    }
                });
            }
            divide(&mut pairs, found);
        }
    }

    /// Counts the keys that the document of one rank shares with others of earlier texts, so that each pair is found
    /// once. Of a heavy key a representative counts all others, and another document the representatives.
    fn count_shared_keys(&self, rank: usize, text: &Range<usize>, counts: &mut Cooccurrence) {
        for &list in self.forward.lists(rank) {
            let (ranks, weight) = self.lists.get(list as usize);
            let others = match self.representatives.get(&list) {
                Some(representatives) if representatives.binary_search(&(rank as u32)).is_err() => representatives,
                _ => ranks,
            };
            let earlier = others.iter().take_while(|&&other| (other as usize) < text.start);
            earlier.for_each(|&other| counts.add(other, weight));
        }
    }
}

/// Takes the scored pairs of one text and adds them to `found`: for each other text the best and the others.
fn divide(pairs: &mut Vec<ScoredPair>, found: &mut Candidates) {
    pairs.sort_unstable_by_key(|scored| (scored.other_text, Reverse(scored.score), scored.pair));
    for scored in pairs.chunk_by(|x, y| x.other_text == y.other_text) {
        found.push(scored[0].pair, scored[1..].iter().map(|scored| scored.pair));
    }
    pairs.clear();
}

/// An estimate that orders pairs as their overlap scores do, from the weight of their shared keys and their numbers of
/// shingles.
///
/// The square of the overlap score is Jaccard × containment in the smaller. Two documents mostly share a small part of
/// each, so that the Jaccard index is about shared / (a + b).
#[must_use]
pub fn score_estimate(shared: u8, a: u32, b: u32) -> u64 {
    let (shared, a, b) = (u64::from(shared), u64::from(a.max(1)), u64::from(b.max(1)));
    ((shared * shared) << 32) / (a.min(b) * (a + b)).max(1)
}

#[cfg(test)]
mod tests {
    use super::super::{AnchorKeys, BandKeys};
    use super::*;
    use crate::util::union_find::UnionFind;
    use proptest::prelude::*;
    use std::collections::{BTreeMap, BTreeSet};

    fn index(bands: &[Vec<u32>], anchors: &[Vec<u32>]) -> Index {
        let width = bands.first().map_or(0, Vec::len);
        Index::new(BandKeys::new(&bands.concat(), width), AnchorKeys::new(anchors))
    }

    fn found(bands: &[Vec<u32>], anchors: &[Vec<u32>]) -> Vec<(u32, u32)> {
        index(bands, anchors).candidates(|_, _| true).iter().collect()
    }

    #[test]
    fn finds_no_pairs_in_an_empty_index() {
        assert!(found(&[], &[]).is_empty());
    }

    proptest! {
        #[test]
        fn finds_every_pair_that_shares_a_band_key_or_two_anchors_and_no_other(
            documents in proptest::collection::vec(
                (proptest::collection::vec(0_u32..6, 2), proptest::collection::vec(0_u32..40, 0..6)), 0..50),
        ) {
            let (bands, anchors): (Vec<_>, Vec<_>) = documents.into_iter().unzip();
            let mut expected = Vec::new();
            for a in 0..bands.len() {
                for b in a + 1..bands.len() {
                    let share_band = bands[a].iter().zip(&bands[b]).any(|(x, y)| x == y);
                    let mut shared = anchors[a].clone();
                    shared.sort_unstable();
                    shared.dedup();
                    shared.retain(|anchor| anchors[b].contains(anchor));
                    if share_band || shared.len() >= 2 {
                        expected.push((a as u32, b as u32));
                    }
                }
            }
            prop_assert_eq!(found(&bands, &anchors), expected);
        }

        #[test]
        fn finds_the_best_pair_of_two_texts_and_all_others(
            documents in proptest::collection::vec(
                (0_u32..6, 1_u32..400, proptest::collection::btree_set(0_u32..30, 0..12)), 2..50),
            least in 0_u32..3,
            threads in 1_usize..4,
            most in 1_usize..60,
        ) {
            let bands: Vec<Vec<u32>> = (0..documents.len() as u32).map(|own| vec![own]).collect();
            let anchors: Vec<Vec<u32>> =
                documents.iter().map(|(.., anchors)| anchors.iter().copied().collect()).collect();
            let mut lowest: BTreeMap<u32, u32> = BTreeMap::new();
            let lowest_of_text = |((text, ..), document): (&(u32, u32, BTreeSet<u32>), u32)| {
                *lowest.entry(*text).or_insert(document)
            };
            let texts: Vec<u32> = documents.iter().zip(0..).map(lowest_of_text).collect();
            let enough = |shared: u8, a: u32, b: u32| u32::from(shared) >= least * a.max(b) / 100;
            // all pairs of each two texts, the highest score estimate first
            type Ranked = Vec<(Reverse<u64>, (u32, u32))>;
            let mut expected: BTreeMap<(u32, u32), Ranked> = BTreeMap::new();
            let mut expected_unlikely = BTreeSet::new();
            for (a, b) in found(&bands, &anchors) {
                let ((_, size_a, in_a), (_, size_b, in_b)) = (&documents[a as usize], &documents[b as usize]);
                let (text_a, text_b) = (texts[a as usize], texts[b as usize]);
                let shared = in_a.intersection(in_b).count() as u8;
                if text_a != text_b && !enough(shared, *size_a, *size_b) {
                    expected_unlikely.insert((a, b));
                } else if text_a != text_b {
                    let score = Reverse(score_estimate(shared, *size_a, *size_b));
                    expected.entry((text_a.min(text_b), text_a.max(text_b))).or_default().push((score, (a, b)));
                }
            }
            let index = index(&bands, &anchors);
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let rounds = pool.install(|| {
                let (text, size) = (|document| texts[document as usize], |document| documents[document as usize].1);
                let all = |_: &[u32]| true;
                let anchors = index.anchor_postings(all);
                let bands = index.band_postings(0, all);
                let mut rounds =
                    index.candidates_between_texts(bands, anchors, text, size, enough, |_, _| true, true);
                std::iter::from_fn(|| rounds.next_round(most)).collect::<Vec<_>>()
            });
            let pairs = |of: fn(&Candidates) -> &CandidatePairs| -> Vec<(u32, u32)> {
                rounds.iter().flat_map(|candidates| of(candidates).iter().collect::<Vec<_>>()).collect()
            };
            let unlikely: BTreeSet<(u32, u32)> = pairs(|found| &found.unlikely).into_iter().collect();
            prop_assert_eq!(unlikely, expected_unlikely);
            let best: BTreeSet<(u32, u32)> = pairs(|found| &found.best).into_iter().collect();
            let others: BTreeSet<(u32, u32)> = pairs(|found| &found.others).into_iter().collect();
            let expected: Vec<Vec<(u32, u32)>> = expected
                .into_values()
                .map(|mut pairs| {
                    pairs.sort_unstable();
                    pairs.into_iter().map(|(_, pair)| pair).collect()
                })
                .collect();
            prop_assert_eq!(best, expected.iter().map(|pairs| pairs[0]).collect());
            prop_assert_eq!(others, expected.iter().flat_map(|pairs| pairs[1..].iter().copied()).collect());
        }
    }

    #[test]
    fn connects_a_story_of_three_thousand_outlets_with_linear_work() {
        let outlets = 3000_u32;
        // no two share a band key; each has five of the story's seven anchors, and one of its own
        let bands: Vec<Vec<u32>> = (0..outlets).map(|i| vec![i]).collect();
        let anchors: Vec<Vec<u32>> =
            (0..outlets).map(|i| (0..5).map(|k| (i + k) % 7).chain([100 + i]).collect()).collect();
        let pairs = found(&bands, &anchors);
        assert!(pairs.len() < 40 * outlets as usize, "{} pairs", pairs.len());
        let mut connected = UnionFind::new(outlets as usize);
        pairs.into_iter().for_each(|(a, b)| _ = connected.union(a, b));
        assert!((0..outlets).all(|document| connected.find(document) == 0));
    }
}
