//! Europresse: its HTML files, with an `article` element for each article, or a table in older ones.

use std::io::{self, BufRead};

use memchr::memmem;

use super::article::{ExportedArticle, date_line, is_copyright};
use super::split;
use crate::format::{Access, Content, Emitter, Format, text_head};
use crate::html::blocks::{TextBlock, blocks};
use crate::sink::Sink;

/// The articles of a page of Europresse.
pub(in crate::formats) static EUROPRESSE: Format = Format {
    name: "europresse",
    extensions: &[],
    has_reliable_extensions: true,
    recognises,
    access: Access::Stream(split),
};

/// Begins each article, in newer files and in older ones.
const MARKS: [&str; 2] = ["<article", "<span class=\"DocPublicationName\""];
/// The words of a link to the article on the site of its outlet.
const LINK_WORDS: &str = "Cet article est paru dans";

fn recognises(head: &[u8]) -> bool {
    const HEAD_BYTES: usize = 32 << 10;
    let head = text_head(&head[..head.len().min(HEAD_BYTES)]);
    let has = |mark: &str| memmem::find(head, mark.as_bytes()).is_some();
    head.starts_with(b"<") && has("DocPublicationName") && (has("DocHeader") || has("titreArticle"))
}

fn split(content: &mut Content<'_>, emitter: &mut Emitter<'_>) -> io::Result<()> {
    let head = content.fill_buf()?;
    let mark = MARKS.into_iter().find(|mark| memmem::find(head, mark.as_bytes()).is_some()).unwrap_or(MARKS[0]);
    split::at_marks(content, emitter, "a page of Europresse", mark, parse)
}

fn parse(markup: &str, row: u64, sink: &mut Sink<'_>) {
    article(markup).finish(Some(row), sink);
}

fn article(markup: &str) -> ExportedArticle {
    let blocks = blocks(markup);
    let mut article = ExportedArticle { url: link(markup), ..ExportedArticle::default() };
    let of = |class: &'static str| blocks.iter().filter(move |block| block.is_in(class));
    let text_of = |class| of(class).map(|block| block.text.as_str()).collect::<Vec<_>>().join(" ");
    // the number of the issue follows the name
    article.outlet = text_of("DocPublicationName").split(',').next().unwrap_or_default().trim().to_owned();
    let header = text_of("DocHeader");
    if let Some(date) = date_in(&header) {
        article.dates.offer(0, &date);
    }
    article.title = ["titreArticleVisu", "TitreArticleVisu", "titreArticle"]
        .into_iter()
        .map(text_of)
        .find(|title| !title.is_empty())
        .unwrap_or_default();
    article.id = blocks.iter().find_map(|block| number(&block.text)).unwrap_or_default();
    if let Some(day) = article.id.split('·').nth(1) {
        article.dates.offer(2, day);
    }
    article.copyright =
        blocks.iter().rfind(|block| is_copyright(&block.text)).map(|b| b.text.clone()).unwrap_or_default();
    let body =
        if of("article").next().is_some() { new_body(&blocks, &mut article) } else { old_body(&blocks, &mut article) };
    article.paragraphs = body.into_iter().filter(|text| !text.starts_with(LINK_WORDS)).collect();
    article
}

/// The number of the document in a text: `news·20310204·LA·0001`.
fn number(text: &str) -> Option<String> {
    let text = &text[text.find("news·")?..];
    Some(text.split_whitespace().next().unwrap_or_default().to_owned())
}

/// The date in `Communication, mardi 14 mars 2006, p. 16`, where an English one has a comma itself.
fn date_in(header: &str) -> Option<String> {
    const MAX_PARTS: usize = 10;
    let parts: Vec<&str> = header.split([',', '•', '|']).map(str::trim).take(MAX_PARTS).collect();
    for length in (1..=3.min(parts.len())).rev() {
        for parts in parts.windows(length) {
            let text = parts.join(", ");
            // a part of the header may be a date by itself, but not a section with one behind it
            if let Some(date) = date_line(&text).filter(|date| date.len() == text.trim_end().len()) {
                return Some(date.to_owned());
            }
        }
    }
    parts.iter().find_map(|part| date_line(part)).map(str::to_owned)
}

/// The text of an article in newer files. Notes and captions stand in an element of their own.
fn new_body(blocks: &[TextBlock], article: &mut ExportedArticle) -> Vec<String> {
    const MAX_BYLINE_CHARS: usize = 150;
    let title = blocks.iter().rposition(|block| block.is_in("titreArticle"));
    let author =
        blocks.iter().find(|block| ["docAuthors", "sm-margin-bottomNews"].iter().any(|class| block.is_in(class)));
    let after_title = || blocks[title? + 1..].first().filter(|block| block.is_in("header") && !block.is_in("section"));
    if let Some(author) = author.or_else(after_title).filter(|block| block.text.chars().count() <= MAX_BYLINE_CHARS) {
        article.byline.clone_from(&author.text);
    }
    let is_outside = |block: &TextBlock| ["header", "footer", "aside"].iter().any(|name| block.is_in(name));
    for class in ["docOcurrContainer", "DocText", "section"] {
        let texts = blocks.iter().filter(|block| block.is_in(class) && !is_outside(block));
        let texts: Vec<String> = texts.map(|block| block.text.clone()).collect();
        if !texts.is_empty() {
            return texts;
        }
    }
    Vec::new()
}

/// The text of an article in older files: from the headline to the copyright.
fn old_body(blocks: &[TextBlock], article: &mut ExportedArticle) -> Vec<String> {
    const MAX_BYLINE_WORDS: usize = 10;
    let Some(title) = blocks.iter().rposition(|block| block.is_in("TitreArticleVisu")) else { return Vec::new() };
    let rest = &blocks[title + 1..];
    let is_end = |block: &TextBlock| is_copyright(&block.text) || number(&block.text).is_some();
    let end = rest.iter().position(is_end).unwrap_or(rest.len());
    let mut body: Vec<String> = rest[..end].iter().map(|block| block.text.clone()).collect();
    let is_name = |text: &String| {
        text.split_whitespace().count() <= MAX_BYLINE_WORDS && !text.ends_with(['.', '!', '?', ':', '»', '"'])
    };
    if body.len() > 1 && is_name(&body[0]) {
        article.byline = body.remove(0);
    }
    body
}

/// The address of the article on the site of its outlet.
fn link(markup: &str) -> String {
    let Some(words) = markup.find(LINK_WORDS) else { return String::new() };
    let before = &markup[..words];
    let Some(tag) = before.rfind("<a ") else { return String::new() };
    let tag = &before[tag..];
    let value = tag.split_once("href=").map_or("", |(_, value)| value.trim_start_matches(['"', '\'']));
    value.split(['"', '\'', '>', ' ']).next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_an_article_of_newer_and_of_older_files() {
        let new = "<article><header><div><span class=\"DocPublicationName\">La Lampe, no. 12</span></div>\
            <div><span class=\"DocHeader\">Ports, mardi 4 f&eacute;vrier 2031, p. 16</span></div><div><p>PORTS</p>\
            </div>\
            <div class=\"titreArticle\"><p class=\"sm-margin-bottom\">Mer</p><p class=\"titreArticleVisu\">\
            Le ferry</p></div>\
            <div>Anne Holm</div></header><section><div class=\"DocText\"><div class='docOcurrContainer'>\
            <p>Personne <mark class=\"hit\">n'est</mark> blessé.</p><p>Il repart.</p>\
            <p><a href=\"https://lampe.example/ferry\">Cet article est paru dans La Lampe</a></p></div></div></section>\
            <aside><p>Une photo.</p></aside><footer><small>© 2031 Lampe SA. Tous droits réservés.</small>\
            <p>Numéro de document : news·20310204·LA·0q15</p></footer></article>";
        let old = "<span class=\"DocPublicationName\">La Lampe, no. 12</span><br><span class=\"DocHeader\">\
            Ports, </span>\
            <span class=\"DocHeader\">mardi </span><span class=\"DocHeader\">4 février 2031</span><br><br>\
            <span class=\"TitreArticleVisu\">Le ferry</span><br><br>Anne Holm<br><p></p>Personne <b>\
            n'est</b> blessé.<p></p>\
            Il repart.<p></p><b><i>© 2031 Lampe SA. Tous droits réservés.</i></b><p></p>\
            Numéro de document : news·20310204·LA·0q15<br><table><tr><td>Ce certificat est émis à</td></tr></table>";
        for (markup, url) in [(new, "https://lampe.example/ferry"), (old, "")] {
            let article = article(markup);
            assert_eq!((&*article.title, &*article.outlet, &*article.byline), ("Le ferry", "La Lampe", "Anne Holm"));
            assert_eq!(article.paragraphs, ["Personne n'est blessé.", "Il repart."]);
            assert_eq!((&*article.id, &*article.url), ("news·20310204·LA·0q15", url));
            assert_eq!(article.copyright, "© 2031 Lampe SA. Tous droits réservés.");
            assert!(article.dates.in_order().next().unwrap().ends_with("4 février 2031"));
        }
    }

    #[test]
    fn finds_the_date_between_commas() {
        for (header, date) in [
            ("Communication, mardi 14 mars 2006, p. 16", "mardi 14 mars 2006"),
            ("News, Tuesday, March 14, 2006, p. A1", "Tuesday, March 14, 2006"),
            ("Monde, mercredi 3 octobre 2012", "mercredi 3 octobre 2012"),
        ] {
            assert_eq!(date_in(header).as_deref(), Some(date));
        }
        assert_eq!(date_in("p. 16"), None);
    }
}
