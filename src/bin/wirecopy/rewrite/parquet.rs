//! Copies rows of Parquet tables column by column, as they are stored, so that any schema is kept exactly.

use super::Job;
use super::added::AddedNames;
use super::marks::{FileMarks, Mark};
use anyhow::{Context, ensure};
use arrow_schema::{DataType as ArrowType, Field as ArrowField, Schema};
use parquet::arrow::{ARROW_SCHEMA_META_KEY, add_encoded_arrow_schema_to_metadata, parquet_to_arrow_schema};
use parquet::basic::{Compression as Codec, ConvertedType, LogicalType, Repetition, Type as PhysicalType};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType, DoubleType, FixedLenByteArrayType, FloatType, Int32Type, Int64Type,
    Int96Type,
};
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, RowGroupReader, SerializedFileReader};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type, TypePtr};
use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use wirecopy::atomic_file::AtomicFile;
use wirecopy::input::stored::{Layout, StoredFile};

pub(super) use super::parquet_json::write_objects;

/// Rows that are copied at a time.
const ROWS_AT_A_TIME: usize = 1024;

type Output = AtomicFile;

/// The names of the columns; none when the file cannot be read.
pub(super) fn column_names(path: &Path) -> Vec<String> {
    let names = |reader: SerializedFileReader<File>| {
        let fields = reader.metadata().file_metadata().schema().get_fields().iter();
        fields.map(|field| field.name().to_owned()).collect()
    };
    open(path).map(names).unwrap_or_default()
}

pub(super) fn open(path: &Path) -> anyhow::Result<SerializedFileReader<File>> {
    Ok(SerializedFileReader::new(File::open(path)?)?)
}

/// Checks that all files have the columns of the first.
pub(super) fn check_schemas(files: &[StoredFile]) -> anyhow::Result<()> {
    let mut first: Option<(&str, TypePtr)> = None;
    for file in files {
        // a file that cannot be read is rejected by the scan
        let Ok(reader) = open(&file.path) else { continue };
        let schema = reader.metadata().file_metadata().schema_descr().root_schema_ptr();
        let (name, fields) = first.get_or_insert((&file.name, Arc::clone(&schema)));
        let is_same = fields.get_fields() == schema.get_fields();
        ensure!(is_same, "{} has other columns than {name}: name a folder, or a .jsonl file", file.name);
    }
    Ok(())
}

/// Writes the rows of some files with one schema. Returns the file, to be finished, and what could not be read again.
pub(super) fn write(job: &Job<'_>, files: &[&StoredFile], path: &Path) -> anyhow::Result<(AtomicFile, Vec<String>)> {
    let mut problems = Vec::new();
    let mut writer: Option<SerializedFileWriter<Output>> = None;
    for file in files.iter().filter(|file| file.layout == Layout::Parquet) {
        let reader = match open(&file.path) {
            Ok(reader) => reader,
            Err(error) => {
                problems.push(format!("{}: cannot be read again: {error}", file.name));
                continue;
            }
        };
        let writer = match &mut writer {
            Some(writer) => writer,
            None => writer.insert(create(path, reader.metadata(), job.marks.added.as_ref())?),
        };
        copy_rows(&reader, &job.marks.of_file(&file.name), writer).with_context(|| file.name.clone())?;
    }
    let file = match writer {
        Some(writer) => writer.into_inner()?,
        None => AtomicFile::create(path)?,
    };
    Ok((file, problems))
}

/// Creates a file with the columns and properties of another, and the added columns.
fn create(
    path: &Path,
    metadata: &ParquetMetaData,
    added: Option<&AddedNames>,
) -> anyhow::Result<SerializedFileWriter<Output>> {
    let file_metadata = metadata.file_metadata();
    let mut properties =
        WriterProperties::builder().set_key_value_metadata(file_metadata.key_value_metadata().cloned());
    for column in metadata.row_groups().first().map_or(&[][..], |group| group.columns()) {
        let codec = match column.compression() {
            Codec::LZO => Codec::UNCOMPRESSED,
            known => known,
        };
        properties = properties
            .set_column_compression(column.column_path().clone(), codec)
            .set_column_dictionary_enabled(column.column_path().clone(), column.dictionary_page_offset().is_some());
    }
    let mut properties = properties.build();
    let mut schema = file_metadata.schema_descr().root_schema_ptr();
    if let Some(names) = added {
        schema = with_columns(&schema, names)?;
        let is_hint = |entry: &parquet::file::metadata::KeyValue| entry.key == ARROW_SCHEMA_META_KEY;
        if file_metadata.key_value_metadata().is_some_and(|entries| entries.iter().any(is_hint)) {
            // readers that follow Arrow's description of the columns must find the added ones in it
            let arrow = parquet_to_arrow_schema(file_metadata.schema_descr(), file_metadata.key_value_metadata())?;
            add_encoded_arrow_schema_to_metadata(&with_arrow_fields(&arrow, names), &mut properties);
        }
    }
    Ok(SerializedFileWriter::new(AtomicFile::create(path)?, schema, Arc::new(properties))?)
}

/// A schema with the added columns at its end.
fn with_columns(schema: &Type, names: &AddedNames) -> anyhow::Result<TypePtr> {
    let text = |name: &str| {
        Type::primitive_type_builder(name, PhysicalType::BYTE_ARRAY)
            .with_repetition(Repetition::OPTIONAL)
            .with_converted_type(ConvertedType::UTF8)
            .with_logical_type(Some(LogicalType::String))
            .build()
    };
    let flag = Type::primitive_type_builder(&names.kept, PhysicalType::BOOLEAN)
        .with_repetition(Repetition::REQUIRED)
        .build()?;
    let mut fields = schema.get_fields().to_vec();
    fields.extend([text(&names.cluster_id)?, text(&names.form)?, flag].map(Arc::new));
    Ok(Arc::new(Type::group_type_builder(schema.name()).with_fields(fields).build()?))
}

fn with_arrow_fields(schema: &Schema, names: &AddedNames) -> Schema {
    let mut fields: Vec<Arc<ArrowField>> = schema.fields().iter().cloned().collect();
    let text = |name: &str| Arc::new(ArrowField::new(name, ArrowType::Utf8, true));
    fields.extend([text(&names.cluster_id), text(&names.form)]);
    fields.push(Arc::new(ArrowField::new(&names.kept, ArrowType::Boolean, false)));
    Schema::new_with_metadata(fields, schema.metadata().clone())
}

/// Copies the rows of all row groups.
fn copy_rows(
    reader: &SerializedFileReader<File>,
    marks: &FileMarks<'_>,
    writer: &mut SerializedFileWriter<Output>,
) -> anyhow::Result<()> {
    let mut row = 0;
    for index in 0..reader.num_row_groups() {
        let group = reader.get_row_group(index)?;
        let rows = u64::try_from(group.metadata().num_rows()).unwrap_or(0);
        let of_rows: Vec<Mark<'_>> = (row + 1..=row + rows).map(|row| marks.of_row(Some(row))).collect();
        row += rows;
        let runs = runs(of_rows.iter().map(|&mark| marks.marks().is_written(mark)));
        if runs.is_empty() {
            continue;
        }
        let mut copied = writer.next_row_group()?;
        copy_columns(&*group, &runs, &mut copied)?;
        if marks.marks().added.is_some() {
            write_added(&of_rows, &mut copied)?;
        }
        copied.close()?;
    }
    Ok(())
}

/// Rows to skip, and the rows after them to copy.
struct Run {
    skipped: usize,
    copied: usize,
}

fn runs(is_copied: impl Iterator<Item = bool>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut skipped = 0;
    for is_copied in is_copied {
        match runs.last_mut() {
            _ if !is_copied => skipped += 1,
            Some(run) if skipped == 0 => run.copied += 1,
            _ => runs.push(Run { skipped: std::mem::take(&mut skipped), copied: 1 }),
        }
    }
    runs
}

fn copy_columns(
    group: &dyn RowGroupReader,
    runs: &[Run],
    copied: &mut SerializedRowGroupWriter<'_, Output>,
) -> anyhow::Result<()> {
    for index in 0..group.num_columns() {
        let descriptor = group.metadata().column(index).column_descr_ptr();
        let levels = (descriptor.max_def_level() > 0, descriptor.max_rep_level() > 0);
        let mut column = next_column(copied)?;
        match group.get_column_reader(index)? {
            ColumnReader::BoolColumnReader(from) => copy_column::<BoolType>(from, runs, levels, &mut column),
            ColumnReader::Int32ColumnReader(from) => copy_column::<Int32Type>(from, runs, levels, &mut column),
            ColumnReader::Int64ColumnReader(from) => copy_column::<Int64Type>(from, runs, levels, &mut column),
            ColumnReader::Int96ColumnReader(from) => copy_column::<Int96Type>(from, runs, levels, &mut column),
            ColumnReader::FloatColumnReader(from) => copy_column::<FloatType>(from, runs, levels, &mut column),
            ColumnReader::DoubleColumnReader(from) => copy_column::<DoubleType>(from, runs, levels, &mut column),
            ColumnReader::ByteArrayColumnReader(from) => copy_column::<ByteArrayType>(from, runs, levels, &mut column),
            ColumnReader::FixedLenByteArrayColumnReader(from) => {
                copy_column::<FixedLenByteArrayType>(from, runs, levels, &mut column)
            }
        }?;
        column.close()?;
    }
    Ok(())
}

fn next_column<'c>(
    copied: &'c mut SerializedRowGroupWriter<'_, Output>,
) -> Result<SerializedColumnWriter<'c>, ParquetError> {
    copied.next_column()?.ok_or_else(|| ParquetError::General("the row group has fewer columns".to_owned()))
}

/// Copies some rows of a column with their levels; `levels` tells whether it has levels of definition and of
/// repetition.
fn copy_column<T: DataType>(
    mut from: ColumnReaderImpl<T>,
    runs: &[Run],
    levels: (bool, bool),
    to: &mut SerializedColumnWriter<'_>,
) -> Result<(), ParquetError> {
    let (mut values, mut defined, mut repeated) = (Vec::new(), Vec::new(), Vec::new());
    for run in runs {
        from.skip_records(run.skipped)?;
        let mut left = run.copied;
        while left > 0 {
            values.clear();
            defined.clear();
            repeated.clear();
            let (rows, ..) = from.read_records(
                left.min(ROWS_AT_A_TIME),
                levels.0.then_some(&mut defined),
                levels.1.then_some(&mut repeated),
                &mut values,
            )?;
            if rows == 0 {
                return Err(ParquetError::EOF("a column has fewer rows than its row group".to_owned()));
            }
            let (defined, repeated) = (levels.0.then_some(&defined[..]), levels.1.then_some(&repeated[..]));
            to.typed::<T>().write_batch(&values, defined, repeated)?;
            left -= rows;
        }
    }
    Ok(())
}

/// Writes the added columns of a row group.
fn write_added(marks: &[Mark<'_>], copied: &mut SerializedRowGroupWriter<'_, Output>) -> anyhow::Result<()> {
    let texts: [fn(&Mark<'_>) -> String; 2] = [|mark| mark.cluster_id.to_owned(), |mark| mark.form.to_owned()];
    for text in texts {
        let cells: Vec<String> = marks.iter().map(text).collect();
        let defined: Vec<i16> = cells.iter().map(|cell| i16::from(!cell.is_empty())).collect();
        let values: Vec<ByteArray> =
            cells.iter().filter(|cell| !cell.is_empty()).map(|cell| ByteArray::from(cell.as_str())).collect();
        let mut column = next_column(copied)?;
        column.typed::<ByteArrayType>().write_batch(&values, Some(&defined), None)?;
        column.close()?;
    }
    let kept: Vec<bool> = marks.iter().map(|mark| mark.is_kept).collect();
    let mut column = next_column(copied)?;
    column.typed::<BoolType>().write_batch(&kept, None, None)?;
    column.close()?;
    Ok(())
}
