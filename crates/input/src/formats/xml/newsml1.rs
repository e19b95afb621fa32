//! The elements of NewsML 1, in which agencies sent their stories before NewsML-G2, and some still do.

use super::agency::Story;
use super::walk::Element;

impl Story {
    /// Reads the attributes of an element.
    pub(super) fn open_newsml1(&mut self, element: &Element, open: &[Element]) {
        let name = element.get("FormalName").unwrap_or_default();
        match &*element.name {
            "NewsItem" => self.offer_language(2, element.get("lang")),
            "Language" => self.offer_language(0, Some(name)),
            "Party" if open.last().is_some_and(|parent| matches!(&*parent.name, "Provider" | "Source")) => {
                self.credit.offer(3, name);
            }
            "MediaType" => self.is_picture = !name.eq_ignore_ascii_case("text"),
            "Role" if name.eq_ignore_ascii_case("caption") => self.is_picture = true,
            _ => {}
        }
    }

    /// Reads the text of an element.
    pub(super) fn close_newsml1(&mut self, element: &Element, line: String) {
        match &*element.name {
            "PublicIdentifier" if self.id.is_empty() => self.id = line,
            "HeadLine" if self.headline.is_empty() => self.headline = line,
            "ByLine" if self.byline.is_empty() => self.byline = line,
            "DateLine" if self.located.is_empty() => self.located = line,
            "CreditLine" => self.credit.offer(0, &line),
            "CopyrightLine" if self.copyright.is_empty() => self.copyright = line,
            "ThisRevisionCreated" => self.dates.offer(0, &line),
            "FirstCreated" => self.dates.offer(1, &line),
            "DateId" => self.dates.offer(4, &line),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::agency::parse;
    use crate::sink::Sink;

    #[test]
    fn reads_each_item_of_a_document_without_its_pictures() {
        let item = |nth: u32, content: &str| {
            format!(
                "<NewsItem xml:lang='en'><Identification><NewsIdentifier><DateId>20310203</DateId>\
                 <PublicIdentifier>urn:newsml:coast.example:{nth}</PublicIdentifier></NewsIdentifier></Identification>\
                 <NewsManagement><FirstCreated>20310204T100000+0100</FirstCreated>\
                 <ThisRevisionCreated>20310204T110000+0100</ThisRevisionCreated></NewsManagement>\
                 <NewsComponent><NewsLines><DateLine>HOLM, Feb 4, 2031 (CP) -</DateLine>\
                 <HeadLine>Ferry {nth}</HeadLine>\
                 <CopyrightLine>Coastal Press 2031</CopyrightLine></NewsLines><AdministrativeMetadata><Provider>\
                 <Party FormalName='CP'/></Provider></AdministrativeMetadata>\
                 <NewsComponent><ContentItem><MediaType FormalName='Text'/><DataContent>{content}</DataContent>\
                 </ContentItem></NewsComponent><NewsComponent><Role FormalName='Caption'/><ContentItem>\
                 <DataContent><p>A ferry.</p></DataContent></ContentItem></NewsComponent></NewsComponent></NewsItem>"
            )
        };
        let nitf = "<nitf><body><body.head><hedline><hl1>x</hl1></hedline></body.head><body.content><p>Three.</p>\
                    </body.content></body></nitf>";
        let xml = format!("<NewsML>{}{}</NewsML>", item(1, "<p>One.</p><p>Two.</p>"), item(2, nitf));
        let parsed = Sink::collect("n.xml", |sink| parse(&xml, sink));
        assert_eq!(parsed.rejected, []);
        let found: Vec<_> = parsed.articles.iter().map(|a| (&*a.id, &*a.title, &*a.text)).collect();
        let ids = ["urn:newsml:coast.example:1", "urn:newsml:coast.example:2"];
        assert_eq!(found, [(ids[0], "Ferry 1", "One.\n\nTwo."), (ids[1], "Ferry 2", "Three.")]);
        let first = &parsed.articles[0];
        assert_eq!((&*first.credit_line, &*first.copyright_holder), ("CP", "Coastal Press 2031"));
        assert_eq!(first.located, "HOLM, Feb 4, 2031 (CP) -");
        assert_eq!(first.published.map(|p| p.to_string()).as_deref(), Some("2031-02-04T10:00Z"));
    }
}
