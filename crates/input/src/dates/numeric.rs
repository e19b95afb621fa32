//! Dates that programs write: ISO 8601, its compact form, and single numbers.

use super::clock::{Clock, civil_date, day, minute_or_day, number, offset};
use crate::article::Published;

/// Reads the form of most records: `2018-07-16`, optionally with `T13:10` or ` 13:10`, `:05`, `.123`, `Z` or `+02:00`.
pub(super) fn iso(text: &[u8]) -> Option<Published> {
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
    minute_or_day(date, Clock { hour, minute, second }, zone)
}

/// Reads the compact form of feeds: `20180716T131005Z`, `20180716T131005+0200`.
pub(super) fn compact(text: &[u8]) -> Option<Published> {
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
    minute_or_day(date, Clock { hour: number(&[*a, *b])?, minute: number(&[*c, *d])?, second }, zone)
}

/// Whether a text is one number, with or without decimals. No other form of a date is.
pub(super) fn is_one_number(text: &str) -> bool {
    // `16.07.2018` has two dots
    text.starts_with(|c: char| c.is_ascii_digit())
        && text.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && text.matches('.').count() <= 1
}

/// Reads a date that is one number: `20180716`, `20180716131000`, seconds or milliseconds since 1970.
pub(super) fn one_number(text: &str) -> Option<Published> {
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
            minute_or_day(date, Clock { hour, minute, second }, None)
        }
        9 | 10 => Some(Published::minute(whole.parse::<i64>().ok()?.div_euclid(60))),
        13 => Some(Published::minute(whole.parse::<i64>().ok()?.div_euclid(60_000))),
        _ => None,
    }
}
