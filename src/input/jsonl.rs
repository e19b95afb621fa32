//! JSON Lines: one object a line, each an article.

use std::borrow::Cow;
use std::fmt;
use std::io::{BufRead, Read};

use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::Settings;
use super::charset;
use super::decode::Content;
use super::fields::{self, Names, Record, Slot};
use super::format::Format;
use super::origin::Origin;
use super::piece::{Body, Context, Output, too_long};

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
                if let Err(error) = content.skip_until(b'\n') {
                    return out(Body::Rejected { row: Some(row), reason: error.to_string() });
                }
                out(Body::Rejected { row: Some(row), reason: too_long("line", settings.max_article_bytes) });
                block.clear();
                row += 1;
                target = BLOCK;
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
pub(super) fn parse(bytes: &[u8], first_row: u64, origin: &Origin, context: &Context<'_>, output: &mut Output) {
    let most = context.settings.max_article_bytes;
    let mut start = 0;
    let mut row = first_row;
    while start < bytes.len() {
        let end = memchr::memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |at| start + at);
        let line = bytes[start..end].trim_ascii();
        let line = if row == 1 { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line) } else { line };
        if line.len() as u64 > most {
            output.reject(origin, Some(row), too_long("line", most));
        } else if !line.is_empty() {
            parse_object(line, Some(row), Format::JsonLines, origin, context, output);
        }
        start = end + 1;
        row += 1;
    }
}

/// Makes the article of one JSON object.
pub(super) fn parse_object(
    bytes: &[u8],
    row: Option<u64>,
    format: Format,
    origin: &Origin,
    context: &Context<'_>,
    output: &mut Output,
) {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(charset::guess(bytes)),
    };
    let article = record(&text, &context.names)
        .and_then(|record| fields::article(record, origin, row, context.settings.extract, output));
    match article {
        Ok(article) => output.push(article, format),
        Err(reason) => output.reject(origin, row, reason),
    }
}

/// Reads one JSON object that has text.
fn record<'j>(json: &'j str, names: &Names) -> Result<Record<'j>, String> {
    if !json.starts_with('{') {
        return Err("not a JSON object: every line is to be one, as in {\"id\": …, \"text\": …}".to_owned());
    }
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let mut record = Record::default();
    let seed = Fields { record: &mut record, names, parent: "" };
    seed.deserialize(&mut deserializer).map_err(|e| bad_json(&e))?;
    deserializer.end().map_err(|e| bad_json(&e))?;
    if !record.has_text() {
        let keys: serde_json::Map<String, serde_json::Value> = serde_json::from_str(json).unwrap_or_default();
        return Err(names.no_text(keys.keys().map(String::as_str)));
    }
    Ok(record)
}

fn bad_json(error: &serde_json::Error) -> String {
    // serde_json ends with "at line 1 column 7": the line is always 1 here, and would contradict the row
    let text = error.to_string();
    let what = text.rsplit_once(" at line ").map_or(&*text, |(what, _)| what);
    format!("not valid JSON: {what} at byte {}", error.column())
}

/// Reads the fields of an object into a record; those of objects in it as well, where they may be wanted.
struct Fields<'r, 'j, 'n> {
    record: &'r mut Record<'j>,
    names: &'n Names,
    /// Empty, or where in the record this object is, with a dot at the end.
    parent: &'n str,
}

impl<'j> DeserializeSeed<'j> for Fields<'_, 'j, '_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'j>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'j> Visitor<'j> for Fields<'_, 'j, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'j>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key_seed(KeySeed { names: self.names, parent: self.parent })? {
            match key {
                Key::Field(slot, rank) if self.record.wants(slot, rank) => {
                    if let Some(value) = map.next_value_seed(ValueSeed)? {
                        self.record.set(slot, rank, value);
                    }
                }
                Key::Parent(parent) => {
                    let fields = Fields { record: &mut *self.record, names: self.names, parent: &parent };
                    map.next_value_seed(MaybeObject(fields))?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// Reads the fields of a value that may be an object, or anything else.
struct MaybeObject<'r, 'j, 'n>(Fields<'r, 'j, 'n>);

impl<'j> DeserializeSeed<'j> for MaybeObject<'_, 'j, '_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'j>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'j> Visitor<'j> for MaybeObject<'_, 'j, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_map<A: MapAccess<'j>>(self, map: A) -> Result<(), A::Error> {
        self.0.visit_map(map)
    }

    fn visit_borrowed_str<E>(self, value: &'j str) -> Result<(), E> {
        // `article` and `data` are also names for the text itself
        let parent = self.0.parent.trim_end_matches('.');
        if let Some((slot, rank)) = self.0.names.slot("", parent)
            && self.0.record.wants(slot, rank)
        {
            self.0.record.set(slot, rank, Cow::Borrowed(value));
        }
        Ok(())
    }

    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        let parent = self.0.parent.trim_end_matches('.');
        if let Some((slot, rank)) = self.0.names.slot("", parent)
            && self.0.record.wants(slot, rank)
        {
            self.0.record.set(slot, rank, Cow::Owned(value.to_owned()));
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'j>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

/// What a key means.
enum Key {
    Field(Slot, u8),
    /// Where the fields of its value are, with a dot at the end.
    Parent(String),
    Other,
}

/// Reads a key and looks it up, without keeping it.
struct KeySeed<'n> {
    names: &'n Names,
    parent: &'n str,
}

impl<'j> DeserializeSeed<'j> for KeySeed<'_> {
    type Value = Key;

    fn deserialize<D: serde::Deserializer<'j>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeySeed<'_> {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Key, E> {
        if self.names.is_parent(self.parent, key) {
            return Ok(Key::Parent(format!("{}{key}.", self.parent)));
        }
        Ok(self.names.slot(self.parent, key).map_or(Key::Other, |(slot, rank)| Key::Field(slot, rank)))
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

    fn with_context(settings: &Settings, run: impl FnOnce(&Context<'_>)) {
        let bytes_read = std::sync::atomic::AtomicU64::new(0);
        let names = Names::new(&settings.columns);
        run(&Context { settings, names, progress: &crate::phase::Silent, bytes_read: &bytes_read });
    }

    fn one(line: &str) -> Result<crate::article::Article, String> {
        let origin =
            Origin { path: "wire/day.jsonl".into(), stem: "day.jsonl".into(), folder: String::new(), met: false };
        let mut output = Output::default();
        with_context(&Settings::default(), |context| parse(line.as_bytes(), 7, &origin, context, &mut output));
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
    fn fields_of_the_metadata_count_where_the_record_has_none() {
        let nested = one(
            r#"{"text": "x", "metadata": {"url": "https://echo.example/1", "title": "In", "text": "y"}, "title": "Out"}"#,
        );
        let article = nested.unwrap();
        assert_eq!((&*article.outlet, &*article.title, &*article.text), ("echo.example", "Out", "x"));
        assert_eq!(one(r#"{"article": "the text itself"}"#).unwrap().text, "the text itself");
        assert_eq!(
            one(r#"{"article": {"body": "the text inside"}, "meta": [1], "data": null}"#).unwrap().text,
            "the text inside"
        );
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
        let reader: Box<dyn Read> = Box::new(io::Cursor::new(bytes.to_vec()));
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
        let origin = Origin { path: "a".into(), stem: "a".into(), folder: String::new(), met: false };
        let mut output = Output::default();
        for body in cut_all(&bytes, &settings) {
            match body {
                Body::Lines { bytes, first_row } => {
                    with_context(&settings, |context| parse(&bytes, first_row, &origin, context, &mut output));
                }
                Body::Rejected { row, reason } => output.reject(&origin, row, reason),
                _ => unreachable!(),
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
