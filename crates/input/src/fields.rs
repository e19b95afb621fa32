//! The fields of a record by their many names, and the article that they make.

use std::borrow::Cow;
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};

use super::html::{self, Body};
use super::one_line::one_line;
use super::origin::Origin;
use super::piece::Output;
use super::{Extractor, outlets};
use crate::article::{Article, Extraction};

/// Which column or field of a record is what, where the user says so; `metadata.url` is a field of a field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    /// The article's text.
    pub text: Option<String>,
    /// Its id.
    pub id: Option<String>,
    /// Who printed it.
    pub outlet: Option<String>,
    /// When it was published.
    pub date: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// Its address.
    pub url: Option<String>,
}

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
    Credit,
}

const SLOTS: usize = 8;

/// The names a field goes by, the best first, in lower case with `_` for blanks: crawlers, archives, news services and
/// data sets use these.
const NAMES: [(Slot, &str); SLOTS] = [
    (Slot::Id, "id article_id doc_id docid document_id uuid guid _id stories_id story_id accession_number url_hash"),
    (
        Slot::Text,
        "text body content maintext main_text full_text fulltext article_text articlebody article_body plain_text body_text \
         article_content cleaned_text news_content article story hlead html content_html body_html raw_html raw_content",
    ),
    (Slot::Title, "title headline heading article_title news_title hd"),
    (
        Slot::Outlet,
        "outlet source publisher publication media_name source_name newspaper publication_name media_outlet news_outlet \
         source_domain domain site sourcedomain sitename site_name medium",
    ),
    (
        Slot::Published,
        "published date published_at publishedat publish_date date_publish date_published datepublished publication_date \
         published_date pub_date pubdate published_time publish_time datetime timestamp date_time load_date time",
    ),
    (Slot::Url, "url link canonical_url web_url weburl article_url source_url permalink uri"),
    (Slot::Byline, "byline author authors creator writer"),
    (Slot::Credit, "credit_line creditline credit news_agency agency provider"),
];

/// Fields whose own fields are looked at when the record itself does not have what is looked for.
const PARENTS: [&str; 7] = ["metadata", "meta", "_source", "article", "data", "fields", "attributes"];

/// The rank of a name inside of another field: behind all names of the record itself.
const NESTED: u8 = 100;

/// Which name means which field.
#[derive(Debug)]
pub(super) struct Names {
    chosen: [Option<String>; SLOTS],
    guesses: HashMap<&'static str, (Slot, u8)>,
}

impl Names {
    /// The usual names, but for the columns that the user chose.
    pub(super) fn new(columns: &Columns) -> Names {
        let mut chosen = [const { None }; SLOTS];
        for (slot, column) in [
            (Slot::Text, &columns.text),
            (Slot::Id, &columns.id),
            (Slot::Outlet, &columns.outlet),
            (Slot::Published, &columns.date),
            (Slot::Title, &columns.title),
            (Slot::Url, &columns.url),
        ] {
            chosen[slot as usize].clone_from(column);
        }
        let mut guesses = HashMap::new();
        for (slot, names) in NAMES {
            if chosen[slot as usize].is_none() {
                for (rank, name) in names.split_ascii_whitespace().enumerate() {
                    guesses.insert(name, (slot, rank as u8));
                }
            }
        }
        Names { chosen, guesses }
    }

    /// Which field this is, and how good a name it is: 0 is the best. `parent` is empty or ends with a dot.
    pub(super) fn slot(&self, parent: &str, name: &str) -> Option<(Slot, u8)> {
        for (slot, _) in NAMES {
            if let Some(chosen) = &self.chosen[slot as usize]
                && chosen.strip_prefix(parent) == Some(name)
            {
                return Some((slot, 0));
            }
        }
        let nested = if parent.is_empty() { 0 } else { NESTED };
        if !parent.is_empty() && !PARENTS.contains(&parent.trim_end_matches('.')) {
            return None;
        }
        let found = match self.guesses.get(name) {
            Some(found) => Some(found),
            None if name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') => None,
            None => {
                let folded = name.trim().to_ascii_lowercase().replace([' ', '-', '.'], "_");
                self.guesses.get(&*folded)
            }
        };
        found.map(|&(slot, rank)| (slot, rank + nested))
    }

    /// Whether the user named the column of the text.
    pub(super) fn is_text_chosen(&self) -> bool {
        self.chosen[Slot::Text as usize].is_some()
    }

    /// Whether fields of this field may be wanted.
    pub(super) fn is_parent(&self, parent: &str, name: &str) -> bool {
        (parent.is_empty() && PARENTS.contains(&name))
            || self.chosen.iter().flatten().any(|chosen| {
                let rest = chosen.strip_prefix(parent).and_then(|rest| rest.strip_prefix(name));
                rest.is_some_and(|rest| rest.starts_with('.'))
            })
    }

    /// Why a record with these fields has no text.
    pub(super) fn no_text<'n>(&self, fields: impl Iterator<Item = &'n str>) -> String {
        const MOST: usize = 20;
        let mut fields: Vec<&str> = fields.take(MOST + 1).collect();
        if fields.len() > MOST {
            fields[MOST] = "…";
        }
        let fields = if fields.is_empty() { "none".to_owned() } else { fields.join(", ") };
        match &self.chosen[Slot::Text as usize] {
            Some(chosen) => format!("no text: no field is called {chosen:?} and holds any; it has {fields}"),
            None => format!(
                "no text: no field is called text, body or content and holds any; `input.columns.text` names another of {fields}"
            ),
        }
    }
}

/// The fields found in one record.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Record<'a> {
    values: [Option<(u8, Cow<'a, str>)>; SLOTS],
}

impl<'a> Record<'a> {
    /// Whether there is text.
    pub(super) fn has_text(&self) -> bool {
        self.values[Slot::Text as usize].is_some()
    }

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

/// Makes the article of a record that has text, or says why it is none.
pub(super) fn article(
    mut record: Record<'_>,
    origin: &Origin,
    row: Option<u64>,
    extract: Extractor,
    output: &mut Output,
) -> Result<Article, String> {
    let text = record.take(Slot::Text).unwrap_or_default();
    if text.trim_start().is_empty() {
        return Err("no text".to_owned());
    }
    let url = record.take_line(Slot::Url);
    let id = record.take_line(Slot::Id);
    let outlet = outlets::outlet(&record.take_line(Slot::Outlet), &url, origin);
    let body =
        html::field(&text, extract).unwrap_or_else(|| Body { text: text.into_owned(), extraction: Extraction::Given });
    if body.text.trim_start().is_empty() {
        return Err("no text: its markup shows none".to_owned());
    }
    let mut article = Article {
        id: if id.is_empty() { origin.id(row) } else { id },
        path: Arc::clone(&origin.path),
        row,
        outlet,
        title: record.take_line(Slot::Title),
        byline: record.take(Slot::Byline).map(|b| join(&b)).unwrap_or_default(),
        credit_line: record.take_line(Slot::Credit),
        url,
        text: body.text,
        extraction: body.extraction,
        ..Article::default()
    };
    if let Some(date) = record.take(Slot::Published) {
        output.date(&mut article, &date);
    }
    Ok(article)
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
    fn every_name_is_found_in_any_spelling() {
        let names = Names::new(&Columns::default());
        for (slot, list) in NAMES {
            for name in list.split_ascii_whitespace() {
                assert_eq!(names.slot("", name).map(|s| s.0), Some(slot), "{name}");
            }
        }
        assert_eq!(names.slot("", "publishedAt").map(|s| s.0), Some(Slot::Published));
        assert_eq!(names.slot("", " Publication Name").map(|s| s.0), Some(Slot::Outlet));
        assert_eq!(names.slot("", "wordcount"), None);
        assert_eq!(names.slot("", ""), None);
        assert!(names.slot("metadata.", "url").map(|s| s.1) > names.slot("", "uri").map(|s| s.1));
        assert_eq!(names.slot("image.", "url"), None);
    }

    #[test]
    fn a_chosen_column_is_the_only_one_for_its_field() {
        let names = Names::new(&Columns { text: Some("page.main".to_owned()), ..Columns::default() });
        assert_eq!(names.slot("", "text"), None);
        assert_eq!(names.slot("page.", "main"), Some((Slot::Text, 0)));
        assert!(names.is_parent("", "page") && !names.is_parent("", "pag"));
        assert!(names.no_text(["a", "b"].into_iter()).contains("\"page.main\""));
    }
}
