//! Dates as people and programs write them, with how exactly they are known.
//!
//! A time without a zone is taken as UTC. A time at 00:00 exactly, without a zone or in UTC, is a day: exports write days so.

use jiff::civil;
use jiff::tz::{Offset, TimeZone};

use crate::article::{EitherDate, Published};

/// What a date's text gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// One time.
    Known(Published),
    /// One time, in numbers that show which habit of writing their author has: `16/07/2018`.
    Telling(Published, Order),
    /// `03/04/2018`: a time under either habit.
    Either(EitherDate),
    /// Not a date, or none that can be read with certainty.
    Unknown,
}

/// The order in which somebody writes day and month in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Order {
    /// 31/12/2018.
    DayFirst,
    /// 12/31/2018.
    MonthFirst,
}

impl EitherDate {
    /// The reading in this order.
    #[must_use]
    pub fn in_order(self, order: Order) -> Published {
        match order {
            Order::DayFirst => self.day_first,
            Order::MonthFirst => self.month_first,
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

/// Every other way to write a date: words and numbers in many orders.
fn loose(text: &str) -> Option<Reading> {
    let lower = text.to_lowercase().replace("a.m.", "am").replace("p.m.", "pm");
    let mut tokens = tokens(&lower);
    let time = take_time(&mut tokens)?;
    let date = date_of(&tokens)?;
    let known = |date: civil::Date| match time {
        Time::None | Time::ZoneUnknown => Some(day(date)),
        Time::At(clock, Zone::None) => moment(date, clock, None),
        Time::At(clock, Zone::Offset(seconds)) => moment(date, clock, Some(seconds)),
        Time::At(clock, Zone::Rule(rule)) => {
            let at = clock.on(date)?;
            let timestamp = TimeZone::posix(rule).ok()?.to_timestamp(at).ok()?;
            Some(Published::minute(timestamp.as_second().div_euclid(60)))
        }
    };
    Some(match date {
        Dated::One(date) => Reading::Known(known(date)?),
        Dated::Telling(date, order) => Reading::Telling(known(date)?, order),
        Dated::Either { day_first, month_first } => {
            Reading::Either(EitherDate { day_first: known(day_first)?, month_first: known(month_first)? })
        }
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'a> {
    Number(&'a str),
    Word(&'a str),
    Mark(char),
}

/// Runs of digits, runs of letters, and single marks; spaces and commas only separate.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let run = |is: fn(char) -> bool| rest.find(|c| !is(c)).unwrap_or(rest.len());
        let end = if first.is_ascii_digit() {
            let end = run(|c| c.is_ascii_digit());
            tokens.push(Token::Number(&rest[..end]));
            end
        } else if first.is_alphabetic() {
            let end = run(char::is_alphabetic);
            tokens.push(Token::Word(&rest[..end]));
            end
        } else {
            if !first.is_whitespace() && !matches!(first, ',' | '(' | ')' | '|' | '·' | '•') {
                tokens.push(Token::Mark(first));
            }
            first.len_utf8()
        };
        rest = &rest[end..];
    }
    tokens
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

#[derive(Debug, Clone, Copy)]
enum Time {
    None,
    /// The hour is known, its zone is named but not one of ours: only the day is certain enough.
    ZoneUnknown,
    At(Clock, Zone),
}

#[derive(Debug, Clone, Copy)]
enum Zone {
    None,
    Offset(i32),
    /// A POSIX rule, for names that stand for summer and winter time.
    Rule(&'static str),
}

/// Takes the time of day with its zone out of the tokens. `None` when there is one and it cannot be.
fn take_time(tokens: &mut Vec<Token<'_>>) -> Option<Time> {
    use Token::{Mark, Number, Word};
    let clock = tokens.windows(3).position(|w| matches!(w, [Number(_), Mark(':'), Number(_)]));
    let (start, mut end, mut clock) = if let Some(at) = clock {
        let (Number(hour), Number(minute)) = (tokens[at], tokens[at + 2]) else { return None };
        let mut clock = Clock { hour: small(hour)?, minute: small(minute)?, second: 0 };
        let mut end = at + 3;
        if let Some([Mark(':'), Number(second)]) = tokens.get(end..end + 2) {
            clock.second = small(second)?;
            end += 2;
            if let Some([Mark('.'), Number(_)]) = tokens.get(end..end + 2) {
                end += 2;
            }
        }
        (at, end, clock)
    } else if let Some(at) = tokens.windows(2).position(|w| matches!(w, [Number(_), Word("am" | "pm")])) {
        let Number(hour) = tokens[at] else { return None };
        (at, at + 1, Clock { hour: small(hour)?, minute: 0, second: 0 })
    } else {
        return Some(Time::None);
    };
    match tokens.get(end) {
        Some(Word(half @ ("am" | "pm"))) if clock.hour <= 12 => {
            clock.hour = clock.hour % 12 + if *half == "pm" { 12 } else { 0 };
            end += 1;
        }
        Some(Word("uhr" | "h" | "hrs")) => end += 1,
        _ => {}
    }
    if clock.hour > 23 || clock.minute > 59 || clock.second > 60 {
        return None;
    }
    let (zone, end) = zone(tokens, end)?;
    let time = zone.map_or(Time::ZoneUnknown, |zone| Time::At(clock, zone));
    // the letter between day and hour goes with the hour
    let start = if start > 0 && tokens[start - 1] == Word("t") { start - 1 } else { start };
    tokens.drain(start..end);
    Some(time)
}

/// The zone at `at`, and where it ends; a zone of `None` is named, but not one of ours.
fn zone(tokens: &[Token<'_>], at: usize) -> Option<(Option<Zone>, usize)> {
    use Token::{Mark, Number, Word};
    let signed = |at: usize| -> Option<(Zone, usize)> {
        let Some(Mark(sign @ ('+' | '-' | '−'))) = tokens.get(at) else { return None };
        let Some(Number(hours)) = tokens.get(at + 1) else { return None };
        let (text, end) = match (hours.len(), tokens.get(at + 2..at + 4)) {
            (1 | 2, Some([Mark(':'), Number(minutes)])) => (format!("{hours:0>2}{minutes}"), at + 4),
            (1, _) => (format!("0{hours}"), at + 2),
            _ => ((*hours).to_owned(), at + 2),
        };
        let sign = if *sign == '+' { '+' } else { '-' };
        Some((Zone::Offset(offset(format!("{sign}{text}").as_bytes())?), end))
    };
    if let Some((zone, end)) = signed(at) {
        return Some((Some(zone), end));
    }
    let Some(Word(word)) = tokens.get(at) else { return Some((Some(Zone::None), at)) };
    let hours = |hours: i32| Some((Some(Zone::Offset(hours * 3600)), at + 1));
    let rule = |rule: &'static str| Some((Some(Zone::Rule(rule)), at + 1));
    match *word {
        "z" | "utc" | "gmt" => match signed(at + 1) {
            Some((zone, end)) => Some((Some(zone), end)),
            None => hours(0),
        },
        "est" => hours(-5),
        "edt" => hours(-4),
        "cdt" => hours(-5),
        "mst" => hours(-7),
        "mdt" => hours(-6),
        "pst" => hours(-8),
        "pdt" => hours(-7),
        "cet" | "mez" => hours(1),
        "cest" | "mesz" => hours(2),
        "eet" => hours(2),
        "eest" | "msk" => hours(3),
        "jst" | "kst" => hours(9),
        "aest" => hours(10),
        "aedt" => hours(11),
        "et" => rule("EST5EDT,M3.2.0,M11.1.0"),
        "ct" => rule("CST6CDT,M3.2.0,M11.1.0"),
        "mt" => rule("MST7MDT,M3.2.0,M11.1.0"),
        "pt" => rule("PST8PDT,M3.2.0,M11.1.0"),
        // IST is India's, Israel's and Ireland's, BST Britain's and Bangladesh's, CST America's and China's
        "ist" | "bst" | "cst" | "ast" | "hkt" | "sgt" | "sast" | "wib" | "pkt" | "gst" | "nzst" | "nzdt" | "wat"
        | "eat" => Some((None, at + 1)),
        _ => Some((Some(Zone::None), at)),
    }
}

#[derive(Debug, Clone, Copy)]
enum Dated {
    One(civil::Date),
    Telling(civil::Date, Order),
    Either { day_first: civil::Date, month_first: civil::Date },
}

/// The date in what is left when the time is out.
fn date_of(tokens: &[Token<'_>]) -> Option<Dated> {
    let mut month = None;
    let mut numbers: Vec<&str> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match *token {
            Token::Number(number) => numbers.push(number),
            Token::Word("st" | "nd" | "rd" | "th" | "er") if at > 0 && matches!(tokens[at - 1], Token::Number(_)) => {}
            Token::Word(word) => match month_of(word) {
                Some(found) if month.is_none() => month = Some(found),
                _ if is_filler(word) => {}
                _ => return None,
            },
            Token::Mark('-' | '/' | '.' | '–' | '—' | ':' | '\'') => {}
            Token::Mark(_) => return None,
        }
    }
    match (month, &numbers[..]) {
        (Some(month), &[a, b]) => {
            let (day, year) = if a.len() == 4 { (b, a) } else { (a, b) };
            Some(Dated::One(civil_date(year_of(year)?, month, small(day)?)?))
        }
        (None, &[year, month, day]) if year.len() == 4 => {
            Some(Dated::One(civil_date(year_of(year)?, small(month)?, small(day)?)?))
        }
        (None, &[a, b, year]) if year.len() == 4 => either(small(a)?, small(b)?, year_of(year)?),
        // `7/15/18` can only be July; in `18/07/15` and `07/08/18` the year may be anywhere
        (None, &[a, b, year]) if year.len() == 2 => {
            let (a, b) = (small(a)?, small(b)?);
            if a <= 12 && b > 12 {
                Some(Dated::Telling(civil_date(year_of(year)?, a, b)?, Order::MonthFirst))
            } else {
                None
            }
        }
        _ => None,
    }
}

fn either(a: i16, b: i16, year: i16) -> Option<Dated> {
    let day_first = civil_date(year, b, a);
    let month_first = civil_date(year, a, b);
    match (day_first, month_first) {
        (Some(day_first), Some(month_first)) if day_first != month_first => {
            Some(Dated::Either { day_first, month_first })
        }
        (Some(same), Some(_)) => Some(Dated::One(same)),
        (Some(date), None) => Some(Dated::Telling(date, Order::DayFirst)),
        (None, Some(date)) => Some(Dated::Telling(date, Order::MonthFirst)),
        (None, None) => None,
    }
}

/// Months by the names of six languages, short or in full.
fn month_of(word: &str) -> Option<i16> {
    Some(match word {
        "jan" | "january" | "januar" | "jänner" | "janvier" | "janv" | "enero" | "ene" | "gennaio" | "gen"
        | "januari" | "janeiro" => 1,
        "feb" | "february" | "februar" | "février" | "févr" | "fév" | "febrero" | "febbraio" | "februari"
        | "fevereiro" | "fev" => 2,
        "mar" | "march" | "märz" | "mär" | "mrz" | "mars" | "marzo" | "maart" | "mrt" | "março" => 3,
        "apr" | "april" | "avril" | "avr" | "abril" | "abr" | "aprile" => 4,
        "may" | "mai" | "mayo" | "maggio" | "mag" | "mei" | "maio" => 5,
        "jun" | "june" | "juni" | "juin" | "junio" | "giugno" | "giu" | "junho" => 6,
        "jul" | "july" | "juli" | "juillet" | "juil" | "julio" | "luglio" | "lug" | "julho" => 7,
        "aug" | "august" | "août" | "agosto" | "ago" | "augustus" => 8,
        "sep" | "sept" | "september" | "septembre" | "septiembre" | "settembre" | "set" | "setembro" => 9,
        "oct" | "october" | "oktober" | "okt" | "octobre" | "octubre" | "ottobre" | "ott" | "outubro" | "out" => 10,
        "nov" | "november" | "novembre" | "noviembre" | "novembro" => 11,
        "dec" | "december" | "dezember" | "dez" | "décembre" | "déc" | "diciembre" | "dic" | "dicembre"
        | "dezembro" => 12,
        _ => return None,
    })
}

/// Words in a date that say nothing more: weekdays and joints.
fn is_filler(word: &str) -> bool {
    const WEEKDAYS: [&str; 24] = [
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "tues",
        "thur",
        "thurs",
        "montag",
        "dienstag",
        "mittwoch",
        "donnerstag",
        "freitag",
        "samstag",
        "sonntag",
    ];
    const MORE_WEEKDAYS: [&str; 19] = [
        "sonnabend",
        "mo",
        "di",
        "mi",
        "do",
        "fr",
        "sa",
        "so",
        "lundi",
        "mardi",
        "mercredi",
        "jeudi",
        "vendredi",
        "samedi",
        "dimanche",
        "lunes",
        "martes",
        "jueves",
        "viernes",
    ];
    const JOINTS: [&str; 15] =
        ["at", "on", "of", "the", "de", "del", "um", "den", "der", "à", "le", "a", "las", "alle", "t"];
    WEEKDAYS.contains(&word) || MORE_WEEKDAYS.contains(&word) || JOINTS.contains(&word)
}

fn year_of(text: &str) -> Option<i16> {
    match text.len() {
        4 => text.parse().ok(),
        // two digits are a year of the last hundred years, seen from 2070
        2 => text.parse::<i16>().ok().map(|y| if y < 70 { 2000 + y } else { 1900 + y }),
        _ => None,
    }
}

fn small(text: &str) -> Option<i16> {
    if text.len() <= 2 { text.parse().ok() } else { None }
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
