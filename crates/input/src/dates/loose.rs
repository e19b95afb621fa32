//! Dates as people write them: words and numbers in many orders.

use jiff::civil;
use jiff::tz::TimeZone;
use memchr::memmem;

use super::clock::{OutletZone, civil_date, day, minute_or_day};
use super::iranian;
use super::names;
use super::reading::Reading;
use super::time_of_day::{self, DateToken, TimeOfDay, Zone};
use crate::article::{AmbiguousDate, DateOrder, Published};

/// Reads a date in words and numbers. `None` when it is not one.
pub(super) fn read(text: &str, outlet: &OutletZone<'_>) -> Option<Reading> {
    let lower = in_one_spelling(text);
    let mut tokens = time_of_day::tokenise(&lower);
    let time = time_of_day::take(&mut tokens)?;
    let published = |date: civil::Date| match time {
        TimeOfDay::None | TimeOfDay::UnknownZone => Some(day(date)),
        TimeOfDay::At(clock, Zone::None) => minute_or_day(date, clock, None, outlet),
        TimeOfDay::At(clock, Zone::Offset(seconds)) => minute_or_day(date, clock, Some(seconds), outlet),
        TimeOfDay::At(clock, Zone::Rule(rule)) => {
            let timestamp = TimeZone::posix(rule).ok()?.to_timestamp(clock.on(date)?).ok()?;
            Some(Published::minute(timestamp.as_second().div_euclid(60)))
        }
    };
    Some(match day_of(&tokens)? {
        Day::One(date) => Reading::Known(published(date)?),
        Day::ShowsOrder(date, order) => Reading::ShowsOrder(published(date)?, order),
        Day::Ambiguous { day_first, month_first } => {
            Reading::Ambiguous(AmbiguousDate { day_first: published(day_first)?, month_first: published(month_first)? })
        }
    })
}

/// The text in small letters, with `am` and `pm` for what stands for them.
fn in_one_spelling(text: &str) -> String {
    const SPELLINGS: [(&str, &str); 13] = [
        ("a.m.", "am"),
        ("p.m.", "pm"),
        ("a. m.", "am"),
        ("p. m.", "pm"),
        ("π.μ.", "am"),
        ("μ.μ.", "pm"),
        ("ق.ظ", "am"),
        ("ب.ظ", "pm"),
        ("noon", "12:00"),
        ("오전", "am"),
        ("오후", "pm"),
        ("上午", "am"),
        ("下午", "pm"),
    ];
    let mut lower = text.to_lowercase();
    for (from, to) in SPELLINGS {
        if memmem::find(lower.as_bytes(), from.as_bytes()).is_some() {
            lower = lower.replace(from, to);
        }
    }
    lower
}

/// A day as it is written.
#[derive(Debug, Clone, Copy)]
enum Day {
    One(civil::Date),
    ShowsOrder(civil::Date, DateOrder),
    Ambiguous { day_first: civil::Date, month_first: civil::Date },
}

/// The day in the tokens that remain without the time.
fn day_of(tokens: &[DateToken<'_>]) -> Option<Day> {
    let (mut month, mut iranian_month) = (None, None);
    let mut numbers: Vec<&str> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| tokens[before]);
        match *token {
            // Vietnamese numbers the months and the days of the week
            DateToken::Number(number) if before == Some(DateToken::Word("tháng")) => month = Some(small(number)?),
            DateToken::Number(_) if before == Some(DateToken::Word("thứ")) => {}
            DateToken::Word("tháng" | "thứ" | "năm" | "hai" | "ba" | "tư" | "sáu" | "bảy") => {}
            DateToken::Number(number) => numbers.push(number),
            DateToken::Word("st" | "nd" | "rd" | "th" | "er")
                if at > 0 && matches!(tokens[at - 1], DateToken::Number(_)) => {}
            DateToken::Word(word) => match names::month(word) {
                Some(found) if month.is_none() => month = Some(found),
                _ if iranian_month.is_none() && names::iranian_month(word).is_some() => {
                    iranian_month = names::iranian_month(word);
                }
                _ if names::is_filler(word) => {}
                _ => return None,
            },
            DateToken::Mark('-' | '/' | '.' | '–' | '—' | ':' | '\'') => {}
            DateToken::Mark(_) => return None,
        }
    }
    if let Some(month) = iranian_month {
        let &[a, b] = &numbers[..] else { return None };
        let (day, year) = if a.len() == 4 { (b, a) } else { (a, b) };
        return Some(Day::One(iranian::civil_date(year.parse().ok()?, month, small(day)?)?));
    }
    match (month, &numbers[..]) {
        (None, &[year, month, day]) if year.parse().is_ok_and(|year| iranian::PLAIN_YEARS.contains(&year)) => {
            Some(Day::One(iranian::civil_date(year.parse().ok()?, small(month)?, small(day)?)?))
        }
        (Some(month), &[a, b]) => {
            let (day, year) = if a.len() == 4 { (b, a) } else { (a, b) };
            Some(Day::One(civil_date(year_of(year)?, month, small(day)?)?))
        }
        (None, &[year, month, day]) if year.len() == 4 => {
            Some(Day::One(civil_date(year_of(year)?, small(month)?, small(day)?)?))
        }
        (None, &[a, b, year]) if year.len() == 4 => ordered(small(a)?, small(b)?, year_of(year)?),
        // `7/15/18` can only be July; in `18/07/15` and `07/08/18` the year may be anywhere
        (None, &[a, b, year]) if year.len() == 2 => {
            let (a, b) = (small(a)?, small(b)?);
            if a <= 12 && b > 12 {
                Some(Day::ShowsOrder(civil_date(year_of(year)?, a, b)?, DateOrder::MonthFirst))
            } else {
                None
            }
        }
        _ => None,
    }
}

/// The day `a/b/year`, in which either number may be the month.
fn ordered(a: i16, b: i16, year: i16) -> Option<Day> {
    let day_first = civil_date(year, b, a);
    let month_first = civil_date(year, a, b);
    match (day_first, month_first) {
        (Some(day_first), Some(month_first)) if day_first != month_first => {
            Some(Day::Ambiguous { day_first, month_first })
        }
        (Some(same), Some(_)) => Some(Day::One(same)),
        (Some(date), None) => Some(Day::ShowsOrder(date, DateOrder::DayFirst)),
        (None, Some(date)) => Some(Day::ShowsOrder(date, DateOrder::MonthFirst)),
        (None, None) => None,
    }
}

/// A year of four digits, or of two: 1970 to 2069. Thai years count from the death of the Buddha.
fn year_of(text: &str) -> Option<i16> {
    match text.len() {
        4 => text.parse::<i16>().ok().map(|year| if (2400..2700).contains(&year) { year - 543 } else { year }),
        2 => text.parse::<i16>().ok().map(|y| if y < 70 { 2000 + y } else { 1900 + y }),
        _ => None,
    }
}

/// A number of at most two digits.
fn small(text: &str) -> Option<i16> {
    if text.len() <= 2 { text.parse().ok() } else { None }
}
