//! Walks over an XML document and keeps the path of open elements. Entities that the document defines are ignored.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

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
        Element { name: local(start.name().as_ref()), attributes }
    }
}

/// Walks over a document. `visit` gets each step and the elements open around it, the outermost first.
///
/// # Errors
/// The document is broken, ends early, or is nested too deeply.
pub(super) fn walk(xml: &str, mut visit: impl FnMut(Step<'_>, &[Element])) -> Result<(), String> {
    let mut reader = Reader::from_str(xml);
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

/// The value of `&name;`: a number, or a name of XML or HTML. Entities that the document defines have none, so they
/// cannot expand without limit.
fn entity(name: &str) -> Option<String> {
    if let Some(text) = resolve_predefined_entity(name) {
        return Some(text.to_owned());
    }
    let written = format!("&{name};");
    let text = html_escape::decode_html_entities(&written);
    (text != written).then(|| text.into_owned())
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
