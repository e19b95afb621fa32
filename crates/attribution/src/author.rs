//! Whether a page shows who wrote its text, in the place where it would name an agency.

use super::page::{floor_char_boundary, lines};
use super::words::{is_people, strip_byline_start, trim_punctuation};

/// Bytes of a page that are its head.
const HEAD_BYTES: usize = 4000;
/// Lines at the head of a page in which a byline is looked for.
const HEAD_LINES: usize = 20;
/// Lines of prose above a byline, at most: the head may have a summary or a caption.
const MAX_PROSE_ABOVE: usize = 2;
/// A longer line is no byline, in bytes.
const MAX_BYLINE_BYTES: usize = 120;

/// Whether a page shows who wrote its text: its `byline` field has something, or a line at its head is a byline with a
/// first word such as `By`.
///
/// Where nothing of this is shown, the page as it was captured may lack the place in which an agency would be named.
///
/// ```
/// use wirecopy_attribution::author::shows_author;
///
/// assert!(shows_author("Ferry is late again\nBy Jane Doe\nThe ferry …", ""));
/// assert!(!shows_author("Ferry is late again\nThe ferry …", ""));
/// ```
#[must_use]
pub fn shows_author(text: &str, byline: &str) -> bool {
    let head = &text[..floor_char_boundary(text, HEAD_BYTES)];
    !byline.trim().is_empty()
        || lines(head)
            .take(HEAD_LINES)
            .take_while(|line| line.depth <= MAX_PROSE_ABOVE)
            .any(|line| line.len() <= MAX_BYLINE_BYTES && is_byline(&head[line.start..line.end]))
}

/// Whether a line is `By Jane Doe`, perhaps with what the person is, or a date, behind it.
fn is_byline(line: &str) -> bool {
    strip_byline_start(line).is_some_and(|people| {
        let first = people.split([',', '|', '•', '·', ';', '—', '–', '/']).next().unwrap_or_default();
        let first = first.split(" - ").next().unwrap_or_default();
        is_people(trim_punctuation(first))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byline_at_the_head_or_in_its_field_shows_the_author() {
        let page = |line: &str| format!("Ferry is late again\n{line}\n{}\nThe end.", "The ferry was late. ".repeat(20));
        for line in
            ["By Jane Doe", "BY JANE DOE | Staff Writer", "Von Jana Doe, Holm", "Por Ana de la Cruz - 5 jul 2030"]
        {
            assert!(shows_author(&page(line), ""), "{line}");
        }
        for line in ["", "July 5, 2030", "Jane Doe, who was there", "By the time they came, it was late"] {
            assert!(!shows_author(&page(line), ""), "{line}");
        }
        assert!(shows_author("The ferry was late.", "Jane Doe") && !shows_author("The ferry was late.", " "));
    }

    #[test]
    fn a_byline_below_the_story_is_of_another_one() {
        let story = "The ferry was late, and the harbour was full of people who waited for it. ".repeat(4);
        let page = format!("{}By Jane Doe\n{story}", format!("{story}\n").repeat(4));
        assert!(!shows_author(&page, ""));
    }
}
