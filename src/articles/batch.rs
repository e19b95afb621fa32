//! The fields of articles that arrived together: their strings one after the other in one string.

use super::{ArticleRecord, ArticleRef};
use crate::article::{AmbiguousDate, Article, Extraction, Language, Published};
use crate::attribution::author::shows_author;
use crate::attribution::credit::Credit;
use crate::hash;
use crate::input::DateOrder;
use std::collections::BTreeMap;
use std::num::NonZeroU64;
use std::sync::Arc;

/// A batch of articles without their texts.
#[derive(Debug, Default)]
pub struct ArticleBatch {
    strings: String,
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    path: Arc<str>,
    row: Option<NonZeroU64>,
    /// Where id, outlet, title, byline, owner and address end in the strings; they follow each other.
    ends: [u32; 6],
    is_title_made: bool,
    shows_author: bool,
    language: Language,
    extraction: Extraction,
    /// A hash of the text as it was read, with its boilerplate.
    text_hash: u64,
    published: Option<Published>,
    /// The order of day and month that its own date shows.
    date_order: Option<DateOrder>,
    /// Boxed, as the credit is: few articles have one.
    ambiguous_date: Option<Box<AmbiguousDate>>,
    /// `None` for most articles, which then cost a pointer.
    credit: Option<Box<Credit>>,
}

/// A title for an article that has none: its first line with a letter or digit where that reads as a headline, else the
/// first words of that line with an ellipsis.
fn made_title(text: &str) -> String {
    const HEADLINE_CHARS: usize = 120;
    const MAX_CHARS: usize = 80;
    let line = text.lines().map(str::trim).find(|line| line.contains(char::is_alphanumeric)).unwrap_or_default();
    // only a headline has no end of a sentence
    let is_sentence = line.ends_with(['.', '!', '?', '…', '。', '！', '？', ':', ',', '।', '؟']);
    let is_headline = !is_sentence && line.len() < text.trim().len();
    let words = |max: usize| {
        let mut title = String::new();
        for c in line.chars().take(max) {
            let c = if c.is_whitespace() || c.is_control() { ' ' } else { c };
            if c != ' ' || !title.ends_with(' ') {
                title.push(c);
            }
        }
        title
    };
    if is_headline && line.chars().count() <= HEADLINE_CHARS {
        return words(HEADLINE_CHARS);
    }
    let is_cut = line.chars().count() > MAX_CHARS;
    let title = words(MAX_CHARS);
    let whole_words = if is_cut { title.rsplit_once(' ').map_or(&*title, |(words, _)| words) } else { &title };
    let whole_words = whole_words.trim_end_matches(|c: char| c.is_ascii_punctuation() || c == '。' || c == '…');
    if whole_words.is_empty() { String::new() } else { format!("{whole_words} …") }
}

impl ArticleBatch {
    /// Adds an article, with what it says of its source.
    pub fn push(&mut self, article: &Article, credit: Credit) {
        let mut ends = [0; 6];
        let is_title_made = article.title.is_empty();
        let made = if is_title_made { made_title(&article.text) } else { String::new() };
        let title = if is_title_made { &made } else { &article.title };
        let fields = [&article.id, &article.outlet, title, &article.byline, &article.owner, &article.url];
        for (field, end) in fields.into_iter().zip(&mut ends) {
            self.strings.push_str(field);
            *end = self.strings.len() as u32;
        }
        self.entries.push(Entry {
            path: Arc::clone(&article.path),
            row: article.row.and_then(NonZeroU64::new),
            ends,
            is_title_made,
            shows_author: credit.names_at_head() || shows_author(&article.text, &article.byline),
            language: article.language,
            extraction: article.extraction,
            text_hash: hash::of_bytes(article.text.as_bytes()),
            published: article.published,
            date_order: article.date_order,
            ambiguous_date: article.ambiguous_date.map(Box::new),
            credit: (credit != Credit::default()).then(|| Box::new(credit)),
        });
    }

    /// Frees spare capacity.
    pub fn shrink_to_fit(&mut self) {
        self.strings.shrink_to_fit();
        self.entries.shrink_to_fit();
    }

    /// Bytes of memory that the fields take.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        (self.strings.len() + size_of_val(&self.entries[..])) as u64
    }

    /// Number of articles.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no articles.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Adds an article that was kept, with what it says of its source.
    pub fn push_record(&mut self, record: &ArticleRecord, credit: Option<Credit>) {
        let mut ends = [0; 6];
        let ArticleRecord { id, outlet, title, byline, owner, url, .. } = record;
        for (field, end) in [id, outlet, title, byline, owner, url].into_iter().zip(&mut ends) {
            self.strings.push_str(field);
            *end = self.strings.len() as u32;
        }
        self.entries.push(Entry {
            path: Arc::from(&*record.path),
            row: record.row.and_then(NonZeroU64::new),
            ends,
            is_title_made: record.is_title_made,
            shows_author: record.shows_author,
            language: record.language,
            extraction: record.extraction,
            text_hash: record.text_hash,
            published: record.published,
            date_order: record.date_order,
            ambiguous_date: record.ambiguous_date.map(Box::new),
            credit: credit.map(Box::new),
        });
    }

    /// What is kept of an article, with its credit.
    ///
    /// # Panics
    /// When there is no such article.
    #[must_use]
    pub fn record(&self, entry: u32) -> (ArticleRecord, Option<&Credit>) {
        let (fields, kept) = (self.get(entry), &self.entries[entry as usize]);
        let record = ArticleRecord {
            path: fields.path.to_owned(),
            row: fields.row,
            id: fields.id.to_owned(),
            outlet: fields.outlet.to_owned(),
            title: fields.title.to_owned(),
            is_title_made: fields.is_title_made,
            shows_author: kept.shows_author,
            byline: fields.byline.to_owned(),
            owner: fields.owner.to_owned(),
            url: fields.url.to_owned(),
            language: fields.language,
            extraction: fields.extraction,
            text_hash: kept.text_hash,
            published: fields.published,
            date_order: kept.date_order,
            ambiguous_date: kept.ambiguous_date.as_deref().copied(),
        };
        (record, fields.credit)
    }

    /// Adds, for each outlet, how many of its dates show the day first, and how many the month first.
    pub(super) fn count_date_orders(&self, votes: &mut BTreeMap<String, [u64; 2]>) {
        for (nth, entry) in self.entries.iter().enumerate() {
            if let Some(order) = entry.date_order {
                let votes = votes.entry(self.outlet(nth as u32).to_owned()).or_default();
                votes[usize::from(order == DateOrder::MonthFirst)] += 1;
            }
        }
    }

    /// Decides the ambiguous dates of outlets that write day and month in a known order.
    pub(super) fn resolve_dates(&mut self, orders: &BTreeMap<String, DateOrder>) {
        if orders.is_empty() {
            return;
        }
        for entry in &mut self.entries {
            let outlet = &self.strings[entry.ends[0] as usize..entry.ends[1] as usize];
            if let Some(date) = &entry.ambiguous_date
                && let Some(&order) = orders.get(outlet)
            {
                entry.published = Some(date.in_order(order));
            }
        }
    }

    pub(super) fn path_row_and_text(&self, entry: u32) -> (&str, Option<NonZeroU64>, u64) {
        let entry = &self.entries[entry as usize];
        (&entry.path, entry.row, entry.text_hash)
    }

    pub(super) fn published(&self, entry: u32) -> Option<Published> {
        self.entries[entry as usize].published
    }

    pub(super) fn text_hash(&self, entry: u32) -> u64 {
        self.entries[entry as usize].text_hash
    }

    pub(super) fn credit(&self, entry: u32) -> Option<&Credit> {
        self.entries[entry as usize].credit.as_deref()
    }

    pub(super) fn shows_author(&self, entry: u32) -> bool {
        self.entries[entry as usize].shows_author
    }

    pub(super) fn outlet(&self, entry: u32) -> &str {
        let [id_end, outlet_end, ..] = self.entries[entry as usize].ends;
        &self.strings[id_end as usize..outlet_end as usize]
    }

    pub(super) fn language(&self, entry: u32) -> &str {
        self.entries[entry as usize].language.as_str()
    }

    pub(super) fn get(&self, entry: u32) -> ArticleRef<'_> {
        let nth = entry as usize;
        let entry = &self.entries[nth];
        let start = nth.checked_sub(1).map_or(0, |before| self.entries[before].ends[5]);
        let string = |from: u32, to: u32| &self.strings[from as usize..to as usize];
        ArticleRef {
            id: string(start, entry.ends[0]),
            path: &entry.path,
            row: entry.row.map(NonZeroU64::get),
            outlet: string(entry.ends[0], entry.ends[1]),
            title: string(entry.ends[1], entry.ends[2]),
            byline: string(entry.ends[2], entry.ends[3]),
            owner: string(entry.ends[3], entry.ends[4]),
            url: string(entry.ends[4], entry.ends[5]),
            is_title_made: entry.is_title_made,
            language: entry.language,
            extraction: entry.extraction,
            published: entry.published,
            credit: entry.credit.as_deref(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_made_of_the_first_line_with_words() {
        assert_eq!(made_title("------\n\nFerry aground\nNobody was hurt."), "Ferry aground");
        assert_eq!(made_title("* * *\nNobody was hurt."), "Nobody was hurt …");
        assert_eq!(made_title("---"), "");
    }
}
