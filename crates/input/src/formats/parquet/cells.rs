//! The cells of Parquet columns as text.

use std::any::Any;
use std::borrow::Cow;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowDictionaryKeyType, Date32Type, Date64Type, Decimal128Type, Decimal256Type, Float16Type, Float32Type,
    Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, RunEndIndexType, UInt8Type, UInt16Type, UInt32Type,
    UInt64Type,
};
use arrow_array::{
    Array, ArrayRef, RecordBatch, RunArray, TimestampMicrosecondArray, TimestampMillisecondArray,
    TimestampNanosecondArray, TimestampSecondArray,
};
use arrow_schema::{DataType, TimeUnit};

use crate::article::Published;
use crate::charset;

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
        DataType::Binary => charset::text_of(array.as_binary::<i32>().value(at)),
        DataType::LargeBinary => charset::text_of(array.as_binary::<i64>().value(at)),
        DataType::BinaryView => charset::text_of(array.as_binary_view().value(at)),
        DataType::FixedSizeBinary(_) => fixed_size(array.as_fixed_size_binary_opt()?.value(at)),
        DataType::Dictionary(..) => {
            let dictionary = array.as_any_dictionary_opt()?;
            let key = key(array, at)?;
            Cow::Owned(text(dictionary.values(), key)?.into_owned())
        }
        DataType::RunEndEncoded(..) => {
            let (values, at) = run(array, at)?;
            Cow::Owned(text(&values, at)?.into_owned())
        }
        DataType::Timestamp(unit, zone) => {
            // without a zone it is what a clock showed
            let time = if zone.is_some() { Published::minute } else { Published::local_minute };
            Cow::Owned(time_text(timestamp_seconds(array.as_any(), *unit, at)?, time)?)
        }
        DataType::Date32 => {
            let days = array.as_primitive_opt::<Date32Type>()?.value(at);
            Cow::Owned(Published::day(i64::from(days)).to_string())
        }
        DataType::Date64 => {
            let millis = array.as_primitive_opt::<Date64Type>()?.value(at);
            Cow::Owned(time_text(millis.div_euclid(1000), Published::minute)?)
        }
        DataType::Float16 | DataType::Float32 | DataType::Float64 => Cow::Owned(float(array, at)?),
        DataType::List(_) => joined(&array.as_list_opt::<i32>()?.value(at))?,
        DataType::LargeList(_) => joined(&array.as_list_opt::<i64>()?.value(at))?,
        DataType::FixedSizeList(..) => joined(&array.as_fixed_size_list_opt()?.value(at))?,
        DataType::Struct(_) => return name_in(array, at),
        DataType::Boolean => Cow::Owned(array.as_boolean_opt()?.value(at).to_string()),
        DataType::Decimal128(..) => Cow::Owned(whole(array.as_primitive_opt::<Decimal128Type>()?.value_as_string(at))),
        DataType::Decimal256(..) => Cow::Owned(whole(array.as_primitive_opt::<Decimal256Type>()?.value_as_string(at))),
        _ => return integer(array, at).map(Cow::Owned),
    })
}

/// A whole number of any size.
fn integer(array: &ArrayRef, at: usize) -> Option<String> {
    macro_rules! value {
        ($kind:ty) => {
            array.as_primitive_opt::<$kind>()?.value(at).to_string()
        };
    }
    Some(match array.data_type() {
        DataType::Int8 => value!(Int8Type),
        DataType::Int16 => value!(Int16Type),
        DataType::Int32 => value!(Int32Type),
        DataType::Int64 => value!(Int64Type),
        DataType::UInt8 => value!(UInt8Type),
        DataType::UInt16 => value!(UInt16Type),
        DataType::UInt32 => value!(UInt32Type),
        DataType::UInt64 => value!(UInt64Type),
        _ => return None,
    })
}

/// A decimal number without a fraction of zeros.
fn whole(number: String) -> String {
    match number.split_once('.') {
        Some((whole, fraction)) if fraction.bytes().all(|digit| digit == b'0') => whole.to_owned(),
        _ => number,
    }
}

/// The index of a cell's value in its dictionary.
fn key(array: &ArrayRef, at: usize) -> Option<usize> {
    fn of<K: ArrowDictionaryKeyType>(array: &ArrayRef, at: usize) -> Option<usize>
    where
        usize: TryFrom<K::Native>,
    {
        usize::try_from(array.as_dictionary_opt::<K>()?.keys().value(at)).ok()
    }
    of::<Int32Type>(array, at)
        .or_else(|| of::<Int16Type>(array, at))
        .or_else(|| of::<Int8Type>(array, at))
        .or_else(|| of::<Int64Type>(array, at))
        .or_else(|| of::<UInt32Type>(array, at))
        .or_else(|| of::<UInt16Type>(array, at))
        .or_else(|| of::<UInt8Type>(array, at))
        .or_else(|| of::<UInt64Type>(array, at))
}

/// The values of an array of runs, and the position of a cell's value in them.
fn run(array: &ArrayRef, at: usize) -> Option<(ArrayRef, usize)> {
    fn of<R: RunEndIndexType>(array: &ArrayRef, at: usize) -> Option<(ArrayRef, usize)> {
        let runs = array.as_any().downcast_ref::<RunArray<R>>()?;
        Some((runs.values().clone(), runs.get_physical_index(at)))
    }
    of::<Int32Type>(array, at).or_else(|| of::<Int16Type>(array, at)).or_else(|| of::<Int64Type>(array, at))
}

/// Bytes of a fixed size: a text padded with zeros, or an id such as a UUID or a hash in hexadecimal.
fn fixed_size(bytes: &[u8]) -> Cow<'_, str> {
    let is_text = |text: &&str| !text.contains(|c: char| c.is_control());
    match std::str::from_utf8(bytes).ok().map(|text| text.trim_end_matches('\0')).filter(is_text) {
        Some(text) => Cow::Borrowed(text),
        None => Cow::Owned(bytes.iter().map(|byte| format!("{byte:02x}")).collect()),
    }
}

/// A number as it is written: whole where it is, and none where it is missing.
fn float(array: &ArrayRef, at: usize) -> Option<String> {
    let value = match array.data_type() {
        DataType::Float64 => array.as_primitive_opt::<Float64Type>()?.value(at),
        DataType::Float32 => return finite(array.as_primitive_opt::<Float32Type>()?.value(at)),
        _ => f64::from(array.as_primitive_opt::<Float16Type>()?.value(at)),
    };
    value.is_finite().then(|| value.to_string())
}

fn finite(value: f32) -> Option<String> {
    value.is_finite().then(|| value.to_string())
}

/// The name in a group, as in the authors `[{name: …}]`, or a date in parts.
fn name_in<'a>(array: &'a ArrayRef, at: usize) -> Option<Cow<'a, str>> {
    let group = array.as_struct_opt()?;
    let field = |name: &str| group.column_by_name(name).and_then(|column| text(column, at));
    if let Some(name) =
        ["name", "title", "rendered", "text", "value", "$date", "$oid"].iter().find_map(|name| field(name))
    {
        return Some(Cow::Owned(name.into_owned()));
    }
    let [year, month, day] = ["year", "month", "day"].map(field);
    Some(Cow::Owned(format!("{:0>4}-{:0>2}-{:0>2}", year?, month?, day?)))
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
fn time_text(seconds: i64, time: fn(i64) -> Published) -> Option<String> {
    const MAX_SECONDS: i64 = 100_000_000_000;
    (seconds.abs() < MAX_SECONDS).then(|| time(seconds.div_euclid(60)).to_string())
}
