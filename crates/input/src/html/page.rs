//! The article of an HTML page.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8};

use super::scan::{self, Token};
use super::{PageText, meta, text_of_field, text_of_tokens, visible};
use crate::article::{Article, Extraction};
use crate::charset;
use crate::origin::{DocumentInfo, Origin};
use crate::outlets;
use crate::settings::Extractor;
use crate::sink::Sink;

/// Bytes at the start of a page in which it may declare its encoding. The standard says 1024; pages need more.
const DECLARATION_BYTES: usize = 8 << 10;

/// Makes the article of a page.
pub(crate) fn parse(bytes: Vec<u8>, info: &DocumentInfo<'_>, sink: &mut Sink<'_>) {
    let Some(html) = decode(bytes, info.charset) else {
        return sink.reject(info.row, "binary data, not a page");
    };
    let html = if html.starts_with("<?xml") { with_closed_elements(html) } else { html };
    let tokens: Vec<Token<'_>> = scan::tokens(&html).collect();
    let meta = meta::read(&tokens);
    let extractor = sink.context.settings.extractor;
    let shown = text_of_tokens(&html, &tokens, extractor);
    let PageText { text, extraction } = match told(&meta.body, &shown.text, extractor) {
        Some(text) => PageText { text, extraction: Extraction::Body },
        None => shown,
    };
    if text.is_empty() {
        return sink.reject(info.row, "no text: the page shows none");
    }
    let url = if info.url.is_empty() { meta.url } else { info.url.to_owned() };
    let mut article = Article {
        outlet: outlet(info, &url, sink.origin),
        title: meta.title,
        byline: meta.byline,
        url,
        language: info.language_or_own(meta.language),
        text,
        extraction,
        page: if extraction == Extraction::Body { visible::text_of(tokens) } else { String::new() },
        ..sink.origin.article(info.id.to_owned(), info.row)
    };
    sink.set_date(&mut article, meta.published);
    sink.push(article);
}

/// The text of the article that the page tells to search engines, if it shows only its beginning to readers who do not
/// pay, or nothing before its scripts have run.
fn told(body: &str, shown: &str, extractor: Extractor) -> Option<String> {
    /// Letters at the beginning of the shown text that the told one must have.
    const SAME_LETTERS: usize = 60;
    if extractor == Extractor::None || 2 * body.len() < 3 * shown.len() || body.trim().is_empty() {
        return None;
    }
    let body = text_of_field(body, extractor).map_or_else(|| body.trim().to_owned(), |page| page.text);
    let letters = |text: &str, most: usize| text.chars().filter(|c| c.is_alphanumeric()).take(most).collect::<String>();
    let start = letters(shown, SAME_LETTERS);
    let is_beginning = start.chars().count() < SAME_LETTERS && shown.trim().is_empty()
        || start.chars().count() == SAME_LETTERS && letters(&body, usize::MAX).contains(&start);
    is_beginning.then_some(body)
}

/// A page of XHTML in which elements without content are closed as in HTML, which ignores the slash of `<title/>`.
fn with_closed_elements(html: String) -> String {
    const NAMES: [&str; 10] = ["title", "script", "style", "textarea", "iframe", "div", "span", "a", "p", "td"];
    if !html.contains("/>") {
        return html;
    }
    let mut out = String::with_capacity(html.len() + 64);
    let mut rest = &*html;
    while let Some(end) = rest.find("/>") {
        let (before, after) = rest.split_at(end);
        out.push_str(before);
        let open = before.rfind('<').map_or("", |at| &before[at + 1..]);
        let name = open.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        if NAMES.contains(&name) && !open.contains('>') {
            out.push_str("></");
            out.push_str(name);
            out.push('>');
        } else {
            out.push_str("/>");
        }
        rest = &after[2..];
    }
    out.push_str(rest);
    out
}

/// The outlet of a page. If a mirror stores a site in a folder named by its host, the folder is more certain than the
/// page's own address, which may be that of the outlet it took the story from.
fn outlet(info: &DocumentInfo<'_>, url: &str, origin: &Origin) -> String {
    let is_mirror = info.url.is_empty() && origin.folder.contains('.');
    match outlets::domain(&origin.folder) {
        Some(domain) if is_mirror => domain,
        _ => outlets::outlet("", url, origin),
    }
}

/// Decodes a page: by its byte order mark, as UTF-8, as the server or the page declares, or by a guess.
fn decode(bytes: Vec<u8>, charset: Option<&str>) -> Option<String> {
    let has_bom = Encoding::for_bom(&bytes).is_some();
    let declared = charset.and_then(|label| Encoding::for_label(label.trim().as_bytes())).or_else(|| declared(&bytes));
    match declared {
        Some(encoding)
            if !has_bom && encoding != UTF_8 && (std::str::from_utf8(&bytes).is_err() || bytes.contains(&0x1b)) =>
        {
            Some(encoding.decode_without_bom_handling(&bytes).0.into_owned())
        }
        _ => charset::decode(bytes),
    }
}

/// The encoding that a page declares in its head.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(DECLARATION_BYTES)].to_ascii_lowercase();
    let head: Cow<'_, str> = String::from_utf8_lossy(&head);
    let after = |mark: &str| head.find(mark).map(|at| head[at + mark.len()..].trim_start());
    let value =
        after("charset=").or_else(|| after("<?xml").and_then(|xml| xml.split_once("encoding=")).map(|(_, v)| v))?;
    let value = value.trim_start_matches(['"', '\'']);
    let end = value.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.')))?;
    Encoding::for_label(&value.as_bytes()[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_teaser_gives_way_to_the_text_that_the_page_tells() {
        let teaser = "The ferry ran aground on a sandbank off the island of Holm early on Sunday, the line said.";
        let whole = format!("{teaser}\n\n{}", "Nobody was hurt, and the ferry was towed off at noon. ".repeat(8));
        let told = |shown: &str, extractor| told(&whole, shown, extractor).is_some();
        assert!(told(&format!("{teaser} Subscribe to read on."), Extractor::Fast));
        assert!(told("", Extractor::Fast));
        assert!(!told("", Extractor::None));
        assert!(!told("Another story begins in another way, and goes on and on as stories do.", Extractor::Fast));
        assert!(!told(&whole, Extractor::Fast));
    }

    #[test]
    fn empty_elements_of_xhtml_hide_nothing() {
        let page =
            "<?xml version='1.0'?><html><head><title/><script src='a>b'/></head><body><p>One.<br/></p></body></html>";
        let closed = with_closed_elements(page.replace("a>b", "ab"));
        assert!(closed.contains("<title></title><script src='ab'></script>") && closed.contains("<br/>"), "{closed}");
    }

    #[test]
    fn decodes_by_the_server_the_page_or_a_guess() {
        let text = "<p>Le café de l'île</p>";
        let latin = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
        assert_eq!(decode(latin.clone(), Some("ISO-8859-1")).as_deref(), Some(text));
        let russian = "<meta http-equiv=Content-Type content='text/html; charset=windows-1251'><p>Мост закрыт</p>";
        let bytes = encoding_rs::WINDOWS_1251.encode(russian).0.into_owned();
        assert_eq!(decode(bytes, None).as_deref(), Some(russian));
        // valid UTF-8 is UTF-8, whatever an old template declares
        let wrong = "<meta charset=\"iso-8859-1\"><p>Café</p>";
        assert_eq!(decode(wrong.as_bytes().to_vec(), None).as_deref(), Some(wrong));
    }
}
