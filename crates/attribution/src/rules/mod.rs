//! The rules by which a name in its line is recognised as a credit, one file for each kind of credit.

pub(super) mod byline;
pub(super) mod credit_line;
pub(super) mod dateline;
pub(super) mod generic;
pub(super) mod photo;

/// The text after the bracket or slash that encloses a mark, alone or with a second mark as in `(Reuters/AFP)`, perhaps
/// with spaces inside; `None` if the mark is not enclosed.
fn strip_closing_bracket<'a>(before: &str, after: &'a str) -> Option<&'a str> {
    let (before, after) = (before.trim_end(), after.trim_start());
    let closing = match before.chars().next_back()? {
        '(' => ')',
        '[' => ']',
        '【' => '】',
        '（' => '）',
        '/' => '/',
        _ => return None,
    };
    if let Some(rest) = after.strip_prefix(closing) {
        return Some(rest);
    }
    // (Reuters/AFP), (AP, dpa), (dpa-AFX)
    let end = after.find(closing).filter(|&end| end <= 16 && after.starts_with(['/', ',', '-']))?;
    after.get(end + closing.len_utf8()..)
}
