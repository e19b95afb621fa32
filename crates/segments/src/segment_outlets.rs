//! The outlets of a segment's articles, and what is remembered of them: the file never changes, so neither does this.

use crate::segment::{OutletsOfKey, Segment, kind};
use foldhash::HashMap;
use std::sync::{Arc, PoisonError};

/// The articles of a segment by outlet.
#[derive(Debug)]
pub(crate) struct OutletIndex {
    /// The numbers of the outlets by their names.
    numbers: HashMap<String, u32>,
    /// For each outlet where its articles end.
    ends: Vec<u32>,
    /// The articles of one outlet after those of another, each outlet's in the order of the hashes of their ids; as
    /// positions in the list of ids.
    places: Vec<u32>,
    counts: Vec<OutletCounts>,
}

/// What is counted of an outlet in a segment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct OutletCounts {
    pub(crate) articles: u64,
    /// Articles whose dates show that the day comes first, and that the month does.
    pub(crate) date_orders: [u64; 2],
}

/// Keys of many articles that a segment remembers: some 100 bytes each.
const MOST_HEAVY_KEYS: usize = 1 << 13;

impl OutletIndex {
    fn of(segment: &Segment) -> Self {
        let (outlets, (_, entries)) = (segment.outlet_numbers(), segment.ids());
        let mut counts = vec![OutletCounts::default(); segment.outlet_names.len()];
        for (entry, &outlet) in (0..).zip(outlets) {
            if let Some(counts) = counts.get_mut(outlet as usize) {
                counts.articles += 1;
                if let Some(order) = segment.date_order(entry) {
                    counts.date_orders[usize::from(order)] += 1;
                }
            }
        }
        let of_place = |&entry: &u32| outlets.get(entry as usize).copied().unwrap_or(u32::MAX);
        let mut places: Vec<u32> = (0..entries.len() as u32).collect();
        // a stable sort keeps the order of the hashes
        places.sort_by_key(|&place| of_place(&entries[place as usize]));
        let end = |outlet| places.partition_point(|&place| of_place(&entries[place as usize]) <= outlet) as u32;
        let ends = (0..segment.outlet_names.len() as u32).map(end).collect();
        let numbers = segment.outlet_names.iter().cloned().zip(0..).collect();
        OutletIndex { numbers, ends, places, counts }
    }

    fn places(&self, outlet: u32) -> &[u32] {
        let end_of = |outlet: u32| self.ends.get(outlet as usize).copied().unwrap_or_default() as usize;
        let start = outlet.checked_sub(1).map_or(0, end_of);
        self.places.get(start..end_of(outlet)).unwrap_or_default()
    }
}

impl Segment {
    fn by_outlet(&self) -> &OutletIndex {
        self.by_outlet.get_or_init(|| OutletIndex::of(self))
    }

    /// The outlet of an article.
    #[must_use]
    pub fn outlet(&self, entry: u32) -> &str {
        let number = self.file.numbers(kind::OUTLETS).get(entry as usize).copied().unwrap_or(u32::MAX);
        self.outlet_names.get(number as usize).map_or("", String::as_str)
    }

    /// Its outlets with what is counted of each, with articles that were removed.
    pub(crate) fn outlet_counts(&self) -> impl Iterator<Item = (&str, OutletCounts)> {
        self.outlet_names.iter().map(String::as_str).zip(self.by_outlet().counts.iter().copied())
    }

    /// What is counted of one outlet.
    pub(crate) fn counts_of(&self, outlet: &str) -> OutletCounts {
        let by_outlet = self.by_outlet();
        let counts = by_outlet.numbers.get(outlet).and_then(|&number| by_outlet.counts.get(number as usize));
        counts.copied().unwrap_or_default()
    }

    /// The articles of an outlet with the hashes of their ids, in the order of the hashes; of the empty name all
    /// articles.
    pub(crate) fn by_id(&self, outlet: &str) -> Box<dyn Iterator<Item = (u64, u32)> + '_> {
        let (hashes, entries) = self.ids();
        if outlet.is_empty() {
            return Box::new(hashes.iter().copied().zip(entries.iter().copied()));
        }
        let by_outlet = self.by_outlet();
        let places = by_outlet.numbers.get(outlet).map_or(&[][..], |&number| by_outlet.places(number));
        Box::new(places.iter().map(|&place| (hashes[place as usize], entries[place as usize])))
    }

    /// See [`ArticleData::date_order`](crate::ArticleData::date_order).
    pub(crate) fn date_order(&self, entry: u32) -> Option<bool> {
        // segments of before there was this section tell nothing
        match self.file.section(kind::DATE_ORDERS).get(entry as usize)? {
            1 => Some(false),
            2 => Some(true),
            _ => None,
        }
    }

    pub(crate) fn outlet_numbers(&self) -> &[u32] {
        self.file.numbers(kind::OUTLETS)
    }

    /// For each key the number of articles of each outlet, if it was found to be one of many articles.
    pub(crate) fn heavy_keys(&self, keys: &[u32]) -> Vec<Option<OutletsOfKey>> {
        let known = self.heavy_keys.lock().unwrap_or_else(PoisonError::into_inner);
        keys.iter().map(|key| known.get(key).cloned()).collect()
    }

    /// Remembers a key of many articles.
    pub(crate) fn remember_heavy_key(&self, key: u32, counts: &OutletsOfKey) {
        let mut known = self.heavy_keys.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST_HEAVY_KEYS {
            known.clear();
        }
        known.insert(key, Arc::clone(counts));
    }
}
