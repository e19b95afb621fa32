//! Dates as people and programs write them.
//!
//! A time without a zone is taken as UTC. A time of 00:00 exactly, without a zone or in UTC, is known to the day only:
//! that is how exports write days.

mod clock;
mod loose;
mod names;
mod numeric;
mod reading;
mod time_of_day;

pub(crate) use reading::Reading;

/// Longer texts are not dates.
const MAX_BYTES: usize = 100;

/// Reads one date.
pub(crate) fn read(text: &str) -> Reading {
    let text = text.trim();
    if text.len() > MAX_BYTES {
        return Reading::Unknown;
    }
    if let Some(known) = numeric::iso(text.as_bytes()).or_else(|| numeric::compact(text.as_bytes())) {
        return Reading::Known(known);
    }
    if numeric::is_one_number(text) {
        return numeric::one_number(text).map_or(Reading::Unknown, Reading::Known);
    }
    loose::read(text).unwrap_or(Reading::Unknown)
}

#[cfg(test)]
mod tests;
