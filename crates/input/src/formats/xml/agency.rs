//! Agency documents: NITF, NewsML-G2, NewsML 1, and NITF or XHTML inside of NewsML.

use super::paragraphs::Paragraphs;
use super::walk::{self, Element, Step};
use crate::article::Article;
use crate::best_value::{BestValue, DateCandidates};
use crate::html;
use crate::language::Language;
use crate::one_line::one_line;
use crate::sink::Sink;

/// A document that is being read.
#[derive(Default)]
pub(super) struct Story {
    pub(super) id: String,
    pub(super) headline: String,
    /// The title in the head, often the slug.
    head_title: String,
    pub(super) byline: String,
    /// As written.
    pub(super) dates: DateCandidates,
    pub(super) located: String,
    pub(super) credit: BestValue,
    pub(super) copyright: String,
    language: BestValue,
    body: Paragraphs,
    /// Whether what follows is of a picture, or its caption.
    pub(super) is_picture: bool,
}

/// Makes articles of a document, or of each item in a message.
pub(super) fn parse(xml: &str, sink: &mut Sink<'_>) {
    let mut stories = Vec::new();
    let mut story = Story::default();
    let mut text = String::new();
    let mut is_message = false;
    let done = walk::walk(xml, |step, open| match step {
        Step::Open(element) => {
            is_message |= element.name == "newsMessage";
            if matches!(&*element.name, "newsItem" | "NewsItem") {
                story = Story { id: element.get("guid").unwrap_or_default().to_owned(), ..Story::default() };
            }
            // the function of the author stands inside of the line with the name
            if element.name == "byttl" && story.byline.is_empty() && !is_in_body(open) {
                story.byline = one_line(&text);
            }
            story.open(element, open);
            if ends_text(element, open) {
                story.body.end_paragraph();
                text.clear();
            }
        }
        Step::Text(content) if is_in_body(open) && !story.is_picture => story.body.push_str(content),
        Step::Text(content) => text.push_str(content),
        Step::Close(element) => {
            story.close(element, open, &text);
            if ends_text(element, open) {
                story.body.end_paragraph();
                text.clear();
            }
            let is_item = |name: &str| matches!(name, "newsItem" | "NewsItem");
            if (is_item(&element.name) || element.name == "nitf") && !open.iter().any(|e| is_item(&e.name)) {
                is_message |= element.name == "NewsItem";
                stories.push(std::mem::take(&mut story));
            }
        }
    });
    let is_numbered = is_message && stories.len() > 1;
    for (nth, story) in stories.into_iter().enumerate() {
        story.finish(is_numbered.then_some(nth as u64 + 1), sink);
    }
    if let Err(reason) = done {
        sink.reject(None, reason);
    }
}

/// Whether text inside of these elements belongs to the article's body.
fn is_in_body(open: &[Element]) -> bool {
    let position = |name: &str| open.iter().rposition(|element| element.name == name);
    let body = position("body.content")
        .or_else(|| position("inlineXML").and(position("body")))
        .or_else(|| position("inlineData"))
        .or_else(|| position("DataContent"));
    // captions and credits of pictures are not part of the story, nor is what stands around it
    let other = [
        "media",
        "hedline",
        "figcaption",
        "style",
        "script",
        "title",
        "header",
        "footer",
        "aside",
        "nav",
        "body.head",
        "body.end",
        "head",
    ];
    let other = other.iter().filter_map(|name| position(name)).max();
    // a note to editors has a body of its own
    let is_note = |element: &Element| element.name == "note" && element.get("type") == Some("npa");
    let is_outside = open.iter().any(|element| element.name == "body.head" || is_note(element));
    !is_outside && body.is_some_and(|body| other.is_none_or(|other| other < body))
}

/// Whether an element ends the text before it: in the body each that is a block, elsewhere each that is not known to be
/// within a line. Agencies mark names and places in the body with elements of their own.
fn ends_text(element: &Element, open: &[Element]) -> bool {
    if is_in_body(open) { is_block(&element.name) } else { !is_inline(&element.name) }
}

/// Whether an element of a body is a paragraph, or has paragraphs.
fn is_block(name: &str) -> bool {
    const BLOCK: &str = "p br div block section article blockquote bq pre ul ol li dl dt dd table tr td th thead tbody \
                         caption hr h1 h2 h3 h4 h5 h6 hl1 hl2 nitf-table media figure header footer aside body \
                         body.content body.end fn credit datasource para paragraph line address main details summary";
    BLOCK.split(' ').any(|block| block == name)
}

/// Whether an element is within a paragraph. All others end one.
fn is_inline(name: &str) -> bool {
    const INLINE: &str = "a b i em strong span q sup sub org person location money num chron city state country region \
                          event function object.title virtloc lang pronounce classifier copyrite.holder copyrite.year";
    INLINE.split(' ').any(|inline| inline == name)
}

impl Story {
    /// Reads the attributes of an element.
    fn open(&mut self, element: &Element, open: &[Element]) {
        match &*element.name {
            "nitf" | "inlineXML" | "html" => self.offer_language(1, element.get("lang")),
            "newsItem" => self.offer_language(2, element.get("lang")),
            // of the content, after NewsML-G2
            "language" => self.offer_language(0, element.get("tag")),
            "doc-id" => {
                if let Some(id) = element.get("id-string") {
                    self.id = id.to_owned();
                }
            }
            "date.issue" => self.dates.offer(1, element.get("norm").unwrap_or_default()),
            "date.release" => self.dates.offer(2, element.get("norm").unwrap_or_default()),
            "story.date" => self.dates.offer(3, element.get("norm").unwrap_or_default()),
            "doc.copyright" => {
                if let Some(holder) = element.get("holder") {
                    self.copyright = one_line(holder);
                }
            }
            "copyrightHolder" => {
                if let Some(holder) = element.get("literal").or_else(|| element.get("uri")) {
                    self.copyright = one_line(holder);
                }
            }
            "provider" | "infoSource" => self.credit.offer(3, element.get("literal").unwrap_or_default()),
            "br" if is_in_body(open) => self.body.end_paragraph(),
            _ => self.open_newsml1(element, open),
        }
    }

    pub(super) fn offer_language(&mut self, rank: u8, declared: Option<&str>) {
        self.language.offer(rank, Language::declared(declared.unwrap_or_default()).as_str());
    }

    /// Reads the text of an element.
    fn close(&mut self, element: &Element, open: &[Element], text: &str) {
        let parent = open.last().map_or("", |parent| &*parent.name);
        let line = one_line(text);
        self.is_picture &= element.name != "NewsComponent";
        if line.is_empty() || is_in_body(open) {
            return;
        }
        match &*element.name {
            "hl1" | "headline" if self.headline.is_empty() => self.headline = line,
            "title" if parent == "head" => self.head_title = line,
            "byline" | "bytag" | "by" if self.byline.is_empty() => self.byline = line,
            "located" | "name" if self.located.is_empty() && (element.name == "located" || parent == "located") => {
                self.located = line;
            }
            "location" if self.located.is_empty() && open.iter().any(|e| e.name == "dateline") => self.located = line,
            "dateline" if self.located.is_empty() => self.located = line,
            "creditline" | "creditLine" => self.credit.offer(0, &line),
            "distributor" => self.credit.offer(1, &line),
            "name" if matches!(parent, "provider" | "infoSource") => self.credit.offer(2, &line),
            "name" if parent == "copyrightHolder" => self.copyright = line,
            "copyrite.holder" => self.copyright = line,
            // the version is the text that was sent; its content may be much older
            "versionCreated" => self.dates.offer(0, &line),
            "contentCreated" => self.dates.offer(4, &line),
            _ => self.close_newsml1(element, line),
        }
    }

    fn finish(self, row: Option<u64>, sink: &mut Sink<'_>) {
        let body = self.body.text();
        // some agencies send escaped markup
        let text = match html::text_of_field(body, sink.context.settings.extractor) {
            Some(page) => page.text,
            None => body.to_owned(),
        };
        if text.is_empty() {
            return sink.reject(row, "no text: the document has no body");
        }
        let mut article = Article {
            outlet: sink.origin.folder.clone(),
            title: if self.headline.is_empty() { self.head_title } else { self.headline },
            byline: self.byline,
            credit_line: self.credit.into_value(),
            located: self.located,
            copyright_holder: self.copyright,
            language: Language::declared(self.language.value()),
            text,
            ..sink.origin.article(self.id, row)
        };
        sink.set_date(&mut article, self.dates.in_order());
        sink.push(article);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sink::Parsed;

    fn read(xml: &str) -> Parsed {
        Sink::collect("n.xml", |sink| parse(xml, sink))
    }

    #[test]
    fn reads_the_fields_of_a_nitf_document() {
        let parsed = read(
            "<nitf><head><title>ferry</title><docdata><doc-id id-string='n-1'/><date.issue norm='20310204T100000Z'/>\
             <doc.copyright holder='Coastal Press'/></docdata></head><body><body.head>\
             <hedline><hl1>Ferry aground</hl1></hedline><byline>By A. Writer</byline>\
             <distributor>Coastal Press Agency</distributor><dateline><location>HOLM</location></dateline></body.head>\
             <body.content><block><p>Nobody was <em>hurt</em>, the <org>line</org> said.</p>\
             <media><media-caption>A ferry</media-caption></media>\
             <p>It sails again.</p></block></body.content></body></nitf>",
        );
        assert_eq!(parsed.rejected, []);
        let article = &parsed.articles[0];
        assert_eq!((&*article.id, &*article.title, &*article.byline), ("n-1", "Ferry aground", "By A. Writer"));
        assert_eq!(article.text, "Nobody was hurt, the line said.\n\nIt sails again.");
        assert_eq!((&*article.credit_line, &*article.located), ("Coastal Press Agency", "HOLM"));
        assert_eq!(article.copyright_holder, "Coastal Press");
        assert_eq!(article.published.map(|p| p.to_string()).as_deref(), Some("2031-02-04T10:00Z"));
    }

    #[test]
    fn reads_each_item_of_a_newsml_message() {
        let item = |n: u32, body: &str| {
            format!(
                "<newsItem guid='urn:{n}'><rightsInfo><copyrightHolder literal='Coastal Press'/></rightsInfo>\
                 <itemMeta><provider literal='CP'/><versionCreated>2031-02-04T11:00:00+01:00</versionCreated>\
                 </itemMeta><contentMeta><contentCreated>2031-02-01</contentCreated>\
                 <located qcode='x:1'><name>Holm</name></located><creditline>CP/Wire</creditline>\
                 <headline>Ferry {n}</headline><by>A. Writer</by>\
                 </contentMeta><contentSet><inlineXML>{body}</inlineXML></contentSet></newsItem>"
            )
        };
        let html = "<html><head><title>t</title></head><body><p>One.</p><p>Two.</p></body></html>";
        let nitf = "<nitf><body><body.content><p>Three.</p></body.content></body></nitf>";
        let parsed = read(&format!("<newsMessage><itemSet>{}{}</itemSet></newsMessage>", item(1, html), item(2, nitf)));
        assert_eq!(parsed.rejected, []);
        let found: Vec<_> = parsed.articles.iter().map(|a| (&*a.id, &*a.title, &*a.text)).collect();
        assert_eq!(found, [("urn:1", "Ferry 1", "One.\n\nTwo."), ("urn:2", "Ferry 2", "Three.")]);
        let first = &parsed.articles[0];
        assert_eq!(
            (&*first.credit_line, &*first.located, &*first.copyright_holder),
            ("CP/Wire", "Holm", "Coastal Press")
        );
        assert_eq!(first.published.map(|p| p.to_string()).as_deref(), Some("2031-02-04T10:00Z"));
    }

    #[test]
    fn reads_only_the_story_of_a_document_within_a_document() {
        let item = |content: &str| format!("<newsItem guid='urn:1'><contentSet>{content}</contentSet></newsItem>");
        let nitf = "<inlineXML><nitf><body><body.head><hedline><hl1>Ferry</hl1></hedline>\
                    <byline>By A. Writer<byttl>Staff</byttl></byline>\
                    <abstract><p>In short.</p></abstract><note type='npa'><body.content><p>Call us.</p></body.content>\
                    </note></body.head><body.content><p>The <Company>Line</Company> said <u>no</u>.</p></body.content>\
                    <body.end><tagline>aw</tagline></body.end></body></nitf></inlineXML>";
        let article = read(&item(nitf)).articles.remove(0);
        assert_eq!((&*article.text, &*article.byline), ("The Line said no.", "By A. Writer"));
        let html = "<inlineXML><html><body><header><p>Crafts</p></header><section><p>One.</p></section>\
                    <footer><p>aw</p></footer></body></html></inlineXML>";
        assert_eq!(read(&item(html)).articles[0].text, "One.");
        for escaped in ["<![CDATA[<p>One.</p><p>Two.</p>]]>", "&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;"] {
            let data = format!("<inlineData contenttype='text/html'>{escaped}</inlineData>");
            assert_eq!(read(&item(&data)).articles[0].text, "One.\n\nTwo.");
        }
    }

    #[test]
    fn rejects_a_document_without_a_body() {
        assert!(read("<nitf><body/></nitf>").rejected[0].reason.starts_with("no text"));
        assert_eq!(read("<nitf><body>").rejected.len(), 1);
    }
}
