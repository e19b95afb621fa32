//! Rows of Parquet tables as JSON objects.

use super::marks::FileMarks;
use super::parquet::open;
use super::rows::{RowWriter, push_string, with_fields};
use parquet::file::reader::FileReader;
use parquet::record::{Field, Row};
use wirecopy::input::stored::StoredFile;
use wirecopy::input::text_of_bytes;

/// Writes the rows of a Parquet table as JSON objects: numbers as numbers, times as text.
pub(super) fn write_objects(file: &StoredFile, marks: &FileMarks<'_>, rows: &mut RowWriter<'_>) -> anyhow::Result<()> {
    let reader = open(&file.path)?;
    let mut object = Vec::new();
    for (number, row) in (1..).zip(reader.get_row_iter(None)?) {
        let row = row?;
        let mark = marks.of_row(Some(number));
        if marks.marks().is_written(mark) {
            object.clear();
            push_object(&mut object, &row);
            object.push(b'\n');
            let added = marks.marks().added.as_ref().map(|names| (names, mark));
            rows.object(&with_fields(&object, added))?;
        }
    }
    Ok(())
}

fn push_object(out: &mut Vec<u8>, row: &Row) {
    push_list(out, *b"{}", row.get_column_iter(), |out, (name, field)| {
        push_string(out, name);
        out.push(b':');
        push_value(out, field);
    });
}

/// Appends items with commas between them, in brackets.
fn push_list<I>(
    out: &mut Vec<u8>,
    brackets: [u8; 2],
    items: impl IntoIterator<Item = I>,
    mut push: impl FnMut(&mut Vec<u8>, I),
) {
    out.push(brackets[0]);
    for (nth, item) in items.into_iter().enumerate() {
        if nth > 0 {
            out.push(b',');
        }
        push(out, item);
    }
    out.push(brackets[1]);
}

fn push_value(out: &mut Vec<u8>, field: &Field) {
    match field {
        Field::Null
        | Field::Bool(_)
        | Field::Byte(_)
        | Field::Short(_)
        | Field::Int(_)
        | Field::Long(_)
        | Field::UByte(_)
        | Field::UShort(_)
        | Field::UInt(_)
        | Field::ULong(_) => out.extend_from_slice(field.to_string().as_bytes()),
        Field::Float16(number) => push_number(out, number.to_f64()),
        // by its shortest digits, as the file's own type would show it
        Field::Float(number) => push_number(out, number.to_string().parse().unwrap_or(f64::from(*number))),
        Field::Double(number) => push_number(out, *number),
        Field::Str(text) => push_string(out, text),
        Field::Bytes(bytes) => push_string(out, &text_of_bytes(bytes.data())),
        Field::Group(row) => push_object(out, row),
        Field::ListInternal(list) => push_list(out, *b"[]", list.elements(), push_value),
        Field::MapInternal(map) => push_list(out, *b"{}", map.entries(), |out, (key, value)| {
            match key {
                Field::Str(text) => push_string(out, text),
                other => push_string(out, &other.to_string()),
            }
            out.push(b':');
            push_value(out, value);
        }),
        Field::Decimal(_)
        | Field::Date(_)
        | Field::TimeMillis(_)
        | Field::TimeMicros(_)
        | Field::TimestampMillis(_)
        | Field::TimestampMicros(_) => push_string(out, &field.to_string()),
    }
}

/// Appends a number; JSON has none that is not finite.
fn push_number(out: &mut Vec<u8>, number: f64) {
    out.extend_from_slice(serde_json::Value::from(number).to_string().as_bytes());
}
