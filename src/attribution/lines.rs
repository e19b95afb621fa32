//! A page as its lines: which are prose, which name a day, which are short enough to be a credit.

use memchr::memchr_iter;

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
pub(crate) fn of(text: &str) -> Vec<Line> {
    let mut lines = Vec::with_capacity(64);
    let mut from = 0;
    let mut depth = 0;
    for to in memchr_iter(b'\n', text.as_bytes()).chain(std::iter::once(text.len())) {
        if let Some(line) = trimmed(text, from, to) {
            lines.push(Line { start: line.0, end: line.1, depth });
            depth += usize::from(line.1 - line.0 >= PROSE);
        }
        from = to + 1;
    }
    lines
}

fn trimmed(text: &str, from: usize, to: usize) -> Option<(usize, usize)> {
    let raw = text.get(from..to)?;
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
