//! A scanner of the tags and texts of a page that builds no tree: for the metadata in its head, its visible text, and
//! its nesting depth.

use std::borrow::Cow;

use memchr::memmem::{self, Finder};
use memchr::{memchr, memchr2};

/// A token of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Text between tags, with its entities as written.
    Text(&'a str),
    /// An opening tag.
    Open(Tag<'a>),
    /// A closing tag, by its name.
    Close(&'a str),
    /// An element whose content is not markup: a script, a style sheet, a title.
    Raw(Tag<'a>, &'a str),
}

/// An opening tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// Its name as written.
    pub(super) name: &'a str,
    /// Its attributes as written.
    pub(super) attributes: &'a str,
}

/// Elements whose content is never markup.
const RAW_ELEMENTS: [&str; 8] = ["script", "style", "title", "textarea", "noembed", "noframes", "xmp", "iframe"];

/// The tokens of a page, in order.
pub(super) fn tokens(html: &str) -> impl Iterator<Item = Token<'_>> {
    let mut rest = html;
    std::iter::from_fn(move || {
        loop {
            if rest.is_empty() {
                return None;
            }
            let Some(open) = memchr(b'<', rest.as_bytes()) else {
                return Some(Token::Text(std::mem::take(&mut rest)));
            };
            if open > 0 {
                let (text, tail) = rest.split_at(open);
                rest = tail;
                return Some(Token::Text(text));
            }
            let (token, tail) = markup(rest);
            rest = tail;
            if token.is_some() {
                return token;
            }
        }
    })
}

/// The token that begins with the `<` at the start of `rest`, and the text after it. Comments and declarations are
/// not tokens.
fn markup(rest: &str) -> (Option<Token<'_>>, &str) {
    let after = &rest[1..];
    match after.as_bytes().first() {
        Some(b'!') => {
            let end = match after.strip_prefix("!--") {
                Some(comment) => find(comment, "-->").map(|at| at + 7),
                None => memchr(b'>', after.as_bytes()).map(|at| at + 2),
            };
            (None, &rest[end.unwrap_or(rest.len())..])
        }
        Some(b'?') => (None, &rest[memchr(b'>', after.as_bytes()).map_or(rest.len(), |at| at + 2)..]),
        Some(b'/') => {
            let end = memchr(b'>', after.as_bytes()).map_or(after.len(), |at| at + 1);
            let name = name_at(&after[1..]);
            (Some(Token::Close(name)), &after[end..])
        }
        Some(first) if first.is_ascii_alphabetic() => {
            let name = name_at(after);
            let (attributes, tail) = attributes_at(&after[name.len()..]);
            let tag = Tag { name, attributes };
            match RAW_ELEMENTS.iter().find(|raw| raw.eq_ignore_ascii_case(name)) {
                Some(raw) => {
                    let (content, tail) = until_closed(tail, raw);
                    (Some(Token::Raw(tag, content)), tail)
                }
                None => (Some(Token::Open(tag)), tail),
            }
        }
        // a lone `<` is text
        _ => (Some(Token::Text(&rest[..1])), after),
    }
}

fn name_at(text: &str) -> &str {
    let end = text.bytes().position(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'-' | b':' | b'_')));
    &text[..end.unwrap_or(text.len())]
}

/// The attributes up to the first `>` outside of quotes, and the text after it.
fn attributes_at(text: &str) -> (&str, &str) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr3(b'>', b'"', b'\'', rest)) {
        let here = at + found;
        let quote = bytes[here];
        if quote == b'>' {
            return (&text[..here], &text[here + 1..]);
        }
        // a quote opens a value only after `=`
        let opens = text[..here].trim_ascii_end().ends_with('=');
        at = match (opens, memchr(quote, &bytes[here + 1..])) {
            (true, Some(end)) => here + end + 2,
            _ => here + 1,
        };
    }
    (text, "")
}

fn until_closed<'a>(text: &'a str, name: &str) -> (&'a str, &'a str) {
    let mut from = 0;
    while let Some(found) = find(&text[from..], "</") {
        let at = from + found;
        let rest = &text[at + 2..];
        if rest.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)) {
            let end = memchr(b'>', rest.as_bytes()).map_or(rest.len(), |end| end + 1);
            return (&text[..at], &rest[end..]);
        }
        from = at + 2;
    }
    // a title that is never closed ends with its line; a script that is never closed has no text after it
    match name {
        "script" | "style" => (text, ""),
        _ => text.split_at(memchr2(b'<', b'\n', text.as_bytes()).unwrap_or(text.len())),
    }
}

fn find(text: &str, what: &str) -> Option<usize> {
    memmem::find(text.as_bytes(), what.as_bytes())
}

impl<'a> Tag<'a> {
    /// Whether the tag has this name.
    pub(super) fn is(self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// Whether the attributes hold this text anywhere: a quick look before [`Tag::get`].
    pub(super) fn mentions(self, text: &str) -> bool {
        self.attributes.len() > text.len() && find(self.attributes, text).is_some()
    }

    /// Whether the attributes hold one of these texts anywhere, as [`Tag::mentions`]; for texts that are asked for
    /// often.
    pub(super) fn mentions_one_of(self, texts: &[Finder<'static>]) -> bool {
        let bytes = self.attributes.as_bytes();
        texts.iter().any(|text| bytes.len() > text.needle().len() && text.find(bytes).is_some())
    }

    /// The value of an attribute, with its entities decoded; empty for an attribute without a value.
    pub(super) fn get(self, name: &str) -> Option<Cow<'a, str>> {
        self.attributes().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| unescape(value))
    }

    /// Its attributes, each with its value as written.
    pub(super) fn attributes(self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let mut rest = self.attributes;
        std::iter::from_fn(move || {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            if rest.is_empty() {
                return None;
            }
            let end = rest.bytes().position(|b| b == b'=' || b.is_ascii_whitespace()).unwrap_or(rest.len());
            // skip a stray `=`
            let end = if end == 0 { 1 } else { end };
            let (name, tail) = rest.split_at(end);
            rest = tail.trim_ascii_start();
            let Some(tail) = rest.strip_prefix('=') else { return Some((name, "")) };
            let tail = tail.trim_ascii_start();
            let (value, tail) = match tail.as_bytes().first() {
                Some(quote @ (b'"' | b'\'')) => {
                    let end = memchr(*quote, &tail.as_bytes()[1..]).map_or(tail.len(), |at| at + 1);
                    (&tail[1..end], tail.get(end + 1..).unwrap_or(""))
                }
                _ => {
                    let end = tail.bytes().position(|b| b.is_ascii_whitespace()).unwrap_or(tail.len());
                    tail.split_at(end)
                }
            };
            rest = tail;
            Some((name, value))
        })
    }
}

/// Decodes the entities of a text.
pub(super) fn unescape(text: &str) -> Cow<'_, str> {
    if memchr2(b'&', 0, text.as_bytes()).is_none() {
        Cow::Borrowed(text)
    } else {
        html_escape::decode_html_entities(text)
    }
}

/// What of a page costs an extractor more than linear time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Shape {
    /// An upper bound of the depth of its tree. Elements that need no closing tag are not counted.
    pub(super) depth: usize,
    /// Ampersands in its text, other than those of entities.
    pub(super) ampersands: usize,
    /// The most attributes of one element.
    pub(super) attributes: usize,
}

/// Attributes of fewer bytes than this are not counted.
const FEW_ATTRIBUTE_BYTES: usize = 1000;

/// Elements that need no closing tag.
const SELF_CLOSING: [&str; 27] = [
    "p", "li", "td", "th", "tr", "dt", "dd", "option", "optgroup", "thead", "tbody", "tfoot", "rt", "rp", "br", "img",
    "hr", "input", "meta", "link", "area", "base", "col", "embed", "source", "track", "wbr",
];

/// The shape of a page of these tokens.
pub(super) fn shape(tokens: &[Token<'_>]) -> Shape {
    let closes_itself = |name: &str| SELF_CLOSING.iter().any(|known| known.eq_ignore_ascii_case(name));
    let mut depth = 0_usize;
    let mut shape = Shape::default();
    for &token in tokens {
        if let Token::Open(tag) | Token::Raw(tag, _) = token
            && tag.attributes.len() >= FEW_ATTRIBUTE_BYTES
        {
            shape.attributes = shape.attributes.max(tag.attributes().count());
        }
        match token {
            Token::Text(text) => shape.ampersands += ampersands(text),
            Token::Open(tag) if !closes_itself(tag.name) => {
                depth += 1;
                shape.depth = shape.depth.max(depth);
            }
            Token::Close(name) if !closes_itself(name) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    shape
}

/// The ampersands that a text shows.
fn ampersands(text: &str) -> usize {
    let shown = |at: &usize| {
        let after = &text.as_bytes()[at + 1..];
        after.starts_with(b"amp") || !after.first().is_some_and(|b| b.is_ascii_alphabetic() || *b == b'#')
    };
    memchr::memchr_iter(b'&', text.as_bytes()).filter(shown).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shape(html: &str) -> Shape {
        super::shape(&tokens(html).collect::<Vec<_>>())
    }

    #[test]
    fn gives_tags_texts_and_raw_elements_in_order() {
        let html = "<!DOCTYPE html><!-- a > b --><p class='x>y' id=z>Rain &amp; <b>wind</B ></p>\
                    <script>if (a</b>) {}</script>1 < 2";
        let shown: Vec<String> = tokens(html)
            .map(|token| match token {
                Token::Text(text) => format!("{:?}", unescape(text)),
                Token::Open(tag) => format!("<{} {:?}>", tag.name, tag.get("ID")),
                Token::Close(name) => format!("</{name}>"),
                Token::Raw(tag, content) => format!("[{} {content}]", tag.name),
            })
            .collect();
        assert_eq!(
            shown,
            [
                "<p Some(\"z\")>",
                "\"Rain & \"",
                "<b None>",
                "\"wind\"",
                "</B>",
                "</p>",
                "[script if (a</b>) {}]",
                "\"1 \"",
                "\"<\"",
                "\" 2\""
            ]
        );
    }

    #[test]
    fn depth_counts_the_elements_open_at_once() {
        assert_eq!(shape("<div><p>a<p>b<p>c<br><img></div><div></div>").depth, 1);
        assert_eq!(shape(&"<div>".repeat(1000)).depth, 1000);
    }

    #[test]
    fn counts_the_ampersands_that_are_shown_and_the_attributes_of_one_element() {
        assert_eq!(shape("a & b &amp; c &eacute; &#233; &").ampersands, 3);
        let many: String = (0..300).map(|nth| format!(" name{nth}=x")).collect();
        assert_eq!(shape(&format!("<p{many}>a</p>")).attributes, 300);
    }

    proptest! {
        #[test]
        fn scans_any_text_without_panic(
            html in "[<>/!\\-='\"a-b &;éx]{0,60}|(<script>|<!--|-->|</|title>|=|\"|'|>|<|a| ){0,20}"
        ) {
            for token in tokens(&html) {
                if let Token::Open(tag) | Token::Raw(tag, _) = token {
                    tag.get("a");
                }
            }
            shape(&html);
        }
    }
}
