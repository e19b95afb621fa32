//! Looking keys up in all segments of a snapshot.

use crate::segment::Segment;
use crate::snapshot::Snapshot;
use foldhash::HashMap;
use rayon::prelude::*;
use std::cmp::Reverse;
use std::ops::Range;

/// An article of a snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryRef {
    /// The number of its segment in the snapshot.
    pub segment: u32,
    /// Its number there.
    pub entry: u32,
}

/// An article that has some of the keys that were looked up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScoredEntry {
    /// The article.
    pub place: EntryRef,
    /// The information in the keys: the sum of log₂ of articles ÷ articles with the key.
    pub score: f32,
}

/// A key of this many articles of one outlet, and of a tenth of all that the outlet has, is furniture: without it, all
/// pages of the outlet would be candidates.
const FURNITURE: u32 = 32;
/// What a look-up gives.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LookedUp {
    /// The articles that have some of the keys, those with the rarest first.
    pub entries: Vec<ScoredEntry>,
    /// The outlets that repeat some of the keys, by name. Those keys name no articles.
    pub repeating: Vec<String>,
}

/// Articles that are given back without a look at what their keys say.
const FEW: usize = 200;

/// Entries with one key that are remembered of a segment; of a key with more they are read again.
const MOST_REMEMBERED: usize = 1 << 12;

/// The articles of a segment that have some keys.
struct KeyedEntries<'s> {
    segment: &'s Segment,
    /// The number of articles with each key.
    counts: Vec<u32>,
    entries: Vec<u32>,
    /// Where the entries with each key are among `entries`, if they are remembered.
    places: Vec<Option<Range<usize>>>,
}

impl<'s> KeyedEntries<'s> {
    fn of(segment: &'s Segment, keys: &[u32]) -> Self {
        let (mut counts, mut places) = (Vec::with_capacity(keys.len()), Vec::with_capacity(keys.len()));
        let mut entries = Vec::new();
        for &key in keys {
            let start = entries.len();
            let mut found = 0;
            counts.push(segment.postings(key, |entry| {
                if found < MOST_REMEMBERED {
                    entries.push(entry);
                }
                found += 1;
            }));
            if found > MOST_REMEMBERED {
                entries.truncate(start);
            }
            places.push((found <= MOST_REMEMBERED).then_some(start..entries.len()));
        }
        KeyedEntries { segment, counts, entries, places }
    }

    /// Calls `visit` for each article with a key.
    fn each(&self, key: u32, nth: usize, mut visit: impl FnMut(u32)) {
        match &self.places[nth] {
            Some(place) => self.entries[place.clone()].iter().for_each(|&entry| visit(entry)),
            None => _ = self.segment.postings(key, visit),
        }
    }
}

impl Snapshot {
    /// The articles that have some of `keys`, those with the rarest first; at most `most`. Of many, those that have
    /// only keys that are common in the archive are left out.
    #[must_use]
    pub fn look_up(&self, keys: &[u32], most: usize) -> LookedUp {
        let articles = self.len().max(1) as f32;
        let found: Vec<KeyedEntries<'_>> =
            self.segments().par_iter().map(|segment| KeyedEntries::of(segment, keys)).collect();
        let count = |nth: usize| found.iter().map(|found| found.counts[nth]).sum::<u32>();
        let repeated = |nth: usize| {
            if count(nth) >= FURNITURE { self.repeating(&found, keys[nth], nth) } else { Vec::new() }
        };
        let repeated: Vec<Vec<&str>> = (0..keys.len()).into_par_iter().with_min_len(64).map(repeated).collect();
        // what an outlet repeats names no articles
        let weight = |nth: usize| {
            let weight = (articles / count(nth).max(1) as f32).log2().max(0.0);
            // a key of all articles says nothing, and still is one
            if repeated[nth].is_empty() { weight.max(0.01) } else { 0.0 }
        };
        let weights: Vec<f32> = (0..keys.len()).map(weight).collect();
        let of_segment = |(number, found): (usize, &KeyedEntries<'_>)| {
            let mut scores = vec![0.0_f32; found.segment.entries() as usize];
            let mut seen = Vec::new();
            for (nth, &weight) in weights.iter().enumerate().filter(|(_, weight)| **weight > 0.0) {
                found.each(keys[nth], nth, |entry| {
                    let score = &mut scores[entry as usize];
                    if *score == 0.0 {
                        seen.push(entry);
                    }
                    *score += weight;
                });
            }
            let is_live = |entry: &u32| !self.is_removed(number, *entry);
            let scored = |entry| ScoredEntry {
                place: EntryRef { segment: number as u32, entry },
                score: scores[entry as usize],
            };
            seen.into_iter().filter(is_live).map(scored).collect::<Vec<_>>()
        };
        let mut scored: Vec<ScoredEntry> = found.par_iter().enumerate().flat_map_iter(of_segment).collect();
        scored.sort_unstable_by(|a, b| b.score.total_cmp(&a.score).then(a.place.cmp(&b.place)));
        let least = articles.log2() / 2.0;
        let worth = scored.partition_point(|entry| entry.score >= least);
        scored.truncate(worth.max(FEW).min(most));
        let mut repeating: Vec<String> = repeated.into_iter().flatten().map(str::to_owned).collect();
        repeating.sort_unstable();
        repeating.dedup();
        LookedUp { entries: scored, repeating }
    }

    /// The outlets that repeat a key.
    fn repeating<'s>(&'s self, found: &[KeyedEntries<'s>], key: u32, nth: usize) -> Vec<&'s str> {
        let mut by_outlet: HashMap<&str, u32> = HashMap::default();
        for of_segment in found {
            let mut by_number: HashMap<u32, u32> = HashMap::default();
            let outlets = of_segment.segment.outlet_numbers();
            of_segment.each(key, nth, |entry| {
                if let Some(&outlet) = outlets.get(entry as usize) {
                    *by_number.entry(outlet).or_default() += 1;
                }
            });
            for (number, count) in by_number {
                *by_outlet.entry(of_segment.segment.outlet_name(number)).or_default() += count;
            }
        }
        let is_repeating = |outlet: &str, count: u32| {
            let all = self.outlet_sizes().get(outlet).copied().unwrap_or_default();
            !outlet.is_empty() && count >= FURNITURE && u64::from(count) * 10 >= all
        };
        by_outlet.into_iter().filter(|&(outlet, count)| is_repeating(outlet, count)).map(|(outlet, _)| outlet).collect()
    }

    /// Some articles of an outlet, those with the lowest hashes of their ids; of the empty name some of all articles.
    #[must_use]
    pub fn sample(&self, outlet: &str, most: usize) -> Vec<(u64, EntryRef)> {
        let of_segment = |(number, segment): (usize, &std::sync::Arc<Segment>)| {
            let wanted = if outlet.is_empty() { None } else { Some(segment.outlet_number(outlet)) };
            let ((hashes, entries), outlets) = (segment.ids(), segment.outlet_numbers());
            let is_wanted = |entry: u32| match wanted {
                None => true,
                Some(None) => false,
                Some(Some(wanted)) => outlets.get(entry as usize) == Some(&wanted),
            };
            let live =
                hashes.iter().zip(entries).filter(|&(_, &entry)| is_wanted(entry) && !self.is_removed(number, entry));
            live.take(most)
                .map(|(&hash, &entry)| (hash, EntryRef { segment: number as u32, entry }))
                .collect::<Vec<_>>()
        };
        let mut found: Vec<(u64, EntryRef)> =
            self.segments().par_iter().enumerate().flat_map_iter(of_segment).collect();
        found.sort_unstable_by_key(|&(hash, place)| (hash, Reverse(place)));
        found.truncate(most);
        found
    }

    /// How often a word occurs in all segments.
    #[must_use]
    pub fn word_count(&self, spelling: u32) -> u64 {
        self.segments().iter().map(|segment| u64::from(segment.word_count(spelling))).sum()
    }

    /// The articles with this hash of their id.
    #[must_use]
    pub fn with_id(&self, id_hash: u64) -> Vec<EntryRef> {
        let mut found = Vec::new();
        for (number, segment) in self.segments().iter().enumerate() {
            let live = segment.with_id(id_hash).filter(|&entry| !self.is_removed(number, entry));
            found.extend(live.map(|entry| EntryRef { segment: number as u32, entry }));
        }
        found
    }
}
