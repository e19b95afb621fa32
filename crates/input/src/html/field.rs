//! FieldMarkup in the fields of records: tags, entities, and both escaped once more.

use std::borrow::Cow;

use super::scan::unescape;
use super::visible;

/// The markup of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FieldMarkup {
    /// Paragraphs, breaks, lists or a whole page: the white space in it means nothing.
    Block,
    /// Tags within a line, comments or entities: line ends are those of the text.
    Inline,
    /// Tags that are escaped.
    Escaped,
}

const BLOCK_TAGS: [&str; 34] = [
    "p",
    "br",
    "div",
    "li",
    "ul",
    "ol",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "html",
    "head",
    "body",
    "table",
    "tr",
    "td",
    "th",
    "section",
    "article",
    "blockquote",
    "figure",
    "figcaption",
    "header",
    "footer",
    "main",
    "pre",
    "hr",
    "dl",
    "dt",
    "dd",
    "aside",
    "center",
];
const INLINE_TAGS: [&str; 34] = [
    "a", "abbr", "b", "bdi", "big", "cite", "code", "del", "em", "font", "i", "iframe", "img", "ins", "mark", "q",
    "rb", "rp", "rt", "ruby", "s", "script", "small", "span", "strike", "strong", "style", "sub", "sup", "time", "tt",
    "u", "video", "wbr",
];
/// Bytes of the longest name of a tag.
const MAX_NAME_BYTES: usize = 10;

impl FieldMarkup {
    /// The markup of a field. `None` for plain text, also when it has brackets: `<Lamp Wire>`, `5 < 7`, `R&D`.
    pub(super) fn of(text: &str) -> Option<FieldMarkup> {
        let mut found = None;
        let bytes = text.as_bytes();
        for at in memchr::memchr2_iter(b'<', b'&', bytes) {
            let rest = &bytes[at..];
            if rest[0] == b'&' {
                if is_escaped_tag(rest) && found.is_none() {
                    found = Some(FieldMarkup::Escaped);
                } else if found.is_none() && is_entity(rest) {
                    found = Some(FieldMarkup::Inline);
                }
                continue;
            }
            match tag(&rest[1..]) {
                Some(FieldMarkup::Block) => return Some(FieldMarkup::Block),
                Some(markup) if found != Some(FieldMarkup::Block) => found = Some(markup),
                _ => {}
            }
        }
        found
    }
}

/// What the tag is that begins after its `<`.
fn tag(rest: &[u8]) -> Option<FieldMarkup> {
    if rest.starts_with(b"!--") {
        return Some(FieldMarkup::Inline);
    }
    if rest.len() > 8 && rest[..8].eq_ignore_ascii_case(b"!doctype") {
        return Some(FieldMarkup::Block);
    }
    let rest = rest.strip_prefix(b"/").unwrap_or(rest);
    let length = rest.iter().take(MAX_NAME_BYTES + 1).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let name = rest.get(..length).filter(|name| !name.is_empty())?;
    let is_end = matches!(rest.get(length), Some(b'>' | b'/' | b' ' | b'\n' | b'\r' | b'\t'));
    let is_in = |names: &[&str]| names.iter().any(|known| known.as_bytes().eq_ignore_ascii_case(name));
    // a tag that is never closed is none
    if !is_end || memchr::memchr(b'>', &rest[length..]).is_none() {
        None
    } else if is_in(&BLOCK_TAGS) {
        Some(FieldMarkup::Block)
    } else if is_in(&INLINE_TAGS) {
        Some(FieldMarkup::Inline)
    } else {
        None
    }
}

/// Whether `&lt;` of a tag is here.
fn is_escaped_tag(rest: &[u8]) -> bool {
    let Some(inner) = rest.strip_prefix(b"&lt;") else { return false };
    let head = &inner[..inner.len().min(400)];
    match memchr::memmem::find(head, b"&gt;") {
        Some(end) => tag(&[&head[..end], b">"].concat()).is_some(),
        None => false,
    }
}

/// Whether an entity of HTML begins here.
fn is_entity(rest: &[u8]) -> bool {
    const MAX_BYTES: usize = 12;
    let head = &rest[..rest.len().min(MAX_BYTES)];
    let Some(end) = memchr::memchr(b';', head) else { return false };
    let Ok(written) = std::str::from_utf8(&head[..=end]) else { return false };
    unescape(written) != written
}

/// A text without the tags within its lines, and with its entities decoded, also where they are escaped twice.
pub(super) fn without_inline_markup(text: &str) -> String {
    // only known tags are taken out, so that other brackets stay
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let end = if tag(&from.as_bytes()[1..]).is_none() {
            out.push_str("&lt;");
            1
        } else if from.starts_with("<!--") {
            memchr::memmem::find(from.as_bytes(), b"-->").map_or(from.len(), |end| end + 3)
        } else {
            let end = memchr::memchr(b'>', from.as_bytes()).map_or(from.len(), |end| end + 1);
            out.push_str(&from[..end]);
            end
        };
        rest = &from[end..];
    }
    out.push_str(rest);
    without_entities(visible::without_tags(&out))
}

/// A text with the entities decoded that were escaped twice.
pub(super) fn without_entities(text: String) -> String {
    let has_entity =
        |text: &str| memchr::memchr_iter(b'&', text.as_bytes()).any(|at| is_entity(&text.as_bytes()[at..]));
    if !has_entity(&text) {
        return text;
    }
    match unescape(&text) {
        Cow::Owned(decoded) => decoded,
        Cow::Borrowed(_) => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::text_of_field;
    use crate::settings::Extractor;

    #[test]
    fn tells_markup_from_brackets_and_ampersands() {
        for (text, markup) in [
            ("plain", None),
            ("<Lamp Wire> R&D, 5 < 7 > 3 &c; <3", None),
            ("one<BR>two", Some(FieldMarkup::Block)),
            ("the <a href='x'>line</a> said", Some(FieldMarkup::Inline)),
            ("<!-- x -->text", Some(FieldMarkup::Inline)),
            ("it&#8217;s", Some(FieldMarkup::Inline)),
            ("&lt;p&gt;One.&lt;/p&gt;", Some(FieldMarkup::Escaped)),
            ("a <b", None),
        ] {
            assert_eq!(FieldMarkup::of(text), markup, "{text}");
        }
    }

    #[test]
    fn markup_is_taken_out_and_lines_stay() {
        let text = |field: &str| text_of_field(field, Extractor::Fast).map(|page| page.text);
        assert_eq!(
            text("The <a href=\"x\">line</a> said.\n\nIt&amp;#8217;s.").as_deref(),
            Some("The line said.\n\nIt’s.")
        );
        assert_eq!(text("<Lamp Wire> the <i>line</i>").as_deref(), Some("<Lamp Wire> the line"));
        assert_eq!(text("One.<BR>Two.").as_deref(), Some("One.\nTwo."));
        assert_eq!(text("&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;").as_deref(), Some("One.\n\nTwo."));
        assert_eq!(text("<!-- x -->One.").as_deref(), Some("One."));
    }
}
