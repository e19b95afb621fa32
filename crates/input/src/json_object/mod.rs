//! Articles from JSON objects: a fast path for plain records, and serde_json for all others.

mod fast;
mod strings;
mod tables;
mod with_serde;

use std::borrow::Cow;

pub(crate) use fast::KeyCache;

use crate::charset;
use crate::sink::Sink;

/// Makes the article of one JSON object.
pub(crate) fn parse(bytes: &[u8], row: Option<u64>, keys: &mut KeyCache, sink: &mut Sink<'_>) {
    let json = match simdutf8::basic::from_utf8(bytes) {
        Ok(json) => Cow::Borrowed(json),
        Err(_) => Cow::Owned(charset::guess(bytes).unwrap_or_else(|| String::from_utf8_lossy(bytes).into_owned())),
    };
    let names = &sink.context.names;
    match fast::record(&json, names, keys).map_or_else(|| with_serde::record(&json, names), Ok) {
        Ok(record) => record.parse(row, sink),
        Err(reason) => parse_other(&json, reason, row, sink),
    }
}

/// Makes articles of an object that is no record as it is: one with a broken escape, or a whole table.
fn parse_other(json: &str, reason: String, row: Option<u64>, sink: &mut Sink<'_>) {
    // a cut emoji leaves half of its escape
    if let Some(mended) = strings::with_whole_pairs(json)
        && let Ok(record) = with_serde::record(&mended, &sink.context.names)
    {
        return record.parse(row, sink);
    }
    let rows = tables::records(json, &sink.context.names);
    if rows.is_empty() {
        return sink.reject(row, reason);
    }
    for (record, row) in rows.into_iter().zip(1..) {
        record.parse(Some(row), sink);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Article, Published};

    fn one(json: &str) -> Result<Article, String> {
        let parse = |sink: &mut Sink<'_>| parse(json.as_bytes(), Some(7), &mut KeyCache::default(), sink);
        let mut parsed = Sink::collect("day.jsonl", parse);
        match parsed.rejected.pop() {
            Some(rejected) => Err(rejected.reason),
            None => Ok(parsed.articles.pop().unwrap()),
        }
    }

    #[test]
    fn reads_every_field_of_a_record() {
        let article = one(concat!(
            r#"{"id": 12, "headline": "Ferry \"Ida\" aground", "body": ["One.", "Two."], "#,
            r#""ignored": {"a": [1, {"b": 2}]}, "published_at": "2018-07-16T13:10:00+02:00", "#,
            r#""url": "https://www.harbour-echo.co.uk/a", "author": ["A", "B"]}"#
        ))
        .unwrap();
        assert_eq!(article.id, "12");
        assert_eq!(article.title, "Ferry \"Ida\" aground");
        assert_eq!(article.text, "One.\nTwo.");
        assert_eq!(article.published, Some(Published::minute(17_728 * 1440 + 11 * 60 + 10)));
        assert_eq!(article.outlet, "harbour-echo.co.uk");
        assert_eq!(article.byline, "A, B");
        assert_eq!(article.row, Some(7));
    }

    #[test]
    fn prefers_the_best_name_in_any_order() {
        assert_eq!(one(r#"{"content": "short…", "text": "the whole"}"#).unwrap().text, "the whole");
        assert_eq!(one(r#"{"text": "the whole", "content": "short…"}"#).unwrap().text, "the whole");
        assert_eq!(one(r#"{"text": "", "content": "all there is"}"#).unwrap().text, "all there is");
        assert_eq!(one(r#"{"text": null, "content": "all there is"}"#).unwrap().text, "all there is");
    }

    #[test]
    fn reads_the_name_of_a_source_object() {
        assert_eq!(one(r#"{"text": "x", "source": {"id": null, "name": "The Echo"}}"#).unwrap().outlet, "The Echo");
    }

    #[test]
    fn reads_fields_of_the_metadata_that_the_record_lacks() {
        let nested = one(r#"{"text": "x", "metadata": {"url": "https://echo.example/1", "title": "In", "text": "y"},
                "title": "Out"}"#);
        let article = nested.unwrap();
        assert_eq!((&*article.outlet, &*article.title, &*article.text), ("echo.example", "Out", "x"));
        assert_eq!(one(r#"{"article": "the text itself"}"#).unwrap().text, "the text itself");
        assert_eq!(
            one(r#"{"article": {"body": "the text inside"}, "meta": [1], "data": null}"#).unwrap().text,
            "the text inside"
        );
    }

    #[test]
    fn keeps_all_digits_of_an_id_and_no_zero_and_what_means_nothing_is_nothing() {
        for nested in ["", r#", "metadata": {}"#] {
            let article = one(&format!(r#"{{"id": 18446744073709551617, "text": "x"{nested}}}"#)).unwrap();
            assert_eq!(article.id, "18446744073709551617");
            let article =
                one(&format!(r#"{{"text": "a\u0000b", "title": "\u0000c", "outlet": "None"{nested}}}"#)).unwrap();
            assert_eq!((&*article.text, &*article.title, &*article.outlet), ("ab", "c", ""));
        }
        let article = one(r#"{"text": "x \ud83d y", "date": {"$date": {"$numberLong": "1531746600000"}}}"#).unwrap();
        assert_eq!((&*article.text, article.published.is_some()), ("x \u{fffd} y", true));
        let article = one(r#"{"text": "x", "title": {"rendered": "A &amp; B"}, "date": "soon", "time": "2031-02-04"}"#);
        let article = article.unwrap();
        assert_eq!((&*article.title, article.published.is_some()), ("A & B", true));
    }

    #[test]
    fn names_a_record_without_an_id_by_its_row() {
        assert_eq!(one(r#"{"text": "x"}"#).unwrap().id, "day.jsonl:7");
    }

    #[test]
    fn says_why_a_line_is_not_a_record() {
        assert!(one("[1, 2]").unwrap_err().starts_with("not a JSON object"));
        assert!(one(r#"{"text": "x""#).unwrap_err().starts_with("not valid JSON: EOF"));
        assert!(one(r#"{"text": "x"} {"#).unwrap_err().starts_with("not valid JSON: trailing"));
        assert!(one(r#"{"title": "x"}"#).unwrap_err().starts_with("no text"));
        assert!(one(r#"{"text": "  \n "}"#).unwrap_err().starts_with("no text"));
    }
}
