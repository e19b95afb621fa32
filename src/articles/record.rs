//! What is kept of an article beside its tokens, when it is kept longer than a run.

use crate::article::{AmbiguousDate, Article, DateOrder, Extraction, Language, Published};
use crate::hash;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::sync::Arc;

/// The fields of an article as an index keeps them. Its text is not among them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ArticleRecord {
    /// The file it came from.
    pub path: String,
    /// Its row there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// Its id as its source gave it.
    pub id: String,
    /// The outlet that printed it; empty when unknown.
    pub outlet: String,
    /// Headline.
    pub title: String,
    /// Whether its title is made of the first words of its text.
    #[serde(skip_serializing_if = "is_false")]
    pub is_title_made: bool,
    /// Byline.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub byline: String,
    /// Whether its page shows who wrote it.
    #[serde(skip_serializing_if = "is_false")]
    pub shows_author: bool,
    /// The owner of the outlet.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub owner: String,
    /// The address at which it was published.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub url: String,
    /// The language that its source declares.
    #[serde(skip_serializing_if = "is_unknown")]
    pub language: Language,
    /// How its text was extracted.
    #[serde(skip_serializing_if = "is_given")]
    pub extraction: Extraction,
    /// A hash of its text as it was read, with its boilerplate.
    pub text_hash: u64,
    /// When it was published, before ambiguous dates are decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<Published>,
    /// The order of day and month that its own date shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_order: Option<DateOrder>,
    /// Both readings of a date such as `03/04/2018`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ambiguous_date: Option<AmbiguousDate>,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde calls it so
fn is_false(value: &bool) -> bool {
    !value
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde calls it so
fn is_given(extraction: &Extraction) -> bool {
    *extraction == Extraction::Given
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde calls it so
fn is_unknown(language: &Language) -> bool {
    !language.is_known()
}

impl ArticleRecord {
    /// The article as it was read, with this text. What only agency documents have is not kept.
    #[must_use]
    pub fn into_article(self, text: String) -> Article {
        Article {
            id: self.id,
            path: Arc::from(self.path),
            row: self.row,
            outlet: self.outlet,
            title: if self.is_title_made { String::new() } else { self.title },
            byline: self.byline,
            published: self.published,
            url: self.url,
            language: self.language,
            owner: self.owner,
            text,
            extraction: self.extraction,
            date_order: self.date_order,
            ambiguous_date: self.ambiguous_date,
            ..Article::default()
        }
    }

    /// A hash of what the article is: all but the place that it was read from. Two records with the same id and this
    /// hash are one article.
    #[must_use]
    pub fn content(&self) -> u64 {
        let of_place = ArticleRecord { path: String::new(), row: None, ..self.clone() };
        hash::of_bytes(&serde_json::to_vec(&of_place).unwrap_or_default())
    }

    /// A hash of what it says: its text and its time. The lead's names its cluster.
    #[must_use]
    pub fn content_hash(&self) -> u64 {
        super::content_hash(self.text_hash, self.published)
    }

    /// The order of articles in a run: by path and row, and of one place by content, which takes long and rarely
    /// decides.
    #[must_use]
    pub fn cmp_place(&self, other: &Self) -> Ordering {
        let by_place = (&self.path, self.row).cmp(&(&other.path, other.row));
        by_place.then_with(|| self.content().cmp(&other.content()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_is_that_of_another_place_and_not_of_another_title() {
        let one = ArticleRecord { path: "a.jsonl".into(), row: Some(3), id: "x".into(), ..ArticleRecord::default() };
        let moved = ArticleRecord { path: "b.jsonl".into(), row: None, ..one.clone() };
        let retitled = ArticleRecord { title: "Ferry".into(), ..one.clone() };
        assert_eq!(one.content(), moved.content());
        assert_ne!(one.content(), retitled.content());
    }
}
