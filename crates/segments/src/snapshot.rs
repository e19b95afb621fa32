//! The index as it was at one moment.

use crate::lookup::EntryRef;
use crate::segment::Segment;
use foldhash::{HashMap, HashSet};
use std::sync::{Arc, OnceLock};

/// The index as it was at one moment.
#[derive(Debug, Default)]
pub struct Snapshot {
    pub(crate) generation: u64,
    pub(crate) names: Vec<u64>,
    pub(crate) segments: Vec<Arc<Segment>>,
    pub(crate) removed: Vec<HashSet<u32>>,
    /// The number of articles of each outlet, once it was asked for.
    pub(crate) outlet_sizes: OnceLock<HashMap<String, u64>>,
}

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

    /// The number of articles of each outlet, with those that were removed.
    pub(crate) fn outlet_sizes(&self) -> &HashMap<String, u64> {
        self.outlet_sizes.get_or_init(|| {
            let mut sizes = HashMap::default();
            for segment in &self.segments {
                for (outlet, counts) in segment.outlet_counts() {
                    *sizes.entry(outlet.to_owned()).or_default() += counts.articles;
                }
            }
            sizes
        })
    }

    /// The number of live articles of an outlet whose dates show that the day comes first, and that the month does.
    #[must_use]
    pub fn date_orders(&self, outlet: &str) -> [u64; 2] {
        let mut sum = [0_u64; 2];
        for (segment, removed) in self.segments.iter().zip(&self.removed) {
            let counts = segment.outlet_counts().find(|(name, _)| *name == outlet);
            let Some((_, counts)) = counts else { continue };
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
        let all = self.outlet_sizes().get(outlet).copied().unwrap_or_default();
        let of_outlet = |(segment, removed): (&Arc<Segment>, &HashSet<u32>)| {
            removed.iter().filter(|&&entry| segment.outlet(entry) == outlet).count() as u64
        };
        all - self.segments.iter().zip(&self.removed).map(of_outlet).sum::<u64>()
    }

    /// An article by the name of its segment.
    pub(crate) fn named(&self, place: EntryRef) -> (u64, u32) {
        (self.names[place.segment as usize], place.entry)
    }
}
