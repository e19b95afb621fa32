//! Articles from JSON objects: a fast path for plain records, and serde_json for all others.

mod fast;
mod strings;
mod tables;
mod with_serde;

use std::borrow::Cow;

pub(crate) use fast::KeyCache;

use crate::charset;
use crate::fields::FieldNames;
use crate::format::text_head;
use crate::formats::json::Scanner;
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
    // Python writes numbers that JSON does not have
    if let Some(mended) = strings::without_odd_numbers(json)
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

/// Whether a file that begins like this is one object that is a whole table, and no record.
pub(crate) fn begins_table(head: &[u8], names: &FieldNames) -> bool {
    let text = text_head(head);
    let mut at = 1;
    let mut scanner = Scanner { depth: 1, ..Scanner::default() };
    if !text.starts_with(b"{") {
        return false;
    }
    match scanner.find_end(text, &mut at) {
        Some(end) => std::str::from_utf8(&text[..end])
            .is_ok_and(|json| with_serde::record(json, names).is_err() && !tables::records(json, names).is_empty()),
        None => begins_long_table(text),
    }
}

/// Whether an object that is too long to look at as a whole is a table: a list of columns, a numbered row or a column
/// of numbered cells stands first.
fn begins_long_table(text: &[u8]) -> bool {
    let is_number = |key: &[u8]| !key.is_empty() && key.iter().all(u8::is_ascii_digit);
    match first_key(text) {
        Some((b"columns" | b"index", value)) => value.starts_with(b"["),
        Some((key, value)) if is_number(key) => value.starts_with(b"{"),
        Some((_, value)) => first_key(value).is_some_and(|(key, _)| is_number(key)),
        None => false,
    }
}

/// The first key of an object, and what follows it.
fn first_key(object: &[u8]) -> Option<(&[u8], &[u8])> {
    let inner = object.strip_prefix(b"{")?.trim_ascii_start().strip_prefix(b"\"")?;
    let end = memchr::memchr(b'"', inner)?;
    Some((&inner[..end], inner[end + 1..].trim_ascii_start().strip_prefix(b":")?.trim_ascii_start()))
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
        let article = one(r#"{"score": NaN, "n": [-Infinity, Infinity], "text": "x NaN: NaN", "date": NaN}"#).unwrap();
        assert_eq!((&*article.text, article.published), ("x NaN: NaN", None));
        let article =
            one(r#"{"text": "x", "date_gmt": "2031-02-04T09:20:00", "date": "2031-02-04T10:20:00"}"#).unwrap();
        assert_eq!(article.published.unwrap().to_string(), "2031-02-04T09:20Z");
        let article = one(r#"{"text": "x", "title": {"rendered": "A &amp; B"}, "date": "soon", "time": "2031-02-04"}"#);
        let article = article.unwrap();
        assert_eq!((&*article.title, article.published.is_some()), ("A & B", true));
    }

    #[test]
    fn a_table_is_known_by_its_head_and_a_record_is_none() {
        let names = FieldNames::new(&crate::fields::Columns::default());
        for (json, expected) in [
            (r#"{"id": {"0": 1}, "text": {"0": "a"}}"#, true),
            (r#"{"id": {"0": 1}, "text": {"0": "a"#, true),
            (r#"{"columns": ["id", "text"], "data": [[1, "a"#, true),
            (r#"{"0": {"text": "a"#, true),
            (r#"{"source": {"name": "x"}, "text": "a"}"#, false),
            (r#"{"source": {"name": "x"}, "text": "a"#, false),
            (r#"{"text": "a"}"#, false),
            ("[1]", false),
        ] {
            assert_eq!(begins_table(json.as_bytes(), &names), expected, "{json}");
        }
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
