//! Dates as records and pages write them, with how exactly they say it; nothing is guessed in silence.

use jiff::civil::{Date, DateTime};
use jiff::fmt::rfc2822;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, Zoned};

use crate::article::Published;

/// What a date says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// This time.
    Known(Published),
    /// Something that cannot be read, or that can be read in two ways.
    Unknown,
}

/// Reads one date. A time without a zone counts as UTC: what matters is how far copies lie apart, and most corpora give
/// all their times in one zone.
pub(super) fn read(text: &str) -> Reading {
    let text = text.trim();
    let known = iso(text).or_else(|| epoch(text)).or_else(|| mail(text)).or_else(|| written(text));
    match known {
        // press has a past, and its clocks may be a little ahead, but not by centuries
        Some(published) if (FIRST..LAST).contains(&published.minutes) => Reading::Known(published),
        _ => Reading::Unknown,
    }
}

/// 1600-01-01, before the first newspaper, in minutes since 1970.
const FIRST: i64 = -135_140 * 24 * 60;
/// 2200-01-01.
const LAST: i64 = 84_006 * 24 * 60;

/// `2018-07-16`, `20180716`, `2018/07/16`, each with a time behind it or not.
fn iso(text: &str) -> Option<Published> {
    let slashed;
    let bytes = text.as_bytes();
    let text = match (bytes.get(4), bytes.get(7)) {
        (Some(b'/'), Some(b'/')) | (Some(b'.'), Some(b'.')) => {
            slashed = format!("{}-{}-{}", text.get(..4)?, text.get(5..7)?, text.get(8..)?);
            slashed.as_str()
        }
        _ => text,
    };
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        let date = civil(text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..].parse().ok()?)?;
        return Some(day(date));
    }
    if text.as_bytes().get(4).is_none_or(|b| *b != b'-') {
        return None;
    }
    // `+0000` and `UTC` are common and `2018-07-16 13:10 +02:00` is too; RFC 3339 has none of them
    let text = text.trim_end_matches(" UTC").trim_end_matches(" GMT");
    if let Ok(time) = text.parse::<Timestamp>() {
        return Some(minute(time));
    }
    if let Ok(zoned) = text.parse::<Zoned>() {
        return Some(minute(zoned.timestamp()));
    }
    if let Some((front, zone)) = text.rsplit_once(' ')
        && zone.starts_with(['+', '-'])
        && let Ok(time) = format!("{front}{zone}").parse::<Timestamp>()
    {
        return Some(minute(time));
    }
    if text.len() == 10 {
        return text.parse::<Date>().ok().map(day);
    }
    text.parse::<DateTime>().ok().and_then(utc)
}

/// Seconds or milliseconds since 1970.
fn epoch(text: &str) -> Option<Published> {
    if !(9..=13).contains(&text.len()) || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: i64 = text.parse().ok()?;
    let seconds = if text.len() >= 12 { number / 1000 } else { number };
    Some(Published::minute(seconds.div_euclid(60)))
}

/// RFC 2822, as feeds have it.
fn mail(text: &str) -> Option<Published> {
    if !text.contains(',') && !text.ends_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    rfc2822::parse(text).ok().map(|zoned| minute(zoned.timestamp()))
}

/// Dates with the month in letters: `July 15, 2018`, `15 July 2018 13:10`, `Mon, Jul 16 2018 at 1:10 PM`,
/// `26-FEB-1987 15:43:59.53`.
fn written(text: &str) -> Option<Published> {
    let mut month = None;
    let mut numbers: Vec<(&str, i64)> = Vec::new();
    let mut time = None;
    let mut zone = 0;
    let mut words = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '-' | '–' | '|' | '/')).peekable();
    while let Some(word) = words.next() {
        let word = word.trim_matches(['.', '(', ')', '·']);
        if word.is_empty() {
            continue;
        }
        if let Some(clock) = clock(word) {
            let half = words.peek().map(|next| next.trim_matches('.').to_ascii_lowercase().replace('.', ""));
            time = time.or(Some(match half.as_deref() {
                Some("am") => (clock.0 % 12, clock.1),
                Some("pm") => (clock.0 % 12 + 12, clock.1),
                _ => clock,
            }));
            continue;
        }
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let ordinal = matches!(&word[digits.len()..].to_ascii_lowercase()[..], "" | "st" | "nd" | "rd" | "th");
        if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) && ordinal {
            numbers.push((digits, digits.parse().ok()?));
        } else if let Some(number) = month_of(word) {
            if month.replace(number).is_some() {
                return None;
            }
        } else if let Some(hours) = zone_of(word) {
            zone = hours;
        } else if !is_filler(word) {
            return None;
        }
    }
    let month = month?;
    // one number has four digits, the year; the other is the day
    let (years, days): (Vec<_>, Vec<_>) = numbers.into_iter().partition(|(digits, _)| digits.len() == 4);
    let (&[(_, year)], &[(_, of_month)]) = (&years[..], &days[..]) else { return None };
    let date = civil(year as i16, month, i8::try_from(of_month).ok()?)?;
    match time {
        None => Some(day(date)),
        Some((hour, minutes)) => {
            let at = date.at(hour, minutes, 0, 0);
            utc(at).map(|published| Published::minute(published.minutes - i64::from(zone) * 60))
        }
    }
}

/// `13:10`, `13:10:59.5`, `1:10pm`.
fn clock(word: &str) -> Option<(i8, i8)> {
    let lower = word.to_ascii_lowercase();
    let (digits, half) = match lower.strip_suffix("pm").map(|d| (d, 12)).or(lower.strip_suffix("am").map(|d| (d, 0))) {
        Some((digits, half)) => (digits.to_owned(), Some(half)),
        None => (lower, None),
    };
    let (hour, minutes) = digits.split_once([':', 'h'])?;
    let hour: i8 = hour.parse().ok()?;
    let minutes: i8 = minutes.get(..2)?.parse().ok()?;
    let hour = half.map_or(hour, |half| hour % 12 + half);
    ((0..24).contains(&hour) && (0..60).contains(&minutes)).then_some((hour, minutes))
}

/// Months in the languages of most press: English, German, French, Spanish, Italian, Portuguese, Dutch. Three letters
/// tell most of them; those that three letters mix up come first.
fn month_of(word: &str) -> Option<i8> {
    const NAMES: [(&str, i8); 29] = [
        ("juni", 6),
        ("juin", 6),
        ("juil", 7),
        ("jan", 1),
        ("jän", 1),
        ("ene", 1),
        ("gen", 1),
        ("feb", 2),
        ("fév", 2),
        ("fev", 2),
        ("mar", 3),
        ("mär", 3),
        ("maa", 3),
        ("apr", 4),
        ("avr", 4),
        ("abr", 4),
        ("may", 5),
        ("mai", 5),
        ("mei", 5),
        ("jun", 6),
        ("jul", 7),
        ("aug", 8),
        ("aoû", 8),
        ("sep", 9),
        ("oct", 10),
        ("okt", 10),
        ("nov", 11),
        ("dec", 12),
        ("dez", 12),
    ];
    const MORE: [(&str, i8); 9] = [
        ("ago", 8),
        ("set", 9),
        ("ott", 10),
        ("out", 10),
        ("déc", 12),
        ("dic", 12),
        ("mag", 5),
        ("giu", 6),
        ("lug", 7),
    ];
    let lower = word.to_lowercase();
    if !lower.chars().all(char::is_alphabetic) || lower.chars().count() < 3 {
        return None;
    }
    NAMES.iter().chain(&MORE).find(|(start, _)| lower.starts_with(start)).map(|&(_, month)| month)
}

/// Hours ahead of UTC of the zones that datelines name.
fn zone_of(word: &str) -> Option<i8> {
    Some(match word {
        "UTC" | "GMT" | "Z" | "WET" => 0,
        "BST" | "CET" | "MEZ" => 1,
        "CEST" | "MESZ" | "EET" | "SAST" => 2,
        "EEST" | "MSK" => 3,
        "EST" | "CDT" => -5,
        "EDT" => -4,
        "CST" | "MDT" => -6,
        "MST" | "PDT" => -7,
        "PST" => -8,
        _ => return None,
    })
}

fn is_filler(word: &str) -> bool {
    const WORDS: [&str; 12] = ["at", "on", "of", "de", "um", "uhr", "à", "am", "pm", "a.m", "p.m", "le"];
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let lower = word.to_lowercase();
    WORDS.contains(&&*lower) || DAYS.iter().any(|day| lower.starts_with(day))
}

fn civil(year: i16, month: i8, of_month: i8) -> Option<Date> {
    Date::new(year, month, of_month).ok()
}

fn day(date: Date) -> Published {
    let midnight = date.to_zoned(TimeZone::UTC).map(|zoned| zoned.timestamp().as_second()).unwrap_or_default();
    Published::day(midnight.div_euclid(24 * 60 * 60))
}

fn minute(time: Timestamp) -> Published {
    Published::minute(time.as_second().div_euclid(60))
}

fn utc(time: DateTime) -> Option<Published> {
    Offset::UTC.to_timestamp(time).ok().map(minute)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str) -> String {
        match read(text) {
            Reading::Known(published) => published.to_string(),
            Reading::Unknown => "?".to_owned(),
        }
    }

    #[test]
    fn dates_are_read_as_they_are_written() {
        for (text, expected) in [
            ("2018-07-16", "2018-07-16"),
            ("20180716", "2018-07-16"),
            ("2018/07/16", "2018-07-16"),
            ("2018-07-16T09:10:56-04:00", "2018-07-16T13:10Z"),
            ("2018-07-16T09:10:56Z", "2018-07-16T09:10Z"),
            ("2018-07-16 09:10:56+00:00", "2018-07-16T09:10Z"),
            ("2018-07-16 09:10:56 +0200", "2018-07-16T07:10Z"),
            ("2016-09-04 17:34", "2016-09-04T17:34Z"),
            ("2018-07-16 09:10:56 UTC", "2018-07-16T09:10Z"),
            ("26-FEB-1987 15:43:59.53", "1987-02-26T15:43Z"),
            ("Mon, 16 Jul 2018 09:10:56 +0200", "2018-07-16T07:10Z"),
            ("July 15, 2018", "2018-07-15"),
            ("15 July 2018, 13:10", "2018-07-15T13:10Z"),
            ("15. Juli 2018", "2018-07-15"),
            ("16 août 2018", "2018-08-16"),
            ("Monday, July 16th, 2018 at 1:10 p.m.", "2018-07-16T13:10Z"),
            ("Jul 16, 2018 1:10PM EDT", "2018-07-16T17:10Z"),
            ("1531746600", "2018-07-16T13:10Z"),
            ("1531746600000", "2018-07-16T13:10Z"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn what_can_be_read_in_two_ways_is_not_guessed() {
        for text in
            ["", "60119", "07/08/2018", "yesterday", "July 2018", "2018", "12:30", "July 15", "2018-13-40", "99999999"]
        {
            assert_eq!(shown(text), "?", "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_stumble(text in "\\PC{0,40}") {
            let _ = read(&text);
        }

        #[test]
        fn no_date_like_text_makes_it_stumble(text in "[0-9:/T +Za-z,.-]{0,30}") {
            let _ = read(&text);
        }
    }
}
