//! The rules by which a name in its line is recognised as a credit, one file for each kind of credit.

pub(super) mod byline;
pub(super) mod credit_line;
pub(super) mod dateline;
pub(super) mod generic;
pub(super) mod photo;

use crate::words::starts_with_dash;

/// The text after the bracket or slash that encloses a mark, alone or with a second mark as in `(Reuters/AFP)`, perhaps
/// with spaces inside; `None` if the mark is not enclosed. `a CNN/Name/Gallup poll` has no brackets. With a date, as in
/// `(Name, 4/12/2030)`, the name is the source of what was quoted, except before the dash of a dateline.
fn strip_closing_bracket<'a>(before: &str, after: &'a str) -> Option<&'a str> {
    let (before, after) = (before.trim_end(), after.trim_start());
    let opening = before.chars().next_back()?;
    let is_in_word = |next: Option<char>| opening == '/' && next.is_some_and(char::is_alphanumeric);
    if is_in_word(before.chars().rev().nth(1)) {
        return None;
    }
    let closing = match opening {
        '(' => ')',
        '[' => ']',
        '【' => '】',
        '（' => '）',
        '/' => '/',
        _ => return None,
    };
    if let Some(rest) = after.strip_prefix(closing) {
        return (!is_in_word(rest.chars().next())).then_some(rest);
    }
    // (Reuters/AFP), (AP, dpa), (dpa-AFX)
    let end = after.find(closing).filter(|&end| end <= 16 && after.starts_with(['/', ',', '-']))?;
    let rest = after.get(end + closing.len_utf8()..)?;
    let has_date = after[..end].contains(|c: char| c.is_ascii_digit());
    (!is_in_word(rest.chars().next()) && (!has_date || starts_with_dash(rest))).then_some(rest)
}
