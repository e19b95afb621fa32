//! Corpora as XML: TEI documents, and the XML that trafilatura writes.

use super::paragraphs::Paragraphs;
use super::walk::{self, Element, Step};
use crate::article::Article;
use crate::best_value::{BestValue, DateCandidates};
use crate::language::Language;
use crate::one_line::one_line;
use crate::outlets;
use crate::sink::Sink;

/// A document that is being read.
#[derive(Default)]
struct TeiText {
    id: String,
    title: BestValue,
    outlet: BestValue,
    bylines: Vec<String>,
    dates: DateCandidates,
    url: BestValue,
    language: BestValue,
    body: Paragraphs,
}

/// Makes an article of a document, or of each in a corpus.
pub(super) fn parse(xml: &str, sink: &mut Sink<'_>) {
    let mut texts = Vec::new();
    let mut text = TeiText::default();
    let mut content = String::new();
    let done = walk::walk(xml, |step, open| match step {
        Step::Open(element) => {
            if is_document(element) {
                text = TeiText::default();
            }
            text.open(element, open);
            if is_block(&element.name) {
                text.body.end_paragraph();
            }
            if !is_in_body(open) {
                content.clear();
            }
        }
        Step::Text(more) if is_in_body(open) => text.body.push_str(more),
        Step::Text(more) => content.push_str(more),
        Step::Close(element) => {
            if is_block(&element.name) {
                text.body.end_paragraph();
            }
            if !is_in_body(open) {
                text.close(element, open, &one_line(&content));
                content.clear();
            }
            if is_document(element) {
                texts.push(std::mem::take(&mut text));
            }
        }
    });
    let is_numbered = texts.len() > 1;
    for (nth, text) in texts.into_iter().enumerate() {
        text.finish(is_numbered.then_some(nth as u64 + 1), sink);
    }
    if let Err(reason) = done {
        sink.reject(None, reason);
    }
}

/// Whether an element is one document.
fn is_document(element: &Element) -> bool {
    matches!(&*element.name, "TEI" | "TEI.2" | "doc")
}

/// Whether text inside of these elements belongs to the article.
fn is_in_body(open: &[Element]) -> bool {
    let body = open.iter().rposition(|element| matches!(&*element.name, "body" | "main"));
    let is_other = |element: &Element| {
        matches!(&*element.name, "note" | "figure" | "fw" | "comments") || element.get("type") == Some("comments")
    };
    body.is_some_and(|body| !open[body..].iter().any(is_other))
}

/// Whether an element is a paragraph, or has paragraphs. All others are within one.
fn is_block(name: &str) -> bool {
    const BLOCK: &str = "p head div ab list item quote table row cell lb pb cb lg l code byline opener closer dateline \
                         salute signed sp speaker stage figure note body main graphic";
    BLOCK.split(' ').any(|block| block == name)
}

impl TeiText {
    /// Reads the attributes of an element.
    fn open(&mut self, element: &Element, open: &[Element]) {
        let get = |name: &str| element.get(name).unwrap_or_default();
        match &*element.name {
            // trafilatura has all fields in one place
            "doc" => {
                self.id = get("id").to_owned();
                self.title.offer(0, get("title"));
                self.outlet.offer(0, get("sitename"));
                self.dates.offer(0, get("date"));
                self.offer_language(0, get("language"));
                self.url.offer(0, if get("source").is_empty() { get("url") } else { get("source") });
                self.bylines.extend(Some(get("author").to_owned()).filter(|author| !author.is_empty()));
            }
            "TEI" | "TEI.2" => {
                self.id = get("id").to_owned();
                self.offer_language(2, get("lang"));
            }
            "text" => self.offer_language(0, get("lang")),
            "language" if !is_in_body(open) => self.offer_language(1, get("ident")),
            "ptr" | "ref" if !is_in_body(open) => self.url.offer(0, get("target")),
            "date" if !is_in_body(open) => {
                let rank = date_rank(element, open);
                rank.into_iter().for_each(|rank| self.dates.offer(rank, get("when")));
            }
            _ => {}
        }
    }

    fn offer_language(&mut self, rank: u8, declared: &str) {
        self.language.offer(rank, Language::declared(declared).as_str());
    }

    /// Reads the text of an element of the header.
    fn close(&mut self, element: &Element, open: &[Element], line: &str) {
        let parent = open.last().map_or("", |parent| &*parent.name);
        let is_of_source = open.iter().any(|element| element.name == "sourceDesc");
        match &*element.name {
            "title" if matches!(parent, "titleStmt" | "analytic") => {
                let is_main = element.get("type") == Some("main") || parent == "analytic";
                self.title.offer(if is_main { 0 } else { 1 } + 2 * u8::from(is_of_source), line);
            }
            // the journal of the article
            "title" if matches!(parent, "monogr" | "series") => self.outlet.offer(0, line),
            "publisher" => self.outlet.offer(if is_of_source { 1 } else { 2 }, line),
            "author" if !line.is_empty() && !self.bylines.iter().any(|known| known == line) => {
                self.bylines.push(line.to_owned());
            }
            "date" => date_rank(element, open).into_iter().for_each(|rank| self.dates.offer(rank, line)),
            "idno" if line.starts_with("http") => self.url.offer(1, line),
            "idno" if self.id.is_empty() => self.id = line.to_owned(),
            _ => {}
        }
    }

    fn finish(self, row: Option<u64>, sink: &mut Sink<'_>) {
        let text = self.body.text();
        if text.is_empty() {
            return sink.reject(row, "no text: the document has no body");
        }
        let url = self.url.into_value();
        let mut article = Article {
            outlet: outlets::outlet(&self.outlet.into_value(), &url, sink.origin),
            title: self.title.into_value(),
            byline: self.bylines.join(", "),
            url,
            language: Language::declared(self.language.value()),
            text: text.to_owned(),
            ..sink.origin.article(self.id, row)
        };
        sink.set_date(&mut article, self.dates.in_order());
        sink.push(article);
    }
}

/// How good a date of the header is: the source was printed on it, the text was written on it, or the edition is of it.
/// `None` for the date of a download.
fn date_rank(element: &Element, open: &[Element]) -> Option<u8> {
    let is_in = |name: &str| open.iter().any(|element| element.name == name);
    if element.get("type") == Some("download") || is_in("revisionDesc") || !is_in("teiHeader") {
        return None;
    }
    Some(if is_in("sourceDesc") {
        0
    } else if is_in("creation") {
        1
    } else {
        2
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sink::Parsed;

    fn read(xml: &str) -> Parsed {
        Sink::collect("corpus.xml", |sink| parse(xml, sink))
    }

    #[test]
    fn reads_the_xml_of_trafilatura() {
        let parsed = read(
            "<doc sitename=\"The Echo\" title=\"Ferry &amp; sand\" author=\"Ann Holm\" date=\"2031-02-04\" \
             source=\"https://echo.example/1\" hostname=\"echo.example\" fingerprint=\"ab\"><main>\n  <head>On \
             Sunday</head>\n<p>Nobody was <hi rend=\"#b\">hurt</hi>.</p><list><item>One.</item><item>Two.</item></list>\
             </main><comments><p>Nice.</p></comments></doc>",
        );
        assert_eq!(parsed.rejected, []);
        let article = &parsed.articles[0];
        assert_eq!(article.text, "On Sunday\n\nNobody was hurt.\n\nOne.\n\nTwo.");
        assert_eq!((&*article.title, &*article.outlet, &*article.byline), ("Ferry & sand", "The Echo", "Ann Holm"));
        assert_eq!(article.url, "https://echo.example/1");
        assert_eq!(article.published.map(|p| p.to_string()).as_deref(), Some("2031-02-04"));
    }

    #[test]
    fn reads_each_document_of_a_tei_corpus() {
        let header = |n: u32| {
            format!(
                "<teiHeader><fileDesc><titleStmt><title type=\"main\">Ferry {n}</title><author>Ann</author></titleStmt>\
                 <publicationStmt><publisher>The Archive</publisher><date>2040</date></publicationStmt><sourceDesc>\
                 <bibl>Ferry, 2031</bibl><biblFull><titleStmt><title>Ferry {n}</title><author>Ann</author></titleStmt>\
                 <publicationStmt><publisher>The Echo</publisher><ptr type=\"URL\" \
                 target=\"https://echo.example/{n}\"/>\
                 <date>2031-02-04</date></publicationStmt></biblFull></sourceDesc></fileDesc><profileDesc><creation>\
                 <date type=\"download\">2040-01-01</date></creation></profileDesc></teiHeader>"
            )
        };
        let text = "<text><body><div type=\"entry\"><p>Nobody was <name>hurt</name>.<note>No.</note></p></div>\
                    <div type=\"comments\"><p>Nice.</p></div></body></text>";
        let corpus = format!(
            "<teiCorpus><teiHeader/><TEI xml:id=\"a\">{}{text}</TEI><TEI>{}{text}</TEI></teiCorpus>",
            header(1),
            header(2)
        );
        let parsed = read(&corpus);
        assert_eq!(parsed.rejected, []);
        let found: Vec<_> = parsed.articles.iter().map(|a| (a.row, &*a.id, &*a.title, &*a.outlet, &*a.url)).collect();
        let url = |n: u32| format!("https://echo.example/{n}");
        let expected = [
            (Some(1), "a", "Ferry 1", "The Echo", &*url(1)),
            (Some(2), "corpus.xml:2", "Ferry 2", "The Echo", &*url(2)),
        ];
        assert_eq!(found, expected);
        let article = &parsed.articles[0];
        assert_eq!((&*article.text, &*article.byline), ("Nobody was hurt.", "Ann"));
        assert_eq!(article.published.map(|p| p.to_string()).as_deref(), Some("2031-02-04"));
    }

    #[test]
    fn rejects_a_document_without_a_body() {
        assert!(read("<doc title='x'><field>y</field></doc>").rejected[0].reason.starts_with("no text"));
    }
}
