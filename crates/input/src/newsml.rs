//! Agency documents: NITF, NewsML-G2, and NITF or XHTML inside of NewsML-G2.

use std::sync::Arc;

use super::charset;
use super::format::Format;
use super::one_line::one_line;
use super::origin::Origin;
use super::piece::Output;
use super::xml::{self, Element, Step};
use crate::article::Article;

/// One document that is being read.
#[derive(Default)]
struct Story {
    id: String,
    headline: String,
    /// What its head calls it, which often is the slug.
    page_title: String,
    byline: String,
    /// Of the version, of the content: the best that was found, as written.
    date: Option<(u8, String)>,
    located: String,
    credit: Option<(u8, String)>,
    copyright: String,
    body: String,
    paragraph: String,
}

/// Makes articles of a document, or of each item in a message.
pub(super) fn parse(bytes: Vec<u8>, origin: &Origin, output: &mut Output) {
    let Some(xml) = charset::decode_xml(bytes) else {
        return output.reject(origin, None, "binary data, not XML");
    };
    let mut stories = Vec::new();
    let mut story = Story::default();
    let mut text = String::new();
    let mut in_message = false;
    let done = xml::walk(&xml, |step, open| match step {
        Step::Open(element) => {
            in_message |= element.name == "newsMessage";
            if element.name == "newsItem" {
                story = Story { id: element.get("guid").unwrap_or_default().to_owned(), ..Story::default() };
            }
            story.open(element, open);
            if !is_inline(&element.name) {
                story.flush();
                text.clear();
            }
        }
        Step::Text(piece) => {
            if in_body(open) {
                story.paragraph.push_str(piece);
            } else {
                text.push_str(piece);
            }
        }
        Step::Close(element) => {
            story.close(element, open, &text);
            if !is_inline(&element.name) {
                story.flush();
                text.clear();
            }
            if matches!(&*element.name, "newsItem" | "nitf") && !open.iter().any(|e| e.name == "newsItem") {
                stories.push(std::mem::take(&mut story));
            }
        }
    });
    let several = in_message && stories.len() > 1;
    for (nth, story) in stories.into_iter().enumerate() {
        story.finish(several.then_some(nth as u64 + 1), origin, output);
    }
    if let Err(reason) = done {
        output.reject(origin, None, reason);
    }
}

/// Whether text here belongs to the article's body.
fn in_body(open: &[Element]) -> bool {
    let at = |name: &str| open.iter().rposition(|element| element.name == name);
    let body = at("body.content").or_else(|| at("inlineXML").and(at("body"))).or_else(|| at("inlineData"));
    // captions of pictures and their credits are not the story
    let aside = ["media", "hedline", "figcaption", "style", "script", "title"].iter().filter_map(|name| at(name)).max();
    body.is_some_and(|body| aside.is_none_or(|aside| aside < body))
}

fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "a" | "b"
            | "i"
            | "em"
            | "strong"
            | "span"
            | "q"
            | "sup"
            | "sub"
            | "org"
            | "person"
            | "location"
            | "money"
            | "num"
            | "chron"
            | "city"
            | "state"
            | "country"
            | "region"
            | "event"
            | "function"
            | "object.title"
            | "virtloc"
            | "lang"
            | "pronounce"
            | "classifier"
            | "copyrite.holder"
            | "copyrite.year"
    )
}

impl Story {
    fn offer_date(&mut self, rank: u8, date: &str) {
        if !date.trim().is_empty() && self.date.as_ref().is_none_or(|(held, _)| rank < *held) {
            self.date = Some((rank, date.trim().to_owned()));
        }
    }

    fn offer_credit(&mut self, rank: u8, credit: &str) {
        let credit = one_line(credit);
        if !credit.is_empty() && self.credit.as_ref().is_none_or(|(held, _)| rank < *held) {
            self.credit = Some((rank, credit));
        }
    }

    /// What stands in attributes.
    fn open(&mut self, element: &Element, open: &[Element]) {
        match &*element.name {
            "doc-id" => {
                if let Some(id) = element.get("id-string") {
                    self.id = id.to_owned();
                }
            }
            "date.issue" => self.offer_date(1, element.get("norm").unwrap_or_default()),
            "date.release" => self.offer_date(2, element.get("norm").unwrap_or_default()),
            "story.date" => self.offer_date(3, element.get("norm").unwrap_or_default()),
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
            "provider" | "infoSource" => self.offer_credit(3, element.get("literal").unwrap_or_default()),
            "br" if in_body(open) => self.flush(),
            _ => {}
        }
    }

    /// What stands in text.
    fn close(&mut self, element: &Element, open: &[Element], text: &str) {
        let parent = open.last().map_or("", |parent| &*parent.name);
        let line = one_line(text);
        if line.is_empty() || in_body(open) {
            return;
        }
        match &*element.name {
            "hl1" | "headline" if self.headline.is_empty() => self.headline = line,
            "title" if parent == "head" => self.page_title = line,
            "byline" | "bytag" | "by" if self.byline.is_empty() => self.byline = line,
            "located" | "name" if self.located.is_empty() && (element.name == "located" || parent == "located") => {
                self.located = line;
            }
            "location" if self.located.is_empty() && open.iter().any(|e| e.name == "dateline") => self.located = line,
            "dateline" if self.located.is_empty() => self.located = line,
            "creditline" | "creditLine" => self.offer_credit(0, &line),
            "distributor" => self.offer_credit(1, &line),
            "name" if matches!(parent, "provider" | "infoSource") => self.offer_credit(2, &line),
            "name" if parent == "copyrightHolder" => self.copyright = line,
            "copyrite.holder" => self.copyright = line,
            // the version is what was sent; its text may have been begun long before
            "versionCreated" => self.offer_date(0, &line),
            "contentCreated" => self.offer_date(4, &line),
            _ => {}
        }
    }

    fn flush(&mut self) {
        let line = one_line(&self.paragraph);
        self.paragraph.clear();
        if !line.is_empty() {
            self.body.push_str(&line);
            self.body.push_str("\n\n");
        }
    }

    fn finish(self, row: Option<u64>, origin: &Origin, output: &mut Output) {
        let text = self.body.trim_end().to_owned();
        if text.is_empty() {
            return output.reject(origin, row, "no text: the document has no body");
        }
        let mut article = Article {
            id: if self.id.is_empty() { origin.id(row) } else { self.id },
            path: Arc::clone(&origin.path),
            row,
            outlet: origin.folder.clone(),
            title: if self.headline.is_empty() { self.page_title } else { self.headline },
            byline: self.byline,
            credit_line: self.credit.map(|(_, credit)| credit).unwrap_or_default(),
            located: self.located,
            copyright_holder: self.copyright,
            text,
            ..Article::default()
        };
        output.date(&mut article, &self.date.map(|(_, date)| date).unwrap_or_default());
        output.push(article, Format::Xml);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(xml: &str) -> Output {
        let origin = Origin { path: "w/n.xml".into(), stem: "w/n.xml".into(), folder: "w".into(), met: false };
        let mut output = Output::default();
        parse(xml.as_bytes().to_vec(), &origin, &mut output);
        output
    }

    #[test]
    fn a_nitf_document_gives_its_fields() {
        let output = read(
            "<nitf><head><title>ferry</title><docdata><doc-id id-string='n-1'/><date.issue norm='20310204T100000Z'/>\
             <doc.copyright holder='Coastal Press'/></docdata></head><body><body.head><hedline><hl1>Ferry aground</hl1></hedline>\
             <byline>By A. Writer</byline><distributor>Coastal Press Agency</distributor><dateline><location>HOLM</location></dateline></body.head>\
             <body.content><block><p>Nobody was <em>hurt</em>, the <org>line</org> said.</p><media><media-caption>A ferry</media-caption></media>\
             <p>It sails again.</p></block></body.content></body></nitf>",
        );
        assert_eq!(output.rejected, []);
        let article = &output.articles[0];
        assert_eq!((&*article.id, &*article.title, &*article.byline), ("n-1", "Ferry aground", "By A. Writer"));
        assert_eq!(article.text, "Nobody was hurt, the line said.\n\nIt sails again.");
        assert_eq!((&*article.credit_line, &*article.located), ("Coastal Press Agency", "HOLM"));
        assert_eq!(article.copyright_holder, "Coastal Press");
        assert_eq!(article.published.map(|p| p.to_string()).as_deref(), Some("2031-02-04T10:00Z"));
    }

    #[test]
    fn each_item_of_a_newsml_message_is_an_article() {
        let item = |n: u32, body: &str| {
            format!(
                "<newsItem guid='urn:{n}'><rightsInfo><copyrightHolder literal='Coastal Press'/></rightsInfo><itemMeta><provider literal='CP'/>\
                 <versionCreated>2031-02-04T11:00:00+01:00</versionCreated></itemMeta><contentMeta><contentCreated>2031-02-01</contentCreated>\
                 <located qcode='x:1'><name>Holm</name></located><creditline>CP/Wire</creditline><headline>Ferry {n}</headline><by>A. Writer</by>\
                 </contentMeta><contentSet><inlineXML>{body}</inlineXML></contentSet></newsItem>"
            )
        };
        let html = "<html><head><title>t</title></head><body><p>One.</p><p>Two.</p></body></html>";
        let nitf = "<nitf><body><body.content><p>Three.</p></body.content></body></nitf>";
        let output = read(&format!("<newsMessage><itemSet>{}{}</itemSet></newsMessage>", item(1, html), item(2, nitf)));
        assert_eq!(output.rejected, []);
        let found: Vec<_> = output.articles.iter().map(|a| (&*a.id, &*a.title, &*a.text)).collect();
        assert_eq!(found, [("urn:1", "Ferry 1", "One.\n\nTwo."), ("urn:2", "Ferry 2", "Three.")]);
        let first = &output.articles[0];
        assert_eq!(
            (&*first.credit_line, &*first.located, &*first.copyright_holder),
            ("CP/Wire", "Holm", "Coastal Press")
        );
        assert_eq!(first.published.map(|p| p.to_string()).as_deref(), Some("2031-02-04T10:00Z"));
    }

    #[test]
    fn a_document_without_a_body_is_rejected() {
        assert!(read("<nitf><body/></nitf>").rejected[0].reason.starts_with("no text"));
        assert_eq!(read("<nitf><body>").rejected.len(), 1);
    }
}
