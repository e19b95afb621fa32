//! The visible text of a page: everything that a browser would show, one block a line.

use super::scan::{Token, tokens, unescape};

/// Elements within a line. All others start a new line.
const INLINE: [&str; 36] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
    "ins", "kbd", "label", "mark", "q", "rb", "rtc", "ruby", "s", "samp", "tt", "small", "span", "strike", "strong",
    "sub", "sup", "time", "u", "wbr",
];
/// Elements whose content is not shown.
const HIDDEN: [&str; 9] = ["noscript", "template", "svg", "select", "object", "math", "canvas", "rt", "rp"];

/// Whether an element is within a line.
pub(super) fn is_inline(name: &str) -> bool {
    INLINE.iter().any(|inline| inline.eq_ignore_ascii_case(name))
}

/// Whether a token ends the reading of a character above it (`rt`, or its bracket `rp`), which need not be closed.
fn ends_reading(hidden: &str, token: Token<'_>) -> bool {
    let is_part = |name: &str| ["rb", "rt", "rp", "rtc"].iter().any(|part| part.eq_ignore_ascii_case(name));
    matches!(hidden, "rt" | "rp")
        && match token {
            Token::Open(tag) => is_part(tag.name),
            Token::Close(name) => name.eq_ignore_ascii_case("ruby"),
            _ => false,
        }
}

/// The visible text of a page.
pub(super) fn text(html: &str) -> String {
    text_of(tokens(html))
}

/// The visible text of some tokens.
pub(super) fn text_of<'h>(tokens: impl IntoIterator<Item = Token<'h>>) -> String {
    let mut out = String::new();
    let mut hidden: Option<(&str, usize)> = None;
    for token in tokens {
        if hidden.is_some_and(|(name, _)| ends_reading(name, token)) {
            hidden = None;
        }
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
                } else if !is_inline(tag.name) {
                    break_line(&mut out, tag.is("p"));
                }
            }
            Token::Close(name) => {
                if !is_inline(name) {
                    break_line(&mut out, name.eq_ignore_ascii_case("p"));
                }
            }
            Token::Raw(..) => {}
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// A text with the tags and entities in it replaced, and its own line ends.
pub(super) fn without_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut is_reading = false;
    for token in tokens(text) {
        match token {
            Token::Text(text) if !is_reading => out.push_str(&unescape(text)),
            Token::Open(tag) => is_reading = tag.is("rt") || tag.is("rp"),
            Token::Close(name) if ["rt", "rp", "ruby"].iter().any(|end| end.eq_ignore_ascii_case(name)) => {
                is_reading = false;
            }
            _ => {}
        }
    }
    out
}

/// Appends a text with its white space collapsed.
pub(super) fn push_text(out: &mut String, text: &str) {
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

pub(super) fn break_line(out: &mut String, is_paragraph: bool) {
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
    fn readings_above_characters_are_left_out() {
        for ruby in [
            "<ruby>羽根<rp>(</rp><rt>はね</rt><rp>)</rp></ruby>湾",
            "<ruby><rb>羽根<rt>はね</ruby>湾",
            "<ruby>羽<rt>は<rb>根<rt>ね</ruby>湾",
        ] {
            assert_eq!(text(ruby), "羽根湾", "{ruby}");
            assert_eq!(without_tags(ruby).replace(['(', ')'], ""), "羽根湾", "{ruby}");
        }
    }

    #[test]
    fn gives_one_block_a_line_without_hidden_elements() {
        let html = "<html><head><title>T</title><style>p{}</style></head><body><div>Home</div><h1>Ferry  aground</h1>\n\
                    <p>Nobody <b>was</b>\n hurt&nbsp;&mdash; <a href=x>the line</a> said.</p>\
                    <noscript><p>no</p></noscript><p>It sails<br>again.</p><script>x()</script></body></html>";
        assert_eq!(text(html), "Home\nFerry aground\n\nNobody was hurt — the line said.\n\nIt sails\nagain.");
    }
}
