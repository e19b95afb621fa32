//! The metadata of a page: headline, byline, time and address, from JSON-LD, `meta` elements and marked-up text.

use std::borrow::Cow;

use serde_json::Value;

use super::scan::{Tag, Token, tokens, unescape};
use crate::best_value::BestValue;

/// The metadata of a page. What it lacks is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Meta {
    /// Its headline.
    pub(super) title: String,
    /// Its authors.
    pub(super) byline: String,
    /// The time of publication, as written.
    pub(super) published: String,
    /// Its own address.
    pub(super) url: String,
}

/// The best values so far.
#[derive(Debug, Default)]
struct Found {
    title: BestValue,
    byline: BestValue,
    published: BestValue,
    url: BestValue,
}

/// Reads the metadata of a page.
pub(super) fn read(html: &str) -> Meta {
    let mut found = Found::default();
    // the text of the headline that is open
    let mut headline: Option<String> = None;
    for token in tokens(html) {
        match token {
            Token::Raw(tag, content) if tag.is("script") => {
                if tag.get("type").is_some_and(|kind| kind.to_ascii_lowercase().contains("ld+json")) {
                    linked_data(content, &mut found);
                }
            }
            Token::Raw(tag, content) if tag.is("title") => found.title.offer(9, &unescape(without_site(content))),
            Token::Raw(..) => {}
            Token::Open(tag) if tag.is("meta") => meta(tag, &mut found),
            Token::Open(tag) if tag.is("link") => {
                if tag.get("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) {
                    offer_url(0, &tag.get("href").unwrap_or_default(), &mut found);
                }
            }
            Token::Open(tag) if tag.is("time") => {
                if let Some(at) = tag.get("datetime") {
                    let is_marked = tag.get("pubdate").is_some() || has_word(tag.get("itemprop"), "datepublished");
                    found.published.offer(if is_marked { 3 } else { 6 }, &unescape(&at));
                }
            }
            Token::Open(tag) if tag.is("h1") => headline = Some(String::new()),
            Token::Open(tag) => {
                if has_word(tag.get("itemprop"), "datepublished") {
                    let at = tag.get("content").or_else(|| tag.get("datetime")).unwrap_or_default();
                    found.published.offer(4, &unescape(&at));
                }
            }
            Token::Text(text) => {
                if let Some(headline) = &mut headline {
                    headline.push_str(text);
                }
            }
            Token::Close(name) => {
                if let Some(headline) = headline.take_if(|_| name.eq_ignore_ascii_case("h1")) {
                    found.title.offer(6, &unescape(&headline));
                }
            }
        }
    }
    Meta {
        title: found.title.into_value(),
        byline: found.byline.into_value(),
        published: found.published.into_value(),
        url: found.url.into_value(),
    }
}

/// Reads a `meta` element.
fn meta(tag: Tag<'_>, found: &mut Found) {
    let Some(name) = tag.get("property").or_else(|| tag.get("name")).or_else(|| tag.get("itemprop")) else { return };
    let Some(content) = tag.get("content") else { return };
    // some pages escape the value twice
    let text = unescape(&content);
    match &*name.to_ascii_lowercase() {
        "og:title" => found.title.offer(2, &text),
        "twitter:title" | "sailthru.title" | "parsely-title" => found.title.offer(3, &text),
        "headline" | "hdl" | "dc.title" => found.title.offer(1, &text),
        "author" | "byl" | "parsely-author" | "sailthru.author" | "dc.creator" | "article:author" | "authors"
            // some pages have the address of the author's page here
            if !text.contains("://") => {
                found.byline.offer(2, text.strip_prefix("By ").unwrap_or(&text));
            }
        "article:published_time" | "og:article:published_time" | "datepublished" | "og:published_time" => {
            found.published.offer(1, &text);
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
        | "displaydate" => found.published.offer(2, &text),
        "date" | "dc.date" | "dcterms.date" | "article:post_date" | "created" => found.published.offer(5, &text),
        "og:url" => offer_url(1, &content, found),
        "twitter:url" | "parsely-link" => offer_url(2, &content, found),
        _ => {}
    }
}

fn offer_url(rank: u8, url: &str, found: &mut Found) {
    if url.starts_with("http://") || url.starts_with("https://") {
        found.url.offer(rank, &unescape(url));
    }
}

fn has_word(value: Option<Cow<'_, str>>, word: &str) -> bool {
    value.is_some_and(|value| value.split_ascii_whitespace().any(|w| w.eq_ignore_ascii_case(word)))
}

/// A page's title without the name of the site after it.
fn without_site(title: &str) -> &str {
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
        // line breaks inside strings are the most common error
        node(&value, found, 4);
    }
}

/// Reads a node of JSON-LD, and those inside of it down to `depth`.
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
            found.title.offer(0, &unescape(text("headline").unwrap_or_default()));
            found.published.offer(0, &unescape(text("datePublished").unwrap_or_default()));
            found.byline.offer(0, &unescape(&author_names(map.get("author").or_else(|| map.get("creator")))));
            let page = map.get("mainEntityOfPage").and_then(|page| page.as_str().or_else(|| page.get("@id")?.as_str()));
            for url in [text("url"), page].into_iter().flatten() {
                offer_url(3, url, found);
            }
        }
        _ => {}
    }
}

/// The names of one or several authors.
fn author_names(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(name)) if !name.contains("://") => name.clone(),
        Some(Value::Object(map)) => author_names(map.get("name")),
        Some(Value::Array(values)) => {
            let names: Vec<String> =
                values.iter().map(|v| author_names(Some(v))).filter(|name| !name.is_empty()).collect();
            names.join(", ")
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefers_linked_data_to_meta_elements() {
        let html = r#"<head><title>Ferry aground off Holm | The Echo</title>
            <meta property="og:title" content="Ferry &quot;Ida&quot; aground">
            <link rel=canonical href="https://echo.example/1"><meta name="author" content="By Someone Else">
            <meta property="article:published_time" content="2031-02-03T10:00Z">
            <script type="application/ld+json">{"@context": "https://schema.org",
            "@graph": [{"@type": "WebSite", "name": "x"}, {"@type": ["NewsArticle"],
            "headline": "Ferry aground", "datePublished": "2031-02-03T11:00+01:00",
            "author": [{"name": "A. Writer"}, {"name": "B. Writer"}]}]}</script>"#;
        let meta = read(html);
        assert_eq!(meta.title, "Ferry aground");
        assert_eq!(meta.byline, "A. Writer, B. Writer");
        assert_eq!(meta.published, "2031-02-03T11:00+01:00");
        assert_eq!(meta.url, "https://echo.example/1");
    }

    #[test]
    fn finds_headline_and_time_in_a_page_without_metadata() {
        let html = "<title>Ferry aground off Holm - The Echo</title><h1>Ferry <i>aground</i></h1>\
                    <time datetime=2031-02-03>x</time>";
        let meta = read(html);
        assert_eq!((&*meta.title, &*meta.published), ("Ferry aground", "2031-02-03"));
        assert_eq!(read("<title>Ferry aground off Holm - The Echo</title>").title, "Ferry aground off Holm");
    }

    #[test]
    fn ignores_broken_linked_data() {
        let html = "<script type='application/ld+json'>{\"@type\": </script><title>Ferry</title>";
        assert_eq!(read(html).title, "Ferry");
    }
}
