//! Outlets by number: to count them, or to know two for one, without reading their names, which are all over the memory or in a file.

use super::{Corpus, CountBy};
use foldhash::HashMap;
use std::num::NonZeroU32;

/// Of every article the number of its outlet, and of who it counts for; zero where that is unknown. The same name has the same number.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    outlets: Vec<u32>,
    /// Nothing when that is the outlet.
    publishers: Option<Vec<u32>>,
}

impl Numbers {
    pub(super) fn outlet(&self, article: u32) -> Option<NonZeroU32> {
        NonZeroU32::new(self.outlets[article as usize])
    }
}

impl Corpus {
    /// The number of an article's outlet, from 1 on and as low as outlets are many; nothing when its outlet is unknown.
    ///
    /// # Panics
    /// When there is no article of that number.
    #[must_use]
    pub fn outlet_number(&self, article: u32) -> Option<NonZeroU32> {
        self.numbers.outlet(article)
    }

    /// The number of who an article counts for, as [`Corpus::publisher`] has the name.
    ///
    /// # Panics
    /// When there is no article of that number.
    #[must_use]
    pub fn publisher_number(&self, article: u32) -> Option<NonZeroU32> {
        let publishers = self.numbers.publishers.as_ref().unwrap_or(&self.numbers.outlets);
        NonZeroU32::new(publishers[article as usize])
    }

    /// Chooses who articles count for.
    pub fn count_by(&mut self, count_by: CountBy) {
        // they have numbers for what they were counted by before
        if self.count_by != count_by {
            self.count_by = count_by;
            self.number_outlets();
        }
    }

    pub(super) fn number_outlets(&mut self) {
        self.numbers = self.numbers_of_outlets();
    }

    pub(super) fn numbers_of_outlets(&self) -> Numbers {
        let mut names: HashMap<&str, u32> = HashMap::default();
        names.insert("", 0);
        let mut number = |name| {
            let next = names.len() as u32;
            *names.entry(name).or_insert(next)
        };
        let outlets = (0..self.len()).map(|article| number(self.outlet(article))).collect();
        let publishers = || (0..self.len()).map(|article| number(self.publisher(article))).collect();
        let publishers = (self.count_by == CountBy::Owner).then(publishers);
        Numbers { outlets, publishers }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::shelf_of;
    use super::*;
    use crate::article::Article;

    #[test]
    fn numbers_are_the_same_where_names_are() {
        let article = |nth: u64, outlet: &str, owner: &str| Article {
            id: nth.to_string(),
            path: "a".into(),
            row: Some(nth),
            outlet: outlet.into(),
            owner: owner.into(),
            ..Article::default()
        };
        let articles = [("one", ""), ("", ""), ("two", "chain"), ("one", "chain"), ("chain", ""), ("two", "two")];
        let articles: Vec<Article> =
            (1..).zip(articles).map(|(nth, (outlet, owner))| article(nth, outlet, owner)).collect();
        let mut corpus = shelf_of(&articles);
        for (count_by, highest) in [(CountBy::Outlet, 3), (CountBy::Owner, 3), (CountBy::Outlet, 3)] {
            corpus.count_by(count_by);
            for a in 0..corpus.len() {
                assert_eq!(corpus.outlet_number(a).is_none(), corpus.outlet(a).is_empty());
                assert!(corpus.outlet_number(a).is_none_or(|number| number.get() <= highest));
                for b in 0..corpus.len() {
                    assert_eq!(
                        corpus.outlet_number(a) == corpus.outlet_number(b),
                        corpus.outlet(a) == corpus.outlet(b)
                    );
                    let same = corpus.publisher_number(a) == corpus.publisher_number(b);
                    assert_eq!(same, corpus.publisher(a) == corpus.publisher(b), "{a} and {b}");
                }
            }
        }
    }
}
