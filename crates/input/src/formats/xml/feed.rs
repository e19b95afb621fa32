//! Feeds: RSS 0.9 to 2.0 and Atom, with the full text in their items.

use std::borrow::Cow;

use super::walk::{self, Element, Step};
use crate::fields::{Field, RankedField};
use crate::host;
use crate::record::Record;
use crate::sink::Sink;

/// An item that is being read.
struct Item {
    /// The number of elements around it.
    depth: usize,
    record: Record<'static>,
    authors: Vec<String>,
    /// The addresses, each with its rank.
    links: Vec<(u8, String)>,
    /// The address that relative ones are relative to.
    base: String,
}

/// Makes articles of a feed's items.
pub(super) fn parse(xml: &str, sink: &mut Sink<'_>) {
    let mut feed = Feed::default();
    let done = walk::walk(xml, |step, open| match step {
        Step::Open(element) => feed.open(element, open),
        Step::Text(text) => feed.push_text(text),
        Step::Close(element) => {
            if let Some(item) = feed.close(element, open) {
                finish(item, feed.row, sink);
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
#[derive(Default)]
struct Feed {
    /// Items begun so far.
    row: u64,
    item: Option<Item>,
    /// The text of the current field.
    text: String,
    /// The same with the elements in it, as markup.
    markup: String,
    /// Whether there are any.
    has_markup: bool,
    /// The address of the whole feed's site.
    site: String,
    /// The language of the whole feed, as written.
    language: String,
}

impl Feed {
    fn open(&mut self, element: &Element, open: &[Element]) {
        let Some(item) = &mut self.item else {
            if matches!(&*element.name, "item" | "entry") {
                self.row += 1;
                let mut bases = open.iter().chain([element]).filter_map(|element| element.get("base"));
                let base = bases.next_back().unwrap_or(&self.site).to_owned();
                let (record, authors, links) = Default::default();
                let mut item = Item { depth: open.len(), record, authors, links, base };
                let lang = [element].into_iter().chain(open.iter().rev()).find_map(|element| element.get("lang"));
                item.set(Field::Language, 1, lang.unwrap_or(&self.language));
                self.item = Some(item);
            } else if element.name == "link" && self.site.is_empty() {
                self.site = element.get("href").unwrap_or_default().to_owned();
            }
            self.clear();
            return;
        };
        if open.len() == item.depth + 1 {
            self.text.clear();
            self.markup.clear();
            self.has_markup = false;
            item.read_attributes(element);
        } else {
            // markup that is not escaped
            self.has_markup = true;
            self.markup.push_str(&format!("<{}>", element.name));
        }
    }

    fn push_text(&mut self, text: &str) {
        self.text.push_str(text);
        if self.item.is_some() {
            html_escape::encode_text_to_string(text, &mut self.markup);
        }
    }

    fn clear(&mut self) {
        self.text.clear();
        self.markup.clear();
        self.has_markup = false;
    }

    /// Reads the text of a field. At the end of an item, returns it.
    fn close(&mut self, element: &Element, open: &[Element]) -> Option<Item> {
        let Some(item) = &mut self.item else {
            let is_of_channel = element.name == "link" && open.last().is_some_and(|parent| parent.name == "channel");
            if is_of_channel && !self.text.trim().is_empty() {
                self.site = self.text.trim().to_owned();
            }
            if element.name == "language" && is_own(element) {
                self.language = self.text.trim().to_owned();
            }
            self.clear();
            return None;
        };
        if open.len() == item.depth {
            self.clear();
            return self.item.take();
        }
        if open.len() == item.depth + 1 {
            let text = if self.has_markup { &self.markup } else { &self.text };
            item.read_text(element, text.trim());
        } else {
            let is_author = open.last().is_some_and(|parent| parent.name == "author") && open.len() == item.depth + 2;
            if element.name == "name" && is_author {
                item.authors.push(self.text.trim().to_owned());
            }
            if open.last().is_some_and(|parent| parent.name == "author") {
                self.clear();
            } else {
                self.markup.push_str(&format!("</{}>", element.name));
            }
        }
        None
    }
}

/// Whether an element is one of the feed's own language, or of an extension that means the same. Others have fields of
/// the same names: those of a picture, of a podcast, of an excerpt.
fn is_own(element: &Element) -> bool {
    matches!(&*element.prefix, "" | "atom" | "a" | "rss" | "content" | "dc" | "dcterms" | "dct" | "rss1" | "ns0")
}

impl Item {
    /// Reads what an element of the item has in its attributes.
    fn read_attributes(&mut self, element: &Element) {
        match &*element.name {
            "link" if is_own(element) => {
                if let Some(href) = element.get("href")
                    && element.get("rel").is_none_or(|rel| rel == "alternate")
                {
                    self.links.push((1, href.to_owned()));
                }
            }
            // an aggregator names the feed that it took the item from
            "source" if element.prefix.is_empty() => {
                if let Some(url) = element.get("url") {
                    self.set(Field::Outlet, 0, url);
                }
            }
            _ => {}
        }
    }

    /// Reads the text of an element of the item.
    fn read_text(&mut self, element: &Element, text: &str) {
        let (field, rank) = match (&*element.prefix, &*element.name) {
            // a feed that a service passes on keeps the real address
            ("feedburner", "origLink") | ("pheedo", "origLink") => return self.links.push((0, text.to_owned())),
            // WordPress's summary, and its text
            ("excerpt", "encoded") => (Field::Text, 3),
            (_, "encoded") => (Field::Text, 0),
            _ if !is_own(element) => return,
            (_, "content") => (Field::Text, 0),
            // `description` and `summary` mostly have only the beginning of the text
            (_, "description" | "summary") => (Field::Text, 1),
            (_, "title") => (Field::Title, 0),
            (_, "link") => return self.links.push((2, text.to_owned())),
            (_, "guid" | "id") => {
                if element.name == "guid" && element.get("isPermaLink").is_none_or(|is| is != "false") {
                    self.links.push((3, text.to_owned()));
                }
                (Field::Id, 0)
            }
            (_, "pubDate" | "published") => (Field::Published, 0),
            (_, "date" | "issued" | "updated" | "modified" | "created") => (Field::Published, 1),
            (_, "creator" | "author") if !text.is_empty() => return self.authors.push(text.to_owned()),
            (_, "credit" | "copyright") => (Field::Credit, 0),
            (_, "language") => (Field::Language, 0),
            _ => return,
        };
        self.set(field, rank, text);
    }

    fn set(&mut self, field: Field, rank: u8, value: &str) {
        let field = RankedField::new(field, rank);
        if self.record.wants(field) {
            self.record.set(field, Cow::Owned(value.to_owned()));
        }
    }

    /// The best address: as it is when it has a host, else relative to the feed's.
    fn url(&mut self) -> Option<String> {
        self.links.sort_by_key(|(rank, _)| *rank);
        let absolute = |link: &str| {
            let is_web = |url: &url::Url| matches!(url.scheme(), "http" | "https");
            match host::parse(link) {
                Some(url) => is_web(&url).then(|| link.to_owned()),
                None if link.contains("://") => None,
                None => Some(host::parse(&self.base)?.join(link).ok()?.to_string()),
            }
        };
        let is_permalink = |rank: u8, link: &str| rank < 3 || link.starts_with("http");
        let filled = self.links.iter().filter(|(rank, link)| !link.is_empty() && is_permalink(*rank, link));
        filled.filter_map(|(_, link)| absolute(link)).next()
    }
}

fn finish(mut item: Item, row: u64, sink: &mut Sink<'_>) {
    if !item.record.has_text() {
        return sink.reject(Some(row), "no text: the item has no content and no description");
    }
    let mut authors = std::mem::take(&mut item.authors);
    authors.dedup();
    item.set(Field::Byline, 0, &authors.join("\n"));
    if let Some(url) = item.url() {
        item.set(Field::Url, 0, &url);
    }
    item.record.parse(Some(row), sink);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sink::Parsed;

    fn read(xml: &str) -> Parsed {
        Sink::collect("f.xml", |sink| parse(xml, sink))
    }

    #[test]
    fn reads_the_items_of_rss() {
        let parsed = read(
            "<?xml version='1.0'?><rss><channel><language>en-gb</language>\
             <title>The Echo</title><link>https://echo.example</link>\
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
        assert_eq!(article.language.as_str(), "en");
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

    #[test]
    fn fields_of_pictures_sources_and_excerpts_are_not_those_of_the_item() {
        let parsed = read(
            "<rss><channel><link>https://planet.example/</link><item><source url='https://echo.example/rss'>The Echo\
             </source><title>Ferry &amp;#8211; aground &amp;amp; afloat</title>\
             <excerpt:encoded>Short.</excerpt:encoded>\
             <media:content url='x.jpg'><media:title>Picture</media:title><media:description>A ferry.\
             </media:description></media:content><media:description>A ferry.</media:description>\
             <content:encoded>The whole text.</content:encoded><link>https://feeds.example/~r/1</link>\
             <feedburner:origLink>https://bote.example/1</feedburner:origLink><pubDate></pubDate>\
             <dc:date>2031-02-04T09:00Z</dc:date><dc:creator>A</dc:creator><dc:creator>B</dc:creator></item>\
             <item><guid>https://bote.example/2</guid>\
             <description>&amp;lt;p&amp;gt;One.&amp;lt;/p&amp;gt;</description>\
             </item></channel></rss>",
        );
        let [first, second] = &parsed.articles[..] else { panic!("{parsed:?}") };
        assert_eq!((&*first.text, &*first.title), ("The whole text.", "Ferry – aground & afloat"));
        assert_eq!((&*first.outlet, &*first.url, &*first.byline), ("echo.example", "https://bote.example/1", "A, B"));
        assert_eq!(first.published.map(|p| p.to_string()).as_deref(), Some("2031-02-04T09:00Z"));
        assert_eq!((&*second.outlet, &*second.url, &*second.text), ("bote.example", "https://bote.example/2", "One."));
    }

    #[test]
    fn reads_markup_that_is_not_escaped_and_relative_addresses() {
        let parsed = read(
            "<feed xml:base='https://bote.example/'><link href='https://bote.example/'/><entry><source>\
             <title>Planet</title><link href='https://planet.example/'/></source>\
             <title type='html'>A &amp;amp; B &lt;b&gt;bold&lt;/b&gt;</title><link href='1.html'/>\
             <author><name>A</name></author><author><name>B</name></author>\
             <content type='xhtml'><div><p>One.</p><p>Two &lt; 3</p><ul><li>x</li><li>y<br/>z</li></ul></div></content>\
             </entry></feed>",
        );
        let article = &parsed.articles[0];
        assert_eq!((&*article.title, &*article.url), ("A & B bold", "https://bote.example/1.html"));
        assert_eq!((&*article.byline, &*article.text), ("A, B", "One.\n\nTwo < 3\n\nx\ny\nz"));
    }
}
