//! The columns of the tables between stages.

use crate::arrow::text;
use crate::errors::failed;
use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef, RecordBatch, UInt32Array};
use arrow_schema::DataType;
use pyo3::PyResult;
use pyo3::exceptions::PyValueError;
use wirecopy::time::{Precision, Published};

/// A column.
fn column<'a>(batch: &'a RecordBatch, name: &str) -> PyResult<&'a ArrayRef> {
    batch.column_by_name(name).ok_or_else(|| PyValueError::new_err(format!("no column {name:?}")))
}

fn wrong_type(name: &str, array: &ArrayRef) -> pyo3::PyErr {
    PyValueError::new_err(format!("the column {name:?} is of type {}", array.data_type()))
}

/// A column of whole numbers without missing ones.
pub(super) fn longs<'a>(batch: &'a RecordBatch, name: &str) -> PyResult<&'a [i64]> {
    let array = column(batch, name)?;
    Ok(array.as_primitive_opt::<Int64Type>().ok_or_else(|| wrong_type(name, array))?.values())
}

/// The numbers of articles.
pub(super) fn numbers(batch: &RecordBatch, name: &str) -> PyResult<Vec<u32>> {
    let number = |&n: &i64| u32::try_from(n).map_err(|_| failed(format!("article {n} is out of range")));
    longs(batch, name)?.iter().map(number).collect()
}

/// A column of small whole numbers.
pub(super) fn ints(batch: &RecordBatch, name: &str) -> PyResult<Vec<u32>> {
    let array = column(batch, name)?;
    let values = array.as_primitive_opt::<Int32Type>().ok_or_else(|| wrong_type(name, array))?.values();
    Ok(values.iter().map(|&value| value as u32).collect())
}

/// A column of flags; a missing one is false.
pub(super) fn flags(batch: &RecordBatch, name: &str) -> PyResult<Vec<bool>> {
    let array = column(batch, name)?;
    let flags = array.as_boolean_opt().ok_or_else(|| wrong_type(name, array))?;
    Ok((0..flags.len()).map(|at| flags.is_valid(at) && flags.value(at)).collect())
}

/// A column of texts; a missing one is empty.
pub(super) fn texts<'a>(batch: &'a RecordBatch, name: &str) -> PyResult<Vec<&'a str>> {
    let array = column(batch, name)?;
    match array.data_type() {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => {
            Ok((0..array.len()).map(|at| text(array, at)).collect())
        }
        _ => Err(wrong_type(name, array)),
    }
}

/// A column of bytes; a missing value is empty.
pub(super) fn column_of_bytes<'a>(batch: &'a RecordBatch, name: &str) -> PyResult<Vec<&'a [u8]>> {
    let array = column(batch, name)?;
    let bytes = |at: usize| match array.data_type() {
        _ if array.is_null(at) => Some(&[][..]),
        DataType::Binary => Some(array.as_binary::<i32>().value(at)),
        DataType::LargeBinary => Some(array.as_binary::<i64>().value(at)),
        DataType::BinaryView => Some(array.as_binary_view().value(at)),
        _ => None,
    };
    (0..array.len()).map(|at| bytes(at).ok_or_else(|| wrong_type(name, array))).collect()
}

/// A column of lists of numbers, stored as bytes; a missing one is empty.
pub(super) fn lists(batch: &RecordBatch, name: &str) -> PyResult<Vec<Vec<u32>>> {
    let numbers = |bytes: &[u8]| bytes.as_chunks::<4>().0.iter().map(|&four| u32::from_le_bytes(four)).collect();
    Ok(column_of_bytes(batch, name)?.into_iter().map(numbers).collect())
}

/// A list of numbers as bytes.
pub(super) fn bytes_of(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

/// A column of times.
pub(super) fn times(batch: &RecordBatch, name: &str) -> PyResult<Vec<Option<Published>>> {
    let array = column(batch, name)?;
    let values = array.as_primitive_opt::<Int64Type>().ok_or_else(|| wrong_type(name, array))?;
    Ok((0..values.len()).map(|at| values.is_valid(at).then(|| time_of(values.value(at)))).collect())
}

/// A time as a number: four times its minutes, and how exactly it is known.
pub(super) fn number_of(time: Published) -> i64 {
    let precision = match time.precision {
        Precision::Minute => 0,
        Precision::Day => 1,
        Precision::LocalMinute => 2,
    };
    time.minutes * 4 + precision
}

fn time_of(number: i64) -> Published {
    let precision = match number & 3 {
        0 => Precision::Minute,
        1 => Precision::Day,
        _ => Precision::LocalMinute,
    };
    Published { minutes: number >> 2, precision }
}

/// The rows in the order of their articles, each once.
pub(super) fn sorted(batch: &RecordBatch) -> PyResult<RecordBatch> {
    let n = longs(batch, "n")?;
    let mut order: Vec<u32> = (0..n.len() as u32).collect();
    order.sort_by_key(|&row| n[row as usize]);
    order.dedup_by_key(|row| n[*row as usize]);
    arrow_select::take::take_record_batch(batch, &UInt32Array::from(order)).map_err(failed)
}

/// Numbers names from 1, and the empty one as unknown.
pub(super) fn number_names<'a>(names: impl Iterator<Item = &'a str>) -> Vec<Option<u32>> {
    let mut known: foldhash::HashMap<&str, u32> = foldhash::HashMap::default();
    let number = |name: &'a str| {
        let next = known.len() as u32 + 1;
        (!name.is_empty()).then(|| *known.entry(name).or_insert(next))
    };
    names.map(number).collect()
}
