//! Dates as people and programs write them.
//!
//! A time without a zone is in that of its outlet, where one is known, else it stays a time by the clock of an unknown
//! place. A time of 00:00 exactly, without a zone or in UTC, is known to the day only: that is how exports write days.

mod address;
mod clock;
mod east_asian;
mod iranian;
mod loose;
mod names;
mod numeric;
mod reading;
mod tidy;
mod time_of_day;

pub(crate) use address::of_address;
pub(crate) use clock::OutletZone;
pub(crate) use reading::Reading;

use crate::article::{Precision, Published};

/// Longer texts are not dates.
const MAX_BYTES: usize = 100;

/// Reads one date. `outlet` is the zone of a time without one.
pub(crate) fn read(text: &str, outlet: &OutletZone<'_>) -> Reading {
    let text = text.trim();
    if text.len() > MAX_BYTES {
        return Reading::Unknown;
    }
    match read_any(text, outlet) {
        Reading::Known(published) if is_nothing(published, text) => Reading::Unknown,
        reading => reading,
    }
}

fn read_any(text: &str, outlet: &OutletZone<'_>) -> Reading {
    // most records have this form
    if let Some(known) = numeric::iso(text.as_bytes(), outlet) {
        return midnight(known, text);
    }
    let text = &*tidy::tidy(text);
    let bytes = text.as_bytes();
    let numeric = numeric::iso(bytes, outlet)
        .or_else(|| numeric::compact(bytes, outlet))
        .or_else(|| numeric::of_week_or_year(bytes));
    if let Some(known) = numeric {
        return midnight(known, text);
    }
    if numeric::is_one_number(text) {
        return numeric::one_number(text, outlet).map_or(Reading::Unknown, Reading::Known);
    }
    loose::read(text, outlet).unwrap_or(Reading::Unknown)
}

/// A day written with a time of midnight, at which programs begin to count, is none: they write it where they have
/// none.
fn midnight(known: Published, text: &str) -> Reading {
    const BEGINNINGS: [&str; 3] = ["1970-01-01", "1900-01-01", "1899-12-30"];
    let has_time = text.len() > 10;
    let is_beginning =
        has_time && known.precision == Precision::Day && BEGINNINGS.iter().any(|day| text.starts_with(day));
    if is_beginning { Reading::Unknown } else { Reading::Known(known) }
}

/// Whether a time is the zero of Unix, in any zone. As a day it may be one.
fn is_nothing(published: Published, text: &str) -> bool {
    published.minutes == 0 && (published.precision != Precision::Day || text.contains(':'))
}

#[cfg(test)]
mod tests;
