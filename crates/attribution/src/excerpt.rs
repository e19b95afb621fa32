//! Excerpts: the words around a name, as evidence of a credit.

use std::ops::Range;

use super::page::{ceil_char_boundary, floor_char_boundary};

const MAX_CHARS: usize = 120;
/// Bytes of the line before the name that an excerpt can include.
const BYTES_BEFORE: usize = 70;

/// The words around the byte `at` within a line of `text`, on one line, at most 120 characters.
pub(super) fn excerpt(text: &str, at: usize, line: Range<usize>) -> String {
    let from = floor_char_boundary(text, at.saturating_sub(BYTES_BEFORE).max(line.start)).max(line.start);
    // skip the rest of a word that is cut
    let from =
        if from > line.start { text[from..at].find(char::is_whitespace).map_or(from, |n| from + n) } else { from };
    // a character has at most four bytes
    let end = ceil_char_boundary(text, (from + 4 * MAX_CHARS + 8).min(line.end)).min(line.end);
    let mut out = String::with_capacity(MAX_CHARS + 8);
    let mut count = 0;
    for word in text[from..end].split_whitespace() {
        let chars = if word.is_ascii() { word.len() } else { word.chars().count() };
        if count + chars + usize::from(count > 0) > MAX_CHARS {
            if count == 0 {
                out.extend(word.chars().take(MAX_CHARS));
            }
            break;
        }
        if count > 0 {
            out.push(' ');
            count += 1;
        }
        out.push_str(word);
        count += chars;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_has_whole_words_around_the_name_and_at_most_120_characters() {
        let text = format!("{}(AP)\t—  {}", "before ".repeat(20), "after ".repeat(40));
        let at = text.find("AP").unwrap();
        let found = excerpt(&text, at, 0..text.len());
        assert!(found.starts_with("before before") && found.ends_with("after") && found.contains("(AP) — after"));
        assert!((110..=120).contains(&found.chars().count()), "{found}");
        assert_eq!(excerpt(&"é".repeat(500), 0, 0..1000), "é".repeat(120));
    }
}
