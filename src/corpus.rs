//! The corpus of one run: of every article its fields and its tokens, in an order that depends on the articles alone.

use crate::article::{Article, EitherDate, Published, Rejected};
use crate::attribution::credit::Credit;
use crate::hash;
use crate::input::Order;
use crate::text::{Line, Token, Tokenised, Tokeniser};
use foldhash::{HashMap, HashMapExt};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Articles as they come in, a batch at a time: fields in one string, tokens in one row. Text is not kept.
#[derive(Debug, Default)]
pub struct Shelf {
    heap: String,
    entries: Vec<Entry>,
    text: Tokenised,
}

#[derive(Debug)]
struct Entry {
    path: Arc<str>,
    row: Option<u64>,
    /// Where id, outlet, title and byline end in the heap; they follow each other.
    ends: [u32; 4],
    tokens_end: u32,
    lines_end: u32,
    published: Option<Published>,
    either: Option<EitherDate>,
    /// Most articles name no agency, and a pointer of nothing is all that it costs them.
    credit: Option<Box<Credit>>,
}

impl Shelf {
    /// A shelf with room for the tokens of so many bytes of text.
    #[must_use]
    pub fn for_text(bytes: usize) -> Shelf {
        let mut shelf = Shelf::default();
        shelf.text.tokens.reserve(bytes / 6);
        shelf
    }

    /// Puts one article on the shelf.
    pub fn push(&mut self, article: &Article, tokeniser: &mut Tokeniser) {
        self.push_credited(article, Credit::default(), tokeniser);
    }

    /// Puts one article on the shelf, with what it says of its source.
    pub fn push_credited(&mut self, article: &Article, credit: Credit, tokeniser: &mut Tokeniser) {
        let mut ends = [0; 4];
        for (field, end) in [&article.id, &article.outlet, &article.title, &article.byline].into_iter().zip(&mut ends) {
            self.heap.push_str(field);
            *end = self.heap.len() as u32;
        }
        tokeniser.tokenise(&article.text, &mut self.text);
        self.entries.push(Entry {
            path: Arc::clone(&article.path),
            row: article.row,
            ends,
            tokens_end: self.text.tokens.len() as u32,
            lines_end: self.text.lines.len() as u32,
            published: article.published,
            either: article.either,
            credit: (credit != Credit::default()).then(|| Box::new(credit)),
        });
    }

    fn retain_tokens(&mut self, numbers: &[u32], keep: &impl Fn(u32, &[Token], &[Line], &mut Vec<u32>)) -> u64 {
        let before = self.text.tokens.len();
        let (mut start, mut lines_start, mut to) = (0, 0, 0);
        let mut kept = Vec::new();
        for (entry, &article) in self.entries.iter_mut().zip(numbers) {
            let end = entry.tokens_end as usize;
            kept.clear();
            let lines = &self.text.lines[lines_start..entry.lines_end as usize];
            keep(article, &self.text.tokens[start..end], lines, &mut kept);
            lines_start = entry.lines_end as usize;
            for &place in &kept {
                self.text.tokens[to] = self.text.tokens[start + place as usize];
                to += 1;
            }
            start = end;
            entry.tokens_end = to as u32;
            entry.lines_end = 0;
        }
        self.text.tokens.truncate(to);
        self.text.lines = Vec::new();
        (before - to) as u64
    }

    /// Gives back the memory that was set aside and not used.
    pub fn shrink(&mut self) {
        self.heap.shrink_to_fit();
        self.entries.shrink_to_fit();
        self.text.tokens.shrink_to_fit();
        self.text.lines.shrink_to_fit();
    }
}

/// One article of the corpus.
#[derive(Debug, Clone, Copy)]
pub struct Entered<'a> {
    /// Its id, unlike all others.
    pub id: &'a str,
    /// The file it came from.
    pub path: &'a str,
    /// Its row there.
    pub row: Option<u64>,
    /// Who printed it; empty when unknown.
    pub outlet: &'a str,
    /// Headline.
    pub title: &'a str,
    /// Byline.
    pub byline: &'a str,
    /// When it was published.
    pub published: Option<Published>,
    /// Its tokens, furniture included.
    pub tokens: &'a [Token],
    /// Its lines.
    pub lines: &'a [Line],
    /// What it says of its source; nothing when it names nobody and was read whole.
    pub credit: Option<&'a Credit>,
}

/// All articles of a run, numbered by path and row.
#[derive(Debug, Default)]
pub struct Corpus {
    shelves: Vec<Shelf>,
    places: Vec<Place>,
    renamed: HashMap<u32, String>,
}

#[derive(Debug, Clone, Copy)]
struct Place {
    shelf: u32,
    entry: u32,
}

impl Corpus {
    /// Orders the shelves' articles by path and row, whatever order they came in. An id that was given before keeps the
    /// article under `id@path:row`, and is reported among what was not as it should be.
    #[must_use]
    pub fn new(shelves: Vec<Shelf>) -> (Corpus, Vec<Rejected>) {
        let mut places: Vec<Place> = shelves
            .iter()
            .enumerate()
            .flat_map(|(shelf, of)| {
                (0..of.entries.len()).map(move |entry| Place { shelf: shelf as u32, entry: entry as u32 })
            })
            .collect();
        let key = |place: &Place| {
            let entry = &shelves[place.shelf as usize].entries[place.entry as usize];
            (&*entry.path, entry.row)
        };
        if !places.is_sorted_by(|a, b| key(a) <= key(b)) {
            places.sort_by(|a, b| key(a).cmp(&key(b)));
        }
        let mut corpus = Corpus { shelves, places, renamed: HashMap::new() };
        let rejected = corpus.make_ids_unique();
        (corpus, rejected)
    }

    fn make_ids_unique(&mut self) -> Vec<Rejected> {
        let mut by_hash: Vec<(u64, u32)> =
            (0..self.len()).map(|article| (hash::of_bytes(self.get(article).id.as_bytes()), article)).collect();
        by_hash.sort_unstable();
        let mut rejected = Vec::new();
        let mut renamed = HashMap::new();
        for same in by_hash.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
            for (nth, &(_, article)) in same.iter().enumerate() {
                let this = self.get(article);
                let Some(first) = same[..nth].iter().map(|&(_, other)| self.get(other)).find(|f| f.id == this.id)
                else {
                    continue;
                };
                let name = format!("{}@{}", this.id, place_name(this));
                rejected.push(Rejected {
                    path: this.path.to_owned(),
                    row: this.row,
                    reason: format!("id {:?} was used before, by {}; kept as {name:?}", this.id, place_name(first)),
                });
                renamed.insert(article, name);
            }
        }
        self.renamed = renamed;
        rejected
    }

    /// Decides the dates that read two ways, for the articles of outlets that write day and month in a known order.
    pub fn settle_dates(&mut self, orders: &BTreeMap<String, Order>) {
        if orders.is_empty() {
            return;
        }
        self.shelves.par_iter_mut().for_each(|shelf| {
            for entry in &mut shelf.entries {
                let outlet = &shelf.heap[entry.ends[0] as usize..entry.ends[1] as usize];
                if let (Some(either), Some(&order)) = (entry.either, orders.get(outlet)) {
                    entry.published = Some(either.in_order(order));
                }
            }
        });
    }

    /// Keeps of each article only the tokens that `keep` (article, its tokens, its lines, places to keep in order) names; lines are
    /// forgotten. Gives how many tokens went.
    pub fn retain_tokens(&mut self, keep: impl Fn(u32, &[Token], &[Line], &mut Vec<u32>) + Sync) -> u64 {
        let mut numbers: Vec<Vec<u32>> = self.shelves.iter().map(|shelf| vec![0; shelf.entries.len()]).collect();
        for (article, place) in self.places.iter().enumerate() {
            numbers[place.shelf as usize][place.entry as usize] = article as u32;
        }
        self.shelves.par_iter_mut().zip(&numbers).map(|(shelf, numbers)| shelf.retain_tokens(numbers, &keep)).sum()
    }

    /// How many articles there are.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.places.len() as u32
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The tokens of one article: [`Corpus::get`] without the rest of it.
    ///
    /// # Panics
    /// When there is no article of that number.
    #[must_use]
    pub fn tokens(&self, article: u32) -> &[Token] {
        let place = self.places[article as usize];
        let shelf = &self.shelves[place.shelf as usize];
        let at = place.entry as usize;
        let start = at.checked_sub(1).map_or(0, |before| shelf.entries[before].tokens_end);
        &shelf.text.tokens[start as usize..shelf.entries[at].tokens_end as usize]
    }

    /// When an article was published: [`Corpus::get`] without the rest of it.
    ///
    /// # Panics
    /// When there is no article of that number.
    #[must_use]
    pub fn published(&self, article: u32) -> Option<Published> {
        let place = self.places[article as usize];
        self.shelves[place.shelf as usize].entries[place.entry as usize].published
    }

    /// Who printed an article: [`Corpus::get`] without the rest of it.
    ///
    /// # Panics
    /// When there is no article of that number.
    #[must_use]
    pub fn outlet(&self, article: u32) -> &str {
        let place = self.places[article as usize];
        let shelf = &self.shelves[place.shelf as usize];
        let [id_end, outlet_end, ..] = shelf.entries[place.entry as usize].ends;
        &shelf.heap[id_end as usize..outlet_end as usize]
    }

    /// One article.
    ///
    /// # Panics
    /// When there is no article of that number.
    #[must_use]
    pub fn get(&self, article: u32) -> Entered<'_> {
        let place = self.places[article as usize];
        let shelf = &self.shelves[place.shelf as usize];
        let at = place.entry as usize;
        let entry = &shelf.entries[at];
        let (heap_start, tokens_start, lines_start) = match at.checked_sub(1).map(|before| &shelf.entries[before]) {
            Some(before) => (before.ends[3], before.tokens_end, before.lines_end),
            None => (0, 0, 0),
        };
        let heap = |from: u32, to: u32| &shelf.heap[from as usize..to as usize];
        let id = match self.renamed.get(&article) {
            Some(name) => name,
            None => heap(heap_start, entry.ends[0]),
        };
        Entered {
            id,
            path: &entry.path,
            row: entry.row,
            outlet: heap(entry.ends[0], entry.ends[1]),
            title: heap(entry.ends[1], entry.ends[2]),
            byline: heap(entry.ends[2], entry.ends[3]),
            published: entry.published,
            tokens: &shelf.text.tokens[tokens_start as usize..entry.tokens_end as usize],
            lines: &shelf.text.lines[lines_start as usize..entry.lines_end as usize],
            credit: entry.credit.as_deref(),
        }
    }
}

fn place_name(article: Entered<'_>) -> String {
    match article.row {
        Some(row) => format!("{}:{row}", article.path),
        None => article.path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shelf(articles: &[(&str, &str, u64, &str)]) -> Shelf {
        let mut shelf = Shelf::default();
        let mut tokeniser = Tokeniser::default();
        for &(id, path, row, text) in articles {
            let article = Article {
                id: id.into(),
                path: path.into(),
                row: Some(row),
                title: format!("About {id}"),
                text: text.into(),
                ..Article::default()
            };
            shelf.push(&article, &mut tokeniser);
        }
        shelf
    }

    #[test]
    fn articles_come_out_by_path_and_row_however_they_came_in() {
        let one = [("x", "b.jsonl", 2, "one two"), ("y", "b.jsonl", 10, "three\nfour five")];
        let two = [("z", "a.jsonl", 1, "six")];
        let ids = |corpus: &Corpus| (0..corpus.len()).map(|i| corpus.get(i).id.to_owned()).collect::<Vec<_>>();
        let (forwards, _) = Corpus::new(vec![shelf(&one), shelf(&two)]);
        let (backwards, _) = Corpus::new(vec![shelf(&two), shelf(&one)]);
        assert_eq!(ids(&forwards), ["z", "x", "y"]);
        assert_eq!(ids(&backwards), ids(&forwards));
        let y = forwards.get(2);
        assert_eq!((y.title, y.tokens.len(), y.lines.len()), ("About y", 3, 2));
        assert_eq!(y.lines[1].start(), 1);
    }

    #[test]
    fn an_id_given_twice_loses_no_article() {
        let (corpus, rejected) = Corpus::new(vec![shelf(&[("x", "a", 1, "one"), ("x", "a", 2, "two")])]);
        assert_eq!((corpus.get(0).id, corpus.get(1).id), ("x", "x@a:2"));
        assert_eq!(rejected.len(), 1);
        assert_eq!(rejected[0].row, Some(2));
        assert!(rejected[0].reason.contains("a:1"), "{}", rejected[0].reason);
    }
}
