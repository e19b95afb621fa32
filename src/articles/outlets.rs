//! Outlets by number, so that counting them or comparing two need not touch their names.

use super::{Articles, CountBy};
use foldhash::HashMap;
use std::num::NonZeroU32;
use std::sync::Arc;

/// The numbers of each article's outlet and publisher; 0 is unknown. Equal names have equal numbers.
#[derive(Debug, Default)]
pub(super) struct OutletNumbers {
    outlets: Arc<[u32]>,
    /// `None` when outlets are the publishers.
    publishers: Option<Vec<u32>>,
}

impl OutletNumbers {
    pub(super) fn new(articles: &Articles, count_by: CountBy) -> Self {
        let mut names: HashMap<&str, u32> = HashMap::default();
        names.insert("", 0);
        let mut number = |name| {
            let next = names.len() as u32;
            *names.entry(name).or_insert(next)
        };
        let outlets = (0..articles.len()).map(|article| number(articles.outlet(article))).collect();
        let publishers = || (0..articles.len()).map(|article| number(articles.publisher(article))).collect();
        let publishers = (count_by == CountBy::Owner).then(publishers);
        OutletNumbers { outlets, publishers }
    }

    pub(super) fn outlets(&self) -> Arc<[u32]> {
        Arc::clone(&self.outlets)
    }

    pub(super) fn outlet(&self, article: u32) -> Option<NonZeroU32> {
        NonZeroU32::new(self.outlets[article as usize])
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
