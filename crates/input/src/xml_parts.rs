//! Parts of XML that are read alike in feeds, agency documents, texts and sheets.

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::BytesStart;

/// The name of an element or attribute without its prefix.
pub(crate) fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or_default()
}

/// The value of an attribute, by its name without a prefix.
pub(crate) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.attributes().with_checks(false).flatten().find(|found| local(found.key.as_ref()) == name)?;
    Some(html_escape::decode_html_entities(&found.value).into_owned())
}

/// The value of `&name;`: a number, or a name of XML or HTML. Entities that the document defines have none, so they
/// cannot expand without limit.
pub(crate) fn entity(name: &str) -> Option<String> {
    if let Some(text) = resolve_predefined_entity(name) {
        return Some(text.to_owned());
    }
    let written = format!("&{name};");
    let text = html_escape::decode_html_entities(&written);
    (text != written).then(|| text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entity_is_a_number_or_a_known_name() {
        let values = ["amp", "#233", "#xe9", "eacute", "own", "#0", "#xffffffff", ""].map(entity);
        let expected = [Some("&"), Some("é"), Some("é"), Some("é"), None, None, None, None];
        assert_eq!(values.each_ref().map(Option::as_deref), expected);
    }
}
