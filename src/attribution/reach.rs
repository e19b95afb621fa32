//! Which parts of a page are searched for names at all: short lines, and the ends of long ones that can hold a credit.

use memchr::{memchr3, memmem};

use super::forms::{Forms, Hit};
use super::lines::{self, Line};

/// Of a long line only the ends can hold a credit: so many bytes at its head and at its tail are searched.
const HEAD: usize = 136;
const TAIL: usize = 64;
/// The first and the last lines of a page may be a whole text without line breaks: more of them is searched.
const ENDS: usize = 480;

/// The names at the ends of a line, or in all of it where it is short.
pub(super) fn hits(
    forms: &Forms,
    text: &str,
    line: Line,
    end_of_page: bool,
    contributed: Option<&memmem::Finder<'_>>,
    hits: &mut Vec<Hit>,
) {
    let (head, tail) = if end_of_page { (ENDS, ENDS) } else { (HEAD, TAIL) };
    hits.clear();
    if line.len() < lines::PROSE || end_of_page && line.len() <= head + tail {
        return forms.find(text, line.start, line.end, |hit| hits.push(hit));
    }
    let cut = lines::ceil(text, (line.start + head).min(line.end));
    if end_of_page || head_may_credit(&text.as_bytes()[line.start..cut], contributed) {
        forms.find(text, line.start, cut, |hit| hits.push(hit));
    }
    let from = lines::floor(text, line.end.saturating_sub(tail)).max(cut);
    if memchr3(b'(', b'-', 0xe2, &text.as_bytes()[from..line.end]).is_some() {
        forms.find(text, from, line.end, |hit| hits.push(hit));
    }
}

/// Whether the first bytes of a paragraph can hold a credit: a bracket or a slash for a mark, a place in capitals or a
/// dash for a dateline, the first words of a credit line, or a script that this cannot tell. Most paragraphs fail.
fn head_may_credit(head: &[u8], contributed: Option<&memmem::Finder<'_>>) -> bool {
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
        || contributed.is_some_and(|word| word.find(head).is_some())
}
