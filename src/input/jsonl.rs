//! JSON Lines: one object a line, each an article.

use std::borrow::Cow;
use std::fmt;
use std::io::{BufRead, Read};

use serde::Deserializer as _;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::Settings;
use super::charset;
use super::decode::Content;
use super::fields::{self, Record};
use super::origin::Origin;
use super::piece::{Body, Output, too_long};

/// Bytes of lines that are parsed as one piece.
const BLOCK: usize = 1 << 20;

/// Cuts the content into runs of whole lines.
pub(super) fn cut(content: &mut Content<'_>, settings: &Settings, out: &mut dyn FnMut(Body)) {
    let most = usize::try_from(settings.max_article_bytes).unwrap_or(usize::MAX);
    let mut row = 1;
    let mut block = Vec::new();
    let mut target = BLOCK;
    loop {
        let before = block.len();
        let end = fill(content, &mut block, target);
        let cut = memchr::memrchr(b'\n', &block[before..]).map(|at| before + at + 1);
        match (cut, &end) {
            (Some(cut), _) => {
                let rest = block[cut..].to_vec();
                block.truncate(cut);
                let rows = memchr::memchr_iter(b'\n', &block).count() as u64;
                out(Body::Lines { bytes: std::mem::replace(&mut block, rest), first_row: row });
                row += rows;
                target = BLOCK.max(2 * block.len());
            }
            (None, Ok(false)) if block.len() > most => {
                out(Body::Rejected { row: Some(row), reason: too_long("line", settings.max_article_bytes) });
                block.clear();
                row += 1;
                target = BLOCK;
                match content.skip_until(b'\n') {
                    Ok(_) => {}
                    Err(error) => {
                        out(Body::Rejected { row: Some(row), reason: error.to_string() });
                        return;
                    }
                }
            }
            (None, _) => target = target.saturating_mul(2),
        }
        match end {
            Ok(false) => {}
            Ok(true) => {
                if block.len() > most {
                    out(Body::Rejected { row: Some(row), reason: too_long("line", settings.max_article_bytes) });
                } else if !block.is_empty() {
                    out(Body::Lines { bytes: block, first_row: row });
                }
                return;
            }
            // the line that was cut off with the data is no article
            Err(error) => {
                out(Body::Rejected { row: Some(row), reason: error.to_string() });
                return;
            }
        }
    }
}

/// Reads on until `block` holds `target` bytes; true at the end of the content.
fn fill(content: &mut Content<'_>, block: &mut Vec<u8>, target: usize) -> std::io::Result<bool> {
    let mut filled = block.len();
    block.resize(target.max(filled), 0);
    while filled < block.len() {
        match content.read(&mut block[filled..]) {
            Ok(0) => {
                block.truncate(filled);
                return Ok(true);
            }
            Ok(n) => filled += n,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => {
                block.truncate(filled);
                return Err(error);
            }
        }
    }
    Ok(false)
}

/// Makes articles of whole lines.
pub(super) fn parse(bytes: &[u8], first_row: u64, origin: &Origin, settings: &Settings, output: &mut Output) {
    // one check for all lines is much cheaper than one for each
    let all_valid = std::str::from_utf8(bytes).is_ok();
    let mut start = 0;
    let mut row = first_row;
    while start < bytes.len() {
        let end = memchr::memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |at| start + at);
        let line = bytes[start..end].trim_ascii();
        let line = if row == 1 { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line) } else { line };
        if line.len() as u64 > settings.max_article_bytes {
            output.reject(origin, Some(row), too_long("line", settings.max_article_bytes));
        } else if !line.is_empty() {
            let text = match std::str::from_utf8(line) {
                Ok(text) => Cow::Borrowed(text),
                Err(_) if !all_valid => Cow::Owned(charset::guess(line)),
                Err(_) => Cow::Borrowed(""),
            };
            parse_line(&text, row, origin, output);
        }
        start = end + 1;
        row += 1;
    }
}

fn parse_line(line: &str, row: u64, origin: &Origin, output: &mut Output) {
    let record = match record(line) {
        Ok(record) => record,
        Err(reason) => return output.reject(origin, Some(row), reason),
    };
    match fields::article(record, origin, Some(row), &mut output.dates_unread) {
        Ok(article) => output.articles.push(article),
        Err(reason) => output.reject(origin, Some(row), reason),
    }
}

/// Reads one JSON object.
fn record(json: &str) -> Result<Record<'_>, String> {
    if !json.starts_with('{') {
        return Err("not a JSON object: every line is to be one, as in {\"id\": …, \"text\": …}".to_owned());
    }
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let record = deserializer.deserialize_map(RecordVisitor).map_err(|e| bad_json(&e))?;
    deserializer.end().map_err(|e| bad_json(&e))?;
    Ok(record)
}

fn bad_json(error: &serde_json::Error) -> String {
    // serde_json ends with "at line 1 column 7": the line is always 1 here, and would contradict the row
    let text = error.to_string();
    let what = text.rsplit_once(" at line ").map_or(&*text, |(what, _)| what);
    format!("not valid JSON: {what} at byte {}", error.column())
}

struct RecordVisitor;

impl<'de> Visitor<'de> for RecordVisitor {
    type Value = Record<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Record<'de>, A::Error> {
        let mut record = Record::default();
        while let Some(slot) = map.next_key_seed(KeySeed)? {
            match slot {
                Some((slot, rank)) if record.wants(slot, rank) => {
                    if let Some(value) = map.next_value_seed(ValueSeed)? {
                        record.set(slot, rank, value);
                    }
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(record)
    }
}

/// Reads a key and looks it up, without keeping it.
struct KeySeed;

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = Option<(fields::Slot, u8)>;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeySeed {
    type Value = Option<(fields::Slot, u8)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        Ok(fields::slot(key))
    }
}

/// Reads a value as text, if there is text in it.
struct ValueSeed;

impl<'de> DeserializeSeed<'de> for ValueSeed {
    type Value = Option<Cow<'de, str>>;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueSeed {
    type Value = Option<Cow<'de, str>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Self::Value, E> {
        Ok(Some(Cow::Borrowed(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(value.to_owned())))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(value.to_string())))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(value.to_string())))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(value.to_string())))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut parts: Vec<Cow<'de, str>> = Vec::new();
        while let Some(part) = seq.next_element_seed(ValueSeed)? {
            parts.extend(part);
        }
        Ok(if parts.is_empty() { None } else { Some(Cow::Owned(parts.join("\n"))) })
    }

    /// An object in a text's place, as in `"source": {"id": null, "name": "…"}`: what it is called.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            if found.is_none() && matches!(&*key, "name" | "title" | "text" | "#text" | "$date" | "$oid") {
                found = map.next_value_seed(ValueSeed)?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, BufReader};

    use proptest::prelude::*;

    use super::*;
    use crate::article::Published;

    fn one(line: &str) -> Result<crate::article::Article, String> {
        let origin = Origin { path: "wire/day.jsonl".into(), stem: "day.jsonl".into(), folder: String::new() };
        let mut output = Output::default();
        parse(line.as_bytes(), 7, &origin, &Settings::default(), &mut output);
        match output.rejected.pop() {
            Some(rejected) => Err(rejected.reason),
            None => output.articles.pop().ok_or_else(|| "nothing".to_owned()),
        }
    }

    #[test]
    fn a_record_gives_every_field() {
        let article = one(concat!(
            r#"{"id": 12, "headline": "Ferry \"Ida\" aground", "body": ["One.", "Two."], "ignored": {"a": [1, {"b": 2}]},"#,
            r#" "published_at": "2018-07-16T13:10:00+02:00", "url": "https://www.harbour-echo.co.uk/a", "author": ["A", "B"]}"#
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
    fn the_best_name_wins_whatever_the_order() {
        assert_eq!(one(r#"{"content": "short…", "text": "the whole"}"#).unwrap().text, "the whole");
        assert_eq!(one(r#"{"text": "the whole", "content": "short…"}"#).unwrap().text, "the whole");
        assert_eq!(one(r#"{"text": "", "content": "all there is"}"#).unwrap().text, "all there is");
        assert_eq!(one(r#"{"text": null, "content": "all there is"}"#).unwrap().text, "all there is");
    }

    #[test]
    fn a_source_object_gives_its_name() {
        assert_eq!(one(r#"{"text": "x", "source": {"id": null, "name": "The Echo"}}"#).unwrap().outlet, "The Echo");
    }

    #[test]
    fn a_record_without_an_id_is_named_by_its_row() {
        assert_eq!(one(r#"{"text": "x"}"#).unwrap().id, "day.jsonl:7");
    }

    #[test]
    fn what_is_no_record_says_why() {
        assert!(one("[1, 2]").unwrap_err().starts_with("not a JSON object"));
        assert!(one(r#"{"text": "x""#).unwrap_err().starts_with("not valid JSON: EOF"));
        assert!(one(r#"{"text": "x"} {"#).unwrap_err().starts_with("not valid JSON: trailing"));
        assert!(one(r#"{"title": "x"}"#).unwrap_err().starts_with("no text"));
        assert!(one(r#"{"text": "  \n "}"#).unwrap_err().starts_with("no text"));
    }

    fn cut_all(bytes: &[u8], settings: &Settings) -> Vec<Body> {
        let reader: Box<dyn Read + Send> = Box::new(io::Cursor::new(bytes.to_vec()));
        let mut bodies = Vec::new();
        cut(&mut BufReader::new(reader), settings, &mut |body| bodies.push(body));
        bodies
    }

    #[test]
    fn a_line_beyond_the_bound_is_one_rejected_row() {
        let settings = Settings { max_article_bytes: 2 << 20, ..Settings::default() };
        let mut bytes = b"{\"text\": \"first\"}\n".to_vec();
        bytes.resize(bytes.len() + (9 << 20), b'x');
        bytes.extend(b"\n{\"text\": \"third\"}");
        let origin = Origin { path: "a".into(), stem: "a".into(), folder: String::new() };
        let mut output = Output::default();
        for body in cut_all(&bytes, &settings) {
            match body {
                Body::Lines { bytes, first_row } => parse(&bytes, first_row, &origin, &settings, &mut output),
                Body::Rejected { row, reason } => output.reject(&origin, row, reason),
                Body::Text { .. } => unreachable!(),
            }
        }
        let texts: Vec<_> = output.articles.iter().map(|a| (a.row, &*a.text)).collect();
        assert_eq!(texts, [(Some(1), "first"), (Some(3), "third")]);
        assert_eq!(output.rejected.len(), 1);
        assert_eq!(output.rejected[0].row, Some(2));
    }

    proptest! {
        #[test]
        fn cutting_loses_no_line_and_counts_rows(lengths in prop::collection::vec(0usize..400_000, 0..12), ends in any::<bool>()) {
            let mut bytes = Vec::new();
            for (at, length) in lengths.iter().enumerate() {
                bytes.extend(std::iter::repeat_n(b'a' + (at % 26) as u8, *length));
                bytes.push(b'\n');
            }
            if !ends { bytes.pop(); }
            let mut joined = Vec::new();
            for body in cut_all(&bytes, &Settings::default()) {
                let Body::Lines { bytes: lines, first_row } = body else { panic!("rejected") };
                prop_assert_eq!(first_row, 1 + memchr::memchr_iter(b'\n', &joined).count() as u64);
                joined.extend(lines);
            }
            prop_assert_eq!(joined, bytes);
        }
    }
}
