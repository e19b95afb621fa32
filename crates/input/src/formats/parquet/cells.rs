//! The cells of Parquet columns as text.

use std::any::Any;
use std::borrow::Cow;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Date64Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt64Type};
use arrow_array::{
    Array, ArrayRef, RecordBatch, TimestampMicrosecondArray, TimestampMillisecondArray, TimestampNanosecondArray,
    TimestampSecondArray,
};
use arrow_schema::{DataType, TimeUnit};

use crate::article::Published;

/// The array at a path of column names.
pub(super) fn array_at(batch: &RecordBatch, path: &[String]) -> Option<ArrayRef> {
    let (first, rest) = path.split_first()?;
    let mut array = batch.column_by_name(first)?.clone();
    for name in rest {
        let inner = array.as_struct_opt()?.column_by_name(name)?.clone();
        array = inner;
    }
    Some(array)
}

/// A cell as text. `None` when it is null, or of a type that has no text.
pub(super) fn text(array: &ArrayRef, at: usize) -> Option<Cow<'_, str>> {
    if array.is_null(at) {
        return None;
    }
    Some(match array.data_type() {
        DataType::Utf8 => Cow::Borrowed(array.as_string::<i32>().value(at)),
        DataType::LargeUtf8 => Cow::Borrowed(array.as_string::<i64>().value(at)),
        DataType::Utf8View => Cow::Borrowed(array.as_string_view().value(at)),
        DataType::Binary => String::from_utf8_lossy(array.as_binary::<i32>().value(at)),
        DataType::LargeBinary => String::from_utf8_lossy(array.as_binary::<i64>().value(at)),
        DataType::BinaryView => String::from_utf8_lossy(array.as_binary_view().value(at)),
        DataType::Dictionary(..) => {
            let dictionary = array.as_any_dictionary_opt()?;
            Cow::Owned(text(dictionary.values(), key(array, at)?)?.into_owned())
        }
        DataType::Timestamp(unit, _) => Cow::Owned(time_text(timestamp_seconds(array.as_any(), *unit, at)?)?),
        DataType::Date32 => {
            let days = array.as_primitive_opt::<Date32Type>()?.value(at);
            Cow::Owned(Published::day(i64::from(days)).to_string())
        }
        DataType::Date64 => {
            let millis = array.as_primitive_opt::<Date64Type>()?.value(at);
            Cow::Owned(time_text(millis.div_euclid(1000))?)
        }
        DataType::Int64 => Cow::Owned(array.as_primitive_opt::<Int64Type>()?.value(at).to_string()),
        DataType::Int32 => Cow::Owned(array.as_primitive_opt::<Int32Type>()?.value(at).to_string()),
        DataType::UInt64 => Cow::Owned(array.as_primitive_opt::<UInt64Type>()?.value(at).to_string()),
        DataType::Float64 => Cow::Owned(array.as_primitive_opt::<Float64Type>()?.value(at).to_string()),
        DataType::List(_) => joined(&array.as_list_opt::<i32>()?.value(at))?,
        DataType::LargeList(_) => joined(&array.as_list_opt::<i64>()?.value(at))?,
        _ => return None,
    })
}

/// The index of a cell's value in its dictionary.
fn key(array: &ArrayRef, at: usize) -> Option<usize> {
    if let Some(dictionary) = array.as_dictionary_opt::<Int32Type>() {
        return usize::try_from(dictionary.keys().value(at)).ok();
    }
    if let Some(dictionary) = array.as_dictionary_opt::<Int16Type>() {
        return usize::try_from(dictionary.keys().value(at)).ok();
    }
    usize::try_from(array.as_dictionary_opt::<Int8Type>()?.keys().value(at)).ok()
}

/// Several values, one a line.
fn joined<'a>(values: &ArrayRef) -> Option<Cow<'a, str>> {
    let parts: Vec<String> = (0..values.len()).filter_map(|at| Some(text(values, at)?.into_owned())).collect();
    (!parts.is_empty()).then(|| Cow::Owned(parts.join("\n")))
}

/// The seconds since 1970 of a timestamp.
fn timestamp_seconds(array: &dyn Any, unit: TimeUnit, at: usize) -> Option<i64> {
    Some(match unit {
        TimeUnit::Second => array.downcast_ref::<TimestampSecondArray>()?.value(at),
        TimeUnit::Millisecond => array.downcast_ref::<TimestampMillisecondArray>()?.value(at).div_euclid(1_000),
        TimeUnit::Microsecond => array.downcast_ref::<TimestampMicrosecondArray>()?.value(at).div_euclid(1_000_000),
        TimeUnit::Nanosecond => array.downcast_ref::<TimestampNanosecondArray>()?.value(at).div_euclid(1_000_000_000),
    })
}

/// A time as text for the reader of dates, which takes midnight for a day. `None` when no calendar can show it.
fn time_text(seconds: i64) -> Option<String> {
    const MAX_SECONDS: i64 = 100_000_000_000;
    (seconds.abs() < MAX_SECONDS).then(|| Published::minute(seconds.div_euclid(60)).to_string())
}
