//! Looking keys up in all segments of a snapshot.

use crate::segment::{OutletsOfKey, Segment};
use crate::snapshot::Snapshot;
use foldhash::HashMap;
use rayon::prelude::*;
use std::cmp::Reverse;
use std::ops::Range;
use std::sync::Arc;

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

/// A key of this many articles of a segment is heavy: its articles are counted by outlet once, and read again only
/// where they are asked for. Most heavy keys are furniture, of which the counts are all that is needed.
const HEAVY: usize = 64;

/// The articles of a segment that have some keys.
struct KeyedEntries<'s> {
    segment: &'s Segment,
    entries: Vec<u32>,
    keys: Vec<OfKey>,
}

/// The articles with one key.
enum OfKey {
    /// Few: where they are among the entries.
    Few(Range<usize>),
    /// Many: their number, and that of each outlet by its number in the segment.
    Many(u32, OutletsOfKey),
}

impl<'s> KeyedEntries<'s> {
    fn of(segment: &'s Segment, keys: &[u32]) -> Self {
        let mut found = KeyedEntries { segment, entries: Vec::new(), keys: Vec::with_capacity(keys.len()) };
        let mut by_outlet = vec![0; segment.outlets()];
        for &key in keys {
            let of_key = found.of_key(key, &mut by_outlet);
            found.keys.push(of_key);
        }
        found
    }

    /// The articles with a key. `by_outlet` has a zero for each outlet, before and after.
    fn of_key(&mut self, key: u32, by_outlet: &mut [u32]) -> OfKey {
        if let Some(known) = self.segment.heavy_key(key) {
            return OfKey::Many(known.iter().map(|(_, count)| count).sum(), known);
        }
        let (start, entries) = (self.entries.len(), &mut self.entries);
        self.segment.postings(key, |entry| entries.push(entry));
        if entries.len() - start < HEAVY {
            return OfKey::Few(start..entries.len());
        }
        let outlets = self.segment.outlet_numbers();
        let mut seen = Vec::new();
        for &entry in &entries[start..] {
            let Some(&outlet) = outlets.get(entry as usize) else { continue };
            let Some(count) = by_outlet.get_mut(outlet as usize) else { continue };
            if *count == 0 {
                seen.push(outlet);
            }
            *count += 1;
        }
        entries.truncate(start);
        let counts: OutletsOfKey =
            seen.into_iter().map(|outlet| (outlet, std::mem::take(&mut by_outlet[outlet as usize]))).collect();
        self.segment.remember_heavy_key(key, &counts);
        OfKey::Many(counts.iter().map(|(_, count)| count).sum(), counts)
    }

    fn count(&self, nth: usize) -> u32 {
        match &self.keys[nth] {
            OfKey::Few(place) => place.len() as u32,
            OfKey::Many(count, _) => *count,
        }
    }

    /// Calls `visit` for each article with a key.
    fn each(&self, key: u32, nth: usize, mut visit: impl FnMut(u32)) {
        match &self.keys[nth] {
            OfKey::Few(place) => self.entries[place.clone()].iter().for_each(|&entry| visit(entry)),
            OfKey::Many(..) => _ = self.segment.postings(key, visit),
        }
    }

    /// Calls `visit` for the outlets of the articles with a key, each with a number of articles.
    fn each_outlet(&self, nth: usize, mut visit: impl FnMut(&'s str, u32)) {
        match &self.keys[nth] {
            OfKey::Few(place) => {
                for &entry in &self.entries[place.clone()] {
                    visit(self.segment.outlet(entry), 1);
                }
            }
            OfKey::Many(_, counts) => {
                for &(outlet, count) in counts.iter() {
                    visit(self.segment.outlet_name(outlet), count);
                }
            }
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
        let count = |nth: usize| found.iter().map(|found| found.count(nth)).sum::<u32>();
        let repeated = |nth: usize| {
            if count(nth) >= FURNITURE { self.repeating(&found, nth) } else { Vec::new() }
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
    fn repeating<'s>(&'s self, found: &[KeyedEntries<'s>], nth: usize) -> Vec<&'s str> {
        let mut by_outlet: HashMap<&str, u32> = HashMap::default();
        for of_segment in found {
            of_segment.each_outlet(nth, |outlet, count| *by_outlet.entry(outlet).or_default() += count);
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
        let of_segment = |(number, segment): (usize, &Arc<Segment>)| {
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
