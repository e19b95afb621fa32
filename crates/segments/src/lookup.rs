//! Looking keys up in all segments of a snapshot.

use crate::snapshot::Snapshot;
use foldhash::HashMap;
use rayon::prelude::*;
use std::cmp::Reverse;

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

impl Snapshot {
    /// The articles that have some of `keys`, those with the rarest first; at most `most`. Of many, those that have
    /// only keys that are common in the archive are left out.
    #[must_use]
    pub fn look_up(&self, keys: &[u32], most: usize) -> LookedUp {
        let articles = self.len().max(1) as f32;
        // the number of articles with each key, in all segments
        let count = |segment: &std::sync::Arc<crate::Segment>| -> Vec<u32> {
            keys.iter().map(|&key| segment.postings(key, |_| ())).collect()
        };
        let counts = self.segments().par_iter().map(count).reduce(
            || vec![0; keys.len()],
            |mut one, other| {
                one.iter_mut().zip(other).for_each(|(sum, count)| *sum += count);
                one
            },
        );
        let repeated: Vec<Vec<&str>> = (keys.par_iter().zip(&counts))
            .map(|(&key, &count)| if count >= FURNITURE { self.repeating(key) } else { Vec::new() })
            .collect();
        let counts: Vec<u32> =
            counts.into_iter().zip(&repeated).map(|(count, by)| if by.is_empty() { count } else { 0 }).collect();
        let weights: Vec<f32> = counts.iter().map(|&count| (articles / count.max(1) as f32).log2().max(0.0)).collect();
        let of_segment = |(number, segment): (usize, &std::sync::Arc<crate::Segment>)| {
            let mut scores = vec![0.0_f32; segment.entries() as usize];
            let mut seen = Vec::new();
            for ((&key, &weight), _) in keys.iter().zip(&weights).zip(&counts).filter(|(_, count)| **count > 0) {
                segment.postings(key, |entry| {
                    let score = &mut scores[entry as usize];
                    if *score == 0.0 {
                        seen.push(entry);
                    }
                    // a key of all articles says nothing, and still is one
                    *score += weight.max(0.01);
                });
            }
            let is_live = |entry: &u32| !self.is_removed(number, *entry);
            let scored = |entry| ScoredEntry {
                place: EntryRef { segment: number as u32, entry },
                score: scores[entry as usize],
            };
            seen.into_iter().filter(is_live).map(scored).collect::<Vec<_>>()
        };
        let mut found: Vec<ScoredEntry> = self.segments().par_iter().enumerate().flat_map_iter(of_segment).collect();
        found.sort_unstable_by(|a, b| b.score.total_cmp(&a.score).then(a.place.cmp(&b.place)));
        let least = articles.log2() / 2.0;
        let worth = found.partition_point(|entry| entry.score >= least);
        found.truncate(worth.max(FEW).min(most));
        let mut repeating: Vec<String> = repeated.into_iter().flatten().map(str::to_owned).collect();
        repeating.sort_unstable();
        repeating.dedup();
        LookedUp { entries: found, repeating }
    }

    /// The outlets that repeat a key.
    fn repeating(&self, key: u32) -> Vec<&str> {
        let mut by_outlet: HashMap<&str, u32> = HashMap::default();
        for segment in self.segments() {
            segment.postings(key, |entry| *by_outlet.entry(segment.outlet(entry)).or_default() += 1);
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
        let of_segment = |(number, segment): (usize, &std::sync::Arc<crate::Segment>)| {
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
