//! Search windows: the parts of a line in which a credit can be.

use std::ops::Range;

use memchr::{memchr, memchr3, memmem};

use super::names::{NameFinder, NameHit};
use super::page::{Line, ceil_char_boundary, floor_char_boundary};

/// A long line is searched in this many bytes at its start and at its end.
const HEAD_BYTES: usize = 136;
const TAIL_BYTES: usize = 64;
/// The first and the last line of a page can be a whole text without line breaks: more of them is searched.
const OUTER_LINE_BYTES: usize = 480;

/// Searches lines for agencies' names.
#[derive(Debug)]
pub(super) struct LineSearcher {
    contribution: memmem::Finder<'static>,
}

impl LineSearcher {
    pub(super) fn new() -> Self {
        LineSearcher { contribution: memmem::Finder::new("ontribut") }
    }

    /// Finds the names in the windows of a line. `is_outer` says that the line is the first or the last of its page,
    /// `starts` where in the text names may start, if that is known.
    pub(super) fn find(
        &self,
        names: &NameFinder,
        (text, starts): (&str, Option<&[usize]>),
        line: Line,
        is_outer: bool,
        hits: &mut Vec<NameHit>,
    ) {
        hits.clear();
        if starts.is_some_and(<[usize]>::is_empty) {
            return;
        }
        let mut find = |range: Range<usize>| match starts {
            Some(starts) => names.find_at(text, range, starts, |hit| hits.push(hit)),
            None => names.find(text, range, |hit| hits.push(hit)),
        };
        let (head, tail) = windows(text, line, is_outer);
        if is_outer || tail.is_empty() || self.may_start_with_credit(&text.as_bytes()[head.clone()]) {
            find(head);
        }
        let bytes = &text.as_bytes()[tail.clone()];
        // a caption can end with a photographer's name and the agency, without a stop
        let ends_with_name = bytes.last().is_some_and(|&last| last.is_ascii_alphanumeric() || !last.is_ascii());
        if ends_with_name || memchr3(b'(', b'-', 0xe2, bytes).is_some() {
            find(tail);
        }
    }

    /// Whether a paragraph that starts so can start with a credit: it has a bracket or a slash for a mark, a place in
    /// capitals or a dash for a dateline, the first words of a credit line, or a script without capitals. Most
    /// paragraphs have none of these, and an agency named in their first sentence is mentioned there, not credited.
    fn may_start_with_credit(&self, head: &[u8]) -> bool {
        let [first, second, ..] = head else { return true };
        let in_capitals = first.is_ascii_uppercase() && (second.is_ascii_uppercase() || b"'.".contains(second));
        let starts_credit_line = match first {
            b'C' => head.starts_with(b"Copyright"),
            b'T' => head.starts_with(b"The Associated") || head.starts_with(b"This "),
            // Associated Press, Agence, Additional reporting
            b'A' => b"sgd".contains(second),
            b'R' => head.starts_with(b"Reporting"),
            // With, Source
            b'W' | b'S' => b"io".contains(second),
            b'I' => head.starts_with(b"Information"),
            b'B' => *second == b'y',
            _ => false,
        };
        !first.is_ascii_alphanumeric()
            || in_capitals
            || starts_credit_line
            || memchr3(b'(', b'/', b'[', head).is_some()
            // the first byte of dashes and quotation marks in UTF-8
            || memchr(0xe2, &head[..head.len().min(48)]).is_some()
            || self.contribution.find(head).is_some()
    }
}

/// The head and the tail of a line that are searched. The tail is empty if the head is the whole line.
fn windows(text: &str, line: Line, is_outer: bool) -> (Range<usize>, Range<usize>) {
    let (head, tail) = if is_outer { (OUTER_LINE_BYTES, OUTER_LINE_BYTES) } else { (HEAD_BYTES, TAIL_BYTES) };
    if !line.is_prose() || is_outer && line.len() <= head + tail {
        return (line.start..line.end, line.end..line.end);
    }
    let head_end = ceil_char_boundary(text, (line.start + head).min(line.end));
    let tail_start = floor_char_boundary(text, line.end.saturating_sub(tail)).max(head_end);
    (line.start..head_end, tail_start..line.end)
}

/// The starts of lines that name a story's reporters, each with the words before the editors' names.
pub(super) const REPORTING_STARTS: [(&str, &str); 11] = [
    ("Reporting by ", "diting by "),
    ("Reporting By ", "diting By "),
    ("Additional reporting by ", "diting by "),
    ("Writing by ", "diting by "),
    ("Reporte de ", "ditado "),
    ("Reportaje de ", "ditado "),
    ("Reportagem de ", "dição de "),
    ("Bericht von ", "edigiert von "),
    ("Rédigé par ", "dité par "),
    ("Reportage de ", "dité par "),
    ("Redatto da ", "diting "),
];

/// Whether a line is `(Reporting by …; Editing by …)` without an agency's name, as Reuters closes its stories.
pub(super) fn is_reporting_line(line: &str) -> bool {
    let names = line.trim_start_matches(['(', '[', '*']);
    let has_editors = |words: &str| line.contains(words) || line.contains(&words.replace(" by", " By"));
    REPORTING_STARTS.iter().any(|(start, editors)| names.starts_with(start) && has_editors(editors))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_lines_are_searched_whole_and_long_lines_at_both_ends() {
        let long = "é".repeat(200);
        let line = |len| Line { start: 0, end: len, depth: 0 };
        assert_eq!(windows(&long, line(140), false), (0..140, 140..140));
        assert_eq!(windows(&long, line(400), false), (0..136, 336..400));
        assert_eq!(windows(&long, line(400), true), (0..400, 400..400));
        let page = "é".repeat(600);
        assert_eq!(windows(&page, line(1200), true), (0..480, 720..1200));
    }

    #[test]
    fn windows_end_at_char_boundaries_and_do_not_overlap() {
        let text = format!("a{}", "é".repeat(90));
        assert_eq!(windows(&text, Line { start: 0, end: 181, depth: 0 }, false), (0..137, 137..181));
    }

    #[test]
    fn a_reporting_line_names_reporters_and_editors() {
        assert!(is_reporting_line("(Reporting by Jane Doe; Editing by John Roe)"));
        assert!(is_reporting_line("Additional reporting by Jane Doe, Editing By John Roe"));
        assert!(!is_reporting_line("(Reporting by Jane Doe)"));
        assert!(!is_reporting_line("She was reporting by telephone; editing by hand took longer."));
    }
}
