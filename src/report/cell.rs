//! The value of one column in one row.

use super::number::four_decimals;
use crate::time::Published;
use serde::ser::{Serialize, Serializer};
use std::borrow::Cow;

/// The value of one column in one row.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell<'a> {
    /// The value is missing.
    Empty,
    Text(Cow<'a, str>),
    Whole(i64),
    /// Written with four decimals.
    Share(f64),
    Flag(bool),
    Time(Published),
}

impl<'a> Cell<'a> {
    /// A text, or [`Cell::Empty`] when there is none.
    pub(super) fn text(text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
    }
}

/// As JSON: a missing value is `null`, a time a string.
impl Serialize for Cell<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Cell::Empty => serializer.serialize_none(),
            Cell::Text(text) => serializer.serialize_str(text),
            Cell::Whole(number) => serializer.serialize_i64(*number),
            Cell::Share(share) => serializer.serialize_f64(four_decimals(*share)),
            Cell::Flag(flag) => serializer.serialize_bool(*flag),
            Cell::Time(time) => serializer.collect_str(time),
        }
    }
}
