//! Parquet tables: reads row groups in parallel, and only the columns that hold fields. Tables in memory, as record
//! batches, are read by the same rules.

mod batch_rows;
mod cells;
mod in_memory;
mod rows;

pub use in_memory::RecordTable;
#[cfg(feature = "arrow")]
pub(super) use in_memory::find_columns as find_columns_of;
pub(super) use rows::{FieldColumn, parse_batch};

use std::io;
use std::sync::Arc;

use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};

use crate::disk_file::DiskFile;
use crate::fence::fenced;
use crate::fields::{Field, FieldNames};
use crate::format::{Access, Chunk, Emitter, Format};
use crate::sink::Sink;

/// A Parquet table.
pub(super) static PARQUET: Format = Format {
    name: "parquet",
    extensions: &["parquet", "pq"],
    has_reliable_extensions: true,
    recognises: |head| head.starts_with(b"PAR1"),
    access: Access::Random(split),
};

/// A row group on disk.
struct RowGroup {
    file: Arc<DiskFile>,
    metadata: ArrowReaderMetadata,
    columns: Arc<Vec<Column>>,
    index: usize,
    first_row: u64,
}

/// A column of the file that holds a field.
#[derive(Debug)]
struct Column {
    /// The index among the leaves of the schema.
    leaf: usize,
    column: FieldColumn,
}

/// Splits a file into its row groups.
fn split(disk_file: &Arc<DiskFile>, emitter: &mut Emitter<'_>) -> io::Result<()> {
    let file = disk_file.open()?;
    // the embedded Arrow schema can be damaged too, and the types of Parquet's own schema are enough
    let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    let metadata = fenced("Parquet", || ArrowReaderMetadata::load(&file, options).map_err(|e| broken(&e)))?;
    let columns = Arc::new(find_columns(&metadata, &emitter.context.names)?);
    let mut first_row = 1;
    for index in 0..metadata.metadata().num_row_groups() {
        let rows = metadata.metadata().row_group(index).num_rows();
        emitter.chunk(RowGroup {
            file: Arc::clone(disk_file),
            metadata: metadata.clone(),
            columns: Arc::clone(&columns),
            index,
            first_row,
        });
        first_row = first_row.saturating_add(u64::try_from(rows).unwrap_or(0));
    }
    if first_row == 1 {
        emitter.reject(None, "a table without rows");
    }
    Ok(())
}

/// The columns that hold fields.
///
/// # Errors
/// None holds text.
fn find_columns(metadata: &ArrowReaderMetadata, names: &FieldNames) -> io::Result<Vec<Column>> {
    let schema = metadata.metadata().file_metadata().schema_descr_ptr();
    let mut columns = Vec::new();
    let mut header = Vec::new();
    for (leaf, column) in schema.columns().iter().enumerate() {
        let path = without_list_levels(column.path().parts());
        let (name, parents) = path.split_last().map_or(("", &[][..]), |(name, parents)| (name.as_str(), parents));
        let parent: String = parents.iter().map(|parent| format!("{parent}.")).collect();
        header.push(format!("{parent}{name}"));
        if let Some(field) = names.find(&parent, name) {
            columns.push(Column { leaf, column: FieldColumn { path: path.to_vec(), field } });
        }
    }
    if !columns.iter().any(|column| column.column.field.field == Field::Text) {
        let reason = names.no_text_column(header.iter().map(String::as_str));
        return Err(io::Error::new(io::ErrorKind::InvalidData, reason));
    }
    Ok(columns)
}

/// The names that the user gave: the inner levels of a list, as in `authors.list.element`, are not among them.
fn without_list_levels(path: &[String]) -> &[String] {
    let is_level = |name: &String| matches!(&**name, "list" | "bag" | "array" | "key_value");
    let inner = path.iter().skip(1).position(is_level);
    inner.map_or(path, |at| &path[..=at])
}

impl Chunk for RowGroup {
    fn bytes(&self) -> Option<usize> {
        None
    }

    fn parse(self: Box<Self>, sink: &mut Sink<'_>) {
        let mut row = self.first_row;
        if let Err(error) = self.parse_rows(sink, &mut row) {
            sink.reject(Some(row), error.to_string());
        }
    }
}

impl RowGroup {
    /// Makes articles of all rows. `row` is the next row, also after an error.
    fn parse_rows(&self, sink: &mut Sink<'_>, row: &mut u64) -> io::Result<()> {
        let schema = self.metadata.metadata().file_metadata().schema_descr_ptr();
        let mask = ProjectionMask::leaves(&schema, self.columns.iter().map(|column| column.leaf));
        let file = self.file.open()?;
        let leaves = self.columns.iter().map(|column| column.leaf);
        let mut batches = fenced("Parquet", || {
            let rows = batch_rows::of(&file, self.metadata.metadata(), self.index, leaves).map_err(|e| broken(&e))?;
            ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.metadata.clone())
                .with_row_groups(vec![self.index])
                .with_projection(mask)
                .with_batch_size(rows)
                .build()
                .map_err(|e| broken(&e))
        })?;
        while let Some(batch) = fenced("Parquet", || Ok(batches.next()))? {
            let columns = self.columns.iter().map(|column| &column.column);
            parse_batch(columns, &batch.map_err(|e| broken(&e))?, sink, row);
            if sink.context.progress.cancelled() {
                break;
            }
        }
        Ok(())
    }
}

fn broken(error: &dyn std::fmt::Display) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("broken Parquet file: {error}"))
}
