//! Outlets by number, so that counting them or comparing two need not touch their names.

use super::{Articles, CountBy};
use foldhash::HashMap;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::sync::Arc;

/// Names of outlets that are shown in another spelling: names that differ in their letters' case only are one outlet,
/// shown as most of its articles write it.
#[derive(Debug, Default)]
pub(super) struct Spellings(HashMap<Box<str>, Box<str>>);

impl Spellings {
    /// The spelling in which a name is shown.
    pub(super) fn shown<'n>(&'n self, name: &'n str) -> &'n str {
        if self.0.is_empty() { name } else { self.0.get(name).map_or(name, |shown| shown) }
    }

    /// The spellings of names, each with the number of its articles.
    fn of(counts: &[(&str, u32)]) -> Spellings {
        let mut by_key: BTreeMap<String, Vec<(&str, u32)>> = BTreeMap::new();
        for &(name, count) in counts {
            by_key.entry(name.to_lowercase()).or_default().push((name, count));
        }
        let mut spellings = HashMap::default();
        for mut same in by_key.into_values().filter(|same| same.len() > 1) {
            // of two that are as frequent the one with more small letters, which come after the capitals
            same.sort_by_key(|&(name, count)| Reverse((count, name)));
            spellings.extend(same[1..].iter().map(|(name, _)| (Box::from(*name), Box::from(same[0].0))));
        }
        Spellings(spellings)
    }
}

/// The numbers of each article's outlet and publisher; 0 is unknown. Equal names have equal numbers.
#[derive(Debug, Default)]
pub(super) struct OutletNumbers {
    outlets: Arc<[u32]>,
    /// `None` when outlets are the publishers.
    publishers: Option<Vec<u32>>,
    /// By outlet number, whether one of its pages shows who wrote it.
    shows_authors: Vec<bool>,
}

impl OutletNumbers {
    /// Numbers the outlets of articles, whose names have no other spelling so far.
    pub(super) fn new(articles: &Articles, count_by: CountBy) -> (Self, Spellings) {
        let mut names: HashMap<&str, u32> = HashMap::default();
        names.insert("", 0);
        let mut counts = vec![("", 0)];
        let mut number = |name| {
            let number = *names.entry(name).or_insert(counts.len() as u32);
            if number as usize == counts.len() {
                counts.push((name, 0));
            }
            counts[number as usize].1 += 1;
            number
        };
        let mut outlets: Vec<u32> = (0..articles.len()).map(|article| number(articles.outlet(article))).collect();
        let spellings = Spellings::of(&counts);
        if !spellings.0.is_empty() {
            let shown: Vec<u32> = counts.iter().map(|(name, _)| names[spellings.shown(name)]).collect();
            outlets.iter_mut().for_each(|outlet| *outlet = shown[*outlet as usize]);
        }
        let publishers = (count_by == CountBy::Owner).then(|| {
            let mut number = |name| {
                let next = names.len() as u32;
                *names.entry(spellings.shown(name)).or_insert(next)
            };
            (0..articles.len()).map(|article| number(articles.publisher(article))).collect()
        });
        let mut shows_authors = vec![false; counts.len()];
        for (&outlet, article) in outlets.iter().zip(0..) {
            shows_authors[outlet as usize] |= articles.page_shows_author(article);
        }
        (OutletNumbers { outlets: outlets.into(), publishers, shows_authors }, spellings)
    }

    pub(super) fn outlets(&self) -> Arc<[u32]> {
        Arc::clone(&self.outlets)
    }

    pub(super) fn outlet(&self, article: u32) -> Option<NonZeroU32> {
        NonZeroU32::new(self.outlets[article as usize])
    }

    /// Whether a page of an outlet shows who wrote it.
    pub(super) fn shows_authors(&self, outlet: NonZeroU32) -> bool {
        self.shows_authors.get(outlet.get() as usize).copied().unwrap_or(false)
    }

    pub(super) fn publisher(&self, article: u32) -> Option<NonZeroU32> {
        let publishers = self.publishers.as_deref().unwrap_or(&self.outlets);
        NonZeroU32::new(publishers[article as usize])
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::articles_of;
    use super::*;
    use crate::article::Article;

    #[test]
    fn names_that_differ_in_case_are_one_outlet_in_the_most_frequent_spelling() {
        let names = ["THE GAZETTE", "The Gazette", "Écho", "the gazette", "The Gazette", "ÉCHO", "Bote", ""];
        let all: Vec<Article> = (1..)
            .zip(names)
            .map(|(nth, outlet)| Article {
                id: nth.to_string(),
                path: "a".into(),
                row: Some(nth),
                outlet: outlet.into(),
                ..Article::default()
            })
            .collect();
        for count_by in [CountBy::Outlet, CountBy::Owner] {
            let (articles, ..) = articles_of(&[&all], count_by);
            let shown: Vec<&str> = (0..articles.len()).map(|article| articles.outlet(article)).collect();
            let gazette = "The Gazette";
            assert_eq!(shown, [gazette, gazette, "Écho", gazette, gazette, "Écho", "Bote", ""]);
            assert_eq!(articles.get(0).outlet, gazette);
            assert_eq!(articles.outlet_number(0), articles.outlet_number(3));
            assert_eq!(articles.publisher_number(2), articles.publisher_number(5));
            assert_ne!(articles.publisher_number(2), articles.publisher_number(6));
        }
    }

    #[test]
    fn numbers_are_equal_where_names_are() {
        let article = |nth: u64, outlet: &str, owner: &str| Article {
            id: nth.to_string(),
            path: "a".into(),
            row: Some(nth),
            outlet: outlet.into(),
            owner: owner.into(),
            ..Article::default()
        };
        let names = [("one", ""), ("", ""), ("two", "chain"), ("one", "chain"), ("chain", ""), ("two", "two")];
        let all: Vec<Article> = (1..).zip(names).map(|(nth, (outlet, owner))| article(nth, outlet, owner)).collect();
        for (count_by, highest) in [(CountBy::Outlet, 3), (CountBy::Owner, 3)] {
            let (articles, ..) = articles_of(&[&all], count_by);
            for a in 0..articles.len() {
                assert_eq!(articles.outlet_number(a).is_none(), articles.outlet(a).is_empty());
                assert!(articles.outlet_number(a).is_none_or(|number| number.get() <= highest));
                for b in 0..articles.len() {
                    let same_outlet = articles.outlet_number(a) == articles.outlet_number(b);
                    assert_eq!(same_outlet, articles.outlet(a) == articles.outlet(b), "{a} and {b}");
                    let same_publisher = articles.publisher_number(a) == articles.publisher_number(b);
                    assert_eq!(same_publisher, articles.publisher(a) == articles.publisher(b), "{a} and {b}");
                }
            }
        }
    }
}
