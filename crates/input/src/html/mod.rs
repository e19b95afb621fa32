//! HTML pages: the article's body, and what the page says about itself.
//!
//! The body comes from a readability extractor, the facts about the page from a walk over its tags. A page that the extractor
//! makes little of, or that nests too deep for it, gives its whole visible text instead, and the article says so.

mod meta;
#[cfg(feature = "precise")]
mod precise;
mod scan;
mod visible;

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use encoding_rs::{Encoding, UTF_8};
use memchr::memmem;

use super::format::Format;
use super::origin::Origin;
use super::piece::Output;
use super::{Extractor, charset, outlets};
use crate::article::{Article, Extraction};

/// Pages deeper than this are not given to an extractor: its tree would take quadratic time and its recursion the stack.
const DEEPEST: usize = 1500;
/// A body of fewer characters is doubted, when the page shows several times as much.
const NEAR_EMPTY: usize = 100;
/// How much larger the visible text is then.
const SEVERAL: usize = 3;
/// Encodings are declared within this many bytes; the standard says 1024, pages take more.
const DECLARATION: usize = 8 << 10;

/// Where a page was found, as far as it is known from outside of the page.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Place<'a> {
    /// The row or record.
    pub(super) row: Option<u64>,
    /// The record's own id; empty when there is none.
    pub(super) id: &'a str,
    /// The address it was fetched from.
    pub(super) url: &'a str,
    /// The encoding that the server named.
    pub(super) charset: Option<&'a str>,
}

/// Makes the article of a page.
pub(super) fn parse(
    bytes: Vec<u8>,
    place: &Place<'_>,
    format: Format,
    extract: Extractor,
    origin: &Origin,
    output: &mut Output,
) {
    let Some(html) = decode(bytes, place.charset) else {
        return output.reject(origin, place.row, "binary data, not a page");
    };
    let meta = meta::read(&html);
    let Body { text, extraction } = body(&html, extract);
    if text.is_empty() {
        return output.reject(origin, place.row, "no text: the page shows none");
    }
    let page = if extraction == Extraction::Body { visible::text(&html) } else { String::new() };
    let url = if place.url.is_empty() { meta.url } else { place.url.to_owned() };
    let outlet = outlet(place, &url, origin);
    let mut article = Article {
        id: if place.id.is_empty() { origin.id(place.row) } else { place.id.to_owned() },
        path: Arc::clone(&origin.path),
        row: place.row,
        outlet,
        title: meta.title,
        byline: meta.byline,
        url,
        text,
        extraction,
        page,
        ..Article::default()
    };
    output.date(&mut article, &meta.published);
    output.push(article, format);
}

/// A mirror's folder named by its host says who printed a page more surely than the page, whose own address may be that of
/// the outlet it took the story from.
fn outlet(place: &Place<'_>, url: &str, origin: &Origin) -> String {
    let mirrored = place.url.is_empty() && origin.folder.contains('.');
    match outlets::domain(&origin.folder) {
        Some(domain) if mirrored => domain,
        _ => outlets::outlet("", url, origin),
    }
}

/// What was taken of a page.
pub(super) struct Body {
    pub(super) text: String,
    pub(super) extraction: Extraction,
}

/// The text of a page, or of a part of one.
pub(super) fn body(html: &str, extract: Extractor) -> Body {
    let visible = || visible::text(html);
    if extract == Extractor::None {
        return Body { text: visible(), extraction: Extraction::Visible };
    }
    let extracted = if scan::depth(html) > DEEPEST { None } else { extracted(html, extract) };
    match extracted {
        Some(text) if text.chars().count() >= NEAR_EMPTY => Body { text, extraction: Extraction::Body },
        extracted => {
            let visible = visible();
            match extracted {
                Some(text) if !text.is_empty() && visible.len() < SEVERAL * text.len() => {
                    Body { text, extraction: Extraction::Body }
                }
                _ => Body { text: visible, extraction: Extraction::Fallback },
            }
        }
    }
}

/// The text of a field that holds markup: a whole page, or a few paragraphs.
pub(super) fn field(text: &str, extract: Extractor) -> Option<Body> {
    // Most fields hold no `<` at all.
    let tells = |at: usize| ["</p>", "<br", "<p>"].iter().any(|tag| text.as_bytes()[at..].starts_with(tag.as_bytes()));
    if !text.trim_start().starts_with('<') && !memchr::memchr_iter(b'<', text.as_bytes()).any(tells) {
        return None;
    }
    let has = |what: &str| memmem::find(text.as_bytes(), what.as_bytes()).is_some();
    let start: String = text.trim_start().chars().take(15).collect::<String>().to_ascii_lowercase();
    if start.starts_with("<!doctype") || start.starts_with("<html") || has("<body") {
        return Some(body(text, extract));
    }
    Some(Body { text: visible::text(text), extraction: Extraction::Given })
}

/// The extractor's text, one paragraph a line; `None` when it failed.
fn extracted(html: &str, extract: Extractor) -> Option<String> {
    // other people's code on strangers' pages: a panic there costs the extraction, not the run
    let text = catch_unwind(AssertUnwindSafe(|| match extract {
        Extractor::Precise => precise(html),
        _ => fast(html),
    }));
    text.ok().flatten().map(|text| text.trim().to_owned())
}

fn fast(html: &str) -> Option<String> {
    use dom_smoothie::{CandidateSelectMode, Config, Readability, TextMode};
    let config = Config {
        disable_json_ld: true,
        text_mode: TextMode::Formatted,
        candidate_select_mode: CandidateSelectMode::Readability,
        ..Config::default()
    };
    let article = Readability::new(html, None, Some(config)).ok()?.parse().ok()?;
    Some(article.text_content.to_string())
}

#[cfg(feature = "precise")]
fn precise(html: &str) -> Option<String> {
    let options = trafilatura::Options::default();
    let strict = || Some(trafilatura::extract(html, &options).ok()?.content_text);
    // a panic of it must not cost the other one's text
    precise::choose(fast(html), catch_unwind(AssertUnwindSafe(strict)).ok().flatten())
}

#[cfg(not(feature = "precise"))]
fn precise(html: &str) -> Option<String> {
    fast(html)
}

/// Decodes a page by its mark, by being valid UTF-8, by what the server or the page says, or by a guess.
fn decode(bytes: Vec<u8>, charset: Option<&str>) -> Option<String> {
    let marked = Encoding::for_bom(&bytes).is_some();
    let declared = charset.and_then(|label| Encoding::for_label(label.trim().as_bytes())).or_else(|| declared(&bytes));
    match declared {
        Some(encoding)
            if !marked && encoding != UTF_8 && (std::str::from_utf8(&bytes).is_err() || bytes.contains(&0x1b)) =>
        {
            Some(encoding.decode_without_bom_handling(&bytes).0.into_owned())
        }
        _ => charset::decode(bytes),
    }
}

/// The encoding that a page names in its head.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(DECLARATION)].to_ascii_lowercase();
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

    fn page(body: &str) -> String {
        format!(
            "<html><head><title>Ferry aground off Holm</title></head><body><nav><a href=/>Home</a><a href=/s>Sport</a></nav>{body}</body></html>"
        )
    }

    fn story() -> String {
        let sentence =
            "The ferry, which had left the harbour in calm weather, touched a bank of sand, the line said on Monday. ";
        format!("<article><h1>Ferry aground</h1>{}</article>", format!("<p>{}</p>", sentence.repeat(3)).repeat(5))
    }

    #[test]
    fn the_body_is_taken_and_the_furniture_is_not() {
        let body = body(&page(&story()), Extractor::Fast);
        assert_eq!(body.extraction, Extraction::Body);
        assert!(body.text.contains("touched a bank of sand") && !body.text.contains("Sport"), "{}", body.text);
        assert!(body.text.contains('\n'));
    }

    #[test]
    fn a_page_nested_a_hundred_thousand_deep_takes_no_time() {
        let html = page(&("<div>".repeat(100_000) + "Ferry aground, nobody was hurt."));
        let start = std::time::Instant::now();
        let body = body(&html, Extractor::Fast);
        assert_eq!(body.extraction, Extraction::Fallback);
        assert!(body.text.ends_with("nobody was hurt."));
        assert!(start.elapsed().as_secs() < 5);
    }

    #[test]
    fn encodings_come_from_server_page_or_guess() {
        let text = "<p>Le café de l'île</p>";
        let latin = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
        assert_eq!(decode(latin.clone(), Some("ISO-8859-1")).as_deref(), Some(text));
        let russian = "<meta http-equiv=Content-Type content='text/html; charset=windows-1251'><p>Мост закрыт</p>";
        let bytes = encoding_rs::WINDOWS_1251.encode(russian).0.into_owned();
        assert_eq!(decode(bytes, None).as_deref(), Some(russian));
        // what is valid UTF-8 is UTF-8, whatever an old template declares
        let wrong = "<meta charset=\"iso-8859-1\"><p>Café</p>";
        assert_eq!(decode(wrong.as_bytes().to_vec(), None).as_deref(), Some(wrong));
    }

    #[test]
    fn markup_in_a_field_is_taken_out() {
        assert!(field("1 < 2, and no markup", Extractor::Fast).is_none());
        assert_eq!(field("<p>One &amp; two.</p><p>Three.</p>", Extractor::Fast).unwrap().text, "One & two.\n\nThree.");
        assert_eq!(field("One.<br>Two.", Extractor::Fast).unwrap().text, "One.\nTwo.");
        assert!(field(&page(&story()), Extractor::Fast).unwrap().text.contains("a bank of sand"));
    }
}
