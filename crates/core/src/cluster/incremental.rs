//! Incremental verification: finds the matches that decide the clusters, and skips pairs of documents that are
//! connected already.
//!
//! Most candidate pairs are two copies of one text, and each of them says the same. Clusters are made of texts, which
//! are components of certain matches, and of other matches between texts. So it is enough to verify the posting lists
//! band by band, each by leader clustering (J. A. Hartigan, "Clustering Algorithms", 1975, chapter 3), and in the end
//! all pairs between the texts that are left.
//!
//! This changes no cluster: a pair that is skipped lies within a text, and pairs within a text do not decide. A sample
//! of the pairs between two texts would not do: of 133 and 67 versions of one story, few pairs share most.

use crate::cluster::{UnionFind, is_certain};
use crate::error::{Error, Result};
use crate::index::{CandidatePairs, Candidates, Index, PostingFilter, Postings};
use crate::progress::Progress;
use crate::stage::{Stage, Timings};
use crate::store::SpillOptions;
use crate::text::TokenSource;
use crate::verify::{Checker, Match, PairRuns, Verdict, Verdicts};
use foldhash::HashSet;
use rayon::prelude::*;

/// Leaders of a posting list, at most: the documents that the others of the list are checked against.
const LEADERS_PER_LIST: usize = 4;
/// Posting lists that a thread takes at a time. rayon by itself makes larger tasks, and a thread that is done first
/// would wait for the others.
const LISTS_PER_TASK: usize = 256;

/// Pairs that are remembered as rejected, at most, for each document, and however few documents there are. Others are
/// checked again where they share a key of another band.
const REJECTED_PER_DOCUMENT: usize = if cfg!(test) { 1 } else { 4 };
const LEAST_REJECTED: usize = if cfg!(test) { 8 } else { 1 << 18 };
/// Candidate pairs that are in memory at once, for each document, and however few documents there are.
const CANDIDATES_PER_DOCUMENT: usize = if cfg!(test) { 1 } else { 4 };
const LEAST_CANDIDATES: usize = if cfg!(test) { 16 } else { 1 << 19 };

/// Verified pairs.
#[derive(Debug, Default)]
pub(crate) struct Verified {
    /// The matches and related pairs.
    pub verdicts: Verdicts,
    /// The statistics of the related pairs of two texts, where they are listed; some are one text by now.
    pub listed: PairRuns,
    /// Number of pairs that were checked.
    pub pairs_checked: u64,
}

/// Verifies the candidate pairs of `index` that decide about clusters: all that matter between texts, and some within
/// each text.
///
/// `wanted` decides which pairs may be candidates at all. `enough` gets the weight of two documents' shared keys and
/// their numbers of distinct shingles, and decides whether they may match. With `list`, the related pairs of two texts
/// are also listed, and those that cannot match are compared too. `memory` says how much of the verdicts stays in
/// memory.
///
/// # Errors
/// [`Error::Interrupted`] when `progress` is cancelled, [`Error::Spill`] when a temporary file fails.
pub(crate) fn verify_undecided(
    index: &Index,
    checker: &Checker<'_, impl TokenSource>,
    enough: impl Fn(u8, u32, u32) -> bool + Sync,
    wanted: impl Fn(u32, u32) -> bool + Sync,
    (list, memory): (bool, &SpillOptions),
    timings: &mut Timings,
    progress: &dyn Progress,
) -> Result<Verified> {
    let mut texts = KnownTexts::new(index.documents());
    let mut verified =
        Verified { verdicts: Verdicts::spilling(memory), listed: PairRuns::new(memory), pairs_checked: 0 };
    let mut undecided = Vec::new();
    for band in 0..index.bands() {
        if progress.cancelled() {
            return Err(Error::Interrupted);
        }
        let mut lists = timings.time(Stage::Candidates, || index.band_postings(band, texts.not_connected()));
        let checked = timings.time(Stage::Match, || texts.check_lists(&lists, checker, &wanted));
        texts.add(checked, &mut verified);
        lists.retain(&texts.not_connected());
        undecided.push(lists);
    }
    texts.rejected = HashSet::default();
    let mut rounds = timings.time(Stage::Candidates, || {
        let mut bands = Postings::concat(undecided);
        bands.retain(&texts.not_connected());
        let anchors = index.anchor_postings(texts.not_connected());
        let (text, shingles) =
            (|document| texts.connected.find_flat(document), |document| checker.shingles().distinct(document));
        index.candidates_between_texts(bands, anchors, text, shingles, &enough, &wanted, list)
    });
    let most = (index.documents() * CANDIDATES_PER_DOCUMENT).max(LEAST_CANDIDATES);
    while let Some(candidates) = timings.time(Stage::Candidates, || rounds.next_round(most)) {
        progress.begin(Stage::Match, Some(candidates.len() as u64));
        timings.time(Stage::Match, || texts.check_between(candidates, checker, list, &mut verified, progress))?;
    }
    verified.verdicts.check_io()?;
    Ok(verified)
}

/// Verifies every candidate pair of `index` that `wanted` accepts.
///
/// # Errors
/// [`Error::Interrupted`] when `progress` is cancelled.
pub(crate) fn verify_all(
    index: &Index,
    checker: &Checker<'_, impl TokenSource>,
    wanted: impl Fn(u32, u32) -> bool + Sync,
    timings: &mut Timings,
    progress: &dyn Progress,
) -> Result<Verified> {
    let candidates = timings.time(Stage::Candidates, || index.candidates(wanted));
    progress.begin(Stage::Match, Some(candidates.len() as u64));
    let verdicts = timings.time(Stage::Match, || checker.check_all(candidates.as_slice(), progress))?;
    Ok(Verified { verdicts, listed: PairRuns::default(), pairs_checked: candidates.len() as u64 })
}

/// Measures every candidate pair of `index` that `wanted` accepts, and the pairs of `known` that are no candidates
/// because their documents share heavy keys only. Adds the pairs that share text to `listed`, and returns the number
/// of pairs measured.
///
/// # Errors
/// [`Error::Interrupted`] when `progress` is cancelled.
pub(crate) fn measure_all(
    index: &Index,
    checker: &Checker<'_, impl TokenSource>,
    wanted: impl Fn(u32, u32) -> bool + Sync,
    known: &Verdicts,
    listed: &mut PairRuns,
    timings: &mut Timings,
    progress: &dyn Progress,
) -> Result<u64> {
    let mut candidates = timings.time(Stage::Candidates, || index.candidates(wanted));
    candidates.add(&known.pairs());
    progress.begin(Stage::Match, Some(candidates.len() as u64));
    timings.time(Stage::Match, || checker.measure_into(candidates.as_slice(), progress, listed))?;
    Ok(candidates.len() as u64)
}

/// The texts that are known so far.
struct KnownTexts {
    /// Components of certain matches, compressed.
    connected: UnionFind,
    /// Pairs that were checked and are not one text; they may share a key of another band.
    rejected: HashSet<(u32, u32)>,
}

/// Pairs of some posting lists that were checked.
#[derive(Default)]
struct CheckedPairs {
    certain: Vec<Match>,
    rejected: Vec<(u32, u32)>,
}

impl KnownTexts {
    fn new(documents: usize) -> KnownTexts {
        KnownTexts { connected: UnionFind::new(documents), rejected: HashSet::default() }
    }

    fn not_connected(&self) -> NotConnected<'_> {
        NotConnected(&self.connected)
    }

    /// Checks the pairs of each list by leader clustering, except those that are connected or rejected already.
    fn check_lists(
        &self,
        lists: &Postings,
        checker: &Checker<'_, impl TokenSource>,
        wanted: &(impl Fn(u32, u32) -> bool + Sync),
    ) -> Vec<CheckedPairs> {
        let tasks = (0..lists.len().div_ceil(LISTS_PER_TASK)).into_par_iter().with_max_len(1);
        let check = |scratch: &mut _, task: usize| {
            let mut checked = CheckedPairs::default();
            for list in task * LISTS_PER_TASK..lists.len().min((task + 1) * LISTS_PER_TASK) {
                cluster_by_leaders(lists.get(list), |leader, document| {
                    if self.connected.same_set(&[leader, document]) {
                        return true;
                    }
                    if !wanted(leader, document) || self.rejected.contains(&(leader, document)) {
                        return false;
                    }
                    match checker.check(leader, document, scratch) {
                        Some(Verdict::Match(found)) if is_certain(&found) => {
                            checked.certain.push(found);
                            true
                        }
                        _ => {
                            checked.rejected.push((leader, document));
                            false
                        }
                    }
                });
            }
            checked
        };
        tasks.map_init(|| checker.scratch(), check).collect()
    }

    /// Checks the pairs of two texts.
    fn check_between(
        &mut self,
        candidates: Candidates,
        checker: &Checker<'_, impl TokenSource>,
        list: bool,
        verified: &mut Verified,
        progress: &dyn Progress,
    ) -> Result<()> {
        let Candidates { mut best, mut others, mut unlikely } = candidates;
        let Verified { verdicts, listed, pairs_checked } = verified;
        // the documents of a certain match are one text
        let is_listed = |verdict: &Verdict| {
            list && !matches!(verdict, Verdict::Match(found) | Verdict::MatchInOrder(found) if is_certain(found))
        };
        self.retain_not_connected(&mut best, progress);
        // the best pairs connect most texts, so that few of the others are left to check
        let known = verdicts.matches.len();
        checker.check_and_measure_all(best.as_slice(), progress, is_listed, verdicts, listed)?;
        self.connect(&verdicts.matches[known..]);
        self.retain_not_connected(&mut others, progress);
        let known = verdicts.matches.len();
        checker.check_and_measure_all(others.as_slice(), progress, is_listed, verdicts, listed)?;
        self.connect(&verdicts.matches[known..]);
        if list {
            self.retain_not_connected(&mut unlikely, progress);
            checker.measure_into(unlikely.as_slice(), progress, listed)?;
        }
        *pairs_checked += (best.len() + others.len() + unlikely.len()) as u64;
        Ok(())
    }

    /// Removes pairs of one text.
    fn retain_not_connected(&self, pairs: &mut CandidatePairs, progress: &dyn Progress) {
        let count = pairs.len();
        pairs.retain(|a, b| !self.connected.same_set(&[a, b]));
        progress.advance((count - pairs.len()) as u64);
    }

    /// Adds checked pairs to the texts and to the verified pairs.
    fn add(&mut self, checked: Vec<CheckedPairs>, verified: &mut Verified) {
        for CheckedPairs { certain, rejected } in checked {
            verified.pairs_checked += (certain.len() + rejected.len()) as u64;
            certain.iter().for_each(|found| _ = self.connected.union(found.a, found.b));
            verified.verdicts.matches.extend(certain);
            let most = (REJECTED_PER_DOCUMENT * self.connected.len()).max(LEAST_REJECTED);
            self.rejected.extend(rejected.into_iter().take(most.saturating_sub(self.rejected.len())));
        }
        self.connected.compress();
    }

    /// Connects the documents of certain matches.
    fn connect(&mut self, matches: &[Match]) {
        let certain = matches.iter().filter(|found| is_certain(found));
        certain.for_each(|found| _ = self.connected.union(found.a, found.b));
        self.connected.compress();
    }
}

/// Leader clustering: each document joins the first leader that `is_same_text` accepts. A document that joins none
/// becomes a leader, as long as there are few.
fn cluster_by_leaders(documents: &[u32], mut is_same_text: impl FnMut(u32, u32) -> bool) {
    let (mut leaders, mut count) = ([0; LEADERS_PER_LIST], 0);
    for &document in documents {
        if !leaders[..count].iter().any(|&leader| is_same_text(leader, document)) && count < LEADERS_PER_LIST {
            leaders[count] = document;
            count += 1;
        }
    }
}

/// Keeps the posting lists whose documents are not all one text.
struct NotConnected<'t>(&'t UnionFind);

impl PostingFilter for NotConnected<'_> {
    #[inline]
    fn keeps(&self, documents: &[u32]) -> bool {
        !self.0.same_set(documents)
    }

    #[inline]
    fn prefetch(&self, document: u32) {
        self.0.prefetch(document);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::{Series, weld};
    use crate::index::{AnchorKeys, BandKeys, Banding};
    use crate::progress::NoProgress;
    use crate::sketch::{AnchorSettings, MinHasher, ShingledText, sample_anchors};
    use crate::text::{RepeatFinder, ShingleSettings, Token, tokens};
    use crate::verify::{DocumentShingles, MatchSettings};
    use proptest::prelude::*;

    fn index(texts: &[Vec<Token>]) -> Index {
        let banding = Banding::default();
        let (hasher, settings) = (MinHasher::new(banding.values(), 0), ShingleSettings::default());
        let (mut shingles, mut repeats, mut signature, mut keys) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut anchors = vec![Vec::new(); texts.len()];
        for (tokens, anchors) in texts.iter().zip(&mut anchors) {
            settings.shingles(tokens, &mut shingles);
            RepeatFinder::default().find(&shingles, &mut repeats);
            hasher.signature(&shingles, &mut signature);
            banding.keys(&signature, &mut keys);
            let text = ShingledText { tokens, shingles: &shingles, repeats: &repeats, settings };
            sample_anchors(text, AnchorSettings::default(), &mut Vec::new(), anchors);
        }
        Index::new(BandKeys::new(&keys, banding.bands), AnchorKeys::new(&anchors))
    }

    #[test]
    fn documents_are_checked_against_four_leaders_at_most() {
        let mut checked = Vec::new();
        cluster_by_leaders(&[1, 2, 3, 11, 4, 5, 6, 12], |leader, document| {
            checked.push((leader, document));
            leader % 10 == document % 10
        });
        assert_eq!(checked[..4], [(1, 2), (1, 3), (2, 3), (1, 11)]);
        // 5 and 6 find four leaders and become none, 12 finds 2
        assert_eq!(checked[7..], [(1, 5), (2, 5), (3, 5), (4, 5), (1, 6), (2, 6), (3, 6), (4, 6), (1, 12), (2, 12)]);
    }

    /// Words of the stretches (from, length) of a story, in steps of 20 words.
    fn words(stretches: &[(u8, (u16, u16))]) -> Vec<Token> {
        let words = stretches.iter().flat_map(|&(text, (from, len))| {
            (from * 20..(from + len) * 20).map(move |position| u64::from(text) << 32 | u64::from(position))
        });
        tokens(&words.map(|word| format!("w{}", crate::util::hash::mix64(word))).collect::<Vec<_>>().join(" "))
    }

    /// The clusters of texts by the pairs that decide, and by all pairs.
    fn clusters(texts: &[Vec<Token>]) -> [Vec<Vec<u32>>; 2] {
        let index = index(texts);
        let sets = DocumentShingles::of_texts(texts.to_vec(), ShingleSettings::default());
        let checker = Checker::new(&sets, &|_| None, MatchSettings::default());
        let clusters = |verified: Verified| {
            let mut verdicts = verified.verdicts;
            let series = Series::new(texts.len(), &verdicts);
            series.apply(&mut verdicts);
            weld(series.into_texts(), &verdicts, &sets, MatchSettings::default()).members().to_vec()
        };
        let (mut timings, memory) = (Timings::default(), SpillOptions { budget: 0, folder: None });
        let undecided =
            verify_undecided(&index, &checker, |_, _, _| true, |_, _| true, (true, &memory), &mut timings, &NoProgress);
        let all = verify_all(&index, &checker, |_, _| true, &mut timings, &NoProgress);
        [undecided, all].map(|verified| clusters(verified.unwrap()))
    }

    /// The copies of a story in versions. A version has 15 of 20 paragraphs in a row, and each copy is cut, or has a
    /// paragraph replaced, or both.
    fn copies(story: u8, count: usize) -> impl Strategy<Value = Vec<Vec<Token>>> {
        let copy = (0_u16..4, 4_u16..16, 0_u16..15, any::<u16>());
        let text = move |(version, len, replaced, own): (u16, u16, u16, u16)| {
            let from = version * 4;
            let paragraph = |at: u16| if at == replaced { (9, (own % 3000, 1)) } else { (story, (from + at, 1)) };
            words(&(0..len).map(paragraph).collect::<Vec<_>>())
        };
        proptest::collection::vec(copy.prop_map(text), count)
    }

    proptest! {
        #[test]
        fn clusters_of_undecided_pairs_equal_those_of_all_pairs(
            documents in proptest::collection::vec(
                proptest::collection::vec((0_u8..2, (0_u16..12, 1_u16..10)), 1..4), 2..12),
        ) {
            let texts: Vec<Vec<Token>> = documents.iter().map(|passages| words(passages)).collect();
            let [undecided, all] = clusters(&texts);
            prop_assert_eq!(undecided, all);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(6))]

        #[test]
        fn shortcuts_and_the_order_of_articles_change_no_cluster_of_large_stories(
            stories in (copies(0, 150), copies(1, 70), copies(2, 12)),
            order in Just((0..232_u32).collect::<Vec<u32>>()).prop_shuffle(),
        ) {
            let texts = [stories.0, stories.1, stories.2].concat();
            let [undecided, all] = clusters(&texts);
            prop_assert_eq!(&undecided, &all);
            let shuffled: Vec<Vec<Token>> = order.iter().map(|&document| texts[document as usize].clone()).collect();
            let [of_shuffled, _] = clusters(&shuffled);
            let mut renumbered: Vec<Vec<u32>> = of_shuffled
                .into_iter()
                .map(|members| {
                    let mut members: Vec<u32> = members.into_iter().map(|document| order[document as usize]).collect();
                    members.sort_unstable();
                    members
                })
                .collect();
            renumbered.sort_unstable();
            prop_assert_eq!(renumbered, undecided);
        }
    }
}
