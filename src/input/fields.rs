//! The fields of a record by their many names, and the article that they make.

use std::borrow::Cow;
use std::sync::Arc;

use super::dates::{self, Reading};
use super::origin::Origin;
use super::outlets;
use crate::article::Article;

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Slot {
    Id,
    Text,
    Title,
    Outlet,
    Published,
    Url,
    Byline,
}

const SLOTS: usize = 7;

/// The names a field goes by, the best first: exports of crawlers, archives and news services use these.
const NAMES: [(Slot, &[&str]); SLOTS] = [
    (Slot::Id, &["id", "article_id", "doc_id", "docid", "document_id", "uuid", "guid", "_id"]),
    (
        Slot::Text,
        &[
            "text",
            "body",
            "content",
            "maintext",
            "main_text",
            "full_text",
            "fulltext",
            "article_text",
            "articlebody",
            "plain_text",
            "article",
            "story",
        ],
    ),
    (Slot::Title, &["title", "headline", "heading", "article_title"]),
    (
        Slot::Outlet,
        &[
            "outlet",
            "source",
            "publisher",
            "publication",
            "media_name",
            "source_name",
            "newspaper",
            "source_domain",
            "domain",
            "site",
        ],
    ),
    (
        Slot::Published,
        &[
            "published",
            "date",
            "published_at",
            "publishedat",
            "publish_date",
            "date_publish",
            "date_published",
            "datepublished",
            "publication_date",
            "published_date",
            "pub_date",
            "pubdate",
            "datetime",
            "timestamp",
            "time",
        ],
    ),
    (Slot::Url, &["url", "link", "canonical_url", "web_url", "article_url", "source_url"]),
    (Slot::Byline, &["byline", "author", "authors", "creator"]),
];

/// The longest name above.
const LONGEST: usize = 16;

/// Which field a name means, and how good a name it is: 0 is the best.
pub(super) fn slot(name: &str) -> Option<(Slot, u8)> {
    let mut folded = [0; LONGEST];
    let folded = folded.get_mut(..name.len())?;
    folded.copy_from_slice(name.as_bytes());
    folded.make_ascii_lowercase();
    for (slot, names) in NAMES {
        if let Some(rank) = names.iter().position(|n| n.as_bytes() == folded) {
            return Some((slot, rank as u8));
        }
    }
    None
}

/// The fields found in one record.
#[derive(Debug, Default)]
pub(super) struct Record<'a> {
    values: [Option<(u8, Cow<'a, str>)>; SLOTS],
}

impl<'a> Record<'a> {
    /// Whether a value of this rank would be kept.
    pub(super) fn wants(&self, slot: Slot, rank: u8) -> bool {
        self.values[slot as usize].as_ref().is_none_or(|(held, _)| rank < *held)
    }

    /// Keeps a value, unless it is blank.
    pub(super) fn set(&mut self, slot: Slot, rank: u8, value: Cow<'a, str>) {
        if !value.trim_ascii_start().is_empty() {
            self.values[slot as usize] = Some((rank, value));
        }
    }

    fn take(&mut self, slot: Slot) -> Option<Cow<'a, str>> {
        self.values[slot as usize].take().map(|(_, value)| value)
    }

    /// A short field: trimmed, on one line.
    fn take_line(&mut self, slot: Slot) -> String {
        match self.take(slot) {
            Some(value) => one_line(&value),
            None => String::new(),
        }
    }
}

/// Makes the article of a record, or says why it is none.
pub(super) fn article(
    mut record: Record<'_>,
    origin: &Origin,
    row: Option<u64>,
    dates_unread: &mut u64,
) -> Result<Article, String> {
    let Some(text) = record.take(Slot::Text) else {
        return Err("no text: none of its fields is called text, body or content and holds any".to_owned());
    };
    if text.trim_start().is_empty() {
        return Err("no text".to_owned());
    }
    let url = record.take_line(Slot::Url);
    let published = record.take(Slot::Published).and_then(|date| match dates::read(&date) {
        Reading::Known(published) => Some(published),
        Reading::Either { .. } | Reading::Unknown => {
            *dates_unread += 1;
            None
        }
    });
    let id = record.take_line(Slot::Id);
    let outlet = outlets::outlet(&record.take_line(Slot::Outlet), &url, origin);
    Ok(Article {
        id: if id.is_empty() { origin.id(row) } else { id },
        path: Arc::clone(&origin.path),
        row,
        outlet,
        title: record.take_line(Slot::Title),
        byline: record.take(Slot::Byline).map(|b| join(&b)).unwrap_or_default(),
        published,
        url,
        credit_line: String::new(),
        text: text.into_owned(),
    })
}

/// Runs of white space, line breaks among them, become one space each.
pub(super) fn one_line(text: &str) -> String {
    if !text.contains(|c: char| c.is_whitespace() && c != ' ') && !text.contains("  ") {
        return text.trim().to_owned();
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Several names, one a line, become a list.
fn join(lines: &str) -> String {
    let lines: Vec<String> = lines.lines().map(one_line).filter(|line| !line.is_empty()).collect();
    lines.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_in_any_case() {
        for (slot_of, names) in NAMES {
            for name in names {
                assert!(name.len() <= LONGEST, "{name}");
                assert_eq!(slot(name).map(|s| s.0), Some(slot_of));
                assert_eq!(slot(&name.to_uppercase()).map(|s| s.0), Some(slot_of));
            }
        }
        assert_eq!(slot("publishedAt").map(|s| s.0), Some(Slot::Published));
        assert_eq!(slot("a name far longer than any field's"), None);
        assert_eq!(slot(""), None);
    }
}
