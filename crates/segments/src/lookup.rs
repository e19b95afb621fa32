//! Looking keys up in all segments of a snapshot.

use crate::segment::{OutletsOfKey, Segment};
use crate::snapshot::Snapshot;
use foldhash::HashMap;
use rayon::prelude::*;
use std::cell::RefCell;
use std::cmp::Reverse;
use std::ops::Range;
use std::sync::{Arc, PoisonError};

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

/// A key of this many articles, and of an eighth of all, names none: who shares a passage with a text shares rarer ones
/// too, or one that is furniture.
const COMMON: u32 = 1 << 10;

/// What a look-up gives.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LookedUp {
    /// The articles that have some of the keys, those with the rarest first.
    pub entries: Vec<ScoredEntry>,
    /// The outlets that repeat some of the keys, by their numbers in the snapshot. Those keys name no articles.
    pub repeating: Vec<u32>,
    /// For each article which of the keys it has, as numbers from 0, without those that name no articles.
    pub keys: Vec<Vec<u32>>,
}

/// Articles that are given back without a look at what their keys say.
const FEW: usize = 200;

/// A key of this many articles of a segment is heavy: its articles are counted by outlet once, and read again only
/// where they are asked for. Most heavy keys are furniture, of which the counts are all that is needed.
const HEAVY: usize = 64;

/// Keys whose outlets a snapshot remembers: some 50 bytes each.
const MOST_REPEATED: usize = 1 << 17;

/// Segments that a thread takes at a time at least.
const MIN_SEGMENTS: usize = 4;

thread_local! {
    /// A score for each article of a segment: all zero between look-ups.
    static SCORES: RefCell<Vec<f32>> = const { RefCell::new(Vec::new()) };
}

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
        for (&key, known) in keys.iter().zip(segment.heavy_keys(keys)) {
            let of_key = match known {
                Some(known) => OfKey::Many(known.iter().map(|(_, count)| count).sum(), known),
                None => found.of_key(key),
            };
            found.keys.push(of_key);
        }
        found
    }

    /// The articles with a key.
    fn of_key(&mut self, key: u32) -> OfKey {
        let (start, entries) = (self.entries.len(), &mut self.entries);
        self.segment.postings(key, |entry| entries.push(entry));
        if entries.len() - start < HEAVY {
            return OfKey::Few(start..entries.len());
        }
        let outlets = self.segment.outlet_numbers();
        let of_entry = |entry: &u32| outlets.get(*entry as usize).copied();
        let mut of_outlets: Vec<u32> = entries[start..].iter().filter_map(of_entry).collect();
        of_outlets.sort_unstable();
        entries.truncate(start);
        let counts: OutletsOfKey =
            of_outlets.chunk_by(|a, b| a == b).map(|same| (same[0], same.len() as u32)).collect();
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

    /// Calls `visit` for the outlets of the articles with a key, each by its number here and with a number of articles.
    fn each_outlet(&self, nth: usize, mut visit: impl FnMut(u32, u32)) {
        match &self.keys[nth] {
            OfKey::Few(place) => {
                let outlets = self.segment.outlet_numbers();
                for &entry in &self.entries[place.clone()] {
                    visit(outlets.get(entry as usize).copied().unwrap_or(u32::MAX), 1);
                }
            }
            OfKey::Many(_, counts) => counts.iter().for_each(|&(outlet, count)| visit(outlet, count)),
        }
    }

    /// The articles with keys of some weight, each with the sum of the weights.
    fn scores(&self, keys: &[u32], weights: &[f32]) -> Vec<(u32, f32)> {
        SCORES.with_borrow_mut(|scores| {
            let least = self.segment.entries() as usize;
            if scores.len() < least {
                scores.resize(least, 0.0);
            }
            let mut seen = Vec::new();
            for (nth, &weight) in weights.iter().enumerate().filter(|(_, weight)| **weight > 0.0) {
                self.each(keys[nth], nth, |entry| {
                    let score = &mut scores[entry as usize];
                    if *score == 0.0 {
                        seen.push(entry);
                    }
                    *score += weight;
                });
            }
            seen.into_iter().map(|entry| (entry, std::mem::take(&mut scores[entry as usize]))).collect()
        })
    }
}

impl Snapshot {
    /// The articles that have some of `keys`, those with the rarest first; at most `most`. Of many, those that have
    /// only keys that are common in the archive are left out.
    #[must_use]
    pub fn look_up(&self, keys: &[u32], most: usize) -> LookedUp {
        // what an outlet repeats names no articles, whatever else there is
        let (mut repeating, keys) = self.without_repeated(keys);
        let numbers: Vec<u32> = keys.iter().map(|&(nth, _)| nth).collect();
        let keys: Vec<u32> = keys.into_iter().map(|(_, key)| key).collect();
        let articles = self.len().max(1) as f32;
        let found: Vec<KeyedEntries<'_>> = self
            .segments()
            .par_iter()
            .with_min_len(MIN_SEGMENTS)
            .map(|segment| KeyedEntries::of(segment, &keys))
            .collect();
        let count = |nth: usize| found.iter().map(|found| found.count(nth)).sum::<u32>();
        let counts: Vec<u32> = (0..keys.len()).map(count).collect();
        let repeated = self.repeated(&found, &keys, &counts);
        let weight = |nth: usize| {
            let is_common = counts[nth] >= COMMON && counts[nth] as f32 * 8.0 >= articles;
            if repeated[nth].as_ref().is_some_and(|outlets| !outlets.is_empty()) || is_common {
                return 0.0;
            }
            // a key of all articles says nothing, and still is one
            (articles / counts[nth].max(1) as f32).log2().max(0.01)
        };
        let weights: Vec<f32> = (0..keys.len()).map(weight).collect();
        let of_segment = |(number, found): (usize, &KeyedEntries<'_>)| {
            let scored = |(entry, score)| ScoredEntry { place: EntryRef { segment: number as u32, entry }, score };
            let live = found.scores(&keys, &weights).into_iter().filter(|(entry, _)| !self.is_removed(number, *entry));
            live.map(scored).collect::<Vec<_>>()
        };
        let scored = found.par_iter().with_min_len(MIN_SEGMENTS).enumerate().flat_map_iter(of_segment);
        let entries = best(scored.collect(), articles.log2() / 2.0, most);
        repeating.extend(repeated.iter().flatten().flat_map(|outlets| outlets.iter().copied()));
        repeating.sort_unstable();
        repeating.dedup();
        let mut of_entries = keys_of(&entries, &found, &keys, &weights);
        of_entries.iter_mut().flatten().for_each(|nth| *nth = numbers[*nth as usize]);
        LookedUp { entries, repeating, keys: of_entries }
    }

    /// The outlets that are known to repeat some keys, and the other keys with their numbers.
    fn without_repeated(&self, keys: &[u32]) -> (Vec<u32>, Vec<(u32, u32)>) {
        let known = self.repeated.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut repeating, mut others) = (Vec::new(), Vec::with_capacity(keys.len()));
        for (nth, key) in (0..).zip(keys) {
            match known.get(key).filter(|outlets| !outlets.is_empty()) {
                Some(outlets) => repeating.extend(outlets.iter().copied()),
                None => others.push((nth, *key)),
            }
        }
        (repeating, others)
    }

    /// For each key that has enough articles for it the outlets that repeat it.
    fn repeated(&self, found: &[KeyedEntries<'_>], keys: &[u32], counts: &[u32]) -> Vec<Option<Arc<[u32]>>> {
        let known = || self.repeated.lock().unwrap_or_else(PoisonError::into_inner);
        let mut repeated: Vec<Option<Arc<[u32]>>> = {
            let known = known();
            keys.iter().map(|key| known.get(key).cloned()).collect()
        };
        let mut by_outlet = vec![0; self.outlets().sizes.len()];
        let mut new = Vec::new();
        for nth in (0..keys.len()).filter(|&nth| counts[nth] >= FURNITURE) {
            if repeated[nth].is_none() {
                let outlets: Arc<[u32]> = self.repeating(found, nth, &mut by_outlet).into();
                new.push((keys[nth], Arc::clone(&outlets)));
                repeated[nth] = Some(outlets);
            }
        }
        let mut known = known();
        if known.len() > MOST_REPEATED {
            known.clear();
        }
        known.extend(new);
        drop(known);
        repeated
    }

    /// The outlets that repeat a key. `by_outlet` has a zero for each outlet, before and after.
    fn repeating(&self, found: &[KeyedEntries<'_>], nth: usize, by_outlet: &mut [u32]) -> Vec<u32> {
        let (outlets, mut seen) = (self.outlets(), Vec::new());
        for (segment, of_segment) in found.iter().enumerate() {
            of_segment.each_outlet(nth, |in_segment, count| {
                let outlet = outlets.number(segment, in_segment);
                let Some(sum) = by_outlet.get_mut(outlet as usize) else { return };
                if *sum == 0 {
                    seen.push(outlet);
                }
                *sum += count;
            });
        }
        seen.retain(|&outlet| {
            let (count, all) = (std::mem::take(&mut by_outlet[outlet as usize]), outlets.sizes[outlet as usize]);
            !outlets.names[outlet as usize].is_empty() && count >= FURNITURE && u64::from(count) * 10 >= all
        });
        seen
    }

    /// Some articles of an outlet, those with the lowest hashes of their ids; of the empty name some of all articles.
    #[must_use]
    pub fn sample(&self, outlet: &str, most: usize) -> Vec<(u64, EntryRef)> {
        let mut found: Vec<(u64, EntryRef)> = Vec::new();
        for (number, segment) in self.segments().iter().enumerate() {
            let live = segment.by_id(outlet).filter(|&(_, entry)| !self.is_removed(number, entry));
            found.extend(live.take(most).map(|(hash, entry)| (hash, EntryRef { segment: number as u32, entry })));
        }
        found.sort_unstable_by_key(|&(hash, place)| (hash, Reverse(place)));
        found.truncate(most);
        found
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

/// The articles with the highest scores, at most `most`, without those below `least` where there are more than a few.
fn best(mut entries: Vec<ScoredEntry>, least: f32, most: usize) -> Vec<ScoredEntry> {
    let order = |a: &ScoredEntry, b: &ScoredEntry| b.score.total_cmp(&a.score).then(a.place.cmp(&b.place));
    let worth = entries.iter().filter(|entry| entry.score >= least).count();
    let wanted = worth.max(FEW).min(most);
    if wanted < entries.len() {
        entries.select_nth_unstable_by(wanted, order);
        entries.truncate(wanted);
    }
    entries.sort_unstable_by(order);
    entries
}

/// For each of some articles the numbers of those keys that have a weight.
fn keys_of(entries: &[ScoredEntry], found: &[KeyedEntries<'_>], keys: &[u32], weights: &[f32]) -> Vec<Vec<u32>> {
    let mut of_segments: Vec<HashMap<u32, u32>> = vec![HashMap::default(); found.len()];
    for (at, ScoredEntry { place, .. }) in (0..).zip(entries) {
        of_segments[place.segment as usize].insert(place.entry, at);
    }
    let mut of_entries = vec![Vec::new(); entries.len()];
    for (found, wanted) in found.iter().zip(&of_segments).filter(|(_, wanted)| !wanted.is_empty()) {
        for (nth, _) in weights.iter().enumerate().filter(|(_, weight)| **weight > 0.0) {
            found.each(keys[nth], nth, |entry| {
                if let Some(&at) = wanted.get(&entry) {
                    of_entries[at as usize].push(nth as u32);
                }
            });
        }
    }
    of_entries
}

#[cfg(test)]
#[path = "lookup_tests.rs"]
mod tests;
