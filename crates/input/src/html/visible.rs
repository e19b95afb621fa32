//! The visible text of a page: everything that a browser would show, one block a line.

use super::scan::{Token, tokens, unescape};

/// Elements within a line. All others start a new line.
const INLINE: [&str; 32] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
    "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "u",
    "wbr",
];
/// Elements whose content is not shown.
const HIDDEN: [&str; 7] = ["noscript", "template", "svg", "select", "object", "math", "canvas"];

/// The visible text of a page.
pub(super) fn text(html: &str) -> String {
    let mut out = String::with_capacity(html.len() / 4);
    let mut hidden: Option<(&str, usize)> = None;
    for token in tokens(html) {
        if let Some((name, depth)) = &mut hidden {
            match token {
                Token::Open(tag) if tag.is(name) => *depth += 1,
                Token::Close(closed) if closed.eq_ignore_ascii_case(name) => {
                    *depth -= 1;
                    if *depth == 0 {
                        hidden = None;
                    }
                }
                _ => {}
            }
            continue;
        }
        match token {
            Token::Text(text) => push_text(&mut out, &unescape(text)),
            Token::Open(tag) => {
                if let Some(name) = HIDDEN.iter().find(|name| tag.is(name)) {
                    hidden = Some((name, 1));
                } else if !INLINE.iter().any(|name| tag.is(name)) {
                    break_line(&mut out, tag.is("p"));
                }
            }
            Token::Close(name) => {
                if !INLINE.iter().any(|inline| inline.eq_ignore_ascii_case(name)) {
                    break_line(&mut out, name.eq_ignore_ascii_case("p"));
                }
            }
            Token::Raw(..) => {}
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Appends a text with its white space collapsed.
fn push_text(out: &mut String, text: &str) {
    let mut needs_space = text.starts_with(char::is_whitespace);
    for word in text.split_whitespace() {
        if needs_space && !out.is_empty() && !out.ends_with(['\n', ' ']) {
            out.push(' ');
        }
        out.push_str(word);
        needs_space = true;
    }
    if text.ends_with(char::is_whitespace) && !out.is_empty() && !out.ends_with(['\n', ' ']) {
        out.push(' ');
    }
}

fn break_line(out: &mut String, is_paragraph: bool) {
    while out.ends_with(' ') {
        out.pop();
    }
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
    if is_paragraph && !out.is_empty() && !out.ends_with("\n\n") {
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_one_block_a_line_without_hidden_elements() {
        let html = "<html><head><title>T</title><style>p{}</style></head><body><div>Home</div><h1>Ferry  aground</h1>\n\
                    <p>Nobody <b>was</b>\n hurt&nbsp;&mdash; <a href=x>the line</a> said.</p>\
                    <noscript><p>no</p></noscript><p>It sails<br>again.</p><script>x()</script></body></html>";
        assert_eq!(text(html), "Home\nFerry aground\n\nNobody was hurt — the line said.\n\nIt sails\nagain.");
    }
}
