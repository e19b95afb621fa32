//! The index as it was at one moment.

use crate::lookup::EntryRef;
use crate::segment::Segment;
use foldhash::{HashMap, HashSet};
use rayon::prelude::*;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// The index as it was at one moment.
#[derive(Debug, Default)]
pub struct Snapshot {
    pub(crate) generation: u64,
    pub(crate) names: Vec<u64>,
    pub(crate) segments: Vec<Arc<Segment>>,
    pub(crate) removed: Vec<HashSet<u32>>,
    /// The outlets, once they were asked for.
    pub(crate) outlets: OnceLock<SnapshotOutlets>,
    /// The outlets that repeat a key, for keys that were asked for.
    pub(crate) repeated: Mutex<HashMap<u32, Arc<[u32]>>>,
    /// How often words occur, of those that were asked for.
    pub(crate) word_counts: Mutex<HashMap<u32, u64>>,
}

/// The outlets of a snapshot, each with a number.
#[derive(Debug, Default)]
pub(crate) struct SnapshotOutlets {
    pub(crate) names: Vec<String>,
    numbers: HashMap<String, u32>,
    /// The number of articles of each, with those that were removed.
    pub(crate) sizes: Vec<u64>,
    /// For each segment the numbers here of the numbers there.
    of_segments: Vec<Vec<u32>>,
}

impl SnapshotOutlets {
    /// The number of an outlet of a segment; beyond all where that is damaged.
    pub(crate) fn number(&self, segment: usize, in_segment: u32) -> u32 {
        self.of_segments.get(segment).and_then(|numbers| numbers.get(in_segment as usize)).copied().unwrap_or(u32::MAX)
    }
}

/// Words whose counts a snapshot remembers: some 20 bytes each.
const MOST_WORDS: usize = 1 << 18;

/// The size of a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SegmentStats {
    /// The name of its file.
    pub file: String,
    /// Its articles, with those that were removed.
    pub articles: u32,
    /// Those that were removed and are still in the file.
    pub removed: u32,
    /// Its size in bytes.
    pub bytes: u64,
}

impl Snapshot {
    /// The number of transactions before it.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Its segments.
    #[must_use]
    pub fn segments(&self) -> &[Arc<Segment>] {
        &self.segments
    }

    /// Number of articles.
    #[must_use]
    pub fn len(&self) -> u64 {
        let all: u64 = self.segments.iter().map(|segment| u64::from(segment.entries())).sum();
        all - self.removed.iter().map(|removed| removed.len() as u64).sum::<u64>()
    }

    /// Whether there are no articles.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of words, with those of removed articles.
    #[must_use]
    pub fn words(&self) -> u64 {
        self.segments.iter().map(|segment| segment.words()).sum()
    }

    /// Whether an article was removed.
    #[must_use]
    pub fn is_removed(&self, segment: usize, entry: u32) -> bool {
        self.removed[segment].contains(&entry)
    }

    /// The segment of an article.
    ///
    /// # Panics
    /// When the article is of another snapshot.
    #[must_use]
    pub fn segment_of(&self, place: EntryRef) -> &Segment {
        &self.segments[place.segment as usize]
    }

    /// The sizes of its segments.
    #[must_use]
    pub fn stats(&self) -> Vec<SegmentStats> {
        let of_segment = |(segment, removed): (&Arc<Segment>, &HashSet<u32>)| SegmentStats {
            file: segment.path().file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
            articles: segment.entries(),
            removed: removed.len() as u32,
            bytes: segment.bytes(),
        };
        self.segments.iter().zip(&self.removed).map(of_segment).collect()
    }

    /// All outlets.
    pub(crate) fn outlets(&self) -> &SnapshotOutlets {
        self.outlets.get_or_init(|| {
            let mut all = SnapshotOutlets::default();
            for segment in &self.segments {
                let mut of_segment = Vec::new();
                for (name, counts) in segment.outlet_counts() {
                    let number = all.numbers.get(name).copied().unwrap_or_else(|| {
                        let next = all.names.len() as u32;
                        all.numbers.insert(name.to_owned(), next);
                        all.names.push(name.to_owned());
                        all.sizes.push(0);
                        next
                    });
                    all.sizes[number as usize] += counts.articles;
                    of_segment.push(number);
                }
                all.of_segments.push(of_segment);
            }
            all
        })
    }

    /// The outlet of an article, as a number in this snapshot.
    #[must_use]
    pub fn outlet_of(&self, place: EntryRef) -> u32 {
        let (segment, outlets) = (self.segment_of(place), self.outlets());
        let in_segment = segment.outlet_numbers().get(place.entry as usize).copied().unwrap_or(u32::MAX);
        outlets.number(place.segment as usize, in_segment)
    }

    /// The name of an outlet by its number in this snapshot.
    #[must_use]
    pub fn outlet_name(&self, outlet: u32) -> &str {
        self.outlets().names.get(outlet as usize).map_or("", String::as_str)
    }

    /// The number of live articles of an outlet whose dates show that the day comes first, and that the month does.
    #[must_use]
    pub fn date_orders(&self, outlet: &str) -> [u64; 2] {
        let mut sum = [0_u64; 2];
        for (segment, removed) in self.segments.iter().zip(&self.removed) {
            let counts = segment.counts_of(outlet);
            sum.iter_mut().zip(counts.date_orders).for_each(|(sum, count)| *sum += count);
            for &entry in removed.iter().filter(|&&entry| segment.outlet(entry) == outlet) {
                if let Some(order) = segment.date_order(entry) {
                    sum[usize::from(order)] -= 1;
                }
            }
        }
        sum
    }

    /// The number of live articles of an outlet.
    #[must_use]
    pub fn articles_of(&self, outlet: &str) -> u64 {
        let number = self.outlets().numbers.get(outlet).copied().unwrap_or(u32::MAX);
        let all = self.outlets().sizes.get(number as usize).copied().unwrap_or_default();
        let of_outlet = |(segment, removed): (&Arc<Segment>, &HashSet<u32>)| {
            removed.iter().filter(|&&entry| segment.outlet(entry) == outlet).count() as u64
        };
        all - self.segments.iter().zip(&self.removed).map(of_outlet).sum::<u64>()
    }

    /// How often some words occur in all segments: the most frequent ones are asked for by every text.
    #[must_use]
    pub fn word_counts(&self, spellings: &[u32]) -> Vec<u64> {
        let known = || self.word_counts.lock().unwrap_or_else(PoisonError::into_inner);
        let mut counts: Vec<Option<u64>> = {
            let known = known();
            spellings.iter().map(|spelling| known.get(spelling).copied()).collect()
        };
        let new: Vec<usize> = (0..spellings.len()).filter(|&nth| counts[nth].is_none()).collect();
        let count = |&nth: &usize| {
            self.segments.iter().map(|segment| u64::from(segment.word_count(spellings[nth]))).sum::<u64>()
        };
        let counted: Vec<u64> = new.par_iter().with_min_len(64).map(count).collect();
        let mut known = known();
        if known.len() > MOST_WORDS {
            known.clear();
        }
        for (nth, count) in new.into_iter().zip(counted) {
            known.insert(spellings[nth], count);
            counts[nth] = Some(count);
        }
        counts.into_iter().map(Option::unwrap_or_default).collect()
    }

    /// An article by the name of its segment.
    pub(crate) fn named(&self, place: EntryRef) -> (u64, u32) {
        (self.names[place.segment as usize], place.entry)
    }
}
