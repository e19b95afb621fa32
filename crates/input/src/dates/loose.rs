//! Dates in words and numbers, in the many orders in which people write them.

use jiff::civil;
use jiff::tz::TimeZone;

use super::{Clock, DateOrder, Reading, civil_date, day, moment, offset};
use crate::article::{AmbiguousDate, Published};

/// Every other way to write a date: words and numbers in many orders.
pub(super) fn loose(text: &str) -> Option<Reading> {
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
            Reading::Either(AmbiguousDate { day_first: known(day_first)?, month_first: known(month_first)? })
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
    Telling(civil::Date, DateOrder),
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
                Some(Dated::Telling(civil_date(year_of(year)?, a, b)?, DateOrder::MonthFirst))
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
        (Some(date), None) => Some(Dated::Telling(date, DateOrder::DayFirst)),
        (None, Some(date)) => Some(Dated::Telling(date, DateOrder::MonthFirst)),
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
