//! Walks over an XML document and keeps the path of open elements. Entities that the document defines are ignored.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::xml_parts::entity;

/// Documents nested more deeply are rejected.
const MAX_DEPTH: usize = 500;

/// A step of a walk. Names are local names, without a prefix.
pub(super) enum Step<'x> {
    /// An element opens.
    Open(&'x Element),
    /// Text or CDATA inside of the innermost element.
    Text(&'x str),
    /// The innermost element closes.
    Close(&'x Element),
}

/// An element that is open.
#[derive(Debug, Clone, Default)]
pub(super) struct Element {
    pub(super) name: String,
    /// What stands before the colon of its name; mostly empty.
    pub(super) prefix: String,
    attributes: Vec<(String, String)>,
}

impl Element {
    /// The value of an attribute, by its local name.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, value)| &**value)
    }

    fn of(start: &BytesStart<'_>) -> Element {
        let local = |name: &str| name.rsplit(':').next().unwrap_or_default().to_owned();
        let attributes = start
            .attributes()
            .with_checks(false)
            .flatten()
            .map(|attribute| {
                (local(attribute.key.as_ref()), html_escape::decode_html_entities(&attribute.value).into_owned())
            })
            .collect();
        let name = start.name();
        let full: &str = name.as_ref();
        let prefix = full.rsplit_once(':').map_or("", |(prefix, _)| prefix).to_owned();
        Element { name: local(full), prefix, attributes }
    }
}

/// Walks over a document. `visit` gets each step and the elements open around it, the outermost first.
///
/// # Errors
/// The document is broken, ends early, or is nested too deeply.
pub(super) fn walk(xml: &str, mut visit: impl FnMut(Step<'_>, &[Element])) -> Result<(), String> {
    let xml = with_lone_brackets_escaped(xml);
    let mut reader = Reader::from_str(&xml);
    // many feeds have stray ampersands and wrong closing tags
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_dangling_amp = true;
    reader.config_mut().allow_unmatched_ends = true;
    let mut open: Vec<Element> = Vec::new();
    loop {
        let event = reader.read_event().map_err(|e| format!("broken XML at byte {}: {e}", reader.error_position()))?;
        match event {
            Event::Start(start) => {
                if open.len() >= MAX_DEPTH {
                    return Err(format!("XML nested more than {MAX_DEPTH} deep"));
                }
                let element = Element::of(&start);
                visit(Step::Open(&element), &open);
                open.push(element);
            }
            Event::Empty(start) => {
                let element = Element::of(&start);
                visit(Step::Open(&element), &open);
                visit(Step::Close(&element), &open);
            }
            Event::End(_) => {
                if let Some(element) = open.pop() {
                    visit(Step::Close(&element), &open);
                }
            }
            Event::Text(text) => visit(Step::Text(&text), &open),
            Event::CData(text) => visit(Step::Text(&text), &open),
            Event::GeneralRef(name) => {
                if let Some(text) = entity(&name) {
                    visit(Step::Text(&text), &open);
                }
            }
            Event::Eof if open.is_empty() => return Ok(()),
            Event::Eof => return Err(format!("the file ends inside of <{}>", open[0].name)),
            _ => {}
        }
    }
}

/// Escapes each `<` that begins no markup: some feeds have one in their text, as in `5 < 7`.
fn with_lone_brackets_escaped(xml: &str) -> Cow<'_, str> {
    let begins_markup = |at: usize| match xml.as_bytes().get(at + 1) {
        Some(next) => next.is_ascii_alphabetic() || matches!(next, b'/' | b'!' | b'?' | b'_' | b':' | 0x80..),
        None => false,
    };
    let mut lone = memchr::memchr_iter(b'<', xml.as_bytes()).filter(|at| !begins_markup(*at)).peekable();
    if lone.peek().is_none() {
        return Cow::Borrowed(xml);
    }
    let mut escaped = String::with_capacity(xml.len() + 16);
    let mut end = 0;
    for at in lone {
        escaped.push_str(&xml[end..at]);
        escaped.push_str("&lt;");
        end = at + 1;
    }
    escaped.push_str(&xml[end..]);
    Cow::Owned(escaped)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(xml: &str) -> Result<String, String> {
        let mut all = String::new();
        walk(xml, |step, open| {
            if let Step::Text(text) = step {
                all.push_str(&format!("{}={text};", open.last().map_or("", |e| &e.name)));
            }
        })?;
        Ok(all)
    }

    #[test]
    fn resolves_known_entities_but_not_those_of_the_document() {
        assert_eq!(texts("<a>1&#x26;2&eacute;</a>").unwrap(), "a=1;a=&;a=2;a=é;");
        assert_eq!(texts("<a>5 < 7 <b>x</b></a>").unwrap(), "a=5 ;a=<;a= 7 ;b=x;");
        let bomb = "<!DOCTYPE a [<!ENTITY x \"ha\"><!ENTITY y \"&x;&x;&x;\">]><a>&y;&y;</a>";
        assert_eq!(texts(bomb).unwrap(), "");
    }

    #[test]
    fn says_where_a_broken_document_ends() {
        assert!(texts("<a><b>text").unwrap_err().contains("<a>"));
        assert!(texts(&"<a>".repeat(100_000)).unwrap_err().contains("deep"));
    }

    proptest! {
        #[test]
        fn walks_any_text_without_panic(xml in "[<>/!\\-='\"a-b &;?\\[\\]x]{0,60}") {
            let _ = texts(&xml);
        }
    }
}
