//! The fields of a record: which of the many names in use means which field.

use std::borrow::Cow;

use foldhash::{HashMap, HashMapExt};
use std::sync::atomic::{AtomicBool, Ordering};

/// The names of columns or fields, where the user chooses them. `metadata.url` is a field inside of another field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    /// The article's text.
    pub text: Option<String>,
    /// Its id.
    pub id: Option<String>,
    /// The outlet that printed it.
    pub outlet: Option<String>,
    /// The time of publication.
    pub date: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// Its address.
    pub url: Option<String>,
}

/// A field of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Field {
    Id,
    Text,
    Title,
    Outlet,
    Published,
    Url,
    Byline,
    Credit,
    Language,
}

impl Field {
    pub(crate) const COUNT: usize = 9;
}

/// A field as one of its names gives it. A record may have several names of one field; the lowest rank wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RankedField {
    pub(crate) field: Field,
    pub(crate) rank: u8,
}

impl RankedField {
    pub(crate) fn new(field: Field, rank: u8) -> Self {
        RankedField { field, rank }
    }
}

/// The names of each field, the best first, in lower case with `_` for blanks: those that crawlers, archives, news
/// services and data sets use.
const NAMES: [(Field, &str); Field::COUNT] = [
    (Field::Id, "id article_id doc_id docid document_id uuid guid _id stories_id story_id accession_number url_hash"),
    (
        Field::Text,
        "text body content post_content maintext main_text full_text fulltext article_text articlebody article_body \
         plain_text body_text article_content cleaned_text news_content bodytext article story hlead body_xhtml html \
         content_html body_html raw_html raw_content",
    ),
    (Field::Title, "title headline post_title webtitle heading article_title news_title hd"),
    (
        Field::Outlet,
        "outlet source publisher publication media_name source_name newspaper publication_name media_outlet \
         news_outlet source_domain domain site sourcedomain sitename site_name site_full medium",
    ),
    (
        Field::Published,
        "published date_gmt post_date_gmt webpublicationdate datetimepub date published_at publishedat publish_date \
         date_publish date_published datepublished \
         publication_date published_date pub_date pubdate published_time publish_time versioncreated firstcreated \
         post_date datetime timestamp date_time seendate load_date time",
    ),
    (Field::Url, "url link canonical_url web_url weburl article_url source_url permalink uri"),
    (Field::Byline, "byline author authors creator writer"),
    (Field::Credit, "credit_line creditline credit news_agency agency provider"),
    (
        Field::Language,
        "language lang inlanguage in_language language_code lang_code content_language dc_language locale",
    ),
];

/// Fields whose own fields count where the record itself lacks them.
const PARENTS: [&str; 8] = ["metadata", "meta", "_source", "article", "data", "fields", "attributes", "thread"];

/// Added to the rank of a name inside of another field: every name of the record itself is better.
const NESTED_RANK: u8 = 100;

/// The meaning of field names.
#[derive(Debug)]
pub(crate) struct FieldNames {
    chosen: [Option<String>; Field::COUNT],
    /// Whether a field or column of the chosen name was met so far.
    met: [AtomicBool; Field::COUNT],
    /// Whether any field or column was met.
    met_any: AtomicBool,
    usual: HashMap<&'static str, RankedField>,
}

/// Sets a flag that most calls find set, which costs no write.
fn set(flag: &AtomicBool) {
    if !flag.load(Ordering::Relaxed) {
        flag.store(true, Ordering::Relaxed);
    }
}

impl FieldNames {
    /// The usual names, except for the fields whose column the user chose.
    pub(crate) fn new(columns: &Columns) -> FieldNames {
        let mut chosen = [const { None }; Field::COUNT];
        for (field, column) in [
            (Field::Text, &columns.text),
            (Field::Id, &columns.id),
            (Field::Outlet, &columns.outlet),
            (Field::Published, &columns.date),
            (Field::Title, &columns.title),
            (Field::Url, &columns.url),
        ] {
            chosen[field as usize].clone_from(column);
        }
        let mut usual = HashMap::new();
        for (field, names) in NAMES {
            if chosen[field as usize].is_none() {
                for (rank, name) in names.split_ascii_whitespace().enumerate() {
                    usual.insert(name, RankedField::new(field, 2 * rank as u8));
                }
            }
        }
        FieldNames {
            chosen,
            usual,
            met: [const { AtomicBool::new(false) }; Field::COUNT],
            met_any: AtomicBool::new(false),
        }
    }

    /// The field that a name means. `parent` is empty, or the path of the object around it with a dot at the end.
    pub(crate) fn find(&self, parent: &str, name: &str) -> Option<RankedField> {
        set(&self.met_any);
        for (field, _) in NAMES {
            if let Some(chosen) = &self.chosen[field as usize]
                && chosen.strip_prefix(parent) == Some(name)
            {
                set(&self.met[field as usize]);
                return Some(RankedField::new(field, 0));
            }
        }
        if !parent.is_empty() && !PARENTS.contains(&parent.trim_end_matches('.')) {
            return None;
        }
        let mut found = match self.usual.get(name) {
            Some(found) => *found,
            None if name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') => return None,
            None => {
                let folded = name.trim().to_ascii_lowercase();
                match self.usual.get(&*folded.replace([' ', '-', '.'], "_")) {
                    // the very name is better than one that differs in letters' case
                    Some(found) => RankedField { rank: found.rank + 1, ..*found },
                    None if parent.is_empty() => return self.find_flattened(&folded),
                    None => return None,
                }
            }
        };
        if !parent.is_empty() {
            found.rank += NESTED_RANK;
        }
        Some(found)
    }

    /// The field that a flattened name such as `metadata.url` or `source.name` means.
    fn find_flattened(&self, name: &str) -> Option<RankedField> {
        let (parent, inner) = name.split_once(['.', '/'])?;
        let nested = |found: &RankedField| RankedField { rank: found.rank + NESTED_RANK, ..*found };
        if PARENTS.contains(&parent) {
            return self.usual.get(inner).map(nested);
        }
        // `name` alone is no field, but that of a source or an author is
        if matches!(inner, "name" | "title" | "rendered") { self.usual.get(parent).map(nested) } else { None }
    }

    /// A column that the user chose and that no record had, as the setting and the name; `None` too where no record had
    /// any fields. The text is not asked for: records without it are rejected each.
    pub(crate) fn never_met(&self) -> Option<(&'static str, &str)> {
        let settings = [
            (Field::Id, "input.columns.id"),
            (Field::Outlet, "input.columns.outlet"),
            (Field::Published, "input.columns.date"),
            (Field::Title, "input.columns.title"),
            (Field::Url, "input.columns.url"),
        ];
        let missing = |&(field, setting): &(Field, &'static str)| {
            let chosen = self.chosen[field as usize].as_deref()?;
            (!self.met[field as usize].load(Ordering::Relaxed)).then_some((setting, chosen))
        };
        settings.iter().find_map(missing).filter(|_| self.met_any.load(Ordering::Relaxed))
    }

    /// Whether the user chose the column of the text.
    pub(crate) fn is_text_chosen(&self) -> bool {
        self.chosen[Field::Text as usize].is_some()
    }

    /// Whether fields inside of this field may be wanted.
    pub(crate) fn is_parent(&self, parent: &str, name: &str) -> bool {
        (parent.is_empty() && PARENTS.contains(&name))
            || self.chosen.iter().flatten().any(|chosen| {
                let rest = chosen.strip_prefix(parent).and_then(|rest| rest.strip_prefix(name));
                rest.is_some_and(|rest| rest.starts_with('.'))
            })
    }

    /// Why a record with these fields has no text.
    pub(crate) fn no_text<'n>(&self, fields: impl Iterator<Item = &'n str>) -> String {
        let found = list(fields);
        match &self.chosen[Field::Text as usize] {
            Some(chosen) => format!("no text: the field {chosen:?} is missing or empty; the fields are {found}"),
            None => format!(
                "no text: no field called text, body or content holds any; `input.columns.text` can name one of {found}"
            ),
        }
    }

    /// Why a table with these columns has no text.
    pub(crate) fn no_text_column<'n>(&self, columns: impl Iterator<Item = &'n str>) -> String {
        let columns: Vec<&str> = columns.collect();
        if let Some(reason) = self.texts_elsewhere(&columns) {
            return reason;
        }
        let found = list(columns.into_iter());
        match &self.chosen[Field::Text as usize] {
            Some(chosen) => format!("no text: no column is called {chosen:?}; the columns are {found}"),
            None => format!(
                "no text: no column is called text, body or content; `input.columns.text` can name one of {found}"
            ),
        }
    }

    /// Why a list of stories with their addresses, as Media Cloud exports it, has no text, and where the texts are.
    fn texts_elsewhere(&self, columns: &[&str]) -> Option<String> {
        let has = |names: &[&str]| columns.iter().any(|column| names.contains(&&*column.trim().to_ascii_lowercase()));
        let url = columns.iter().find(|column| self.find("", column).is_some_and(|found| found.field == Field::Url))?;
        let is_media_cloud = has(&["media_name", "media_id", "media_url"]) && has(&["publish_date"]);
        let what = if is_media_cloud { "a list of stories of Media Cloud" } else { "a list of stories" };
        let is_list = self.chosen[Field::Text as usize].is_none() && (is_media_cloud || columns.len() > 1);
        is_list.then(|| {
            format!(
                "no text: {what} without their texts, which are at the addresses in the column `{}`: fetch the pages \
                 and name the folder with them, or name the column of the text as `input.columns.text`; the columns \
                 are {}",
                url.trim(),
                list(columns.iter().copied())
            )
        })
    }
}

/// Names in a message, or their beginning.
fn list<'n>(names: impl Iterator<Item = &'n str>) -> String {
    const MAX_NAMES: usize = 20;
    // in a table without a header, texts stand in its place
    let mut names: Vec<Cow<'_, str>> = names.take(MAX_NAMES + 1).map(shortened).collect();
    if names.len() > MAX_NAMES {
        names[MAX_NAMES] = "…".into();
    }
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

fn shortened(name: &str) -> Cow<'_, str> {
    const MAX_CHARS: usize = 40;
    match name.char_indices().nth(MAX_CHARS) {
        Some((at, _)) => format!("{}…", &name[..at]).into(),
        None => name.into(),
    }
}

/// Whether the name of a date of this rank says that it is in UTC.
pub(crate) fn is_utc_by_name(rank: u8) -> bool {
    let names = NAMES.iter().find(|(field, _)| *field == Field::Published).map_or("", |(_, names)| names);
    let nth = usize::from(rank % NESTED_RANK / 2);
    names.split_ascii_whitespace().nth(nth).is_some_and(|name| name.ends_with("_gmt"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_in_any_spelling() {
        let names = FieldNames::new(&Columns::default());
        for (field, list) in NAMES {
            for name in list.split_ascii_whitespace() {
                assert_eq!(names.find("", name).map(|found| found.field), Some(field), "{name}");
            }
        }
        assert_eq!(names.find("", "publishedAt").map(|found| found.field), Some(Field::Published));
        assert_eq!(names.find("", " Publication Name").map(|found| found.field), Some(Field::Outlet));
        assert!(names.find("", "Text").map(|found| found.rank) > names.find("", "text").map(|found| found.rank));
        assert_eq!(names.find("", "meta.url").map(|found| found.field), Some(Field::Url));
        assert_eq!(names.find("", "source.name").map(|found| found.field), Some(Field::Outlet));
        assert_eq!(names.find("", "image.url"), None);
        assert_eq!(names.find("", "wordcount"), None);
        assert_eq!(names.find("", ""), None);
        assert!(names.find("metadata.", "url").map(|found| found.rank) > names.find("", "uri").map(|found| found.rank));
        assert_eq!(names.find("image.", "url"), None);
    }

    #[test]
    fn a_chosen_column_is_the_only_one_for_its_field() {
        let names = FieldNames::new(&Columns { text: Some("page.main".to_owned()), ..Columns::default() });
        assert_eq!(names.find("", "text"), None);
        assert_eq!(names.find("page.", "main"), Some(RankedField::new(Field::Text, 0)));
        assert!(names.is_parent("", "page") && !names.is_parent("", "pag"));
        assert!(names.no_text(["a", "b"].into_iter()).contains("\"page.main\""));
        assert!(names.no_text_column(["id", &"word ".repeat(99)].into_iter()).len() < 200);
    }
}
