//! Dates that programs write: ISO 8601, its compact form, and single numbers.

use jiff::civil;

use super::clock::{Clock, OutletZone, civil_date, day, minute_or_day, number, offset};
use crate::article::Published;

/// Reads the form of most records: `2018-07-16`, optionally with `T13:10` or ` 13:10`, `:05`, `.123`, `Z` or `+02:00`.
pub(super) fn iso(text: &[u8], outlet: &OutletZone<'_>) -> Option<Published> {
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
    let (mut hour, minute) = (number(&rest[1..3])?, number(&rest[4..6])?);
    let mut date = date;
    // the end of a day is the start of the next
    if hour == 24 && minute == 0 {
        (hour, date) = (0, date.tomorrow().ok()?);
    }
    let mut rest = &rest[6..];
    let mut second = 0;
    if let [b':', a, b, tail @ ..] = rest {
        second = number(&[*a, *b])?;
        rest = tail;
        // some write a colon before milliseconds too
        if let [b'.' | b',' | b':', tail @ ..] = rest {
            rest = &tail[tail.iter().take_while(|b| b.is_ascii_digit()).count()..];
        }
    }
    let zone = match rest.trim_ascii() {
        b"" => None,
        b"Z" | b"z" | b"UTC" | b"GMT" => Some(0),
        // Go writes the offset and the name of the zone
        zone if zone.len() > 6 && zone[5] == b' ' && zone[6..].iter().all(u8::is_ascii_uppercase) => offset(&zone[..5]),
        zone => match offset(zone) {
            Some(seconds) => Some(seconds),
            None => return in_named_zone(date, Clock { hour, minute, second }, zone),
        },
    };
    minute_or_day(date, Clock { hour, minute, second }, zone, outlet)
}

/// A time in a zone by its name in the zone database: `Europe/Berlin`.
fn in_named_zone(date: civil::Date, clock: Clock, name: &[u8]) -> Option<Published> {
    let name = std::str::from_utf8(name).ok()?.trim_matches(['[', ']']);
    let zone = jiff::tz::TimeZone::get(name).ok().filter(|_| name.contains('/'))?;
    let seconds = zone.to_timestamp(clock.on(date)?).ok()?.as_second();
    Some(Published::minute(seconds.div_euclid(60)))
}

/// Reads a day of ISO 8601 by its week or by its number in the year: `2018-W29-1`, `2018-197`.
pub(super) fn of_week_or_year(text: &[u8]) -> Option<Published> {
    let year = number(text.get(..4)?)?;
    match text.get(4..)? {
        [b'-', b'W', a, b, b'-', weekday] => {
            let weekday = civil::Weekday::from_monday_one_offset(number(&[*weekday])? as i8).ok()?;
            let week = civil::ISOWeekDate::new(year, number(&[*a, *b])? as i8, weekday).ok()?;
            let date = week.date();
            Some(day(civil_date(date.year(), date.month().into(), date.day().into())?))
        }
        [b'-', a, b, c] => {
            let first = civil_date(year, 1, 1)?;
            let date = first.with().day_of_year(number(&[*a, *b, *c])?).build().ok()?;
            Some(day(date))
        }
        _ => None,
    }
}

/// Reads the compact form of feeds: `20180716T131005Z`, `20180716T131005+0200`.
pub(super) fn compact(text: &[u8], outlet: &OutletZone<'_>) -> Option<Published> {
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
    let clock = Clock { hour: number(&[*a, *b])?, minute: number(&[*c, *d])?, second };
    minute_or_day(date, clock, zone, outlet)
}

/// Whether a text is one number, with or without decimals. No other form of a date is.
pub(super) fn is_one_number(text: &str) -> bool {
    // `16.07.2018` has two dots
    text.starts_with(|c: char| c.is_ascii_digit())
        && text.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && text.matches('.').count() <= 1
}

/// Reads a date that is one number: `20180716`, `20180716131000`, seconds or milliseconds since 1970.
pub(super) fn one_number(text: &str, outlet: &OutletZone<'_>) -> Option<Published> {
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    let bytes = whole.as_bytes();
    match bytes.len() {
        8 | 12 | 14 if whole.len() == text.len() => {
            let date = civil_date(number(&bytes[..4])?, number(&bytes[4..6])?, number(&bytes[6..8])?)?;
            if bytes.len() == 8 {
                return Some(day(date));
            }
            let (hour, minute) = (number(&bytes[8..10])?, number(&bytes[10..12])?);
            let second = bytes.get(12..14).and_then(number).unwrap_or(0);
            minute_or_day(date, Clock { hour, minute, second }, None, outlet)
        }
        9 | 10 => Some(Published::minute(whole.parse::<i64>().ok()?.div_euclid(60))),
        13 => Some(Published::minute(whole.parse::<i64>().ok()?.div_euclid(60_000))),
        16 => Some(Published::minute(whole.parse::<i64>().ok()?.div_euclid(60_000_000))),
        19 => Some(Published::minute(whole.parse::<i64>().ok()?.div_euclid(60_000_000_000))),
        _ => None,
    }
}
