//! A page as its lines: where each starts and ends, and how much prose is above it.

use memchr::{memchr_iter, memrchr};

use super::words::strip_suffix_ignoring_case;

/// A line that is not blank, without the white space around it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Line {
    /// Its first byte in the page.
    pub(crate) start: usize,
    /// The byte after its last.
    pub(crate) end: usize,
    /// The number of lines of prose above it.
    pub(crate) depth: usize,
}

impl Line {
    /// Its length in bytes.
    pub(crate) fn len(&self) -> usize {
        self.end - self.start
    }

    /// Whether it is as long as prose, and no heading, link or byline.
    pub(crate) fn is_prose(&self) -> bool {
        self.len() >= PROSE_BYTES
    }
}

/// A line of this many bytes is prose rather than a heading, a link or a byline.
pub(crate) const PROSE_BYTES: usize = 150;

/// The lines of a page that are not blank.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line> {
    let (mut start, mut depth) = (0, 0);
    memchr_iter(b'\n', text.as_bytes()).chain([text.len()]).filter_map(move |end| {
        let trimmed = text[start..end].trim_start();
        let from = end - trimmed.len();
        let line = Line { start: from, end: from + trimmed.trim_end().len(), depth };
        start = end + 1;
        depth += usize::from(line.is_prose());
        (line.len() > 0).then_some(line)
    })
}

/// The nearest char boundary at or before `at`.
pub(crate) fn floor_char_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The nearest char boundary at or after `at`.
pub(crate) fn ceil_char_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

/// The ends of texts that are continued elsewhere.
const CONTINUATIONS: [&str; 8] =
    ["…", "...", "read more", "continue reading", "weiterlesen", "lire la suite", "leer más", "read on"];

/// Whether a text breaks off before its end, as in a feed's excerpt or the free part of a page. Only a last line of
/// some length shows it: a list of headlines at the foot of a page ends in the same words.
pub(super) fn is_truncated(text: &str) -> bool {
    let text = text.trim_end();
    let last = &text[memrchr(b'\n', text.as_bytes()).map_or(0, |at| at + 1)..];
    if last.len() < PROSE_BYTES / 2 {
        return false;
    }
    // news APIs end an excerpt with `… [+1234 chars]`
    let tail = &last[floor_char_boundary(last, last.len().saturating_sub(20))..];
    if tail.ends_with(" chars]") && tail.contains("[+") {
        return true;
    }
    let end = last.trim_end_matches([']', ')']).trim_end();
    CONTINUATIONS.iter().any(|words| strip_suffix_ignoring_case(end, words).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_trimmed_and_count_the_prose_above_them() {
        let text = format!("\u{a0}Head \r\n\n{}\nlast", "word ".repeat(40));
        let read: Vec<(&str, usize)> = lines(&text).map(|l| (&text[l.start..l.end], l.depth)).collect();
        let prose = "word ".repeat(40);
        assert_eq!(read, [("Head", 0), (prose.trim_end(), 0), ("last", 1)]);
        assert_eq!(lines(" \n\n").next(), None);
    }

    #[test]
    fn only_a_long_last_line_that_breaks_off_is_truncated() {
        let line = "the harbour council voted on a new ferry line late in the evening, after a debate of five hours";
        for end in ["…", "... [+1234 chars]", " (Read more)", " Weiterlesen"] {
            assert!(is_truncated(&format!("{line}{end}\n")), "{end}");
            assert!(!is_truncated(&format!("{line}.\n\nFerry{end}\n")), "{end}");
        }
        assert!(!is_truncated(&format!("{line}.")));
        assert!(!is_truncated(""));
    }
}
