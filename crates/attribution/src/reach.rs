//! Which parts of a page are searched for names at all: short lines, and the ends of long ones that can hold a credit.

use memchr::{memchr3, memmem};

use super::forms::{Forms, Hit};
use super::lines::{self, Line};

/// Of a long line only the ends can hold a credit: so many bytes at its head and at its tail are searched.
const HEAD: usize = 136;
const TAIL: usize = 64;
/// The first and the last lines of a page may be a whole text without line breaks: more of them is searched.
const ENDS: usize = 480;

/// The two parts of a line that are searched: up to `cut`, and from `from` on, which is the end where the first part is all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) cut: usize,
    pub(super) from: usize,
}

/// The parts of a line, by its length and whether it is the first or the last of its page.
#[inline]
pub(super) fn parts(text: &str, line: Line, end_of_page: bool) -> Parts {
    let (head, tail) = if end_of_page { (ENDS, ENDS) } else { (HEAD, TAIL) };
    if line.len() < lines::PROSE || end_of_page && line.len() <= head + tail {
        return Parts { cut: line.end, from: line.end };
    }
    let cut = lines::ceil(text, (line.start + head).min(line.end));
    Parts { cut, from: lines::floor(text, line.end.saturating_sub(tail)).max(cut) }
}

/// The names at the ends of a line, or in all of it where it is short.
pub(super) fn hits(
    forms: &Forms,
    text: &str,
    line: Line,
    end_of_page: bool,
    contributed: &memmem::Finder<'_>,
    hits: &mut Vec<Hit>,
) {
    let Parts { cut, from } = parts(text, line, end_of_page);
    hits.clear();
    let all = cut == line.end && from == line.end;
    if all || end_of_page || head_may_credit(&text.as_bytes()[line.start..cut], contributed) {
        forms.find(text, line.start, cut, |hit| hits.push(hit));
    }
    if memchr3(b'(', b'-', 0xe2, &text.as_bytes()[from..line.end]).is_some() {
        forms.find(text, from, line.end, |hit| hits.push(hit));
    }
}

/// `(Reporting by …; Editing by …)`, without any name: the form in which one agency closes its stories.
#[inline]
pub(super) fn is_reporting_line(line: &str) -> bool {
    // few lines go further
    matches!(line.as_bytes(), [b'(' | b'[' | b'*', ..] | [b'R', b'e', ..] | [b'A', b'd', ..] | [b'W', b'r', ..])
        && names_reporters(line.trim_start_matches(['(', '[', '*']))
}

/// What such a line begins with.
pub(super) const REPORTING: [&str; 4] = ["Reporting by ", "Reporting By ", "Additional reporting by ", "Writing by "];

fn names_reporters(line: &str) -> bool {
    REPORTING.iter().any(|words| line.starts_with(words))
        && (line.contains("diting by ") || line.contains("diting By "))
}

/// Whether the first bytes of a paragraph can hold a credit: a bracket or a slash for a mark, a place in capitals or a
/// dash for a dateline, the first words of a credit line, or a script that this cannot tell. Most paragraphs fail.
fn head_may_credit(head: &[u8], contributed: &memmem::Finder<'_>) -> bool {
    let [a, b, ..] = head else { return true };
    let capitals = a.is_ascii_uppercase() && (b.is_ascii_uppercase() || b"'.".contains(b));
    // Copyright, (The) Associated Press, Agence, Reporting by, Additional reporting, With, Information, Source, By, This
    let opening = match a {
        b'C' => head.starts_with(b"Copyright"),
        b'T' => head.starts_with(b"The Associated") || head.starts_with(b"This "),
        b'A' => b"sgd".contains(b),
        b'R' => head.starts_with(b"Reporting"),
        b'W' | b'S' => b"io".contains(b),
        b'I' => head.starts_with(b"Information"),
        b'B' => *b == b'y',
        _ => false,
    };
    !a.is_ascii_alphanumeric()
        || capitals
        || opening
        || memchr3(b'(', b'/', b'[', head).is_some()
        || memchr::memchr(0xe2, &head[..head.len().min(48)]).is_some()
        || contributed.find(head).is_some()
}
