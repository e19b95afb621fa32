//! What a page says about itself: headline, byline, time, address; from JSON-LD, meta elements and marked-up text.

use std::borrow::Cow;

use serde_json::Value;

use super::scan::{Piece, Tag, pieces, unescape};
use crate::one_line::one_line;

/// What a page says about itself; what it does not say is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Meta {
    /// Its headline.
    pub(super) title: String,
    /// Its authors.
    pub(super) byline: String,
    /// When it was published, as written.
    pub(super) published: String,
    /// Its own address.
    pub(super) url: String,
}

/// A value with how good its source is: 0 is the best.
#[derive(Debug, Default)]
struct Best(Option<(u8, String)>);

impl Best {
    fn offer(&mut self, rank: u8, value: &str) {
        if self.0.as_ref().is_none_or(|(held, _)| rank < *held) {
            let value = one_line(&unescape(value));
            if !value.is_empty() {
                self.0 = Some((rank, value));
            }
        }
    }

    fn take(self) -> String {
        self.0.map(|(_, value)| value).unwrap_or_default()
    }
}

#[derive(Debug, Default)]
struct Found {
    title: Best,
    byline: Best,
    published: Best,
    url: Best,
}

/// What of `html` is text that is being collected.
struct Collecting {
    name: &'static str,
    text: String,
}

/// Reads what the page says.
pub(super) fn read(html: &str) -> Meta {
    let mut found = Found::default();
    let mut collecting: Option<Collecting> = None;
    for piece in pieces(html) {
        match piece {
            Piece::Raw(tag, content) if tag.is("script") => {
                if tag.get("type").is_some_and(|kind| kind.to_ascii_lowercase().contains("ld+json")) {
                    linked_data(content, &mut found);
                }
            }
            Piece::Raw(tag, content) if tag.is("title") => found.title.offer(9, before_site(content)),
            Piece::Raw(..) => {}
            Piece::Open(tag) if tag.is("meta") => meta(tag, &mut found),
            Piece::Open(tag) if tag.is("link") => {
                if tag.get("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) {
                    offer_url(0, tag.get("href"), &mut found);
                }
            }
            Piece::Open(tag) if tag.is("time") => {
                if let Some(at) = tag.get("datetime") {
                    let marked = tag.get("pubdate").is_some() || has_word(tag.get("itemprop"), "datepublished");
                    found.published.offer(if marked { 3 } else { 6 }, &at);
                }
            }
            Piece::Open(tag) if tag.is("h1") => collecting = Some(Collecting { name: "h1", text: String::new() }),
            Piece::Open(tag) => {
                if has_word(tag.get("itemprop"), "datepublished") {
                    found.published.offer(4, &tag.get("content").or_else(|| tag.get("datetime")).unwrap_or_default());
                }
            }
            Piece::Text(text) => {
                if let Some(collecting) = &mut collecting {
                    collecting.text.push_str(text);
                }
            }
            Piece::Close(name) => {
                if let Some(done) = collecting.take_if(|c| c.name.eq_ignore_ascii_case(name)) {
                    found.title.offer(6, &done.text);
                }
            }
        }
    }
    Meta {
        title: found.title.take(),
        byline: found.byline.take(),
        published: found.published.take(),
        url: found.url.take(),
    }
}

fn meta(tag: Tag<'_>, found: &mut Found) {
    let Some(name) = tag.get("property").or_else(|| tag.get("name")).or_else(|| tag.get("itemprop")) else { return };
    let Some(content) = tag.get("content") else { return };
    match &*name.to_ascii_lowercase() {
        "og:title" => found.title.offer(2, &content),
        "twitter:title" | "sailthru.title" | "parsely-title" => found.title.offer(3, &content),
        "headline" | "hdl" | "dc.title" => found.title.offer(1, &content),
        "author" | "byl" | "parsely-author" | "sailthru.author" | "dc.creator" | "article:author" | "authors"
            // some pages give the address of the author's page
            if !content.contains("://") => {
                found.byline.offer(2, content.strip_prefix("By ").unwrap_or(&content));
            }
        "article:published_time" | "og:article:published_time" | "datepublished" | "og:published_time" => {
            found.published.offer(1, &content);
        }
        "parsely-pub-date"
        | "sailthru.date"
        | "pubdate"
        | "pdate"
        | "ptime"
        | "publishdate"
        | "publish_date"
        | "publish-date"
        | "publication_date"
        | "published_at"
        | "dc.date.issued"
        | "dcterms.created"
        | "dcterms.issued"
        | "article.published"
        | "cxenseparse:recs:publishtime"
        | "date_published"
        | "originalpublicationdate"
        | "rnews:datepublished"
        | "displaydate" => found.published.offer(2, &content),
        "date" | "dc.date" | "dcterms.date" | "article:post_date" | "created" => found.published.offer(5, &content),
        "og:url" => offer_url(1, Some(content), found),
        "twitter:url" | "parsely-link" => offer_url(2, Some(content), found),
        _ => {}
    }
}

fn offer_url(rank: u8, url: Option<Cow<'_, str>>, found: &mut Found) {
    if let Some(url) = url
        && (url.starts_with("http://") || url.starts_with("https://"))
    {
        found.url.offer(rank, &url);
    }
}

fn has_word(value: Option<Cow<'_, str>>, word: &str) -> bool {
    value.is_some_and(|value| value.split_ascii_whitespace().any(|w| w.eq_ignore_ascii_case(word)))
}

/// A page title without the name of the site behind it.
fn before_site(title: &str) -> &str {
    for mark in [" | ", " – ", " — ", " - ", " « ", " :: "] {
        if let Some((headline, _)) = title.rsplit_once(mark)
            && headline.split_whitespace().count() >= 3
        {
            return headline;
        }
    }
    title
}

/// Reads the articles in a block of JSON-LD.
fn linked_data(json: &str, found: &mut Found) {
    let json = json.trim().trim_start_matches("<!--").trim_start_matches("//<![CDATA[").trim_end_matches("//]]>");
    if let Ok(value) = serde_json::from_str::<Value>(json.trim_end_matches("-->").trim()) {
        node(&value, found, 4);
    } else if let Ok(value) = serde_json::from_str::<Value>(&json.replace(['\n', '\r', '\t'], " ")) {
        // line breaks inside strings are the most common slip
        node(&value, found, 4);
    }
}

fn node(value: &Value, found: &mut Found, depth: u8) {
    if depth == 0 {
        return;
    }
    match value {
        Value::Array(values) => values.iter().for_each(|value| node(value, found, depth - 1)),
        Value::Object(map) => {
            if let Some(graph) = map.get("@graph") {
                node(graph, found, depth - 1);
            }
            let is_article = |kind: &str| {
                let kind = kind.rsplit('/').next().unwrap_or(kind);
                kind.ends_with("Article") || kind.ends_with("BlogPosting") || kind == "Report"
            };
            let article = match map.get("@type") {
                Some(Value::String(kind)) => is_article(kind),
                Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).any(is_article),
                _ => false,
            };
            if !article {
                return;
            }
            let text = |name: &str| map.get(name).and_then(Value::as_str);
            found.title.offer(0, text("headline").unwrap_or_default());
            found.published.offer(0, text("datePublished").unwrap_or_default());
            found.byline.offer(0, &names(map.get("author").or_else(|| map.get("creator"))));
            let page = map.get("mainEntityOfPage").and_then(|page| page.as_str().or_else(|| page.get("@id")?.as_str()));
            for url in [text("url"), page].into_iter().flatten() {
                offer_url(3, Some(Cow::Borrowed(url)), found);
            }
        }
        _ => {}
    }
}

/// The names of one or several authors.
fn names(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(name)) if !name.contains("://") => name.clone(),
        Some(Value::Object(map)) => names(map.get("name")),
        Some(Value::Array(values)) => {
            let names: Vec<String> = values.iter().map(|v| names(Some(v))).filter(|name| !name.is_empty()).collect();
            names.join(", ")
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn linked_data_goes_before_meta_elements() {
        let html = r#"<head><title>Ferry aground off Holm | The Echo</title>
            <meta property="og:title" content="Ferry &quot;Ida&quot; aground"><link rel=canonical href="https://echo.example/1">
            <meta name="author" content="By Someone Else"><meta property="article:published_time" content="2031-02-03T10:00Z">
            <script type="application/ld+json">{"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "x"},
            {"@type": ["NewsArticle"], "headline": "Ferry aground", "datePublished": "2031-02-03T11:00+01:00",
            "author": [{"name": "A. Writer"}, {"name": "B. Writer"}]}]}</script>"#;
        let meta = read(html);
        assert_eq!(meta.title, "Ferry aground");
        assert_eq!(meta.byline, "A. Writer, B. Writer");
        assert_eq!(meta.published, "2031-02-03T11:00+01:00");
        assert_eq!(meta.url, "https://echo.example/1");
    }

    #[test]
    fn a_page_without_metadata_still_has_a_headline_and_a_time() {
        let html = "<title>Ferry aground off Holm - The Echo</title><h1>Ferry <i>aground</i></h1><time datetime=2031-02-03>x</time>";
        let meta = read(html);
        assert_eq!((&*meta.title, &*meta.published), ("Ferry aground", "2031-02-03"));
        assert_eq!(read("<title>Ferry aground off Holm - The Echo</title>").title, "Ferry aground off Holm");
    }

    #[test]
    fn broken_linked_data_is_passed_over() {
        let html = "<script type='application/ld+json'>{\"@type\": </script><title>Ferry</title>";
        assert_eq!(read(html).title, "Ferry");
    }
}
