//! Feeds: RSS 0.9 to 2.0 and Atom, with the full text in their items.

use std::borrow::Cow;

use super::walk::{self, Element, Step};
use crate::charset;
use crate::fields::{Field, RankedField};
use crate::record::Record;
use crate::sink::Sink;

/// An item that is being read.
struct Item {
    /// The number of elements around it.
    depth: usize,
    record: Record<'static>,
}

/// Makes articles of a feed's items.
pub(super) fn parse(bytes: Vec<u8>, sink: &mut Sink<'_>) {
    let Some(xml) = charset::decode_xml(bytes) else {
        return sink.reject(None, "binary data, not XML");
    };
    let mut feed = Feed { row: 0, item: None, text: String::new() };
    let done = walk::walk(&xml, |step, open| match step {
        Step::Open(element) => feed.open(element, open),
        Step::Text(text) => feed.text.push_str(text),
        Step::Close(element) => {
            if let Some(record) = feed.close(element, open) {
                finish(record, feed.row, sink);
            }
        }
    });
    if let Err(reason) = done {
        sink.reject((feed.row > 0).then_some(feed.row), reason);
    } else if feed.row == 0 {
        sink.reject(None, "a feed without items");
    }
}

/// A feed that is being read.
struct Feed {
    /// Items begun so far.
    row: u64,
    item: Option<Item>,
    /// The text of the current field.
    text: String,
}

impl Feed {
    fn open(&mut self, element: &Element, open: &[Element]) {
        if self.item.is_none() && matches!(&*element.name, "item" | "entry") {
            self.row += 1;
            self.item = Some(Item { depth: open.len(), record: Record::default() });
        }
        if let Some(item) = &mut self.item {
            if open.len() == item.depth + 1 {
                self.text.clear();
            }
            set_link(element, &mut item.record);
        }
    }

    /// Reads the text of a field. At the end of an item, returns its record.
    fn close(&mut self, element: &Element, open: &[Element]) -> Option<Record<'static>> {
        let Some(item) = &mut self.item else {
            self.text.clear();
            return None;
        };
        if open.len() == item.depth {
            self.text.clear();
            return self.item.take().map(|item| item.record);
        }
        if open.len() == item.depth + 1 {
            set_field(element, &self.text, &mut item.record);
        } else if element.name == "name" && open.last().is_some_and(|parent| parent.name == "author") {
            set(&mut item.record, Field::Byline, 0, self.text.trim());
            self.text.clear();
        }
        None
    }
}

/// Sets the field that an element of an item holds.
fn set_field(element: &Element, text: &str, record: &mut Record<'static>) {
    let (field, rank) = match &*element.name {
        // `content:encoded` and Atom's `content` have the text; `description` and `summary` mostly have only its
        // beginning
        "encoded" | "content" => (Field::Text, 0),
        "description" | "summary" => (Field::Text, 1),
        "title" => (Field::Title, 0),
        "link" => (Field::Url, 1),
        "guid" | "id" => (Field::Id, 0),
        "pubDate" | "published" => (Field::Published, 0),
        "date" | "issued" | "updated" => (Field::Published, 1),
        "creator" | "author" => (Field::Byline, 1),
        "credit" | "copyright" => (Field::Credit, 0),
        _ => return,
    };
    set(record, field, rank, text.trim());
}

/// Sets the address from a link of Atom, which has it in an attribute.
fn set_link(element: &Element, record: &mut Record<'static>) {
    if element.name == "link"
        && let Some(href) = element.get("href")
        && element.get("rel").is_none_or(|rel| rel == "alternate")
    {
        set(record, Field::Url, 0, href);
    }
}

fn set(record: &mut Record<'static>, field: Field, rank: u8, value: &str) {
    let field = RankedField::new(field, rank);
    if record.wants(field) {
        record.set(field, Cow::Owned(value.to_owned()));
    }
}

fn finish(record: Record<'static>, row: u64, sink: &mut Sink<'_>) {
    if !record.has_text() {
        return sink.reject(Some(row), "no text: the item has no content and no description");
    }
    record.parse(Some(row), sink);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sink::Parsed;

    fn read(xml: &str) -> Parsed {
        let bytes = xml.as_bytes().to_vec();
        Sink::collect("f.xml", |sink| parse(bytes, sink))
    }

    #[test]
    fn reads_the_items_of_rss() {
        let parsed = read(
            "<?xml version='1.0'?><rss><channel><title>The Echo</title><link>https://echo.example</link>\
             <item><title>Ferry &amp; tug</title><link>https://www.echo.example/1</link>\
             <guid isPermaLink='false'>e-1</guid><pubDate>Tue, 04 Feb 2031 10:00:00 GMT</pubDate>\
             <dc:creator>A. Writer</dc:creator><description>Short.</description>\
             <content:encoded><![CDATA[<p>The whole <b>text</b>.</p>]]></content:encoded></item>\
             <item><title>No text</title></item></channel></rss>",
        );
        let article = &parsed.articles[0];
        assert_eq!((&*article.id, &*article.title, &*article.text), ("e-1", "Ferry & tug", "The whole text."));
        assert_eq!((&*article.outlet, &*article.byline), ("echo.example", "A. Writer"));
        assert_eq!(article.published.map(|p| p.to_string()).as_deref(), Some("2031-02-04T10:00Z"));
        assert_eq!((parsed.rejected.len(), parsed.rejected[0].row), (1, Some(2)));
    }

    #[test]
    fn reads_the_entries_of_atom() {
        let parsed = read(
            "<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>urn:1</id><title>Ferry</title>\
             <link rel='self' href='https://x.example/a'/><link rel='alternate' href='https://bote.example/1'/>\
             <author><name>B. Writer</name></author><published>2031-02-04T10:00:00Z</published>\
             <content type='html'>&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;</content></entry></feed>",
        );
        let article = &parsed.articles[0];
        assert_eq!(
            (&*article.text, &*article.url, &*article.byline),
            ("One.\n\nTwo.", "https://bote.example/1", "B. Writer")
        );
    }
}
