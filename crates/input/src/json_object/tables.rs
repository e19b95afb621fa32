//! JSON objects that are whole tables, as pandas writes them: by column, by row, or with the columns' names apart.

use serde::de::DeserializeSeed;
use serde_json::{Map, Value};

use super::with_serde::ValueSeed;
use crate::fields::{Field, FieldNames};
use crate::record::Record;

/// The records of a table, in the order in which it has them. Empty when the object is none, or has no text.
pub(super) fn records(json: &str, names: &FieldNames) -> Vec<Record<'static>> {
    let Ok(Value::Object(table)) = serde_json::from_str(json) else { return Vec::new() };
    let by_row = split(&table, names).or_else(|| by_column(&table, names)).or_else(|| by_index(&table, names));
    by_row.unwrap_or_default()
}

/// `{"columns": ["id", "text"], "data": [[1, "…"]]}`.
fn split(table: &Map<String, Value>, names: &FieldNames) -> Option<Vec<Record<'static>>> {
    let columns: Vec<&str> = table.get("columns")?.as_array()?.iter().filter_map(Value::as_str).collect();
    let rows = table.get("data")?.as_array()?;
    let cells = |row: &Value| {
        let cells = row.as_array().map(Vec::as_slice).unwrap_or_default();
        record(columns.iter().copied().zip(cells), names)
    };
    Some(rows.iter().map(cells).collect())
}

/// `{"id": {"0": 1}, "text": {"0": "…"}}`.
fn by_column(table: &Map<String, Value>, names: &FieldNames) -> Option<Vec<Record<'static>>> {
    let is_text = |name: &str| names.find("", name).is_some_and(|found| found.field == Field::Text);
    let text = table.iter().find(|(name, _)| is_text(name))?.1.as_object()?;
    let cells = |key: &String| {
        let cells = table.iter().filter_map(move |(name, column)| Some((name.as_str(), column.get(key)?)));
        record(cells, names)
    };
    // pandas counts its rows, but a map is sorted by letters
    let mut keys: Vec<&String> = text.keys().collect();
    keys.sort_by_key(|key| key.parse::<u64>().unwrap_or(u64::MAX));
    Some(keys.into_iter().map(cells).collect())
}

/// `{"0": {"id": 1, "text": "…"}}`.
fn by_index(table: &Map<String, Value>, names: &FieldNames) -> Option<Vec<Record<'static>>> {
    let mut rows: Vec<(&String, &Map<String, Value>)> = Vec::new();
    for (key, value) in table {
        rows.push((key, value.as_object()?));
    }
    rows.sort_by_key(|(key, _)| key.parse::<u64>().unwrap_or(u64::MAX));
    let records: Vec<_> =
        rows.iter().map(|(_, row)| record(row.iter().map(|(name, cell)| (name.as_str(), cell)), names)).collect();
    records.iter().any(Record::has_text).then_some(records)
}

fn record<'t>(cells: impl Iterator<Item = (&'t str, &'t Value)>, names: &FieldNames) -> Record<'static> {
    let mut record = Record::default();
    for (name, cell) in cells {
        if let Some(field) = names.find("", name)
            && record.wants(field)
            && let Ok(Some(value)) = ValueSeed.deserialize(cell)
        {
            record.set(field, value.into_owned().into());
        }
    }
    record
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::Columns;

    #[test]
    fn reads_the_tables_of_pandas() {
        let names = FieldNames::new(&Columns::default());
        for json in [
            r#"{"id": {"0": 1, "1": 2, "10": 3}, "text": {"0": "a", "1": "b", "10": "c"}}"#,
            r#"{"columns": ["id", "text"], "index": [0, 1, 2], "data": [[1, "a"], [2, "b"], [3, "c"]]}"#,
            r#"{"0": {"id": 1, "text": "a"}, "1": {"id": 2, "text": "b"}, "2": {"id": 3, "text": "c"}}"#,
        ] {
            let found = records(json, &names);
            assert_eq!((found.len(), found.iter().all(Record::has_text)), (3, true), "{json}");
        }
        assert!(records(r#"{"a": {"b": 1}}"#, &names).is_empty());
        assert!(records(r#"{"text": "x"}"#, &names).is_empty());
    }
}
