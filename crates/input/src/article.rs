//! An article as it was read, and the parts of the input that could not be read.

use std::sync::Arc;

pub use crate::language::Language;
pub use wirecopy_core::time::{Precision, Published};

/// One article of the corpus, as its source gave it. Fields that the source did not give are empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Article {
    /// The id in the tables: the record's own, else the path under the root (with `:row` for a record of many).
    pub id: String,
    /// The file it came from, as the user would name it.
    pub path: Arc<str>,
    /// The row (line, record) in that file, counted from 1; `None` when the file is one article.
    pub row: Option<u64>,
    /// The outlet that printed it: the record's field, else the registrable domain of its URL, else the first folder
    /// under the root.
    pub outlet: String,
    /// Headline.
    pub title: String,
    /// The byline as printed.
    pub byline: String,
    /// The time of publication.
    pub published: Option<Published>,
    /// The address at which it was published.
    pub url: String,
    /// The language that its source declares.
    pub language: Language,
    /// The agency as the source's metadata names it, such as the credit line of NewsML. Mostly empty.
    pub credit_line: String,
    /// The place the story was filed from. Only agency documents have it.
    pub located: String,
    /// The holder of the rights. Only agency documents have it.
    pub copyright_holder: String,
    /// The owner of the outlet, from the table of outlets.
    pub owner: String,
    /// The text of the page, with its line breaks.
    pub text: String,
    /// How the text was taken out of its source.
    pub extraction: Extraction,
    /// All visible text of the HTML page whose body is `text`: a credit may be outside of the body. Empty for all other
    /// sources.
    pub page: String,
    /// The order of day and month that its date shows, such as `31/12/2018`: it tells how the outlet's other dates are
    /// read.
    pub date_order: Option<DateOrder>,
    /// Both readings of a date such as `03/04/2018`. `published` is then the one that the article's language tells, or
    /// `None`; where the outlet's other dates show an order, that order decides.
    pub ambiguous_date: Option<AmbiguousDate>,
}

/// How a text was taken out of its source.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum Extraction {
    /// The source gave the text as it is.
    #[default]
    Given,
    /// The body of an HTML page, without navigation, teasers and the like.
    Body,
    /// All visible text of an HTML page, because the settings say so.
    Visible,
    /// All visible text of an HTML page, because its body was not found.
    Fallback,
}

impl Extraction {
    /// The name in the tables; empty for [`Extraction::Given`].
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

/// The order in which an outlet writes day and month in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum DateOrder {
    /// 31/12/2018.
    DayFirst,
    /// 12/31/2018.
    MonthFirst,
}

impl DateOrder {
    /// The order of an outlet's dates, if they agree: how many show the day first, and how many the month first. One
    /// date in a hundred may be a slip.
    #[must_use]
    pub fn of_votes([day_first, month_first]: [u64; 2]) -> Option<DateOrder> {
        if day_first > 100 * month_first {
            Some(DateOrder::DayFirst)
        } else if month_first > 100 * day_first {
            Some(DateOrder::MonthFirst)
        } else {
            None
        }
    }
}

/// The two readings of a date such as `03/04/2018`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct AmbiguousDate {
    /// The time if the day comes first.
    pub day_first: Published,
    /// The time if the month comes first.
    pub month_first: Published,
}

impl AmbiguousDate {
    /// The reading in this order.
    #[must_use]
    pub fn in_order(self, order: DateOrder) -> Published {
        match order {
            DateOrder::DayFirst => self.day_first,
            DateOrder::MonthFirst => self.month_first,
        }
    }
}

/// A file, a row or a record that did not become an article, with the reason. One bad row does not end the run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Rejected {
    /// The file, as the user would name it.
    pub path: String,
    /// The row in that file, counted from 1; `None` for the whole file.
    pub row: Option<u64>,
    /// What is wrong and what to do about it.
    pub reason: String,
    /// How many rows it stands for: 1, but for those of a file that are counted and not listed.
    pub rows: u64,
}

impl Rejected {
    /// Where it is: the path, and the row if one is meant.
    #[must_use]
    pub fn place(&self) -> String {
        let row = self.row.map(|row| format!(", row {row}")).unwrap_or_default();
        format!("{}{row}", self.path)
    }

    /// The reason without its particulars, by which rejected input is counted.
    #[must_use]
    pub fn kind(&self) -> &str {
        let end = self.reason.find([':', ';', '"', ',']).unwrap_or(self.reason.len());
        self.reason[..end].trim_end()
    }
}
