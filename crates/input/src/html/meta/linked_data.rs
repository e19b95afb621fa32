//! The articles that a page describes in JSON-LD, and which of them is its own.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::html::scan::unescape;

/// Nodes nested more deeply are not looked at.
const MAX_DEPTH: u8 = 6;

/// What JSON-LD says of one article.
#[derive(Debug, Default)]
pub(super) struct Described {
    pub(super) title: String,
    pub(super) name: String,
    /// Its text, as far as the page tells it.
    pub(super) body: String,
    pub(super) byline: String,
    /// The times, the best first.
    pub(super) dates: Vec<String>,
    pub(super) urls: Vec<String>,
    /// The language as written.
    pub(super) language: String,
    /// Whether it is only a page, not an article.
    pub(super) is_page: bool,
}

/// The articles and pages in the blocks of JSON-LD of a page.
#[derive(Debug, Default)]
pub(super) struct LinkedData {
    values: Vec<Value>,
    /// The date of publication in a block that cannot be read.
    pub(super) date_of_broken: Option<String>,
}

impl LinkedData {
    /// Reads a block, as leniently as browsers' tools do.
    pub(super) fn read(&mut self, json: &str) {
        let json = unframed(json);
        let mut values = serde_json::Deserializer::from_str(json).into_iter::<Value>().peekable();
        // several objects may follow each other
        while let Some(Ok(value)) = values.next_if(Result::is_ok) {
            self.values.push(value);
        }
        if values.peek().is_none_or(|left| left.as_ref().is_err_and(|e| e.is_eof()) && !self.values.is_empty()) {
            return;
        }
        let plain = if json.contains("&quot;") { unescape(json) } else { Cow::Borrowed(json) };
        let mended = mended(&plain);
        let before = self.values.len();
        let values = serde_json::Deserializer::from_str(&mended).into_iter::<Value>();
        self.values.extend(values.map_while(Result::ok));
        if self.values.len() == before && self.date_of_broken.is_none() {
            self.date_of_broken = date_in_broken(&plain);
        }
    }

    /// Everything that is described: articles first, each with the names of its authors.
    pub(super) fn described(&self) -> Vec<Described> {
        let mut found = Vec::new();
        self.values.iter().for_each(|value| self.collect(value, &mut found, MAX_DEPTH));
        found.sort_by_key(|described| described.is_page);
        found
    }

    fn collect(&self, value: &Value, found: &mut Vec<Described>, depth: u8) {
        if depth == 0 {
            return;
        }
        match value {
            Value::Array(values) => values.iter().for_each(|value| self.collect(value, found, depth - 1)),
            Value::Object(map) => {
                let is = |test: fn(&str) -> bool| types(map).any(test);
                if is(is_article) || is(is_page) {
                    found.push(self.describe(map, !is(is_article)));
                }
                for inner in ["@graph", "mainEntity", "mainEntityOfPage"] {
                    if let Some(inner) = map.get(inner) {
                        self.collect(inner, found, depth - 1);
                    }
                }
            }
            _ => {}
        }
    }

    fn describe(&self, map: &Map<String, Value>, is_page: bool) -> Described {
        let text = |name: &str| map.get(name).and_then(first_text);
        let headline = text("headline");
        // some put a description of the article there, and its headline into the name
        let is_description = headline.is_some() && headline == text("description");
        let title = if is_description { text("name").or(headline) } else { headline };
        let title = title.or_else(|| if is_page { None } else { text("name") }).unwrap_or_default();
        let page = map.get("mainEntityOfPage");
        let page = page.and_then(|page| page.as_str().or_else(|| page.get("@id")?.as_str()));
        let urls = [text("url"), page, text("@id")].into_iter().flatten().map(str::to_owned).collect();
        let dates = ["datePublished", "dateCreated", "uploadDate"].into_iter().filter_map(text);
        Described {
            title: unescape(title).into_owned(),
            name: unescape(text("name").unwrap_or_default()).into_owned(),
            body: text("articleBody").unwrap_or_default().to_owned(),
            byline: unescape(&self.names(map.get("author").or_else(|| map.get("creator")))).into_owned(),
            dates: dates.map(|date| unescape(date).into_owned()).collect(),
            urls,
            language: self.names(map.get("inLanguage")),
            is_page,
        }
    }

    /// The names of one or several authors, who may be described elsewhere.
    fn names(&self, value: Option<&Value>) -> String {
        match value {
            Some(Value::String(name)) if !name.contains("://") => name.clone(),
            Some(Value::Object(map)) => match (map.get("name"), map.get("@id").and_then(Value::as_str)) {
                (None, Some(id)) => {
                    self.values.iter().find_map(|value| name_of(value, id, MAX_DEPTH)).unwrap_or_default()
                }
                (name, _) => self.names(name),
            },
            Some(Value::Array(values)) => {
                let names = values.iter().map(|value| self.names(Some(value))).filter(|name| !name.is_empty());
                names.collect::<Vec<_>>().join(", ")
            }
            _ => String::new(),
        }
    }
}

/// The first date of publication in a block that cannot be read, as one with quotes within its texts.
fn date_in_broken(json: &str) -> Option<String> {
    let (_, rest) = json.split_once("\"datePublished\"")?;
    let value = rest.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
    value.split_once('"').map(|(date, _)| date.to_owned())
}

/// The name of the node with this id.
fn name_of(value: &Value, id: &str, depth: u8) -> Option<String> {
    if depth == 0 {
        return None;
    }
    match value {
        Value::Array(values) => values.iter().find_map(|value| name_of(value, id, depth - 1)),
        Value::Object(map) => {
            if map.get("@id").and_then(Value::as_str) == Some(id)
                && let Some(name) = map.get("name").and_then(first_text)
            {
                return Some(name.to_owned());
            }
            map.values().find_map(|value| name_of(value, id, depth - 1))
        }
        _ => None,
    }
}

fn types(map: &Map<String, Value>) -> impl Iterator<Item = &str> {
    let values = match map.get("@type") {
        Some(Value::Array(types)) => types.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    values.iter().filter_map(Value::as_str).map(|kind| kind.rsplit(['/', ':']).next().unwrap_or(kind))
}

fn is_article(kind: &str) -> bool {
    kind.ends_with("Article") || kind.ends_with("Posting") && kind != "JobPosting" || kind == "Report"
}

fn is_page(kind: &str) -> bool {
    matches!(kind, "WebPage" | "ItemPage" | "AboutPage")
}

/// A text, or the first of several.
fn first_text(value: &Value) -> Option<&str> {
    match value {
        Value::Array(values) => values.iter().find_map(first_text),
        Value::Object(map) => map.get("@value").and_then(first_text),
        value => value.as_str().filter(|text| !text.trim().is_empty()),
    }
}

/// A block without the comments in which old pages hide it, a byte order mark, or a semicolon behind it.
fn unframed(json: &str) -> &str {
    const MARKS: [&str; 7] = ["<!--", "/*<![CDATA[*/", "//<![CDATA[", "<![CDATA[", "/*", "*/", "//"];
    const ENDS: [&str; 8] = ["-->", "/*]]>*/", "//]]>", "]]>", "//-->", "*/", "//", ";"];
    let mut rest = json.trim().trim_start_matches('\u{feff}').trim_start();
    while let Some(inner) = MARKS.iter().find_map(|mark| rest.strip_prefix(mark)) {
        rest = inner.trim_start();
    }
    while let Some(inner) = ENDS.iter().find_map(|mark| rest.strip_suffix(mark)) {
        rest = inner.trim_end();
    }
    rest
}

/// JSON without comments and commas before a bracket, and without control characters in its strings.
fn mended(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let mut rest = json;
    let mut is_in_string = false;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        rest = after;
        match c {
            '"' => {
                is_in_string = !is_in_string;
                out.push(c);
            }
            '\\' if is_in_string => {
                out.push(c);
                if let Some(escaped) = after.chars().next() {
                    out.push(escaped);
                    rest = &after[escaped.len_utf8()..];
                }
            }
            c if is_in_string => out.push(if c.is_control() { ' ' } else { c }),
            '/' if after.starts_with('/') => rest = after.find('\n').map_or("", |end| &after[end..]),
            '/' if after.starts_with('*') => rest = after.find("*/").map_or("", |end| &after[end + 2..]),
            '}' | ']' => {
                let kept = out.trim_end().trim_end_matches(',').len();
                out.truncate(kept);
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn title(json: &str) -> Option<String> {
        let mut data = LinkedData::default();
        data.read(json);
        data.described().into_iter().next().map(|described| described.title)
    }

    #[test]
    fn reads_what_pages_write_instead_of_json() {
        let json = r#"{"@type": "NewsArticle", "headline": "Ferry aground"}"#;
        for written in [
            json.to_owned(),
            format!("\u{feff}{json};"),
            format!("<![CDATA[{json}]]>"),
            format!("/*<![CDATA[*/ {json} /*]]>*/"),
            format!("//<![CDATA[\n{json}\n//]]>"),
            format!("<!--\n{json}\n-->"),
            json.replace('}', ", /* no more */ }"),
            json.replace(", ", ", // the headline\n"),
            json.replace('"', "&quot;"),
            json.replace("aground", "agro\nund").replace("agro\nund", "aground"),
            format!("{{\"@type\": \"WebSite\"}}\n{json}"),
            json.replace("\"Ferry aground\"", "[\"Ferry aground\"]"),
            json.replace("NewsArticle", "SocialMediaPosting"),
            format!("{{\"@type\": \"WebPage\", \"mainEntity\": {json}}}"),
        ] {
            assert_eq!(title(&written).as_deref(), Some("Ferry aground"), "{written}");
        }
        let mut broken = LinkedData::default();
        broken.read(r#"[{"@type": "NewsArticle", "headline": "A "ferry" aground", "datePublished" : "2031-02-04"}]"#);
        assert_eq!(broken.date_of_broken.as_deref(), Some("2031-02-04"));
        assert_eq!(title("{\"@type\": "), None);
        assert_eq!(title(&json.replace("Ferry aground", "Ferry\naground")).as_deref(), Some("Ferry aground"));
    }

    #[test]
    fn finds_authors_by_reference() {
        let mut data = LinkedData::default();
        data.read(
            r##"{"@graph": [{"@type": "Article", "headline": "x", "author": {"@id": "#a"}},
                {"@type": "Person", "@id": "#a", "name": "A. Writer"}]}"##,
        );
        assert_eq!(data.described()[0].byline, "A. Writer");
    }
}
