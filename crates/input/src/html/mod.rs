//! The text of HTML pages.
//!
//! A readability extractor finds the body of a page. If it finds little, or if the page is nested too deeply for it,
//! the text is the whole visible text instead, and the article says so.

pub(crate) mod blocks;
mod body;
mod field;
mod meta;
pub(crate) mod page;
#[cfg(feature = "precise")]
mod precise;
mod scan;
mod visible;

use memchr::memmem;

use crate::article::Extraction;
use crate::fence::fenced;
use crate::one_line::one_line;
use crate::settings::Extractor;
use scan::Token;

/// Pages nested more deeply are not given to the second extractor: its tree would take quadratic time, and its
/// recursion would overflow the stack.
const MAX_DEPTH: usize = 1500;
/// Pages that show more ampersands, or have an element of more attributes, take an extractor quadratic time as well.
/// Real pages have some hundreds, and some tens.
const MAX_AMPERSANDS: usize = 30_000;
const MAX_ATTRIBUTES: usize = 2000;
/// A body with fewer characters is doubtful.
const SHORT_BODY_CHARS: usize = 100;
/// A doubtful body is discarded if the visible text is this many times as large.
const SHORT_BODY_FACTOR: usize = 3;

/// The text of a page, and how it was taken out.
pub(crate) struct PageText {
    pub(crate) text: String,
    pub(crate) extraction: Extraction,
}

/// The text of a page.
pub(crate) fn text_of_page(html: &str, extractor: Extractor) -> PageText {
    text_of_tokens(html, &scan::tokens(html).collect::<Vec<_>>(), extractor)
}

/// The text of a page, of which `tokens` are all tokens.
fn text_of_tokens(html: &str, tokens: &[Token<'_>], extractor: Extractor) -> PageText {
    let visible = || visible::text_of(tokens.iter().copied());
    if extractor == Extractor::None {
        return PageText { text: visible(), extraction: Extraction::Visible };
    }
    let body = extract(html, tokens, extractor).unwrap_or_default();
    if body.chars().count() >= SHORT_BODY_CHARS {
        return PageText { text: body, extraction: Extraction::Body };
    }
    let visible = visible();
    if !body.is_empty() && visible.len() < SHORT_BODY_FACTOR * body.len() {
        PageText { text: body, extraction: Extraction::Body }
    } else {
        PageText { text: visible, extraction: Extraction::Fallback }
    }
}

/// The visible text of a piece of markup, one block a line.
pub(crate) fn lines(html: &str) -> String {
    visible::text(html)
}

/// Whether the second extractor would take more than linear time for a page, or overflow the stack.
fn is_too_costly(tokens: &[Token<'_>]) -> bool {
    let shape = scan::shape(tokens);
    shape.depth > MAX_DEPTH || shape.ampersands > MAX_AMPERSANDS || shape.attributes > MAX_ATTRIBUTES
}

/// The text of a field that holds markup: a whole page, or a few paragraphs. `None` for a field without markup.
pub(crate) fn text_of_field(text: &str, extractor: Extractor) -> Option<PageText> {
    match field::FieldMarkup::of(text)? {
        field::FieldMarkup::Inline => {
            return Some(PageText { text: field::without_inline_markup(text), extraction: Extraction::Given });
        }
        field::FieldMarkup::Escaped => {
            let unescaped = scan::unescape(text);
            let page = text_of_field(&unescaped, extractor);
            return Some(
                page.unwrap_or_else(|| PageText { text: unescaped.into_owned(), extraction: Extraction::Given }),
            );
        }
        field::FieldMarkup::Block => {}
    }
    let has_body = || memmem::find(text.as_bytes(), b"<body").is_some();
    let start: String = text.trim_start().chars().take(15).collect::<String>().to_ascii_lowercase();
    if start.starts_with("<!doctype") || start.starts_with("<html") || has_body() {
        return Some(text_of_page(text, extractor));
    }
    Some(PageText { text: field::without_entities(visible::text(text)), extraction: Extraction::Given })
}

/// A short field, such as a headline, without the tags and entities that some feeds have in it.
pub(crate) fn line_of_field(line: String) -> String {
    match field::FieldMarkup::of(&line) {
        None => line,
        Some(_) => one_line(&field::without_inline_markup(&line)),
    }
}

/// The body of a page, one paragraph a line. `None` when the extractor failed.
fn extract(html: &str, tokens: &[Token<'_>], extractor: Extractor) -> Option<String> {
    // a panic of an extractor must not end the run
    let text = fenced("HTML", || match extractor {
        Extractor::Precise if !is_too_costly(tokens) => Ok(precise(html, tokens)),
        _ => Ok(body::extract(tokens.iter().copied())),
    });
    text.ok().flatten().map(|text| text.trim().to_owned())
}

#[cfg(feature = "precise")]
fn precise(html: &str, tokens: &[Token<'_>]) -> Option<String> {
    let options = trafilatura::Options::default();
    let strict = || Some(trafilatura::extract(html, &options).ok()?.content_text);
    // a panic of this extractor must not cost the text of the other one
    precise::choose(body::extract(tokens.iter().copied()), fenced("HTML", || Ok(strict())).ok().flatten())
}

#[cfg(not(feature = "precise"))]
fn precise(_html: &str, tokens: &[Token<'_>]) -> Option<String> {
    body::extract(tokens.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(body: &str) -> String {
        format!(
            "<html><head><title>Ferry aground off Holm</title></head><body><nav><a href=/>Home</a>\
             <a href=/s>Sport</a></nav>{body}</body></html>"
        )
    }

    fn story() -> String {
        let sentence =
            "The ferry, which had left the harbour in calm weather, touched a bank of sand, the line said on Monday. ";
        format!("<article><h1>Ferry aground</h1>{}</article>", format!("<p>{}</p>", sentence.repeat(3)).repeat(5))
    }

    #[test]
    fn extracts_the_body_without_the_navigation() {
        let body = text_of_page(&page(&story()), Extractor::Fast);
        assert_eq!(body.extraction, Extraction::Body);
        assert!(body.text.contains("touched a bank of sand") && !body.text.contains("Sport"), "{}", body.text);
        assert!(body.text.contains('\n'));
    }

    #[test]
    fn a_page_nested_a_hundred_thousand_deep_takes_no_time() {
        let html = page(&("<div>".repeat(100_000) + "Ferry aground, nobody was hurt."));
        let start = std::time::Instant::now();
        let body = text_of_page(&html, Extractor::Fast);
        assert_eq!(body.extraction, Extraction::Fallback);
        assert!(body.text.ends_with("nobody was hurt."));
        assert!(start.elapsed().as_secs() < 5);
    }

    #[test]
    fn a_page_of_many_ampersands_or_attributes_is_too_costly_for_the_second_extractor_alone() {
        let attributes: String = (0..MAX_ATTRIBUTES + 1).map(|nth| format!(" name{nth}=x")).collect();
        let costly = [format!("<p>{}</p>", "&amp; ".repeat(MAX_AMPERSANDS + 1)), format!("<p{attributes}>x</p>")];
        for more in costly {
            let html = page(&(story() + &more));
            assert!(is_too_costly(&scan::tokens(&html).collect::<Vec<_>>()));
            assert_eq!(text_of_page(&html, Extractor::Fast).extraction, Extraction::Body);
        }
    }

    #[test]
    fn removes_markup_from_a_field() {
        assert!(text_of_field("1 < 2, and no markup", Extractor::Fast).is_none());
        assert_eq!(
            text_of_field("<p>One &amp; two.</p><p>Three.</p>", Extractor::Fast).unwrap().text,
            "One & two.\n\nThree."
        );
        assert_eq!(text_of_field("One.<br>Two.", Extractor::Fast).unwrap().text, "One.\nTwo.");
        assert!(text_of_field(&page(&story()), Extractor::Fast).unwrap().text.contains("a bank of sand"));
    }
}
