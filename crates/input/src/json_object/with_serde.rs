//! Reads any JSON object as a record with serde_json. Keys are looked up while they are read; other values are skipped.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::fields::{Field, FieldNames, RankedField};
use crate::record::Record;

/// Reads one JSON object that has text.
///
/// # Errors
/// It is not a valid JSON object, or has no text.
pub(super) fn record<'j>(json: &'j str, names: &FieldNames) -> Result<Record<'j>, String> {
    if !json.starts_with('{') {
        return Err("not a JSON object: every line should be one, as in {\"id\": …, \"text\": …}".to_owned());
    }
    let record = read(json, names).map_err(|e| bad_json(&e))?;
    if !record.has_text() {
        let keys: serde_json::Map<String, serde_json::Value> = serde_json::from_str(json).unwrap_or_default();
        return Err(names.no_text(keys.keys().map(String::as_str)));
    }
    Ok(record)
}

/// Reads one JSON object.
pub(super) fn read<'j>(json: &'j str, names: &FieldNames) -> serde_json::Result<Record<'j>> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let mut record = Record::default();
    let seed = Fields { record: &mut record, names, parent: "" };
    seed.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(record)
}

fn bad_json(error: &serde_json::Error) -> String {
    // serde_json's message ends with `at line 1 column 7`: the line would contradict the row
    let text = error.to_string();
    let what = text.rsplit_once(" at line ").map_or(&*text, |(what, _)| what);
    format!("not valid JSON: {what} at byte {}", error.column())
}

/// Reads the fields of an object into a record, and the fields of objects in it that may be wanted.
struct Fields<'r, 'j, 'n> {
    record: &'r mut Record<'j>,
    names: &'n FieldNames,
    /// The path of this object in the record, with a dot at the end; empty for the record itself.
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
                Key::Field(field) if self.record.wants(field) => {
                    let value = match field.field {
                        Field::Id => exact(map.next_value::<&RawValue>()?),
                        _ => map.next_value_seed(ValueSeed)?,
                    };
                    if let Some(value) = value {
                        self.record.set(field, value);
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

/// A value as text, with all digits of a number: ids may be larger than numbers of the machine.
fn exact(raw: &RawValue) -> Option<Cow<'_, str>> {
    let written = raw.get();
    if written.starts_with(|c: char| c == '-' || c.is_ascii_digit()) {
        return Some(Cow::Borrowed(written));
    }
    ValueSeed.deserialize(&mut serde_json::Deserializer::from_str(written)).ok().flatten()
}

/// Reads the fields of a value that may be an object, or the text itself: `article` and `data` are names for both.
struct MaybeObject<'r, 'j, 'n>(Fields<'r, 'j, 'n>);

impl<'j> MaybeObject<'_, 'j, '_> {
    fn set_text(self, text: Cow<'j, str>) {
        let Fields { record, names, parent } = self.0;
        if let Some(field) = names.find("", parent.trim_end_matches('.'))
            && record.wants(field)
        {
            record.set(field, text);
        }
    }
}

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
        self.set_text(Cow::Borrowed(value));
        Ok(())
    }

    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        self.set_text(Cow::Owned(value.to_owned()));
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

/// The meaning of a key.
enum Key {
    Field(RankedField),
    /// The path of an object whose fields may be wanted, with a dot at the end.
    Parent(String),
    Other,
}

/// Reads a key and looks it up, without copying it.
struct KeySeed<'n> {
    names: &'n FieldNames,
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
        Ok(self.names.find(self.parent, key).map_or(Key::Other, Key::Field))
    }
}

/// Reads a value as text. `None` is a value without text.
pub(super) struct ValueSeed;

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

    /// Reads the name of an object, as in `"source": {"id": null, "name": "…"}`.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        const NAMES: [&str; 12] = [
            "name",
            "title",
            "rendered",
            "text",
            "#text",
            "$date",
            "$oid",
            "$numberLong",
            "$numberInt",
            "value",
            "@value",
            "$t",
        ];
        let mut found: Option<(usize, Cow<'de, str>)> = None;
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            match NAMES.iter().position(|name| *name == key) {
                Some(rank) if found.as_ref().is_none_or(|(held, _)| rank < *held) => {
                    if let Some(value) = map.next_value_seed(ValueSeed)? {
                        found = Some((rank, value));
                    }
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(found.map(|(_, value)| value))
    }
}
