//! The visible text of a page: everything a reader would see, furniture and all, a block a line.

use super::scan::{Piece, pieces, unescape};

/// Elements that flow in a line; every other one starts a new line.
const INLINE: [&str; 32] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
    "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "u",
    "wbr",
];
/// Elements nobody sees the content of.
const HIDDEN: [&str; 7] = ["noscript", "template", "svg", "select", "object", "math", "canvas"];

/// The text of `html`.
pub(super) fn text(html: &str) -> String {
    let mut out = String::with_capacity(html.len() / 4);
    let mut hidden: Option<(&str, usize)> = None;
    for piece in pieces(html) {
        if let Some((name, depth)) = &mut hidden {
            match piece {
                Piece::Open(tag) if tag.is(name) => *depth += 1,
                Piece::Close(closed) if closed.eq_ignore_ascii_case(name) => {
                    *depth -= 1;
                    if *depth == 0 {
                        hidden = None;
                    }
                }
                _ => {}
            }
            continue;
        }
        match piece {
            Piece::Text(text) => push(&mut out, &unescape(text)),
            Piece::Open(tag) => {
                if let Some(name) = HIDDEN.iter().find(|name| tag.is(name)) {
                    hidden = Some((name, 1));
                } else if !INLINE.iter().any(|name| tag.is(name)) {
                    break_line(&mut out, tag.is("p"));
                }
            }
            Piece::Close(name) => {
                if !INLINE.iter().any(|inline| inline.eq_ignore_ascii_case(name)) {
                    break_line(&mut out, name.eq_ignore_ascii_case("p"));
                }
            }
            Piece::Raw(..) => {}
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Adds text with its white space collapsed.
fn push(out: &mut String, text: &str) {
    let mut pending = text.starts_with(char::is_whitespace);
    for word in text.split_whitespace() {
        if pending && !out.is_empty() && !out.ends_with(['\n', ' ']) {
            out.push(' ');
        }
        out.push_str(word);
        pending = true;
    }
    if text.ends_with(char::is_whitespace) && !out.is_empty() && !out.ends_with(['\n', ' ']) {
        out.push(' ');
    }
}

fn break_line(out: &mut String, paragraph: bool) {
    while out.ends_with(' ') {
        out.pop();
    }
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
    if paragraph && !out.is_empty() && !out.ends_with("\n\n") {
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_lines_and_hidden_things_are_left_out() {
        let html = "<html><head><title>T</title><style>p{}</style></head><body><div>Home</div><h1>Ferry  aground</h1>\n\
                    <p>Nobody <b>was</b>\n hurt&nbsp;&mdash; <a href=x>the line</a> said.</p><noscript><p>no</p></noscript>\
                    <p>It sails<br>again.</p><script>x()</script></body></html>";
        assert_eq!(text(html), "Home\nFerry aground\n\nNobody was hurt — the line said.\n\nIt sails\nagain.");
    }
}
