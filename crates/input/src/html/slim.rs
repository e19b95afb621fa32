//! A page without what an extractor neither shows nor decides by: most of a page's bytes are scripts, styles, addresses
//! and data of its own, which would be parsed and thrown away.

use super::scan::{self, Shape, Tag, Token};

/// Elements whose addresses tell pictures and videos from placeholders.
const MEDIA: [&str; 8] = ["img", "picture", "source", "video", "audio", "iframe", "embed", "object"];
/// Elements without text that say nothing about the text around them.
const SHAPES: [&str; 16] = [
    "path",
    "g",
    "circle",
    "rect",
    "use",
    "polygon",
    "polyline",
    "line",
    "ellipse",
    "defs",
    "symbol",
    "stop",
    "mask",
    "clippath",
    "lineargradient",
    "link",
];
/// Attributes by which a readability extractor decides what is content.
const DECIDING: [&str; 14] = [
    "class",
    "id",
    "role",
    "rel",
    "itemprop",
    "hidden",
    "aria-hidden",
    "aria-modal",
    "dir",
    "lang",
    "colspan",
    "rowspan",
    "summary",
    "datatable",
];
/// What is done with elements that are no article by their names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unlikely {
    Kept,
    LeftOut,
}

/// What is kept of a token, for a start.
const BYTES_PER_TOKEN: usize = 24;
/// Bytes of the address of a link that are kept: whether it leads elsewhere or is a script is at its beginning.
const ADDRESS_BYTES: usize = 12;

/// Words in classes and ids of what is no article, and those that outweigh them: the lists of Mozilla's Readability
/// (`unlikelyCandidates`, `okMaybeItsACandidate`), by which the extractor removes elements before it looks for an
/// article.
const UNLIKELY: [&str; 31] = [
    "-ad-",
    "ai2html",
    "banner",
    "breadcrumbs",
    "combx",
    "comment",
    "community",
    "cover-wrap",
    "disqus",
    "extra",
    "footer",
    "gdpr",
    "header",
    "legends",
    "menu",
    "related",
    "remark",
    "replies",
    "rss",
    "shoutbox",
    "sidebar",
    "skyscraper",
    "social",
    "sponsor",
    "supplemental",
    "ad-break",
    "agegate",
    "pagination",
    "pager",
    "popup",
    "yom-remote",
];
const MAYBE: [&str; 9] = ["and", "article", "body", "column", "content", "layout", "main", "mathjax", "shadow"];
/// Roles of elements that are no article.
const UNLIKELY_ROLES: [&str; 7] = ["menu", "menubar", "complementary", "navigation", "alert", "alertdialog", "dialog"];

/// The page for an extractor, and its shape.
pub(super) fn slim(page: &[Token<'_>], unlikely: Unlikely) -> (String, Shape) {
    let (mut out, mut shape) = (String::with_capacity(BYTES_PER_TOKEN * page.len()), Shape::default());
    let mut left_out: Option<(&str, usize)> = None;
    let mut tables = 0_usize;
    for &token in page {
        shape.add(token);
        if let Some((name, depth)) = &mut left_out {
            match token {
                Token::Open(tag) if tag.is(name) => *depth += 1,
                Token::Close(closed) if closed.eq_ignore_ascii_case(name) => *depth -= 1,
                _ => {}
            }
            if *depth == 0 {
                left_out = None;
            }
            continue;
        }
        match token {
            Token::Open(tag) if tag.is("table") || tag.is("code") => tables += 1,
            Token::Close(name) if name.eq_ignore_ascii_case("table") || name.eq_ignore_ascii_case("code") => {
                tables = tables.saturating_sub(1);
            }
            Token::Open(tag) if unlikely == Unlikely::LeftOut && is_unlikely(tag, tables > 0) => {
                left_out = Some((tag.name, 1));
                continue;
            }
            _ => {}
        }
        match token {
            // a sign alone must not begin a tag with what follows
            Token::Text("<") => out.push_str("&lt;"),
            Token::Text(text) => out.push_str(text),
            Token::Open(tag) => {
                if is_kept(tag) {
                    open(&mut out, tag);
                }
            }
            Token::Close(name) => close(&mut out, name),
            Token::Raw(tag, content) => raw(&mut out, tag, content),
        }
    }
    (out, shape)
}

/// Whether an element of a page is removed before an article is looked for. It must have a closing tag.
fn is_unlikely(tag: Tag<'_>, is_in_table: bool) -> bool {
    if tag.attributes.is_empty() || scan::closes_itself(tag.name) {
        return false;
    }
    if ["a", "body", "html", "head"].iter().any(|name| tag.is(name)) {
        return false;
    }
    let has_role = || tag.get("role").is_some_and(|role| UNLIKELY_ROLES.contains(&&*role));
    if tag.mentions("role") && has_role() {
        return true;
    }
    if is_in_table {
        return false;
    }
    let mut names = String::new();
    for (name, value) in tag.attributes() {
        if name.eq_ignore_ascii_case("class") || name.eq_ignore_ascii_case("id") {
            names.push_str(value);
            names.push(' ');
        }
    }
    names.make_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| names.contains(word));
    has(&UNLIKELY) && !has(&MAYBE)
}

/// Whether an element is shown, or decides something.
fn is_kept(tag: Tag<'_>) -> bool {
    if tag.is("meta") {
        // the headline and the author of the page are looked for in its text
        return ["itle", "uthor", "reator"].iter().any(|part| tag.mentions(part));
    }
    !SHAPES.iter().any(|name| tag.is(name))
}

fn raw(out: &mut String, tag: Tag<'_>, content: &str) {
    if tag.is("title") || tag.is("xmp") {
        open(out, tag);
        out.push_str(content);
        close(out, tag.name);
    } else if tag.is("iframe") || tag.is("textarea") {
        open(out, tag);
        close(out, tag.name);
    }
}

fn open(out: &mut String, tag: Tag<'_>) {
    out.push('<');
    out.push_str(tag.name);
    if MEDIA.iter().chain(&["meta"]).any(|name| tag.is(name)) {
        out.push_str(tag.attributes);
    } else if !tag.attributes.is_empty() {
        tag.attributes().for_each(|(name, value)| attribute(out, name, value));
    }
    out.push('>');
}

fn attribute(out: &mut String, name: &str, value: &str) {
    let is = |known: &str| name.eq_ignore_ascii_case(known);
    let value = if is("href") {
        let end = (0..=ADDRESS_BYTES.min(value.len())).rev().find(|&at| value.is_char_boundary(at));
        &value[..end.unwrap_or_default()]
    } else if is("style") {
        let shown = value.to_ascii_lowercase();
        if !shown.contains("display") && !shown.contains("visibility") {
            return;
        }
        value
    } else if DECIDING.iter().any(|known| is(known)) {
        value
    } else {
        return;
    };
    let quote = if value.contains('"') { '\'' } else { '"' };
    out.push(' ');
    out.push_str(name);
    out.push('=');
    out.push(quote);
    out.push_str(value);
    out.push(quote);
}

fn close(out: &mut String, name: &str) {
    if !SHAPES.iter().any(|shape| shape.eq_ignore_ascii_case(name)) {
        out.push_str("</");
        out.push_str(name);
        out.push('>');
    }
}

#[cfg(test)]
mod tests {
    use super::super::scan::tokens;
    use super::super::visible;
    use super::*;
    use proptest::prelude::*;

    fn kept(html: &str) -> String {
        slim(&tokens(html).collect::<Vec<_>>(), Unlikely::Kept).0
    }

    #[test]
    fn keeps_what_is_shown_and_what_decides() {
        let html = "<!DOCTYPE html><!-- no --><title>Ferry</title><meta name=viewport content=x>\
                    <meta property='og:title' content='Ferry aground'><link rel=icon href=x>\
                    <script>var a = '<p>';</script><style>p{}</style>\
                    <div class='a \"b\"' data-x=1 onclick='go(\">\")' style='COLOR:red'><p style=Display:none>1 < 2</p>\
                    <a href='https://echo.example/news/1' title=x>more</a><svg><path d=M0><g></g></svg>\
                    <img src=a.jpg alt=x></div>";
        let slimmed = "<title>Ferry</title><meta property='og:title' content='Ferry aground'>\
                       <div class='a \"b\"'><p style=\"Display:none\">1 &lt; 2</p>\
                       <a href=\"https://echo\">more</a><svg></svg><img src=a.jpg alt=x></div>";
        assert_eq!(kept(html), slimmed);
    }

    proptest! {
        #[test]
        fn shows_the_same_text(
            html in "(<script>|</script>|<!--|-->|</|<p|<div class=|<title>|</title>|\
                <svg><path d=x></svg>|=|\"|'|>|<|a| |é){0,24}"
        ) {
            prop_assert_eq!(visible::text(&kept(&html)), visible::text(&html), "{}", html);
        }
    }
}
