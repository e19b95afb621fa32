//! A page as its lines: which are prose, which name a day, which are short enough to be a credit.

use memchr::memrchr;

use super::words::before_ci;

/// A line without its outer white space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Line {
    /// Its first byte in the page.
    pub(crate) start: usize,
    /// The byte after its last.
    pub(crate) end: usize,
    /// How many lines of prose stand before it.
    pub(crate) depth: usize,
}

impl Line {
    /// Bytes.
    pub(crate) fn len(&self) -> usize {
        self.end - self.start
    }
}

/// A line of this many bytes is prose rather than a heading, a link or a byline.
pub(crate) const PROSE: usize = 150;

/// The lines of a page that hold anything.
#[cfg(test)]
pub(super) fn of(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut from = 0;
    let mut depth = 0;
    for raw in text.split('\n') {
        let start = from + (raw.len() - raw.trim_start().len());
        let line = Line { start, end: start + raw.trim().len(), depth };
        if line.len() > 0 {
            lines.push(line);
            depth += usize::from(line.len() >= PROSE);
        }
        from += raw.len() + 1;
    }
    lines
}

/// A line's first byte and the one after its last without the white space around it; `None` when there is nothing else.
#[inline]
pub(super) fn trimmed(text: &str, from: usize, to: usize) -> Option<(usize, usize)> {
    let raw = text.get(from..to)?;
    let (first, last) = (raw.as_bytes().first()?, raw.as_bytes().last()?);
    if first.is_ascii_graphic() && last.is_ascii_graphic() {
        return Some((from, to));
    }
    let left = raw.trim_start();
    let start = to - left.len();
    let line = left.trim_end();
    (!line.is_empty()).then(|| (start, start + line.len()))
}

/// The nearest char boundary at or before `at`.
pub(crate) fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The nearest char boundary at or after `at`.
pub(crate) fn ceil(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

/// What the last line of a text that was cut off ends with.
const CUT_OFF: [&str; 8] =
    ["…", "...", "read more", "continue reading", "weiterlesen", "lire la suite", "leer más", "read on"];

/// Whether a text stops before its end: a feed's or an interface's excerpt, the free part of a page. Only a last line that is
/// prose tells; a list of headlines at a page's foot has such marks too.
pub(super) fn is_truncated(text: &str) -> bool {
    let text = text.trim_end();
    let last = &text[memrchr(b'\n', text.as_bytes()).map_or(0, |at| at + 1)..];
    if last.len() < PROSE / 2 {
        return false;
    }
    // `… [+1234 chars]`
    let counted = last.ends_with(" chars]") && last[floor(last, last.len().saturating_sub(20))..].contains("[+");
    let end = last.trim_end_matches([']', ')']).trim_end();
    // Most lines end otherwise, which their last byte shows.
    let ends_as = |mark: &str| match (end.as_bytes().last(), mark.as_bytes().last()) {
        (Some(here), Some(there)) => here.eq_ignore_ascii_case(there),
        _ => false,
    };
    counted || CUT_OFF.iter().any(|mark| ends_as(mark) && before_ci(end, mark).is_some())
}

const MONTHS: [&str; 24] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "mai", "okt", "dez", "ene",
    "abr", "ago", "dic", "fév", "fev", "avr", "gen", "lug",
];

/// Whether a short line says when: `July 15, 2018 8:21 am`, `15 Jul 2018`, `Posted: 9:20 AM`, `2016-09-04 17:34`.
pub(crate) fn is_date(line: &str) -> bool {
    if line.len() > 80 || !line.bytes().any(|b| b.is_ascii_digit()) {
        return false;
    }
    let low = line.to_lowercase();
    let year =
        low.split(|c: char| !c.is_ascii_digit()).any(|n| n.len() == 4 && (n.starts_with("19") || n.starts_with("20")));
    let month =
        low.split(|c: char| !c.is_alphabetic()).any(|w| MONTHS.iter().any(|m| w.starts_with(m)) && w.len() <= 9);
    let clock = low
        .as_bytes()
        .windows(4)
        .any(|w| w[0].is_ascii_digit() && w[1] == b':' && w[2].is_ascii_digit() && w[3].is_ascii_digit());
    let said = ["posted", "updated", "published", "ago", "today", "yesterday"].iter().any(|w| low.contains(w));
    (year && (month || clock || low.len() <= 24))
        || (clock && (month || said))
        || (said && month)
        || (month && low.len() <= 12)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_trimmed_and_know_how_much_prose_stands_above() {
        let text = format!("\u{a0}Head \r\n\n{}\nlast", "word ".repeat(40));
        let lines = of(&text);
        let read: Vec<(&str, usize)> = lines.iter().map(|l| (&text[l.start..l.end], l.depth)).collect();
        assert_eq!(read[0], ("Head", 0));
        assert_eq!(read[1].1, 0);
        assert_eq!(read[2], ("last", 1));
        assert!(of(" \n\n").is_empty());
    }

    #[test]
    fn a_date_is_told_from_a_name_and_from_a_teaser() {
        for date in [
            "July 15, 2018 8:21 am",
            "15 Jul 2018",
            "Posted: 9:20 AM, July 15",
            "2016-09-04 17:34",
            "6:12 am PDT, Monday",
        ] {
            assert_eq!(is_date(date), date != "6:12 am PDT, Monday", "{date}");
        }
        for other in ["Jane Doe", "Mayor names 12 for council", "5 things to see"] {
            assert!(!is_date(other), "{other}");
        }
    }
}
