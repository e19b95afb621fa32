//! The fields of all articles of a run, by article number. Articles are numbered by path and row, so that nothing later
//! depends on the order in which they arrived.

use crate::article::{Extraction, Language, Published, Rejected};
use crate::attribution::credit::Credit;
use crate::hash;
use crate::input::DateOrder;
use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::sync::Arc;

mod batch;
mod credit;
mod kept_texts;
mod outlets;
mod record;

pub use batch::ArticleBatch;
pub use credit::credit_of;
pub use kept_texts::KeptTexts;
pub(crate) use kept_texts::TextKeeper;
pub use record::ArticleRecord;

/// The fields of one article.
#[derive(Debug, Clone, Copy)]
pub struct ArticleRef<'a> {
    /// Its id, unique in the run.
    pub id: &'a str,
    /// The file it came from.
    pub path: &'a str,
    /// Its row there.
    pub row: Option<u64>,
    /// The outlet that printed it; empty when unknown.
    pub outlet: &'a str,
    /// Headline.
    pub title: &'a str,
    /// Byline.
    pub byline: &'a str,
    /// The address at which it was published; empty when unknown.
    pub url: &'a str,
    /// The language that its source declares.
    pub language: Language,
    /// Whether its title is made of the first words of its text, since its source gave none.
    pub is_title_made: bool,
    /// The owner of the outlet; empty unless a table of outlets names one.
    pub owner: &'a str,
    /// How its text was extracted.
    pub extraction: Extraction,
    /// When it was published.
    pub published: Option<Published>,
    /// What it says of its source; `None` when it names no agency and was read whole.
    pub credit: Option<&'a Credit>,
}

/// The fields of all articles of a run.
#[derive(Debug, Default)]
pub struct Articles {
    batches: Vec<ArticleBatch>,
    places: Vec<Place>,
    times: Arc<[Option<Published>]>,
    /// New ids of articles whose id another article has too.
    renamed: HashMap<u32, String>,
    count_by: CountBy,
    numbers: outlets::OutletNumbers,
    spellings: outlets::Spellings,
}

/// What an article counts for where outlets are counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CountBy {
    /// Its outlet.
    #[default]
    Outlet,
    /// The owner of its outlet: a chain that runs one story on forty sites prints it once.
    Owner,
}

/// An odd number with well mixed bits (the golden ratio).
const TIME_MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;

/// Where the fields of an article are.
#[derive(Debug, Clone, Copy)]
struct Place {
    batch: u32,
    entry: u32,
}

impl Articles {
    /// Numbers the articles of some batches by path and row. Returns also the batch and entry of each article, and what
    /// there is to report: an article whose id was used before keeps it as `id@path:row`. The
    /// dates of an outlet that show an order of day and month decide its ambiguous dates.
    #[must_use]
    pub fn new(mut batches: Vec<ArticleBatch>, count_by: CountBy) -> (Articles, Vec<(u32, u32)>, Vec<Rejected>) {
        let date_orders = date_orders(&batches);
        batches.par_iter_mut().for_each(|batch| batch.resolve_dates(&date_orders));
        let entries = |(number, batch): (u32, &ArticleBatch)| (0..batch.len() as u32).map(move |entry| (number, entry));
        let mut order: Vec<(u32, u32)> = (0..).zip(&batches).flat_map(entries).collect();
        // what was added to an index from standard input can share its place
        let key = |&(batch, entry): &(u32, u32)| batches[batch as usize].path_row_and_text(entry);
        if !order.is_sorted_by(|a, b| key(a) <= key(b)) {
            order.sort_by(|a, b| key(a).cmp(&key(b)));
        }
        let times = order.iter().map(|&(batch, entry)| batches[batch as usize].published(entry)).collect();
        let places = order.iter().map(|&(batch, entry)| Place { batch, entry }).collect();
        let mut articles = Articles { batches, places, times, count_by, ..Articles::default() };
        // one thread numbers outlets while the others look for repeated ids
        let ((renamed, rejected), numbers) =
            rayon::join(|| articles.repeated_ids(), || outlets::OutletNumbers::new(&articles, count_by));
        (articles.renamed, (articles.numbers, articles.spellings)) = (renamed, numbers);
        (articles, order, rejected)
    }

    /// New ids for articles whose id an earlier article has, and the report of each.
    fn repeated_ids(&self) -> (HashMap<u32, String>, Vec<Rejected>) {
        let hashed = |article| (hash::of_bytes(self.get(article).id.as_bytes()), article);
        let mut by_hash: Vec<(u64, u32)> = (0..self.len()).into_par_iter().map(hashed).collect();
        by_hash.par_sort_unstable();
        let (mut rejected, mut renamed) = (Vec::new(), HashMap::new());
        let mut new_names = HashSet::new();
        for same in by_hash.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
            for (nth, &(_, article)) in same.iter().enumerate() {
                let this = self.get(article);
                let mut earlier = same[..nth].iter().map(|&(_, other)| self.get(other));
                let Some(first) = earlier.find(|earlier| earlier.id == this.id) else { continue };
                let mut name = format!("{}@{}", this.id, path_and_row(this));
                // an article may have this very id as its own, and members of an archive one place
                let mut is_taken = |name: &str| {
                    let hash = hash::of_bytes(name.as_bytes());
                    by_hash.binary_search_by_key(&hash, |(hash, _)| *hash).is_ok() || !new_names.insert(hash)
                };
                while is_taken(&name) {
                    name.push('\'');
                }
                rejected.push(Rejected {
                    path: this.path.to_owned(),
                    row: this.row,
                    reason: format!("id {:?} was used before, by {}; kept as {name:?}", this.id, path_and_row(first)),
                    rows: 1,
                });
                renamed.insert(article, name);
            }
        }
        (renamed, rejected)
    }

    /// Number of articles.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.places.len() as u32
    }

    /// Whether there are no articles.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The times of publication of all articles.
    #[must_use]
    pub fn times(&self) -> Arc<[Option<Published>]> {
        Arc::clone(&self.times)
    }

    /// The outlet numbers of all articles; 0 is unknown.
    #[must_use]
    pub fn outlet_numbers(&self) -> Arc<[u32]> {
        self.numbers.outlets()
    }

    fn batch_of(&self, article: u32) -> (&ArticleBatch, u32) {
        let Place { batch, entry } = self.places[article as usize];
        (&self.batches[batch as usize], entry)
    }

    /// What an article says of its source.
    ///
    /// # Panics
    /// When there is no such article.
    #[must_use]
    pub fn credit(&self, article: u32) -> Option<&Credit> {
        let (batch, entry) = self.batch_of(article);
        batch.credit(entry)
    }

    /// When an article was published.
    ///
    /// # Panics
    /// When there is no such article.
    #[must_use]
    pub fn published(&self, article: u32) -> Option<Published> {
        self.times[article as usize]
    }

    /// A hash of an article's text as it was read.
    ///
    /// # Panics
    /// When there is no such article.
    #[must_use]
    pub fn text_hash(&self, article: u32) -> u64 {
        let (batch, entry) = self.batch_of(article);
        batch.text_hash(entry)
    }

    /// A hash of what an article says: its text as it was read, and its time. Neither changes when others are added,
    /// while what is removed as boilerplate does.
    ///
    /// # Panics
    /// When there is no such article.
    #[must_use]
    pub fn content_hash(&self, article: u32) -> u64 {
        content_hash(self.text_hash(article), self.times[article as usize])
    }

    /// Whether an article's page, or another page of its outlet, shows who wrote it.
    ///
    /// # Panics
    /// When there is no such article.
    #[must_use]
    pub fn shows_authors(&self, article: u32) -> bool {
        self.page_shows_author(article)
            || self.outlet_number(article).is_some_and(|outlet| self.numbers.shows_authors(outlet))
    }

    fn page_shows_author(&self, article: u32) -> bool {
        let (batch, entry) = self.batch_of(article);
        batch.shows_author(entry)
    }

    /// The outlet that printed an article.
    ///
    /// # Panics
    /// When there is no such article.
    #[must_use]
    pub fn outlet(&self, article: u32) -> &str {
        let (batch, entry) = self.batch_of(article);
        self.spellings.shown(batch.outlet(entry))
    }

    /// The language that an article's source declares, as its tag; empty when it is unknown.
    ///
    /// # Panics
    /// When there is no such article.
    #[must_use]
    pub fn language(&self, article: u32) -> &str {
        let (batch, entry) = self.batch_of(article);
        batch.language(entry)
    }

    /// The number of an article's outlet, from 1; `None` when the outlet is unknown.
    ///
    /// # Panics
    /// When there is no such article.
    #[must_use]
    pub fn outlet_number(&self, article: u32) -> Option<NonZeroU32> {
        self.numbers.outlet(article)
    }

    /// What an article counts for: its outlet, or the outlet's owner if owners are counted and this one is known.
    ///
    /// # Panics
    /// When there is no such article.
    #[must_use]
    pub fn publisher(&self, article: u32) -> &str {
        let article = self.get(article);
        let by_owner = self.count_by == CountBy::Owner && !article.owner.is_empty();
        if by_owner { article.owner } else { article.outlet }
    }

    /// The number of an article's [`Articles::publisher`], from 1; `None` when it is unknown.
    ///
    /// # Panics
    /// When there is no such article.
    #[must_use]
    pub fn publisher_number(&self, article: u32) -> Option<NonZeroU32> {
        self.numbers.publisher(article)
    }

    /// One article.
    ///
    /// # Panics
    /// When there is no such article.
    #[must_use]
    pub fn get(&self, article: u32) -> ArticleRef<'_> {
        let (batch, entry) = self.batch_of(article);
        let found = batch.get(entry);
        let outlet = self.spellings.shown(found.outlet);
        let found = ArticleRef { published: self.times[article as usize], outlet, ..found };
        match self.renamed.get(&article) {
            Some(id) => ArticleRef { id, ..found },
            None => found,
        }
    }
}

/// A hash of a text and its time.
fn content_hash(text_hash: u64, published: Option<Published>) -> u64 {
    let time = published.map_or(0, |time| time.minutes as u64 + 1);
    text_hash ^ time.wrapping_mul(TIME_MULTIPLIER)
}

/// The order of day and month of each outlet whose dates show one.
fn date_orders(batches: &[ArticleBatch]) -> BTreeMap<String, DateOrder> {
    let mut votes = BTreeMap::new();
    batches.iter().for_each(|batch| batch.count_date_orders(&mut votes));
    votes.into_iter().filter_map(|(outlet, votes)| Some((outlet, DateOrder::of_votes(votes)?))).collect()
}

fn path_and_row(article: ArticleRef<'_>) -> String {
    match article.row {
        Some(row) => format!("{}:{row}", article.path),
        None => article.path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;

    /// These articles, numbered.
    pub(super) fn articles_of(batches: &[&[Article]], count_by: CountBy) -> (Articles, Vec<(u32, u32)>, Vec<Rejected>) {
        let batch = |articles: &&[Article]| {
            let mut batch = ArticleBatch::default();
            articles.iter().for_each(|article| batch.push(article, Credit::default()));
            batch
        };
        Articles::new(batches.iter().map(batch).collect(), count_by)
    }

    fn article(id: &str, path: &str, row: u64) -> Article {
        Article { id: id.into(), path: path.into(), row: Some(row), title: format!("About {id}"), ..Article::default() }
    }

    #[test]
    fn articles_are_numbered_by_path_and_row_whatever_order_they_arrived_in() {
        let one = [article("x", "b.jsonl", 2), article("y", "b.jsonl", 10)];
        let two = [article("z", "a.jsonl", 1)];
        let ids = |articles: &Articles| (0..articles.len()).map(|i| articles.get(i).id.to_owned()).collect::<Vec<_>>();
        let (forwards, order, _) = articles_of(&[&one, &two], CountBy::Outlet);
        let (backwards, ..) = articles_of(&[&two, &one], CountBy::Outlet);
        assert_eq!(ids(&forwards), ["z", "x", "y"]);
        assert_eq!(ids(&backwards), ids(&forwards));
        assert_eq!(order, [(1, 0), (0, 0), (0, 1)]);
        assert_eq!(forwards.get(2).title, "About y");
    }

    #[test]
    fn an_article_with_a_repeated_id_is_kept_under_a_new_id() {
        let (articles, _, rejected) = articles_of(&[&[article("x", "a", 1), article("x", "a", 2)]], CountBy::Outlet);
        assert_eq!((articles.get(0).id, articles.get(1).id), ("x", "x@a:2"));
        assert_eq!(rejected.len(), 1);
        assert_eq!(rejected[0].row, Some(2));
        assert!(rejected[0].reason.contains("a:1"), "{}", rejected[0].reason);
        // members of an archive may have one name
        let same = || article("x", "a", 1);
        let (articles, ..) = articles_of(&[&[same(), same(), same()]], CountBy::Outlet);
        assert_eq!((articles.get(1).id, articles.get(2).id), ("x@a:1", "x@a:1'"));
    }
}
