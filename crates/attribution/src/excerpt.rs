//! A credit's evidence: the words around a name.

use super::lines;

/// The words around `at` within a line, on one line, at most 120 characters.
pub(super) fn excerpt(text: &str, at: usize, start: usize, end: usize) -> String {
    const MOST: usize = 120;
    let from = lines::floor(text, at.saturating_sub(70).max(start)).max(start);
    // A cut at the left goes to the next word.
    let from = if from > start { text[from..at].find(char::is_whitespace).map_or(from, |n| from + n) } else { from };
    let mut out = String::with_capacity(MOST + 8);
    let mut count = 0;
    // No character is of more than four bytes.
    let end = lines::ceil(text, (from + 4 * MOST + 8).min(end)).min(end);
    for word in text[from..end].split_whitespace() {
        let chars = if word.is_ascii() { word.len() } else { word.chars().count() };
        if count + chars + usize::from(count > 0) > MOST {
            if count == 0 {
                out.extend(word.chars().take(MOST));
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
