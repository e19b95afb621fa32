//! The quick way through an object as most records are: strings under plain keys, a number here and there. Whatever else it meets,
//! and all that is wrong, it leaves to serde_json, which reads the object from its beginning.

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::super::fields::{Names, Record, Slot};
use super::record::ValueSeed;
use super::strings;

/// Keys that are remembered by their place: the records of a file have the same ones in the same order.
const PLACES: usize = 64;
/// A value with as many brackets is left to serde_json, which bounds how deep they may nest.
const BRACKETS: usize = 64;
/// So many records more than it could read, and it is not tried any more.
const PATIENCE: i32 = 16;

/// What was learned from the objects before.
#[derive(Debug, Default)]
pub(in super::super) struct Habits {
    keys: Vec<(String, Option<(Slot, u8)>)>,
    /// How many more objects were left to serde_json than read.
    left: i32,
}

impl Habits {
    /// What a key means; `None` for one whose value's own fields may be wanted.
    fn meaning(&mut self, nth: usize, key: &str, names: &Names) -> Option<Option<(Slot, u8)>> {
        if let Some((known, meaning)) = self.keys.get(nth)
            && known == key
        {
            return Some(*meaning);
        }
        if names.is_parent("", key) {
            return None;
        }
        let meaning = names.slot("", key);
        if nth < PLACES && nth == self.keys.len() {
            self.keys.push((key.to_owned(), meaning));
        } else if let Some(place) = self.keys.get_mut(nth) {
            *place = (key.to_owned(), meaning);
        }
        Some(meaning)
    }
}

/// Reads one JSON object that has text, if it is a plain one.
pub(super) fn record<'j>(json: &'j str, names: &Names, habits: &mut Habits) -> Option<Record<'j>> {
    if habits.left >= PATIENCE {
        return None;
    }
    let record = json.strip_prefix('{').and_then(|_| Cursor { json, at: 1 }.record(names, habits));
    habits.left = if record.is_some() { (habits.left - 1).max(-PATIENCE) } else { habits.left + 1 };
    record
}

struct Cursor<'j> {
    json: &'j str,
    at: usize,
}

impl<'j> Cursor<'j> {
    fn record(mut self, names: &Names, habits: &mut Habits) -> Option<Record<'j>> {
        let mut record = Record::default();
        for nth in 0.. {
            self.take(b'"')?;
            let Cow::Borrowed(key) = self.string()? else { return None };
            self.take(b':')?;
            match habits.meaning(nth, key, names)? {
                Some((slot, rank)) if record.wants(slot, rank) => {
                    if let Some(value) = self.value()? {
                        record.set(slot, rank, value);
                    }
                }
                _ => self.pass_over()?,
            }
            match self.next()? {
                b',' => {}
                b'}' => break,
                _ => return None,
            }
        }
        (self.at == self.json.len() && record.has_text()).then_some(record)
    }

    /// The next byte that is no white space, and past it.
    fn next(&mut self) -> Option<u8> {
        loop {
            let byte = *self.json.as_bytes().get(self.at)?;
            self.at += 1;
            if !matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
                return Some(byte);
            }
        }
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        (self.next()? == byte).then_some(())
    }

    /// A string behind its opening quote.
    fn string(&mut self) -> Option<Cow<'j, str>> {
        let (value, end) = strings::read(self.json, self.at)?;
        self.at = end;
        Some(value)
    }

    /// A value as text, if there is text in it.
    fn value(&mut self) -> Option<Option<Cow<'j, str>>> {
        match self.next()? {
            b'"' => self.string().map(Some),
            b'[' | b'{' => {
                let from = self.at - 1;
                self.nested()?;
                let value = self.json.get(from..self.at)?;
                if value.bytes().filter(|b| matches!(b, b'[' | b'{')).count() > BRACKETS {
                    return None;
                }
                Plain::deserialize(&mut serde_json::Deserializer::from_str(value)).ok().map(|plain| plain.0)
            }
            b'0'..=b'9' => self.number().map(|number| Some(Cow::Borrowed(number))),
            first => self.word(first).map(|()| None),
        }
    }

    /// A value that nobody wants.
    fn pass_over(&mut self) -> Option<()> {
        match self.next()? {
            b'"' => self.at = strings::pass_over(self.json.as_bytes(), self.at)?,
            b'[' | b'{' => self.nested()?,
            b'0'..=b'9' => return self.number().map(|_| ()),
            first => return self.word(first),
        }
        Some(())
    }

    /// The end of a list or an object that begins one byte ago.
    fn nested(&mut self) -> Option<()> {
        let from = self.at - 1;
        let mut values = serde_json::Deserializer::from_str(self.json.get(from..)?).into_iter::<IgnoredAny>();
        values.next()?.ok()?;
        self.at = from + values.byte_offset();
        Some(())
    }

    /// A whole number that begins one byte ago, as it is written: other ways of writing numbers are not the shortest.
    fn number(&mut self) -> Option<&'j str> {
        let digits = self.json.get(self.at - 1..)?;
        let end = digits.bytes().position(|b| !b.is_ascii_digit())?;
        // not of more digits than fit, and not `01`, `1.5`, `1e5`
        let plain = end <= 18
            && (end == 1 || !digits.starts_with('0'))
            && matches!(digits.as_bytes()[end], b',' | b'}' | b' ' | b'\t' | b'\n' | b'\r');
        self.at += end - 1;
        plain.then(|| &digits[..end])
    }

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

/// A nested value as text.
struct Plain<'j>(Option<Cow<'j, str>>);

impl<'de> Deserialize<'de> for Plain<'de> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueSeed).map(Plain)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::super::fields::Columns;
    use super::*;

    /// Reads an object both ways; whether the quick way did not decline.
    fn both(json: &str, habits: &mut Habits) -> bool {
        let names = Names::new(&Columns::default());
        habits.left = 0;
        let Some(quick) = record(json, &names, habits) else { return false };
        let slow = super::super::record::record(json, &names);
        assert_eq!(Ok(quick), slow, "{json}");
        true
    }

    #[test]
    fn plain_records_are_read() {
        let habits = &mut Habits::default();
        for json in [
            r#"{"text":"x"}"#,
            r#"{ "id" : 12 , "text" : "One.\n\nTwo \u2019\ud83d\ude00." , "n": 0, "ok": true, "none": null, "no":false }"#,
            r#"{"authors": ["A", "B"], "source": {"id": null, "name": "Echo"}, "tags": [1, {"a": [2.5]}], "text": "x"}"#,
            r#"{"text": "", "content": "the whole", "body": null}"#,
            r#"{"content": "short", "text": "the whole", "text": "again"}"#,
            "{\"text\":\"é\",\r\t\"a\\\\\":1}",
        ] {
            assert_eq!(both(json, habits), !json.contains("a\\\\"), "{json}");
        }
    }

    #[test]
    fn what_is_not_plain_is_left() {
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
            r#"{"id":123456789012345678901,"text":"x"}"#,
            r#"{"metadata":{"url":"u"},"text":"x"}"#,
            r#"{"article":"x"}"#,
            r#"{"title":"x"}"#,
            r#"{"text":"\ud800"}"#,
            r#"{"a":nul,"text":"x"}"#,
            &deep,
        ] {
            assert!(!both(json, &mut Habits::default()), "{json}");
        }
    }

    #[test]
    fn it_gives_up_where_it_is_of_no_use() {
        let (names, mut habits) = (Names::new(&Columns::default()), Habits::default());
        for _ in 0..PATIENCE {
            assert!(record(r#"{"article":"x"}"#, &names, &mut habits).is_none());
        }
        assert!(record(r#"{"text":"x"}"#, &names, &mut habits).is_none());
    }

    fn value() -> impl Strategy<Value = String> {
        let leaf = prop_oneof![
            4 => "[a-zé \\\\\"\n<]{0,50}".prop_map(|text| serde_json::Value::from(text).to_string()),
            1 => any::<u64>().prop_map(|n| n.to_string()),
            1 => prop::sample::select(&["0", "01", "-1", "1e3", "2.50", "null", "true", "false", "nul", "\"\\ud83d\"", "\"\\u0041\"", "\"\\q\"", " 7 "][..])
                .prop_map(str::to_owned),
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
        fn what_is_read_is_what_serde_json_reads(
            objects in prop::collection::vec(
                (prop::collection::vec(("(id|text|body|title|authors|source|Text|tags|meta|a\\\\\\\\)", value()), 0..6), any::<prop::sample::Index>(), 0u8..8, any::<char>()),
                1..4,
            ),
        ) {
            let mut habits = Habits::default();
            for (fields, at, change, c) in objects {
                let fields: Vec<String> = fields.iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
                let mut json = format!("{{{}}}", fields.join(","));
                // one in four is damaged
                if change < 2 {
                    let mut chars: Vec<char> = json.chars().collect();
                    let at = at.index(chars.len());
                    if change == 0 { chars[at] = c } else { chars.truncate(at) }
                    json = chars.into_iter().collect();
                }
                both(&json, &mut habits);
            }
        }
    }
}
