//! Pairing: from the articles that share buckets and anchors to the pairs that are worth an exact check.

use super::buckets::{HEAVY_KEY, Index};
use super::candidates::{CandidatePair, CandidatePairs};
use super::merged_postings::MergedPostings;
use super::postings::{ForwardIndex, Postings};
use crate::prefetch::prefetch;
use crate::radix_sort;
use foldhash::HashMap;
use rayon::prelude::*;
use std::cmp::Reverse;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

/// Representatives of a hot key.
const REPRESENTATIVES: usize = 16;
/// Texts are gone through in so many shares for each thread: where they are few, who is done first waits long for the other.
const SHARES: usize = 64;
/// The groups of an article are asked for so many articles before its turn, and where they are as many before that.
const AHEAD: usize = 4;
/// Shared anchors that make a candidate; a shared bucket of a band alone makes one.
const ENOUGH: u8 = 2;
/// Pairs of two texts that are candidates. Of made corpora and real ones, eight gave the clusters that all gave, four gave others here and
/// there; all would be twelve for each two texts that match.
const OF_TWO_TEXTS: usize = 8;

/// Buckets of an index.
#[derive(Debug, Default)]
pub struct Buckets {
    /// Those of the bands.
    pub bands: Postings,
    /// Those of the anchors.
    pub anchors: Postings,
}

impl Index {
    /// All buckets.
    #[must_use]
    pub fn buckets(&self) -> Buckets {
        let bands =
            Postings::concat((0..self.bands()).map(|band| self.band_postings(band, |_: &[u32]| true)).collect());
        Buckets { bands, anchors: self.anchor_postings(|_: &[u32]| true) }
    }
}

impl Buckets {
    /// The candidate pairs among the articles of these buckets, as far as `wanted` says.
    ///
    /// Every pair that shares a bucket or two anchors is found, except among the articles of a hot key: there each is paired
    /// with representatives, chosen by content, so that the articles of one big story hang together while the work stays
    /// linear in their number.
    #[must_use]
    pub fn candidates(self, index: &Index, wanted: impl Fn(u32, u32) -> bool + Sync) -> CandidatePairs {
        self.candidates_of_texts(index, |article| article, |_| 1, |_, _, _| true, wanted).best
    }

    /// The same where it is known of some articles that they are one text, which `text` names by the lowest of them; `size` says how many
    /// shingles each has. Of two texts few pairs are candidates: what one copy shares with another story, its other copies share too.
    /// `enough` says whether articles that share so many anchors, and have so many shingles, are worth it.
    #[must_use]
    pub fn candidates_of_texts(
        self,
        index: &Index,
        text: impl Fn(u32) -> u32 + Sync,
        size: impl Fn(u32) -> u32 + Sync,
        enough: impl Fn(u8, u32, u32) -> bool + Sync,
        wanted: impl Fn(u32, u32) -> bool + Sync,
    ) -> Candidates {
        let of_bands = self.bands.len();
        let groups = Postings::concat(vec![self.bands, self.anchors]);
        // those of one text one after the other: they have much to do with the same others, which are all over the memory
        let order = radix_sort::order_by_key(index.articles() as u32, |article| Some(text(article)));
        let texts: Vec<u32> = order.par_iter().map(|&article| text(article)).collect();
        let sizes: Vec<u32> = order.par_iter().map(|&article| size(article)).collect();
        let mut places = vec![0; order.len()];
        order.iter().zip(0..).for_each(|(&article, place)| places[article as usize] = place);
        let weight = |group| if group < of_bands { ENOUGH } else { 1 };
        let mut groups = MergedPostings::new(&groups, weight, |article| places[article as usize]);
        drop(places);
        let is_hot = |members: &[u32]| members.len() > HEAVY_KEY;
        // who is of the first text meets none of a text before it
        let of_first = |&member: &u32, first: u32| texts[member as usize] == texts[first as usize];
        groups.leave_out(|members| match members {
            [first, ..] if !is_hot(members) => members.partition_point(|member| of_first(member, *first)),
            _ => 0,
        });
        let memberships = ForwardIndex::new(groups.len(), |group| groups.who_meet(group), order.len());
        let representatives = representatives(&groups, &order, index);
        // they have a byte for each article, and are as good as new after each share
        let counters: Mutex<Vec<Cooccurrence>> = Mutex::default();
        let idle = || counters.lock().unwrap_or_else(PoisonError::into_inner);
        let count = |range: Range<usize>| {
            let counter = idle().pop();
            let mut counter =
                counter.unwrap_or_else(|| Cooccurrence { shared: vec![0; order.len()], touched: Vec::new() });
            let (mut met, mut found) = (Vec::new(), Found::default());
            let mut own = 0..0;
            for place in range {
                if place >= own.end {
                    let of_text = texts[place..].iter().take_while(|&&text| text == texts[place]).count();
                    own = place..place + of_text;
                }
                // the groups of the articles behind this one are all over the memory
                let behind = |by: usize| memberships.of((place + by).min(order.len() - 1));
                behind(2 * AHEAD).iter().for_each(|&group| groups.expect(group as usize));
                behind(AHEAD).iter().for_each(|&group| groups.expect_members(group as usize));
                for &group in memberships.of(place) {
                    let (members, weight) = groups.get(group as usize);
                    if is_hot(members) {
                        let few = representatives.get(&group).map_or(&[][..], Vec::as_slice);
                        let others = few.iter().filter(|&&other| !own.contains(&(other as usize)));
                        others.for_each(|&other| counter.add(other, weight));
                    } else {
                        // those of texts before it, so that each pair is found once
                        let others = members.iter().take_while(|&&other| (other as usize) < own.start);
                        others.for_each(|&other| counter.add(other, weight));
                    }
                }
                let (article, size) = (order[place], sizes[place]);
                // what is known of the others is all over the memory
                let expect = |other: usize| {
                    [&texts, &order, &sizes].into_iter().for_each(|known| prefetch(&known[other..=other]));
                };
                counter.take(expect, |other, shared| {
                    let (text, other, size_of_other) =
                        (texts[other as usize], order[other as usize], sizes[other as usize]);
                    if enough(shared, size, size_of_other) && wanted(article, other) {
                        let score_estimate = score_estimate(shared, size, size_of_other);
                        met.push(ScoredPair { text, score_estimate, pair: CandidatePair::new(article, other) });
                    }
                });
                if place + 1 == own.end {
                    found.choose(&mut met);
                }
            }
            idle().push(counter);
            found
        };
        let found: Vec<Found> = shares(&texts).into_par_iter().with_max_len(1).map(count).collect();
        let (mut first, mut others) = (Vec::new(), Vec::new());
        for found in found {
            first.extend(found.first);
            others.extend(found.others);
        }
        // two texts with a hot key may have met from either side
        rayon::join(|| in_order(&mut first), || in_order(&mut others));
        leave_out(&mut others, &first);
        let by_home = |mut pairs: Vec<CandidatePair>| {
            if let Some(homes) = index.homes() {
                radix_sort::sort_by_key(&mut pairs, |pair| u64::from(homes.of(pair.articles().0)));
            }
            CandidatePairs { pairs }
        };
        let (first, others) = rayon::join(|| by_home(first), || by_home(others));
        Candidates { best: first, sampled: others }
    }
}

/// Candidate pairs of articles of which some are known to be one text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Candidates {
    /// Of each two texts the pair that is likest by its anchors; where they have a hot key, two may be.
    pub best: CandidatePairs,
    /// Up to seven more, spread evenly over those that are less alike.
    pub sampled: CandidatePairs,
}

/// What the overlap score of two articles grows with, by the anchors that they share and the shingles of either: the score is √(Jaccard ×
/// containment in the smaller), and what they share is small beside both.
fn score_estimate(shared: u8, a: u32, b: u32) -> u64 {
    let (shared, a, b) = (u64::from(shared), u64::from(a.max(1)), u64::from(b.max(1)));
    ((shared * shared) << 32) / (a.min(b) * (a + b)).max(1)
}

/// Sorts pairs, each once.
fn in_order(pairs: &mut Vec<CandidatePair>) {
    radix_sort::sort_by_key(pairs, |pair| pair.0);
    pairs.dedup();
}

/// Leaves those pairs out that are among `known`; both are in order.
fn leave_out(pairs: &mut Vec<CandidatePair>, mut known: &[CandidatePair]) {
    pairs.retain(|pair| {
        let before = known.iter().take_while(|known| *known < pair).count();
        known = &known[before..];
        known.first() != Some(pair)
    });
}

/// Articles in shares, none of which ends within a text; `texts` says of which they are, one behind the other.
fn shares(texts: &[u32]) -> Vec<Range<usize>> {
    let shares = SHARES * rayon::current_num_threads();
    let mut ends: Vec<usize> = (0..=shares)
        .map(|nth| {
            let mut end = nth * texts.len() / shares;
            while end > 0 && end < texts.len() && texts[end - 1] == texts[end] {
                end += 1;
            }
            end
        })
        .collect();
    ends.dedup();
    ends.windows(2).map(|ends| ends[0]..ends[1]).collect()
}

/// An article of another text that shares enough with one of the text at hand.
#[derive(Debug, Clone, Copy)]
struct ScoredPair {
    text: u32,
    score_estimate: u64,
    pair: CandidatePair,
}

/// The pairs that were chosen.
#[derive(Debug, Default)]
struct Found {
    /// Of each two texts the likest pair.
    first: Vec<CandidatePair>,
    others: Vec<CandidatePair>,
}

impl Found {
    /// Chooses among what a text has met; forgets it.
    fn choose(&mut self, met: &mut Vec<ScoredPair>) {
        met.sort_unstable_by_key(|met| (met.text, Reverse(met.score_estimate), met.pair));
        for met in met.chunk_by(|x, y| x.text == y.text) {
            let count = met.len().min(OF_TWO_TEXTS);
            self.first.push(met[0].pair);
            self.others.extend((1..count).map(|nth| met[nth * met.len() / count].pair));
        }
        met.clear();
    }
}

/// For each hot group its representatives: the members with the lowest hash of content, no two of the same content. `order` says which
/// articles the members are.
fn representatives(groups: &MergedPostings, order: &[u32], index: &Index) -> HashMap<u32, Vec<u32>> {
    let hot: Vec<u32> =
        (0..groups.len() as u32).filter(|&group| groups.get(group as usize).0.len() > HEAVY_KEY).collect();
    let contents = if hot.is_empty() { Vec::new() } else { index.contents() };
    hot.into_par_iter()
        .map(|group| {
            let (members, _) = groups.get(group as usize);
            let rank = |&member: &u32| {
                let article = order[member as usize];
                (contents[article as usize], article, member)
            };
            let mut ranked: Vec<(u32, u32, u32)> = members.iter().map(rank).collect();
            ranked.sort_unstable();
            ranked.dedup_by_key(|(content, ..)| *content);
            (group, ranked.iter().take(REPRESENTATIVES).map(|&(.., member)| member).collect())
        })
        .collect::<Vec<_>>()
        .into_iter()
        .collect()
}

/// How much each other article shares with the one at hand.
struct Cooccurrence {
    shared: Vec<u8>,
    touched: Vec<u32>,
}

impl Cooccurrence {
    #[inline]
    fn add(&mut self, other: u32, weight: u8) {
        let shared = &mut self.shared[other as usize];
        if *shared == 0 {
            self.touched.push(other);
        }
        *shared = shared.saturating_add(weight);
    }

    /// Gives those that share enough, and how much that is; forgets the counts. Of all of them it says before that they will come.
    fn take(&mut self, expect: impl Fn(usize), mut each: impl FnMut(u32, u8)) {
        let Cooccurrence { shared, touched } = self;
        touched.retain(|&other| {
            let is_enough = shared[other as usize] >= ENOUGH;
            if is_enough {
                expect(other as usize);
            } else {
                shared[other as usize] = 0;
            }
            is_enough
        });
        touched.drain(..).for_each(|other| each(other, std::mem::take(&mut shared[other as usize])));
    }
}

#[cfg(test)]
mod tests {
    use super::super::{AnchorKeys, BandKeys};
    use super::*;
    use proptest::prelude::*;
    use std::collections::{BTreeMap, BTreeSet};

    fn index(bands: &[Vec<u32>], anchors: &[Vec<u32>]) -> Index {
        let width = bands.first().map_or(0, Vec::len);
        Index::new(BandKeys::new(&bands.concat(), width), AnchorKeys::new(anchors))
    }

    fn found(bands: &[Vec<u32>], anchors: &[Vec<u32>]) -> Vec<(u32, u32)> {
        let index = index(bands, anchors);
        index.buckets().candidates(&index, |_, _| true).iter().collect()
    }

    proptest! {
        #[test]
        fn every_pair_that_shares_enough_is_found_and_no_other(
            articles in proptest::collection::vec(
                (proptest::collection::vec(0_u32..6, 2), proptest::collection::vec(0_u32..40, 0..6)), 0..50),
        ) {
            let (bands, anchors): (Vec<_>, Vec<_>) = articles.into_iter().unzip();
            let mut expected = Vec::new();
            for a in 0..bands.len() {
                for b in a + 1..bands.len() {
                    let bucket = bands[a].iter().zip(&bands[b]).any(|(x, y)| x == y);
                    let mut shared = anchors[a].clone();
                    shared.sort_unstable();
                    shared.dedup();
                    shared.retain(|anchor| anchors[b].contains(anchor));
                    if bucket || shared.len() >= 2 {
                        expected.push((a as u32, b as u32));
                    }
                }
            }
            prop_assert_eq!(found(&bands, &anchors), expected);
        }

        #[test]
        fn of_two_texts_the_likest_pair_is_found_and_a_few_of_the_others(
            articles in proptest::collection::vec((0_u32..6, 1_u32..400, proptest::collection::btree_set(0_u32..30, 0..12)), 2..50),
            least in 0_u32..3,
            threads in 1_usize..4,
        ) {
            let bands: Vec<Vec<u32>> = (0..articles.len() as u32).map(|own| vec![own]).collect();
            let anchors: Vec<Vec<u32>> = articles.iter().map(|(.., anchors)| anchors.iter().copied().collect()).collect();
            let mut of_text: BTreeMap<u32, u32> = BTreeMap::new();
            let text: Vec<u32> =
                articles.iter().zip(0..).map(|((text, ..), article)| *of_text.entry(*text).or_insert(article)).collect();
            let enough = |shared: u8, a: u32, b: u32| u32::from(shared) >= least * a.max(b) / 100;
            type Ranked = Vec<(Reverse<u64>, (u32, u32))>;
            let mut expected: BTreeMap<(u32, u32), Ranked> = BTreeMap::new();
            for (a, b) in found(&bands, &anchors) {
                let of = |article: u32| (&articles[article as usize], text[article as usize]);
                let (((_, size_a, in_a), of_a), ((_, size_b, in_b), of_b)) = (of(a), of(b));
                let shared = in_a.intersection(in_b).count() as u8;
                if of_a != of_b && enough(shared, *size_a, *size_b) {
                    let score_estimate = score_estimate(shared, *size_a, *size_b);
                    expected.entry((of_a.min(of_b), of_a.max(of_b))).or_default().push((Reverse(score_estimate), (a, b)));
                }
            }
            let index = index(&bands, &anchors);
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let Candidates { best: first, sampled: others } = pool.install(|| {
                let (text, size) = (|article| text[article as usize], |article| articles[article as usize].1);
                index.buckets().candidates_of_texts(&index, text, size, enough, |_, _| true)
            });
            let first: BTreeSet<(u32, u32)> = first.iter().collect();
            let mut rest: BTreeSet<(u32, u32)> = others.iter().collect();
            prop_assert_eq!((first.len(), rest.len()), (expected.len(), others.len()));
            for pairs in expected.values_mut() {
                pairs.sort_unstable();
                prop_assert!(first.contains(&pairs[0].1));
                // the likest stands for its eighth, and one for each other
                let ends: Vec<usize> = (0..=OF_TWO_TEXTS).map(|nth| nth * pairs.len() / OF_TWO_TEXTS).collect();
                for ends in ends.windows(2).filter(|ends| ends[0] < ends[1]) {
                    let chosen = pairs[ends[0]..ends[1]].iter().filter(|(_, pair)| rest.remove(pair)).count();
                    prop_assert_eq!(chosen, usize::from(!pairs[ends[0]..ends[1]].iter().any(|(_, pair)| first.contains(pair))));
                }
            }
            prop_assert!(rest.is_empty());
        }
    }

    proptest! {
        #[test]
        fn what_is_left_out_is_what_is_known(pairs in proptest::collection::btree_set(0_u64..40, 0..30),
            known in proptest::collection::btree_set(0_u64..40, 0..30),
        ) {
            let pairs_of = |numbers: &BTreeSet<u64>| numbers.iter().map(|&number| CandidatePair(number)).collect::<Vec<_>>();
            let mut left = pairs_of(&pairs);
            leave_out(&mut left, &pairs_of(&known));
            prop_assert_eq!(left, pairs_of(&pairs.difference(&known).copied().collect()));
        }
    }

    #[test]
    fn a_story_in_three_thousand_outlets_hangs_together_at_linear_cost() {
        let outlets = 3000_u32;
        // no two share a bucket; each has five of the story's seven anchors, and one of its own
        let bands: Vec<Vec<u32>> = (0..outlets).map(|i| vec![i]).collect();
        let anchors: Vec<Vec<u32>> =
            (0..outlets).map(|i| (0..5).map(|k| (i + k) % 7).chain([100 + i]).collect()).collect();
        let pairs = found(&bands, &anchors);
        assert!(pairs.len() < 40 * outlets as usize, "{} pairs", pairs.len());
        let mut linked: HashMap<u32, u32> = (0..outlets).map(|i| (i, i)).collect();
        fn root(linked: &HashMap<u32, u32>, mut i: u32) -> u32 {
            while linked[&i] != i {
                i = linked[&i];
            }
            i
        }
        for (a, b) in pairs {
            let (a, b) = (root(&linked, a), root(&linked, b));
            linked.insert(a.max(b), a.min(b));
        }
        assert!((0..outlets).all(|i| root(&linked, i) == 0));
    }
}
