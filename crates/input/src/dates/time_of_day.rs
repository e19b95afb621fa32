//! The tokens of a date in words, and the time of day among them.

use super::clock::{Clock, offset};

/// A token of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DateToken<'a> {
    Number(&'a str),
    Word(&'a str),
    Mark(char),
}

/// Splits a text into runs of digits, runs of letters, and single marks. Spaces, commas and the like only separate.
pub(super) fn tokenise(text: &str) -> Vec<DateToken<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let run = |is: fn(char) -> bool| rest.find(|c| !is(c)).unwrap_or(rest.len());
        let end = if first.is_ascii_digit() {
            let end = run(|c| c.is_ascii_digit());
            tokens.push(DateToken::Number(&rest[..end]));
            end
        } else if first.is_alphabetic() {
            let end = run(is_of_word);
            tokens.push(DateToken::Word(&rest[..end]));
            end
        } else {
            if !first.is_whitespace() && !matches!(first, ',' | '،' | '(' | ')' | '|' | '·' | '•' | '\u{200c}') {
                tokens.push(DateToken::Mark(first));
            }
            first.len_utf8()
        };
        rest = &rest[end..];
    }
    tokens
}

/// Whether a character is of a word: also the signs without which Hindi, Bengali and Thai letters are no words.
fn is_of_word(c: char) -> bool {
    c.is_alphabetic() || matches!(c, '\u{93c}' | '\u{94d}' | '\u{9bc}' | '\u{9cd}' | '\u{e47}'..='\u{e4e}')
}

/// The time of day in a date.
#[derive(Debug, Clone, Copy)]
pub(super) enum TimeOfDay {
    None,
    /// A time in a zone whose name is ambiguous or not known here: only the day is certain enough.
    UnknownZone,
    At(Clock, Zone),
}

/// The zone of a time of day.
#[derive(Debug, Clone, Copy)]
pub(super) enum Zone {
    None,
    /// Seconds east of Greenwich.
    Offset(i32),
    /// A POSIX rule, for names that cover summer and winter time.
    Rule(&'static str),
}

/// Removes the time of day and its zone from the tokens. `None` when there is one that is not valid.
pub(super) fn take(tokens: &mut Vec<DateToken<'_>>) -> Option<TimeOfDay> {
    use DateToken::{Mark, Number, Word};
    name_arabic_halves(tokens);
    // some languages write the half of the day before the hour
    if let Some(at) = tokens.windows(4).position(|w| matches!(w, [Word("am" | "pm"), Number(_), Mark(':'), Number(_)]))
    {
        let half = tokens.remove(at);
        let has_seconds = matches!(tokens.get(at + 3..at + 5), Some([Mark(':'), Number(_)]));
        tokens.insert(if has_seconds { at + 5 } else { at + 3 }, half);
    }
    join_hours(tokens);
    let colon = tokens.windows(3).position(|w| matches!(w, [Number(_), Mark(':'), Number(_)]));
    let half = || tokens.windows(2).position(|w| matches!(w, [Number(_), Word("am" | "pm")]));
    let (start, (mut clock, mut end)) = match colon {
        Some(at) => (at, hours_and_minutes(tokens, at)?),
        None => match half() {
            Some(at) => (at, (Clock { hour: small_number(tokens.get(at))?, minute: 0, second: 0 }, at + 1)),
            None => return Some(TimeOfDay::None),
        },
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
    let time = zone.map_or(TimeOfDay::UnknownZone, |zone| TimeOfDay::At(clock, zone));
    // the `T` between day and hour belongs to the hour
    let start = if start > 0 && tokens[start - 1] == Word("t") { start - 1 } else { start };
    tokens.drain(start..end);
    Some(time)
}

/// Names the halves of the day, which Arabic writes by a letter or a word after the time. The letter for the afternoon
/// after a year means that it is one of our era.
fn name_arabic_halves(tokens: &mut Vec<DateToken<'_>>) {
    use DateToken::{Mark, Number, Word};
    for at in (1..tokens.len()).rev() {
        let half = match tokens[at] {
            Word("ص" | "صباحا" | "صباحًا" | "صباحاً") => "am",
            Word("م" | "مساء" | "مساءً") => "pm",
            _ => continue,
        };
        if at >= 2 && matches!(tokens[at - 2..at], [Mark(':'), Number(_)]) {
            tokens[at] = Word(half);
        } else if matches!(tokens[at - 1], Number(year) if year.len() == 4) {
            tokens.remove(at);
        }
    }
}

/// Makes `13h10`, `13h`, `13.10 Uhr` and `1.10pm` times with a colon, and removes the word for the hour.
fn join_hours(tokens: &mut Vec<DateToken<'_>>) {
    use DateToken::{Mark, Number, Word};
    let is_hour = |word: &str| matches!(word, "uhr" | "uur" | "hs" | "hrs" | "h" | "u");
    if let Some(at) =
        tokens.windows(3).position(|w| matches!(w, [Number(_), Word("h"), Number(minute)] if minute.len() == 2))
    {
        tokens[at + 1] = Mark(':');
        // `9h20min`
        if matches!(tokens.get(at + 3), Some(Word("min" | "m"))) {
            tokens.remove(at + 3);
        }
        return;
    }
    join_dotted_time(tokens);
    // `13.10 Uhr`, but not the end of `16.07.2018 Uhr`
    let after_dot = tokens.windows(4).position(|w| {
        matches!(w, [Number(hour), Mark('.'), Number(minute), Word(word)]
            if hour.len() <= 2 && minute.len() == 2 && (is_hour(word) || matches!(*word, "am" | "pm")))
    });
    if let Some(at) = after_dot {
        tokens[at + 1] = Mark(':');
    }
    // `kl. 13.10`
    let after_word = tokens.windows(5).position(|w| {
        matches!(w, [Word("kl" | "klo" | "ore"), Mark('.'), Number(_), Mark('.'), Number(minute)] if minute.len() == 2)
    });
    if let Some(at) = after_word {
        tokens[at + 3] = Mark(':');
    }
    let has_colon = tokens.windows(3).any(|w| matches!(w, [Number(_), Mark(':'), Number(_)]));
    if let Some(at) = tokens.iter().rposition(|token| matches!(token, Word(word) if is_hour(word)))
        && at > 0
        && matches!(tokens[at - 1], Number(_))
    {
        if has_colon {
            tokens.remove(at);
        } else {
            // a full hour
            tokens[at] = Mark(':');
            tokens.insert(at + 1, Number("00"));
        }
    }
}

/// Makes the times of `4 February 2031 09.20 GMT` and `klo 9.20` times with a colon.
fn join_dotted_time(tokens: &mut [DateToken<'_>]) {
    use DateToken::{Mark, Number, Word};
    let is_time = |hour: &str, minute: &str| hour.len() <= 2 && minute.len() == 2;
    let is_zone = |word: &str| matches!(word, "gmt" | "bst" | "utc" | "est" | "edt" | "cet" | "cest" | "mez" | "mesz");
    let before_zone = tokens.windows(4).position(|w| {
        matches!(w, [Number(hour), Mark('.'), Number(minute), Word(word)] if is_time(hour, minute) && is_zone(word))
    });
    let after_word = tokens.windows(4).position(|w| {
        matches!(w, [Word("klo" | "kl" | "ore" | "um" | "at"), Number(hour), Mark('.'), Number(minute)]
            if is_time(hour, minute))
    });
    // neither the end nor the start of `16.07.2018`
    if let Some(at) = before_zone.filter(|at| *at == 0 || !matches!(tokens[at - 1], Mark('.'))) {
        tokens[at + 1] = Mark(':');
    } else if let Some(at) = after_word.filter(|at| !matches!(tokens.get(at + 4), Some(Mark('.')))) {
        tokens[at + 2] = Mark(':');
    }
}

/// The time `13:10` at `at`, optionally with seconds and their decimals, and the position after it.
fn hours_and_minutes(tokens: &[DateToken<'_>], at: usize) -> Option<(Clock, usize)> {
    use DateToken::{Mark, Number};
    let mut clock = Clock { hour: small_number(tokens.get(at))?, minute: small_number(tokens.get(at + 2))?, second: 0 };
    let mut end = at + 3;
    if let Some([Mark(':'), second @ Number(_)]) = tokens.get(end..end + 2) {
        clock.second = small_number(Some(second))?;
        end += 2;
        if let Some([Mark('.'), Number(_)]) = tokens.get(end..end + 2) {
            end += 2;
        }
    }
    Some((clock, end))
}

/// A number of at most two digits.
fn small_number(token: Option<&DateToken<'_>>) -> Option<i16> {
    match token {
        Some(DateToken::Number(digits)) if digits.len() <= 2 => digits.parse().ok(),
        _ => None,
    }
}

/// The zone at `at`, and the position after it. A zone of `None` is ambiguous or not known here.
fn zone(tokens: &[DateToken<'_>], at: usize) -> Option<(Option<Zone>, usize)> {
    if let Some((zone, end)) = signed_offset(tokens, at) {
        return Some((Some(zone), end));
    }
    let Some(DateToken::Word(word)) = tokens.get(at) else { return Some((Some(Zone::None), at)) };
    let hours = |hours: i32| Some((Some(Zone::Offset(hours * 3600)), at + 1));
    let rule = |rule: &'static str| Some((Some(Zone::Rule(rule)), at + 1));
    match *word {
        "z" | "ut" | "utc" | "gmt" => match signed_offset(tokens, at + 1) {
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
        "eest" | "msk" | "мск" | "trt" | "tsi" | "eat" => hours(3),
        "sast" | "cat" => hours(2),
        "wat" => hours(1),
        "pkt" => hours(5),
        "wib" | "ict" => hours(7),
        "hkt" | "sgt" | "wita" | "pht" | "awst" => hours(8),
        "jst" | "kst" | "wit" => hours(9),
        "nzst" => hours(12),
        "nzdt" => hours(13),
        "brt" => hours(-3),
        "aest" => hours(10),
        "aedt" => hours(11),
        "et" => rule("EST5EDT,M3.2.0,M11.1.0"),
        "ct" => rule("CST6CDT,M3.2.0,M11.1.0"),
        "mt" => rule("MST7MDT,M3.2.0,M11.1.0"),
        "pt" => rule("PST8PDT,M3.2.0,M11.1.0"),
        // IST is India's, Israel's and Ireland's, BST Britain's and Bangladesh's, CST America's and China's
        "ist" | "bst" | "cst" | "ast" | "gst" => Some((None, at + 1)),
        _ => Some((Some(Zone::None), at)),
    }
}

/// The offset `+2`, `+02`, `-0500` or `+02:00` at `at`, and the position after it.
fn signed_offset(tokens: &[DateToken<'_>], at: usize) -> Option<(Zone, usize)> {
    use DateToken::{Mark, Number};
    let Some([Mark(sign @ ('+' | '-' | '−')), Number(hours)]) = tokens.get(at..at + 2) else { return None };
    let (digits, end) = match (hours.len(), tokens.get(at + 2..at + 4)) {
        (1 | 2, Some([Mark(':'), Number(minutes)])) => (format!("{hours:0>2}{minutes}"), at + 4),
        (1, _) => (format!("0{hours}"), at + 2),
        _ => ((*hours).to_owned(), at + 2),
    };
    let sign = if *sign == '+' { '+' } else { '-' };
    Some((Zone::Offset(offset(format!("{sign}{digits}").as_bytes())?), end))
}
