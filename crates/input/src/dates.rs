//! Dates as people and programs write them, with how exactly they are known.
//!
//! A time without a zone is taken as UTC. A time at 00:00 exactly, without a zone or in UTC, is a day: exports write days so.

use jiff::civil;
use jiff::tz::Offset;

use crate::article::{AmbiguousDate, Published};

mod loose;

use loose::loose;

/// What a date's text gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// One time.
    Known(Published),
    /// One time, in numbers that show which habit of writing their author has: `16/07/2018`.
    Telling(Published, DateOrder),
    /// `03/04/2018`: a time under either habit.
    Either(AmbiguousDate),
    /// Not a date, or none that can be read with certainty.
    Unknown,
}

/// The order in which somebody writes day and month in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DateOrder {
    /// 31/12/2018.
    DayFirst,
    /// 12/31/2018.
    MonthFirst,
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

/// Years outside of this are slips or other numbers.
const YEARS: std::ops::RangeInclusive<i16> = 1600..=2100;
/// Nobody writes a date longer than this.
const LONGEST: usize = 100;

/// Reads one date.
pub(super) fn read(text: &str) -> Reading {
    let text = text.trim();
    if text.len() > LONGEST {
        return Reading::Unknown;
    }
    if let Some(known) = iso(text.as_bytes()).or_else(|| compact(text.as_bytes())) {
        return Reading::Known(known);
    }
    if let Some(reading) = digits(text) {
        return reading;
    }
    loose(text).unwrap_or(Reading::Unknown)
}

/// The form that most records have, without detours: `2018-07-16`, with `T13:10` or ` 13:10`, `:05`, `.123`, `Z` or `+02:00`.
fn iso(text: &[u8]) -> Option<Published> {
    let (date, rest) = text.split_at_checked(10)?;
    if date[4] != b'-' || date[7] != b'-' {
        return None;
    }
    let date = civil_date(number(&date[..4])?, number(&date[5..7])?, number(&date[8..])?)?;
    if rest.is_empty() {
        return Some(day(date));
    }
    if rest.len() < 6 || !matches!(rest[0], b'T' | b't' | b' ') || rest[3] != b':' {
        return None;
    }
    let (hour, minute) = (number(&rest[1..3])?, number(&rest[4..6])?);
    let mut rest = &rest[6..];
    let mut second = 0;
    if let [b':', a, b, tail @ ..] = rest {
        second = number(&[*a, *b])?;
        rest = tail;
        if let [b'.' | b',', tail @ ..] = rest {
            rest = &tail[tail.iter().take_while(|b| b.is_ascii_digit()).count()..];
        }
    }
    let zone = match rest.trim_ascii() {
        b"" => None,
        b"Z" | b"z" | b"UTC" | b"GMT" => Some(0),
        zone => Some(offset(zone)?),
    };
    moment(date, Clock { hour, minute, second }, zone)
}

/// The compact form of feeds: `20180716T131005Z`, `20180716T131005+0200`.
fn compact(text: &[u8]) -> Option<Published> {
    let (date, rest) = text.split_at_checked(8)?;
    let date = civil_date(number(&date[..4])?, number(&date[4..6])?, number(&date[6..])?)?;
    let [b'T' | b't', a, b, c, d, rest @ ..] = rest else { return None };
    let (second, zone) = match rest {
        [e, f, zone @ ..] if e.is_ascii_digit() => (number(&[*e, *f])?, zone),
        zone => (0, zone),
    };
    let zone = match zone {
        [] => None,
        b"Z" | b"z" => Some(0),
        zone => Some(offset(zone)?),
    };
    moment(date, Clock { hour: number(&[*a, *b])?, minute: number(&[*c, *d])?, second }, zone)
}

/// `+02:00`, `-0500`, `+02` in seconds.
fn offset(zone: &[u8]) -> Option<i32> {
    let (sign, zone) = match zone.split_first()? {
        (b'+', rest) => (1, rest),
        (b'-', rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = match zone {
        [a, b] => (number(&[*a, *b])?, 0),
        [a, b, c, d] | [a, b, b':', c, d] => (number(&[*a, *b])?, number(&[*c, *d])?),
        _ => return None,
    };
    (hours <= 14 && minutes < 60).then_some(sign * (i32::from(hours) * 3600 + i32::from(minutes) * 60))
}

/// Dates that are one number: `20180716`, `20180716131000`, seconds or milliseconds since 1970.
fn digits(text: &str) -> Option<Reading> {
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    if whole.is_empty() || !text.bytes().all(|b| b.is_ascii_digit() || b == b'.') || text.matches('.').count() > 1 {
        return None;
    }
    let bytes = whole.as_bytes();
    let unknown = Some(Reading::Unknown);
    match bytes.len() {
        8 | 12 | 14 if whole.len() == text.len() => {
            let parts = (number(&bytes[..4]), number(&bytes[4..6]), number(&bytes[6..8]));
            let (Some(year), Some(month), Some(of_month)) = parts else { return unknown };
            let Some(date) = civil_date(year, month, of_month) else { return unknown };
            if bytes.len() == 8 {
                return Some(Reading::Known(day(date)));
            }
            let (hour, minute) = (number(&bytes[8..10])?, number(&bytes[10..12])?);
            let second = bytes.get(12..14).and_then(number).unwrap_or(0);
            Some(moment(date, Clock { hour, minute, second }, None).map_or(Reading::Unknown, Reading::Known))
        }
        9 | 10 => Some(Reading::Known(Published::minute(whole.parse::<i64>().ok()?.div_euclid(60)))),
        13 => Some(Reading::Known(Published::minute(whole.parse::<i64>().ok()?.div_euclid(60_000)))),
        // `16.07` and `3.5` are left to nobody; `16.07.2018` has two dots and does not come here
        _ => unknown,
    }
}

#[derive(Debug, Clone, Copy)]
struct Clock {
    hour: i16,
    minute: i16,
    second: i16,
}

impl Clock {
    fn on(self, date: civil::Date) -> Option<civil::DateTime> {
        // a leap second is the second before it
        let second = self.second.min(59);
        let time = civil::Time::new(self.hour as i8, self.minute as i8, second as i8, 0).ok()?;
        Some(date.to_datetime(time))
    }
}

fn number(digits: &[u8]) -> Option<i16> {
    let mut value: i16 = 0;
    for digit in digits {
        if !digit.is_ascii_digit() {
            return None;
        }
        value = value.checked_mul(10)?.checked_add(i16::from(digit - b'0'))?;
    }
    Some(value)
}

fn civil_date(year: i16, month: i16, day: i16) -> Option<civil::Date> {
    if !YEARS.contains(&year) {
        return None;
    }
    civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn day(date: civil::Date) -> Published {
    let midnight = date.to_datetime(civil::Time::midnight());
    let seconds = Offset::UTC.to_timestamp(midnight).map_or(0, |t| t.as_second());
    Published::day(seconds.div_euclid(24 * 3600))
}

/// A clock time on a day; `zone` in seconds east of Greenwich.
fn moment(date: civil::Date, clock: Clock, zone: Option<i32>) -> Option<Published> {
    let at = clock.on(date)?;
    if clock.hour == 0 && clock.minute == 0 && clock.second == 0 && zone.unwrap_or(0) == 0 {
        return Some(day(date));
    }
    let offset = Offset::from_seconds(zone.unwrap_or(0)).ok()?;
    Some(Published::minute(offset.to_timestamp(at).ok()?.as_second().div_euclid(60)))
}

#[cfg(test)]
#[path = "dates_tests.rs"]
mod tests;
