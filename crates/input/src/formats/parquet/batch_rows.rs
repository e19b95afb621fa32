//! How many rows of a row group are decoded at a time, so that a batch stays small whatever the values are.

use std::fs::File;
use std::io;

use parquet::column::page::{Page, PageReader};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData};
use parquet::file::serialized_reader::SerializedPageReader;

/// Rows of a batch in a file of ordinary articles.
const MOST_ROWS: usize = 1024;
/// The size in bytes that a batch should not exceed. One row can.
const BATCH_BYTES: usize = 64 << 20;

/// The rows to decode at a time.
///
/// A value is decoded as often as rows have it, but stored once in a dictionary: a file of some kilobytes can hold a
/// thousand rows of a megabyte each. So the longest value of each dictionary counts, and the mean length of the others.
pub(super) fn of(
    file: &File,
    metadata: &ParquetMetaData,
    row_group: usize,
    leaves: impl Iterator<Item = usize>,
) -> Result<usize> {
    let group = metadata.row_group(row_group);
    let rows = usize::try_from(group.num_rows()).unwrap_or(0).max(1);
    let mut row_bytes = 0_usize;
    for leaf in leaves {
        let column = group.column(leaf);
        let mean = usize::try_from(column.uncompressed_size()).unwrap_or(usize::MAX) / rows;
        row_bytes = row_bytes.saturating_add(mean).saturating_add(longest_in_dictionary(file, column, rows)?);
    }
    Ok((BATCH_BYTES / row_bytes.max(1)).clamp(1, MOST_ROWS))
}

/// The length of the longest value in a column's dictionary; 0 without one.
fn longest_in_dictionary(file: &File, column: &ColumnChunkMetaData, rows: usize) -> Result<usize> {
    if column.dictionary_page_offset().is_none() {
        return Ok(0);
    }
    let file = std::sync::Arc::new(file.try_clone().map_err(external)?);
    let mut pages = SerializedPageReader::new(file, column, rows, None)?;
    let Some(Page::DictionaryPage { buf, num_values, .. }) = pages.get_next_page()? else { return Ok(0) };
    if column.column_type() != parquet::basic::Type::BYTE_ARRAY {
        return Ok(buf.len() / (num_values.max(1) as usize));
    }
    // values without compression: a length of four bytes, then the bytes
    let (mut rest, mut longest) = (&buf[..], 0);
    while let Some((length, values)) = rest.split_at_checked(4) {
        let length = length.iter().rev().fold(0_usize, |length, &byte| length << 8 | usize::from(byte));
        longest = longest.max(length.min(values.len()));
        rest = values.get(length..).unwrap_or_default();
    }
    Ok(longest)
}

fn external(error: io::Error) -> ParquetError {
    ParquetError::External(Box::new(error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::{ArrayRef, RecordBatch, StringArray};
    use parquet::arrow::ArrowWriter;
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use std::sync::Arc;

    fn rows_for(texts: impl Iterator<Item = String>) -> usize {
        let texts: ArrayRef = Arc::new(StringArray::from_iter_values(texts));
        let batch = RecordBatch::try_from_iter([("text", texts)]).unwrap();
        let file = tempfile::tempfile().unwrap();
        let mut writer = ArrowWriter::try_new(file.try_clone().unwrap(), batch.schema(), None).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
        let metadata = SerializedFileReader::new(file.try_clone().unwrap()).unwrap().metadata().clone();
        of(&file, &metadata, 0, std::iter::once(0)).unwrap()
    }

    #[test]
    fn a_batch_is_small_where_values_are_long_and_where_one_long_value_stands_in_every_row() {
        assert_eq!(rows_for((0..3000).map(|nth| format!("article {nth}"))), MOST_ROWS);
        let megabyte = "words ".repeat(175_000);
        // a value that is stored once
        let shared = rows_for((0..1024).map(|_| megabyte.clone()));
        assert!(shared <= 64, "{shared}");
        let own = rows_for((0..40).map(|nth| format!("{nth} {megabyte}")));
        assert!(own <= 64, "{own}");
    }
}
