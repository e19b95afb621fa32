//! Feeds: RSS 0.9 to 2.0 and Atom, with the full text in their items.

use std::borrow::Cow;

use super::fields::{self, Record, Slot};
use super::format::Format;
use super::origin::Origin;
use super::piece::Output;
use super::xml::{self, Element, Step};
use super::{Settings, charset};

/// What an XML document is, by its outermost element.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// RSS or Atom.
    Feed,
    /// NITF or NewsML-G2.
    Agency,
    /// XHTML.
    Page,
    /// None of these.
    Other(String),
}

impl Kind {
    /// Looks at the first element.
    pub(super) fn of(bytes: &[u8]) -> Kind {
        const LOOK: usize = 16 << 10;
        let start = String::from_utf8_lossy(&bytes[..bytes.len().min(LOOK)]);
        let mut rest = &*start;
        while let Some(at) = rest.find('<') {
            rest = &rest[at + 1..];
            if let Some(comment) = rest.strip_prefix("!--") {
                rest = comment.split_once("-->").map_or("", |(_, rest)| rest);
            } else if rest.starts_with(|c: char| c.is_alphabetic()) {
                let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(rest.len());
                let name = rest[..end].rsplit(':').next().unwrap_or_default();
                return match name {
                    "rss" | "feed" | "RDF" => Kind::Feed,
                    "nitf" | "newsItem" | "newsMessage" | "packageItem" | "itemSet" => Kind::Agency,
                    "html" | "HTML" => Kind::Page,
                    other => Kind::Other(other.to_owned()),
                };
            }
        }
        Kind::Other(String::new())
    }
}

/// An item that is being read.
#[derive(Default)]
struct Item {
    /// How many elements were open around it.
    depth: usize,
    record: Record<'static>,
}

/// Makes articles of a feed's items.
pub(super) fn parse(bytes: Vec<u8>, origin: &Origin, settings: &Settings, output: &mut Output) {
    let Some(xml) = charset::decode_xml(bytes) else {
        return output.reject(origin, None, "binary data, not XML");
    };
    let mut row = 0;
    let mut item: Option<Item> = None;
    let mut text = String::new();
    let mut feed_title = String::new();
    let done = xml::walk(&xml, |step, open| match step {
        Step::Open(element) => {
            if item.is_none() && matches!(&*element.name, "item" | "entry") {
                row += 1;
                item = Some(Item { depth: open.len(), ..Item::default() });
            }
            if item.as_ref().is_some_and(|item| open.len() == item.depth + 1) {
                text.clear();
            }
            if let Some(item) = &mut item {
                link(element, &mut item.record);
            }
        }
        Step::Text(piece) => text.push_str(piece),
        Step::Close(element) => match &mut item {
            Some(found) if open.len() == found.depth => {
                if let Some(found) = item.take() {
                    finish(found.record, row, origin, settings, output);
                }
                text.clear();
            }
            Some(found) if open.len() == found.depth + 1 => keep(element, &text, &mut found.record),
            Some(found) if element.name == "name" && open.last().is_some_and(|parent| parent.name == "author") => {
                set(&mut found.record, Slot::Byline, 0, text.trim());
                text.clear();
            }
            Some(_) => {}
            None => {
                if element.name == "title" && feed_title.is_empty() {
                    feed_title = text.trim().to_owned();
                }
                text.clear();
            }
        },
    });
    if let Err(reason) = done {
        output.reject(origin, (row > 0).then_some(row), reason);
    } else if row == 0 {
        output.reject(origin, None, "a feed without items");
    }
}

/// What an item's element says.
fn keep(element: &Element, text: &str, record: &mut Record<'static>) {
    let (slot, rank) = match &*element.name {
        // `content:encoded` and Atom's `content` have the text, `description` and `summary` mostly its beginning
        "encoded" | "content" => (Slot::Text, 0),
        "description" | "summary" => (Slot::Text, 1),
        "title" => (Slot::Title, 0),
        "link" => (Slot::Url, 1),
        "guid" | "id" => (Slot::Id, 0),
        "pubDate" | "published" => (Slot::Published, 0),
        "date" | "issued" | "updated" => (Slot::Published, 1),
        "creator" | "author" => (Slot::Byline, 1),
        "credit" | "copyright" => (Slot::Credit, 0),
        _ => return,
    };
    set(record, slot, rank, text.trim());
}

/// Atom's links stand in attributes.
fn link(element: &Element, record: &mut Record<'static>) {
    if element.name == "link"
        && let Some(href) = element.get("href")
        && element.get("rel").is_none_or(|rel| rel == "alternate")
    {
        set(record, Slot::Url, 0, href);
    }
}

fn set(record: &mut Record<'static>, slot: Slot, rank: u8, value: &str) {
    if record.wants(slot, rank) {
        record.set(slot, rank, Cow::Owned(value.to_owned()));
    }
}

fn finish(record: Record<'static>, row: u64, origin: &Origin, settings: &Settings, output: &mut Output) {
    if !record.has_text() {
        return output.reject(origin, Some(row), "no text: the item has no content and no description");
    }
    match fields::article(record, origin, Some(row), settings.extract, output) {
        Ok(article) => output.push(article, Format::Xml),
        Err(reason) => output.reject(origin, Some(row), reason),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(xml: &str) -> Output {
        let origin = Origin { path: "f.xml".into(), stem: "f.xml".into(), folder: String::new(), met: false };
        let mut output = Output::default();
        parse(xml.as_bytes().to_vec(), &origin, &Settings::default(), &mut output);
        output
    }

    #[test]
    fn items_of_rss_are_articles() {
        let output = read(
            "<?xml version='1.0'?><rss><channel><title>The Echo</title><link>https://echo.example</link><item><title>Ferry &amp; tug</title>\
             <link>https://www.echo.example/1</link><guid isPermaLink='false'>e-1</guid><pubDate>Tue, 04 Feb 2031 10:00:00 GMT</pubDate>\
             <dc:creator>A. Writer</dc:creator><description>Short.</description>\
             <content:encoded><![CDATA[<p>The whole <b>text</b>.</p>]]></content:encoded></item><item><title>No text</title></item></channel></rss>",
        );
        let article = &output.articles[0];
        assert_eq!((&*article.id, &*article.title, &*article.text), ("e-1", "Ferry & tug", "The whole text."));
        assert_eq!((&*article.outlet, &*article.byline), ("echo.example", "A. Writer"));
        assert_eq!(article.published.map(|p| p.to_string()).as_deref(), Some("2031-02-04T10:00Z"));
        assert_eq!((output.rejected.len(), output.rejected[0].row), (1, Some(2)));
    }

    #[test]
    fn entries_of_atom_are_articles() {
        let output = read(
            "<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>urn:1</id><title>Ferry</title><link rel='self' href='https://x.example/a'/>\
             <link rel='alternate' href='https://bote.example/1'/><author><name>B. Writer</name></author><published>2031-02-04T10:00:00Z</published>\
             <content type='html'>&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;</content></entry></feed>",
        );
        let article = &output.articles[0];
        assert_eq!(
            (&*article.text, &*article.url, &*article.byline),
            ("One.\n\nTwo.", "https://bote.example/1", "B. Writer")
        );
    }

    #[test]
    fn the_kind_is_that_of_the_first_element() {
        assert_eq!(Kind::of(b"<?xml version='1.0'?><!-- <rss> --><!DOCTYPE x><atom:feed>"), Kind::Feed);
        assert_eq!(Kind::of(b"<nitf/>"), Kind::Agency);
        assert_eq!(Kind::of(b"<svg width=1>"), Kind::Other("svg".to_owned()));
        assert_eq!(Kind::of(b"none"), Kind::Other(String::new()));
    }
}
