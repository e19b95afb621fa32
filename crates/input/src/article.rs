//! One article as it was read, before anything is made of its text; and the lines of input that could not be read.

use std::sync::Arc;

pub use wirecopy_core::time::{Precision, Published};

/// One article of the corpus, as its source gave it. Fields that the source did not give are empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Article {
    /// What the tables call it: the record's own id, else its path under the root given (with `:row` for a record of many).
    pub id: String,
    /// The file it came from, as the user would name it.
    pub path: Arc<str>,
    /// Its row (line, record) in that file, counted from 1; `None` when the file is one article.
    pub row: Option<u64>,
    /// Who printed it: the record's field, else the registrable domain of its URL, else the first folder under the root.
    pub outlet: String,
    /// Headline.
    pub title: String,
    /// The byline as printed.
    pub byline: String,
    /// When it was published.
    pub published: Option<Published>,
    /// Where it was published.
    pub url: String,
    /// What the source itself says about the agency: feed metadata such as NewsML's credit line; empty mostly.
    pub credit_line: String,
    /// Where the source says the story comes from, a place; from agency documents.
    pub located: String,
    /// Whom the source names as the holder of the rights; from agency documents.
    pub copyright_holder: String,
    /// Who owns the outlet, when a table of outlets says so.
    pub owner: String,
    /// The text of the page, with its line breaks.
    pub text: String,
    /// How the text was got out of its source.
    pub extraction: Extraction,
    /// All visible text of an HTML page of which `text` is the body: a credit may stand outside of the body. Else empty.
    pub page: String,
    /// Both readings of a date such as `03/04/2018`, when `published` is empty because of it.
    pub ambiguous_date: Option<AmbiguousDate>,
}

/// How a text was got out of its source.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum Extraction {
    /// The source gave the text as it is.
    #[default]
    Given,
    /// The body of an HTML page, without its furniture.
    Body,
    /// All visible text of an HTML page, as asked.
    Visible,
    /// All visible text of an HTML page, because its body was not found.
    Fallback,
}

impl Extraction {
    /// What tables call it; empty for a text as it was given.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Extraction::Given => "",
            Extraction::Body => "body",
            Extraction::Visible => "visible",
            Extraction::Fallback => "fallback",
        }
    }
}

/// The two readings of a date that is day first for some and month first for others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AmbiguousDate {
    /// With the day in front.
    pub day_first: Published,
    /// With the month in front.
    pub month_first: Published,
}

/// A file, a row or a record that did not become an article as it stood, and why. A bad row is data: it is listed, and
/// the run goes on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Rejected {
    /// The file, as the user would name it.
    pub path: String,
    /// The row in that file, counted from 1; `None` when it is about the whole file.
    pub row: Option<u64>,
    /// What is wrong and what to do about it.
    pub reason: String,
}
