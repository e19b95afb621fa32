//! Brings a date into the form that is read: without what programs and people write around it.

use std::borrow::Cow;

use super::east_asian;

/// The date in what a program wrote around it, in ASCII digits, without comments and labels.
pub(super) fn tidy(text: &str) -> Cow<'_, str> {
    let text = unwrapped(without_label(text.trim()));
    let text = match without_comment(text) {
        Some(text) => text,
        None => text,
    };
    if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(in_ascii_digits(&east_asian::without_weekday(text))) }
}

/// Without the frame that some programs put around a date: `/Date(1531746600000)/`, `{ts '…'}`, `D:2018…`.
fn unwrapped(text: &str) -> &str {
    let framed = |start: &str, end: &str| text.strip_prefix(start)?.strip_suffix(end);
    if let Some(inner) = framed("/Date(", ")/").or_else(|| framed("{ts '", "'}")).or_else(|| framed("{d '", "'}")) {
        // the milliseconds are in UTC, whatever zone follows
        return inner.split_once(['+', '-']).filter(|(before, _)| before.len() > 8).map_or(inner, |(before, _)| before);
    }
    text
}

/// Without a label such as `Published:` and the like.
fn without_label(text: &str) -> &str {
    const LABELS: [&str; 12] = [
        "first published",
        "published",
        "publié",
        "veröffentlicht",
        "publicado",
        "pubblicato",
        "gepubliceerd",
        "posted",
        "created",
        "issued",
        "date",
        "stand",
    ];
    // a digit or another letter at the start, as nearly all dates have, shows that there is none
    let has_first = |label: &str| text.as_bytes().first().map(u8::to_ascii_lowercase) == label.bytes().next();
    let has_all = |label: &str| text.get(..label.len()).is_some_and(|start| start.to_lowercase() == label);
    let lower = |label: &str| has_first(label) && has_all(label);
    let Some(label) = LABELS.iter().find(|label| lower(label)) else { return text };
    let rest = &text[label.len()..];
    // `data` is no label of `database`
    if rest.starts_with(char::is_alphanumeric) {
        text
    } else {
        rest.trim_start_matches([':', ' ', '-', '–', '|', '\t'])
    }
}

/// Without a comment in brackets after a zone in numbers, as mail and JavaScript write one: `+0200 (CEST)`.
fn without_comment(text: &str) -> Option<&str> {
    let open = text.rfind(['(', '['])?;
    let before = text[..open].trim_end();
    let digits = before.len() - before.bytes().rev().take_while(|byte| byte.is_ascii_digit() || *byte == b':').count();
    let is_zone = before[..digits].ends_with(['+', '-', '−']) || before.ends_with(['Z', 'z']);
    (text.ends_with([')', ']']) && is_zone).then_some(before)
}

/// With the digits of other scripts in ASCII, and the characters of East Asian dates as marks.
fn in_ascii_digits(text: &str) -> String {
    let is_east_asian = text.contains(['年', '년']);
    let mut tidied = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '٠'..='٩' => tidied.push(digit(c, '٠')),
            '۰'..='۹' => tidied.push(digit(c, '۰')),
            '०'..='९' => tidied.push(digit(c, '०')),
            '০'..='৯' => tidied.push(digit(c, '০')),
            '๐'..='๙' => tidied.push(digit(c, '๐')),
            '０'..='９' => tidied.push(digit(c, '０')),
            '年' | '月' | '년' | '월' if is_east_asian => tidied.push('-'),
            '日' | '일' if is_east_asian => tidied.push(' '),
            '時' | '时' | '點' | '点' | '시' if is_east_asian => tidied.push(':'),
            '分' | '분' if is_east_asian => tidied.push(':'),
            '秒' | '초' if is_east_asian => tidied.push(' '),
            '：' => tidied.push(':'),
            '−' => tidied.push('-'),
            // Hindi writes `फ़रवरी` with a dot below or without
            '\u{93c}' => {}
            '\u{95e}' => tidied.push('\u{92b}'),
            // marks that set the direction of writing
            '\u{200e}' | '\u{200f}' | '\u{feff}' => {}
            c => tidied.push(c),
        }
    }
    if is_east_asian {
        // `13:10:` without seconds
        tidied = tidied.split_whitespace().map(|part| part.trim_end_matches(':')).collect::<Vec<_>>().join(" ");
    }
    tidied
}

fn digit(c: char, zero: char) -> char {
    char::from(b'0' + (u32::from(c) - u32::from(zero)) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_freed_from_what_is_around_it() {
        for (text, expected) in [
            ("/Date(1531746600000+0200)/", "1531746600000"),
            ("{ts '2018-07-16 13:10:00'}", "2018-07-16 13:10:00"),
            ("Mon, 16 Jul 2018 13:10:00 +0200 (CEST)", "Mon, 16 Jul 2018 13:10:00 +0200"),
            ("2018-07-16T13:10:00+02:00[Europe/Berlin]", "2018-07-16T13:10:00+02:00"),
            ("2018年7月16日13時10分", "2018-7-16 13:10"),
            ("2018년 7월 16일", "2018- 7- 16"),
            ("Published: 16 July 2018", "16 July 2018"),
            ("١٦ يوليو ٢٠١٨", "16 يوليو 2018"),
            ("16 July 2018 (Monday)", "16 July 2018 (Monday)"),
        ] {
            assert_eq!(tidy(text), expected);
        }
    }
}
