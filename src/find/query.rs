//! The texts that are looked up, and the tables of their shingles and words.

use crate::segments::winnow;
use crate::text::{Shingle, ShingleSettings, Token, tokens};
use crate::time::Published;
use foldhash::{HashMap, HashMapExt};
use std::ops::Range;
use wirecopy_core::util::hash_bits::HashBits;

/// A text to look up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// What it is called in the answer: a file, an id.
    pub name: String,
    /// The text.
    pub text: String,
    /// When it was published, if it was: of two reports from one template, times tell which is which.
    pub published: Option<Published>,
}

/// Shingles that an article shares with a query at least, to be looked at: a run of eight words.
const LEAST_SHINGLES: u32 = 4;
/// The share of windows whose keys may be left out where they are parts of short passages.
const SELDOM: f64 = 1.0 / 64.0;
/// Words of the filter: 2¹⁸ bits, few of which a thousand drafts set.
const FILTER_WORDS: usize = 8192;

/// The texts of one search.
#[derive(Debug)]
pub struct QuerySet {
    texts: Vec<QueryText>,
    shingle: ShingleSettings,
    /// The queries that have each shingle.
    by_shingle: HashMap<Shingle, Vec<u32>>,
    filter: Box<HashBits<FILTER_WORDS>>,
    /// The number of each word by its spelling.
    words: HashMap<u32, u32>,
    word_filter: Box<HashBits<FILTER_WORDS>>,
}

/// One text, tokenised.
#[derive(Debug)]
pub(super) struct QueryText {
    pub(super) query: Query,
    pub(super) tokens: Vec<Token>,
    /// Shingles that a candidate shares at least.
    pub(super) least: u32,
    /// Number of distinct shingles.
    pub(super) distinct: usize,
    /// The shingles in ascending order, each with the word at which it starts.
    places: Vec<(Shingle, u32)>,
}

impl QueryText {
    /// The runs of words that an article with these shingles, of `size` words, may share with the text, in their order:
    /// none that they do share reaches beyond one.
    pub(super) fn runs(&self, shared: &[Shingle], size: usize) -> Vec<Range<usize>> {
        let mut starts: Vec<usize> = Vec::with_capacity(shared.len());
        for &shingle in shared {
            let from = self.places.partition_point(|&(other, _)| other < shingle);
            let same = self.places[from..].iter().take_while(|&&(other, _)| other == shingle);
            starts.extend(same.map(|&(_, start)| start as usize));
        }
        starts.sort_unstable();
        // shingles that overlap or touch are one run
        let runs = starts.chunk_by(|a, b| *b <= a + size);
        runs.map(|run| run[0]..(run[run.len() - 1] + size).min(self.tokens.len())).collect()
    }
}

/// Memory that is reused from one article to the next.
#[derive(Debug, Default)]
pub struct MatchScratch {
    shingles: Vec<Shingle>,
    /// Of the last article those shingles that some query has, and a few others.
    pub(super) found: Vec<Shingle>,
    counts: HashMap<u32, u32>,
}

impl QuerySet {
    /// Tokenises the queries.
    #[must_use]
    pub fn new(queries: Vec<Query>, shingle: ShingleSettings) -> Self {
        let mut set = QuerySet {
            texts: Vec::with_capacity(queries.len()),
            shingle,
            by_shingle: HashMap::new(),
            filter: Box::default(),
            words: HashMap::new(),
            word_filter: Box::default(),
        };
        for query in queries {
            let tokens = tokens(&query.text);
            set.push(query, tokens);
        }
        set
    }

    /// A query of which only the words are known.
    pub(super) fn of_tokens(query: Query, tokens: Vec<Token>, shingle: ShingleSettings) -> Self {
        let mut set = QuerySet::new(Vec::new(), shingle);
        set.push(query, tokens);
        set
    }

    pub(super) fn push(&mut self, query: Query, tokens: Vec<Token>) {
        let (number, mut shingles) = (self.texts.len() as u32, Vec::new());
        self.shingle.shingles(&tokens, &mut shingles);
        let mut places: Vec<(Shingle, u32)> = shingles.iter().copied().zip(0..).collect();
        places.sort_unstable();
        shingles.sort_unstable();
        shingles.dedup();
        for &shingle in &shingles {
            self.by_shingle.entry(shingle).or_default().push(number);
            self.filter.insert(shingle);
        }
        for token in &tokens {
            let next = self.words.len() as u32;
            self.words.entry(token.spelling()).or_insert(next);
            self.word_filter.insert(token.spelling());
        }
        let least = LEAST_SHINGLES.min(shingles.len() as u32);
        self.texts.push(QueryText { query, tokens, least, distinct: shingles.len(), places });
    }

    /// Number of queries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there are no queries.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// Number of words of a query.
    ///
    /// # Panics
    /// When there is no such query.
    #[must_use]
    pub fn words_of(&self, query: usize) -> usize {
        self.texts[query].tokens.len()
    }

    pub(super) fn text(&self, query: usize) -> &QueryText {
        &self.texts[query]
    }

    /// The shingles under which a query is looked up in an index where of `window` shingles in a row the lowest is a
    /// key, in ascending order. A passage of a whole window shares that key. Of a shorter passage only low shingles may
    /// be keys, so that the others are left out: a window has none that is lower once in 64 times.
    pub(super) fn keys_of(&self, query: usize, window: usize) -> Vec<Shingle> {
        let (mut shingles, mut keys) = (Vec::new(), Vec::new());
        self.shingle.shingles(&self.texts[query].tokens, &mut shingles);
        winnow(&shingles, window, &mut keys);
        let low = 1.0 - SELDOM.powf(1.0 / window.max(1) as f64);
        let low = (low * f64::from(u32::MAX)) as u32;
        keys.extend(shingles.into_iter().filter(|&shingle| shingle <= low));
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// The spellings of the words of all queries with their numbers, from 0.
    pub fn spellings(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.words.iter().map(|(&spelling, &number)| (spelling, number))
    }

    pub(super) fn shingle(&self) -> ShingleSettings {
        self.shingle
    }

    pub(super) fn word(&self, spelling: u32) -> Option<u32> {
        self.words.get(&spelling).copied()
    }

    /// Counts the words of an article that queries have too.
    pub(super) fn count_words(&self, tokens: &[Token], counts: &mut [u64]) {
        for token in tokens.iter().filter(|token| self.word_filter.may_contain(token.spelling())) {
            if let Some(&word) = self.words.get(&token.spelling()) {
                counts[word as usize] += 1;
            }
        }
    }

    /// The queries for which an article is a candidate, each with the number of distinct shingles in common.
    #[must_use]
    pub fn matches(&self, tokens: &[Token], scratch: &mut MatchScratch) -> Vec<(u32, u32)> {
        let MatchScratch { shingles, found, counts } = scratch;
        self.shingle.shingles(tokens, shingles);
        found.clear();
        found.extend(shingles.iter().copied().filter(|&shingle| self.filter.may_contain(shingle)));
        if found.is_empty() {
            return Vec::new();
        }
        found.sort_unstable();
        found.dedup();
        counts.clear();
        for query in found.iter().filter_map(|shingle| self.by_shingle.get(shingle)).flatten() {
            *counts.entry(*query).or_default() += 1;
        }
        let is_enough = |&(query, count): &(u32, u32)| count >= self.texts[query as usize].least;
        let mut enough: Vec<(u32, u32)> = counts.iter().map(|(&q, &count)| (q, count)).filter(is_enough).collect();
        enough.sort_unstable();
        enough
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_is_a_candidate_from_a_run_of_eight_words_on() {
        let query = Query { text: "a b c d e f g h i j k l m n o p".into(), ..Query::default() };
        let set = QuerySet::new(vec![query], ShingleSettings::default());
        let matches = |text: &str| set.matches(&tokens(text), &mut MatchScratch::default());
        assert_eq!(matches("x y c d e f g h i j z"), [(0, 4)]);
        assert!(matches("x y c d e f g h i z").is_empty());
        // the order of words counts
        assert!(matches("p o n m l k j i h g f e d c b a").is_empty());
    }

    #[test]
    fn the_lowest_shingle_of_every_window_is_a_key_and_few_low_ones_are_none() {
        let text: String = (0..3000).map(|word| format!("word{word} ")).collect();
        let set = QuerySet::new(vec![Query { text, ..Query::default() }], ShingleSettings::default());
        let mut shingles = Vec::new();
        set.shingle().shingles(&set.text(0).tokens, &mut shingles);
        for window in [1, 4, 8, 12] {
            let keys = set.keys_of(0, window);
            let lowest = |run: &[Shingle]| run.iter().copied().min().unwrap();
            assert!(shingles.windows(window).all(|run| keys.binary_search(&lowest(run)).is_ok()), "{window}");
            // in other words around it, a shingle is hardly ever the lowest of a window if it is no key
            let others: Vec<Shingle> =
                shingles.iter().copied().filter(|one| keys.binary_search(one).is_err()).collect();
            let Some(bound) = others.iter().min() else { continue };
            let high = shingles.windows(window).filter(|run| lowest(run) >= *bound).count();
            assert!(high * 32 < shingles.len(), "{window}: {high}");
            assert!(window < 8 || keys.len() * 2 < shingles.len(), "{window}: {} keys", keys.len());
        }
    }
}
