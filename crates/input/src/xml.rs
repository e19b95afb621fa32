//! A walk over an XML document that keeps the path of elements, without entities of the document's own making.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

/// Elements deeper than this are no news.
const DEEPEST: usize = 500;

/// What a walk meets. Names are local names: without their prefix.
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

/// Walks over `xml`; `see` gets each step with the elements open around it, the outermost first.
pub(super) fn walk(xml: &str, mut see: impl FnMut(Step<'_>, &[Element])) -> Result<(), String> {
    let mut reader = Reader::from_str(xml);
    // feeds are full of stray ampersands and of tags that close the wrong one
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_dangling_amp = true;
    reader.config_mut().allow_unmatched_ends = true;
    let mut open: Vec<Element> = Vec::new();
    loop {
        let event = reader.read_event().map_err(|e| format!("broken XML at byte {}: {e}", reader.error_position()))?;
        match event {
            Event::Start(start) => {
                if open.len() >= DEEPEST {
                    return Err(format!("XML nested more than {DEEPEST} deep"));
                }
                let element = Element::of(&start);
                see(Step::Open(&element), &open);
                open.push(element);
            }
            Event::Empty(start) => {
                let element = Element::of(&start);
                see(Step::Open(&element), &open);
                see(Step::Close(&element), &open);
            }
            Event::End(_) => {
                if let Some(element) = open.pop() {
                    see(Step::Close(&element), &open);
                }
            }
            Event::Text(text) => see(Step::Text(&text), &open),
            Event::CData(text) => see(Step::Text(&text), &open),
            Event::GeneralRef(name) => {
                if let Some(text) = entity(&name) {
                    see(Step::Text(&text), &open);
                }
            }
            Event::Eof if open.is_empty() => return Ok(()),
            Event::Eof => return Err(format!("the file ends inside of <{}>", open[0].name)),
            _ => {}
        }
    }
}

/// What `&name;` stands for: numbers, XML's five and HTML's names. A document's own entities stand for nothing, so none of
/// them can grow.
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
    fn entities_are_resolved_and_bombs_are_not() {
        assert_eq!(texts("<a>1&#x26;2&eacute;</a>").unwrap(), "a=1;a=&;a=2;a=é;");
        let bomb = "<!DOCTYPE a [<!ENTITY x \"ha\"><!ENTITY y \"&x;&x;&x;\">]><a>&y;&y;</a>";
        assert_eq!(texts(bomb).unwrap(), "");
    }

    #[test]
    fn what_ends_early_says_where() {
        assert!(texts("<a><b>text").unwrap_err().contains("<a>"));
        assert!(texts(&"<a>".repeat(100_000)).unwrap_err().contains("deep"));
    }

    proptest! {
        #[test]
        fn no_document_breaks_the_walk(xml in "[<>/!\\-='\"a-b &;?\\[\\]x]{0,60}") {
            let _ = texts(&xml);
        }
    }
}
