//! The value of one column in one row.

use super::number::four_decimals;
use crate::time::{Precision, Published};
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
    /// A text without control characters, or [`Cell::Empty`] when there is none.
    pub(super) fn text(text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        let text = if has_controls(&text) { Cow::Owned(text.replace(is_control, "")) } else { text };
        if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
    }
}

/// A time as RFC 3339 has it: a day, `2018-07-16`, or a minute with its seconds, `2018-07-16T13:10:00Z`. Where
/// the zone is not known none is written.
pub(super) fn rfc3339(time: Published) -> String {
    let text = time.to_string();
    match (time.precision, text.strip_suffix('Z')) {
        (_, Some(minute)) => format!("{minute}:00Z"),
        (Precision::LocalMinute, None) => text + ":00",
        _ => text,
    }
}

/// Whether a character does something to a terminal or ends a string in C, and has no place in a table. Tabs and line
/// breaks have one.
fn is_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r')
}

fn has_controls(text: &str) -> bool {
    // control characters begin with these bytes in UTF-8; without an early exit many bytes are compared at a time
    let may = text.bytes().fold(false, |found, b| found | (b < b' ') | (b == 0x7f) | (b == 0xc2));
    may && text.contains(is_control)
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
            Cell::Time(time) => serializer.serialize_str(&rfc3339(*time)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_has_seconds_and_a_day_stays_a_day() {
        assert_eq!(rfc3339(Published::minute(61)), "1970-01-01T01:01:00Z");
        assert_eq!(rfc3339(Published::local_minute(61)), "1970-01-01T01:01:00");
        assert_eq!(rfc3339(Published::day(1)), "1970-01-02");
    }

    #[test]
    fn control_characters_stay_out_of_tables_and_other_letters_stay_in() {
        let text = |text: &'static str| Cell::text(text);
        assert_eq!(text("Foun\0dry \u{1b}[31mred\u{9b}1m\u{7f}"), Cell::Text("Foundry [31mred1m".into()));
        assert_eq!(text("£ ¢ â\ta\r\nb"), Cell::Text("£ ¢ â\ta\r\nb".into()));
        assert_eq!(text("\0"), Cell::Empty);
    }
}
