//! XML: agency documents, feeds, corpora and XHTML pages.

mod agency;
mod feed;
mod newsml1;
mod paragraphs;
mod tei;
mod walk;

use crate::charset;
use crate::format::{Access, Format, text_head};
use crate::html::page;
use crate::origin::DocumentInfo;
use crate::sink::Sink;

/// An XML document.
pub(super) static XML: Format = Format {
    name: "xml",
    extensions: &["xml", "nitf", "rss", "atom", "rdf"],
    has_reliable_extensions: true,
    recognises: is_xml,
    access: Access::Document(parse),
};

fn is_xml(head: &[u8]) -> bool {
    match text_head(head) {
        [b'<', second, ..] if second.is_ascii_alphabetic() => true,
        head => head.starts_with(b"<?xml"),
    }
}

/// Whether content that begins with `<` is a document that is read as XML.
pub(super) fn is_known(head: &[u8]) -> bool {
    matches!(Kind::of(head), Kind::Feed | Kind::Agency | Kind::Corpus)
}

fn parse(bytes: Vec<u8>, sink: &mut Sink<'_>) {
    let Some(xml) = charset::decode_xml(bytes) else {
        return sink.reject(None, "binary data, not XML");
    };
    match Kind::of(xml.as_bytes()) {
        Kind::Feed => feed::parse(&xml, sink),
        Kind::Agency => agency::parse(&xml, sink),
        Kind::Corpus => tei::parse(&xml, sink),
        Kind::Page => {
            sink.format = "html";
            page::parse(xml.into_bytes(), &DocumentInfo::default(), sink);
        }
        Kind::Other(root) => {
            let known = "NITF, NewsML, RSS, Atom and TEI are read";
            sink.reject(None, format!("an XML document of another kind, its root is <{root}>; {known}"));
        }
    }
}

/// The kind of an XML document, by its root element.
#[derive(Debug, PartialEq, Eq)]
enum Kind {
    /// RSS or Atom.
    Feed,
    /// NITF or NewsML.
    Agency,
    /// TEI, or the XML of trafilatura.
    Corpus,
    /// XHTML.
    Page,
    /// Another root element.
    Other(String),
}

impl Kind {
    /// The kind by the first element.
    fn of(bytes: &[u8]) -> Kind {
        const HEAD_BYTES: usize = 16 << 10;
        let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD_BYTES)]);
        let mut rest = &*head;
        while let Some(at) = rest.find('<') {
            rest = &rest[at + 1..];
            if let Some(comment) = rest.strip_prefix("!--") {
                rest = comment.split_once("-->").map_or("", |(_, rest)| rest);
            } else if rest.starts_with(|c: char| c.is_alphabetic()) {
                let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(rest.len());
                let name = rest[..end].rsplit(':').next().unwrap_or_default();
                return match name {
                    "rss" | "feed" | "RDF" => Kind::Feed,
                    "nitf" | "newsItem" | "newsMessage" | "packageItem" | "itemSet" | "NewsML" => Kind::Agency,
                    "TEI" | "TEI.2" | "teiCorpus" => Kind::Corpus,
                    "doc" if rest.contains("<main") => Kind::Corpus,
                    "html" | "HTML" => Kind::Page,
                    other => Kind::Other(other.to_owned()),
                };
            }
        }
        Kind::Other(String::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_documents_in_any_encoding() {
        let feed = "<?xml version='1.0' encoding='utf-16'?><rss><channel><item><title>Fähre</title>\
                    <description>Sie fährt wieder.</description></item></channel></rss>";
        let little: Vec<u8> = feed.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = feed.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [feed.as_bytes().to_vec(), [b"\xff\xfe", &little[..]].concat(), big] {
            let parsed = Sink::collect("f.xml", |sink| parse(bytes, sink));
            assert_eq!((parsed.rejected.len(), &*parsed.articles[0].text), (0, "Sie fährt wieder."));
        }
    }

    #[test]
    fn finds_the_kind_by_the_first_element() {
        assert_eq!(Kind::of(b"<?xml version='1.0'?><!-- <rss> --><!DOCTYPE x><atom:feed>"), Kind::Feed);
        assert_eq!(Kind::of(b"<nitf/>"), Kind::Agency);
        assert_eq!(Kind::of(b"<svg width=1>"), Kind::Other("svg".to_owned()));
        assert_eq!(Kind::of(b"none"), Kind::Other(String::new()));
    }
}
