//! The corpus of one run: of every article its fields and its tokens, in an order that depends on the articles alone.

use crate::article::{Extraction, Published, Rejected};
use crate::attribution::credit::Credit;
use crate::error::Result;
use crate::hash;
use crate::input::DateOrder;
use crate::prefetch::prefetch;
use crate::rows::Rows;
use crate::spool::{Mapping, Stored};
use crate::text::TextLine;
use foldhash::{HashMap, HashMapExt};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::num::NonZeroU64;

mod cuts;
mod gathered;
mod outlets;
mod reading;
mod shelf;
mod token_spool;
mod tokens;

pub use cuts::CutBlock;
pub use shelf::{Shelf, SpooledText, Spools, StoredShelf};
pub use tokens::Page;

use tokens::Stretch;

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
    /// Who owns the outlet, where a table of outlets says so.
    pub owner: &'a str,
    /// How its text was got out of its source.
    pub extraction: Extraction,
    /// When it was published.
    pub published: Option<Published>,
    /// Its lines.
    pub lines: &'a [TextLine],
    /// What it says of its source; nothing when it names nobody and was read whole.
    pub credit: Option<&'a Credit>,
}

/// All articles of a run, numbered by path and row.
#[derive(Debug, Default)]
pub struct Corpus {
    shelves: Vec<StoredShelf>,
    text: SpooledText,
    /// The codes of all tokens, where they were laid down anew.
    gathered: Option<Rows<u16>>,
    /// What is kept of tokens in a file, until they are.
    cuts: Option<cuts::Cuts>,
    places: Vec<Place>,
    renamed: HashMap<u32, String>,
    count_by: CountBy,
    numbers: outlets::Numbers,
}

/// Who an article counts for where outlets are counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CountBy {
    /// Its outlet.
    #[default]
    Outlet,
    /// Its outlet's owner: a chain that runs one story on forty sites prints it once.
    Owner,
}

#[derive(Debug, Clone, Copy)]
struct Place {
    shelf: u32,
    entry: u32,
    /// Its tokens among those of the shelf.
    tokens: Stretch,
}

impl Corpus {
    /// Orders the shelves' articles by path and row, whatever order they came in. An id that was given before keeps the
    /// article under `id@path:row`, and is reported among what was not as it should be.
    #[must_use]
    pub fn new(mut shelves: Vec<StoredShelf>, mut text: SpooledText) -> (Corpus, Vec<Rejected>) {
        let mut places: Vec<Place> = Vec::with_capacity(shelves.iter().map(|shelf| shelf.entries.len()).sum());
        for (shelf, of) in (0..).zip(&mut shelves) {
            let stretches;
            (of.tokens, stretches) = text.tokens.take(of.number);
            places.extend((0..).zip(stretches).map(|(entry, tokens)| Place { shelf, entry, tokens }));
        }
        let key = |place: &Place| {
            let entry = &shelves[place.shelf as usize].entries[place.entry as usize];
            (&*entry.path, entry.row)
        };
        if !places.is_sorted_by(|a, b| key(a) <= key(b)) {
            places.sort_by(|a, b| key(a).cmp(&key(b)));
        }
        let mut corpus = Corpus { shelves, text, places, ..Corpus::default() };
        // one thread numbers outlets while all look for ids
        let ((renamed, rejected), numbers) = rayon::join(|| corpus.ids_given_twice(), || corpus.numbers_of_outlets());
        (corpus.renamed, corpus.numbers) = (renamed, numbers);
        (corpus, rejected)
    }

    /// Names for the articles whose ids are another's, and what is told of them.
    fn ids_given_twice(&self) -> (HashMap<u32, String>, Vec<Rejected>) {
        let hashed = |article| (hash::of_bytes(self.get(article).id.as_bytes()), article);
        let mut by_hash: Vec<(u64, u32)> = (0..self.len()).into_par_iter().map(hashed).collect();
        by_hash.par_sort_unstable();
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
        (renamed, rejected)
    }

    /// Decides the dates that read two ways, for the articles of outlets that write day and month in a known order.
    pub fn resolve_dates(&mut self, orders: &BTreeMap<String, DateOrder>) {
        if orders.is_empty() {
            return;
        }
        let fields = &self.text.fields;
        self.shelves.par_iter_mut().for_each(|shelf| {
            for entry in &mut shelf.entries {
                let outlet = || field(fields.get(&shelf.heap), entry.ends[0], entry.ends[1]);
                if let Some(date) = &entry.ambiguous_date
                    && let Some(&order) = orders.get(outlet())
                {
                    entry.published = Some(date.in_order(order));
                }
            }
        });
    }

    /// The articles of each shelf, in its order.
    fn numbers(&self) -> Vec<Vec<u32>> {
        let mut numbers: Vec<Vec<u32>> = self.shelves.iter().map(|shelf| vec![0; shelf.entries.len()]).collect();
        for (article, place) in (0..).zip(&self.places) {
            numbers[place.shelf as usize][place.entry as usize] = article;
        }
        numbers
    }

    /// Whether tokens that are in a file could be read whenever they were asked for.
    ///
    /// # Errors
    /// [`Error::Read`](crate::error::Error::Read) with the folder of the file.
    pub fn whole(&self) -> Result<()> {
        self.text.tokens.packed.whole()?;
        self.gathered.as_ref().map_or(Ok(()), |rows| rows.filed().whole())
    }

    /// What of the corpus is mapped.
    #[must_use]
    pub fn mapping(&self) -> Option<Mapping> {
        self.text.mapping()
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

    /// Says that it will soon be asked where an article is.
    ///
    /// # Panics
    /// When there is no article of that number.
    #[inline]
    pub fn expect_place(&self, article: u32) {
        prefetch(&self.places[article as usize..=article as usize]);
    }

    /// Says that [`Corpus::get`] will be asked for an article soon; its place should be known by then, see [`Corpus::expect_place`].
    ///
    /// # Panics
    /// When there is no article of that number.
    #[inline]
    pub fn expect_entry(&self, article: u32) {
        let place = self.places[article as usize];
        let entry = place.entry as usize;
        prefetch(&self.shelves[place.shelf as usize].entries[entry.saturating_sub(1)..=entry]);
    }

    /// The same for its fields, where they are in memory, and what it says of its source; its entry should be known by then.
    ///
    /// # Panics
    /// When there is no article of that number.
    #[inline]
    pub fn expect_fields(&self, article: u32) {
        let place = self.places[article as usize];
        let shelf = &self.shelves[place.shelf as usize];
        let entry = &shelf.entries[place.entry as usize];
        prefetch(entry.path.as_bytes());
        entry.credit.iter().for_each(|credit| prefetch(std::slice::from_ref(&**credit)));
        if let Stored::Here(heap) = &shelf.heap {
            let end = |entry: usize| shelf.entries[entry].ends[4] as usize;
            let start = (place.entry as usize).checked_sub(1).map_or(0, end);
            prefetch(heap.get(start..end(place.entry as usize)).unwrap_or_default());
        }
    }

    /// The same for the words of its source, where those are known by then.
    ///
    /// # Panics
    /// When there is no article of that number.
    #[inline]
    pub fn expect_evidence(&self, article: u32) {
        self.credit(article).into_iter().for_each(|credit| prefetch(credit.evidence.as_bytes()));
    }

    /// What an article says of its source: [`Corpus::get`] without the rest of it.
    ///
    /// # Panics
    /// When there is no article of that number.
    #[must_use]
    pub fn credit(&self, article: u32) -> Option<&Credit> {
        let place = self.places[article as usize];
        self.shelves[place.shelf as usize].entries[place.entry as usize].credit.as_deref()
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
        field(self.text.fields.get(&shelf.heap), id_end, outlet_end)
    }

    /// Who an article counts for: its outlet, or the outlet's owner where that is known and [`Corpus::count_by`] says so.
    ///
    /// # Panics
    /// When there is no article of that number.
    #[must_use]
    pub fn publisher(&self, article: u32) -> &str {
        if self.count_by == CountBy::Owner {
            let owner = self.get(article).owner;
            if !owner.is_empty() {
                return owner;
            }
        }
        self.outlet(article)
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
        let heap_start = at.checked_sub(1).map_or(0, |before| shelf.entries[before].ends[4]);
        // all of them at once, as most are short
        let fields = field(self.text.fields.get(&shelf.heap), heap_start, entry.ends[4]);
        let behind = |end: u32| end.wrapping_sub(heap_start) as usize;
        let heap = |from: u32, to: u32| fields.get(behind(from)..behind(to)).unwrap_or_default();
        let id = match self.renamed.get(&article) {
            Some(name) => name,
            None => heap(heap_start, entry.ends[0]),
        };
        Entered {
            id,
            path: &entry.path,
            row: entry.row.map(NonZeroU64::get),
            outlet: heap(entry.ends[0], entry.ends[1]),
            title: heap(entry.ends[1], entry.ends[2]),
            byline: heap(entry.ends[2], entry.ends[3]),
            owner: heap(entry.ends[3], entry.ends[4]),
            extraction: entry.extraction,
            published: entry.published,
            lines: shelf.lines_of(place.entry),
            credit: entry.credit.as_deref(),
        }
    }
}

/// A field of an article; a shelf's bytes are made of whole fields.
#[inline]
fn field(bytes: &[u8], from: u32, to: u32) -> &str {
    bytes.get(from as usize..to as usize).and_then(|bytes| simdutf8::basic::from_utf8(bytes).ok()).unwrap_or_default()
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
    use crate::article::Article;
    use crate::spool::Memory;
    use crate::text::{Token, Tokeniser};

    fn shelf(articles: &[(&str, &str, u64, &str)], spools: &Spools) -> StoredShelf {
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
        shelf.store(spools).unwrap()
    }

    /// A corpus of these articles.
    pub(super) fn shelf_of(articles: &[Article]) -> Corpus {
        let (spools, mut shelf) = (Spools::new(&Memory::default()), Shelf::default());
        articles.iter().for_each(|article| shelf.push(article, &mut Tokeniser::default()));
        let shelf = shelf.store(&spools).unwrap();
        Corpus::new(vec![shelf], spools.finish().unwrap()).0
    }

    pub(super) fn corpus(shelves: &[&[(&str, &str, u64, &str)]], memory: Memory) -> (Corpus, Vec<Rejected>) {
        let spools = Spools::new(&memory);
        let shelves = shelves.iter().map(|articles| shelf(articles, &spools)).collect();
        Corpus::new(shelves, spools.finish().unwrap())
    }

    #[test]
    fn articles_come_out_by_path_and_row_however_they_came_in() {
        let one = [("x", "b.jsonl", 2, "one two"), ("y", "b.jsonl", 10, "three\nfour five")];
        let two = [("z", "a.jsonl", 1, "six")];
        let ids = |corpus: &Corpus| (0..corpus.len()).map(|i| corpus.get(i).id.to_owned()).collect::<Vec<_>>();
        let (forwards, _) = corpus(&[&one, &two], Memory::default());
        let (backwards, _) = corpus(&[&two, &one], Memory::default());
        assert_eq!(ids(&forwards), ["z", "x", "y"]);
        assert_eq!(ids(&backwards), ids(&forwards));
        let y = forwards.get(2);
        assert_eq!((y.title, forwards.tokens(2).len(), y.lines.len()), ("About y", 3, 2));
        assert_eq!(y.lines[1].start(), 1);
    }

    #[test]
    fn tokens_in_a_file_are_kept_and_cut_like_those_in_memory() {
        let one = [("x", "b", 1, "one two three"), ("y", "b", 2, "four")];
        let two = [("z", "a", 1, "five six"), ("w", "a", 2, "")];
        let cut = |memory| {
            let (mut corpus, _) = corpus(&[&one, &two], memory);
            // the first token of every article goes
            let behind_first =
                |tokens: &[Token], kept: &mut Vec<_>| kept.push(tokens.len().min(1) as u32..tokens.len() as u32);
            corpus.retain_tokens(true, |(), _, tokens, _, kept| behind_first(tokens, kept));
            (0..corpus.len()).map(|article| corpus.tokens(article).to_vec()).collect::<Vec<_>>()
        };
        let here = cut(Memory::default());
        assert_eq!(here.iter().map(Vec::len).collect::<Vec<_>>(), [1, 0, 2, 0]);
        assert_eq!(cut(Memory { budget: 0, folder: None }), here);
        assert_eq!(cut(Memory { budget: 100, folder: None }), here);
    }

    #[test]
    fn an_id_given_twice_loses_no_article() {
        let (corpus, rejected) = corpus(&[&[("x", "a", 1, "one"), ("x", "a", 2, "two")]], Memory::default());
        assert_eq!((corpus.get(0).id, corpus.get(1).id), ("x", "x@a:2"));
        assert_eq!(rejected.len(), 1);
        assert_eq!(rejected[0].row, Some(2));
        assert!(rejected[0].reason.contains("a:1"), "{}", rejected[0].reason);
    }
}
