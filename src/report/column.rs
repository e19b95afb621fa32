//! Columns: for each its name, its kind, its description, and how its value is taken from a row.

use super::cell::Cell;
use crate::time::{Precision, Published};

/// What a column holds. A value of any kind may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text. Parquet: string.
    Text,
    /// A whole number. Parquet: 64-bit integer.
    Whole,
    /// A share or score with four decimals. Parquet: double.
    Share,
    /// True or false. Parquet: boolean.
    Flag,
    /// A day such as `2018-07-16`, or a minute in UTC such as `2018-07-16T13:10:00Z` (RFC 3339). Parquet: timestamp in
    /// microseconds, UTC, a day at its midnight. A column beside it says how exactly it is known.
    Time,
}

impl Kind {
    /// The word for it in the documentation.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Whole => "whole number",
            Kind::Share => "share",
            Kind::Flag => "flag",
            Kind::Time => "time",
        }
    }
}

/// The values of [`known_to`], for the columns' descriptions.
pub(super) const PRECISIONS: &str =
    "How exactly `published` is known: `minute`, `day`, or `local minute`, a clock whose zone is not known.";

/// What a language is, for the columns' descriptions.
pub(super) const LANGUAGE: &str = "The language that the source declares, as its primary tag of BCP 47: `en`, `de`. \
                                   Empty where it declares none or several; it is never guessed.";

/// What `counts_as` says, for the columns' descriptions.
pub(super) const COUNTS_AS: &str = "What it is in all sums: `wire_copy` (its wire is sure), `likely_wire_copy`, \
                                    `press_release`, `own_page` (of the agency whose text it is) or \
                                    `captured_again` (an article that counts already). Empty without a wire.";

/// What `credited_reason` says, for the columns' descriptions.
pub(super) const REASON: &str = "Why `credited` is what it is, as a code of the list below. Empty without a wire.";

/// How exactly a time is known; empty without one.
pub(super) fn known_to(time: Option<Published>) -> &'static str {
    match time.map(|time| time.precision) {
        Some(Precision::Minute) => "minute",
        Some(Precision::LocalMinute) => "local minute",
        Some(Precision::Day) => "day",
        None => "",
    }
}

/// A column as users see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnInfo {
    /// Its name in the header.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// One line of documentation.
    pub description: &'static str,
}

/// A column of a table with rows of type `R`.
pub(super) struct Column<R> {
    name: &'static str,
    description: &'static str,
    value: Value<R>,
}

/// Takes the value of a column from a row. Its variant is the column's kind, so a column cannot hold two kinds.
enum Value<R> {
    Text(fn(&R) -> &str),
    MadeText(fn(&R) -> String),
    Whole(fn(&R) -> Option<i64>),
    Share(fn(&R) -> f64),
    Flag(fn(&R) -> Option<bool>),
    Time(fn(&R) -> Option<Published>),
}

impl<R> Column<R> {
    /// A text of the row; an empty one counts as missing.
    pub(super) fn text(name: &'static str, description: &'static str, value: fn(&R) -> &str) -> Self {
        Column { name, description, value: Value::Text(value) }
    }

    /// A text that is made for the row; an empty one counts as missing.
    pub(super) fn made_text(name: &'static str, description: &'static str, value: fn(&R) -> String) -> Self {
        Column { name, description, value: Value::MadeText(value) }
    }

    pub(super) fn whole(name: &'static str, description: &'static str, value: fn(&R) -> Option<i64>) -> Self {
        Column { name, description, value: Value::Whole(value) }
    }

    pub(super) fn share(name: &'static str, description: &'static str, value: fn(&R) -> f64) -> Self {
        Column { name, description, value: Value::Share(value) }
    }

    pub(super) fn flag(name: &'static str, description: &'static str, value: fn(&R) -> Option<bool>) -> Self {
        Column { name, description, value: Value::Flag(value) }
    }

    pub(super) fn time(name: &'static str, description: &'static str, value: fn(&R) -> Option<Published>) -> Self {
        Column { name, description, value: Value::Time(value) }
    }

    pub(super) fn info(&self) -> ColumnInfo {
        let kind = match self.value {
            Value::Text(_) | Value::MadeText(_) => Kind::Text,
            Value::Whole(_) => Kind::Whole,
            Value::Share(_) => Kind::Share,
            Value::Flag(_) => Kind::Flag,
            Value::Time(_) => Kind::Time,
        };
        ColumnInfo { name: self.name, kind, description: self.description }
    }

    /// The value in one row.
    pub(super) fn cell<'r>(&self, row: &'r R) -> Cell<'r> {
        match self.value {
            Value::Text(value) => Cell::text(value(row)),
            Value::MadeText(value) => Cell::text(value(row)),
            Value::Whole(value) => value(row).map_or(Cell::Empty, Cell::Whole),
            Value::Share(value) => Cell::Share(value(row)),
            Value::Flag(value) => value(row).map_or(Cell::Empty, Cell::Flag),
            Value::Time(value) => value(row).map_or(Cell::Empty, Cell::Time),
        }
    }
}
