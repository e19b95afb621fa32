//! Parquet tables: row groups in parallel, and of their columns only those that are needed.

#[cfg(feature = "parquet")]
pub(super) use with::{RowGroup, cut, parse};
#[cfg(not(feature = "parquet"))]
pub(super) use without::{RowGroup, cut, parse};

#[cfg(feature = "parquet")]
mod with {
    use std::borrow::Cow;
    use std::fs::File;
    use std::io;
    use std::path::{Path, PathBuf};
    use std::sync::Arc;

    use arrow_array::cast::AsArray;
    use arrow_array::types::{Int8Type, Int16Type, Int32Type, Int64Type};
    use arrow_array::{Array, ArrayRef, RecordBatch};
    use arrow_schema::{DataType, TimeUnit};
    use parquet::arrow::ProjectionMask;
    use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};

    use crate::csv;
    use crate::fields::{self, Names, Record, Slot};
    use crate::format::Format;
    use crate::origin::Origin;
    use crate::piece::{Body, Context, Output};

    /// Rows decoded at a time: what bounds the memory of a row group.
    const ROWS: usize = 1024;

    /// A row group that is to be read.
    pub(crate) struct RowGroup {
        path: PathBuf,
        metadata: ArrowReaderMetadata,
        columns: Arc<Vec<Column>>,
        group: usize,
        first_row: u64,
    }

    /// A column that holds a field.
    #[derive(Debug)]
    struct Column {
        /// The leaf's names from the top, `metadata` and `url`.
        path: Vec<String>,
        leaf: usize,
        slot: Slot,
        rank: u8,
    }

    /// Hands out the row groups of a file.
    pub(crate) fn cut(path: &Path, context: &Context<'_>, out: &mut dyn FnMut(Body)) -> io::Result<()> {
        let file = File::open(path)?;
        let metadata = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new()).map_err(|e| broken(&e))?;
        let columns = Arc::new(columns(&metadata, &context.names)?);
        let mut first_row = 1;
        for group in 0..metadata.metadata().num_row_groups() {
            let rows = metadata.metadata().row_group(group).num_rows();
            out(Body::RowGroup(RowGroup {
                path: path.to_owned(),
                metadata: metadata.clone(),
                columns: Arc::clone(&columns),
                group,
                first_row,
            }));
            first_row += u64::try_from(rows).unwrap_or(0);
        }
        if first_row == 1 {
            out(Body::Rejected { row: None, reason: "a table without rows".to_owned() });
        }
        Ok(())
    }

    /// The columns that hold fields.
    fn columns(metadata: &ArrowReaderMetadata, names: &Names) -> io::Result<Vec<Column>> {
        let schema = metadata.metadata().file_metadata().schema_descr_ptr();
        let mut columns = Vec::new();
        let mut header = Vec::new();
        for (leaf, column) in schema.columns().iter().enumerate() {
            let path = leaf_path(column.path().parts());
            let (name, parents) = path.split_last().map_or(("", &[][..]), |(name, parents)| (name.as_str(), parents));
            let parent: String = parents.iter().map(|p| format!("{p}.")).collect();
            if let Some((slot, rank)) = names.slot(&parent, name) {
                columns.push(Column { path: path.clone(), leaf, slot, rank });
            }
            header.push(format!("{parent}{name}"));
        }
        if !columns.iter().any(|column| column.slot == Slot::Text) {
            return Err(csv::no_column(&header, names));
        }
        Ok(columns)
    }

    /// A list's inner levels (`authors.list.element`) are no names of the user's.
    fn leaf_path(parts: &[String]) -> Vec<String> {
        let inner = parts.iter().skip(1).position(|p| p == "list" || p == "bag" || p == "array");
        match inner {
            Some(at) => parts[..=at].to_vec(),
            None => parts.to_vec(),
        }
    }

    /// Makes articles of a row group.
    pub(crate) fn parse(
        group: &RowGroup,
        origin: &Origin,
        context: &Context<'_>,
        output: &mut Output,
        full: &mut dyn FnMut(&mut Output),
    ) {
        let mut row = group.first_row;
        if let Err(error) = read(group, origin, context, output, full, &mut row) {
            output.reject(origin, Some(row), error.to_string());
        }
    }

    fn read(
        group: &RowGroup,
        origin: &Origin,
        context: &Context<'_>,
        output: &mut Output,
        full: &mut dyn FnMut(&mut Output),
        row: &mut u64,
    ) -> io::Result<()> {
        let file = File::open(&group.path)?;
        let schema = group.metadata.metadata().file_metadata().schema_descr_ptr();
        let mask = ProjectionMask::leaves(&schema, group.columns.iter().map(|column| column.leaf));
        let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(file, group.metadata.clone())
            .with_row_groups(vec![group.group])
            .with_projection(mask)
            .with_batch_size(ROWS)
            .build()
            .map_err(|e| broken(&e))?;
        for batch in reader {
            let batch = batch.map_err(|e| broken(&e))?;
            rows(&batch, group, origin, context, output, row);
            full(output);
            if context.progress.cancelled() {
                break;
            }
        }
        Ok(())
    }

    fn rows(
        batch: &RecordBatch,
        group: &RowGroup,
        origin: &Origin,
        context: &Context<'_>,
        output: &mut Output,
        row: &mut u64,
    ) {
        let arrays: Vec<(&Column, ArrayRef)> =
            group.columns.iter().filter_map(|column| Some((column, descend(batch, &column.path)?))).collect();
        let most = context.settings.max_article_bytes;
        for at in 0..batch.num_rows() {
            let mut record = Record::default();
            let mut bytes = 0;
            for (column, array) in &arrays {
                if record.wants(column.slot, column.rank)
                    && let Some(value) = value(array, at)
                {
                    bytes += value.len() as u64;
                    record.set(column.slot, column.rank, value);
                }
            }
            output.bytes += bytes;
            if bytes > most {
                output.reject(origin, Some(*row), crate::piece::too_long("row", most));
            } else {
                match fields::article(record, origin, Some(*row), context.settings.extract, output) {
                    Ok(article) => output.push(article, Format::Parquet),
                    Err(reason) => output.reject(origin, Some(*row), reason),
                }
            }
            *row += 1;
        }
    }

    /// The array at a path of names.
    fn descend(batch: &RecordBatch, path: &[String]) -> Option<ArrayRef> {
        let (first, rest) = path.split_first()?;
        let mut array = batch.column_by_name(first)?.clone();
        for name in rest {
            let inner = array.as_struct_opt()?.column_by_name(name)?.clone();
            array = inner;
        }
        Some(array)
    }

    /// A cell as text.
    fn value(array: &ArrayRef, at: usize) -> Option<Cow<'_, str>> {
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
                Cow::Owned(value(dictionary.values(), key(array, at)?)?.into_owned())
            }
            DataType::Timestamp(unit, _) => {
                let raw = array.as_any();
                let raw = timestamp(raw, *unit, at)?;
                Cow::Owned(time_text(raw)?)
            }
            DataType::Date32 => {
                let days = array.as_primitive_opt::<arrow_array::types::Date32Type>()?.value(at);
                Cow::Owned(crate::article::Published::day(i64::from(days)).to_string())
            }
            DataType::Date64 => {
                let millis = array.as_primitive_opt::<arrow_array::types::Date64Type>()?.value(at);
                Cow::Owned(time_text(millis.div_euclid(1000))?)
            }
            DataType::Int64 => Cow::Owned(array.as_primitive_opt::<Int64Type>()?.value(at).to_string()),
            DataType::Int32 => Cow::Owned(array.as_primitive_opt::<Int32Type>()?.value(at).to_string()),
            DataType::UInt64 => {
                Cow::Owned(array.as_primitive_opt::<arrow_array::types::UInt64Type>()?.value(at).to_string())
            }
            DataType::Float64 => {
                Cow::Owned(array.as_primitive_opt::<arrow_array::types::Float64Type>()?.value(at).to_string())
            }
            DataType::List(_) => joined(&array.as_list_opt::<i32>()?.value(at))?,
            DataType::LargeList(_) => joined(&array.as_list_opt::<i64>()?.value(at))?,
            _ => return None,
        })
    }

    /// Where in its dictionary a cell's value is.
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
        let parts: Vec<String> = (0..values.len()).filter_map(|at| Some(value(values, at)?.into_owned())).collect();
        (!parts.is_empty()).then(|| Cow::Owned(parts.join("\n")))
    }

    /// Seconds since 1970 of a timestamp.
    fn timestamp(array: &dyn std::any::Any, unit: TimeUnit, at: usize) -> Option<i64> {
        use arrow_array::{
            TimestampMicrosecondArray, TimestampMillisecondArray, TimestampNanosecondArray, TimestampSecondArray,
        };
        Some(match unit {
            TimeUnit::Second => array.downcast_ref::<TimestampSecondArray>()?.value(at),
            TimeUnit::Millisecond => array.downcast_ref::<TimestampMillisecondArray>()?.value(at).div_euclid(1_000),
            TimeUnit::Microsecond => array.downcast_ref::<TimestampMicrosecondArray>()?.value(at).div_euclid(1_000_000),
            TimeUnit::Nanosecond => {
                array.downcast_ref::<TimestampNanosecondArray>()?.value(at).div_euclid(1_000_000_000)
            }
        })
    }

    /// A time as the reader of dates takes it: midnight is a day there.
    fn time_text(seconds: i64) -> Option<String> {
        let published = crate::article::Published::minute(seconds.div_euclid(60));
        // beyond what a calendar can show
        (seconds.abs() < 100_000_000_000).then(|| published.to_string())
    }

    fn broken(error: &dyn std::fmt::Display) -> io::Error {
        io::Error::new(io::ErrorKind::InvalidData, format!("broken Parquet file: {error}"))
    }
}

#[cfg(not(feature = "parquet"))]
mod without {
    use std::convert::Infallible;
    use std::io;
    use std::path::Path;

    use crate::origin::Origin;
    use crate::piece::{Body, Context, Output};

    /// There is none in this build.
    pub(crate) struct RowGroup(Infallible);

    pub(crate) fn cut(_: &Path, _: &Context<'_>, _: &mut dyn FnMut(Body)) -> io::Result<()> {
        Err(io::Error::other("a Parquet file; this build reads none, build it with --features parquet"))
    }

    pub(crate) fn parse(group: &RowGroup, _: &Origin, _: &Context<'_>, _: &mut Output, _: &mut dyn FnMut(&mut Output)) {
        match group.0 {}
    }
}
