//! One value of a table, and how each format writes it.

use super::number::four_decimals;
use serde::ser::{Serialize, Serializer};
use std::borrow::Cow;

/// How tables are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TableFormat {
    /// Comma-separated values with a header (RFC 4180, lines ended by `\n`).
    #[default]
    Csv,
    /// One JSON object a line; empty values are `null`.
    JsonLines,
    /// Parquet with typed columns (cargo feature `parquet`).
    Parquet,
}

impl TableFormat {
    /// The extension of a file in this format.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            TableFormat::Csv => "csv",
            TableFormat::JsonLines => "jsonl",
            TableFormat::Parquet => "parquet",
        }
    }
}

/// One value of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// Nothing is known.
    Empty,
    /// Text.
    Text(Cow<'a, str>),
    /// A whole number.
    Whole(i64),
    /// A share or score, written with four decimals.
    Share(f64),
    /// Yes or no.
    Flag(bool),
}

impl<'a> Cell<'a> {
    /// A text; nothing when it is empty.
    pub(super) fn text(text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
    }

    /// What CSV has for it.
    #[must_use]
    pub fn to_csv(&self) -> Cow<'_, str> {
        match self {
            Cell::Empty => Cow::Borrowed(""),
            Cell::Text(text) => Cow::Borrowed(text),
            Cell::Whole(number) => Cow::Owned(number.to_string()),
            Cell::Share(share) => Cow::Owned(format!("{share:.4}")),
            Cell::Flag(flag) => Cow::Borrowed(if *flag { "true" } else { "false" }),
        }
    }
}

impl From<u32> for Cell<'_> {
    fn from(number: u32) -> Self {
        Cell::Whole(i64::from(number))
    }
}

impl From<Option<i64>> for Cell<'_> {
    fn from(number: Option<i64>) -> Self {
        number.map_or(Cell::Empty, Cell::Whole)
    }
}

impl Serialize for Cell<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Cell::Empty => serializer.serialize_none(),
            Cell::Text(text) => serializer.serialize_str(text),
            Cell::Whole(number) => serializer.serialize_i64(*number),
            Cell::Share(share) => serializer.serialize_f64(four_decimals(*share)),
            Cell::Flag(flag) => serializer.serialize_bool(*flag),
        }
    }
}
