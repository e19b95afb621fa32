//! Joining: the matches that decide the clusters, without a check of pairs whose articles are joined already.
//!
//! Most candidate pairs are of one cluster's copies each with each, and say nothing that fewer do not say. Clusters hang
//! together by sure matches, and by others between what sure ones have joined, so it suffices to check the pairs of
//! articles that are not joined yet, band after band, and in the end a few pairs of each two texts.

use crate::cluster::{UnionFind, is_certain};
use crate::error::{Error, Result};
use crate::index::{Buckets, Candidates, Index, PostingFilter, Postings};
use crate::progress::Progress;
use crate::stage::{Stage, Timings};
use crate::verify::{Checker, Match, PairStats, Verdict, Verdicts};
use foldhash::HashSet;
use rayon::prelude::*;

/// Articles of one bucket that the others are held against, one after the other, until one is the same text.
const LEADERS_PER_BUCKET: usize = 4;
/// What is known of the articles of a bucket is asked for so many buckets before: it is all over the memory.
const PREFETCH_DISTANCE: usize = 8;
/// Buckets that one thread takes in one go.
const BUCKETS_PER_TASK: usize = 256;

/// What was checked, and how many pairs that were.
#[derive(Debug, Default)]
pub struct Verified {
    /// The matches and the near pairs that decide: some of those within one text (a component of sure matches), and some between texts.
    pub checked: Verdicts,
    /// Pairs checked.
    pub candidates: u64,
}

/// Checks the candidate pairs of `index` that say something about the clusters; `wanted` says which pairs may be one at all, and `enough`
/// whether articles that share so many anchors, and have so many shingles, may be a match.
///
/// # Errors
/// [`Error::Interrupted`] when `progress` says so.
pub fn verify_undecided(
    index: &Index,
    checker: &Checker<'_>,
    enough: impl Fn(u8, u32, u32) -> bool + Sync,
    wanted: impl Fn(u32, u32) -> bool + Sync,
    timings: &mut Timings,
    progress: &dyn Progress,
) -> Result<Verified> {
    let mut joined = Verified::default();
    let mut texts = UnionFind::new(index.articles());
    let mut rejected = HashSet::default();
    let mut kept = Vec::new();
    for band in 0..index.bands() {
        if progress.cancelled() {
            return Err(Error::Interrupted);
        }
        let mut groups = timings.time(Stage::Candidates, || index.band_postings(band, NotConnected(&texts)));
        let found = timings.time(Stage::Match, || same_texts(&groups, &texts, &rejected, checker, &wanted));
        for found in found {
            joined.candidates += found.same.len() as u64 + found.other.len() as u64;
            for found in found.same {
                texts.union(found.a, found.b);
                joined.checked.push(Verdict::Match(found));
            }
            rejected.extend(found.other);
        }
        texts.compress();
        groups.retain(&NotConnected(&texts));
        kept.push(groups);
    }
    let candidates = timings.time(Stage::Candidates, || {
        let mut bands = Postings::concat(kept);
        bands.retain(&NotConnected(&texts));
        let anchors = index.anchor_postings(NotConnected(&texts));
        Buckets { bands, anchors }.candidates_of_texts(
            index,
            |article| texts.find_flat(article),
            |article| checker.size(article),
            &enough,
            &wanted,
        )
    });
    let Candidates { best, mut sampled } = candidates;
    progress.begin(Stage::Match, Some((best.len() + sampled.len()) as u64));
    let found = timings.time(Stage::Match, || checker.check_all(&best, progress))?;
    // most of the sampled need not be checked any more
    found.matches.iter().filter(|found| is_certain(found)).for_each(|found| _ = texts.union(found.a, found.b));
    texts.compress();
    let all = sampled.len();
    sampled.retain(|a, b| texts.find_flat(a) != texts.find_flat(b));
    progress.advance((all - sampled.len()) as u64);
    let rest = timings.time(Stage::Match, || checker.check_all(&sampled, progress))?;
    joined.candidates += (best.len() + sampled.len()) as u64;
    joined.checked.extend(found);
    joined.checked.extend(rest);
    Ok(joined)
}

/// Checks every candidate pair of `index`, all of which decide.
///
/// # Errors
/// [`Error::Interrupted`] when `progress` says so.
pub fn verify_all(
    index: &Index,
    checker: &Checker<'_>,
    wanted: impl Fn(u32, u32) -> bool + Sync,
    timings: &mut Timings,
    progress: &dyn Progress,
) -> Result<Verified> {
    let candidates = timings.time(Stage::Candidates, || index.buckets().candidates(index, wanted));
    if progress.cancelled() {
        return Err(Error::Interrupted);
    }
    progress.begin(Stage::Match, Some(candidates.len() as u64));
    let checked = timings.time(Stage::Match, || checker.check_all(&candidates, progress))?;
    Ok(Verified { checked, candidates: candidates.len() as u64 })
}

/// Measures every candidate pair of `index`, and those of `known` that are none as their articles meet in hot buckets alone; what is
/// anything, in the order of the articles. How many pairs that were comes with it.
///
/// # Errors
/// [`Error::Interrupted`] when `progress` says so.
pub fn measure_all(
    index: &Index,
    checker: &Checker<'_>,
    wanted: impl Fn(u32, u32) -> bool + Sync,
    known: &Verdicts,
    timings: &mut Timings,
    progress: &dyn Progress,
) -> Result<(Vec<PairStats>, u64)> {
    let mut candidates = timings.time(Stage::Candidates, || index.buckets().candidates(index, wanted));
    candidates.add(&known.pairs());
    progress.begin(Stage::Match, Some(candidates.len() as u64));
    let measured = timings.time(Stage::Match, || checker.measure_all(&candidates, progress))?;
    Ok((measured, candidates.len() as u64))
}

/// Keeps the groups whose members are not all one text; the texts are flat.
struct NotConnected<'t>(&'t UnionFind);

impl PostingFilter for NotConnected<'_> {
    #[inline]
    fn keeps(&self, members: &[u32]) -> bool {
        !self.0.same_set(members)
    }

    #[inline]
    fn expect(&self, member: u32) {
        self.0.prefetch(member);
    }
}

/// What a few buckets gave.
#[derive(Default)]
struct Found {
    same: Vec<Match>,
    /// Pairs that are not one text: they may meet again in another band.
    other: Vec<(u32, u32)>,
}

/// Holds the articles of each bucket against a few of it, as far as `texts` does not have them together.
fn same_texts(
    groups: &Postings,
    texts: &UnionFind,
    rejected: &HashSet<(u32, u32)>,
    checker: &Checker<'_>,
    wanted: &(impl Fn(u32, u32) -> bool + Sync),
) -> Vec<Found> {
    // few at a time: rayon divides the work of two threads twice, and who is done first would wait for the other
    let turns = (0..groups.len().div_ceil(BUCKETS_PER_TASK)).into_par_iter().with_max_len(1);
    let found = turns.map_init(
        || checker.scratch(),
        |scratch, turn| {
            let mut found = Found::default();
            let mut leaders: Vec<u32> = Vec::new();
            let end = groups.len().min((turn + 1) * BUCKETS_PER_TASK);
            for group in turn * BUCKETS_PER_TASK..end {
                leaders.clear();
                if group + PREFETCH_DISTANCE < end {
                    for &member in groups.members(group + PREFETCH_DISTANCE) {
                        texts.prefetch(member);
                        checker.expect_place(member);
                    }
                }
                if group + 1 < end {
                    let upcoming = groups.members(group + 1);
                    let news = upcoming.iter().filter(|&&next| texts.find_flat(next) != texts.find_flat(upcoming[0]));
                    news.take(1).for_each(|&next| checker.expect(upcoming[0], next));
                }
                for &member in groups.members(group) {
                    let is_led = |&&leader: &&u32| {
                        if texts.find_flat(leader) == texts.find_flat(member) {
                            return true;
                        }
                        if !wanted(leader, member) || rejected.contains(&(leader, member)) {
                            return false;
                        }
                        match checker.check(leader, member, scratch) {
                            Some(Verdict::Match(this)) if is_certain(&this) => {
                                found.same.push(this);
                                true
                            }
                            _ => {
                                found.other.push((leader, member));
                                false
                            }
                        }
                    };
                    if leaders.iter().find(is_led).is_none() && leaders.len() < LEADERS_PER_BUCKET {
                        leaders.push(member);
                    }
                }
            }
            found
        },
    );
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::{Verified, verify_all, verify_undecided};
    use crate::cluster::{Series, weld};
    use crate::index::{AnchorKeys, BandKeys, Index};
    use crate::pipeline::{Settings, scan};
    use crate::progress::NoProgress;
    use crate::sketch::{MinHasher, ShingledText, sample_anchors};
    use crate::spool::Memory;
    use crate::stage::Timings;
    use crate::text::{RepeatFinder, Token, tokens};
    use crate::verify::{Checker, DocumentShingles};
    use proptest::prelude::*;
    use std::fmt::Write;

    /// The index of some texts.
    fn index(texts: &[Vec<Token>], settings: &Settings) -> Index {
        let hasher = MinHasher::new(settings.banding.values(), settings.seed);
        let (mut shingles, mut repeats, mut signature, mut keys) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut anchors = vec![Vec::new(); texts.len()];
        for (tokens, anchors) in texts.iter().zip(&mut anchors) {
            settings.shingle.shingles(tokens, &mut shingles);
            RepeatFinder::default().find(&shingles, &mut repeats);
            hasher.signature(&shingles, &mut signature);
            settings.banding.keys(&signature, &mut keys);
            let text = ShingledText { tokens, shingles: &shingles, repeats: &repeats, settings: settings.shingle };
            sample_anchors(text, settings.anchors, &mut Vec::new(), anchors);
        }
        Index::new(BandKeys::new(&keys, settings.banding.bands), AnchorKeys::new(&anchors))
    }

    /// A corpus of articles of these words.
    fn write(articles: &[Vec<String>]) -> tempfile::NamedTempFile {
        let mut lines = String::new();
        for (nth, words) in articles.iter().enumerate() {
            let text = words.join(" ");
            writeln!(lines, "{{\"id\": \"{nth}\", \"outlet\": \"o{}\", \"text\": \"{text}\"}}", nth % 7).unwrap();
        }
        let file = tempfile::Builder::new().suffix(".jsonl").tempfile().unwrap();
        std::fs::write(file.path(), lines).unwrap();
        file
    }

    /// Whether some pairs give the clusters that all pairs give.
    fn some_pairs_suffice(articles: &[Vec<String>]) -> Result<(), TestCaseError> {
        let file = write(articles);
        let run = |every_pair, budget| {
            let settings = Settings { every_pair, memory: Memory { budget, folder: None }, ..Settings::default() };
            scan(&[file.path().to_owned()], &settings, &NoProgress).unwrap()
        };
        let (some, all) = (run(false, 1 << 30), run(true, 1 << 30));
        // without memory they are checked in another order
        for other in [&all, &run(false, 0), &run(true, 0)] {
            prop_assert_eq!(&some.clusters, &other.clusters);
            prop_assert_eq!(&some.stories, &other.stories);
        }
        prop_assert!(some.counts.matches <= all.counts.matches);
        prop_assert!(some.pairs.is_none() && all.pairs.is_some());
        Ok(())
    }

    /// The word at a place of a text.
    fn word(text: u8, place: u16) -> String {
        format!("w{}", crate::hash::mix64(u64::from(text) << 32 | u64::from(place)))
    }

    proptest! {
        #[test]
        fn where_two_texts_have_few_pairs_the_clusters_are_those_of_all_pairs(
            articles in proptest::collection::vec(
                proptest::collection::vec((0_u8..2, (0_u16..12, 1_u16..10)), 1..4), 2..6),
        ) {
            // five articles at most: no two texts have more than six pairs
            let settings = Settings::default();
            let words = |of: &Vec<(u8, (u16, u16))>| -> Vec<String> {
                let stretches = of.iter().map(|&(text, (from, len))| (text, from * 20..(from + len) * 20));
                stretches.flat_map(|(text, places)| places.map(move |place| word(text, place))).collect()
            };
            let texts: Vec<Vec<Token>> = articles.iter().map(|article| tokens(&words(article).join(" "))).collect();
            let index = index(&texts, &settings);
            let sets = DocumentShingles::of_texts(texts, settings.shingle);
            let checker = Checker::new(&sets, &|_| None, settings.matching);
            let clusters = |joined: Verified| {
                let mut checked = joined.checked;
                let series = Series::new(articles.len(), &checked);
                series.apply(&mut checked);
                weld(series.into_texts(), &checked, &sets, settings.matching).members().to_vec()
            };
            let some = verify_undecided(&index, &checker, |_, _, _| true, |_, _| true, &mut Timings::default(), &NoProgress).unwrap();
            let all = verify_all(&index, &checker, |_, _| true, &mut Timings::default(), &NoProgress).unwrap();
            prop_assert_eq!(clusters(some), clusters(all));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
        #[test]
        fn the_clusters_are_those_of_every_pair(
            articles in proptest::collection::vec(
                proptest::collection::vec((0_u8..4, (0_u16..8, 1_u16..8)), 1..4), 2..60),
        ) {
            let words = |of: &Vec<(u8, (u16, u16))>| -> Vec<String> {
                let stretches = of.iter().map(|&(text, (from, len))| (text, from * 30..(from + len) * 30));
                stretches.flat_map(|(text, places)| places.map(move |place| word(text, place))).collect()
            };
            some_pairs_suffice(&articles.iter().map(words).collect::<Vec<_>>())?;
        }

        #[test]
        fn the_clusters_of_serial_reports_are_those_of_every_pair(
            articles in proptest::collection::vec(
                (proptest::collection::vec((0_usize..8, 1_u16..4), 0..4), 0_usize..4, proptest::option::of(0_u16..40)), 2..40),
        ) {
            // a form of eight sentences of letters with a number in each, of which a few are other ones: reports that differ in one
            // number lead to those that differ in more. Some are cut short, some have a word of their own in the middle
            let letters = |text, place| word(text, place).chars().map(|c| (b'a' + c as u8 % 26) as char).collect::<String>();
            let words = |(others, cut, own): &(Vec<(usize, u16)>, usize, Option<u16>)| -> Vec<String> {
                let mut facts: Vec<u16> = (0..8).collect();
                others.iter().for_each(|&(nth, other)| facts[nth] += 10 * other);
                facts.truncate(8 - cut);
                let sentence = |(nth, fact): (usize, &u16)| {
                    let words = (0..7).map(move |place| letters(0, nth as u16 * 7 + place));
                    let own = own.filter(|_| nth == 3).map(|own| letters(9, own));
                    words.chain([fact.to_string()]).chain(own).collect::<Vec<_>>()
                };
                facts.iter().enumerate().flat_map(sentence).collect()
            };
            some_pairs_suffice(&articles.iter().map(words).collect::<Vec<_>>())?;
        }
    }
}
