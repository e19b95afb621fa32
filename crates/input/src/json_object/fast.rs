//! The fast path for plain records: strings and a few numbers under keys without escapes. It declines all other
//! objects, and broken ones, which serde_json then reads from their start.

use std::borrow::Cow;

use serde::de::{DeserializeSeed, IgnoredAny};

use super::strings;
use super::with_serde::ValueSeed;
use crate::fields::{Field, FieldNames, RankedField};
use crate::record::Record;

/// Keys that are cached, at most.
const MAX_CACHED_KEYS: usize = 64;
/// A value with more brackets is left to serde_json, which limits their nesting.
const MAX_BRACKETS: usize = 64;
/// The fast path is given up when it has declined this many more records than it has read.
const MAX_DECLINED: i32 = 16;

/// The meanings of keys by their position in an object: the records of a file mostly have the same keys in the same
/// order.
#[derive(Debug, Default)]
pub(crate) struct KeyCache {
    keys: Vec<(String, Option<RankedField>)>,
    /// Declined records minus records read.
    declined: i32,
}

impl KeyCache {
    /// The field that the `nth` key means, if any. The outer `None` is for a key whose value has fields that may be
    /// wanted.
    fn find(&mut self, nth: usize, key: &str, names: &FieldNames) -> Option<Option<RankedField>> {
        if let Some((known, field)) = self.keys.get(nth)
            && known == key
        {
            return Some(*field);
        }
        if names.is_parent("", key) {
            return None;
        }
        let field = names.find("", key);
        if nth < MAX_CACHED_KEYS && nth == self.keys.len() {
            self.keys.push((key.to_owned(), field));
        } else if let Some(cached) = self.keys.get_mut(nth) {
            *cached = (key.to_owned(), field);
        }
        Some(field)
    }
}

/// Reads one JSON object that has text. `None` when it is not a plain record.
pub(super) fn record<'j>(json: &'j str, names: &FieldNames, keys: &mut KeyCache) -> Option<Record<'j>> {
    if keys.declined >= MAX_DECLINED {
        return None;
    }
    let record = json.strip_prefix('{').and_then(|_| Cursor { json, at: 1 }.record(names, keys));
    keys.declined = if record.is_some() { (keys.declined - 1).max(-MAX_DECLINED) } else { keys.declined + 1 };
    record
}

/// A position in an object.
struct Cursor<'j> {
    json: &'j str,
    at: usize,
}

impl<'j> Cursor<'j> {
    fn record(mut self, names: &FieldNames, keys: &mut KeyCache) -> Option<Record<'j>> {
        let mut record = Record::default();
        for nth in 0.. {
            self.take(b'"')?;
            let Cow::Borrowed(key) = self.string()? else { return None };
            self.take(b':')?;
            match keys.find(nth, key, names)? {
                Some(field) if record.wants(field) => {
                    if let Some(value) = self.value(field.field)? {
                        record.set(field, value);
                    }
                }
                _ => self.skip_value()?,
            }
            match self.next()? {
                b',' => {}
                b'}' => break,
                _ => return None,
            }
        }
        (self.at == self.json.len() && record.has_text()).then_some(record)
    }

    /// Reads the next byte that is not white space.
    fn next(&mut self) -> Option<u8> {
        loop {
            let byte = *self.json.as_bytes().get(self.at)?;
            self.at += 1;
            if !matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
                return Some(byte);
            }
        }
    }

    /// Reads this byte, after white space.
    fn take(&mut self, byte: u8) -> Option<()> {
        (self.next()? == byte).then_some(())
    }

    /// Reads a string after its opening quote.
    fn string(&mut self) -> Option<Cow<'j, str>> {
        let (value, end) = strings::read(self.json, self.at)?;
        self.at = end;
        Some(value)
    }

    /// Reads a value as text. The inner `None` is a value without text.
    fn value(&mut self, field: Field) -> Option<Option<Cow<'j, str>>> {
        match self.next()? {
            b'"' => self.string().map(Some),
            b'[' | b'{' => {
                let from = self.at - 1;
                self.nested()?;
                let value = self.json.get(from..self.at)?;
                if value.bytes().filter(|b| matches!(b, b'[' | b'{')).count() > MAX_BRACKETS {
                    return None;
                }
                ValueSeed.deserialize(&mut serde_json::Deserializer::from_str(value)).ok()
            }
            b'0'..=b'9' => {
                let number = self.number()?;
                // serde_json gives other large numbers back with fewer digits
                let is_exact = field == Field::Id || number.len() <= 18 || number.parse::<u64>().is_ok();
                is_exact.then_some(Some(Cow::Borrowed(number)))
            }
            first => self.word(first).map(|()| None),
        }
    }

    /// Skips a value.
    fn skip_value(&mut self) -> Option<()> {
        match self.next()? {
            b'"' => self.at = strings::skip(self.json.as_bytes(), self.at)?,
            b'[' | b'{' => self.nested()?,
            b'0'..=b'9' => return self.number().map(|_| ()),
            first => return self.word(first),
        }
        Some(())
    }

    /// Skips a list or an object whose first byte has been read.
    fn nested(&mut self) -> Option<()> {
        let from = self.at - 1;
        let mut values = serde_json::Deserializer::from_str(self.json.get(from..)?).into_iter::<IgnoredAny>();
        values.next()?.ok()?;
        self.at = from + values.byte_offset();
        Some(())
    }

    /// Reads a whole number whose first digit has been read. serde_json reads all others, which it does not give back
    /// as they are written.
    fn number(&mut self) -> Option<&'j str> {
        let digits = self.json.get(self.at - 1..)?;
        let end = digits.bytes().position(|b| !b.is_ascii_digit())?;
        // not `01`, `1.5`, `1e5`
        let is_plain = (end == 1 || !digits.starts_with('0'))
            && matches!(digits.as_bytes()[end], b',' | b'}' | b' ' | b'\t' | b'\n' | b'\r');
        self.at += end - 1;
        is_plain.then(|| &digits[..end])
    }

    /// Reads `null`, `true` or `false` after its first byte.
    fn word(&mut self, first: u8) -> Option<()> {
        let rest: &[u8] = match first {
            b'n' => b"ull",
            b't' => b"rue",
            b'f' => b"alse",
            _ => return None,
        };
        self.json.as_bytes().get(self.at..)?.starts_with(rest).then(|| self.at += rest.len())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::with_serde;
    use super::*;
    use crate::fields::Columns;

    /// Whether the fast path reads an object. If so, serde_json must read the same.
    fn is_read(json: &str, keys: &mut KeyCache) -> bool {
        let names = FieldNames::new(&Columns::default());
        keys.declined = 0;
        let Some(fast) = record(json, &names, keys) else { return false };
        assert_eq!(Ok(fast), with_serde::record(json, &names), "{json}");
        true
    }

    #[test]
    fn reads_plain_records() {
        let keys = &mut KeyCache::default();
        for json in [
            r#"{"text":"x"}"#,
            r#"{"id":123456789012345678901,"text":"x"}"#,
            r#"{ "id" : 12 , "text" : "One.\n\nTwo \u2019\ud83d\ude00." , "n": 0, "ok": true }"#,
            r#"{"none": null, "no":false , "text": "x"}"#,
            r#"{"authors": ["A", "B"], "source": {"id": null, "name": "Echo"}, "text": "x"}"#,
            r#"{"tags": [1, {"a": [2.5]}], "text": "x"}"#,
            r#"{"text": "", "content": "the whole", "body": null}"#,
            r#"{"content": "short", "text": "the whole", "text": "again"}"#,
            "{\"text\":\"é\",\r\t\"a\\\\\":1}",
        ] {
            assert_eq!(is_read(json, keys), !json.contains("a\\\\"), "{json}");
        }
    }

    #[test]
    fn declines_records_that_are_not_plain() {
        let deep = format!(r#"{{"text": "x", "author": {}1{}}}"#, "[".repeat(200), "]".repeat(200));
        for json in [
            "",
            "{",
            "{}",
            "[]",
            r#"{"text":"x"} {"#,
            r#"{"text":"x",}"#,
            r#"{"text":"x" "id":1}"#,
            r#"{"id":01,"text":"x"}"#,
            r#"{"id":1.50,"text":"x"}"#,
            r#"{"id":-0,"text":"x"}"#,
            r#"{"title":123456789012345678901,"text":"x"}"#,
            r#"{"metadata":{"url":"u"},"text":"x"}"#,
            r#"{"article":"x"}"#,
            r#"{"title":"x"}"#,
            r#"{"text":"\ud800"}"#,
            r#"{"a":nul,"text":"x"}"#,
            &deep,
        ] {
            assert!(!is_read(json, &mut KeyCache::default()), "{json}");
        }
    }

    #[test]
    fn is_given_up_where_it_declines_every_record() {
        let (names, mut keys) = (FieldNames::new(&Columns::default()), KeyCache::default());
        for _ in 0..MAX_DECLINED {
            assert!(record(r#"{"article":"x"}"#, &names, &mut keys).is_none());
        }
        assert!(record(r#"{"text":"x"}"#, &names, &mut keys).is_none());
    }

    const UNUSUAL_VALUES: &[&str] = &[
        "0",
        "01",
        "-1",
        "1e3",
        "2.50",
        "null",
        "true",
        "false",
        "nul",
        "\"\\ud83d\"",
        "\"\\u0041\"",
        "\"\\q\"",
        " 7 ",
    ];

    fn field() -> impl Strategy<Value = String> {
        ("(id|text|body|title|authors|source|Text|tags|meta|a\\\\\\\\)", value())
            .prop_map(|(key, value)| format!("\"{key}\":{value}"))
    }

    fn value() -> impl Strategy<Value = String> {
        let leaf = prop_oneof![
            4 => "[a-zé \\\\\"\n<]{0,50}".prop_map(|text| serde_json::Value::from(text).to_string()),
            1 => any::<u64>().prop_map(|n| n.to_string()),
            1 => prop::sample::select(UNUSUAL_VALUES).prop_map(str::to_owned),
        ];
        leaf.prop_recursive(3, 12, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(|all| format!("[{}]", all.join(", "))),
                ("(name|title|x)", inner).prop_map(|(key, value)| format!("{{\"{key}\": {value}}}")),
            ]
        })
    }

    proptest! {
        #[test]
        fn reads_what_serde_json_reads(
            objects in prop::collection::vec(
                (prop::collection::vec(field(), 0..6), any::<prop::sample::Index>(), 0u8..8, any::<char>()),
                1..4,
            ),
        ) {
            let mut keys = KeyCache::default();
            for (fields, at, change, c) in objects {
                let mut json = format!("{{{}}}", fields.join(","));
                // one in four is damaged
                if change < 2 {
                    let mut chars: Vec<char> = json.chars().collect();
                    let at = at.index(chars.len());
                    if change == 0 { chars[at] = c } else { chars.truncate(at) }
                    json = chars.into_iter().collect();
                }
                is_read(&json, &mut keys);
            }
        }
    }
}
