//! Posting lists: for every key the articles that have it.

use super::concat::{concat, starts};
use crate::util::radix_sort::{order_by_key, sort_hashes};
use rayon::prelude::*;
use std::ops::Range;

/// Posting lists that a thread takes at a time, at least.
const MIN_LISTS_PER_TASK: usize = 1 << 12;
/// Prefetch distance of a filter, in articles. The filter reads its memory in random order, and without prefetching the processor waits a
/// third of the time.
const PREFETCH_DISTANCE: usize = 32;

/// Decides which posting lists are kept.
pub trait PostingFilter: Sync {
    /// Whether the list of these articles is kept.
    fn keeps(&self, articles: &[u32]) -> bool;

    /// Prefetches what [`PostingFilter::keeps`] reads for this article.
    #[inline]
    fn prefetch(&self, article: u32) {
        let _ = article;
    }
}

impl<F: Fn(&[u32]) -> bool + Sync> PostingFilter for F {
    #[inline]
    fn keeps(&self, articles: &[u32]) -> bool {
        self(articles)
    }
}

/// Posting lists of some keys. Each list has two articles or more, ascending. The keys themselves are not stored, and keys of a single
/// article have no list.
#[derive(Debug, Default)]
pub struct Postings {
    articles: Vec<u32>,
    /// The end of each list in `articles`.
    ends: Vec<u64>,
}

impl Postings {
    /// From records with the key in the upper half and the article in the lower one. The keys are hashes that do not all share their upper
    /// bits, and the records of one key come with ascending articles.
    pub(super) fn from_records(mut records: Vec<u64>) -> Postings {
        sort_hashes(&mut records);
        let mut postings = Postings::default();
        for same_key in records.chunk_by(|a, b| a >> 32 == b >> 32).filter(|same_key| same_key.len() > 1) {
            postings.push(same_key.iter().map(|&record| record as u32));
        }
        postings
    }

    /// Adds a list. An article that occurs twice, because two of its shingles have one key, counts once.
    pub(super) fn push(&mut self, articles: impl Iterator<Item = u32>) {
        let start = self.articles.len();
        for article in articles {
            if self.articles[start..].last() != Some(&article) {
                self.articles.push(article);
            }
        }
        if self.articles.len() - start < 2 {
            self.articles.truncate(start);
        } else {
            self.ends.push(self.articles.len() as u64);
        }
    }

    /// The lists of all tables, in the order of the tables.
    #[must_use]
    pub fn concat(tables: Vec<Postings>) -> Postings {
        let before = starts(tables.iter().map(|table| table.articles.len()));
        let (articles, ends) = tables.into_iter().map(|table| (table.articles, table.ends)).unzip();
        Postings {
            articles: concat(articles, |_, article| article),
            ends: concat(ends, |table, end| end + before[table]),
        }
    }

    /// The same lists, ordered by the key of their first articles.
    pub(super) fn ordered_by(&self, key: impl Fn(u32) -> u32 + Sync) -> Postings {
        let order =
            order_by_key(self.len() as u32, |list| self.get(list as usize).first().map(|&article| key(article)));
        let mut ordered =
            Postings { articles: Vec::with_capacity(self.articles.len()), ends: Vec::with_capacity(self.len()) };
        for list in order {
            ordered.articles.extend_from_slice(self.get(list as usize));
            ordered.ends.push(ordered.articles.len() as u64);
        }
        ordered
    }

    /// Keeps the lists that `filter` keeps.
    pub fn retain(&mut self, filter: &impl PostingFilter) {
        let keeps = |list: usize| {
            let Range { start, end } = self.range(list);
            let ahead = self.articles.get(start + PREFETCH_DISTANCE..end + PREFETCH_DISTANCE);
            ahead.into_iter().flatten().for_each(|&article| filter.prefetch(article));
            filter.keeps(&self.articles[start..end])
        };
        // all threads filter, one moves what is kept
        let kept: Vec<bool> = (0..self.len()).into_par_iter().with_min_len(MIN_LISTS_PER_TASK).map(keeps).collect();
        let (mut articles_to, mut lists_to, mut start) = (0, 0, 0);
        for (list, kept) in kept.into_iter().enumerate() {
            let end = self.ends[list] as usize;
            if kept {
                self.articles.copy_within(start..end, articles_to);
                articles_to += end - start;
                self.ends[lists_to] = articles_to as u64;
                lists_to += 1;
            }
            start = end;
        }
        self.articles.truncate(articles_to);
        self.articles.shrink_to_fit();
        self.ends.truncate(lists_to);
        self.ends.shrink_to_fit();
    }

    /// Number of lists.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no list.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The articles of one list, ascending.
    ///
    /// # Panics
    /// When there is no such list.
    #[must_use]
    pub fn get(&self, list: usize) -> &[u32] {
        &self.articles[self.range(list)]
    }

    /// All lists in order.
    pub fn iter(&self) -> impl Iterator<Item = &[u32]> {
        (0..self.len()).map(|list| self.get(list))
    }

    #[inline]
    fn range(&self, list: usize) -> Range<usize> {
        let start = if list == 0 { 0 } else { self.ends[list - 1] as usize };
        start..self.ends[list] as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::{BTreeMap, BTreeSet};

    proptest! {
        #[test]
        fn every_key_of_two_articles_or_more_has_its_list(
            articles in proptest::collection::vec(proptest::collection::vec(0_u32..30, 0..6), 0..40),
        ) {
            let mut expected: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
            let mut records = Vec::new();
            for (article, keys) in (0..).zip(&articles) {
                for key in keys.iter().map(|&key| crate::util::hash::mix32(key)) {
                    expected.entry(key).or_default().insert(article);
                    records.push(u64::from(key) << 32 | u64::from(article));
                }
            }
            let lists = Postings::from_records(records);
            let lists: Vec<Vec<u32>> = lists.iter().map(<[u32]>::to_vec).collect();
            let expected = expected.into_values().filter(|articles| articles.len() > 1);
            prop_assert_eq!(lists, expected.map(|articles| articles.into_iter().collect()).collect::<Vec<Vec<u32>>>());
        }

        #[test]
        fn keeps_the_lists_that_the_filter_keeps(
            lists in proptest::collection::vec(proptest::collection::btree_set(0_u32..40, 2..6), 0..30),
        ) {
            let mut postings = Postings::default();
            lists.iter().for_each(|articles| postings.push(articles.iter().copied()));
            postings.retain(&|articles: &[u32]| articles.iter().sum::<u32>().is_multiple_of(2));
            let expected: Vec<Vec<u32>> = lists
                .into_iter()
                .filter(|articles| articles.iter().sum::<u32>().is_multiple_of(2))
                .map(|articles| articles.into_iter().collect())
                .collect();
            prop_assert_eq!(postings.iter().map(<[u32]>::to_vec).collect::<Vec<_>>(), expected);
        }
    }
}
